"""JSON and JSON Lines: numbers kept as they were written, keys that come twice refused."""

import json
import re
from collections.abc import Iterator
from typing import Any

from evalsite.errors import EvalsiteError, Problem
from evalsite.readers.base import Document
from evalsite.readers.json_bounds import Parser, TooDeepError, repeated_keys
from evalsite.readers.json_text import escape
from evalsite.readers.records import Data, Entry, tabulate
from evalsite.readers.table import Table

_TEXT = frozenset([str])
_WORDS = {None: "", True: "true", False: "false"}
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
    data = _Parser(document.shown).load(document.text)
    return tabulate(list(_entries(data)), "", document.shown)


def _entries(data: Any) -> Iterator[Entry]:
    if isinstance(data, dict):
        for key, part in data.items():
            yield Entry(key=key, place=f"/{escape(key)}", data=plain(part))
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield Entry(key=None, place=f"/{index}", data=plain(part))


def parse_lines(document: Document) -> Table:
    """The table in JSON Lines, one object a line; places are line numbers. A line that is broken is refused alone.

    Raises:
        EvalsiteError: no line holds a row.
    """
    parser = _Parser(document.shown)
    entries: list[Entry] = []
    refused: list[Problem] = []
    for number, text in enumerate(document.text.split("\n"), 1):
        if text.strip():
            try:
                entries.append(Entry(key=None, place=number, data=plain(parser.load(text, number))))
            except EvalsiteError as error:
                refused.extend(error.problems[:1])
    if refused and not entries:
        raise EvalsiteError(refused)
    return tabulate(entries, 1, document.shown).without([], refused)


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


def plain(data: Any) -> Data:
    """One row's data with true, false and null as text; what is nested deeper stays as it is."""
    if not isinstance(data, dict):
        return _cell(data)
    if _TEXT.issuperset(map(type, data.values())):
        return data  # the common case
    return {name: _cell(cell) for name, cell in data.items()}


def _cell(data: Any) -> Data:
    if isinstance(data, dict):
        return {name: part if isinstance(part, str | list | dict) else _WORDS[part] for name, part in data.items()}
    return data if isinstance(data, str | list) else _WORDS[data]


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
