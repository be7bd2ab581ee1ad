"""JSON and JSON Lines: numbers kept as they were written, keys that come twice refused."""

import json
import re
from codecs import BOM_UTF8
from functools import cache, partial
from typing import Any

from evalsite.errors import EvalsiteError, Problem
from evalsite.readers import json_bounds
from evalsite.readers.base import Document
from evalsite.readers.json_bounds import Parser, TooDeepError, repeated_keys
from evalsite.readers.json_text import escape
from evalsite.readers.records import Entries, tabulate
from evalsite.readers.table import Table

_LIST = re.compile(r'\s*\[\s*(?:[\[\]"\d-]|\{\s*["}])')
_LINES = re.compile(r'\s*\{[ \t]*".*\}[ \t\r]*\n\s*\{')
_OBJECT = re.compile(r'\s*\{\s*["}]')


def looks_like_json(head: str) -> str | None:
    """Why ``head`` begins like a JSON document, or None."""
    if _LIST.match(head):
        return "a JSON list"
    return "a JSON object" if _OBJECT.match(head) else None


def looks_like_lines(head: str) -> str | None:
    """Why ``head`` begins like JSON Lines, or None: an object ends on its line, and one begins on the next."""
    return "a JSON object on each line" if _LINES.match(head) else None


def parse(document: Document) -> Table:
    """The table in a JSON document; places are JSON pointers.

    Raises:
        EvalsiteError: broken syntax, nesting too deep, keys that come twice, or none of the shapes of a table.
    """
    if document.json is None or document.has_repeated_keys:
        return parse_written(document)
    return tabulate(_entries(document.json), "", document.shown, cache(partial(parse_written, document)))


def parse_written(document: Document) -> Table:
    """The table with each number as its text, which takes longer; raises as :func:`parse`."""
    return tabulate(_entries(_Parser(document.shown).load(document.text)), "", document.shown)


def _entries(data: Any) -> Entries:
    if isinstance(data, dict):
        return Entries(data=list(data.values()), places=[f"/{escape(key)}" for key in data], keys=list(data))
    parts = data if isinstance(data, list) else []
    return Entries(data=parts, places=[f"/{index}" for index in range(len(parts))])


def parse_lines(document: Document) -> Table:
    """The table in JSON Lines, one object a line; places are line numbers. A line that is broken is refused alone.

    Raises:
        EvalsiteError: no line holds a row.
    """
    entries = _whole_lines(document.data)
    if entries is None:
        return parse_written_lines(document)
    return tabulate(entries, 1, document.shown, cache(partial(parse_written_lines, document)))


def _whole_lines(data: bytes) -> Entries | None:
    """What stands on each line; None when that cannot be said of one of them, or a key comes twice."""
    rows, places = [], []
    for number, line in enumerate(data.removeprefix(BOM_UTF8).split(b"\n"), 1):
        if line and not line.isspace():
            try:
                row, repeating = json_bounds.parse(line)
            except ValueError:
                return None
            if repeating:
                return None
            rows.append(row)
            places.append(number)
    return Entries(data=rows, places=places)


def parse_written_lines(document: Document) -> Table:
    """As :func:`parse_written`, of JSON Lines."""
    parser = _Parser(document.shown)
    rows, places = [], []
    refused: list[Problem] = []
    for number, text in enumerate(document.text.split("\n"), 1):
        if text.strip():
            try:
                rows.append(parser.load(text, number))
                places.append(number)
            except EvalsiteError as error:
                refused.extend(error.problems[:1])
    if refused and not rows:
        raise EvalsiteError(refused)
    return tabulate(Entries(data=rows, places=places), 1, document.shown).without([], refused)


class _Parser:
    """Parses JSON with every number as its text."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.parser = Parser(parse_float=str, parse_int=str, parse_constant=str)

    def load(self, text: str, line: int | None = None) -> Any:
        """The data in ``text``, which is the whole file, or its line ``line``.

        Raises:
            EvalsiteError: broken syntax, nesting too deep, keys that come twice.
        """
        self.parser.repeating = False
        try:
            data = self.parser.parse(text)
        except json.JSONDecodeError as error:
            at = error.doc[error.pos : error.pos + 40].split("\n")[0]
            where = (line or 1) + error.lineno - 1
            raise EvalsiteError(_broken(self.shown, where, at, f"valid JSON, but {error.msg}")) from error
        except TooDeepError as error:
            raise EvalsiteError(_broken(self.shown, line, "", str(error))) from error
        if self.parser.repeating:
            raise EvalsiteError([_key_problem(self.shown, line, *found) for found in repeated_keys(text)])
        return data


def _broken(shown: str, line: int | None, found: str, expected: str) -> Problem:
    advice = "Write the file again with the tool that made it, or mend it here."
    return Problem(
        file=shown, line=line, found=found, expected=f"expected {expected}", advice=advice, severity="record"
    )


def _key_problem(shown: str, line: int | None, pointer: str, key: str) -> Problem:
    return Problem(
        file=shown,
        line=line,
        pointer=pointer,
        found=key,
        expected="expected each key of an object once",
        advice="Remove or rename all but one.",
        severity="record",
    )
