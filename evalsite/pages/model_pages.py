"""A model on all benchmarks against all baselines, and the index of models."""

from collections.abc import Sequence

import numpy as np

from evalsite.analysis import matrix
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, count_of, described
from evalsite.pages.benchmark import unit_note
from evalsite.pages.chosen_runs import runs_column
from evalsite.pages.counts import certainty_of, counted, notes, over_all, untested
from evalsite.pages.model import (
    NOT_COMPARED,
    Args,
    Block,
    CodeColumn,
    Column,
    CountColumn,
    Facts,
    Legend,
    Message,
    Name,
    NumberColumn,
    Page,
    Paragraph,
    RowHead,
    Section,
    Sentences,
    Table,
    Text,
    TextColumn,
)
from evalsite.pages.run_book import RunBook
from evalsite.pages.run_pages import runs_section
from evalsite.pages.standings import Standings
from evalsite.verdicts import CATEGORIES, MARKS, OUTCOMES, Mark, Outcome

MOST_NAMED = 20
"""Of more benchmarks a sentence only says how many they are; the table below it names them."""


def model_page(atlas: Atlas, model: str, book: RunBook | None = None) -> Page:
    """Everything that was found of one model; ``book`` has its runs."""
    found = (_coverage(atlas, model), *_beats(atlas, model))
    settings = atlas.config.models.get(model)
    return Page(
        address=atlas.model_address(model),
        title=Name(model),
        description=found,
        blocks=(
            *_about(atlas, model, described(settings.description if settings else None)),
            Paragraph(sentences=(*found, *_untested(atlas, model)), lead=True),
            Section(
                id="results",
                title=Message("section.model_results"),
                blocks=(Legend(marks=_marks(atlas, model)), _table(atlas, model, book)),
            ),
            *(runs_section(atlas, book, model) if book else ()),
        ),
    )


def _about(atlas: Atlas, model: str, description: Sentences) -> tuple[Block, ...]:
    items: list[tuple[Text, tuple[Text, ...]]] = []
    if atlas.shown[model] != model:
        items.append((Message("model.shown_as"), (Name(atlas.shown[model]),)))
    if aliases := atlas.config.same_as.get(model):
        items.append((Message("model.aliases"), tuple(Name(alias) for alias in aliases)))
    roles: list[Text] = [Message("tag.reference")] if model in atlas.references() else []
    for baseline in atlas.baselines():
        if model in baseline.members:
            key = "tag.baseline" if baseline.rule == "model" else "tag.member"
            roles.append(Message(key, {"baseline": atlas.baseline(baseline.id)}))
    if roles:
        items.append((Message("model.role"), tuple(roles)))
    blocks: list[Block] = [Paragraph(sentences=description)] if description else []
    if items:
        blocks.append(Facts(items=tuple(items)))
    return tuple(blocks)


def _coverage(atlas: Atlas, model: str) -> Message:
    covered = set(atlas.study.models[model])
    missing = [name for name in atlas.study.benchmarks if name not in covered]
    args: Args = {"count": len(atlas.study.benchmarks)}
    if not missing:
        return Message("model.covers_all", args)
    args["part"] = len(covered)
    if len(missing) > MOST_NAMED:
        return Message("model.covers_some", args)
    return Message("model.covers", {**args, "missing": atlas.benchmarks(missing)})


def _beats(atlas: Atlas, model: str) -> Sentences:
    """Against each baseline: on how many of the benchmarks compared, and which."""
    sentences: list[Text] = []
    for baseline in atlas.baselines():
        tally = atlas.study.tallies[baseline.id].get(model)
        if tally is None:
            continue
        beaten = tally.on(Outcome.BEATS)
        args: Args = {
            "part": len(beaten),
            "count": tally.compared,
            "baseline": atlas.baseline(baseline.id),
            "untested": untested(len(beaten), tally.untested_count(Outcome.BEATS)),
        }
        if 0 < len(beaten) <= MOST_NAMED:
            sentences.append(Message("model.beats", {**args, "benchmarks": atlas.benchmarks(beaten)}))
        else:
            sentences.append(Message("model.beats_count", args))
    return tuple(sentences)


def _untested(atlas: Atlas, model: str) -> Sentences:
    return notes(atlas, certainty_of(atlas, model))


def _marks(atlas: Atlas, model: str) -> tuple[Mark, ...]:
    i = atlas.place(model)
    used = {code for standing in atlas.standings for code in np.unique(standing.marks[i]).tolist()}
    return tuple(mark for code, mark in enumerate(MARKS) if mark and code in used)


def _table(atlas: Atlas, model: str, book: RunBook | None) -> Table:
    i, names = atlas.place(model), atlas.study.models[model]
    places = atlas.benchmark_places(names)
    columns: list[Column] = [_baseline_column(atlas, baseline.id, model, places) for baseline in atlas.baselines()]
    for standing in atlas.standings:
        if standing.present[places].any():
            columns.extend(_metric_columns(atlas, standing, i, places))
    if book:
        columns.extend(runs_column(book, model, names))
    return Table(
        id="benchmarks",
        caption=Message("table.model_results", {"model": Name(model)}),
        head=Message("table.benchmark"),
        rows=atlas.benchmark_rows(names),
        columns=tuple(columns),
        place=f"#{atlas.row_id(model)}",
    )


def _metric_columns(atlas: Atlas, standing: Standings, i: int, places: Sequence[int]) -> tuple[Column, ...]:
    """The values of one metric over the benchmarks at ``places``, and the ranks they have there, of model i."""
    metric = standing.metric
    value = NumberColumn(
        key=metric.name,
        label=atlas.metric(metric),
        note=unit_note(metric),
        direction=metric.direction,
        values=numbers.present(standing.values[i, places]),
        texts=standing.texts(i, places),
        intervals=standing.intervals(i, places),
        marks=[MARKS[code] for code in standing.marks[i, places].tolist()],
        hollow=dict.fromkeys(np.flatnonzero(standing.hollow[i, places]).tolist(), ()),
    )
    if metric.direction is None:
        return (value,)
    return (value, _rank_column(atlas, standing, i, places))


def _rank_column(atlas: Atlas, standing: Standings, i: int, places: Sequence[int]) -> Column:
    """``2 of 17``, and where some rank is tested between which ranks it may lie."""
    key, label, note = f"{standing.metric.name}-rank", Message("table.rank"), atlas.metric(standing.metric)
    parts, totals = standing.ranks[i, places].tolist(), standing.ranked[places].tolist()
    low, high = standing.rank_low[i, places].tolist(), standing.rank_high[i, places].tolist()
    if not any(low):
        return CountColumn(key=key, label=label, note=note, parts=[part or None for part in parts], totals=totals)
    texts = [_rank(*each) if each[0] else None for each in zip(parts, totals, low, high, strict=True)]
    return TextColumn(key=key, label=label, note=note, texts=texts, number=True)


def _rank(part: int, total: int, low: int, high: int) -> Message:
    if not low or low == high:
        return count_of(part, total)
    return Message("rank.of_between", {"part": part, "total": total, "low": low, "high": high})


def _baseline_column(atlas: Atlas, baseline: str, model: str, places: Sequence[int]) -> CodeColumn:
    """What the model is against one baseline: its category where every benchmark has them, else its outcome."""
    i, judged = atlas.place(model), atlas.study.judged[baseline]
    outcomes, categories = judged.outcomes[i, places], judged.categories[i, places]
    by_category = bool(((categories != matrix.NOT_COMPARED) | (outcomes == matrix.NOT_COMPARED)).all())
    found = categories if by_category else outcomes
    words_of: Sequence[str] = CATEGORIES if by_category else OUTCOMES
    words = list(map([*map(str, words_of), NOT_COMPARED].__getitem__, found.tolist()))  # the last is that of -1
    fragment = f"#{atlas.versus_id(baseline, model)}"
    addresses = map(atlas.benchmark_addresses.__getitem__, places)
    return CodeColumn(
        key=f"vs-{atlas.baseline_slugs[baseline]}",
        label=Message("baseline.against", {"baseline": atlas.baseline(baseline)}),
        family="category" if by_category else "outcome",
        codes=words,
        hrefs=[
            None if word == NOT_COMPARED else address + fragment for word, address in zip(words, addresses, strict=True)
        ],
        untested=None if certainty_of(atlas, model).calm else judged.untested[i, places].tolist(),
    )


def models_index(atlas: Atlas) -> Page:
    """Every model, how much of it is known, and how often it beats each baseline."""
    models = tuple(atlas.study.models)
    total = len(atlas.study.benchmarks)
    columns: list[Column] = [
        TextColumn(
            key="coverage",
            label=Message("table.coverage"),
            texts=[count_of(len(atlas.study.models[model]), total) for model in models],
            number=True,
        )
    ]
    columns.extend(beats_column(atlas, baseline.id, models) for baseline in atlas.baselines())
    found = Message("models.count", {"count": len(models), "benchmarks": total})
    return Page(
        address="models/",
        title=Message("section.models"),
        description=(found,),
        blocks=(
            Paragraph(sentences=(found, *notes(atlas, over_all(atlas))), lead=True),
            Table(
                id="models",
                caption=Message("section.models"),
                head=Message("table.model"),
                rows=tuple(
                    RowHead(name=atlas.model(model), id=atlas.row_id(model), tags=tags(atlas, model))
                    for model in models
                ),
                columns=tuple(columns),
            ),
        ),
    )


def beats_column(atlas: Atlas, baseline: str, models: Sequence[str]) -> TextColumn:
    """``3 of 4``: on how many of the benchmarks compared each model beats the baseline."""
    tallies = atlas.study.tallies[baseline]
    return TextColumn(
        key=f"beats-{atlas.baseline_slugs[baseline]}",
        label=Message("table.beats", {"baseline": atlas.baseline(baseline)}),
        texts=counted([tallies.get(model) for model in models], Outcome.BEATS, calm=over_all(atlas).calm),
        number=True,
    )


def tags(atlas: Atlas, model: str) -> tuple[Text, ...]:
    """What a model's name carries wherever it is listed."""
    return (Message("tag.reference"),) if model in atlas.references() else ()
