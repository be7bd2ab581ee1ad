"""Files that are too large to be held: read in pieces as they would be whole, or refused in one sentence."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import base
from evalsite.readers.base import Document
from evalsite.readers.folder import LARGEST, read_folder
from evalsite.readings import Reading

TASKS = {f"HumanEval/{at}": [{"base_status": "pass", "plus_status": "fail"}] * 2 for at in range(20)}
EVALPLUS = {"date": "2024-05-01 18:37", "hash": "abc", "eval": TASKS, "pass_at_k": {"base": {"pass@1": 1.0}}}
BIGCODEBENCH = {"date": "2024-05-01 18:37", "eval": {f"BigCodeBench/{at}": [{"status": "pass"}] for at in range(9)}}
GRADED = [
    {"question_id": str(at), "graded_list": [at > 4, True], "difficulty": "easy", "contest_date": "2024-05-01T00:00"}
    for at in range(9)
]
STATS = [{"name": {"name": "exact_match", "split": "test"}, "count": 1, "sum": 1.0, "sum_squared": 1.0, "mean": 1.0}]
INSTANCES = [{"instance_id": f"id{at}", "train_trial_index": 0, "stats": STATS} for at in range(9)]
SAMPLE = {"resps": [], "filtered_resps": [], "filter": "none", "metrics": ["acc"], "acc": 1.0, "doc": "é" * 50}
LOG = {
    "version": 2,
    "status": "success",
    "eval": {"eval_id": "e", "run_id": "r", "task": "arc", "model": "org/m", "created": "2025-05-12T20:28:13+00:00"},
    "results": {"total_samples": 9, "completed_samples": 9, "scores": []},
    "samples": [{"id": at, "epoch": 1, "input": "?" * 90, "scores": {"match": {"value": "C"}}} for at in range(9)],
    "reductions": [],
}
FILES: Mapping[str, str] = {
    "logs/a.json": json.dumps(LOG),
    "m_eval_results.json": json.dumps(EVALPLUS),
    "m--bigcodebench-hard-complete--vllm-0-1_eval_results.json": json.dumps(BIGCODEBENCH),
    "m/Scenario.codegeneration_2_0.2_eval_all.json": json.dumps(GRADED, indent=1),
    "runs/v1/mmlu:model=org_m/per_instance_stats.json": json.dumps(INSTANCES),
    "m/samples_math_2026-01-21T03-44-18.jsonl": "\ufeff"
    + "".join(json.dumps({"doc_id": at, **SAMPLE}, ensure_ascii=False) + "\r\n" for at in range(9)),
}


def told(reading: Reading) -> Mapping[str, Any]:
    """All that a reading says, its columns as lists."""
    said = {name: getattr(reading, name) for name in ("format", "why", "left_out", "problems", "inferred", "runs")}
    columns = {**reading.columns, **{f"item {name}": cells for name, cells in reading.items.items()}}
    return {**said, "sha256": reading.sha256} | {name: list(map(str, cells)) for name, cells in columns.items()}


def read(root: Path, path: str, text: str | bytes, largest: int = LARGEST) -> Reading:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    readings, _ = read_folder(root, [], shown="results", largest=largest)
    return next(reading for reading in readings if reading.file == f"results/{path}")


@pytest.mark.parametrize("path", FILES)
def test_in_pieces_a_file_says_what_it_says_whole(path: str, tmp_path: Path) -> None:
    whole = read(tmp_path, path, FILES[path])
    assert whole.items
    assert not whole.problems
    assert told(read(tmp_path, path, FILES[path], largest=100)) == told(whole)


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_breaks_off_is_told(path: str, tmp_path: Path, said: Callable[[Reading], list[str]]) -> None:
    reading = read(tmp_path, path, FILES[path][:-20], largest=100)
    assert len(reading.problems) == 1
    assert "expected JSON, but" in said(reading)[0] or "expected one sample" in said(reading)[0]


@pytest.mark.parametrize("path", FILES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_files_never_raise(path: str, data: st.DataObject) -> None:
    damaged = bytearray(FILES[path].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        end = at + data.draw(st.integers(0, 3))
        damaged[at:end] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b"{", b'"', b"}", b"1e999", b"null"])
        )
    with TemporaryDirectory() as folder:
        reading = read(Path(folder), path, bytes(damaged), largest=100)
    assert reading.length or reading.items or reading.problems or reading.left_out
    assert reading.rows_in == reading.length + sum(entry.count for entry in reading.left_out)


def test_a_task_that_comes_twice_is_read_once_and_told(tmp_path: Path, said: Callable[[Reading], list[str]]) -> None:
    again = FILES["m_eval_results.json"].replace('"eval": {', '"eval": {"HumanEval/7": [{"base_status": "fail"}], ')
    reading = read(tmp_path, "m_eval_results.json", again, largest=100)
    values = zip(reading.items["benchmark"], reading.items["item"], reading.items["value"], strict=True)
    assert [value for *task, value in values if task == ["humaneval", "HumanEval/7"]] == [0.0]
    assert any(
        "#/eval/HumanEval~17: found" in problem and "the first one is read" in problem for problem in said(reading)
    )


def test_other_formats_have_a_bound(tmp_path: Path, said: Callable[[Reading], list[str]]) -> None:
    reading = read(tmp_path, "mbpp.csv", "model,acc\n" + "a,0.5\n" * 100, largest=100)
    (problem,) = said(reading)
    assert problem.startswith("results/mbpp.csv: expected at most 100 bytes in a file. Split it, or keep what is")
    assert len(reading.sha256) == 64


def test_lines_are_cut_where_they_are_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LONGEST_LINE", 8)
    document = Document(path="x", shown="x", data=b"\xef\xbb\xbfone\n" + b"x" * 20 + b"\n1234567\ntwo")
    assert list(document.lines()) == [(1, b"one\n"), (2, b"xxxxxxxx"), (3, b"1234567\n"), (4, b"two")]
