"""What settings name, and what the results have: tests/config/against.yml."""

from pathlib import Path

import pytest
import yaml

from evalsite.config import check_against, parse

CASES = yaml.safe_load((Path(__file__).parent / "against.yml").read_text(encoding="utf-8"))
BENCHMARKS = {"mbpp": ["sft", "dpo", "kto"], "humaneval": ["sft", "dpo"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_message(case: dict[str, str]) -> None:
    problems = check_against(parse(case["settings"]), BENCHMARKS["mbpp"], BENCHMARKS, ["pass@1", "avg_time"])
    assert [f"{problem.severity}: {problem}" for problem in problems] == case["says"]


def test_of_many_names_the_first_are_told_and_the_rest_counted() -> None:
    models = [f"m{number:02}" for number in range(30)]
    (problem,) = check_against(parse("baselines: {b: {model: llama}}"), models, {"mbpp": models}, [])
    assert problem.advice == 'Models with results: "m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07" and 22 more.'


def test_without_a_file_nothing_is_named_and_nothing_is_wrong() -> None:
    assert check_against(parse(""), [], {}, []) == []
