"""The ledger: every file that was found, what it became, and what was left out and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evalsite.errors import Problem
from evalsite.names import digest
from evalsite.pages.model import (
    Args,
    Block,
    Bullets,
    Facts,
    Literally,
    Message,
    Name,
    Page,
    Paragraph,
    RowHead,
    Section,
    Table,
    Text,
    TextColumn,
)
from evalsite.pages.run_book import RunBook
from evalsite.results import Reading, Reason, Results

MOST_NAMED = 12
"""How many runs or places are named of one file; of the rest their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One file of the ledger; ``rows_in == rows_shown + sum of left_out``."""

    reading: Reading
    rows_shown: int
    left_out: tuple[tuple[Reason, int], ...]

    @property
    def rows_in(self) -> int:
        """How many numbers the file held."""
        return self.rows_shown + sum(count for _, count in self.left_out)


def ledger(readings: Sequence[Reading], results: Results) -> tuple[SourceLine, ...]:
    """A line for each file, by path: numbers that are shown, missing ones, and those left out."""
    files = results.frame["file"]
    shown = Counter(files[results.frame["value"].notna()].tolist())
    missing = Counter(files[results.frame["value"].isna()].tolist())
    left_out: dict[str, Counter[Reason]] = {}
    for entry in results.left_out:
        left_out.setdefault(entry.file, Counter())[entry.reason] += entry.count
    lines = []
    for reading in sorted(readings, key=lambda reading: reading.file):
        counts = left_out.get(reading.file, Counter())
        counts[Reason.MISSING] += missing[reading.file]
        listed = tuple((reason, counts[reason]) for reason in Reason if counts[reason])
        lines.append(SourceLine(reading=reading, rows_shown=shown[reading.file], left_out=listed))
    return tuple(lines)


def sources_page(
    readings: Sequence[Reading], results: Results, problems: Sequence[Problem], build_id: str, book: RunBook
) -> Page:
    """Every file, and the ``problems`` that did not stop the build; ``build_id`` is the hash of all inputs."""
    lines = ledger(readings, results)
    found = Message(
        "sources.size",
        {
            "count": len(lines),
            "rows_in": sum(line.rows_in for line in lines),
            "rows_shown": sum(line.rows_shown for line in lines),
        },
    )
    return Page(
        address="sources/",
        title=Message("section.sources"),
        description=(found,),
        blocks=(
            Paragraph(sentences=(found,), lead=True),
            _files(lines),
            Facts(items=((Message("sources.build_id"), (Literally(build_id, code=True),)),)),
            *_edited(book),
            *_inferred(lines),
            *_problems(problems),
        ),
    )


def _files(lines: Sequence[SourceLine]) -> Table:
    def column(key: str, texts: Sequence[Text | None], *, number: bool = False) -> TextColumn:
        return TextColumn(key=key, label=Message(f"sources.{key}"), texts=texts, number=number)

    return Table(
        id="files",
        caption=Message("section.sources"),
        head=Message("sources.file"),
        rows=tuple(RowHead(name=Name(line.reading.file), id=f"f-{digest(line.reading.file, 12)}") for line in lines),
        columns=(
            column("format", [_format(line.reading) for line in lines]),
            column("rows_in", [Message("count.plain", {"part": line.rows_in}) for line in lines], number=True),
            column("rows_shown", [Message("count.plain", {"part": line.rows_shown}) for line in lines], number=True),
            column("left_out", [_left_out(line) for line in lines]),
        ),
    )


def _format(reading: Reading) -> Text:
    if not reading.format:
        return Message("sources.not_read")
    return Message("sources.known_by", {"format": Literally(reading.format), "why": Literally(reading.why)})


def _left_out(line: SourceLine) -> Text:
    parts: tuple[Text, ...] = tuple(
        Message("sources.left_out_part", {"part": count, "reason": Message(f"reason.{reason.value}")})
        for reason, count in line.left_out
    )
    return Message("list.plain", {"parts": parts}) if parts else Message("sources.nothing")


def _edited(book: RunBook) -> tuple[Block, ...]:
    """The files whose numbers are not those of the revision before, and the runs that these are of."""
    if not book.edits.known:
        return (Paragraph(sentences=(Message("edited.unknown"),)),)
    items = []
    for file, numbers in sorted(book.edits.by_file.items()):
        runs = tuple(
            book.name(book.runs[name]) if name in book.runs else Literally(name, code=True)
            for name in sorted({number.run for number in numbers})
        )
        args: Args = {"file": Literally(file, code=True), "count": len(numbers), "runs": runs[:MOST_NAMED]}
        more = len(runs) - MOST_NAMED
        items.append(Message("edited.file_more", {**args, "more": more}) if more > 0 else Message("edited.file", args))
    if not items:
        return (Paragraph(sentences=(Message("edited.nothing"),)),)
    return (Section(id="edited", title=Message("edited.title"), blocks=(Bullets(items=tuple(items)),)),)


def _inferred(lines: Sequence[SourceLine]) -> tuple[Block, ...]:
    """What was deduced rather than read, in the words of the readers."""
    items = tuple(
        Message("sources.note", {"file": Literally(line.reading.file, code=True), "note": Literally(note)})
        for line in lines
        for note in line.reading.inferred
    )
    if not items:
        return ()
    return (Section(id="inferred", title=Message("sources.inferred"), blocks=(Bullets(items=items),)),)


def _problems(problems: Sequence[Problem]) -> tuple[Block, ...]:
    if not problems:
        return ()
    items = tuple(Literally(str(problem)) for problem in problems)
    return (Section(id="problems", title=Message("sources.problems"), blocks=(Bullets(items=items),)),)
