"""CSV and TSV: text cells between commas, tabs or semicolons."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from evalsite.errors import EvalsiteError, Problem
from evalsite.readers.base import Document
from evalsite.readers.roles import is_known
from evalsite.readers.table import Table

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
_SAMPLE = 20

Record = tuple[int, list[str]]


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
    records = list(_records(text, delimiter, start, document.shown))
    (line, names), *rows = records
    header = tuple(name.strip() for name in names)
    _check_names(header, line, document.shown)
    whole, refused = _split(rows, len(header), delimiter, document.shown)
    cells = [row for _, row in whole]
    return Table(
        shown=document.shown,
        header=header,
        columns=tuple(zip(*cells, strict=True)) if cells else ((),) * len(header),
        places=[line for line, _ in whole],
        refused=refused,
    )


def _records(text: str, delimiter: str, start: int, shown: str) -> Iterator[Record]:
    """Each record that is not blank, with the line that it begins on."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
    line = start
    try:
        for row in reader:
            if row and (len(row) > 1 or row[0]):
                yield line, row
            line = start + reader.line_num
    except csv.Error as error:
        raise EvalsiteError(_broken(text, line, start, shown, str(error))) from error


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
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise EvalsiteError(
            [
                Problem(
                    file=shown,
                    line=line,
                    found=name,
                    expected=f"expected each column's name once, but {header.count(name)} columns have this one",
                    advice="Rename or remove all but one.",
                    severity="record",
                )
                for name in twice
            ]
        )


def _split(rows: list[Record], width: int, delimiter: str, shown: str) -> tuple[list[Record], tuple[Problem, ...]]:
    """The rows that have ``width`` cells, and a problem for each of the others."""
    refused = tuple(
        Problem(
            file=shown,
            line=line,
            found=delimiter.join(row),
            expected=f"expected {width} cells, as in the header, but there are {len(row)}",
            advice=f"Add or remove cells, and put quotes round a cell that holds a {DELIMITERS[delimiter]}.",
            severity="record",
        )
        for line, row in rows
        if len(row) != width
    )
    return ([record for record in rows if len(record[1]) == width], refused) if refused else (rows, ())


def _from_header(text: str) -> tuple[int, str]:
    """The number of the header's line, and the text from there: blank lines and # comments come before."""
    line, at = 1, 0
    for piece in _lines(text):
        if piece.strip() and not piece.lstrip().startswith("#"):
            return line, text[at:]
        line, at = line + 1, at + len(piece)
    return line, ""


def _lines(text: str) -> io.StringIO:
    """The lines as the csv module counts them, their ends kept."""
    return io.StringIO(text, newline="")


def _delimiter(head: str) -> tuple[str, int] | None:
    """The delimiter that splits the first records best, with the header's width; None when none does."""
    _, text = _from_header(head)
    text = "".join(islice(_lines(text), _SAMPLE))
    best = max(DELIMITERS, key=lambda delimiter: _fit(_lenient(text, delimiter)))
    records = _lenient(text, best)
    return (best, len(records[0])) if _fit(records) > (0, 0) and _like_a_table(records) else None


def _lenient(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True) if row]
    except csv.Error:
        return [line.split(delimiter) for line in text.splitlines()]


def _fit(records: list[list[str]]) -> tuple[int, int]:
    """How many records are as wide as the first, and how wide that is; nothing when it is one cell."""
    width = len(records[0]) if records else 0
    return (sum(len(row) == width for row in records), width) if width > 1 else (0, 0)


def _like_a_table(records: list[list[str]]) -> bool:
    """Whether the header has a name that the field knows, or most rows are as wide as it and hold a number."""
    header, *rows = records
    if any(is_known(name) for name in header):
        return True
    like = [row for row in rows if len(row) == len(header) and any(cell.strip()[:1].isdigit() for cell in row)]
    return bool(rows) and 2 * len(like) >= len(rows)
