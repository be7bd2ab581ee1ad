"""The ledger: every file that was found, what it became, and what was left out and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evalsite.analysis.conditions import COMPARABLE
from evalsite.analysis.study import Study
from evalsite.errors import Problem
from evalsite.names import digest, near_names
from evalsite.pages.atlas import Atlas
from evalsite.pages.evidence import doubts
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
from evalsite.results import LeftOut, Reading, Reason, Results

MOST_NAMED = 12
"""How many runs are named of one file; of the rest their number."""
MOST_PLACES = 5
"""The same of the places of what is not shown for one reason."""
MOST_DOUBTS = 200
"""How many doubts about uncertainty are told; each is on its benchmark's page, too."""
SHOWN_DIGITS = 12
"""How many digits of a file's hash are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is that is not shown (see :attr:`evalsite.errors.Problem.place`), and what it is or why."""

    place: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """Numbers of one file that are not shown, for one reason: the first few ``places``, and how many there are beyond.

    A place can stand for several numbers.
    """

    reason: Reason
    count: int
    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One file of the ledger; ``rows_in == rows_shown + sum of the counts of left_out``.

    ``not_comparable`` of the rows shown were measured under other conditions than most, and take no rank.
    """

    reading: Reading
    rows_shown: int
    left_out: tuple[Omission, ...]
    not_comparable: int = 0

    @property
    def rows_in(self) -> int:
        """How many numbers the file held."""
        return self.rows_shown + sum(omission.count for omission in self.left_out)


def ledger(readings: Sequence[Reading], results: Results, study: Study | None = None) -> tuple[SourceLine, ...]:
    """A line for each file, by path: numbers that are shown, missing ones, and those left out.

    Which of those shown are not comparable is told where there is a ``study`` of the results.
    """
    frame = results.frame
    shown = Counter(frame["file"][frame["value"].notna()].tolist())
    unlike = _not_comparable(frame, study) if study else Counter()
    aside: dict[tuple[str, Reason], list[LeftOut]] = defaultdict(list)
    for entry in (*results.left_out, *_missing(results)):
        aside[entry.file, entry.reason].append(entry)
    return tuple(
        SourceLine(
            reading=reading,
            rows_shown=shown[reading.file],
            not_comparable=unlike[reading.file],
            left_out=tuple(
                _omission(reason, entries) for reason in Reason if (entries := aside.get((reading.file, reason)))
            ),
        )
        for reading in sorted(readings, key=lambda reading: reading.file)
    )


def _not_comparable(frame: pd.DataFrame, study: Study) -> Counter[str]:
    """How many numbers of each file take no rank, since they were measured under other conditions than most."""
    unlike = {
        (name, findings.board.models[row], findings.board.metrics[j].name)
        for name, findings in study.benchmarks.items()
        for row, j in np.argwhere(findings.unusual != COMPARABLE).tolist()
    }
    if not unlike:
        return Counter()
    rows = frame[["benchmark", "model", "metric", "file"]].itertuples(index=False, name=None)
    return Counter(file for *key, file in rows if tuple(key) in unlike)


def _missing(results: Results) -> Iterator[LeftOut]:
    """The cells without a value that stay in the frame, so that their models are shown."""
    frame = results.frame
    missing = frame[frame["value"].isna() & (frame["file"] != "")].sort_values(["file", "line", "pointer"])
    rows: Iterator[Any] = missing.itertuples(index=False)
    for row in rows:
        place = Problem(file=row.file, line=row.line or None, pointer=row.pointer, expected="").place
        detail = f"{row.model}, {row.benchmark}, {row.metric}"
        yield LeftOut(file=row.file, reason=Reason.MISSING, place=place, detail=detail)


def _omission(reason: Reason, entries: Sequence[LeftOut]) -> Omission:
    named = entries[:MOST_PLACES]
    return Omission(
        reason=reason,
        count=sum(entry.count for entry in entries),
        places=tuple(map(_named, named)),
        more=len(entries) - len(named),
    )


def _named(entry: LeftOut) -> Place:
    """The place of an entry; what it says of the file as a whole begins with the place, which stands here once."""
    place = entry.place or entry.file
    return Place(place=place, detail=entry.detail.removeprefix(f"{place}: "))


def sources_page(
    readings: Sequence[Reading],
    results: Results,
    problems: Sequence[Problem],
    build_id: str,
    book: RunBook,
    atlas: Atlas | None = None,
) -> Page:
    """Every file, and the ``problems`` that did not stop the build; ``build_id`` is the hash of all inputs."""
    lines = ledger(readings, results, atlas.study if atlas else None)
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
            *_aside(lines),
            *_edited(book),
            *_inferred(lines),
            *(_doubts(atlas) if atlas else ()),
            *_near(results),
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
            column("sha256", [_digest(line.reading) for line in lines]),
            column("rows_in", [Message("count.plain", {"part": line.rows_in}) for line in lines], number=True),
            column("rows_shown", [_shown(line) for line in lines], number=True),
            column("left_out", [_left_out(line) for line in lines]),
        ),
    )


def _shown(line: SourceLine) -> Text:
    if not line.not_comparable:
        return Message("count.plain", {"part": line.rows_shown})
    return Message("sources.not_comparable", {"part": line.rows_shown, "unlike": line.not_comparable})


def _format(reading: Reading) -> Text:
    if not reading.format:
        return Message("sources.not_read")
    return Message("sources.known_by", {"format": Literally(reading.format), "why": Literally(reading.why)})


def _digest(reading: Reading) -> Text | None:
    """The beginning of the file's hash, all of it at hand."""
    return Name(reading.sha256[:SHOWN_DIGITS], full=reading.sha256) if reading.sha256 else None


def _left_out(line: SourceLine) -> Text:
    parts: tuple[Text, ...] = tuple(
        Message("sources.left_out_part", {"part": omission.count, "reason": Message(f"reason.{omission.reason.value}")})
        for omission in line.left_out
    )
    return Message("list.plain", {"parts": parts}) if parts else Message("sources.nothing")


def _aside(lines: Sequence[SourceLine]) -> tuple[Block, ...]:
    """Where everything is that is not shown, file by file: the first places of each reason."""
    items = tuple(_told(omission) for line in lines for omission in line.left_out)
    if not items:
        return ()
    return (Section(id="left-out", title=Message("sources.aside"), blocks=(Bullets(items=items),)),)


def _told(omission: Omission) -> Message:
    places = tuple(map(_place, omission.places))
    if omission.more:
        places = (*places, Message("sources.more", {"count": omission.more}))
    args: Args = {"part": omission.count, "reason": Message(f"reason.{omission.reason.value}"), "places": places}
    return Message("sources.aside_part", args)


def _place(place: Place) -> Text:
    shown = Literally(place.place, code=True)
    if not place.detail:
        return shown
    return Message("sources.at", {"place": shown, "detail": Literally(place.detail)})


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


def _doubts(atlas: Atlas) -> tuple[Block, ...]:
    """What was read of uncertainty and not used, since it cannot be."""
    found = [
        Message("doubt.at", {"benchmark": atlas.benchmark(name), "doubt": said})
        for name, findings in atlas.study.benchmarks.items()
        for said in doubts(atlas, findings)
    ]
    if not found:
        return ()
    more = len(found) - MOST_DOUBTS
    items = (*found[:MOST_DOUBTS], *((Message("list.more", {"count": more}),) if more > 0 else ()))
    return (Section(id="doubts", title=Message("doubt.title"), blocks=(Bullets(items=items),)),)


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


def _near(results: Results) -> tuple[Block, ...]:
    """Models whose names may be those of one."""
    items = tuple(Message("sources.near_names", {"models": tuple(map(Name, names))}) for names in near_models(results))
    return (Section(id="near-names", title=Message("sources.near"), blocks=(Bullets(items=items),)),) if items else ()


def near_models(results: Results) -> tuple[tuple[str, ...], ...]:
    """The models that may be one by their names, though nothing in evalsite.yml says so."""
    return near_names(results.frame["model"].unique().tolist())


def _problems(problems: Sequence[Problem]) -> tuple[Block, ...]:
    if not problems:
        return ()
    items = tuple(Literally(str(problem)) for problem in problems)
    return (Section(id="problems", title=Message("sources.problems"), blocks=(Bullets(items=items),)),)
