"""Settings that are wrong, one small case a problem: tests/config/problems.yml."""

from pathlib import Path

import pytest
import yaml

from evalsite.config import parse
from evalsite.errors import ConfigError

CASES = yaml.safe_load((Path(__file__).parent / "problems.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_message(case: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(case["settings"])
    assert [str(problem) for problem in caught.value.problems] == case["says"]


def test_every_problem_is_an_error_with_its_line_and_its_place_in_the_settings() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("references:\n  models: [a, b, a]\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.pointer, problem.severity) == (2, "/references/models/2", "error")
