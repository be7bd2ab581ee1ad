"""terminal-bench: trials of one run, what was run from the file beside, and repeats that stay apart."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]


def trial(task: str, resolved: bool | None, mode: str = "unset") -> dict[str, Any]:
    return {"task_id": task, "trial_name": f"{task}.1-of-1.run", "is_resolved": resolved, "failure_mode": mode}


RESULTS = {
    "id": "81c1b86e",
    "results": [
        trial("a", True),
        trial("b", False, "agent_timeout"),
        trial("c", None, "parse_error"),
        trial("d", True, "agent_timeout"),
    ],
    "pass_at_k": {},
    "n_resolved": 2,
    "n_unresolved": 2,
    "accuracy": 0.5,
}
METADATA = {
    "run_id": "run",
    "dataset_name": "terminal-bench-core",
    "dataset_version": "0.1.1",
    "agent_name": "openhands",
    "model_name": "org/model-a",
    "username": "somebody",
    "output_path": "/home/somebody/runs",
    "commit_hash": "1cf8bff",
    "start_time": "2025-07-12T07:40:12+00:00",
    "n_attempts": 1,
}
PATH = "terminal-bench-core@0.1.1/20250711_openhands_model-b/run-1/results.json"
BESIDE = PATH.replace("results.json", "run_metadata.json")


def test_agent_and_model_are_what_is_scored(read_files: Any, rows: Any) -> None:
    readings = read_files({PATH: RESULTS, BESIDE: METADATA})
    reading = readings[PATH]
    assert reading.format == "terminal-bench"
    assert rows(reading, "benchmark", "version", "model", "run", "metric", "value", "n") == [
        ("terminal-bench-core", "0.1.1", "openhands + org/model-a", "81c1b86e", "accuracy", 0.5, 4.0)
    ]
    assert reading.columns["date"] == ["2025-07-12T07:40:12+00:00"]
    facts = reading.runs["81c1b86e"]
    assert (facts.native_id, facts.code_revision) == ("81c1b86e", "1cf8bff")
    assert not {"username", "output_path"} & facts.settings.keys()
    about = readings[BESIDE]
    assert (about.format, about.length, about.problems) == ("terminal-bench-metadata", 0, ())


def test_how_a_trial_failed_is_its_status(read: Read) -> None:
    items = read(json.dumps(RESULTS), PATH).items
    assert list(zip(*(items[name] for name in ("item", "value", "status")), strict=True)) == [
        ("a", 1.0, ""),
        ("b", 0.0, "agent_timeout"),
        ("c", 0.0, "parse_error"),
        ("d", 1.0, "agent_timeout"),
    ]


def test_without_metadata_the_folders_tell(read: Read) -> None:
    reading = read(json.dumps(RESULTS), PATH)
    assert reading.columns["model"] == ["openhands + model-b"]
    assert (reading.columns["benchmark"], reading.columns["version"]) == (["terminal-bench-core"], ["0.1.1"])
    assert len(reading.inferred) == 2


def test_what_nothing_names_is_asked_for(read: Read) -> None:
    reading = read(json.dumps(RESULTS), "results.json")
    assert (reading.length, reading.rows_in) == (0, 1)
    assert "model: ..." in reading.problems[-1].advice
    named = read(json.dumps(RESULTS), "results.json", model="m", benchmark="b")
    assert (named.columns["model"], named.columns["benchmark"]) == (["m"], ["b"])


def test_repeats_are_runs_of_their_own(read_files: Any) -> None:
    other = PATH.replace("run-1", "run-2")
    readings = read_files({PATH: RESULTS, other: {**RESULTS, "id": "95f63e18"}})
    assert {run for path in (PATH, other) for run in readings[path].runs} == {"81c1b86e", "95f63e18"}
    assert readings[PATH].columns["model"] == readings[other].columns["model"]


def test_pass_at_k_and_several_attempts(read: Read, rows: Any) -> None:
    data = {**RESULTS, "results": [trial("a", True), trial("a", False)], "pass_at_k": {"2": 1.0, "x": 1}}
    reading = read(json.dumps(data), PATH)
    assert rows(reading, "metric", "value", "n") == [("accuracy", 0.5, 1.0), ("pass@2", 1.0, 1.0)]
    assert [*reading.items["sample"]] == [0, 1]
    assert reading.rows_in == 3


def test_an_accuracy_that_the_trials_do_not_give_is_told(read: Read) -> None:
    reading = read(json.dumps({**RESULTS, "accuracy": 0.75}), PATH)
    assert reading.columns["value"] == [0.75]
    assert "0.5, which the trials give" in reading.problems[0].expected


@pytest.mark.parametrize("bad", [50, None, "0.5", float("nan")])
def test_an_accuracy_that_is_no_fraction_is_missing(read: Read, bad: Any) -> None:
    reading = read(json.dumps({**RESULTS, "accuracy": bad}), PATH)
    assert math.isnan(reading.columns["value"][0])
    assert bool(reading.problems) == (bad is not None)


def test_trials_without_a_task_are_told(read: Read) -> None:
    reading = read(json.dumps({**RESULTS, "results": [*RESULTS["results"], 7, {"is_resolved": True}]}), PATH)
    assert [problem.pointer for problem in reading.problems] == ["/results/4", "/results/5"]


VALUES = [  # by the README: the accuracies of three repeats, and how some of their trials ended
    ("openhands-sonnet/results.json", "conda-env-conflict-resolution", (0.0, "test_timeout")),
    ("openhands-sonnet/results.json", "blind-maze-explorer-5x5", (0.0, "agent_timeout")),
    ("openhands-sonnet/results.json", "", 0.4),
    ("openhands-sonnet2/results.json", "play-zork", (0.0, "agent_timeout")),
    ("openhands-sonnet2/results.json", "conda-env-conflict-resolution", (0.0, "parse_error")),
    ("openhands-sonnet2/results.json", "", 0.4125),
    ("openhands-sonnet3/results.json", "run-pdp11-code", (0.0, "agent_timeout")),
    ("openhands-sonnet3/results.json", "conda-env-conflict-resolution", (0.0, "agent_timeout")),
    ("openhands-sonnet3/results.json", "", 0.4375),
    ("openhands-sonnet3/results.json", "super-benchmark-upet", (0.0, "")),
]


@pytest.mark.parametrize(("file", "task", "expected"), VALUES)
def test_values_of_real_files(samples: Any, file: str, task: str, expected: Any) -> None:
    reading = next(one for one in samples("terminal-bench") if one.file.endswith(file))
    if not task:
        assert (reading.columns["value"], reading.columns["n"]) == ([expected], [80.0])
    else:
        at = list(reading.items["item"]).index(task)
        assert (reading.items["value"][at], reading.items["status"][at]) == expected
