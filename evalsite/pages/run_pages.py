"""A run: its results, what came out against each baseline, its settings, and where all of it was read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalsite.analysis import matrix
from evalsite.pages.atlas import Atlas
from evalsite.pages.model import (
    NOT_COMPARED,
    Block,
    CodeColumn,
    Column,
    Facts,
    Link,
    Literally,
    Message,
    Name,
    Number,
    Page,
    Paragraph,
    RowHead,
    Section,
    Table,
    Text,
    TextColumn,
)
from evalsite.results import Results
from evalsite.runs.dates import moment
from evalsite.runs.privacy import private
from evalsite.runs.run import Run
from evalsite.verdicts import OUTCOMES


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunBook:
    """The runs that files tell of, by id, with their rows: those that count, and those that do not.

    ``linked`` says whether they have pages.
    """

    runs: Mapping[str, Run]
    counting: Mapping[str, Sequence[Any]]
    others: Mapping[str, Sequence[Any]]
    by_model: Mapping[str, Sequence[Run]]
    linked: bool

    @classmethod
    def of(cls, results: Results, *, linked: bool) -> "RunBook":
        """The runs of ``results``."""
        by_model: dict[str, list[Run]] = defaultdict(list)
        for run in results.runs.values():
            by_model[run.model].append(run)
        return cls(
            runs=results.runs,
            counting=_by_run(results.frame[results.frame["run"] != ""].itertuples(index=False)),
            others=_by_run(results.others[results.others["run"] != ""].itertuples(index=False)),
            by_model={model: sorted(runs, key=lambda run: (run.date, run.id)) for model, runs in by_model.items()},
            linked=linked,
        )

    def name(self, run: Run) -> Text:
        """The id of a run, linked to its page where it has one."""
        shown = Literally(run.id, code=True)
        return Link(shown, address(run)) if self.linked else shown

    def counts_on(self, run: Run) -> list[str]:
        """The benchmarks on which a number of the run counts."""
        return sorted({row.benchmark for row in self.counting.get(run.id, ())})


def _by_run(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.run].append(row)
    return found


def address(run: Run) -> str:
    """``runs/3721ab50d9e8/``."""
    return f"runs/{run.id}/"


def run_title(run: Run) -> Text:
    """``Run 3721ab50d9e8``."""
    return Message("run.title", {"run": Literally(run.id)})


def run_page(atlas: Atlas, book: RunBook, run: Run) -> Page:
    """Everything that is known of one run."""
    found = Message("run.found", {"model": _model(atlas, run), "benchmarks": _benchmarks(atlas, run.benchmarks)})
    counts = _counts(atlas, book, run)
    return Page(
        address=address(run),
        title=run_title(run),
        description=(found, counts),
        blocks=(
            Paragraph(sentences=(found, counts), lead=True),
            Section(id="results", title=Message("run.results"), blocks=(_numbers(atlas, book, run),)),
            *_outcomes(atlas, book, run),
            Section(id="provenance", title=Message("run.provenance"), blocks=(_provenance(run),)),
            *_settings("settings", run.settings),
            *_settings("environment", run.environment),
            *_siblings(atlas, book, run),
        ),
    )


def _model(atlas: Atlas, run: Run) -> Text:
    return atlas.model(run.model) if run.model in atlas.model_slugs else Name(run.model)


def _benchmarks(atlas: Atlas, names: Sequence[str]) -> tuple[Text, ...]:
    return tuple(atlas.benchmark(name) if name in atlas.benchmark_slugs else Name(name) for name in names)


def _counts(atlas: Atlas, book: RunBook, run: Run) -> Message:
    """Where the run counts, and by which policy."""
    benchmarks = book.counts_on(run)
    if not benchmarks:
        return Message("run.counts_nowhere", {"policy": Message(f"policy.{atlas.config.runs.policy}")})
    return Message("run.counts", {"benchmarks": _benchmarks(atlas, benchmarks)})


def _numbers(atlas: Atlas, book: RunBook, run: Run) -> Table:
    """A row for each number of the run, those that do not count last."""
    rows = [
        *((row, True) for row in book.counting.get(run.id, ())),
        *((row, False) for row in book.others.get(run.id, ())),
    ]

    def column(key: str, texts: Sequence[Text | None], *, number: bool = False) -> TextColumn:
        return TextColumn(key=key, label=Message(f"run.{key}"), texts=texts, number=number)

    columns = (
        column("metric", [Name(row.metric) for row, _ in rows]),
        column("value", [_number(row.value) for row, _ in rows], number=True),
        column("stderr", [_number(row.stderr) for row, _ in rows], number=True),
        column("items", [_number(row.n) for row, _ in rows], number=True),
        column("standing", [Message("run.counting" if counts else "run.not_counting") for _, counts in rows]),
        column("place", [Literally(_place(row), code=True) for row, _ in rows]),
    )
    return Table(
        id="numbers",
        caption=Message("run.results"),
        head=Message("table.benchmark"),
        rows=tuple(RowHead(name=_benchmarks(atlas, [row.benchmark])[0]) for row, _ in rows),
        columns=tuple(each for each in columns if any(each.texts)),
    )


def _number(value: float) -> Number | None:
    if value != value:
        return None
    return Number(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), value)


def _place(row: Any) -> str:
    if row.line:
        return f"{row.file}:{row.line}"
    return f"{row.file}#{row.pointer}" if row.pointer else str(row.file)


def _outcomes(atlas: Atlas, book: RunBook, run: Run) -> tuple[Block, ...]:
    """What came out against each baseline on the benchmarks where the run counts."""
    benchmarks = [name for name in book.counts_on(run) if name in atlas.benchmark_slugs]
    if not benchmarks or not atlas.baselines() or run.model not in atlas.model_slugs:
        return ()
    places, i = atlas.benchmark_places(benchmarks), atlas.place(run.model)
    columns: list[Column] = []
    for baseline in atlas.baselines():
        codes = atlas.study.judged[baseline.id].outcomes[i, places].tolist()
        words = [NOT_COMPARED if code == matrix.NOT_COMPARED else OUTCOMES[code].value for code in codes]
        reasons = [atlas.reason_address(name, baseline.id, run.model) for name in benchmarks]
        columns.append(
            CodeColumn(
                key=f"vs-{atlas.baseline_slugs[baseline.id]}",
                label=Message("baseline.against", {"baseline": atlas.baseline(baseline.id)}),
                family="outcome",
                codes=words,
                hrefs=[None if word == NOT_COMPARED else to for word, to in zip(words, reasons, strict=True)],
            )
        )
    table = Table(
        id="outcomes",
        caption=Message("run.outcomes"),
        head=Message("table.benchmark"),
        rows=atlas.benchmark_rows(benchmarks),
        columns=tuple(columns),
    )
    return (Section(id="against", title=Message("run.outcomes"), blocks=(table,)),)


def _provenance(run: Run) -> Facts:
    said: list[tuple[str, tuple[Text, ...]]] = [
        ("name", _literally(run.name)),
        ("tool", _literally(f"{run.tool} {run.tool_version}".strip())),
        ("date", _date(run.date)),
        ("versions", _literally(*run.versions)),
        ("shots", _literally(*run.shots)),
        ("code", _literally(run.code_revision)),
        ("files", tuple(Literally(source.place, code=True) for source in run.sources)),
        ("sha256", tuple(Literally(source.sha256, code=True) for source in run.sources if source.sha256)),
    ]
    return Facts(items=tuple((Message(f"run.{key}"), texts) for key, texts in said if texts))


def _literally(*texts: str) -> tuple[Text, ...]:
    """Texts from outside, each as code; what looks private is not shown."""
    return tuple(Message("run.redacted") if private("", text) else Literally(text, code=True) for text in texts if text)


def _date(date: str) -> tuple[Text, ...]:
    """The date as the file has it, with its precision, and its zone or the lack of it."""
    said = moment(date)
    if not said:
        return _literally(date)
    zone = Message("run.zoned" if said.zoned else "run.no_zone")
    return (
        Literally(date),
        Message("run.precision", {"precision": Message(f"precision.{said.precision}"), "zone": zone}),
    )


def _settings(kind: str, settings: Mapping[str, str]) -> tuple[Block, ...]:
    """Settings by name; of those that look private the names alone."""
    if not settings:
        return ()
    items = tuple(
        (Name(name), (Message("run.redacted") if private(name, value) else Literally(value, code=True),))
        for name, value in sorted(settings.items())
    )
    return (Section(id=kind, title=Message(f"run.{kind}"), blocks=(Facts(items=items),)),)


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

    untold = Message("run.untold")
    evaluated = [_benchmarks(atlas, run.benchmarks) for run in runs]
    counting = [_benchmarks(atlas, book.counts_on(run)) for run in runs]
    return Table(
        id="model-runs",
        caption=Message("section.runs"),
        head=Message("run.run"),
        rows=tuple(RowHead(name=book.name(run), id=f"r-{run.id}") for run in runs),
        columns=(
            column("benchmarks", [Message("list.plain", {"parts": parts}) for parts in evaluated]),
            column(
                "tool", [Literally(f"{run.tool} {run.tool_version}".strip()) if run.tool else untold for run in runs]
            ),
            column("date", [Literally(run.date) if run.date else untold for run in runs]),
            column(
                "counts_for",
                [Message("list.plain", {"parts": parts}) if parts else Message("run.nothing") for parts in counting],
            ),
        ),
    )
