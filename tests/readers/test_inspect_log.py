"""Inspect logs: one test a trap, and values worked out by hand from real files."""

import io
import json
import math
import zipfile
import zlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import zstandard

from evalsite.readers import inspect_archive
from evalsite.readers.folder import read_folder
from evalsite.readings import Reading, Reason
from evalsite.results import Results

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]


def score(scorer: str, more: Mapping[str, Any] = {}, **metrics: Any) -> dict[str, Any]:
    return {
        "name": scorer,
        "scorer": scorer,
        **more,
        "metrics": {name: {"name": name, "value": value, "params": {}} for name, value in metrics.items()},
    }


HEADER: dict[str, Any] = {
    "version": 2,
    "status": "success",
    "eval": {
        "eval_id": "EvalOne",
        "run_id": "RunOne",
        "task_id": "TaskOne",
        "created": "2025-05-12T20:28:13-04:00",
        "task": "inspect_evals/arc_easy",
        "task_version": 1,
        "task_args": {"language": "EN", "cot": False},
        "dataset": {"name": "arc", "samples": 100, "sample_ids": [1, 2, 3]},
        "model": "openai/gpt-4o",
        "model_generate_config": {"temperature": 0.0},
        "config": {"limit": 3, "epochs": 1},
        "revision": {"type": "git", "commit": "e9a9d71", "dirty": True},
        "packages": {"inspect_ai": "0.3.95"},
    },
    "results": {"total_samples": 3, "completed_samples": 3, "scores": [score("match", accuracy=2 / 3, stderr=1 / 3)]},
    "stats": {"started_at": "2025-05-12T20:28:14-04:00"},
}
SAMPLES = [
    {"id": 1, "epoch": 1, "scores": {"match": {"value": "C"}}},
    {"id": "two", "epoch": 1, "scores": {"match": {"value": "I"}}},
    {"id": 3, "epoch": 1, "scores": {"match": {"value": 1.0}}, "error": None},
]
PATH = "logs/2025-05-12_arc.eval"


def header(**changes: Any) -> dict[str, Any]:
    """The header with parts changed; ``eval__model=...`` changes a part of a part, None takes it out."""
    log = deepcopy(HEADER)
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        holder, key = (log[part], inner) if inner else (log, part)
        holder[key] = value
        if value is None:
            del holder[key]
    return log


def log(samples: Any = None, **changes: Any) -> str:
    return json.dumps({**header(**changes), "samples": samples or []})


def archive(parts: Mapping[str, Any], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content if isinstance(content, bytes | str) else json.dumps(content))
    return file.getvalue()


def with_zstandard(parts: Mapping[str, Any]) -> bytes:
    """An archive as Inspect writes it since 0.3.206: stored parts, marked as compressed by method 93."""
    packed = {name: zstandard.compress(json.dumps(content).encode()) for name, content in parts.items()}
    data = bytearray(archive(packed, zipfile.ZIP_STORED))
    entry = 0
    for info in zipfile.ZipFile(io.BytesIO(bytes(data))).infolist():
        plain = json.dumps(parts[info.filename]).encode()
        entry = data.index(b"PK\x01\x02", entry + 4)
        for method in (info.header_offset + 8, entry + 10):
            data[method : method + 2] = (93).to_bytes(2, "little")
        data[entry + 16 : entry + 20] = zlib.crc32(plain).to_bytes(4, "little")
        data[entry + 24 : entry + 28] = len(plain).to_bytes(4, "little")
    return bytes(data)


PARTS = {
    "_journal/start.json": {"version": 2, "eval": HEADER["eval"]},
    "summaries.json": SAMPLES,
    "header.json": HEADER,
}


@pytest.mark.parametrize("content", [log(SAMPLES).encode(), archive(PARTS), with_zstandard(PARTS)])
def test_a_log_reads_the_same_in_every_container(read: Read, rows: Rows, content: bytes) -> None:
    reading = read(content, PATH)
    assert reading.format == "inspect"
    names = ("model", "benchmark", "metric", "value", "stderr", "n", "version", "run", "date", "direction")
    assert rows(reading, *names) == [
        (
            "openai/gpt-4o",
            "arc_easy",
            "accuracy (match)",
            2 / 3,
            1 / 3,
            3.0,
            "1",
            "EvalOne",
            "2025-05-13T00:28:14+00:00",
            "higher",
        )
    ]
    assert list(zip(*reading.items.values(), strict=True)) == [
        ("EvalOne", "arc_easy", "1", 0, "accuracy (match)", 1.0, ""),
        ("EvalOne", "arc_easy", "two", 0, "accuracy (match)", 0.0, ""),
        ("EvalOne", "arc_easy", "3", 0, "accuracy (match)", 1.0, ""),
    ]
    assert not reading.problems


def test_the_same_run_in_two_containers_is_counted_once(read: Read) -> None:
    settled = Results.gather([read(log(), "a.json"), read(archive(PARTS), "a.eval")])
    assert settled.frame["value"].to_list() == [2 / 3]
    assert [entry.reason for entry in settled.left_out] == [Reason.DUPLICATE]


def test_what_is_known_of_the_run(read: Read) -> None:
    ((key, run),) = read(log()).runs.items()
    assert (key, run.native_id, run.tool, run.tool_version) == ("EvalOne", "EvalOne", "inspect_ai", "0.3.95")
    assert (run.model, run.date, run.code_revision) == ("openai/gpt-4o", "2025-05-12T20:28:14-04:00", "e9a9d71+dirty")
    assert run.settings["config.limit"] == "3"
    assert run.settings["task_args.cot"] == "false"
    assert run.settings["model_generate_config.temperature"] == "0"


def test_old_logs_are_known_by_run_and_task(read: Read) -> None:
    assert set(read(log(eval__eval_id=None)).runs) == {"RunOne/TaskOne"}


@pytest.mark.parametrize("status", ["error", "started"])
def test_a_run_that_did_not_end_well_is_named_and_not_shown(read: Read, said: Said, status: str) -> None:
    reading = read(log(SAMPLES, status=status), "a.json")
    assert (reading.length, reading.rows_in, dict(reading.items)) == (0, 1, {})
    (left,) = reading.left_out
    assert (left.reason, left.detail) == (Reason.IGNORED, f"the run's status is {status} after 3 of 3 samples")
    assert said(reading)[0].startswith(f'results/a.json#/status: found "{status}"; expected a run that has ended well')


def test_a_run_that_was_cancelled_half_way_is_not_shown(read: Read) -> None:
    reading = read(log(SAMPLES, status="cancelled", results__completed_samples=2), "a.json")
    (left,) = reading.left_out
    assert (reading.length, left.detail) == (0, "the run's status is cancelled after 2 of 3 samples")


def test_a_run_that_was_cancelled_after_its_last_sample_is_shown_and_told(read: Read, said: Said) -> None:
    reading = read(log(SAMPLES, status="cancelled"), "a.json")
    assert (reading.columns["value"], len(reading.items["value"])) == ([2 / 3], 3)
    (problem,) = said(reading)
    assert problem.startswith(
        'results/a.json#/status: found "cancelled"; expected a run that has ended well, but it was'
    )


@pytest.mark.parametrize("results", [{"total_samples": 3, "completed_samples": 3}, {"scores": []}, None])
def test_grades_without_scores_give_their_mean(read: Read, rows: Rows, results: Any) -> None:
    reading = read(log(SAMPLES, results=results))
    assert rows(reading, "metric", "value", "n", "pointer") == [("mean (match)", 2 / 3, 3.0, "/samples")]
    assert any("is the mean of the samples' grades, since the log has no scores" in said for said in reading.inferred)
    assert len(reading.items["value"]) == 3


def test_only_whole_sets_of_grades_give_a_mean(read: Read, rows: Rows) -> None:
    def graded(*grades: Any) -> list[Any]:
        return [
            {"id": at, "epoch": epoch + 1, "scores": {name: {"value": value} for name, value in given.items()}}
            for at, samples in enumerate(grades)
            for epoch, given in enumerate(samples)
        ]

    two = {"total_samples": 2, "completed_samples": 2}
    twice = graded([{"judge": 7.0}, {"judge": 8.0}], [{"judge": 3.5, "match": "C"}])
    assert rows(read(log(twice, results=two)), "metric", "value", "n") == [("mean (judge)", 5.5, 2.0)]
    letters = graded([{"match": "C"}], [{"match": "P"}])
    assert rows(read(log(letters, results=two)), "metric", "value", "n") == [("accuracy (match)", 0.75, 2.0)]
    for samples in (graded([{"judge": 7.0}]), graded([{"judge": 7.0}], [{"judge": "soon"}]), graded([{}], [{}])):
        assert read(log(samples, results=two)).length == 0


def test_an_archive_without_a_header_is_a_run_that_crashed(read: Read, said: Said) -> None:
    reading = read(archive({"_journal/start.json": {"version": 2, "eval": HEADER["eval"]}}), PATH)
    assert (reading.length, reading.rows_in) == (0, 1)
    assert 'found "started"' in said(reading)[0]
    assert 'Run "arc_easy" of "openai/gpt-4o" again' in said(reading)[0]


def test_an_invalidated_log_is_not_shown(read: Read) -> None:
    assert read(log(invalidated=True)).length == 0
    assert read(log(invalidated=False)).length == 1


@pytest.mark.parametrize(
    "results", [{"total_samples": 3, "completed_samples": 3}, {"scores": []}, {"scores": [score("match")]}, None]
)
def test_a_run_without_scores_is_named(read: Read, said: Said, results: Any) -> None:
    reading = read(log(results=results))
    assert [entry.reason for entry in reading.left_out] == [Reason.MISSING]
    assert "expected at least one score" in said(reading)[0]


def test_accuracy_may_be_on_a_scale_of_its_own(read: Read, rows: Rows) -> None:
    reading = read(log(results__scores=[score("judge", accuracy=9.2)]))
    assert rows(reading, "metric", "value") == [("accuracy (judge)", 9.2)]
    assert reading.inferred == ('"accuracy (judge)" is on a scale of its scorer\'s own.',)


def test_spreads_are_no_scores(read: Read, rows: Rows) -> None:
    scores = [score("a", mean=0.5, bootstrap_stderr=0.1, std=0.2, var=0.04), score("b", f1=0.5, recall=0.6, stderr=0.1)]
    reading = read(log(results__scores=scores))
    found = rows(reading, "metric", "value", "stderr", "direction")
    assert found[0] == ("mean (a)", 0.5, 0.1, "higher")
    assert [(row[0], math.isnan(row[2]), row[3]) for row in found[1:]] == [
        ("f1 (b)", True, ""),
        ("recall (b)", True, ""),
    ]
    assert [entry.detail.split(":")[0] for entry in reading.left_out] == ["std", "var", "stderr"]
    assert reading.rows_in == 6


def test_scorers_and_reducers_make_different_metrics(read: Read, rows: Rows) -> None:
    scores = [
        score("match", {"reducer": "mean"}, accuracy=0.5),
        score("match", {"reducer": "pass_at_2"}, accuracy=0.7),
        score("judge", accuracy=0.6),
    ]
    assert [name for (name,) in rows(read(log(results__scores=scores)), "metric")] == [
        "accuracy (match)",
        "accuracy (match, pass_at_2)",
        "accuracy (judge)",
    ]


@pytest.mark.parametrize(
    ("more", "epochs", "n"),
    [({}, 1, 3.0), ({}, 3, 1.0), ({"scored_samples": 2}, 3, 2.0), ({}, None, 3.0), ({}, 0, 3.0)],
)
def test_n_counts_each_sample_once(read: Read, more: dict[str, Any], epochs: Any, n: float) -> None:
    text = log(results__scores=[score("match", more, accuracy=0.5)], eval__config={"epochs": epochs})
    assert read(text).columns["n"] == [n]


GRADES = ["1.0", "0.0", "0.5", "0.0", "0.25", "1.0", "nan", "nan", "nan", "1.0"]


def test_grades_of_samples(read: Read) -> None:
    values = ["C", "I", "P", "N", 0.25, True, "soon", None, [1], {"match": 1, "other": 0}]
    samples = [{"id": at, "epoch": 2, "scores": {"match": {"value": value}}} for at, value in enumerate(values)]
    failed = {"id": "x", "epoch": 1, "scores": {"match": {"value": 0}}, "error": {}}
    items = read(log([*samples, failed]), lawful=False).items
    assert [str(value) for value in items["value"][:10]] == GRADES
    assert [*items["status"][5:9]] == ["", "missing", "missing", "missing"]
    assert items["sample"][0] == 1


def test_without_samples_the_reduced_grades_are_the_items(read: Read) -> None:
    reductions = [{"scorer": "match", "samples": [{"sample_id": 1, "value": 1.0}, {"sample_id": 2, "value": 0}]}]
    items = read(json.dumps({**HEADER, "samples": None, "reductions": reductions}), lawful=False).items
    assert list(zip(items["item"], items["value"], strict=True)) == [("1", 1.0), ("2", 0.0)]


def test_nan_is_a_problem_and_a_missing_value(read: Read, said: Said) -> None:
    reading = read(log(results__scores=[score("match", accuracy=math.nan, stderr=math.inf)]), "a.json")
    assert math.isnan(reading.columns["value"][0])
    assert [message.split(";")[0] for message in said(reading)] == [
        'results/a.json#/results/scores/0/metrics/accuracy/value: found "nan"',
        'results/a.json#/results/scores/0/metrics/stderr/value: found "inf"',
    ]


def test_placeholders_are_no_names(read: Read, said: Said) -> None:
    text = log(eval__model="...", eval__task="...")
    reading = read(text, "a.json")
    assert (reading.length, reading.rows_in) == (0, 1)
    assert "Write `model:` and `benchmark:` for the file" in said(reading)[0]
    declared = read(text, "a.json", model="ours", benchmark="arc")
    assert (declared.columns["model"], declared.columns["benchmark"]) == (["ours"], ["arc"])


def test_many_samples_are_left_aside(read: Read) -> None:
    many = [{"id": "x" * 1000, "epoch": 1, "scores": {"match": {"value": "C"}}}] * 17_000
    reading = read(archive({**PARTS, "summaries.json": many}), PATH)
    assert (reading.length, dict(reading.items), reading.problems) == (1, {}, ())
    assert reading.inferred == ("The samples in summaries.json are left aside: they take more than 16,777,216 bytes.",)


def test_an_index_of_logs_is_passed_over(read: Read) -> None:
    entry = {"eval_id": "a", "run_id": "b", "task_id": "c", "task": "d", "status": "success", "model": "m"}
    reading = read(json.dumps({"a.eval": entry}), "logs/listing.json")
    assert [entry.reason for entry in reading.left_out] == [Reason.IGNORED]
    assert (reading.format, reading.problems) == ("inspect", ())


BOMB = {"header.json": b"[" + b" " * (inspect_archive.LARGEST + 1) + b"]"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archive(PARTS)[:-40], "it is damaged or cut off"),
        (archive(PARTS)[:300], "it is damaged or cut off"),
        (archive({**PARTS, "header.json": "{"}), "its part header.json is not JSON"),
        (archive({**PARTS, "header.json": "[" * 100_000}), "its part header.json is not JSON"),
        (archive({**PARTS, "header.json": "[1]"}), "it has neither header.json nor _journal/start.json with an `eval`"),
        (archive(PARTS, zipfile.ZIP_BZIP2), "it is compressed by a method (number 12) that Inspect does not use"),
        (archive(BOMB), "its part header.json has more than 16,777,216 bytes"),
        (b"PK\x03\x04 header.json", "it is damaged or cut off"),
    ],
)
def test_damaged_and_hostile_archives_are_told(read: Read, said: Said, content: bytes, reason: str) -> None:
    reading = read(content, PATH)
    assert reason in said(reading)[0]
    assert (reading.length, reading.rows_in, len(reading.problems)) == (0, 1, 1)


def test_a_bomb_among_the_samples_does_not_take_the_scores_with_it(read: Read, said: Said) -> None:
    data = bytearray(archive({**PARTS, "summaries.json": BOMB["header.json"]}))
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")  # it claims to be small
    reading = read(bytes(data), PATH)
    assert (reading.length, dict(reading.items)) == (1, {})
    assert "its part summaries.json has more than" in said(reading)[0]


def test_a_changed_byte_is_noticed(read: Read, said: Said) -> None:
    data = bytearray(archive(PARTS, zipfile.ZIP_STORED))
    at = data.index(b"0.666")
    data[at + 2 : at + 3] = b"9"
    assert "its checksum differs" in said(read(bytes(data), PATH))[0]


def test_a_pointer_to_a_large_file_is_told(read: Read, said: Said) -> None:
    reading = read("version https://git-lfs.github.com/spec/v1\noid sha256:af78\nsize 69117018\n", PATH)
    assert "Run `git lfs pull`." in said(reading)[0]


@pytest.mark.parametrize(
    ("file", "row"),
    [  # (benchmark, model, metric, value, stderr, n), read off the files by eye
        (
            "security-guide.json",
            ("security_guide", "openai/gpt-4o-mini", "accuracy (model_graded_fact)", 1.0, 0.0, 3.0),
        ),
        ("log_formats.json", ("popularity", "ollama/llama3.1", "accuracy (match)", 0.0, 0.0, 1.0)),
        ("log_formats.eval", ("popularity", "ollama/llama3.1", "accuracy (match)", 0.0, 0.0, 1.0)),
        ("mmlu-summary-choices.eval", ("mmlu_0_shot", "openai/gpt-4o", "accuracy (choice)", 0.0, 0.0, 1.0)),
        (
            "mj7khqpMM4GBCfVQozKgzB.eval",
            ("popularity", "openai/gpt-4o-mini", "accuracy (match)", 0.8, 0.13333333333333333, 10.0),
        ),
        (
            "data_arc_qwen.json",
            ("arc_easy", "ollama/qwen2.5:0.5b", "accuracy (choice)", 1 / 3, 0.33333333333333337, 3.0),
        ),
        ("data_arc_sonnet.json", ("arc_easy", "anthropic/claude-sonnet-4-0", "accuracy (choice)", 1.0, 0.0, 5.0)),
        (
            "data_cvebench_empty_choices.json",
            ("cvebench", "anthropic/claude-opus-4-6", "mean (check_exploit)", 0.7051282051282052, None, 78.0),
        ),
        ("log_read_sample.eval", ("popularity", "ollama/gemma3", "accuracy (match)", 1.0, 0.0, 1.0)),
    ],
)
def test_values_of_real_files(
    sample: Callable[[str, str], Reading], rows: Rows, file: str, row: tuple[Any, ...]
) -> None:
    (found,) = rows(sample("inspect", file), "benchmark", "model", "metric", "value", "stderr", "n")
    assert tuple(None if isinstance(cell, float) and math.isnan(cell) else cell for cell in found) == row


def test_items_of_real_files_have_the_mean_that_the_tool_reports(samples: Callable[[str], list[Reading]]) -> None:
    checked = 0
    for reading in samples("inspect"):
        if reading.items and len(reading.items["value"]) == reading.columns["n"][0]:
            values = reading.items["value"]
            assert math.isclose(sum(values) / len(values), reading.columns["value"][0])
            checked += 1
    assert checked == 10


def test_one_real_run_in_two_containers(sample: Callable[[str, str], Reading]) -> None:
    (one,) = sample("inspect", "log_formats.json").runs.values()
    (other,) = sample("inspect", "log_formats.eval").runs.values()
    assert one.native_id == other.native_id == "BpiPFmbVcMCRUAXv8ovCTx/9eTnG3tV8jGRYoTPMH54Ee"


def test_real_logs_without_final_scores_say_why(samples: Callable[[str], list[Reading]]) -> None:
    refused = {reading.file.split("/")[-1]: reading for reading in samples("inspect") if not reading.length}
    reasons = sorted(reading.left_out[0].reason for reading in refused.values())
    assert reasons == ["missing", "missing", "missing", "unreadable"]  # not scored, and a pointer of Git LFS
    assert all(len(reading.problems) == 1 for reading in refused.values())


@pytest.mark.parametrize("ending", ["_no-samples.json", "_popularity.json"])
def test_a_real_run_that_was_cancelled_after_its_last_sample(
    sample: Callable[[str, str], Reading], said: Said, ending: str
) -> None:
    reading = sample("inspect", "2025-05-12T20-28-13-04-00" + ending)
    assert reading.columns["value"] == [2 / 3]
    assert "it was cancelled after all of its 3 samples" in said(reading)[0]


def test_an_archive_that_is_too_large_to_be_held_is_read_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.eval").write_bytes(archive(PARTS))
    (whole,), _ = read_folder(tmp_path, [], shown="results")
    (reading,), _ = read_folder(tmp_path, [], shown="results", largest=100)
    assert reading.columns == whole.columns
    assert [*reading.items["value"]] == [*whole.items["value"]]
    assert len(reading.items["value"]) > 0
