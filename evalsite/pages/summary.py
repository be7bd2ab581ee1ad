"""The summary: coverage first, then who beats which baseline, where, and how often."""

from collections.abc import Iterable, Sequence

from evalsite.analysis.matrix import Tally, by_beats
from evalsite.pages.atlas import Atlas, count_of
from evalsite.pages.counts import counted, notes, over_all, untested
from evalsite.pages.model import (
    Args,
    Block,
    Bullets,
    Column,
    Message,
    Notice,
    Page,
    Paragraph,
    RowHead,
    Section,
    Sentences,
    Table,
    Text,
    TextColumn,
)
from evalsite.pages.model_pages import tags
from evalsite.verdicts import Category, Outcome

_Groups = dict[tuple[tuple[str, ...], int], list[str]]
"""Models by the benchmarks that something is true of, and on how many of these it is untested."""

LEADERS = 5
"""So many of those that beat a baseline most often are named at the top; the lists below name all."""
MOST_NAMED = 4_000
"""Of more benchmarks on which somebody beats a baseline only the number is told: each name is a link of 100 bytes.

The models' pages and the matrix name them all.
"""


def summary_page(atlas: Atlas) -> Page:
    """The conclusions over all benchmarks; every count carries its denominator."""
    found = _headline(atlas)
    return Page(
        address="summary/",
        title=Message("section.summary"),
        description=found,
        blocks=(
            Paragraph(sentences=(*found, *notes(atlas, over_all(atlas))), lead=True),
            _coverage(atlas),
            *_over_all(atlas),
            *(_against(atlas, baseline.id) for baseline in atlas.baselines()),
        ),
    )


def _headline(atlas: Atlas) -> Sentences:
    """For each baseline, who beats it most often."""
    sentences: list[Text] = []
    for baseline in atlas.baselines():
        tallies = by_beats(tuple(atlas.study.tallies[baseline.id].values()))
        most = tallies[0].count(Outcome.BEATS) if tallies else 0
        if not most:
            sentences.append(Message("summary.nobody_beats", {"baseline": atlas.baseline(baseline.id)}))
            continue
        best = tuple(tally.model for tally in tallies if tally.count(Outcome.BEATS) == most)
        args: Args = {
            "count": len(best),
            "models": atlas.some_models(best, most=LEADERS),
            "baseline": atlas.baseline(baseline.id),
            "part": most,
            "total": len(atlas.study.benchmarks),
            "untested": untested(
                most, *(tally.untested_count(Outcome.BEATS) for tally in tallies if tally.model in best)
            ),
        }
        sentences.append(Message("summary.most_beats", args))
    return tuple(sentences)


def _coverage(atlas: Atlas) -> Section:
    study = atlas.study
    rows = tuple(study.benchmarks.values())
    total = len(study.models)
    columns: tuple[Column, ...] = (
        TextColumn(
            key="models",
            label=Message("table.models_covered"),
            texts=[count_of(len(findings.board.models), total) for findings in rows],
            number=True,
        ),
        TextColumn(
            key="complete",
            label=Message("table.complete"),
            texts=[
                count_of(
                    int((findings.board.values == findings.board.values).all(axis=1).sum()), len(findings.board.models)
                )
                for findings in rows
            ],
            number=True,
        ),
        TextColumn(
            key="metrics",
            label=Message("table.metrics"),
            texts=[
                Message("list.plain", {"parts": tuple(atlas.metric(metric) for metric in findings.board.metrics)})
                for findings in rows
            ],
        ),
    )
    table = Table(
        id="coverage-table",
        caption=Message("section.coverage"),
        head=Message("table.benchmark"),
        rows=atlas.benchmark_rows(study.benchmarks),
        columns=columns,
    )
    return Section(id="coverage", title=Message("section.coverage"), blocks=(table, Bullets(items=_covered(atlas))))


def _covered(atlas: Atlas) -> tuple[Text, ...]:
    """The models by how many benchmarks have a result of theirs, most first."""
    study = atlas.study
    groups: dict[int, list[str]] = {}
    for model, benchmarks in study.models.items():
        groups.setdefault(len(benchmarks), []).append(model)
    return tuple(
        Message(
            "summary.covered",
            {
                "part": part,
                "total": len(study.benchmarks),
                "count": len(groups[part]),
                "models": atlas.models(groups[part]),
            },
        )
        for part in sorted(groups, reverse=True)
    )


def _over_all(atlas: Atlas) -> tuple[Block, ...]:
    """Who beats every baseline on the same benchmarks; only where there are several baselines."""
    if len(atlas.baselines()) < 2:
        return ()
    calm = over_all(atlas).calm
    both: _Groups = {}
    for model in atlas.study.models:
        tallies = [found for each in atlas.study.tallies.values() if (found := each.get(model))]
        shared = set(atlas.study.benchmarks).intersection(*(tally.on(Outcome.BEATS) for tally in tallies))
        if len(tallies) == len(atlas.baselines()) and shared:
            on = tuple(name for name in atlas.study.benchmarks if name in shared)
            both.setdefault((on, _unsure(on, tallies, calm=calm)), []).append(model)
    items = tuple(_sets(atlas, "summary.beats_all", both))
    title = Message("section.over_all", {"count": len(atlas.baselines())})
    nobody = (Paragraph(sentences=(Message("summary.nobody_beats_all"),)),)
    return (Section(id="every-baseline", title=title, blocks=(Bullets(items=items),) if items else nobody),)


def _unsure(benchmarks: Sequence[str], tallies: Iterable[Tally], *, calm: bool) -> int:
    """On how many of the ``benchmarks`` some tally's outcome is untested; 0 where that is said of the whole page."""
    return 0 if calm else len({name for tally in tallies for name in tally.untested_on}.intersection(benchmarks))


def _sets(atlas: Atlas, key: str, groups: _Groups) -> Sequence[Message]:
    """For each set of benchmarks the models that it is true of; of too many sets only how many models there are."""
    if sum(len(benchmarks) for benchmarks, _ in groups) > MOST_NAMED:
        count, total = sum(map(len, groups.values())), len(atlas.study.benchmarks)
        return (Message(f"{key}_some", {"count": count, "total": total}),)
    return [_on(atlas, key, benchmarks, unsure, models) for (benchmarks, unsure), models in _largest_first(groups)]


def _on(atlas: Atlas, key: str, benchmarks: Sequence[str], unsure: int, models: Sequence[str]) -> Message:
    args: Args = {
        "part": len(benchmarks),
        "total": len(atlas.study.benchmarks),
        "benchmarks": atlas.benchmarks(benchmarks),
        "count": len(models),
        "models": atlas.models(models),
        "untested": untested(len(benchmarks), unsure),
    }
    return Message(key, args)


def _largest_first(groups: _Groups) -> list[tuple[tuple[tuple[str, ...], int], list[str]]]:
    return sorted(groups.items(), key=lambda group: (-len(group[0][0]), -len(group[1]), group[1]))


def _against(atlas: Atlas, baseline: str) -> Section:
    tallies = by_beats(tuple(atlas.study.tallies[baseline].values()))
    blocks: tuple[Block, ...]
    if tallies:
        blocks = (*_conclusions(atlas, tallies), _table(atlas, baseline, tallies))
    else:
        blocks = (Notice(sentences=(Message("baseline.nobody"),)),)
    return Section(
        id=f"against-{atlas.baseline_slugs[baseline]}",
        title=Message("baseline.against", {"baseline": atlas.baseline(baseline)}),
        blocks=blocks,
    )


def _conclusions(atlas: Atlas, tallies: Sequence[Tally]) -> tuple[Block, ...]:
    """Who beats it on which benchmarks; who is in one category wherever it was compared."""
    calm = over_all(atlas).calm
    beaten: _Groups = {}
    for tally in tallies:
        if on := tally.on(Outcome.BEATS):
            beaten.setdefault((on, _unsure(on, [tally], calm=calm)), []).append(tally.model)
    items = (*_sets(atlas, "summary.beats_on", beaten), *_same_everywhere(atlas, tallies, calm=calm))
    return (Bullets(items=items),) if items else ()


def _same_everywhere(atlas: Atlas, tallies: Iterable[Tally], *, calm: bool) -> list[Message]:
    """Models of one category on all benchmarks that they were compared on, at least two, by equal sets."""
    groups: dict[tuple[Category, tuple[str, ...], int], list[str]] = {}
    for tally in tallies:
        if (category := tally.everywhere) and tally.compared > 1:
            key = (category, tally.compared_on, _unsure(tally.compared_on, [tally], calm=calm))
            groups.setdefault(key, []).append(tally.model)
    order = tuple(Category)
    return [
        Message(
            "summary.everywhere",
            {
                "category": Message(f"short.category.{category.value}"),
                "part": len(benchmarks),
                "total": len(atlas.study.benchmarks),
                "benchmarks": atlas.benchmarks(benchmarks),
                "count": len(models),
                "models": atlas.models(models),
                "untested": untested(len(benchmarks), unsure),
            },
        )
        for (category, benchmarks, unsure), models in sorted(
            groups.items(), key=lambda group: (order.index(group[0][0]), -len(group[0][1]), group[1])
        )
    ]


def _table(atlas: Atlas, baseline: str, tallies: Sequence[Tally]) -> Table:
    calm = over_all(atlas).calm
    counts = [outcome for outcome in Outcome if any(tally.count(outcome) for tally in tallies)]
    columns: list[Column] = [
        TextColumn(
            key=outcome.value,
            label=Message(f"outcome.{outcome.value}"),
            texts=counted(tallies, outcome, calm=calm),
            number=True,
        )
        for outcome in counts
    ]
    columns.append(
        TextColumn(
            key="coverage",
            label=Message("table.coverage"),
            texts=[count_of(len(atlas.study.models[tally.model]), tally.total) for tally in tallies],
            number=True,
        )
    )
    if sum(tally.count(Outcome.BEATS) for tally in tallies) <= MOST_NAMED:
        columns.append(
            TextColumn(
                key="beaten-on",
                label=Message("table.beaten_on"),
                texts=[_beaten_on(atlas, baseline, tally) for tally in tallies],
            )
        )
    slug = atlas.baseline_slugs[baseline]
    return Table(
        id=f"summary-{slug}",
        caption=Message("table.summary", {"baseline": atlas.baseline(baseline)}),
        head=Message("table.model"),
        rows=tuple(
            RowHead(
                name=atlas.model(tally.model, short=True),
                id=f"summary-{slug}-{atlas.row_id(tally.model)}",
                tags=tags(atlas, tally.model),
            )
            for tally in tallies
        ),
        columns=tuple(columns),
    )


def _beaten_on(atlas: Atlas, baseline: str, tally: Tally) -> Text:
    """The benchmarks, or that there is none: an empty cell would say that there is no result."""
    on = tally.on(Outcome.BEATS)
    names = tuple(atlas.benchmark(name, f"#{atlas.versus_id(baseline, tally.model)}") for name in on)
    return Message("list.plain", {"parts": names}) if names else Message("list.empty")
