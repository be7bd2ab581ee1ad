"""LiveCodeBench: fractions and percents by file, and windows of dates as versions."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
PATH = "output/model-a/Scenario.codegeneration_2_0.2_eval.json"
EVAL = [
    {"pass@1": 0.75, "detail": {"pass@1": {"0": 0.5, "1": 1.0}}},
    {"0": [[True, False], [True, True]], "1": [[True], [1]]},
    [],
]


def test_scores_are_fractions_and_items_are_samples(read: Read, rows: Any) -> None:
    reading = read(json.dumps(EVAL), PATH)
    assert reading.format == "livecodebench"
    assert rows(reading, "benchmark", "model", "metric", "value", "n") == [
        ("livecodebench", "model-a", "pass@1", 0.75, 2.0)
    ]
    assert reading.runs["model-a livecodebench 2 0.2"].settings == {"samples per task": "2", "temperature": "0.2"}
    assert list(zip(*(reading.items[name] for name in ("item", "sample", "value")), strict=True)) == [
        ("0", 0, 0.0),
        ("0", 1, 1.0),
        ("1", 0, 1.0),
        ("1", 1, 1.0),
    ]


def test_a_number_below_zero_is_a_test_that_broke(read: Read) -> None:
    data = [EVAL[0], {"0": [[True, -1]], "1": [[-2]]}]
    items = read(json.dumps(data), PATH, lawful=False).items
    assert list(zip(items["value"], items["status"], strict=True)) == [(0.0, "error"), (0.0, "error")]


@pytest.mark.parametrize(
    ("path", "model", "benchmark"),
    [
        ("output/m/Scenario.selfrepair_1_0.2_eval.json", "m", "livecodebench-selfrepair"),
        ("m/n10_32k/Scenario.codegeneration_10_0.2_eval_all_eval.json", "m", "livecodebench"),
        ("m/something.json", "m", "livecodebench"),
    ],
)
def test_the_path_tells_model_and_scenario(read: Read, path: str, model: str, benchmark: str) -> None:
    reading = read(json.dumps(EVAL), path)
    assert (reading.columns["model"], reading.columns["benchmark"]) == ([model], [benchmark])
    assert "from a folder's name" in reading.inferred[0]


def test_without_a_folder_the_model_is_asked_for(read: Read) -> None:
    reading = read(json.dumps(EVAL), "a_eval.json")
    assert (reading.length, reading.rows_in) == (0, 1)
    assert "model: ..." in reading.problems[-1].advice
    assert read(json.dumps(EVAL), "a_eval.json", model="m").columns["model"] == ["m"]


def test_a_score_that_its_problems_do_not_give_is_told(read: Read) -> None:
    reading = read(json.dumps([{"pass@1": 0.5, "detail": {"pass@1": {"0": 0.5, "1": 1.0}}}]), PATH)
    assert reading.columns["value"] == [0.5]
    assert "0.75, the mean of its `detail`" in reading.problems[0].expected


@pytest.mark.parametrize("bad", [75.0, "0.5", float("nan"), [1]])
def test_a_score_that_is_no_fraction_is_told_and_missing(read: Read, bad: Any) -> None:
    reading = read(json.dumps([{"pass@1": bad, "detail": {}}]), PATH)
    assert reading.problems[0].pointer == "/0/pass@1"
    assert math.isnan(reading.columns["value"][0])


def problem(name: str, model: str, share: Any, level: str = "easy", day: int = 1_683_417_600_000) -> dict[str, Any]:
    return {"question_id": name, "model": model, "date": day, "difficulty": level, "pass@1": share, "platform": "x"}


SITE = {
    "performances": [
        problem("a", "M", 100),
        problem("b", "M", 50, "hard", 1_706_918_400_000),
        problem("a", "N", 0.5),
        problem("b", "N", 0, "hard", 1_706_918_400_000),
    ],
    "models": [{"model_repr": "M", "model_name": "org/m", "link": "https://a.example", "release_date": 1}],
    "date_marks": [],
}


def test_the_site_s_percents_become_means_by_model(read: Read, rows: Any) -> None:
    reading = read(json.dumps(SITE), "performances_generation.json")
    assert rows(reading, "benchmark", "version", "model", "metric", "value", "n") == [
        ("livecodebench", "2023-05-07..2024-02-03", "M", "pass@1", 0.75, 2.0),
        ("livecodebench", "2023-05-07..2024-02-03", "M", "pass@1 (easy)", 1.0, 1.0),
        ("livecodebench", "2023-05-07..2024-02-03", "M", "pass@1 (hard)", 0.5, 1.0),
        ("livecodebench", "2023-05-07..2024-02-03", "N", "pass@1", 0.0025, 2.0),
        ("livecodebench", "2023-05-07..2024-02-03", "N", "pass@1 (easy)", 0.005, 1.0),
        ("livecodebench", "2023-05-07..2024-02-03", "N", "pass@1 (hard)", 0.0, 1.0),
    ]
    assert reading.runs["M livecodebench"].settings["model_name"] == "org/m"
    assert len(reading.items["item"]) == 4 + 4  # of all, and by difficulty


def test_other_scenarios_have_other_columns(read: Read) -> None:
    row = {"sample_id": 1, "model": "M", "Pass@1": 40, "Pass@1-COT": 60}
    reading = read(json.dumps({"performances": [row], "models": []}), "performances_execution.json")
    assert set(reading.columns["benchmark"]) == {"livecodebench-execution"}
    assert (reading.columns["metric"], reading.columns["value"]) == (["pass@1", "pass@1 (cot)"], [0.4, 0.6])


def test_a_problem_said_twice_counts_once(read: Read) -> None:
    twice = {**SITE, "performances": [problem("a", "M", 100), problem("a", "M", 100), problem("a", "M", 0)]}
    reading = read(json.dumps(twice), "a.json")
    assert reading.columns["n"][0] == 1.0
    assert [one.pointer for one in reading.problems] == ["/performances/2"]


def test_a_mean_over_a_number_that_is_missing_is_missing(read: Read) -> None:
    broken = {**SITE, "performances": [problem("a", "M", 100), problem("b", "M", "x"), 7]}
    reading = read(json.dumps(broken), "a.json")
    assert math.isnan(reading.columns["value"][0])
    assert [one.pointer for one in reading.problems] == ["/performances/1/pass@1", "/performances/2"]


def test_graded_samples_give_pass_at_k(read: Read, rows: Any) -> None:
    graded = [
        {"question_id": "a", "difficulty": "easy", "contest_date": "2024-08-01T00:00", "graded_list": [True, False]},
        {"question_id": "b", "difficulty": "hard", "contest_date": "2024-09-01T00:00", "graded_list": [False, False]},
    ]
    reading = read(json.dumps(graded), "out/m/Scenario.codegeneration_2_0.2_eval_all.json")
    assert reading.format == "livecodebench-problems"
    assert rows(reading, "metric", "value", "version") == [
        ("pass@1", 0.25, "2024-08-01..2024-09-01"),
        ("pass@1 (easy)", 0.5, "2024-08-01..2024-09-01"),
        ("pass@1 (hard)", 0.0, "2024-08-01..2024-09-01"),
    ]
    reading = read(json.dumps([*graded, {"question_id": "c", "graded_list": "no"}]), "out/m/a.json")
    assert all(math.isnan(value) for value in reading.columns["value"])


def test_printed_scores_have_their_window_in_the_name(read: Read, rows: Any) -> None:
    text = "Pass@1: 0.5\nEasy Pass@1: 1.0\r\nHard Pass@1: 0.25\n"
    reading = read(text, "lcb/m/results_2408-2411.txt")
    assert reading.format == "livecodebench-printed"
    assert rows(reading, "model", "version", "metric", "value", "line") == [
        ("m", "2408-2411", "pass@1", 0.5, 1),
        ("m", "2408-2411", "pass@1 (easy)", 1.0, 2),
        ("m", "2408-2411", "pass@1 (hard)", 0.25, 3),
    ]


def test_a_printed_line_that_says_something_else_is_left_out(read: Read) -> None:
    reading = read("Pass@1: 0.5\nEasy Pass@1: x\nbye\n", "lcb/m/results.txt")
    assert (reading.length, reading.rows_in) == (2, 3)
    assert [problem.found for problem in reading.problems] == ["x", "bye"]


VALUES = [  # by the README: percent on the site (the sums of its problems' percents, over 349, 122, 148, 79 problems)
    ("2024_02_26.json", "GPT-4-0613", "pass@1", 127.80 / 349),
    ("2024_02_26.json", "GPT-4-0613", "pass@1 (easy)", 92.10 / 122),
    ("2024_02_26.json", "GPT-4-0613", "pass@1 (medium)", 35.50 / 148),
    ("2024_02_26.json", "GPT-4-0613", "pass@1 (hard)", 0.20 / 79),
    ("2024_02_26.json", "GPT-4-Turbo-1106", "pass@1", 145.30 / 349),
    ("2024_02_26.json", "Claude-2", "pass@1", 84.60 / 349),
    ("2024_02_26.json", "Cllama-7b-Ins", "pass@1", 36.10 / 349),
    ("_eval_all_eval.json", "qwq-32b-preview", "pass@1", 74 / 155),
    ("results_2407-2411.txt", "qwq-32b-preview", "pass@1 (easy)", 0.9487179487179487),
    ("results_2408-2411.txt", "qwq-32b-preview", "pass@1", 0.49107142857142855),
]


@pytest.mark.parametrize(("file", "model", "metric", "value"), VALUES)
def test_values_of_real_files(samples: Any, rows: Any, file: str, model: str, metric: str, value: float) -> None:
    reading = next(one for one in samples("livecodebench") if one.file.endswith(file))
    found = {(row[0], row[1]): row[2] for row in rows(reading, "model", "metric", "value")}
    assert found[model, metric] == pytest.approx(value, rel=1e-14)


def test_samples_and_scores_equal_what_the_repository_prints(samples: Any) -> None:
    by_name = {one.file.rpartition("/")[2]: one for one in samples("livecodebench")}
    scored = by_name["Scenario.codegeneration_1_0.2_eval_all_eval.json"]
    printed = by_name["results_2407-2411.txt"]
    assert scored.columns["value"][0] == printed.columns["value"][0]
    assert math.fsum(scored.items["value"]) / len(scored.items["value"]) == printed.columns["value"][0]
