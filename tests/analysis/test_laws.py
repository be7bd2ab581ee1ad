"""Laws of judgement, on generated results."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.boards import Measurements
from evalsite.analysis.matrix import NOT_COMPARED
from evalsite.analysis.study import Findings, Study
from evalsite.metrics import Direction, Kind, Metric, Tolerance
from evalsite.verdicts import OUTCOMES, Category, Outcome, Verdict

ACC = Metric(name="acc", label="acc", direction=Direction.HIGHER, kind=Kind.QUALITY, judged=True)
TIME = Metric(name="time", label="time", direction=Direction.LOWER, kind=Kind.COST, judged=True, speedup=True)
BASE = Baseline(id="base", rule="model", members=("m0",))
BEST = Baseline(id="best", rule="best-of", members=("m1", "m2"))
OTHERS = replace(BEST, id="others", compare_members="others")
BASELINES = (BASE, BEST, OTHERS)

numbers = st.sampled_from([0.0, 1.0, -1.0, 0.5, 0.1, 0.3, 100.0]) | st.floats(-1e6, 1e6, allow_subnormal=False)
cells = st.one_of(numbers, numbers, numbers, st.just(float("nan")))
tolerances = st.builds(Tolerance, amount=st.sampled_from([0.0, 0.1, 0.5]), relative=st.booleans())
metrics = st.tuples(
    tolerances.map(lambda tolerance: replace(ACC, tolerance=tolerance)),
    tolerances.map(lambda tolerance: replace(TIME, tolerance=tolerance)),
)


@st.composite
def values(draw: Any, names: tuple[str, ...] = ("acc", "time")) -> dict[str, dict[str, dict[str, float]]]:
    """Up to eight models on one or two benchmarks; m0 to m2 are baselines and donors."""
    models = [f"m{i}" for i in range(draw(st.integers(1, 8)))]
    return {
        benchmark: {model: {name: draw(cells) for name in names} for model in models}
        for benchmark in draw(st.sampled_from([["a"], ["a", "b"]]))
    }


def words(study: Study) -> dict[tuple[str, ...], str]:
    """Every verdict, outcome, category and mark of a study, by what it is of."""
    found: dict[tuple[str, ...], str] = {}
    for benchmark, findings in study.benchmarks.items():
        for metric, ranking in zip(findings.board.metrics, findings.rankings, strict=True):
            for model, mark in zip(findings.board.models, ranking.marks.tolist(), strict=True):
                found[benchmark, metric.name, model, "mark"] = str(mark)
        for name, comparison in findings.comparisons.items():
            for i, row in enumerate(comparison.rows):
                model = findings.board.models[row]
                found[benchmark, name, model, "outcome"] = comparison.outcome(i)
                found[benchmark, name, model, "category"] = str(comparison.category(i))
                for j, metric in enumerate(findings.board.metrics):
                    found[benchmark, name, model, metric.name] = comparison.verdict(i, j)
    return found


@given(values(), metrics, st.randoms(use_true_random=False))
def test_order_and_file_names_change_nothing(make: Any, values: Any, metrics: Any, random: Any) -> None:
    shuffled = {b: dict(random.sample(list(m.items()), len(m))) for b, m in reversed(list(values.items()))}
    one = make.results(values, ["a.csv"])
    other = make.results(shuffled, ["z.csv", "y.csv", "x.csv"])
    question = {"metrics": metrics, "baselines": BASELINES}
    assert words(_study(one, question)) == words(_study(other, question))
    orders = [[f.board.models for f in _study(results, question).benchmarks.values()] for results in (one, other)]
    assert orders[0] == orders[1]


def _study(results: Any, question: Any) -> Study:
    from evalsite.analysis.study import Question, study

    return study(Measurements(frame=results.frame), Question(**question))


@given(values(), metrics)
def test_a_metric_turned_around_with_its_direction_changes_nothing(make: Any, values: Any, metrics: Any) -> None:
    acc, time = metrics
    turned = {
        b: {m: {**numbers, "acc": -numbers["acc"]} for m, numbers in models.items()} for b, models in values.items()
    }
    before = make.study(values, metrics, BASELINES)
    after = make.study(turned, [replace(acc, direction=Direction.LOWER), time], BASELINES)
    assert words(before) == words(after)


@given(values(), st.sampled_from([0.0, 0.1, 0.5]))
def test_better_and_worse_swap_with_candidate_and_baseline(make: Any, values: Any, tolerance: float) -> None:
    tolerated = [replace(metric, tolerance=Tolerance(amount=tolerance)) for metric in (ACC, TIME)]
    one = make.study(values, tolerated, [BASE])
    swapped = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    for benchmark, findings in one.benchmarks.items():
        for model in findings.board.models:
            other = make.study(values, tolerated, [Baseline(id="base", rule="model", members=(model,))])
            for metric in ("acc", "time"):
                there = words(one).get((benchmark, "base", model, metric))
                back = words(other).get((benchmark, "base", "m0", metric))
                if there and back:
                    assert back == swapped.get(Verdict(there), there)


@given(values(), metrics)
def test_untested_are_the_outcomes_that_there_are_without_any_evidence(make: Any, values: Any, metrics: Any) -> None:
    """Of these results nothing but numbers is known: what is comparable is untested, and nothing else."""
    for judged in make.study(values, metrics, BASELINES).judged.values():
        comparable = ~np.isin(judged.outcomes, [NOT_COMPARED, OUTCOMES.index(Outcome.NOT_COMPARABLE)])
        assert (judged.untested == comparable).all()


@given(values(), metrics)
def test_categories_partition_and_outcomes_add_up(make: Any, values: Any, metrics: Any) -> None:
    found = make.study(values, metrics, BASELINES)
    for findings in found.benchmarks.values():
        for comparison in findings.comparisons.values():
            candidates = len(comparison.rows)
            outcomes = [comparison.outcome(i) for i in range(candidates)]
            categories = [comparison.category(i) for i in range(candidates)]
            assert sum(outcomes.count(outcome) for outcome in Outcome) == candidates
            assert sum(categories.count(category) for category in Category) == candidates
            assert [_outcome_of(category) for category in categories] == outcomes
    for tallies in found.tallies.values():
        for tally in tallies.values():
            assert sum(tally.count(outcome) for outcome in Outcome) == tally.compared <= tally.total


def _outcome_of(category: Category | None) -> Outcome:
    """Categories say more than outcomes, and nothing else."""
    for outcome, categories in {
        Outcome.BEATS: (Category.BETTER_BOTH, Category.BETTER_QUALITY, Category.BETTER_COST),
        Outcome.ON_PAR: (Category.ON_PAR,),
        Outcome.MIXED: (Category.FASTER_LESS_ACCURATE, Category.SLOWER_MORE_ACCURATE),
        Outcome.LOSES: (Category.WORSE_BOTH, Category.WORSE_COST, Category.WORSE_QUALITY),
    }.items():
        if category in categories:
            return outcome
    return Outcome.NOT_COMPARABLE


@given(values(), metrics, st.data())
def test_removing_a_value_never_improves_an_outcome(make: Any, values: Any, metrics: Any, data: Any) -> None:
    """What was found stays, or becomes not comparable: nobody wins by a gap, not by that of a donor either."""
    benchmark = data.draw(st.sampled_from(sorted(values)))
    model = data.draw(st.sampled_from(sorted(values[benchmark])))
    metric = data.draw(st.sampled_from(["acc", "time"]))
    models = values[benchmark]
    fewer = {**values, benchmark: {**models, model: {**models[model], metric: float("nan")}}}
    before = words(make.study(values, metrics, BASELINES))
    for key, word in words(make.study(fewer, metrics, BASELINES)).items():
        if key[-1] == "outcome":
            assert word in (before[key], Outcome.NOT_COMPARABLE), key


@given(values(), metrics, st.integers(0, 12))
def test_digits_shown_change_no_word(make: Any, values: Any, metrics: Any, digits: int) -> None:
    shown: list[Metric] = [replace(metric, digits=digits) for metric in metrics]
    assert words(make.study(values, metrics, BASELINES)) == words(make.study(values, shown, BASELINES))


@given(values(), metrics)
def test_no_ratio_is_infinite_or_of_the_wrong_sign(make: Any, values: Any, metrics: Any) -> None:
    for findings in make.study(values, metrics, BASELINES).benchmarks.values():
        for comparison in findings.comparisons.values():
            found = comparison.differences
            assert not np.isinf(found.relative).any()
            assert not np.isinf(found.speedups.values).any()
            known = ~np.isnan(found.relative)
            assert (np.sign(found.relative[known]) == np.sign(found.values[known])).all()
            assert not (found.speedups.values < 0).any()
            _speedups_agree(findings, found.speedups.shown, found.values)


def _speedups_agree(findings: Findings, speedup: Any, delta: Any) -> None:
    """A speedup over 1 is never shown for a longer time, nor one under 1 for a shorter."""
    time = [metric.name for metric in findings.board.metrics].index("time")
    assert not ((speedup[:, time] > 1) & (delta[:, time] > 0)).any()
    assert not ((speedup[:, time] < 1) & (delta[:, time] < 0)).any()


@given(values(), metrics)
def test_the_front_holds_exactly_the_rows_that_nobody_dominates(make: Any, values: Any, metrics: Any) -> None:
    for findings in make.study(values, metrics).benchmarks.values():
        points = findings.board.values * np.array([1, -1])
        for i, point in enumerate(points):
            rivals = [other for other in points if (other >= point).all() and (other > point).any()]
            assert findings.on_front[i] == (not np.isnan(point).any() and not rivals)


@given(values(), metrics)
def test_ranks_count_those_who_are_better(make: Any, values: Any, metrics: Any) -> None:
    for findings in make.study(values, metrics).benchmarks.values():
        for j, (metric, ranking) in enumerate(zip(findings.board.metrics, findings.rankings, strict=True)):
            column = findings.board.values[:, j] * (1 if metric.direction is Direction.HIGHER else -1)
            for value, rank in zip(column, ranking.ranks.tolist(), strict=True):
                assert rank == (0 if np.isnan(value) else 1 + int((column > value).sum()))
            assert ranking.count == int((~np.isnan(column)).sum())


def test_benchmarks_with_different_metrics_are_judged_each_by_its_own(make: Any) -> None:
    found = make.study(
        {"a": {"m0": {"acc": 0.5}, "m3": {"acc": 0.6}}, "b": {"m0": {"time": 10}, "m3": {"time": 12}}},
        [ACC, TIME],
        [BASE],
    )
    tally = found.tallies["base"]["m3"]
    assert (tally.on(Outcome.BEATS), tally.on(Outcome.LOSES), tally.compared) == (("a",), ("b",), 2)
    assert [len(findings.board.metrics) for findings in found.benchmarks.values()] == [1, 1]


def test_extreme_values_overflow_into_no_wrong_word(make: Any) -> None:
    found = make.study({"a": {"m0": {"acc": -1.7e308}, "m3": {"acc": 1.7e308}, "m4": {"acc": 5e-324}}}, [ACC], [BASE])
    assert words(found)["a", "base", "m3", "acc"] == Verdict.BETTER
    assert words(found)["a", "base", "m4", "acc"] == Verdict.BETTER
