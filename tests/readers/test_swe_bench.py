"""SWE-bench: systems on boards in percent, and reports whose share is of all instances."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
ROW = {
    "name": "Agent + Model",
    "folder": "20250612_agent",
    "resolved": 75.2,
    "date": "2025-06-12",
    "tags": ["Model: model-a", "Model: model-b"],
    "warning": None,
}
REPORT = {
    "total_instances": 4,
    "submitted_instances": 3,
    "completed_instances": 2,
    "resolved_instances": 1,
    "empty_patch_instances": 1,
    "unstopped_instances": 0,
    "resolved": ["a"],
    "unresolved_ids": ["b"],
    "empty_patch_ids": ["c"],
    "submitted_ids": ["a", "b", "c"],
}
FOLDER = "evaluation/java/verified/20240825_agent_model-a"
METADATA = "name: Agent + Model A\noss: true\nsite: https://a.example\nverified: true\n"


def board(*rows: Any, name: str = "Verified") -> str:
    return json.dumps({"leaderboards": [{"name": name, "results": list(rows)}]})


def test_a_system_s_percentage_becomes_a_fraction(read: Read, rows: Any) -> None:
    reading = read(board(ROW, {**ROW, "folder": "20250701_agent", "resolved": 0.4}), "leaderboards.json")
    assert reading.format == "swe-bench-board"
    assert rows(reading, "benchmark", "model", "metric", "value", "date", "direction") == [
        ("swe-bench-verified", "Agent + Model", "resolved", 0.752, "2025-06-12", "higher"),
        ("swe-bench-verified", "Agent + Model", "resolved", 0.004, "2025-06-12", "higher"),
    ]
    assert reading.columns["run"] == ["swe-bench-verified 20250612_agent", "swe-bench-verified 20250701_agent"]
    facts = reading.runs["swe-bench-verified 20250612_agent"]
    assert (facts.native_id, facts.settings["tags"]) == ("20250612_agent", "Model: model-a, Model: model-b")


def test_the_older_layout_has_boards_as_keys(read: Read) -> None:
    reading = read(json.dumps({"test": [ROW], "lite": []}), "data.json")
    assert (reading.columns["benchmark"], reading.columns["value"]) == (["swe-bench-test"], [0.752])


def test_a_warning_is_told(read: Read) -> None:
    reading = read(board({**ROW, "warning": "self-reported"}), "leaderboards.json")
    assert reading.inferred == ('"Agent + Model" carries a warning: "self-reported".',)


def test_rows_that_name_no_system_are_left_out(read: Read) -> None:
    reading = read(board(ROW, {"resolved": 5}, 7), "leaderboards.json")
    assert (reading.length, reading.rows_in) == (1, 3)
    assert [one.pointer for one in reading.problems] == ["/leaderboards/0/results/1", "/leaderboards/0/results/2"]


@pytest.mark.parametrize("bad", [175.2, -1, "75", float("inf")])
def test_what_is_no_percentage_is_told_and_missing(read: Read, bad: Any) -> None:
    reading = read(board({**ROW, "resolved": bad}), "leaderboards.json")
    assert reading.problems[0].pointer == "/leaderboards/0/results/0/resolved"
    assert math.isnan(reading.columns["value"][0])


def test_a_report_s_share_is_of_all_instances(read_files: Any, rows: Any) -> None:
    readings = read_files({f"{FOLDER}/results/results.json": REPORT, f"{FOLDER}/metadata.yaml": METADATA})
    reading = readings[f"{FOLDER}/results/results.json"]
    assert reading.format == "swe-bench-report"
    assert rows(reading, "benchmark", "model", "metric", "value", "n", "date") == [
        ("swe-bench-java-verified", "Agent + Model A", "resolved", 0.25, 4.0, "2024-08-25")
    ]
    assert list(zip(*(reading.items[name] for name in ("item", "value", "status")), strict=True)) == [
        ("a", 1.0, ""),
        ("c", 0.0, "empty patch"),
        ("b", 0.0, ""),
    ]
    about = readings[f"{FOLDER}/metadata.yaml"]
    assert about.format == "swe-bench-metadata"
    assert [entry.reason.value for entry in about.left_out] == ["ignored"]


def test_without_metadata_the_folder_names_the_system(read: Read) -> None:
    reading = read(json.dumps(REPORT), f"{FOLDER}/results/results.json")
    assert reading.columns["model"] == ["agent_model-a"]
    assert reading.inferred == (
        'The model is "agent_model-a", from a folder\'s name.',
        'The benchmark is "swe-bench-java-verified", from its folders.',
    )


@pytest.mark.parametrize(
    ("path", "model", "benchmark"),
    [
        ("verified/20250101_agent/results.json", "agent", "swe-bench-verified"),
        ("mine/20250101_agent/results.json", "agent", "swe-bench"),
        ("gpt-x.run-1.json", "gpt-x.run-1", "swe-bench"),
    ],
)
def test_the_path_tells_what_it_can(read: Read, path: str, model: str, benchmark: str) -> None:
    reading = read(json.dumps(REPORT), path)
    assert (reading.columns["model"], reading.columns["benchmark"]) == ([model], [benchmark])


def test_evalsite_yml_tells_the_rest(read: Read) -> None:
    reading = read(json.dumps(REPORT), "results.json", model="m", benchmark="swe-bench-lite")
    assert (reading.columns["model"], reading.columns["benchmark"]) == (["m"], ["swe-bench-lite"])


@pytest.mark.parametrize("counts", [(0, 0), (4, 5), (4, -1), ("4", 1), (None, 1), (4, None)])
def test_counts_that_cannot_be_are_told_and_missing(read: Read, counts: tuple[Any, Any]) -> None:
    data = {**REPORT, "total_instances": counts[0], "resolved_instances": counts[1]}
    reading = read(json.dumps(data), f"{FOLDER}/results/results.json")
    assert reading.problems
    assert math.isnan(reading.columns["value"][0])


def test_metadata_whose_name_is_no_text_names_nothing(read_files: Any) -> None:
    metadata = METADATA.replace("Agent + Model A", "[a, *b")
    readings = read_files({f"{FOLDER}/results.json": REPORT, f"{FOLDER}/metadata.yaml": metadata})
    assert readings[f"{FOLDER}/results.json"].columns["model"] == ["agent_model-a"]


def test_instances_by_model_become_a_share_and_mean_costs(read: Read, rows: Any) -> None:
    instance = {"resolved": True, "cost": 0.5, "api_calls": 10}
    data = {"model-a": {"i-1": instance, "i-2": {**instance, "resolved": False, "cost": 1.5}}, "model-b": []}
    reading = read(json.dumps(data), "info_for_leaderboard.json", benchmark="swe-bench-verified")
    assert reading.format == "swe-bench-instances"
    assert rows(reading, "benchmark", "model", "metric", "value", "n", "direction") == [
        ("swe-bench-verified", "model-a", "resolved", 0.5, 2.0, "higher"),
        ("swe-bench-verified", "model-a", "avg_cost", 1.0, 2.0, "lower"),
        ("swe-bench-verified", "model-a", "api_calls", 10.0, 2.0, "lower"),
    ]
    assert [(problem.pointer, problem.found) for problem in reading.problems] == [("/model-b", "a list of 0")]
    assert (reading.rows_in, len(reading.items["item"])) == (4, 6)


def test_an_instance_without_a_number_makes_the_mean_missing(read: Read) -> None:
    data = {"m": {"i-1": {"resolved": True, "api_calls": 1}, "i-2": {"resolved": "yes", "api_calls": 2, "cost": 1}}}
    reading = read(json.dumps(data), "info_for_leaderboard.json")
    assert list(map(str, reading.columns["value"])) == ["nan", "nan", "1.5"]
    assert [problem.pointer for problem in reading.problems] == ["/m/i-2/resolved", "/m/i-1/cost"]


BOARD, JAVA = "leaderboards.json", "20240825_SWE-agent_{}/results/results.json"
VALUES = [  # by the README: `resolved` of a board is percent; of a report resolved_instances / total_instances
    (BOARD, "swe-bench-test", "Atlassian Rovo Dev (2025-06-05)", 0.4198),
    (BOARD, "swe-bench-test", "SWE-agent 1.0 (Claude 3.7 Sonnet)", 0.3383),
    (BOARD, "swe-bench-verified", "Tools + Claude 4 Opus (2025-05-22)", 0.732),
    (BOARD, "swe-bench-lite", "ExpeRepair-v1.0 + Claude 4 Sonnet", 0.6033),
    (BOARD, "swe-bench-lite", "SWE-agent + Claude 4 Sonnet", 0.5667),
    (BOARD, "swe-bench-multimodal", "GUIRepair + o3 (2025-04-16)", 0.3598),
    (BOARD, "swe-bench-verified-micro", "o4-mini (2025-04-16)", 0.5392),
    (JAVA.format("deepseek-chat-v2"), "swe-bench-java-verified", "SWE-agent_deepseek-chat-v2", 9 / 91),
    (JAVA.format("deepseek-coder-v2"), "swe-bench-java-verified", "SWE-agent_deepseek-coder-v2", 7 / 91),
    (JAVA.format("doubao-pro-128k"), "swe-bench-java-verified", "SWE-agent_doubao-pro-128k", 1 / 91),
]


@pytest.mark.parametrize(("file", "benchmark", "model", "value"), VALUES)
def test_values_of_real_files(samples: Any, rows: Any, file: str, benchmark: str, model: str, value: float) -> None:
    reading = next(one for one in samples("swe-bench") if one.file.endswith(file))
    assert (benchmark, model, "resolved", value) in rows(reading, "benchmark", "model", "metric", "value")
