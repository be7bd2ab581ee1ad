"""Run times per task: nanoseconds with repeats, and Mercury's seconds."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "code-efficiency"
TIME = "avg_time (solved tasks)"
FAILED: list[Any] = ["failed", []]


def took(*nanoseconds: Any) -> list[Any]:
    return ["success", [1] * len(nanoseconds), list(nanoseconds)]


def repeats(base: list[Any], plus: list[Any]) -> dict[str, Any]:
    pairs = enumerate(zip(base, plus, strict=True))
    return {str(number): {"nfiles": 1, "base": [first], "plus": [second]} for number, (first, second) in pairs}


def times(tasks: Any) -> str:
    return json.dumps({"date": "2023-10-21 07:13", "hash": "aa714eac", "eval": tasks})


TWO = {
    "HumanEval/0": repeats([FAILED] * 3, [took(3_000, 1_000), took(2_000, 1_000), took(9_000_000, 1_000)]),
    "HumanEval/1": repeats([took(5_000)] * 3, [took(6_000)] * 3),
}


def test_a_tasks_time_is_the_median_over_repeats_of_the_sum_over_inputs(read: Read, rows: Rows) -> None:
    reading = read(times(TWO), "acme-7b_temp_0.0.json")
    assert (reading.format, reading.why) == ("evalplus-times", "`eval` with repeats of `base` and `plus`")
    assert rows(reading, "model", "benchmark", "metric", "value", "n", "version", "direction") == [
        ("acme-7b", "humaneval", TIME, 5e-06, 1.0, "aa714eac", "lower"),
        ("acme-7b", "humaneval+", TIME, pytest.approx(5e-06), 2.0, "aa714eac", "lower"),
    ]
    assert not reading.problems


def test_no_pass_rate_is_made_of_the_statuses(read: Read) -> None:
    reading = read(times(TWO), "acme-7b_temp_0.0.json")
    assert set(reading.columns["metric"]) == {TIME}
    assert "no pass@1 is read from it" in reading.inferred[-1]


def test_items_hold_each_repeat_in_seconds(read: Read) -> None:
    items = read(times(TWO), "acme-7b_temp_0.0.json").items
    rows = [row[2:4] + row[5:] for row in zip(*items.values(), strict=True) if row[1] == "humaneval+"]
    assert rows[:3] == [("HumanEval/0", 0, 4e-06, ""), ("HumanEval/0", 1, 3e-06, ""), ("HumanEval/0", 2, 0.009001, "")]
    assert set(items["status"]) == {"", "fail"}


def test_a_run_without_any_repeat_has_no_time_and_is_told(read: Read, said: Said) -> None:
    reading = read(times({"HumanEval/0": {}, "HumanEval/1": {}}), "acme-7b_temp_0.0.json")
    assert reading.format == "evalplus-times"
    assert [str(value) for value in reading.columns["value"]] == ["nan", "nan"]
    assert "expected times, but none of its 2 tasks was run" in said(reading)[0]


@pytest.mark.parametrize("bad", [[], None, [0], [-5], [2**31], [1.5], [True], ["7"], [float("nan")]])
def test_what_is_no_time_is_named_and_the_mean_is_missing(read: Read, said: Said, bad: Any) -> None:
    reading = read(times({**TWO, "HumanEval/2": repeats([["success", [1], bad]], [FAILED])}), "acme-7b_temp_0.0.json")
    assert reading.columns["value"] == [pytest.approx(math.nan, nan_ok=True), pytest.approx(5e-06)]
    assert "#/eval/HumanEval~12/0/base/0/2" in said(reading)[0]
    assert "expected nanoseconds as integers above 0" in said(reading)[0]


def mercury(result: str, runtime: Any, beyond: Any) -> list[dict[str, Any]]:
    status = {"result": result, "runtime": runtime, "index": 0}
    return [{"slug_name": "", "status": status, "solution": "", "runtimes": [0.1, 0.2], "beyond_p": beyond}]


MERCURY = {
    "spiral-matrix": mercury("passed", 0.25, 0.5),
    "edit-distance": mercury("passed", 0.75, 1.5),
    "burst-balloons": mercury("failed@cases", 0.3, 0.0),
    "decode-ways": mercury("failed@load", 0, 0.0),
}


def test_mercury_has_three_metrics(read: Read, rows: Rows) -> None:
    reading = read(json.dumps(MERCURY), "data/acme/coder-7b_eval.json")
    assert (reading.format, reading.why) == ("mercury", "samples with `beyond_p`")
    assert rows(reading, "model", "benchmark", "metric", "value", "n", "direction") == [
        ("acme/coder-7b", "mercury", "pass@1", 0.5, 4.0, "higher"),
        ("acme/coder-7b", "mercury", "beyond@1", 0.5, 4.0, "higher"),
        ("acme/coder-7b", "mercury", TIME, 0.5, 2.0, "lower"),  # the failed programs' 0.3 and 0 are no times
    ]
    assert "`beyond_p` is above 1 for 1 tasks, faster than every reference; it is taken as it is." in reading.inferred


def test_mercury_names_what_it_cannot_read(read: Read, said: Said) -> None:
    tasks = {**MERCURY, "a/b": mercury("maybe", 1, 0.5), "c": mercury("passed", "fast", None), "d": 7}
    reading = read(json.dumps(tasks), "data/acme/coder-7b_eval.json")
    assert [str(value) for value in reading.columns["value"]] == ["nan"] * 3
    assert '#/a~1b/0/status/result: found "maybe"; expected "passed" or "failed@..."' in said(reading)[1]
    assert any('#/c/0/status/runtime: found "fast"; expected a finite number' in problem for problem in said(reading))
    assert any('#/d: found "7"; expected a list of samples' in problem for problem in said(reading))


def sample(pattern: str) -> Reading:
    (path,) = SAMPLES.glob(pattern)
    name = path.relative_to(SAMPLES).as_posix()
    return registry.read(Document(path=name, shown=name, data=path.read_bytes()))


with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")


@with_samples
@pytest.mark.parametrize(
    ("model", "nanoseconds", "solved"),
    [
        ("gpt-4", 984339.3898305085, 118),
        ("chatgpt", 688229.0408163265, 98),
        ("codegen-6b", 16657.275, 40),
        ("codegen-16b", 4276709.443181818, 44),
    ],
)
def test_times_of_real_runs(model: str, nanoseconds: float, solved: int) -> None:
    columns = sample(f"soryxie__evalplus/results/{model}_temp_0.0.json").columns
    assert columns["value"][1] == pytest.approx(nanoseconds / 1e9, rel=1e-12)
    assert columns["n"][1] == solved


@with_samples
def test_a_real_run_of_mercury() -> None:
    columns = sample("Elfsong__Mercury/data/openai/*_eval.json").columns
    assert columns["model"][0] == "openai/gpt-3.5-turbo-1106"
    assert columns["value"][0] == 223 / 256
    assert columns["value"][1] == pytest.approx(0.7150769202072998, rel=1e-12)
    assert columns["n"] == [256.0, 256.0, 223.0]


@with_samples
def test_a_real_run_that_failed() -> None:
    reading = sample("soryxie__evalplus/results/codegen2-1b_temp_0.0.json")
    assert [str(value) for value in reading.columns["value"]] == ["nan", "nan"]
    assert len(reading.problems) == 1


@with_samples
def test_times_of_all_real_runs_are_those_that_the_readme_derives() -> None:
    """Of each task the median over repeats of the sum over inputs, in nanoseconds; the mean over solved tasks."""
    checked = 0
    for path in sorted(SAMPLES.glob("soryxie__evalplus/results/*.json")):
        tasks = json.loads(path.read_text())["eval"]
        columns = sample(f"soryxie__evalplus/results/{path.name}").columns
        for at, part in enumerate(("base", "plus")):
            times = []
            for repeats in filter(None, tasks.values()):
                programs = [repeat[part][0] for repeat in repeats.values()]
                if all(program[0] == "success" for program in programs):
                    times.append(median(sum(program[2]) for program in programs))
            if times:
                assert columns["value"][at] == pytest.approx(sum(times) / len(times) / 1e9, rel=1e-12)
                assert columns["n"][at] == len(times)
                checked += 1
    assert checked == 24


@with_samples
@pytest.mark.parametrize(
    ("metric", "item", "outcome"),
    [  # read off the file; beyond_p is 0 for a program that fails, and its time is none
        ("pass@1", "spiral-matrix", (1.0, "")),
        ("pass@1", "expression-add-operators", (0.0, "")),
        ("beyond@1", "spiral-matrix", (0.6473684210526316, "")),
        ("beyond@1", "permutation-sequence", (1.0001437169628657, "")),
        ("beyond@1", "count-complete-tree-nodes", (0.0, "")),
        (TIME, "spiral-matrix", (0.0003066062927246094, "")),
        (TIME, "distinct-subsequences", (0.053568363189697266, "")),
        (TIME, "count-complete-tree-nodes", ("nan", "fail")),
    ],
)
def test_items_of_a_real_run_of_mercury(metric: str, item: str, outcome: tuple[Any, str]) -> None:
    items = sample("Elfsong__Mercury/data/openai/*_eval.json").items
    found = {(row[4], row[2]): (row[5], row[6]) for row in zip(*items.values(), strict=True)}
    value, status = found[metric, item]
    assert ("nan" if math.isnan(value) else value, status) == outcome
