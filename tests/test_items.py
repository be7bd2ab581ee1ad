"""Results by item: whose they are, which count, and what an item's score is."""

from typing import Any

import numpy as np
import pytest

from evalsite.analysis.boards import Measurements, boards
from evalsite.analysis.items import ItemScores, pass_at
from evalsite.metrics import Kind, Metric, known
from evalsite.readings import Reading, RunFacts
from evalsite.results import Results
from evalsite.runs.standing import Policy

NAN = float("nan")


def reading(
    model: str, items: dict[str, list[tuple[float, str]]], *, file: str = "", date: str = "", **more: Any
) -> Reading:
    """One run of ``model`` on mbpp: for each item its samples, each a value and a status."""
    metric = more.pop("metric", "pass@1")
    samples = [
        (item, place, value, status) for item, told in items.items() for place, (value, status) in enumerate(told)
    ]
    return Reading(
        file=file or f"results/{model}.json",
        columns={
            "benchmark": ["mbpp"],
            "model": [model],
            "metric": [metric],
            "value": [0.5],
            "run": ["r"],
            "date": [date],
        },
        runs={"r": RunFacts(model=model, native_id=f"{model}{date}", date=date)},
        items={
            "run": ["r"] * len(samples),
            "benchmark": ["mbpp"] * len(samples),
            "metric": [more.pop("items_metric", metric)] * len(samples),
            "item": [item for item, *_ in samples],
            "sample": [place for _, place, *_ in samples],
            "value": [value for *_, value, _ in samples],
            "status": [status for *_, status in samples],
        },
    )


def scores(*readings: Reading, metric: Metric | None = None, **gathered: Any) -> ItemScores:
    metric = metric or known(str(readings[0].columns["metric"][0]))
    assert metric
    results = Results.gather(readings, **gathered)
    (board,) = boards(Measurements(frame=results.frame, items=results.items), (metric,))
    assert board.models == tuple(sorted(board.models))
    return board.items[0]


def test_models_by_items() -> None:
    found = scores(
        reading("ant", {"b": [(1, "")], "a": [(0, "")]}),
        reading("bee", {"c": [(1, "")], "a": [(1, "")]}),
    )
    assert found.names == ("a", "b", "c")
    np.testing.assert_equal(found.scores, [[0, 1, NAN], [1, NAN, 1]])
    assert found.samples.tolist() == [[1, 1, 0], [1, 0, 1]]
    assert found.binary
    assert found.known.tolist() == [True, True]


def test_several_samples_of_an_item_are_averaged() -> None:
    found = scores(reading("ant", {"a": [(1, ""), (0, ""), (1, ""), (1, "")]}))
    assert found.scores.tolist() == [[0.75]]
    assert found.samples.tolist() == [[4]]
    assert not found.binary


def test_a_failure_is_wrong_where_quality_is_measured_and_missing_where_cost_is() -> None:
    failing = {"a": [(1.0, ""), (NAN, "timeout")], "b": [(NAN, "crash")]}
    assert scores(reading("ant", failing)).scores.tolist() == [[0.5, 0.0]]
    times = scores(reading("ant", failing, metric="avg_time"))
    np.testing.assert_equal(times.scores, [[1.0, NAN]])


def test_a_failure_can_be_declared_missing() -> None:
    results = Results.gather([reading("ant", {"a": [(1.0, ""), (NAN, "timeout")]})])
    metric = known("pass@1")
    assert metric
    assert metric.kind is Kind.QUALITY
    (board,) = boards(Measurements(frame=results.frame, items=results.items, errors="missing"), (metric,))
    assert board.items[0].scores.tolist() == [[1.0]]


def test_only_the_run_that_counts_has_items() -> None:
    old = reading("ant", {"a": [(0, "")]}, file="results/old.json", date="2024-05-01")
    new = reading("ant", {"a": [(1, "")], "b": [(1, "")]}, file="results/new.json", date="2024-06-01")
    assert scores(old, new).scores.tolist() == [[1, 1]]


def test_the_mean_of_runs_has_the_mean_of_their_items() -> None:
    runs = [
        reading("ant", {"a": [(value, "")]}, file=f"results/{value}.json", date=f"2024-05-0{value + 1}")
        for value in (0, 1)
    ]
    found = scores(*runs, policy=Policy(rule="mean"))
    assert found.scores.tolist() == [[0.5]]
    assert found.samples.tolist() == [[2]]


def test_aliases_join_items_too() -> None:
    found = scores(reading("Ant", {"a": [(1, "")]}), reading("bee", {"a": [(0, "")]}), aliases={"Ant": "ant"})
    assert found.scores.tolist() == [[1], [0]]


def test_items_already_counted_say_how_many_samples_they_stand_for() -> None:
    counted = reading("ant", {"a": [(0.25, "")], "b": [(1.0, "")]})
    counted = Reading(
        **{
            **{name: getattr(counted, name) for name in ("file", "columns", "runs")},
            "items": {**counted.items, "samples": [8, 2]},
        }
    )
    assert scores(counted).samples.tolist() == [[8, 2]]


def test_pass_at_k_is_estimated_from_single_samples() -> None:
    told = reading("ant", {"a": [(1, ""), (0, ""), (0, ""), (0, "")]}, metric="pass@2", items_metric="pass@1")
    assert scores(told).scores.tolist() == [[pytest.approx(0.5)]]  # 1 - C(3, 2) / C(4, 2)


def test_without_enough_samples_there_is_no_pass_at_k() -> None:
    single = ItemScores(names=("a",), scores=np.array([[0.5]]), samples=np.array([[2.0]]))
    assert pass_at(3, single) is None


def test_the_digest_of_results_knows_its_items() -> None:
    one, other = (Results.gather([reading("ant", {"a": [(value, "")]})]) for value in (0, 1))
    assert one.frame.equals(other.frame)
    assert one.digest() != other.digest()
