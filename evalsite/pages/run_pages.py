"""A run: its results, what came out against each baseline, its settings, and where all of it was read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from posixpath import commonpath
from typing import Any

from evalsite.errors import Problem
from evalsite.pages.atlas import Atlas
from evalsite.pages.came_out import outcome, untested, verdict
from evalsite.pages.counts import certainty_of, notes
from evalsite.pages.model import (
    NOT_COMPARED,
    Args,
    Block,
    Bullets,
    CodeColumn,
    Facts,
    Literally,
    Message,
    Name,
    Number,
    Page,
    Paragraph,
    RowHead,
    Section,
    Sentences,
    Table,
    Text,
    TextColumn,
)
from evalsite.pages.run_book import RunBook, Stand, address
from evalsite.pages.run_snippet import run_snippet
from evalsite.runs.dates import moment
from evalsite.runs.details import Detail, Kind
from evalsite.runs.run import Run


def run_title(run: Run) -> Text:
    """``Run 3721ab50d9e8``."""
    return Message("run.title", {"run": Literally(run.id)})


def run_page(atlas: Atlas, book: RunBook, run: Run) -> Page:
    """Everything that is known of one run."""
    found = Message("run.found", {"model": _model(atlas, run), "benchmarks": _benchmarks(atlas, run.benchmarks)})
    counts = (_counts(atlas, book, run), *_instead(atlas, book, run), *_edited(book, run))
    return Page(
        address=address(run),
        title=run_title(run),
        description=(found, *counts),
        blocks=(
            Paragraph(sentences=(found, *counts, *_untested(atlas, book, run)), lead=True),
            Section(id="results", title=Message("run.results"), blocks=(_numbers(atlas, book, run),)),
            *_were(atlas, book, run),
            *_outcomes(atlas, book, run),
            Section(id="link", title=Message("run.link"), blocks=(run_snippet(atlas, book, run),)),
            Section(id="provenance", title=Message("run.provenance"), blocks=(_provenance(book, run),)),
            *_settings("settings", book.details(run)),
            *_settings("environment", book.details(run)),
            *_siblings(atlas, book, run),
        ),
    )


def _model(atlas: Atlas, run: Run) -> Text:
    return atlas.model(run.model) if run.model in atlas.model_slugs else Name(run.model)


def _benchmarks(atlas: Atlas, names: Sequence[str]) -> tuple[Text, ...]:
    return tuple(atlas.benchmark(name) if name in atlas.benchmark_slugs else Name(name) for name in names)


def _counts(atlas: Atlas, book: RunBook, run: Run) -> Message:
    """Where the run counts."""
    benchmarks = book.counts_on(run)
    if not benchmarks:
        return Message("run.counts_nowhere")
    return Message("run.counts", {"benchmarks": _benchmarks(atlas, benchmarks)})


def _untested(atlas: Atlas, book: RunBook, run: Run) -> Sentences:
    """That nothing is tested, where the run counts and nothing of its model is."""
    certain = certainty_of(atlas, run.model)
    return notes(atlas, certain) if certain.calm and book.counts_on(run) else ()


def _instead(atlas: Atlas, book: RunBook, run: Run) -> Sentences:
    """What counts where the run does not, a sentence for all benchmarks on which it is the same."""
    counting = set(book.counts_on(run))
    same: dict[Stand, list[str]] = defaultdict(list)
    for benchmark in run.benchmarks:
        stand = book.stands.get((benchmark, run.model))
        if stand and benchmark not in counting:
            same[stand].append(benchmark)
    return tuple(_in_its_place(atlas, book, stand, benchmarks) for stand, benchmarks in same.items())


def _in_its_place(atlas: Atlas, book: RunBook, stand: Stand, benchmarks: Sequence[str]) -> Message:
    args: Args = {"benchmarks": _benchmarks(atlas, benchmarks)}
    if stand.how in ("mean", "conflict"):
        return Message(f"run.instead_{stand.how}", {**args, "count": stand.count})
    runs = tuple(book.name(book.runs[name]) if name in book.runs else Message("run.no_run") for name in stand.runs)
    if stand.count == 1:
        return Message("run.instead_same", {**args, "runs": runs})
    chosen = Message(f"stand.{stand.how}", {"count": stand.count})
    return Message("run.instead", {**args, "runs": runs, "stand": chosen})


def _edited(book: RunBook, run: Run) -> Sentences:
    return (Message("edited.run"),) if run.id in book.edits.by_run else ()


def _were(atlas: Atlas, book: RunBook, run: Run) -> tuple[Block, ...]:
    """The numbers that were others in the revision before."""
    items = tuple(
        Message(
            "edited.was",
            {
                "benchmark": _benchmarks(atlas, [number.benchmark])[0],
                "metric": Name(number.metric),
                "value": Number(repr(number.value), number.value),
            },
        )
        for number in book.edits.by_run.get(run.id, ())
    )
    return (Section(id="edited", title=Message("edited.title"), blocks=(Bullets(items=items),)),) if items else ()


def _numbers(atlas: Atlas, book: RunBook, run: Run) -> Table:
    """A row for each number of the run, those that do not count last."""
    counting, others = book.counting.get(run.id, ()), book.others.get(run.id, ())
    rows = [*counting, *others]

    def column(key: str, texts: Sequence[Text | None], *, number: bool = False) -> TextColumn:
        return TextColumn(key=key, label=Message(f"run.{key}"), texts=texts, number=number)

    standing = [Message("run.counting")] * len(counting) + [Message(f"reason.{row.standing}") for row in others]
    columns = (
        column("metric", [Name(row.metric) for row in rows]),
        column("value", [_number(row.value) for row in rows], number=True),
        column("stderr", [_number(row.stderr) for row in rows], number=True),
        column("items", [_number(row.n) for row in rows], number=True),
        column("standing", standing),
    )
    return Table(
        id="numbers",
        caption=Message("run.results"),
        head=Message("table.benchmark"),
        rows=tuple(RowHead(name=_benchmarks(atlas, [row.benchmark])[0]) for row in rows),
        columns=(
            *(each for each in columns if any(each.texts)),
            *_verdicts(atlas, run, counting, len(others)),
            _places(rows),
        ),
    )


def _verdicts(atlas: Atlas, run: Run, counting: Sequence[Any], others: int) -> Iterator[CodeColumn]:
    """The verdict on each number that counts, against each baseline that it was compared with."""
    certain = certainty_of(atlas, run.model)
    for baseline in atlas.baselines():
        codes = [verdict(atlas, baseline.id, row.benchmark, run.model, row.metric) for row in counting]
        if not any(codes):
            continue
        reasons = [atlas.reason_address(row.benchmark, baseline.id, run.model) for row in counting]
        yield CodeColumn(
            key=f"verdict-{atlas.baseline_slugs[baseline.id]}",
            label=Message("baseline.against", {"baseline": atlas.baseline(baseline.id)}),
            family="verdict",
            codes=[*(code or NOT_COMPARED for code in codes), *[NOT_COMPARED] * others],
            hrefs=[*(to if code else None for code, to in zip(codes, reasons, strict=True)), *[None] * others],
            untested=None
            if certain.calm
            else [
                *(untested(atlas, baseline.id, row.benchmark, run.model, row.metric) for row in counting),
                *[False] * others,
            ],
        )


def _number(value: float) -> Number | None:
    if value != value:
        return None
    return Number(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), value)


def _places(rows: Sequence[Any]) -> TextColumn:
    """Where each number was read: in a file without the folder of all, and in the only one (its note) as ``:2``."""
    files, note = _within_folder({row.file for row in rows}), None
    if len(files) == 1:
        [(file, name)] = files.items()
        files, note = {file: ""}, Name(name, full=file)
    texts = [_place(files[row.file], row) for row in rows]
    return TextColumn(key="place", label=Message("run.place"), texts=texts, note=note)


def _within_folder(files: Collection[str]) -> Mapping[str, str]:
    """Paths as they are called in the folder that all of them are in."""
    folder = commonpath([f"/{PurePosixPath(file).parent}" for file in files] or ["/"])
    return {file: file.removeprefix(f"{folder[1:]}/") for file in files}


def _place(file: str, row: Any) -> Literally | None:
    place = Problem(file=file, line=row.line or None, pointer=row.pointer, expected="").place
    return Literally(place, code=True) if place else None


def _outcomes(atlas: Atlas, book: RunBook, run: Run) -> tuple[Block, ...]:
    """What came out against each baseline on the benchmarks where the run counts."""
    benchmarks = [name for name in book.counts_on(run) if name in atlas.benchmark_slugs]
    if not benchmarks or not atlas.baselines():
        return ()
    table = Table(
        id="outcomes",
        caption=Message("run.outcomes"),
        head=Message("table.benchmark"),
        rows=atlas.benchmark_rows(benchmarks),
        columns=tuple(_outcome_column(atlas, baseline.id, run.model, benchmarks) for baseline in atlas.baselines()),
    )
    return (Section(id="against", title=Message("run.outcomes"), blocks=(table,)),)


def _outcome_column(atlas: Atlas, baseline: str, model: str, benchmarks: Sequence[str]) -> CodeColumn:
    calm = certainty_of(atlas, model).calm
    found = [outcome(atlas, baseline, name, model) for name in benchmarks]
    reasons = [atlas.reason_address(name, baseline, model) for name in benchmarks]
    return CodeColumn(
        key=f"vs-{atlas.baseline_slugs[baseline]}",
        label=Message("baseline.against", {"baseline": atlas.baseline(baseline)}),
        family="outcome",
        codes=[each or NOT_COMPARED for each in found],
        hrefs=[to if each else None for each, to in zip(found, reasons, strict=True)],
        untested=None if calm else [untested(atlas, baseline, name, model) for name in benchmarks],
    )


def _provenance(book: RunBook, run: Run) -> Facts:
    told = book.details(run)
    said: list[tuple[str, tuple[Text, ...]]] = [
        ("name", _codes(told["name"])),
        ("tool", _tool(told, code=True)),
        ("tags", _codes(told["tags"])),
        ("date", _date(told)),
        ("versions", _codes(detail for detail in told["conditions"] if detail.name == "version")),
        ("shots", _codes(detail for detail in told["conditions"] if detail.name == "shots")),
        ("code", _codes(told["code_revision"])),
        ("files", tuple(Literally(source.place, code=True) for source in run.sources)),
        ("sha256", tuple(Literally(source.sha256, code=True) for source in run.sources if source.sha256)),
    ]
    return Facts(items=tuple((Message(f"run.{key}"), texts) for key, texts in said if texts))


def _codes(said: Iterable[Detail]) -> tuple[Text, ...]:
    return tuple(_shown(detail.value, code=True) for detail in said)


def _shown(text: str | None, *, code: bool = False) -> Text:
    """A text from outside; of one that looks private, only that there is one."""
    return Message("run.redacted") if text is None else Literally(text, code=code)


def _tool(told: Mapping[Kind, Sequence[Detail]], *, code: bool = False) -> tuple[Text, ...]:
    """The tool with its version; apart where one of the two is not shown."""
    texts = [detail.value for detail in (*told["tool"], *told["tool_version"])]
    known = [text for text in texts if text is not None]
    if texts and len(known) == len(texts):
        return (Literally(" ".join(known), code=code),)
    return tuple(_shown(text, code=code) for text in texts)


def _date(told: Mapping[Kind, Sequence[Detail]]) -> tuple[Text, ...]:
    """The date as the file has it, with its precision, and its zone or the lack of it."""
    texts = _codes(told["date"])
    said = moment(next((detail.value or "" for detail in told["date"]), ""))
    if not said:
        return texts
    zone = Message("run.zoned" if said.zoned else "run.no_zone")
    precision = Message("run.precision", {"precision": Message(f"precision.{said.precision}"), "zone": zone})
    return (*(_shown(detail.value) for detail in told["date"]), precision)


def _settings(kind: Kind, told: Mapping[Kind, Sequence[Detail]]) -> tuple[Block, ...]:
    """Settings by name; of those that look private the names alone."""
    items = tuple(
        (
            Message("run.redacted") if detail.name is None else Name(detail.name),
            (_shown(detail.value, code=True),),
        )
        for detail in told[kind]
    )
    return (Section(id=kind, title=Message(f"run.{kind}"), blocks=(Facts(items=items),)),) if items else ()


def _siblings(atlas: Atlas, book: RunBook, run: Run) -> tuple[Block, ...]:
    others = [other for other in book.by_model[run.model] if other.id != run.id]
    if not others:
        return ()
    return (Section(id="others", title=Message("run.others"), blocks=(runs_table(atlas, book, others),)),)


def runs_section(atlas: Atlas, book: RunBook, model: str) -> tuple[Block, ...]:
    """The runs of a model, and which of them count; nothing where no file tells of one."""
    runs = book.by_model.get(model, ())
    if not runs:
        return ()
    policy = Message("run.policy", {"policy": Message(f"policy.{atlas.config.runs.policy}")})
    blocks = (Paragraph(sentences=(policy,)), runs_table(atlas, book, runs))
    return (Section(id="runs", title=Message("section.runs"), blocks=blocks),)


def runs_table(atlas: Atlas, book: RunBook, runs: Sequence[Run]) -> Table:
    """A row for each run: what it evaluated, with which tool, when, and where it counts."""

    def column(key: str, texts: Sequence[Text | None]) -> TextColumn:
        return TextColumn(key=key, label=Message(f"run.{key}"), texts=texts)

    told = [book.details(run) for run in runs]
    untold = Message("run.untold")
    evaluated = [_benchmarks(atlas, run.benchmarks) for run in runs]
    counting = [_benchmarks(atlas, book.counts_on(run)) for run in runs]
    return Table(
        id="model-runs",
        caption=Message("section.runs"),
        head=Message("run.run"),
        rows=tuple(RowHead(name=book.name(run), id=f"r-{run.id}", tags=_tags(book, run)) for run in runs),
        columns=(
            column("benchmarks", [Message("list.plain", {"parts": parts}) for parts in evaluated]),
            column("tool", [Message("list.plain", {"parts": _tool(each) or (untold,)}) for each in told]),
            column("date", [next((_shown(date.value) for date in each["date"]), untold) for each in told]),
            column(
                "counts_for",
                [Message("list.plain", {"parts": parts}) if parts else Message("run.nothing") for parts in counting],
            ),
        ),
    )


def _tags(book: RunBook, run: Run) -> tuple[Text, ...]:
    return (Message("edited.tag"),) if run.id in book.edits.by_run else ()
