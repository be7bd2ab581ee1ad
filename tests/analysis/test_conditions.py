"""Values that were measured under different conditions are not compared, not ranked, and lose nothing else."""

from typing import Any

import numpy as np
import pytest

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.boards import Measurements
from evalsite.analysis.conditions import COMPARABLE, Harmless
from evalsite.analysis.study import Findings, Question, study
from evalsite.metrics import Metric, known
from evalsite.readings import CONDITIONS, Reading
from evalsite.results import Results
from evalsite.verdicts import Outcome, Verdict

PASS, TIME = known("pass@1"), known("avg_time")
BASE = Baseline(id="base", rule="model", members=("base",))


def judged(
    *rows: tuple[str, float], metric: Metric | None = PASS, baselines: Any = (BASE,), **conditions: Any
) -> Findings:
    """The findings on one metric; ``conditions`` holds lists as long as ``rows``, and the Harmless."""
    assert metric
    harmless = conditions.pop("harmless", Harmless())
    reading = Reading(
        file="results/a.csv",
        columns={
            "benchmark": ["mbpp"] * len(rows),
            "model": [model for model, _ in rows],
            "metric": [metric.name] * len(rows),
            "value": [value for _, value in rows],
            **conditions,
        },
    )
    question = Question(metrics=(metric,), baselines=tuple(baselines), harmless=harmless)
    return study(Measurements(frame=Results.gather([reading]).frame), question).benchmarks["mbpp"]


def words(findings: Findings, baseline: str = "base") -> dict[str, Verdict]:
    comparison = findings.comparisons[baseline]
    return {findings.board.models[row]: comparison.verdict(i, 0) for i, row in enumerate(comparison.rows)}


def ranks(findings: Findings) -> dict[str, int | None]:
    ranks = [rank or None for rank in findings.rankings[0].ranks.tolist()]
    return dict(zip(findings.board.models, ranks, strict=True))


ROWS = (("base", 0.5), ("new", 0.9), ("same", 0.6), ("silent", 0.7))


@pytest.mark.parametrize("condition", ["version", "shots", "parameters"])
def test_another_condition_is_not_comparable_and_takes_no_rank(condition: str) -> None:
    found = judged(*ROWS, **{condition: ["1", "2", "1", ""]})
    assert words(found) == {
        "new": Verdict.NOT_COMPARABLE,
        "same": Verdict.BETTER,
        "silent": Verdict.BETTER,  # what is not told is no difference
    }
    assert ranks(found) == {"new": None, "silent": 1, "same": 2, "base": 3}
    assert found.comparisons["base"].outcome(0) is Outcome.NOT_COMPARABLE
    assert np.isnan(found.comparisons["base"].differences.values[0, 0])
    assert CONDITIONS[found.comparisons["base"].differing[0, 0]] == condition
    assert CONDITIONS[found.unusual[0, 0]] == condition
    assert found.board.values[0, 0] == 0.9  # it is shown


def test_a_time_needs_an_environment_on_both_sides_or_on_neither() -> None:
    times = [("base", 5.0), ("fast", 4.0), ("slow", 6.0), ("silent", 4.5)]
    environments = ["A100", "A100", "H100", ""]
    assert words(judged(*times, metric=TIME, environment=environments)) == {
        "fast": Verdict.BETTER,
        "slow": Verdict.NOT_COMPARABLE,
        "silent": Verdict.NOT_COMPARABLE,
    }
    lenient = Harmless(unknown_environment=True)
    assert words(judged(*times, metric=TIME, environment=environments, harmless=lenient))["silent"] is Verdict.BETTER
    assert words(judged(*times, metric=TIME))["silent"] is Verdict.BETTER


def test_the_environment_is_no_condition_of_quality() -> None:
    assert words(judged(*ROWS, environment=["A100", "H100", "", "x"]))["new"] is Verdict.BETTER


@pytest.mark.parametrize(
    "harmless",
    [Harmless(everywhere=frozenset(["version"])), Harmless(on={"mbpp": frozenset(["version"])})],
)
def test_differences_can_be_declared_harmless(harmless: Harmless) -> None:
    found = judged(*ROWS, version=["1", "2", "1", ""], harmless=harmless)
    assert words(found)["new"] is Verdict.BETTER
    assert ranks(found)["new"] == 1
    assert found.board.conditions is None


def test_on_other_benchmarks_they_are_not() -> None:
    harmless = Harmless(on={"humaneval": frozenset(["version"])})
    assert words(judged(*ROWS, version=["1", "2", "1", ""], harmless=harmless))["new"] is Verdict.NOT_COMPARABLE


def test_there_is_no_best_of_members_that_differ() -> None:
    best = Baseline(id="best", rule="best-of", members=("base", "new"))
    found = judged(*ROWS, version=["1", "2", "1", "2"], baselines=[best])
    assert list(found.absent) == ["best"]


def test_a_candidate_is_compared_with_the_best_of_members_that_are_alike() -> None:
    best = Baseline(id="best", rule="best-of", members=("base", "same"))
    found = judged(*ROWS, version=["1", "2", "1", "1"], baselines=[best])
    assert words(found, "best") == {"new": Verdict.NOT_COMPARABLE, "silent": Verdict.BETTER}


def test_published_values_say_nothing_of_their_conditions() -> None:
    paper = Baseline(id="paper", rule="fixed", published={"mbpp": {"pass@1": 0.55}})
    found = judged(*ROWS, version=["1", "2", "1", ""], baselines=[paper])
    assert words(found, "paper")["new"] is Verdict.BETTER


def test_without_a_baseline_most_values_say_what_is_usual() -> None:
    found = judged(*ROWS, version=["1", "2", "2", "2"], baselines=[])
    assert ranks(found) == {"new": 1, "silent": 2, "same": 3, "base": None}
    tie = judged(*ROWS, version=["1", "2", "2", "1"], baselines=[])
    assert ranks(tie) == {"new": None, "silent": 1, "same": None, "base": 2}


def test_a_missing_value_differs_in_nothing() -> None:
    found = judged(("base", 0.5), ("none", float("nan")), version=["1", "2"])
    assert found.unusual.tolist() == [[COMPARABLE], [COMPARABLE]]
    assert found.comparisons["base"].differing.tolist() == [[COMPARABLE]]
    assert words(found) == {"none": Verdict.NOT_COMPARABLE}
