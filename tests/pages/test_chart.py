"""The trade-off chart as a value: which rows are points, what is said of them, and when there is no chart."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from evalsite.analysis.boards import Measurements
from evalsite.analysis.study import Question, References, study
from evalsite.config import Config
from evalsite.metrics import Direction, Kind, Metric, known
from evalsite.pages.atlas import Atlas
from evalsite.pages.benchmark import value_column
from evalsite.pages.chart import MOST_TOLD, trade_off
from evalsite.pages.model import Chart, Message, Name
from evalsite.readings import Reading
from evalsite.render.catalog import Catalog
from evalsite.results import Results
from evalsite.site import _baseline

Pairs = Mapping[str, tuple[float | None, float | None]]
"""model -> (time, pass@1); None is missing"""

METRICS = tuple(metric for name in ("time", "pass@1") if (metric := known(name)))
FOUR: Pairs = {"fast": (10, 0.2), "middle": (20, 0.5), "best": (30, 0.8), "beaten": (25, 0.4)}


def charts(
    pairs: Pairs, settings: Mapping[str, object] | None = None, metrics: Sequence[Metric] = METRICS
) -> tuple[Chart, ...]:
    config = Config.model_validate(settings or {})
    cells = [
        (model, metric.name, value)
        for model, both in pairs.items()
        for metric, value in zip(metrics, both, strict=False)
        if value is not None
    ]
    columns = {
        "benchmark": ["mbpp"] * len(cells),
        "model": [model for model, _, _ in cells],
        "metric": [metric for _, metric, _ in cells],
        "value": [float(value) for _, _, value in cells],
    }
    question = Question(
        metrics=metrics,
        baselines=tuple(_baseline(name, entry) for name, entry in config.baselines.items()),
        references=References(models=frozenset(config.references.models), rank=config.references.rank),
    )
    frame = Results.gather([Reading(file="mbpp.csv", format="table", columns=columns)]).frame
    atlas = Atlas.of(study(Measurements(frame=frame), question), config)
    findings = atlas.study.benchmarks["mbpp"]
    texts = [value_column(atlas, findings, j).texts for j in range(len(findings.board.metrics))]
    return trade_off(atlas, findings, texts, findings.board.places.tolist())


def chart(pairs: Pairs, settings: Mapping[str, object] | None = None, metrics: Sequence[Metric] = METRICS) -> Chart:
    (only,) = charts(pairs, settings, metrics)
    return only


def names(made: Chart, places: Sequence[int]) -> list[str]:
    return [made.points.names[place].text for place in places]


def said(texts: Sequence[Message]) -> str:
    return Catalog("en").plain_sentences(texts)


def test_cost_grows_to_the_right_and_quality_upwards() -> None:
    made = chart(FOUR)
    points = made.points
    assert points.names[0] == Name("fast", "fast", "#m-fast")
    assert (points.x[0], points.y[0], points.x_texts[0], points.y_texts[0]) == (10, 0.2, "10.00", "0.2000")
    assert made.x.start < made.x.end
    assert made.y.start < made.y.end
    assert Catalog("en").plain(made.title) == "pass@1 against time".replace("pass", "Pass")
    assert Catalog("en").plain(made.x.label) == "time (lower is better)"


def test_the_front_goes_from_the_best_cost_to_the_best_quality() -> None:
    made = chart(FOUR)
    assert names(made, made.front) == ["fast", "middle", "best"]
    assert said(made.description) == (
        "4 rows are drawn as points. On the Pareto front, from the best time to the best Pass@1: "
        "fast (10.00; 0.2000), middle (20.00; 0.5000) and best (30.00; 0.8000)."
    )


def test_axes_turn_so_that_the_better_corner_stays_where_it_is() -> None:
    metrics = (
        Metric(name="tokens/s", label="tokens/s", unit="1/s", direction=Direction.HIGHER, kind=Kind.COST, judged=True),
        Metric(name="wer", label="WER", direction=Direction.LOWER, kind=Kind.QUALITY, judged=True),
    )
    made = chart({"quick": (50, 0.3), "right": (20, 0.1), "neither": (20, 0.3)}, metrics=metrics)
    assert made.x.start > made.x.end
    assert made.y.start > made.y.end
    assert names(made, made.front) == ["quick", "right"]
    assert Catalog("en").plain(made.x.label) == "tokens/s in 1/s (higher is better)"


def test_a_model_is_a_baseline_as_a_point_and_the_best_of_several_as_lines() -> None:
    settings = {
        "baselines": {
            "start": {"model": "beaten"},
            "four": {"best_of": ["fast", "best"]},
            "paper": {"fixed": {"mbpp": {"pass@1": 0.6}}, "source": "a paper"},
        }
    }
    made = chart(FOUR, settings)
    assert names(made, made.baselines) == ["beaten"]
    assert [(line.x, line.y) for line in made.guides] == [(10, 0.8), (None, 0.6)]
    assert [kind for kind, _ in made.signs] == ["model", "front", "baseline", "guide", "guide"]
    assert [said([text]) for kind, text in made.signs if kind == "guide"] == [
        "four: a line for each of its values, since no single model has them all",
        "paper: a line for each of its values",
    ]


def test_a_reference_does_not_squeeze_the_models() -> None:
    pairs = {**{f"m{k}": (10 + k, 0.1 + k / 100) for k in range(5)}, "solutions": (12, 1.0)}
    made = chart(pairs, {"references": {"models": ["solutions"], "rank": True}})
    assert names(made, made.references) == ["solutions"]
    assert made.y.end < 0.2
    assert said(made.notes) == "solutions lies beyond the axis of Pass@1, at 1.0000, and stands at its edge."
    assert names(made, made.front) == ["m0", "m1", "solutions"]


def test_a_reference_that_is_not_ranked_is_not_on_the_front() -> None:
    made = chart({**FOUR, "solutions": (5, 1.0)}, {"references": {"models": ["solutions"]}})
    assert names(made, made.front) == ["fast", "middle", "best"]
    assert made.notes == ()


def test_rows_without_both_values_are_left_out_and_counted() -> None:
    made = chart({**FOUR, "quick": (1, None), "good": (None, 0.9)})
    assert sorted(names(made, range(len(made.points.x)))) == ["beaten", "best", "fast", "middle"]
    assert said(made.notes) == "2 rows without both values are left out."
    assert made.x.start > 1


@pytest.mark.parametrize(
    "pairs",
    [{"only": (3, 0.5)}, {"a": (3, 0.5), "b": (3, 0.5), "c": (3, 0.5)}, {"a": (0, 0.0)}, {"a": (-5, -1), "b": (0, 0)}],
    ids=["one row", "all equal", "zero", "negative"],
)
def test_degenerate_values_still_make_a_chart(pairs: Pairs) -> None:
    made = chart(pairs)
    assert len(made.points.x) == len(pairs)
    for axis, values in ((made.x, made.points.x), (made.y, made.points.y)):
        assert axis.start < min(values)
        assert max(values) < axis.end
        assert axis.scale == "linear"
        assert axis.ticks


def test_equal_rows_share_the_front() -> None:
    assert len(chart({"a": (3, 0.5), "b": (3, 0.5)}).front) == 2


def test_values_that_cannot_be_laid_out_are_left_out() -> None:
    assert said(chart({**FOUR, "endless": (1.7e308, 0.9)}).notes) == "1 row without both values is left out."


def test_without_a_complete_row_there_is_no_chart() -> None:
    assert charts({"a": (1, None), "b": (None, 0.5)}) == ()


@pytest.mark.parametrize("name", ["memory", "bleu"])
def test_with_a_third_judged_metric_there_is_no_chart(name: str) -> None:
    third = known(name)
    assert third is not None
    assert charts({"a": (1, 0.5, 7), "b": (2, 0.7, 8)}, metrics=(*METRICS, third)) == ()


def test_a_long_front_is_told_by_its_two_ends() -> None:
    made = chart({f"m{k:02}": (k, k / 100) for k in range(1, MOST_TOLD + 2)})
    assert len(made.front) == MOST_TOLD + 1
    assert said(made.description) == (
        "21 rows are drawn as points. 21 rows are on the Pareto front, from the best time, m01 (1.00; 0.0100), "
        "to the best Pass@1, m21 (21.00; 0.2100)."
    )


numbers = st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1))
boards = st.dictionaries(st.text("abc", min_size=1, max_size=3), numbers, min_size=1, max_size=12)


def _whole(made: Chart) -> Chart:
    """The chart with its names as they are, which are else the same only when they are the same object."""
    return replace(made, points=replace(made.points, names=tuple(made.points.names)))


@given(boards, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(pairs: Pairs, random: Random) -> None:
    rows = list(pairs.items())
    random.shuffle(rows)
    assert _whole(chart(dict(rows))) == _whole(chart(pairs))


@given(boards)
def test_along_the_front_both_values_grow(pairs: Pairs) -> None:
    made = chart(pairs)
    places = [(made.points.x[k], made.points.y[k]) for k in made.front]
    assert places == sorted(places)
    assert [y for _, y in places] == sorted(y for _, y in places)
