"""The section of one baseline on a benchmark's page: what it is, the comparison, the lists."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from evalsite.analysis.arrays import Codes
from evalsite.analysis.baselines import Baseline
from evalsite.analysis.comparison import Comparison, threshold
from evalsite.analysis.study import Findings
from evalsite.metrics import Direction, Metric
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, described, words
from evalsite.pages.model import (
    Block,
    Column,
    Facts,
    Legend,
    ListEntry,
    Literally,
    Message,
    NameList,
    Notice,
    Number,
    NumberColumn,
    Paragraph,
    Reason,
    RowHead,
    Section,
    Sentences,
    Table,
    Text,
)
from evalsite.verdicts import CATEGORIES, OUTCOMES, VERDICTS, Category, Outcome, Verdict

ALWAYS = frozenset(
    {Category.BETTER_BOTH, Category.FASTER_LESS_ACCURATE, Category.SLOWER_MORE_ACCURATE, Category.WORSE_BOTH}
)
"""The categories that are listed even when nobody is in them: that nobody is, is a finding."""


def baseline_section(atlas: Atlas, findings: Findings, baseline: Baseline) -> Section:
    """One baseline's section; where it has no value on the benchmark, the section says so."""
    comparison = findings.comparisons.get(baseline.id)
    blocks: tuple[Block, ...] = (Paragraph(sentences=_rule(atlas, baseline)),)
    if comparison is None:
        nothing = Message("baseline.absent", {"baseline": atlas.baseline(baseline.id)})
        blocks = (*blocks, Notice(level="warning", sentences=(nothing,)))
    else:
        blocks = (*blocks, *_compared(atlas, findings, comparison))
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


def _compared(atlas: Atlas, findings: Findings, comparison: Comparison) -> tuple[Block, ...]:
    verdicts = _used(findings, comparison)
    return (
        _values(atlas, findings, comparison),
        *_gaps(atlas, findings, comparison),
        Paragraph(sentences=_counts(comparison)),
        Legend(verdicts=verdicts, notes=_tolerances(atlas, findings)),
        _table(atlas, findings, comparison),
        *_lists(atlas, findings, comparison),
    )


def _values(atlas: Atlas, findings: Findings, comparison: Comparison) -> Facts:
    board = findings.board
    items = []
    for j, metric in enumerate(board.metrics):
        decimals = numbers.digits(metric, board.values[:, j].tolist())
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
    lacking = [
        metric
        for metric, text in zip(findings.board.metrics, numbers.plain(point.values.tolist(), 0), strict=True)
        if metric.judged and not text
    ]
    if lacking:
        metrics = tuple(atlas.metric(metric) for metric in lacking)
        key = "baseline.incomplete_best_of" if comparison.baseline.rule == "best-of" else "baseline.incomplete"
        blocks.append(Notice(level="warning", sentences=(Message(key, {"metrics": metrics}),)))
    return tuple(blocks)


def _counts(comparison: Comparison) -> Sentences:
    """How the candidates' outcomes add up, and who is no candidate."""
    counts = {outcome: int((comparison.outcomes == code).sum()) for code, outcome in enumerate(OUTCOMES)}
    parts = tuple(Message(f"outcome_count.{outcome.value}", {"count": n}) for outcome, n in counts.items() if n)
    if not parts:
        return (Message("baseline.nobody"),)
    total = Message("baseline.candidates", {"count": len(comparison.rows)})
    return (Message("baseline.outcomes", {"total": total, "parts": parts}),)


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


def _used(findings: Findings, comparison: Comparison) -> tuple[Verdict, ...]:
    """The verdicts that occur in the table."""
    directed = [j for j, metric in enumerate(findings.board.metrics) if metric.direction]
    shown = set(comparison.verdicts[:, directed].ravel().tolist())
    shown |= set(comparison.speedup_verdicts[~np.isnan(comparison.speedup)].tolist())
    return tuple(verdict for code, verdict in enumerate(VERDICTS) if code in shown)


def _table(atlas: Atlas, findings: Findings, comparison: Comparison) -> Table:
    board = findings.board
    name = comparison.baseline.id
    columns: list[Column] = []
    for j, metric in enumerate(board.metrics):
        columns.append(_delta_column(atlas, findings, comparison, j))
        if metric.speedup:
            columns.append(_speedup_column(atlas, metric, comparison, j))
    return Table(
        id=atlas.versus_id(name),
        caption=Message(
            "table.versus",
            {"benchmark": atlas.benchmark_title(findings.benchmark), "baseline": atlas.baseline(name)},
        ),
        head=Message("table.model"),
        rows=tuple(
            RowHead(
                name=atlas.model(board.models[row]),
                id=atlas.versus_id(name, board.models[row]),
                tags=(Message("tag.reference"),) if board.models[row] in atlas.references() else (),
            )
            for row in comparison.rows
        ),
        columns=tuple(columns),
    )


def _delta_column(atlas: Atlas, findings: Findings, comparison: Comparison, j: int) -> NumberColumn:
    metric = findings.board.metrics[j]
    deltas = comparison.delta[:, j].tolist()
    decimals = numbers.digits(metric, findings.board.values[:, j].tolist())
    return NumberColumn(
        key=f"{metric.name}-delta",
        label=Message("table.delta", {"metric": atlas.metric(metric)}),
        direction=metric.direction,
        values=numbers.present(deltas),
        texts=numbers.signed(deltas, decimals),
        verdicts=_verdicts(comparison.verdicts[:, j]) if metric.direction else None,
        hints=[numbers.percent(share) if share == share else None for share in comparison.relative[:, j].tolist()],
    )


def _speedup_column(atlas: Atlas, metric: Metric, comparison: Comparison, j: int) -> NumberColumn:
    ratios = comparison.speedup[:, j].tolist()
    return NumberColumn(
        key=f"{metric.name}-speedup",
        label=Message("table.speedup"),
        note=atlas.metric(metric),
        direction=Direction.HIGHER,
        values=numbers.present(ratios),
        texts=numbers.speedups(comparison.shown_speedup[:, j].tolist()),
        verdicts=_verdicts(comparison.speedup_verdicts[:, j]),
    )


def _verdicts(codes: Codes) -> list[Verdict]:
    return [VERDICTS[code] for code in codes.tolist()]


def _lists(atlas: Atlas, findings: Findings, comparison: Comparison) -> Sequence[NameList]:
    """The categories, or where there are none the outcomes, each with its members."""
    if not comparison.rows:
        return ()
    words_of: Sequence[Category | Outcome] = OUTCOMES if comparison.categories is None else CATEGORIES
    codes = (comparison.outcomes if comparison.categories is None else comparison.categories).tolist()
    family: Literal["category", "outcome"] = "outcome" if comparison.categories is None else "category"
    always = {Outcome.BEATS} if comparison.categories is None else ALWAYS
    reasons = _reasons(atlas, findings, comparison)
    lists = []
    for code, word in enumerate(words_of):
        members = [i for i, found in enumerate(codes) if found == code]
        if members or word in always:
            lists.append(
                NameList(
                    id=f"{atlas.versus_id(comparison.baseline.id)}-{word.value}",
                    title=Message(f"{family}.{word.value}"),
                    code=word.value,
                    family=family,
                    entries=tuple(_entry(atlas, findings, comparison, i, reasons[i]) for i in members),
                )
            )
    return lists


def _entry(atlas: Atlas, findings: Findings, comparison: Comparison, i: int, reasons: Sequence[Reason]) -> ListEntry:
    model = findings.board.models[comparison.rows[i]]
    name = atlas.model(model, short=True, href=f"#{atlas.versus_id(comparison.baseline.id, model)}")
    return ListEntry(name=name, reasons=reasons)


def _reasons(atlas: Atlas, findings: Findings, comparison: Comparison) -> list[tuple[Reason, ...]]:
    """For each candidate the difference on each judged metric, its verdict and the tolerance it was judged by."""
    columns = []
    for j in findings.board.judged:
        metric = findings.board.metrics[j]
        decimals = numbers.digits(metric, findings.board.values[:, j].tolist())
        label = atlas.metric(metric)
        allowed = threshold(metric.tolerance, comparison.base[:, j]).tolist()
        texts = numbers.signed(comparison.delta[:, j].tolist(), decimals)
        columns.append(
            [
                Reason(metric=label, delta=text, verdict=verdict, tolerance=f"{limit:.10g}" if limit == limit else "")
                for text, verdict, limit in zip(texts, _verdicts(comparison.verdicts[:, j]), allowed, strict=True)
            ]
        )
    return list(zip(*columns, strict=True)) if columns else [()] * len(comparison.rows)
