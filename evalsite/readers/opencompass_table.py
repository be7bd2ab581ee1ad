"""The table of an OpenCompass summary, by column: as CSV without quotes or as Markdown, alone or within a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from evalsite.readers.delimited import split
from evalsite.readers.table import pick

NAMES = ("dataset", "version", "metric", "mode")
HEADER = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?dataset[ \t]*([,|])[ \t]*version[ \t]*\1[ \t]*metric[ \t]*\1[ \t]*mode[ \t]*\1"
)
_RULE = re.compile(r"\|?[ \t:|-]+\|?")
_PLAIN = bytes(range(32, 127)) + b"\r\n"
_SPACE_AT_END = re.compile(r" (?:[,\r\n]|\Z)")


class SummaryTable(Struct, frozen=True, kw_only=True):
    """The names above the columns of numbers, and the numbers of the lines below them.

    ``columns`` are those of :data:`NAMES`, and one for each model. ``refused`` are lines of another width.
    """

    models: Sequence[str] = ()
    lines: Sequence[int] = ()
    columns: Sequence[Sequence[str]] = ((),) * len(NAMES)
    refused: Sequence[tuple[int, Sequence[str]]] = ()

    def pick(self, at: Sequence[int]) -> "SummaryTable":
        """Some of the lines."""
        if len(at) == len(self.lines):
            return self
        return replace(
            self, lines=[self.lines[line] for line in at], columns=[pick(cells, at) for cells in self.columns]
        )


def summary_table(text: str) -> SummaryTable:
    """The first table with the tool's header; an empty one when there is none."""
    return _at_once(text) or _line_by_line(text)


def _at_once(text: str) -> SummaryTable | None:
    """The table of a text that is nothing but lines of one width, and plain: the common case, and fast."""
    header, columns = (_is_plain(text) and split(text, ",")) or ((), ())
    if header[: len(NAMES)] != [*NAMES] or len(header) == len(NAMES):
        return None
    return SummaryTable(models=header[len(NAMES) :], lines=range(2, len(columns[0]) + 2), columns=columns)


def _is_plain(text: str) -> bool:
    """Whether no cell has anything to be taken off its ends, and no line is the last of the table."""
    if "$" in text or "*" in text or (" " in text and _SPACE_AT_END.search(text)):
        return False
    return text.encode().translate(None, delete=_PLAIN).decode().isprintable()  # other characters than ASCII's


def _line_by_line(text: str) -> SummaryTable:
    lines = [line.strip() for line in text.splitlines()]
    at = next((at for at, line in enumerate(lines) if HEADER.match(line)), len(lines))
    fit = HEADER.match(lines[at]) if at < len(lines) else None
    if not fit:
        return SummaryTable()
    block = list(takewhile(lambda line: line and line[0] != "$", lines[at:]))
    (_, header), *rows = _rows(block, at + 1, fit[1])
    fitting = [(number, cells) for number, cells in rows if len(cells) == len(header)]
    return SummaryTable(
        models=header[len(NAMES) :],
        lines=[number for number, _ in fitting],
        columns=list(zip(*(cells for _, cells in fitting), strict=True)) or [()] * len(header),
        refused=[(number, cells) for number, cells in rows if len(cells) != len(header)],
    )


def _rows(block: Sequence[str], first: int, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line with its number, without the line below the header."""
    for number, line in enumerate(block, first):
        if not (_RULE.fullmatch(line) and "-" in line):
            inner = line.removeprefix("|").removesuffix("|") if separator == "|" else line
            yield number, [cell.strip().strip("*").strip() for cell in inner.split(separator)]
