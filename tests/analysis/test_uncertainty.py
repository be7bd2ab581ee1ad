"""What is known of uncertainty, from rows and items to verdicts, outcomes, categories and ranks."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.boards import Measurements
from evalsite.analysis.comparison import outcomes
from evalsite.analysis.study import Findings, Question, study
from evalsite.analysis.uncertainty import Statistics, cluster_of
from evalsite.metrics import Metric, known
from evalsite.readings import Reading, RunFacts
from evalsite.results import Results
from evalsite.statistics.evidence import BASES, Basis
from evalsite.verdicts import OUTCOMES, VERDICTS, Outcome, Verdict

Scores = Mapping[str, Sequence[float]]
BASE = Baseline(id="base", rule="model", members=("base",))


def metric(name: str) -> Metric:
    found = known(name)
    assert found
    return found


def by_item(scores: Scores, name: str = "pass@1", baseline: Baseline = BASE, **statistics: object) -> Findings:
    """The findings on models of which each item's score is known; the value is their mean."""
    readings = [
        Reading(
            file=f"results/{model}.json",
            columns={
                "benchmark": ["mbpp"],
                "model": [model],
                "metric": [name],
                "value": [float(np.mean(told))],
                "run": ["r"],
            },
            runs={"r": RunFacts(model=model, native_id=model)},
            items={
                "run": ["r"] * len(told),
                "benchmark": ["mbpp"] * len(told),
                "metric": [name] * len(told),
                "item": [f"task/{place:03}" for place in range(len(told))],
                "sample": [0] * len(told),
                "value": list(told),
                "status": [""] * len(told),
            },
        )
        for model, told in scores.items()
    ]
    results = Results.gather(readings)
    question = Question(metrics=(metric(name),), baselines=(baseline,), statistics=Statistics(**statistics))  # type: ignore[arg-type]
    measured = Measurements(frame=results.frame, items=results.items)
    return study(measured, question).benchmarks["mbpp"]


def words(findings: Findings) -> dict[str, Verdict]:
    comparison = findings.comparisons["base"]
    return {findings.board.models[row]: comparison.verdict(i, 0) for i, row in enumerate(comparison.rows)}


def ranks(findings: Findings) -> dict[str, tuple[int, int]]:
    found = findings.known[0].ranks
    return {model: (int(found.low[i]), int(found.high[i])) for i, model in enumerate(findings.board.models)}


def outcomes_of(gained: int, lost: int, n: int) -> tuple[list[float], list[float]]:
    """Two models on ``n`` items: one gains so many over the other and loses so many; half of the rest is right."""
    both = (n - gained - lost) // 2
    neither = n - gained - lost - both
    return (
        [1.0] * gained + [0.0] * lost + [1.0] * both + [0.0] * neither,
        [0.0] * gained + [1.0] * lost + [1.0] * both + [0.0] * neither,
    )


@pytest.mark.parametrize(
    ("gained", "lost", "word"),
    [
        (20, 2, Verdict.BETTER),
        (2, 20, Verdict.WORSE),
        (6, 1, Verdict.WITHIN_NOISE),  # mid-p 0.07
        (8, 1, Verdict.BETTER),  # mid-p 0.02
        (0, 0, Verdict.WITHIN_NOISE),  # identical, which shows no equality without a tolerance
    ],
)
def test_right_and_wrong_items_are_compared_in_pairs(gained: int, lost: int, word: Verdict) -> None:
    new, base = outcomes_of(gained, lost, 100)
    found = by_item({"new": new, "base": base})
    assert words(found) == {"new": word}
    evidence = found.comparisons["base"].tested[0].evidence
    assert BASES[evidence.basis[0]] is Basis.PAIRED_BINARY
    assert (evidence.won[0], evidence.lost[0], evidence.shared[0]) == (gained, lost, 100)


def test_partial_scores_are_compared_in_pairs_too() -> None:
    scores = {"base": [0.1, 0.5, 0.9] * 20, "new": [0.3, 0.6, 1.0] * 20}
    found = by_item(scores)
    assert words(found) == {"new": Verdict.BETTER}
    assert BASES[found.comparisons["base"].tested[0].evidence.basis[0]] is Basis.PAIRED


def test_times_are_judged_by_ratios_on_shared_items() -> None:
    base = [1.0 + place % 7 for place in range(40)]
    found = by_item({"base": base, "fast": [t / 2 for t in base], "same": base}, "avg_time")
    assert words(found) == {"fast": Verdict.BETTER, "same": Verdict.WITHIN_NOISE}
    evidence = found.comparisons["base"].tested[0].evidence
    assert np.exp(evidence.delta[0]) == pytest.approx(2)


def test_different_items_are_not_compared() -> None:
    found = by_item({"base": [1.0, 0.0] * 50, "short": [1.0] * 50})
    assert words(found) == {"short": Verdict.NOT_COMPARABLE}
    assert found.comparisons["base"].outcome(0) is Outcome.NOT_COMPARABLE


def test_published_values_have_no_uncertainty_of_their_own() -> None:
    paper = Baseline(id="base", rule="fixed", published={"mbpp": {"pass@1": 0.2}})
    found = by_item({"new": [1.0, 0.0] * 50}, baseline=paper)
    assert words(found) == {"new": Verdict.BETTER}
    assert found.comparisons["base"].untested.tolist() == [[True]]


def test_the_best_of_several_asks_for_more() -> None:
    new, base = outcomes_of(9, 1, 100)
    other = base[::-1]
    best = Baseline(id="base", rule="best-of", members=("base", "other"))
    found = by_item({"new": new, "base": base, "other": other}, baseline=best)
    evidence = found.comparisons["base"].tested[0].evidence
    alone = by_item({"new": new, "base": base}).comparisons["base"].tested[0].evidence
    assert evidence.low[0] <= alone.low[0]


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        ((Verdict.BETTER, Verdict.WITHIN_NOISE), Outcome.CANNOT_TELL),
        ((Verdict.WORSE, Verdict.WITHIN_NOISE), Outcome.CANNOT_TELL),
        ((Verdict.ON_PAR, Verdict.WITHIN_NOISE), Outcome.CANNOT_TELL),
        ((Verdict.WITHIN_NOISE, Verdict.WITHIN_NOISE), Outcome.CANNOT_TELL),
        ((Verdict.BETTER, Verdict.WORSE, Verdict.WITHIN_NOISE), Outcome.MIXED),
        ((Verdict.NOT_COMPARABLE, Verdict.WITHIN_NOISE), Outcome.NOT_COMPARABLE),
        ((Verdict.BETTER, Verdict.WORSE, Verdict.NOT_COMPARABLE), Outcome.NOT_COMPARABLE),
        ((Verdict.BETTER, Verdict.ON_PAR), Outcome.BEATS),
    ],
)
def test_a_metric_within_noise_leaves_the_outcome_open(judged: tuple[Verdict, ...], outcome: Outcome) -> None:
    codes = np.array([[VERDICTS.index(verdict) for verdict in judged]], dtype=np.int8)
    assert OUTCOMES[int(outcomes(codes)[0])] is outcome


def test_every_candidate_has_one_outcome_whatever_its_verdicts() -> None:
    codes = np.array(list(product(range(len(VERDICTS)), repeat=3)), dtype=np.int8)
    found = outcomes(codes)
    assert sum(int((found == code).sum()) for code in range(len(OUTCOMES))) == len(codes)


models = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.lists(st.sampled_from([0.0, 1.0]), min_size=30, max_size=30),
    min_size=2,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(models, st.lists(st.sampled_from([0.0, 1.0]), min_size=30, max_size=30), st.data())
def test_removing_a_model_changes_no_other_word_and_moves_ranks_by_one_at_most(
    scores: dict[str, list[float]], base: list[float], data: st.DataObject
) -> None:
    everyone = {**scores, "base": base}
    gone = data.draw(st.sampled_from(sorted(scores)))
    before, after = by_item(everyone), by_item({name: told for name, told in everyone.items() if name != gone})
    assert words(after) == {name: word for name, word in words(before).items() if name != gone}
    for name, (low, high) in ranks(after).items():
        assert abs(low - ranks(before)[name][0]) <= 1
        assert abs(high - ranks(before)[name][1]) <= 1


@settings(max_examples=25, deadline=None)
@given(models)
def test_rank_intervals_hold_the_rank_and_a_clone_changes_nothing_else(scores: dict[str, list[float]]) -> None:
    found = by_item({**scores, "base": next(iter(scores.values()))})
    for i, rank in enumerate(found.rankings[0].ranks.tolist()):
        low, high = ranks(found)[found.board.models[i]]
        assert 1 <= low <= rank <= high
    twin = by_item({**scores, "base": next(iter(scores.values())), "twin": next(iter(scores.values()))})
    assert {name: word for name, word in words(twin).items() if name != "twin"} == words(found)


def test_swapping_the_roles_swaps_the_words() -> None:
    new, base = outcomes_of(20, 2, 100)
    assert words(by_item({"new": new, "base": base})) == {"new": Verdict.BETTER}
    assert words(by_item({"new": base, "base": new})) == {"new": Verdict.WORSE}


@pytest.mark.parametrize(
    ("pattern", "name", "cluster"),
    [
        ("*/*", "law/17", "law"),
        ("*-*-q*", "a-b-q1", "a"),
        ("*/*", "law", ""),
        ("law", "law", ""),
        ("*", "law", "law"),
        (".*", ".x", "x"),
    ],
)
def test_items_of_one_cluster(pattern: str, name: str, cluster: str) -> None:
    assert cluster_of(pattern)(name) == cluster


def test_items_in_clusters_are_judged_by_clusters() -> None:
    scores = {"base": [0.0, 0.5] * 30, "new": [0.1, 0.9] * 30}
    of = {"mbpp": lambda name: name[-2:]}
    found = by_item(scores, clusters=of)
    assert BASES[found.comparisons["base"].tested[0].evidence.basis[0]] is Basis.PAIRED_CLUSTERED
