"""The trade-off chart of a benchmark: quality against cost, with the Pareto front and the baselines."""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np
from msgspec import Struct

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.comparison import quality_and_cost
from evalsite.analysis.study import Findings
from evalsite.metrics import Direction, Metric
from evalsite.pages.atlas import Atlas
from evalsite.pages.axis import axis, beyond, spanned
from evalsite.pages.evidence import percent
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
    Shared,
    Sign,
    Text,
)

TRADE_OFF = "trade-off"
LARGEST = 1e299
"""A larger value cannot be laid out: the difference of two of them may be infinite."""

MOST_TOLD = 20
"""Of a front with more members only the first and the last are named in words."""


_Ends = tuple[float, float] | None


class _Rows(Struct, frozen=True, kw_only=True):
    """What is drawn of a board: the rows that have both values, in its order. Places are places among these."""

    metrics: tuple[Metric, Metric]  # cost, quality
    names: Shared[Name]
    cost: tuple[float, ...]
    quality: tuple[float, ...]
    texts: tuple[Sequence[str], Sequence[str]]  # of the values
    cost_ends: tuple[_Ends, ...]  # of the values' intervals; empty when none has one
    quality_ends: tuple[_Ends, ...]
    front: tuple[int, ...]
    references: tuple[int, ...]
    baselines: tuple[tuple[int, str], ...]  # a place, and a baseline that this model alone is
    left_out: int


def trade_off(
    atlas: Atlas, findings: Findings, texts: Sequence[Sequence[str]], places: Sequence[int]
) -> tuple[Chart, ...]:
    """The chart, where one quality and one cost metric are judged and some row has both; else nothing.

    ``texts`` are those of the board's values, by metric; ``places`` are those of its models in the atlas.
    """
    columns = quality_and_cost(findings.board)
    if columns is None:
        return ()
    quality, cost = columns
    rows = _rows(atlas, findings, cost, quality, texts, places)
    return (_chart(atlas, findings, rows, tuple(_guides(atlas, findings, cost, quality))),) if rows.names else ()


def _chart(atlas: Atlas, findings: Findings, rows: _Rows, guides: Sequence[Guide]) -> Chart:
    cost, quality = rows.metrics
    x = _axis(atlas, cost, rows.cost, rows.references, [line.x for line in guides], worse_first=False)
    y = _axis(atlas, quality, rows.quality, rows.references, [line.y for line in guides], worse_first=True)
    points = Points(
        names=rows.names,
        x=rows.cost,
        y=rows.quality,
        x_texts=rows.texts[0],
        y_texts=rows.texts[1],
        x_ends=rows.cost_ends,
        y_ends=rows.quality_ends,
    )
    return Chart(
        id=TRADE_OFF,
        title=Message("chart.title", {"quality": y.name, "cost": x.name}),
        notes=(*_beyond(rows, points, x, y), *_left_out(rows)),
        description=_description(rows, points, x, y),
        x=x,
        y=y,
        points=points,
        front=rows.front,
        baselines=tuple(sorted({place for place, _ in rows.baselines})),
        references=rows.references,
        guides=guides,
        signs=tuple(_signs(atlas, findings, rows)),
    )


def _rows(
    atlas: Atlas,
    findings: Findings,
    cost: int,
    quality: int,
    texts: Sequence[Sequence[str]],
    places: Sequence[int],
) -> _Rows:
    board = findings.board
    values = board.values[:, [cost, quality]]
    fitting = np.flatnonzero((np.abs(values) <= LARGEST).all(axis=1))
    drawn: list[int] = fitting.tolist()
    x, y = values[fitting].T.tolist()
    alone = [(each.members[0], each.id) for each in atlas.baselines() if each.rule == "model"]
    meant = {*atlas.references(), *(model for model, _ in alone)}
    place = {model: k for k, i in enumerate(drawn) if (model := board.models[i]) in meant}
    sign = 1 if board.metrics[cost].direction is Direction.LOWER else -1
    front = np.flatnonzero(findings.on_front[fitting]).tolist()
    return _Rows(
        metrics=(board.metrics[cost], board.metrics[quality]),
        names=atlas.row_names([places[i] for i in drawn]),
        cost=tuple(x),
        quality=tuple(y),
        texts=([texts[cost][i] for i in drawn], [texts[quality][i] for i in drawn]),
        cost_ends=_ends(findings, cost, drawn),
        quality_ends=_ends(findings, quality, drawn),
        front=tuple(sorted(front, key=lambda k: (sign * x[k], board.models[drawn[k]]))),
        references=tuple(sorted(place[model] for model in atlas.references() if model in place)),
        baselines=tuple((place[model], name) for model, name in alone if model in place),
        left_out=len(board.models) - len(drawn),
    )


def _ends(findings: Findings, j: int, drawn: Sequence[int]) -> tuple[_Ends, ...]:
    """The ends of the intervals on metric ``j`` of the rows that are drawn."""
    if (known := findings.known.get(j)) is None:
        return ()
    low, high = (ends.tolist() for ends in known.shown_intervals)
    found = tuple((low[i], high[i]) if _fits(low[i]) and _fits(high[i]) else None for i in drawn)
    return found if any(found) else ()


def _fits(value: float) -> bool:
    return isfinite(value) and abs(value) <= LARGEST


def _guides(atlas: Atlas, findings: Findings, cost: int, quality: int) -> Iterator[Guide]:
    for baseline in _apart(atlas, findings):
        values = findings.comparisons[baseline.id].point.values
        x, y = (float(values[j]) if _fits(float(values[j])) else None for j in (cost, quality))
        if x is not None or y is not None:
            yield Guide(label=atlas.baseline(baseline.id), x=x, y=y)


def _apart(atlas: Atlas, findings: Findings) -> list[Baseline]:
    """The baselines with values that are no row of the table: the best of several, and published ones."""
    return [each for each in atlas.baselines() if each.rule != "model" and each.id in findings.comparisons]


def _axis(
    atlas: Atlas,
    metric: Metric,
    values: Sequence[float],
    references: Sequence[int],
    lines: Sequence[float | None],
    *,
    worse_first: bool,
) -> Axis:
    """The axis of a metric, turned so that its worse values come first (cost: last).

    A reference row does not stretch it so far that the models stand in a heap.
    """
    outsiders = set(references)
    models = [value for k, value in enumerate(values) if k not in outsiders] if outsiders else values
    given = [*_ends_of(models), *(line for line in lines if line is not None)]
    span = spanned(metric, given, [values[k] for k in references])
    args: Args = {"metric": atlas.metric(metric), "direction": Message(f"direction.{metric.direction}")}
    label = Message("chart.axis", args)
    if metric.unit:
        label = Message("chart.axis_unit", {**args, "unit": Literally(metric.unit)})
    descending = (metric.direction is Direction.LOWER) is worse_first
    return axis(metric, span, label=label, name=atlas.metric(metric), descending=descending)


def _ends_of(values: Sequence[float]) -> Sequence[float]:
    """Which an axis has to span, and with them all others."""
    return (min(values), max(values)) if values else ()


def _beyond(rows: _Rows, points: Points, x: Axis, y: Axis) -> Iterator[Text]:
    """A sentence for each reference row that is drawn at an edge."""
    for given, values, texts in ((y, points.y, points.y_texts), (x, points.x, points.x_texts)):
        for k in rows.references:
            if beyond(given, values[k]):
                value = Number(texts[k], values[k])
                yield Message("chart.beyond", {"model": points.names[k], "metric": given.name, "value": value})


def _left_out(rows: _Rows) -> Sentences:
    return (Message("chart.left_out", {"count": rows.left_out}),) if rows.left_out else ()


def _description(rows: _Rows, points: Points, x: Axis, y: Axis) -> Sentences:
    """How many points there are, and who is on the front, with both values; of a long front only its two ends."""
    size: Sentences = (Message("chart.points", {"count": len(rows.names)}),)
    if rows.cost_ends or rows.quality_ends:
        size = (*size, Message("chart.intervals"))
    if not rows.front:
        return size
    args: Args = {"count": len(rows.front), "cost": x.name, "quality": y.name}
    if len(rows.front) > MOST_TOLD:
        ends = {"first": _member(points, rows.front[0]), "last": _member(points, rows.front[-1])}
        return *size, Message("chart.long_front", {**args, **ends})
    members = tuple(_member(points, k) for k in rows.front)
    return *size, Message("chart.front", {**args, "members": members})


def _member(points: Points, k: int) -> Message:
    cost, quality = Number(points.x_texts[k], points.x[k]), Number(points.y_texts[k], points.y[k])
    return Message("chart.member", {"model": Name(points.names[k].text), "cost": cost, "quality": quality})


def _signs(atlas: Atlas, findings: Findings, rows: _Rows) -> Iterator[tuple[Sign, Text]]:
    """The legend: only what occurs."""
    if len({*rows.references, *(place for place, _ in rows.baselines)}) < len(rows.names):
        yield "model", Message("chart.sign.model")
    if rows.front:
        yield "front", Message("chart.sign.front")
    for _, name in rows.baselines:
        yield "baseline", Message("chart.sign.baseline", {"baseline": atlas.baseline_link(name)})
    if rows.references:
        yield "reference", Message("chart.sign.reference")
    if rows.cost_ends or rows.quality_ends:
        settings = atlas.study.question.statistics.settings
        yield "interval", Message("chart.sign.interval", {"confidence": percent(settings.confidence)})
    for baseline in _apart(atlas, findings):
        single = baseline.rule != "best-of" or findings.comparisons[baseline.id].point.single
        key = "chart.sign.guide" if single else "chart.sign.composite"
        yield "guide", Message(key, {"baseline": atlas.baseline_link(baseline.id)})
