"""CSV and TSV: text cells between commas, tabs or semicolons."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from evalsite.errors import EvalsiteError, Problem
from evalsite.readers.base import Document
from evalsite.readers.roles import is_known
from evalsite.readers.table import Table

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
_LONGEST = csv.field_size_limit()
_END = r"(?:\r\n?|\n|\Z)"  # of a line, as the csv module counts lines
_BEFORE = re.compile(rf"(?:[^\S\r\n]*(?:#[^\r\n]*)?{_END})*")
_FIRST_20 = re.compile(rf"(?:[^\r\n]*{_END}){{0,20}}")


def looks_delimited(head: str) -> str | None:
    """Why ``head`` begins like a table, or None: rows of one width, with a known name or with numbers."""
    found = _delimiter(head)
    return f"{DELIMITERS[found[0]]}-separated, a header of {found[1]} names" if found else None


def parse(document: Document) -> Table:
    """The table in the document; its first line that is neither blank nor a comment is the header.

    Raises:
        EvalsiteError: quotes that do not match, two columns of one name.
    """
    start, text = _from_header(document.text)
    delimiter = (_delimiter(document.head) or (",", 0))[0]
    names, lines, columns, refused = _at_once(text, delimiter, start) or _one_by_one(
        text, delimiter, start, document.shown
    )
    header = tuple(name.strip() for name in names)
    _check_names(header, start, document.shown)
    return Table(shown=document.shown, header=header, columns=columns, places=lines, refused=refused)


_Split = tuple[Sequence[str], Sequence[int], tuple[Sequence[str], ...], tuple[Problem, ...]]
"""The names, the lines of the rows, the columns, and a problem for each row that has no place in them."""


def _at_once(text: str, delimiter: str, start: int) -> _Split | None:
    found = split(text, delimiter)
    if not found or not any(map(all, found[1])):  # a line of empty cells is a blank one
        return None
    names, columns = found
    return names, range(start + 1, start + 1 + len(columns[0])), columns, ()


def _one_by_one(text: str, delimiter: str, start: int, shown: str) -> _Split:
    lines, (names, *rows) = _records(text, delimiter, start, shown)
    lines, rows, refused = _of_width(len(names), lines[1:], rows, delimiter, shown)
    return names, lines, tuple(zip(*rows, strict=True)) if rows else ((),) * len(names), refused


def split(text: str, delimiter: str) -> tuple[list[str], tuple[list[str], ...]] | None:
    """The cells of the first line, and the columns below it, all at once: the common case, and fast.

    None where lines differ in width, and where the csv module might see more in them than lines and delimiters: quotes,
    spaces before a cell, cells beyond its limit.
    """
    if "\r" in text:
        text = io.StringIO(text, newline=None).read()
    if '"' in text or (" " in text and (f"{delimiter} " in text or "\n " in text or text.startswith(" "))):
        return None
    text = text.removesuffix("\n")
    width = text.partition("\n")[0].count(delimiter) + 1
    cells = text.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)  # the line ends make one more column
    ends = cells[width :: width + 1]
    if len(cells) != width + len(ends) * (width + 1) or not len(ends) == ends.count("\n") == text.count("\n"):
        return None
    if len(text) > _LONGEST < max(map(len, cells)):
        return None
    return cells[:width], tuple(cells[at :: width + 1] for at in range(width + 1, 2 * width + 1))


def _records(text: str, delimiter: str, start: int, shown: str) -> tuple[list[int], list[list[str]]]:
    """The records that are not blank, and the line that each begins on.

    Raises:
        EvalsiteError: quotes that do not match.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
    lines, rows, line = [], [], start
    try:
        for row in reader:
            if row:
                lines.append(line)
                rows.append(row)
            line = start + reader.line_num
    except csv.Error as error:
        raise EvalsiteError(_broken(text, line, start, shown, str(error))) from error
    return lines, rows


def _broken(text: str, line: int, start: int, shown: str, reason: str) -> Problem:
    found = next(islice(_lines(text), line - start, None), "")
    return Problem(
        file=shown,
        line=line,
        found=found.rstrip("\r\n"),
        expected=f"expected each cell that begins with a quote to end with one ({reason})",
        advice='Close the quote, and write a quote inside a quoted cell twice ("").',
        severity="record",
    )


def _check_names(header: tuple[str, ...], line: int, shown: str) -> None:
    twice = {name: times for name, times in Counter(filter(None, header)).items() if times > 1}
    if twice:
        raise EvalsiteError(
            [
                Problem(
                    file=shown,
                    line=line,
                    found=name,
                    expected=f"expected each column's name once, but {times} columns have this one",
                    advice="Rename or remove all but one.",
                    severity="record",
                )
                for name, times in twice.items()
            ]
        )


def _of_width(
    width: int, lines: Sequence[int], rows: Sequence[list[str]], delimiter: str, shown: str
) -> tuple[list[int], list[list[str]], tuple[Problem, ...]]:
    """The rows that have ``width`` cells, with their lines, and a problem for each of the others.

    A row of empty cells, such as spreadsheets leave below a table, is a blank line.
    """
    numbered = [(line, row) for line, row in zip(lines, rows, strict=True) if any(row)]
    refused = tuple(
        Problem(
            file=shown,
            line=line,
            found=delimiter.join(row),
            expected=f"expected {width} cells, as in the header, but there are {len(row)}",
            advice=f"Add or remove cells, and put quotes round a cell that holds a {DELIMITERS[delimiter]}.",
            severity="record",
        )
        for line, row in numbered
        if len(row) != width
    )
    whole = [(line, row) for line, row in numbered if len(row) == width]
    return [line for line, _ in whole], [row for _, row in whole], refused


def _from_header(text: str) -> tuple[int, str]:
    """The number of the header's line, and the text from there: blank lines and # comments come before."""
    before = _BEFORE.match(text)
    at = before.end() if before else 0
    return sum(1 for _ in _lines(text[:at])) + 1, text[at:]


def _lines(text: str) -> io.StringIO:
    """The lines as the csv module counts them, their ends kept."""
    return io.StringIO(text, newline="")


def _delimiter(head: str) -> tuple[str, int] | None:
    """The delimiter that splits the first records best, with the header's width; None when none does."""
    _, text = _from_header(head)
    sample = _FIRST_20.match(text)
    return _best_delimiter(sample[0] if sample else "")


@lru_cache(maxsize=4)  # sniffing and parsing ask the same
def _best_delimiter(text: str) -> tuple[str, int] | None:
    rows = {delimiter: _lenient(text, delimiter) for delimiter in DELIMITERS if delimiter in text}
    fits = {delimiter: _fit(records) for delimiter, records in rows.items()}
    best = max(fits, key=fits.__getitem__, default="")
    return (best, fits[best][1]) if best and fits[best] > (0, 0) and _like_a_table(rows[best]) else None


def _lenient(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True) if row]
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]


def _fit(records: list[list[str]]) -> tuple[int, int]:
    """How many records are as wide as the first, and how wide that is; nothing when it is one cell."""
    width = len(records[0]) if records else 0
    return (list(map(len, records)).count(width), width) if width > 1 else (0, 0)


def _like_a_table(records: list[list[str]]) -> bool:
    """Whether the header has a name that the field knows, or most rows are as wide as it and hold a number."""
    header, *rows = records
    if any(is_known(name) for name in header):
        return True
    like = [row for row in rows if len(row) == len(header) and any(cell.strip()[:1].isdigit() for cell in row)]
    return bool(rows) and 2 * len(like) >= len(rows)
