"""A model on all benchmarks against all baselines, and the index of models."""

from collections.abc import Sequence

from evalsite.analysis.comparison import Comparison
from evalsite.analysis.study import Findings
from evalsite.metrics import Metric
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, count_of, described
from evalsite.pages.benchmark import unit_note
from evalsite.pages.model import (
    NOT_COMPARED,
    Block,
    CodeColumn,
    Column,
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
from evalsite.verdicts import Mark, Outcome


def model_page(atlas: Atlas, model: str) -> Page:
    """Everything that was found of one model."""
    rows = tuple(atlas.study.benchmarks[name] for name in atlas.study.models[model])
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
                blocks=(Legend(marks=_marks(rows, model)), _table(atlas, model, rows)),
            ),
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
    missing = [name for name in atlas.study.benchmarks if name not in atlas.study.models[model]]
    args: dict[str, Text | int | tuple[Text, ...]] = {
        "count": len(atlas.study.benchmarks),
        "part": len(atlas.study.models[model]),
    }
    if not missing:
        return Message("model.covers_all", {"count": args["count"]})
    return Message("model.covers", {**args, "missing": atlas.benchmarks(missing)})


def _beats(atlas: Atlas, model: str) -> Sentences:
    """Against each baseline: on how many of the benchmarks compared, and which."""
    sentences: list[Text] = []
    for baseline in atlas.baselines():
        tally = atlas.study.tallies[baseline.id].get(model)
        if tally is None:
            continue
        beaten = tally.on(Outcome.BEATS)
        key = "model.beats" if beaten else "model.beats_none"
        args = {"part": len(beaten), "count": tally.compared, "baseline": atlas.baseline(baseline.id)}
        sentences.append(Message(key, {**args, "benchmarks": atlas.benchmarks(beaten)} if beaten else args))
    return tuple(sentences)


def _untested(atlas: Atlas, model: str) -> Sentences:
    compared = any(model in tallies for tallies in atlas.study.tallies.values())
    return (Message("finding.untested"),) if compared else ()


def _marks(rows: Sequence[Findings], model: str) -> tuple[Mark, ...]:
    used = {ranking.marks[row] for findings, row in _rows(rows, model) for ranking in findings.rankings}
    return tuple(mark for mark in Mark if mark in used)


def _rows(rows: Sequence[Findings], model: str) -> list[tuple[Findings, int]]:
    """Each benchmark with the model's row on its board."""
    return [(findings, row) for findings in rows if (row := findings.board.row(model)) is not None]


def _table(atlas: Atlas, model: str, rows: Sequence[Findings]) -> Table:
    columns: list[Column] = []
    for metric in atlas.study.question.metrics:
        if any(metric.name == other.name for findings in rows for other in findings.board.metrics):
            columns.extend(_metric_columns(atlas, metric, model, rows))
    columns.extend(_baseline_column(atlas, baseline.id, model, rows) for baseline in atlas.baselines())
    return Table(
        id="benchmarks",
        caption=Message("table.model_results", {"model": Name(model)}),
        head=Message("table.benchmark"),
        rows=tuple(
            RowHead(
                name=atlas.benchmark(findings.benchmark, f"#{atlas.row_id(model)}"),
                id=f"b-{atlas.benchmark_slugs[findings.benchmark]}",
            )
            for findings in rows
        ),
        columns=tuple(columns),
    )


def _metric_columns(atlas: Atlas, metric: Metric, model: str, rows: Sequence[Findings]) -> tuple[Column, ...]:
    """The values of one metric over the benchmarks, and the ranks they have there."""
    cells = [_cell(findings, metric, model) for findings in rows]
    value = NumberColumn(
        key=metric.name,
        label=atlas.metric(metric),
        note=unit_note(metric),
        direction=metric.direction,
        values=numbers.present([number for number, _, _ in cells]),
        texts=[text for _, text, _ in cells],
        marks=[mark for _, _, mark in cells],
    )
    if metric.direction is None:
        return (value,)
    ranks = TextColumn(
        key=f"{metric.name}-rank",
        label=Message("table.rank"),
        note=atlas.metric(metric),
        texts=[_rank(findings, metric, model) for findings in rows],
        number=True,
    )
    return (value, ranks)


def _cell(findings: Findings, metric: Metric, model: str) -> tuple[float, str, Mark | None]:
    board = findings.board
    row, j = board.row(model), board.column(metric.name)
    if row is None or j is None:
        return float("nan"), "", None
    value = float(board.values[row, j])
    text = numbers.plain([value], numbers.digits(metric, board.values[:, j]))[0]
    return value, text, findings.rankings[j].marks[row]


def _rank(findings: Findings, metric: Metric, model: str) -> Text | None:
    row, j = findings.board.row(model), findings.board.column(metric.name)
    if row is None or j is None:
        return None
    rank = findings.rankings[j].ranks[row]
    return count_of(rank, findings.rankings[j].count) if rank else None


def _baseline_column(atlas: Atlas, baseline: str, model: str, rows: Sequence[Findings]) -> CodeColumn:
    """What the model is against one baseline: its category where every benchmark has them, else its outcome."""
    found = [findings.comparisons.get(baseline) for findings in rows]
    by_category = all(comparison is None or comparison.categories is not None for comparison in found)
    codes = [
        _code(comparison, findings.board.row(model), by_category=by_category)
        for findings, comparison in zip(rows, found, strict=True)
    ]
    return CodeColumn(
        key=f"vs-{atlas.baseline_slugs[baseline]}",
        label=Message("baseline.against", {"baseline": atlas.baseline(baseline)}),
        family="category" if by_category else "outcome",
        codes=codes,
        hrefs=[
            atlas.reason_address(findings.benchmark, baseline, model) if code != NOT_COMPARED else None
            for findings, code in zip(rows, codes, strict=True)
        ],
    )


def _code(comparison: Comparison | None, row: int | None, *, by_category: bool) -> str:
    i = comparison.candidate(row) if comparison else None
    if comparison is None or i is None:
        return NOT_COMPARED
    category = comparison.category(i) if by_category else None
    return category.value if category else comparison.outcome(i).value


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
            Paragraph(sentences=(found,), lead=True),
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
        texts=[
            count_of(tallies[model].count(Outcome.BEATS), tallies[model].compared)
            if model in tallies
            else Message("outcome.not-compared")
            for model in models
        ],
        number=True,
    )


def tags(atlas: Atlas, model: str) -> tuple[Text, ...]:
    """What a model's name carries wherever it is listed."""
    return (Message("tag.reference"),) if model in atlas.references() else ()
