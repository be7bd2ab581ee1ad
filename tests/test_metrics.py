"""The metrics that need no declaration."""

import pytest

from evalsite.metrics import Direction, Kind, Metric, Tolerance, known, unknown

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


@pytest.mark.parametrize(
    "name", ["pass@1", "pass@100", "accuracy", "acc", "Accuracy", "exact_match", "F1", "win rate", "resolved"]
)
def test_proportions_that_should_be_high(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.proportion, metric.usual_digits) == (HIGHER, Kind.QUALITY, True, 4)


@pytest.mark.parametrize("name", ["error_rate", "hallucination rate", "ece"])
def test_proportions_that_should_be_low(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.proportion, metric.speedup) == (LOWER, Kind.QUALITY, True, False)


@pytest.mark.parametrize("name", ["bleu", "rouge-l", "ndcg@10", "Elo", "chrf"])
def test_scores_that_are_no_proportions(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.proportion, metric.usual_digits) == (HIGHER, Kind.QUALITY, False, 2)


@pytest.mark.parametrize(
    "name", ["avg_time", "time", "latency", "mean execution time", "runtime_ms", "total time s", "seconds"]
)
def test_times_have_a_speedup(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.speedup, metric.proportion) == (LOWER, Kind.COST, True, False)


@pytest.mark.parametrize("name", ["cost", "avg cost usd", "tokens", "memory_mb", "perplexity", "loss"])
def test_other_costs_have_none(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.speedup) == (LOWER, Kind.COST, False)


@pytest.mark.parametrize(
    "name", ["", "score", "niceness", "pass", "pass@", "pass@k!", "time to live", "accuracy of time", "n"]
)
def test_of_others_nothing_is_known(name: str) -> None:
    assert known(name) is None


@pytest.mark.parametrize("name", ["avg" * 5000 + "x", "pass@" + "1" * 5000 + "x", "mean_" * 5000])
def test_a_long_name_is_looked_up_at_once(name: str) -> None:
    assert known(name) is None


def test_a_known_metric_keeps_its_name_and_is_judged() -> None:
    metric = known(" Pass@1 ")
    assert metric
    assert (metric.name, metric.judged, metric.tolerance, metric.unit) == (" Pass@1 ", True, Tolerance(), None)


@pytest.mark.parametrize(("name", "label"), [("pass@1", "Pass@1"), ("avg_time", "avg_time"), ("Pass@1", "Pass@1")])
def test_labels(name: str, label: str) -> None:
    metric = known(name)
    assert metric
    assert metric.label == label


def test_an_unknown_metric_is_shown_and_not_judged() -> None:
    assert unknown("niceness") == Metric(name="niceness", label="niceness")
    assert not unknown("niceness").judged


def test_the_sign_of_a_direction() -> None:
    assert (HIGHER.sign, LOWER.sign) == (1, -1)


@pytest.mark.parametrize("name", ["word_error_rate", "WER", "cer", "character error rate"])
def test_edit_rates_may_exceed_one_and_are_no_proportions(name: str) -> None:
    metric = known(name)
    assert metric
    assert (metric.direction, metric.kind, metric.proportion) == (LOWER, Kind.QUALITY, False)
