"""Which model beats which baseline on which benchmark: the counts, and the cells."""

from collections.abc import Iterator, Sequence

import numpy as np

from evalsite.analysis import matrix
from evalsite.analysis.matrix import Tally, by_beats
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, count_of
from evalsite.pages.counts import certainty, counted, notes, over_all
from evalsite.pages.model import (
    NOT_COMPARED,
    Block,
    Bullets,
    CodeColumn,
    Column,
    Legend,
    Link,
    Message,
    Notice,
    NumberColumn,
    Page,
    Paragraph,
    RowHead,
    Sentences,
    Table,
    Text,
    TextColumn,
)
from evalsite.pages.model_pages import beats_column, tags
from evalsite.verdicts import OUTCOMES, Outcome

MOST_CELLS = 16_000
"""Cells on one page: about 150 bytes each, so that no page comes near 3 MB."""

_WORDS = np.array([*map(str, OUTCOMES), NOT_COMPARED], dtype=object)
"""By the codes of outcomes; the last is that of ``matrix.NOT_COMPARED``, -1."""


def matrix_index(atlas: Atlas) -> Page:
    """The counts for each model and baseline, with links to the cells."""
    candidates = _candidates(atlas)
    found = Message("matrix.size", {"count": len(candidates), "baselines": len(atlas.baselines())})
    return Page(
        address="matrix/",
        title=Message("section.matrix"),
        description=(found,),
        blocks=(
            Paragraph(sentences=(found, *notes(atlas, over_all(atlas))), lead=True),
            *_index_blocks(atlas, candidates),
        ),
    )


def _candidates(atlas: Atlas) -> tuple[str, ...]:
    """Every model that was compared with a baseline, in the order of the first column, then of the next."""
    columns = [atlas.study.tallies[baseline.id] for baseline in atlas.baselines()]
    places = {
        model: [matrix.place(column.get(model)) for column in columns]
        for model in atlas.study.models
        if any(model in column for column in columns)
    }
    return tuple(sorted(places, key=lambda model: (places[model], model)))


def _index_blocks(atlas: Atlas, candidates: Sequence[str]) -> tuple[Block, ...]:
    if not atlas.baselines():
        return (Notice(sentences=(Message("matrix.no_baselines"),)),)
    links = tuple(_totals(atlas, baseline.id) for baseline in atlas.baselines())
    total = len(atlas.study.benchmarks)
    coverage = TextColumn(
        key="coverage",
        label=Message("table.coverage"),
        texts=[count_of(len(atlas.study.models[model]), total) for model in candidates],
        number=True,
    )
    table = Table(
        id="matrix",
        caption=Message("table.matrix"),
        head=Message("table.model"),
        rows=tuple(_row(atlas, model) for model in candidates),
        columns=(*(beats_column(atlas, baseline.id, candidates) for baseline in atlas.baselines()), coverage),
    )
    order = (Paragraph(sentences=(_order(atlas, atlas.baselines()[0].id),)),) if candidates else ()
    return (Bullets(items=links), *order, table)


def _totals(atlas: Atlas, baseline: str) -> Text:
    """The way to a baseline's cells, and how many of them have which outcome; these add up to all comparisons."""
    link = Link(Message("matrix.cells", {"baseline": atlas.baseline(baseline)}), atlas.matrix_address(baseline))
    tallies = atlas.study.tallies[baseline].values()
    counts = {outcome: sum(tally.count(outcome) for tally in tallies) for outcome in Outcome}
    if not tallies:
        return link
    parts = tuple(_part(outcome, count) for outcome, count in counts.items() if count)
    return Message("matrix.totals", {"cells": link, "count": sum(counts.values()), "parts": parts})


def _part(outcome: Outcome, count: int) -> Message:
    return Message("matrix.part", {"part": count, "outcome": Message(f"outcome.{outcome.value}")})


def _row(atlas: Atlas, model: str) -> RowHead:
    return RowHead(name=atlas.model(model, short=True), id=atlas.row_id(model), tags=tags(atlas, model))


def matrix_parts(atlas: Atlas, baseline: str) -> Iterator[tuple[int, tuple[Tally, ...]]]:
    """The pages that one baseline's matrix takes, numbered from 1, each with its rows."""
    tallies = by_beats(tuple(atlas.study.tallies[baseline].values()))
    size = max(1, MOST_CELLS // max(1, len(atlas.study.benchmarks)))
    for part, start in enumerate(range(0, max(1, len(tallies)), size), 1):
        yield part, tallies[start : start + size]


def matrix_page(atlas: Atlas, baseline: str, part: int, tallies: Sequence[Tally], parts: int) -> Page:
    """One page of cells: models by benchmarks, each cell linked to its reason."""
    found = (
        Message("matrix.about", {"baseline": atlas.baseline(baseline), "count": len(atlas.study.tallies[baseline])}),
    )
    blocks: tuple[Block, ...] = (Notice(sentences=(Message("baseline.nobody"),)),)
    certain = certainty(atlas.study.tallies[baseline].values())
    if tallies:
        blocks = (
            Legend(notes=(Message("matrix.legend"), _order(atlas, baseline), *_doubtful(tallies), *_tested(tallies))),
            _cells(atlas, baseline, tallies, calm=certain.calm),
            *_members(atlas, baseline),
        )
    return Page(
        address=atlas.matrix_address(baseline, part),
        title=matrix_title(atlas, baseline, part, parts),
        description=found,
        blocks=(
            Paragraph(sentences=(*found, *notes(atlas, certain)), lead=True),
            *_turning(atlas, baseline, part, parts),
            *blocks,
        ),
    )


def _order(atlas: Atlas, baseline: str) -> Message:
    return Message("matrix.order", {"baseline": atlas.baseline(baseline)})


def _doubtful(tallies: Sequence[Tally]) -> Sentences:
    """What "cannot tell" means, where it occurs."""
    return (Message("matrix.cannot_tell"),) if any(tally.count(Outcome.CANNOT_TELL) for tally in tallies) else ()


def _tested(tallies: Sequence[Tally]) -> Sentences:
    """What the sign test is, where there is one."""
    tested = any(tally.sign_test is not None for tally in tallies)
    return (Message("matrix.sign_test", {"fewest": matrix.FEWEST_BENCHMARKS}),) if tested else ()


def matrix_title(atlas: Atlas, baseline: str, part: int, parts: int) -> Message:
    """The title of one page of a baseline's matrix."""
    if parts == 1:
        return Message("matrix.title", {"baseline": atlas.baseline(baseline)})
    return Message("matrix.title_part", {"baseline": atlas.baseline(baseline), "part": part, "total": parts})


def _turning(atlas: Atlas, baseline: str, part: int, parts: int) -> tuple[Block, ...]:
    if parts == 1:
        return ()
    links: tuple[Text, ...] = tuple(
        Link(matrix_title(atlas, baseline, other, parts), atlas.matrix_address(baseline, other))
        for other in range(1, parts + 1)
        if other != part
    )
    return (Bullets(items=links),)


def _cells(atlas: Atlas, baseline: str, tallies: Sequence[Tally], *, calm: bool) -> Table:
    beats = TextColumn(
        key="beats",
        label=Message("table.beats", {"baseline": atlas.baseline(baseline)}),
        texts=counted(tallies, Outcome.BEATS, calm=calm),
        number=True,
    )
    columns: list[Column] = [beats, *_sign_tests(tallies), *_benchmark_columns(atlas, baseline, tallies, calm=calm)]
    return Table(
        id="matrix",
        caption=Message("matrix.title", {"baseline": atlas.baseline(baseline)}),
        head=Message("table.model"),
        rows=tuple(_row(atlas, tally.model) for tally in tallies),
        columns=tuple(columns),
    )


def _sign_tests(tallies: Sequence[Tally]) -> Iterator[NumberColumn]:
    """How surely each model wins more than it loses, where that can be told."""
    values = [tally.sign_test for tally in tallies]
    if any(value is not None for value in values):
        texts = ["" if value is None else numbers.p_value(value) for value in values]
        yield NumberColumn(key="sign-test", label=Message("table.sign_test"), values=values, texts=texts)


def _benchmark_columns(atlas: Atlas, baseline: str, tallies: Sequence[Tally], *, calm: bool) -> Iterator[CodeColumn]:
    """The cells of each benchmark, linked to places on its page.

    NOT_COMPARED is a model that has results but was no candidate, None one that has none.
    """
    outcomes = np.array([tally.outcomes for tally in tallies]).T
    unsure = np.array([tally.untested for tally in tallies]).T.tolist()
    fragments = [f"#{atlas.versus_id(baseline, tally.model)}" for tally in tallies]
    for k, benchmark in enumerate(atlas.study.benchmarks):
        codes: list[str | None] = _WORDS[outcomes[k]].tolist()
        hrefs: list[str | None] = [*fragments]
        for row in np.flatnonzero(outcomes[k] == matrix.NOT_COMPARED).tolist():
            hrefs[row] = None
            codes[row] = NOT_COMPARED if benchmark in atlas.study.models[tallies[row].model] else None
        yield CodeColumn(
            key=f"b-{atlas.benchmark_slugs[benchmark]}",
            label=atlas.benchmark(benchmark),
            family="outcome",
            codes=codes,
            hrefs=hrefs,
            page=atlas.benchmark_addresses[k],
            untested=None if calm else unsure[k],
        )


def _members(atlas: Atlas, baseline: str) -> tuple[Block, ...]:
    """Who is not in the matrix: the models that the baseline is made of."""
    declared = next(entry for entry in atlas.baselines() if entry.id == baseline)
    if not declared.members or (declared.rule == "best-of" and declared.compare_members == "others"):
        return ()
    names = tuple(atlas.member(name) for name in declared.members)
    return (Paragraph(sentences=(Message("matrix.members", {"count": len(names), "models": names}),)),)
