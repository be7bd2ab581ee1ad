"""The section of one baseline on a benchmark's page: what it is, the comparison, the lists."""

from collections.abc import Sequence
from math import isnan
from typing import Literal

import numpy as np
from msgspec import Struct

from evalsite.analysis.arrays import Codes, Floats
from evalsite.analysis.baselines import Baseline
from evalsite.analysis.comparison import Comparison, Differences, Speedups, threshold
from evalsite.analysis.study import Findings
from evalsite.metrics import Direction, Metric
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, described, words
from evalsite.pages.comparability import divided, uncompared
from evalsite.pages.counts import certainty_on, untested, untested_of
from evalsite.pages.evidence import evidence_sections
from evalsite.pages.model import (
    Block,
    Column,
    Facts,
    Legend,
    Literally,
    Message,
    Name,
    NameList,
    Notice,
    Number,
    NumberColumn,
    Paragraph,
    Reasons,
    RowHead,
    Section,
    Sentences,
    Shared,
    Table,
    Text,
)
from evalsite.verdicts import CATEGORIES, OUTCOMES, VERDICTS, Category, Outcome, Verdict

ALWAYS = frozenset(
    {Category.BETTER_BOTH, Category.FASTER_LESS_ACCURATE, Category.SLOWER_MORE_ACCURATE, Category.WORSE_BOTH}
)
"""The categories that are listed even when nobody is in them: that nobody is, is a finding."""

_VERDICTS = np.array(VERDICTS, dtype=object)  # which gives a column of them in a quarter of the time


class _Written(Struct, frozen=True, kw_only=True, eq=False):
    """What stands in a comparison's table and in its lists: candidates, their differences and verdicts by metric.

    ``texts`` are those of the differences.
    """

    rows: Shared[RowHead]
    names: Shared[Name]
    differences: Differences
    texts: Sequence[Sequence[str]]
    verdicts: Sequence[Sequence[Verdict]]


def baseline_section(atlas: Atlas, findings: Findings, baseline: Baseline, places: Sequence[int]) -> Section:
    """One baseline's section; where it has no value on the benchmark, the section says so.

    ``places`` are those of the board's models in the atlas.
    """
    comparison = findings.comparisons.get(baseline.id)
    blocks: tuple[Block, ...] = (Paragraph(sentences=_rule(atlas, baseline)),)
    if comparison is None:
        nothing = Message("baseline.absent", {"baseline": atlas.baseline(baseline.id)})
        why = divided(atlas, findings, findings.absent[baseline.id])
        blocks = (*blocks, Notice(level="warning", sentences=(nothing, *why)))
    else:
        blocks = (*blocks, *_compared(atlas, findings, comparison, places))
    return Section(
        id=f"baseline-{atlas.baseline_slugs[baseline.id]}",
        title=Message("baseline.against", {"baseline": atlas.baseline(baseline.id)}),
        blocks=blocks,
    )


def _rule(atlas: Atlas, baseline: Baseline) -> Sentences:
    """What the baseline is and which rule was used, in sentences."""
    settings = atlas.config.baselines[baseline.id]
    members = tuple(atlas.member(name) for name in baseline.members)
    about = described(settings.description)
    if baseline.rule == "model":
        return (*about, Message("baseline.rule_model", {"model": members[0]}))
    if baseline.rule == "fixed":
        source = words(settings.source) if settings.source else Literally("")
        return (*about, Message("baseline.rule_fixed", {"source": source}))
    treated = "baseline.members_others" if baseline.compare_members == "others" else "baseline.members_excluded"
    return (*about, Message("baseline.rule_best_of", {"models": members}), Message(treated))


def _compared(atlas: Atlas, findings: Findings, comparison: Comparison, places: Sequence[int]) -> tuple[Block, ...]:
    digits = atlas.digits[findings.benchmark]
    differences = comparison.differences
    rows, names = atlas.versus(comparison.baseline.id, [places[row] for row in comparison.rows])
    written = _Written(
        rows=rows,
        names=names,
        differences=differences,
        texts=[numbers.signed(differences.values[:, j], decimals) for j, decimals in enumerate(digits)],
        verdicts=[_verdicts(comparison.verdicts[:, j]) for j in range(len(digits))],
    )
    return (
        _values(atlas, findings, comparison),
        *_gaps(atlas, findings, comparison),
        Paragraph(sentences=_counts(findings, comparison)),
        Legend(verdicts=_used(findings, comparison, written), notes=_tolerances(atlas, findings)),
        _table(atlas, findings, comparison, written),
        *_lists(atlas, findings, comparison, written),
        *evidence_sections(atlas, findings, comparison),
    )


def _values(atlas: Atlas, findings: Findings, comparison: Comparison) -> Facts:
    board = findings.board
    items = []
    for j, metric in enumerate(board.metrics):
        decimals = atlas.digits[findings.benchmark][j]
        value = float(comparison.point.values[j])
        text = numbers.plain([value], decimals)[0]
        shown: tuple[Text, ...] = (Number(text, value),) if text else (Message("table.missing"),)
        donors = comparison.point.donors[j]
        if comparison.baseline.rule == "best-of" and donors:
            names = tuple(atlas.model(name, short=True, href=f"#{atlas.row_id(name)}") for name in donors)
            shown = (*shown, Message("baseline.donors", {"count": len(names), "models": names}))
        items.append((atlas.metric(metric), shown))
    return Facts(items=tuple(items))


def _gaps(atlas: Atlas, findings: Findings, comparison: Comparison) -> tuple[Block, ...]:
    """What keeps this baseline from being one model with all values."""
    point = comparison.point
    notes: list[Text] = []
    if comparison.baseline.rule == "best-of" and not point.single:
        notes.append(Message("baseline.synthetic"))
    blocks: list[Block] = [Paragraph(sentences=tuple(notes))] if notes else []
    differing = (*divided(atlas, findings, comparison.point), *uncompared(atlas, findings, comparison))
    blocks.extend(Notice(level="warning", sentences=(text,)) for text in differing)
    lacking = [
        metric
        for metric, text in zip(findings.board.metrics, numbers.plain(point.values, 0), strict=True)
        if metric.judged and not text
    ]
    if lacking:
        metrics = tuple(atlas.metric(metric) for metric in lacking)
        key = "baseline.incomplete_best_of" if comparison.baseline.rule == "best-of" else "baseline.incomplete"
        blocks.append(Notice(level="warning", sentences=(Message(key, {"metrics": metrics}),)))
    return tuple(blocks)


def _counts(findings: Findings, comparison: Comparison) -> Sentences:
    """How the candidates' outcomes add up, and who is no candidate."""
    calm = certainty_on(findings).calm
    counts = {outcome: int((comparison.outcomes == code).sum()) for code, outcome in enumerate(OUTCOMES)}
    parts = tuple(_part(findings, comparison, outcome, n, calm=calm) for outcome, n in counts.items() if n)
    if not parts:
        return (Message("baseline.nobody"),)
    total = Message("baseline.candidates", {"count": len(comparison.rows)})
    return (Message("baseline.outcomes", {"total": total, "parts": parts}),)


def _part(findings: Findings, comparison: Comparison, outcome: Outcome, count: int, *, calm: bool) -> Message:
    part = Message(f"outcome_count.{outcome.value}", {"count": count})
    unsure = untested_of(findings, comparison, outcome)
    if calm or not unsure or outcome is Outcome.NOT_COMPARABLE:
        return part
    return Message("untested.part", {"part": part, "untested": untested(count, unsure)})


def _tolerances(atlas: Atlas, findings: Findings) -> Sentences:
    parts = tuple(
        Message("metric.tolerance", {"metric": atlas.metric(metric), "tolerance": tolerance_text(metric)})
        for metric in (findings.board.metrics[j] for j in findings.board.judged)
    )
    return (Message("legend.tolerances", {"parts": parts}),) if parts else ()


def tolerance_text(metric: Metric) -> Text:
    """``0.01`` or ``1 % of the baseline``."""
    text = Literally(numbers.tolerance(metric.tolerance))
    return Message("metric.relative_tolerance", {"share": text}) if metric.tolerance.relative else text


def _used(findings: Findings, comparison: Comparison, written: _Written) -> tuple[Verdict, ...]:
    """The verdicts that occur in the table."""
    directed = [j for j, metric in enumerate(findings.board.metrics) if metric.direction]
    shown = {*np.unique(comparison.verdicts[:, directed]).tolist()}
    speedups = written.differences.speedups
    shown |= {*np.unique(speedups.verdicts[~np.isnan(speedups.values)]).tolist()}
    return tuple(verdict for code, verdict in enumerate(VERDICTS) if code in shown)


def _table(atlas: Atlas, findings: Findings, comparison: Comparison, written: _Written) -> Table:
    board = findings.board
    name = comparison.baseline.id
    columns: list[Column] = []
    for j, metric in enumerate(board.metrics):
        columns.append(_delta_column(atlas, findings, j, written))
        if metric.speedup:
            columns.append(_speedup_column(atlas, metric, written.differences.speedups, j))
    return Table(
        id=atlas.versus_id(name),
        caption=Message(
            "table.versus",
            {"benchmark": atlas.benchmark_title(findings.benchmark), "baseline": atlas.baseline(name)},
        ),
        head=Message("table.model"),
        rows=written.rows,
        columns=tuple(columns),
    )


def _delta_column(atlas: Atlas, findings: Findings, j: int, written: _Written) -> NumberColumn:
    metric = findings.board.metrics[j]
    deltas = written.differences.values[:, j]
    return NumberColumn(
        key=f"{metric.name}-delta",
        label=Message("table.delta", {"metric": atlas.metric(metric)}),
        direction=metric.direction,
        values=numbers.present(deltas),
        texts=written.texts[j],
        exact=numbers.exact(deltas, atlas.digits[findings.benchmark][j]),
        verdicts=written.verdicts[j] if metric.direction else None,
        hints=numbers.percents(written.differences.relative[:, j]),
    )


def _speedup_column(atlas: Atlas, metric: Metric, speedups: Speedups, j: int) -> NumberColumn:
    return NumberColumn(
        key=f"{metric.name}-speedup",
        label=Message("table.speedup"),
        note=atlas.metric(metric),
        direction=Direction.HIGHER,
        values=numbers.present(speedups.values[:, j]),
        texts=numbers.speedups(speedups.shown[:, j]),
        verdicts=_verdicts(speedups.verdicts[:, j]),
    )


def _verdicts(codes: Codes) -> list[Verdict]:
    found: list[Verdict] = _VERDICTS[codes].tolist()
    return found


def _lists(atlas: Atlas, findings: Findings, comparison: Comparison, written: _Written) -> Sequence[NameList]:
    """The categories, or where there are none the outcomes, each with its members."""
    if not comparison.rows:
        return ()
    by_category = comparison.categories is not None
    words_of: Sequence[Category | Outcome] = CATEGORIES if by_category else OUTCOMES
    codes = comparison.outcomes if comparison.categories is None else comparison.categories
    family: Literal["category", "outcome"] = "category" if by_category else "outcome"
    always = ALWAYS if by_category else {Outcome.BEATS}
    lists = []
    reasons = _reasons(atlas, findings, comparison, written)
    for code, word in enumerate(words_of):
        members = np.flatnonzero(codes == code).tolist()
        if members or word in always:
            lists.append(
                NameList(
                    id=f"{atlas.versus_id(comparison.baseline.id)}-{word.value}",
                    title=Message(f"{family}.{word.value}"),
                    code=word.value,
                    family=family,
                    names=written.names.some(members),
                    reasons=[_of(members, each) for each in reasons],
                )
            )
    return lists


def _reasons(atlas: Atlas, findings: Findings, comparison: Comparison, written: _Written) -> list[Reasons]:
    """Every candidate's difference on each judged metric, its verdict and the tolerance it was judged by."""
    return [
        Reasons(
            metric=atlas.metric(metric),
            deltas=written.texts[j],
            verdicts=written.verdicts[j],
            tolerances=_allowed(threshold(metric.tolerance, comparison.base[:, j])),
        )
        for j, metric in enumerate(findings.board.metrics)
        if j in findings.board.judged
    ]


def _allowed(thresholds: Floats) -> list[str]:
    """The tolerances as text; in most columns they are all the same."""
    if len(thresholds) and (thresholds == thresholds[0]).all():
        return [f"{thresholds[0]:.10g}"] * len(thresholds)
    limits = thresholds.tolist()
    texts = {limit: "" if isnan(limit) else f"{limit:.10g}" for limit in {*limits}}
    return [texts[limit] for limit in limits]


def _of(members: Sequence[int], reasons: Reasons) -> Reasons:
    """The reasons of those at the places in ``members``."""
    return Reasons(
        metric=reasons.metric,
        deltas=[reasons.deltas[i] for i in members],
        verdicts=[reasons.verdicts[i] for i in members],
        tolerances=[reasons.tolerances[i] for i in members],
    )
