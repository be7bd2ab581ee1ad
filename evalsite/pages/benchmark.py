"""The page of one benchmark: who leads, the main table, and a section for each baseline."""

from collections.abc import Iterator, Sequence

import numpy as np

from evalsite.analysis.comparison import Comparison
from evalsite.analysis.ranking import Ranking
from evalsite.analysis.study import Findings
from evalsite.metrics import Metric
from evalsite.pages import numbers
from evalsite.pages.atlas import MOST_NAMES, Atlas, described, words
from evalsite.pages.baseline import baseline_section
from evalsite.pages.chart import trade_off
from evalsite.pages.chosen_runs import chosen_runs
from evalsite.pages.comparability import assumed, unranked
from evalsite.pages.counts import untested, untested_of
from evalsite.pages.evidence import doubts
from evalsite.pages.item_data import items_address, with_items
from evalsite.pages.model import (
    Args,
    Block,
    Legend,
    Link,
    Literally,
    Message,
    Notice,
    Number,
    NumberColumn,
    Page,
    Paragraph,
    Section,
    Sentences,
    Table,
    Text,
)
from evalsite.pages.ranks import hollow_medals, rank_column, sureness
from evalsite.pages.run_book import RunBook
from evalsite.verdicts import MARKS, OUTCOMES, Mark, Outcome

RESULTS = "results"
_SOURCES = Link(Message("section.sources"), "sources/#doubts")


def benchmark_page(atlas: Atlas, findings: Findings, book: RunBook | None = None) -> Page:
    """Everything that was found on one benchmark; ``book`` has its runs."""
    title = atlas.benchmark_title(findings.benchmark)
    found = (*leads(atlas, findings), *_beats(atlas, findings))
    places = findings.board.places.tolist()
    return Page(
        address=atlas.benchmark_address(findings.benchmark),
        title=title,
        description=found,
        blocks=(
            *_introduction(atlas, findings),
            Paragraph(sentences=(*found, *_untested(findings)), lead=True),
            *_notices(atlas, findings),
            _results(atlas, findings, places),
            *(baseline_section(atlas, findings, baseline, places) for baseline in atlas.baselines()),
            *(chosen_runs(atlas, book, findings.benchmark, findings.board.models) if book else ()),
        ),
    )


def _introduction(atlas: Atlas, findings: Findings) -> tuple[Block, ...]:
    settings = atlas.config.benchmarks.get(findings.benchmark)
    board = findings.board
    size = Message(
        "benchmark.size",
        {"count": len(board.models), "metrics": tuple(atlas.metric(metric) for metric in board.metrics)},
    )
    sentences = (*described(settings.description if settings else None), size, *_items(atlas, findings))
    return (Paragraph(sentences=sentences),)


def _items(atlas: Atlas, findings: Findings) -> Sentences:
    """The way to the page of items, where there are some."""
    j = with_items(findings.board)
    if j is None:
        return ()
    link = Link(Message("items.link"), items_address(atlas, findings.benchmark))
    return (Message("items.seen", {"count": len(findings.board.items[j].names), "link": link}),)


def leads(atlas: Atlas, findings: Findings) -> Sentences:
    """A sentence for each metric with a direction: who has its best value, and which model if that is a reference."""
    sentences: list[Text] = []
    for j, ranking in enumerate(findings.rankings):
        first = _placed(findings, ranking, 1)
        if not first:
            continue
        sentences.append(_lead("finding.leads", atlas, findings, j, first))
        if set(first) <= atlas.references() and (best := _best_model(atlas, findings, j)):
            sentences.append(_lead("finding.leads_models", atlas, findings, j, best))
    return tuple(sentences)


def _placed(findings: Findings, ranking: Ranking, rank: int) -> list[str]:
    return [findings.board.models[i] for i in ranking.rows(rank)]


def _best_model(atlas: Atlas, findings: Findings, j: int) -> list[str]:
    """The ranked models that are no references with the best rank among such."""
    ranks = {
        model: rank
        for model, rank in zip(findings.board.models, findings.rankings[j].ranks.tolist(), strict=True)
        if rank and model not in atlas.references()
    }
    return [model for model, rank in ranks.items() if rank == min(ranks.values())]


def _lead(key: str, atlas: Atlas, findings: Findings, j: int, models: list[str]) -> Message:
    board = findings.board
    value = float(board.values[board.models.index(models[0]), j])
    text = numbers.plain([value], atlas.digits[findings.benchmark][j])[0]
    names = atlas.some_models(models, rows=True)
    shown = Number(text, value)
    return Message(
        key, {"count": len(models), "models": names, "metric": atlas.metric(board.metrics[j]), "value": shown}
    )


def _beats(atlas: Atlas, findings: Findings) -> Sentences:
    return tuple(_beat(atlas, findings, comparison) for comparison in findings.comparisons.values())


def _beat(atlas: Atlas, findings: Findings, comparison: Comparison) -> Message:
    beats, total = OUTCOMES.index(Outcome.BEATS), len(comparison.rows)
    count, strict = (int((codes == beats).sum()) for codes in (comparison.outcomes, comparison.corrected_outcomes))
    baseline = atlas.baseline_link(comparison.baseline.id)
    if total and (comparison.outcomes == OUTCOMES.index(Outcome.NOT_COMPARABLE)).all():
        return Message("finding.none_comparable", {"count": total, "baseline": baseline})
    args: Args = {
        "count": count,
        "total": total,
        "baseline": baseline,
        "untested": untested(count, untested_of(findings, comparison, Outcome.BEATS)),
    }
    if strict == count:
        return Message("finding.beat", args)
    return Message("finding.beat_corrected", {**args, "corrected": strict})


def _untested(findings: Findings) -> Sentences:
    """That no difference is tested, or how many are not, once for the whole page."""
    judged = [comparison.untested[:, list(findings.board.judged)] for comparison in findings.comparisons.values()]
    count = sum(int(each.sum()) for each in judged)
    tested = sum(int(found.tested.sum()) for each in findings.comparisons.values() for found in each.tested.values())
    if not count:
        return ()
    if not tested:
        return (Message("finding.untested"),)
    return (Message("finding.partly_untested", {"count": count, "total": count + tested}),)


def _notices(atlas: Atlas, findings: Findings) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if atlas.config.note:
        blocks.append(Notice(sentences=(words(atlas.config.note),)))
    blocks.extend(Notice(level="warning", sentences=(text,)) for text in unranked(atlas, findings))
    blocks.extend(Notice(sentences=(text,)) for text in assumed(atlas, findings))
    blocks.extend(_doubts(doubts(atlas, findings)))
    blocks.extend(
        Notice(
            level="warning",
            sentences=(Message("metric.unknown", {"metric": atlas.metric(metric)}),),
        )
        for metric in findings.board.metrics
        if metric.direction is None
    )
    return tuple(blocks)


def _doubts(said: Sentences) -> Iterator[Notice]:
    """The first of what cannot be, and where all of it is."""
    if said:
        more = len(said) - MOST_NAMES
        rest = (Message("doubt.more", {"count": more, "page": _SOURCES}),) if more > 0 else ()
        yield Notice(level="warning", sentences=(*said[:MOST_NAMES], *rest))


def _results(atlas: Atlas, findings: Findings, places: Sequence[int]) -> Section:
    board = findings.board
    values = [value_column(atlas, findings, j) for j in range(len(board.metrics))]
    ranks = [rank_column(atlas, findings, j) for j in range(len(board.metrics))]
    columns = tuple(column for both in zip(values, ranks, strict=True) for column in both if column)
    used = {mark for column in values for mark in set(column.marks or ())}
    marks = tuple(mark for mark in Mark if mark in used)
    table = Table(
        id=RESULTS,
        caption=Message("table.results", {"benchmark": atlas.benchmark_title(findings.benchmark)}),
        head=Message("table.model"),
        rows=atlas.rows(places),
        columns=columns,
    )
    return Section(
        id="main-table",
        title=Message("section.results"),
        blocks=(
            Legend(marks=marks, notes=_notes(atlas, findings)),
            table,
            *sureness(atlas, findings),
            *_front(atlas, findings),
            *trade_off(atlas, findings, [column.texts for column in values], places),
        ),
    )


def _notes(atlas: Atlas, findings: Findings) -> Sentences:
    """What the legend has to add: how reference rows on this page are treated."""
    shown = [model for model in findings.board.models if model in atlas.references()]
    if not shown:
        return ()
    rule = atlas.study.question.references
    key = f"reference.{'ranked' if rule.rank else 'unranked'}_{'compared' if rule.compare else 'uncompared'}"
    return (Message(key, {"count": len(shown), "models": atlas.models(shown)}),)


def _front(atlas: Atlas, findings: Findings) -> tuple[Block, ...]:
    board = findings.board
    members = [model for model, on in zip(board.models, findings.on_front.tolist(), strict=True) if on]
    if not members:
        return ()
    args: Args = {
        "count": len(members),
        "models": tuple(atlas.model(model, short=True, href=f"#{atlas.row_id(model)}") for model in members),
        "metrics": tuple(atlas.metric(board.metrics[j]) for j in board.judged),
    }
    return (Paragraph(sentences=(Message("finding.front", args),)),)


def value_column(atlas: Atlas, findings: Findings, j: int) -> NumberColumn:
    """The j-th metric of a benchmark as a column, with its marks."""
    metric = findings.board.metrics[j]
    values, decimals = findings.board.values[:, j], atlas.digits[findings.benchmark][j]
    known = findings.known.get(j)
    return NumberColumn(
        key=metric.name,
        label=atlas.metric(metric),
        note=unit_note(metric),
        direction=metric.direction,
        values=numbers.present(values),
        texts=numbers.plain(values, decimals),
        exact=numbers.exact(values, decimals),
        errors=errors_of(findings.board.stderr[:, j], decimals),
        intervals=intervals_of(known.shown_intervals, decimals) if known else None,
        marks=[MARKS[code] for code in findings.rankings[j].marks.tolist()],
        hollow=hollow_medals(atlas, findings, j),
    )


def intervals_of(bounds: tuple[numbers.Values, numbers.Values], decimals: int) -> list[str] | None:
    """``[0.61, 0.75]`` at its values' digits, ``""`` where there is none; None when no value has one."""
    low, high = (numbers.plain(each, decimals) for each in bounds)
    return [f"[{start}, {end}]" if start else "" for start, end in zip(low, high, strict=True)] if any(low) else None


def unit_note(metric: Metric) -> Text | None:
    """The unit, where one is known; and that a metric is not judged."""
    if metric.unit and not metric.judged:
        return Message("metric.unit_unjudged", {"unit": Literally(metric.unit)})
    if metric.unit:
        return Message("metric.unit", {"unit": Literally(metric.unit)})
    return None if metric.judged else Message("metric.unjudged")


def errors_of(stderr: numbers.Values, decimals: int) -> list[str] | None:
    """The reported standard errors of a column at its values' digits; None when there are none."""
    return None if np.isnan(stderr).all() else numbers.plain(stderr, decimals)
