"""Whatever is wrong with a run's files or a board, there is a reading of it, soon, and nothing of it is lost."""

import json
import time
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import ITEM_COLUMNS, Reading

STAT = {"name": {"name": "exact_match", "split": "test"}, "count": 1, "sum": 0.5, "sum_squared": 0.2, "mean": 0.5}
CELLS = [{"value": "Model"}, {"value": 0.5, "run_spec_names": ["mmlu:model=org_m"]}]
HEADER = [{"value": "Model/adapter"}, {"value": "EM", "metadata": {"metric": "EM", "run_group": "MMLU"}}]
OBJECTS: dict[str, Any] = {
    "bigcode/out.json": {
        "humaneval": {"pass@1": 0.25},
        "config": {
            "model": "org/m",
            "n_samples": 1,
            "allow_code_execution": True,
            "metric_output_path": "a",
            "load_generations_path": None,
        },
    },
    "runs/v1/mmlu-model=org_m/stats.json": [STAT, {**STAT, "name": {"name": "num_instances", "split": "test"}}],
    "runs/v1/mmlu-model=org_m/per_instance_stats.json": [
        {"instance_id": "id1", "train_trial_index": 0, "stats": [STAT]}
    ],
    "groups/json/core_accuracy.json": {"title": "Accuracy", "name": "accuracy", "header": HEADER, "rows": [CELLS]},
    "groups/core.json": [{"title": "Accuracy", "name": "accuracy", "header": HEADER, "rows": [CELLS]}],
    "runs/v1/run_spec.json": {"name": "a", "adapter_spec": {"model": "m"}, "scenario_spec": {"args": {}}},
    "m/Scenario.codegeneration_1_0.2_eval.json": [
        {"pass@1": 0.5, "detail": {"pass@1": {"0": 0.0, "1": 1.0}}},
        {"0": [[True, -1]], "1": [[True]]},
    ],
    "performances_generation.json": {
        "performances": [{"question_id": "a", "model": "m", "date": 1.7e12, "difficulty": "easy", "pass@1": 50}],
        "models": [{"model_repr": "m", "model_name": "org/m"}],
    },
    "m/graded_eval_all.json": [
        {"question_id": "a", "difficulty": "easy", "contest_date": "2024-08-01", "graded_list": [True, False]}
    ],
    "leaderboards.json": {
        "leaderboards": [
            {"name": "Lite", "results": [{"name": "a", "folder": "20240101_a", "resolved": 5.5, "tags": ["Model: m"]}]}
        ]
    },
    "info_for_leaderboard.json": {"m": {"i-1": {"resolved": True, "cost": 0.5, "api_calls": 10}}},
    "evaluation/lite/20240101_agent/results/results.json": {
        "total_instances": 2,
        "submitted_instances": 2,
        "completed_instances": 2,
        "resolved_instances": 1,
        "resolved": ["a"],
        "unresolved_ids": ["b"],
    },
    "terminal-bench-core@0.1.1/20250711_agent_m/results.json": {
        "id": "uuid",
        "results": [{"task_id": "a", "is_resolved": True, "failure_mode": "unset"}],
        "pass_at_k": {"2": 0.5},
        "n_resolved": 1,
        "n_unresolved": 0,
        "accuracy": 1.0,
    },
}
TEXTS = {
    "out/20260121_005605/summary.csv": "dataset,version,metric,mode,m\na,1,accuracy,gen,50.5\nb,-,-,-,-\n",
    "out/summary.md": "|dataset|version|metric|mode|m|\n|--|--|--|--|--|\n|a|1|accuracy|gen|50.5|\n",
    "m/results_2408-2411.txt": "Pass@1: 0.5\nEasy Pass@1: 1.0\n",
    "metadata.yaml": "name: Agent\noss: true\nsite: https://a.example\n",
    "table.md": "# A\n\n| model | acc |\n| --- | --- |\n| [m](x) | **0.5** |\n\n# B\n\n|model|acc|\n|-|-|\n|n|1|\n",
}
FILES = {path: json.dumps(data).encode() for path, data in OBJECTS.items()} | {
    path: text.encode() for path, text in TEXTS.items()
}
ODD = st.sampled_from(
    [None, True, -1, 0, 7.5, 10**400, float("nan"), float("inf"), "", "N/A", "x/y", "\ud800", [], {}, [[1]], {"a": {}}]
)


def read(data: bytes, path: str) -> Reading:
    """The reading, with every other fixture standing beside the file."""
    return registry.read(Document(path=path, shown=f"results/{path}", data=data, beside=FILES.get))


def check(reading: Reading) -> None:
    """What holds of every reading: columns of one length, every number counted, runs of all rows and items."""
    assert all(len(column) == reading.length for column in reading.columns.values())
    assert len({len(column) for column in reading.items.values()}) <= 1
    assert not reading.items or list(reading.items) == list(ITEM_COLUMNS)
    assert reading.rows_in == reading.length + sum(entry.count for entry in reading.left_out)
    assert reading.length or reading.problems or reading.left_out
    assert all(map(str, reading.columns.get("model", ())))
    if reading.runs:
        assert set(reading.columns.get("run", ())) | set(reading.items.get("run", ())) <= set(reading.runs)
    for problem in reading.problems:
        assert "\n" not in str(problem)
        assert len(str(problem)) < 1000


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Each part of the data with what holds it: a list and an index, or an object and a key."""
    for key in range(len(data)) if isinstance(data, list) else list(data):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places(data[key])


@pytest.mark.parametrize("path", FILES)
def test_each_fixture_is_known(path: str) -> None:
    reading = read(FILES[path], path)
    assert reading.format not in {"", "json", "jsonl", "yaml", "csv"}
    assert not reading.problems
    check(reading)


def test_a_key_cannot_write_lines_of_its_own_into_the_problems() -> None:
    data = {**OBJECTS["bigcode/out.json"], "a\nwarning: \x1b[2Jb": {"pass@1": "x"}}
    (problem,) = read(json.dumps(data).encode(), "out.json").problems
    assert str(problem).startswith(r"results/out.json#/a\nwarning: \x1b[2Jb/pass@1: found")


@pytest.mark.parametrize("path", FILES)
def test_marks_of_other_systems_change_nothing(path: str) -> None:
    plain = read(FILES[path], path)
    other = read(b"\xef\xbb\xbf" + FILES[path].replace(b"\n", b"\r\n"), path)
    assert (other.format, other.columns, other.left_out) == (plain.format, plain.columns, plain.left_out)


@pytest.mark.parametrize("text", ["[{}]", "[{}, 7]", "{}", "[]", "[[]]", "{}\n{}\n"])
def test_json_without_anything_in_it_is_refused(text: str) -> None:
    check(read(text.encode(), "a.json"))


@given(path=st.sampled_from(list(OBJECTS)), more=st.data())
@settings(max_examples=800, deadline=None)
def test_parts_that_are_something_else_never_raise(path: str, more: st.DataObject) -> None:
    changed = json.loads(FILES[path])
    for _ in range(more.draw(st.integers(1, 3))):
        found = list(places(changed))
        if not found:
            return
        holder, key = more.draw(st.sampled_from(found))
        if more.draw(st.booleans()):
            holder[key] = deepcopy(more.draw(ODD))
        else:
            del holder[key]
    check(read(json.dumps(changed).encode(), path))


@given(path=st.sampled_from(list(FILES)), more=st.data())
@settings(max_examples=800, deadline=None)
def test_changed_bytes_never_raise(path: str, more: st.DataObject) -> None:
    damaged = bytearray(FILES[path])
    for _ in range(more.draw(st.integers(1, 4))):
        at = more.draw(st.integers(0, max(len(damaged) - 1, 0)))
        damaged[at : at + more.draw(st.integers(0, 3))] = more.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b"{", b'"', b"|", b"\n", b"NaN", b"1e999", b"\xef\xbb\xbf"])
        )
    check(read(bytes(damaged), path))


@given(path=st.sampled_from(list(FILES)), cut=st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_cut_files_never_raise(path: str, cut: int) -> None:
    data = FILES[path]
    check(read(data[: cut % len(data) + 1], path))


@pytest.mark.parametrize("path", OBJECTS)
@pytest.mark.parametrize("more", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000])
def test_deep_nesting_and_huge_integers_are_refused_soon(path: str, more: bytes) -> None:
    start = time.perf_counter()
    check(read(FILES[path][:-1] + b', "more": ' + more, path))
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("path", FILES)
def test_what_is_no_utf_8_or_only_a_pointer_is_refused(path: str) -> None:
    assert read(FILES[path].decode().encode("utf-16"), path).length == 0
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    assert "Run `git lfs pull`." in str(read(pointer, path).problems[0])


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize("bad", ["|", "-", "a,", "| - ", "name:", " ", "[x](", "Pass@1: "])
def test_no_line_is_slow_to_read(path: str, bad: str) -> None:
    start = time.perf_counter()
    check(read(FILES[path] + bad.encode() * 100_000 + b"\n" + FILES[path], path))
    assert time.perf_counter() - start < 5
