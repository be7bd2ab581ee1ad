"""How sure ranks and medals are, and how small a difference a benchmark can tell."""

from collections.abc import Iterator
from math import floor, log10

import numpy as np

from evalsite.analysis.study import Findings
from evalsite.analysis.uncertainty import Known
from evalsite.pages import numbers
from evalsite.pages.atlas import MOST_NAMES, Atlas
from evalsite.pages.evidence import percent
from evalsite.pages.model import Args, Block, Facts, Literally, Message, Number, Paragraph, Text, TextColumn
from evalsite.statistics.measured import Scale

_NAMES_IN_A_CELL = 3


def rank_column(atlas: Atlas, findings: Findings, j: int) -> TextColumn | None:
    """Each model's rank on metric ``j`` with its interval; None where no rank is tested."""
    known = findings.known.get(j)
    if known is None or not known.ranks.tested.any():
        return None
    ranks = findings.rankings[j].ranks
    return TextColumn(
        key=f"{findings.board.metrics[j].name}-rank",
        label=Message("rank.title", {"metric": atlas.metric(findings.board.metrics[j])}),
        texts=[_rank(place, known, row) if place else None for row, place in enumerate(ranks.tolist())],
        number=True,
    )


def _rank(place: int, known: Known, row: int) -> Text:
    args: Args = {"part": place}
    if not known.ranks.tested[row]:
        return Message("rank.untested", args)
    low, high = int(known.ranks.low[row]), int(known.ranks.high[row])
    if low == high:
        return Message("rank.alone", args)
    first = bool(known.ranks.top[row]) and 1 < np.count_nonzero(known.ranks.top) < np.count_nonzero(known.ranks.tested)
    return Message("rank.between_first" if first else "rank.between", {**args, "low": low, "high": high})


def sureness(atlas: Atlas, findings: Findings) -> tuple[Block, ...]:
    """For each metric who may be first, whose medal is doubtful, and how small a difference can be told."""
    tested = [j for j, known in findings.known.items() if known.ranks.tested.any()]
    confidence = percent(atlas.study.question.statistics.settings.confidence)
    note = (Paragraph(sentences=(Message("rank.note", {"confidence": confidence}),)),) if tested else ()
    told = {
        j: (*(_places(atlas, findings, j) if j in tested else ()), *_detectable(findings, j)) for j in findings.known
    }
    facts = tuple((atlas.metric(findings.board.metrics[j]), said) for j, said in told.items() if said)
    return (*note, Facts(items=facts)) if facts else note


def _places(atlas: Atlas, findings: Findings, j: int) -> Iterator[Text]:
    """Who may be first, and whom each doubtful medal cannot be told from; of many medals, how many more there are."""
    models, known = findings.board.models, findings.known[j]
    top = [models[row] for row in np.flatnonzero(known.ranks.top).tolist()]
    yield Message("rank.clear" if len(top) == 1 else "rank.tied", {"models": atlas.some_models(top)})
    for row in [*known.hollow][:MOST_NAMES]:
        alike = atlas.some_models([models[other] for other in known.hollow[row]])
        yield Message("rank.hollow", {"model": atlas.model(models[row], short=True), "models": alike})
    if len(known.hollow) > MOST_NAMES:
        yield Message("rank.hollow_more", {"count": len(known.hollow) - MOST_NAMES})


def hollow_medals(atlas: Atlas, findings: Findings, j: int) -> dict[int, tuple[Text, ...]]:
    """The rows whose medal on metric ``j`` is doubtful, and the first of those that each cannot be told from."""
    known, models = findings.known.get(j), findings.board.models
    hollow = known.hollow if known else {}
    return {
        row: atlas.some_models([models[other] for other in alike], most=_NAMES_IN_A_CELL)
        for row, alike in hollow.items()
    }


def _detectable(findings: Findings, j: int) -> Iterator[Text]:
    known, metric = findings.known[j], findings.board.metrics[j]
    least = known.detectable
    if least is None or not np.isfinite([least.difference, least.half_width]).all():
        return
    ratio = known.measured.scale is Scale.RATIO
    shown = [np.expm1(size) if ratio else size for size in (least.difference, least.half_width)]
    difference, half = (
        Literally(f"{size * 100:.1f} %") if ratio else Number(numbers.plain([size], _digits(size))[0], float(size))
        for size in shown
    )
    key = "detectable.paired" if least.paired else "detectable.unpaired"
    yield Message(key, {"difference": difference, "count": least.n})
    amount = metric.tolerance.amount
    if 0 < amount < shown[1] and metric.tolerance.relative == ratio:
        yield Message("detectable.no_par", {"tolerance": Literally(numbers.tolerance(metric.tolerance)), "half": half})


def _digits(size: float) -> int:
    """Two significant digits."""
    return max(0, 1 - floor(log10(size))) if size > 0 else 0
