"""The trade-off chart of a benchmark: quality against cost, with the Pareto front and the baselines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.comparison import quality_and_cost
from evalsite.analysis.study import Findings
from evalsite.metrics import Direction, Metric
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas
from evalsite.pages.axis import axis, beyond, spanned
from evalsite.pages.model import (
    Args,
    Axis,
    Chart,
    Guide,
    Literally,
    Message,
    Name,
    Number,
    Points,
    Sentences,
    Sign,
    Text,
)

TRADE_OFF = "trade-off"
WIDEST = 1e300
"""Values beyond this cannot be laid out, since their differences may be infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The rows that have both values: their models, cost, quality, and what the chart says of each."""

    models: tuple[str, ...]
    cost: tuple[float, ...]
    quality: tuple[float, ...]
    front: tuple[int, ...]
    references: tuple[int, ...]
    baselines: dict[int, tuple[str, ...]]


def trade_off(atlas: Atlas, findings: Findings) -> tuple[Chart, ...]:
    """The chart, where one quality and one cost metric are judged and some row has both; else nothing."""
    columns = quality_and_cost(findings.board)
    drawn = _drawn(atlas, findings, *columns) if columns else None
    if columns is None or drawn is None:
        return ()
    quality, cost = (findings.board.metrics[j] for j in columns)
    guides = tuple(_guides(atlas, findings, *columns))
    x = _axis(atlas, cost, drawn, drawn.cost, [line.x for line in guides if line.x is not None])
    y = _axis(atlas, quality, drawn, drawn.quality, [line.y for line in guides if line.y is not None])
    points = Points(
        names=tuple(atlas.model(model, short=True, href=f"#{atlas.row_id(model)}") for model in drawn.models),
        x=drawn.cost,
        y=drawn.quality,
        x_texts=_texts(findings, columns[1], drawn.cost),
        y_texts=_texts(findings, columns[0], drawn.quality),
    )
    return (
        Chart(
            id=TRADE_OFF,
            title=Message("chart.title", {"quality": atlas.metric(quality), "cost": atlas.metric(cost)}),
            notes=tuple(_notes(findings, drawn, points, x, y)),
            description=tuple(_description(atlas, findings, drawn, points)),
            x=x,
            y=y,
            points=points,
            front=drawn.front,
            baselines=tuple(drawn.baselines),
            references=drawn.references,
            guides=guides,
            signs=tuple(_signs(atlas, drawn, guides)),
        ),
    )


def _drawn(atlas: Atlas, findings: Findings, quality: int, cost: int) -> _Drawn | None:
    """The rows to draw, in the order of the board; None when there are none."""
    board = findings.board
    values = zip(board.models, board.values[:, cost].tolist(), board.values[:, quality].tolist(), strict=True)
    rows = [(i, model, x, y) for i, (model, x, y) in enumerate(values) if _fits(x) and _fits(y)]
    if not rows:
        return None
    places, models, costs, qualities = zip(*rows, strict=True)
    sign = board.metrics[cost].direction is Direction.HIGHER
    on_front = [k for k, i in enumerate(places) if findings.on_front[i]]
    best_cost_first = lambda k: (-costs[k] if sign else costs[k], models[k])  # noqa: E731
    references = atlas.references()
    return _Drawn(
        models=models,
        cost=costs,
        quality=qualities,
        front=tuple(sorted(on_front, key=best_cost_first)),
        references=tuple(k for k, model in enumerate(models) if model in references),
        baselines=_baselines(atlas, models),
    )


def _fits(value: float) -> bool:
    return isfinite(value) and abs(value) < WIDEST


def _baselines(atlas: Atlas, models: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """The points that are a baseline by themselves, with the baselines' ids."""
    found: dict[int, tuple[str, ...]] = {}
    for baseline in atlas.baselines():
        if baseline.rule == "model" and baseline.members[0] in models:
            place = models.index(baseline.members[0])
            found[place] = (*found.get(place, ()), baseline.id)
    return found


def _guides(atlas: Atlas, findings: Findings, quality: int, cost: int) -> Iterator[Guide]:
    """A line for each value of the baselines that are no row of the table: best of several, and published ones."""
    for baseline in _composed(atlas):
        if baseline.id in findings.comparisons:
            values = findings.comparisons[baseline.id].point.values
            x, y = (float(value) if _fits(float(value)) else None for value in (values[cost], values[quality]))
            if x is not None or y is not None:
                yield Guide(label=atlas.baseline(baseline.id), x=x, y=y)


def _composed(atlas: Atlas) -> list[Baseline]:
    return [baseline for baseline in atlas.baselines() if baseline.rule != "model"]


def _axis(atlas: Atlas, metric: Metric, drawn: _Drawn, values: Sequence[float], lines: Sequence[float]) -> Axis:
    """The axis of a metric; a reference row does not stretch it so far that the models stand in a heap.

    Cost runs from left to right and quality upwards, turned where that puts the better values elsewhere.
    """
    apart = frozenset(drawn.references)
    models = [value for k, value in enumerate(values) if k not in apart]
    span = spanned(metric, [*models, *lines], [values[k] for k in drawn.references])
    args: Args = {"metric": atlas.metric(metric), "direction": Message(f"direction.{metric.direction}")}
    label = Message("chart.axis", args)
    if metric.unit:
        label = Message("chart.axis_unit", {**args, "unit": Literally(metric.unit)})
    better_first = values is drawn.cost
    descending = metric.direction is (Direction.HIGHER if better_first else Direction.LOWER)
    return axis(metric, span, label=label, name=atlas.metric(metric), descending=descending)


def _texts(findings: Findings, j: int, values: Sequence[float]) -> tuple[str, ...]:
    return tuple(numbers.plain(values, numbers.digits(findings.board.metrics[j], findings.board.values[:, j].tolist())))


def _notes(findings: Findings, drawn: _Drawn, points: Points, x: Axis, y: Axis) -> Iterator[Text]:
    """What must be known to read the drawing rightly."""
    for given, values, texts in ((y, points.y, points.y_texts), (x, points.x, points.x_texts)):
        if given.scale == "log":
            yield Message("chart.log", {"metric": given.name})
        for k in drawn.references:
            if beyond(given, values[k]):
                value = Number(texts[k], values[k])
                yield Message("chart.beyond", {"model": points.names[k], "metric": given.name, "value": value})
    if missing := len(findings.board.models) - len(drawn.models):
        yield Message("chart.missing", {"count": missing})


def _description(atlas: Atlas, findings: Findings, drawn: _Drawn, points: Points) -> Sentences:
    """How many points there are, and who is on the front, with the values of each."""
    metrics = tuple(atlas.metric(findings.board.metrics[j]) for j in reversed(quality_and_cost(findings.board) or ()))
    count = Message("chart.points", {"count": len(drawn.models)})
    if not drawn.front:
        return (count,)
    members = tuple(_member(points, k) for k in drawn.front)
    return (count, Message("chart.front", {"cost": metrics[0], "quality": metrics[1], "members": members}))


def _member(points: Points, k: int) -> Message:
    name = points.names[k]
    cost, quality = Number(points.x_texts[k], points.x[k]), Number(points.y_texts[k], points.y[k])
    return Message("chart.member", {"model": Name(name.text), "cost": cost, "quality": quality})


def _signs(atlas: Atlas, drawn: _Drawn, guides: Sequence[Guide]) -> Iterator[tuple[Sign, Text]]:
    """The legend: only what occurs."""
    special = {*drawn.baselines, *drawn.references}
    if len(special) < len(drawn.models):
        yield "model", Message("chart.sign.model")
    if drawn.front:
        yield "front", Message("chart.sign.front")
    for ids in drawn.baselines.values():
        for name in ids:
            yield "baseline", Message("chart.sign.baseline", {"baseline": atlas.baseline_link(name)})
    if drawn.references:
        yield "reference", Message("chart.sign.reference")
