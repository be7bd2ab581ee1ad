"""The ledger: every file that was found, what it became, and what was left out and why."""

from collections.abc import Sequence

from evalsite.errors import Problem
from evalsite.names import digest, near_names
from evalsite.pages.atlas import Atlas
from evalsite.pages.evidence import doubts
from evalsite.pages.ledger import Omission, Place, SourceLine, Unranked, ledger
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
from evalsite.readings import Reading
from evalsite.results import Results

MOST_NAMED = 12
"""How many runs are named of one file; of the rest their number."""
MOST_DOUBTS = 200
"""How many doubts about uncertainty are told; each is on its benchmark's page, too."""
SHOWN_DIGITS = 10
"""How many digits of a file's hash are shown."""


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
    unranked = sum(line.not_comparable for line in lines)
    size = (found, *((Message("sources.unranked_size", {"count": unranked}),) if unranked else ()))
    return Page(
        address="sources/",
        title=Message("section.sources"),
        description=size,
        blocks=(
            Paragraph(sentences=size, lead=True),
            _files(lines),
            Facts(items=((Message("sources.build_id"), (Literally(build_id, code=True),)),)),
            *_aside(lines),
            *_without_rank(lines),
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
            column("rows_in", [Message("count.plain", {"part": line.rows_in}) for line in lines], number=True),
            column("rows_shown", [Message("count.plain", {"part": line.rows_shown}) for line in lines], number=True),
            column("left_out", [_left_out(line) for line in lines]),
            *([column("unranked", list(map(_unranked, lines)))] if any(line.unranked for line in lines) else ()),
            column("sha256", [_digest(line.reading) for line in lines]),
        ),
    )


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


def _unranked(line: SourceLine) -> Text:
    parts: tuple[Text, ...] = tuple(
        Message("sources.unranked_part", {"part": entry.count, "condition": Message(f"conditions.{entry.condition}")})
        for entry in line.unranked
    )
    return Message("list.plain", {"parts": parts}) if parts else Message("sources.nothing")


def _aside(lines: Sequence[SourceLine]) -> tuple[Block, ...]:
    """Where everything is that is not shown, file by file: the first places of each reason."""
    items = tuple(_told(omission) for line in lines for omission in line.left_out)
    if not items:
        return ()
    return (Section(id="left-out", title=Message("sources.aside"), blocks=(Bullets(items=items),)),)


def _told(omission: Omission) -> Message:
    args: Args = {"part": omission.count, "reason": Message(f"reason.{omission.reason.value}")}
    return Message("sources.aside_part", {**args, "places": _places(omission)})


def _without_rank(lines: Sequence[SourceLine]) -> tuple[Block, ...]:
    """Where everything is that is shown and takes no rank, file by file, by the condition that is not the usual one."""
    items = tuple(
        Message(
            "sources.unranked_at",
            {
                "part": entry.count,
                "condition": Message(f"conditions.{entry.condition}"),
                "places": _places(entry),
            },
        )
        for line in lines
        for entry in line.unranked
    )
    if not items:
        return ()
    return (Section(id="unranked", title=Message("sources.unranked_title"), blocks=(Bullets(items=items),)),)


def _places(entry: Omission | Unranked) -> tuple[Text, ...]:
    more = (Message("sources.more", {"count": entry.more}),) if entry.more else ()
    return (*map(_place, entry.places), *more)


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


_IN_ENGLISH = Paragraph(sentences=(Message("sources.in_english"),))
"""Readers, some of which others wrote, say what they met in English alone, on pages as in a terminal."""


def _inferred(lines: Sequence[SourceLine]) -> tuple[Block, ...]:
    """What was deduced rather than read, in the words of the readers."""
    items = tuple(
        Message("sources.note", {"file": Literally(line.reading.file, code=True), "note": Literally(note)})
        for line in lines
        for note in line.reading.inferred
    )
    if not items:
        return ()
    return (Section(id="inferred", title=Message("sources.inferred"), blocks=(_IN_ENGLISH, Bullets(items=items))),)


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
    return (Section(id="problems", title=Message("sources.problems"), blocks=(_IN_ENGLISH, Bullets(items=items))),)
