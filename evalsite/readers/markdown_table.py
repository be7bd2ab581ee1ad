"""Markdown: every pipe table of a file, each through the same path as a CSV file; links and emphasis are taken off."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.readers.base import Document, FileRule
from evalsite.readers.plain_table import check_text
from evalsite.readers.rows import refusal, tidy
from evalsite.readers.table import NoTableError, Table
from evalsite.readings import DEFAULTS, LeftOut, Reading, Reason

_BELOW_HEADER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_WRAPPED = re.compile(r"(\*{1,3}|`+|~~)([^*`~]+)\1")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")


class MarkdownTable:
    """Format ``markdown``: one or more tables; with several, the heading above each is its benchmark."""

    name = "markdown"

    def sniff(self, document: Document) -> str | None:
        """A line of cells, with a line of dashes for as many below it."""
        found = next(_found(document.head), None) if "|" in document.head else None
        return f"a pipe table on line {found.line}" if found else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The rows of all tables; what is no table of results is named, or refused when there is no other."""
        try:
            check_text(document)
        except EvalsiteError as error:
            return replace(refusal(document.shown, error), format=self.name)
        tables = list(_found(document.text))
        readings = [_read(found, document, rule, several=len(tables) > 1) for found in tables]
        return replace(_joined(document.shown, readings), format=self.name)


class _Found(Struct, frozen=True, kw_only=True):
    """One table of the text: the number of its first line, the heading above it, its header, and its other lines."""

    line: int
    heading: str
    header: Sequence[str]
    lines: Sequence[str]


def _found(text: str) -> Iterator[_Found]:
    lines = text.splitlines()
    heading, at = "", 0
    while at < len(lines):
        fit = _HEADING.fullmatch(lines[at][:1000])
        heading = _plain(fit[1]) if fit else heading
        header = _header(lines, at)
        if header:
            end = next((n for n in range(at + 2, len(lines)) if "|" not in lines[n]), len(lines))
            yield _Found(line=at + 1, heading=heading, header=header, lines=lines[at + 2 : end])
            at = end
        else:
            at += 1


def _header(lines: Sequence[str], at: int) -> Sequence[str]:
    """The names in line ``at``, when the line below it makes it the header of a table; else none."""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if "|" not in lines[at] or "|" not in below or not _BELOW_HEADER.fullmatch(below):
        return ()
    names = _cells(lines[at])
    return names if len(names) == len(_cells(below)) else ()


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [_plain(cell) for cell in _PIPE.split(inner)]


def _plain(cell: str) -> str:
    r"""The text of a cell as it is seen.

    >>> _plain(" [GPT-4](https://a.example) "), _plain("**83.1**"), _plain(r"a\|b")
    ('GPT-4', '83.1', 'a|b')
    """
    seen = _LINK.sub(r"\1", cell.strip()).replace("\\|", "|")
    fit = _WRAPPED.fullmatch(seen)
    return fit[2].strip() if fit else seen


def _read(found: _Found, document: Document, rule: FileRule | None, *, several: bool) -> Reading:
    said = []
    if several and found.heading and not (rule and rule.benchmark):
        rule = replace(rule or FileRule(match=document.path), benchmark=found.heading)
        said.append(f"Where a table names no benchmark, it is the heading above it: {quoted(found.heading)}.")
    try:
        reading = tidy(_table(found, document.shown), document, rule)
    except NoTableError as error:
        return refusal(document.shown, error, Reason.UNKNOWN_FORMAT)
    except EvalsiteError as error:
        return refusal(document.shown, error)
    return replace(reading, inferred=(*said, *reading.inferred))


def _table(found: _Found, shown: str) -> Table:
    """The table of text cells.

    Raises:
        EvalsiteError: two columns of one name.
    """
    twice = sorted({name for name in found.header if name and found.header.count(name) > 1})
    if twice:
        raise EvalsiteError([_twice(found, name, shown) for name in twice])
    rows = [(found.line + 2 + index, _cells(line)) for index, line in enumerate(found.lines)]
    width = len(found.header)
    fitting = [(line, cells) for line, cells in rows if len(cells) == width]
    return Table(
        shown=shown,
        header=tuple(found.header),
        columns=tuple([cells[at] for _, cells in fitting] for at in range(width)),
        places=[line for line, _ in fitting],
        refused=tuple(_of_other_width(line, cells, width, shown) for line, cells in rows if len(cells) != width),
    )


def _twice(found: _Found, name: str, shown: str) -> Problem:
    return Problem(
        file=shown,
        line=found.line,
        found=name,
        expected="expected each column's name once",
        advice="Rename or remove all but one.",
        severity="record",
    )


def _of_other_width(line: int, cells: Sequence[str], width: int, shown: str) -> Problem:
    return Problem(
        file=shown,
        line=line,
        found=" | ".join(cells),
        expected=f"expected {width} cells, as in the header, but there are {len(cells)}",
        advice="Write a cell for each column; a `|` within a cell as `\\|`.",
        severity="record",
    )


def _joined(shown: str, readings: Sequence[Reading]) -> Reading:
    """One reading of all tables. A table that is none of results is ignored where another is one."""
    read = [reading for reading in readings if reading.length]
    if not read:
        return readings[0] if readings else _no_table(shown)
    if len(readings) == 1:
        return read[0]
    others = [reading for reading in readings if _is_other(reading)]
    kept = [reading for reading in readings if not _is_other(reading)]
    aside = [replace(entry, reason=Reason.IGNORED) for reading in others for entry in reading.left_out]
    names = dict.fromkeys(name for reading in read for name in reading.columns)
    columns = {name: [cell for reading in read for cell in _column(reading, name)] for name in names}
    return Reading(
        file=shown,
        columns=columns,
        left_out=(*(entry for reading in kept for entry in reading.left_out), *aside),
        problems=tuple(problem for reading in kept for problem in reading.problems),
        inferred=tuple(dict.fromkeys(said for reading in kept for said in reading.inferred)),
    )


def _is_other(reading: Reading) -> bool:
    return any(entry.reason is Reason.UNKNOWN_FORMAT for entry in reading.left_out)


def _column(reading: Reading, name: str) -> Sequence[Any]:
    missing = math.nan if name in ("value", "stderr", "n") else DEFAULTS[name]
    return reading.columns.get(name) or [missing] * reading.length


def _no_table(shown: str) -> Reading:
    problem = Problem(file=shown, expected="expected a pipe table", advice="Write one.", severity="record")
    entry = LeftOut(file=shown, reason=Reason.UNREADABLE, place=shown, detail=str(problem))
    return Reading(file=shown, left_out=(entry,), problems=(problem,))
