"""JSON within bounds: what is nested too deeply is refused, and keys that come twice in an object are noted."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from jiter import from_json

from evalsite.readers.json_text import escape

DEEPEST = 200
"""The most lists and objects within each other, an empty one not counted: fewer than Python gives up at."""
TOO_DEEP = f"JSON that is nested at most {DEEPEST} deep"
_CONTAINERS = frozenset([dict, list])
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHER = bytes(set(range(256)) - set(_STEPS))


class TooDeepError(ValueError):
    """A document is nested more than :data:`DEEPEST` deep; the text ends the sentence "expected ..."."""

    def __init__(self) -> None:
        super().__init__(TOO_DEEP)


def parse(data: bytes) -> tuple[Any, bool]:
    """The document in UTF-8, and whether an object of it had a key twice, of which the last counts.

    A document that is as it should be is parsed by jiter, which looks for depth and repeated keys on its way, in less
    than half the time of :class:`Parser`. Whatever it refuses, such as half of a surrogate pair, Parser decides on.

    Raises:
        TooDeepError: it is nested too deeply.
        ValueError: it is no JSON, or not UTF-8.
    """
    try:
        return from_json(data, catch_duplicate_keys=True), False
    except ValueError:
        parser = Parser()
        return parser.parse(data.decode()), parser.repeating


class Parser:
    """Parses documents; ``repeating`` says whether an object of any of them had a key twice, of which the last counts.

    ``options`` are those of :class:`json.JSONDecoder`.
    """

    def __init__(self, **options: Any) -> None:
        self.repeating = False
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, **options)

    def parse(self, text: str) -> Any:
        """The document in ``text``.

        Raises:
            TooDeepError: it is nested too deeply.
            ValueError: it is no JSON.
        """
        try:
            data = self._decoder.decode(text)
        except RecursionError as error:
            raise TooDeepError from error
        except json.JSONDecodeError as error:
            if _is_deep(text[: error.pos]):  # which comes first: some versions of Python would not get so far
                raise TooDeepError from error
            raise
        check_depth(data)
        return data

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.repeating = True
        return found


def check_depth(data: Any) -> None:
    """Look through a document level by level.

    Raises:
        TooDeepError: it has more than :data:`DEEPEST` levels.
    """
    level = [data] if type(data) in _CONTAINERS else []
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise TooDeepError
        below: list[Any] = []
        for part in level:
            values = part.values() if type(part) is dict else part
            if not _CONTAINERS.isdisjoint(map(type, values)):
                below += [value for value in values if value and type(value) in _CONTAINERS]
        level = below


def _is_deep(text: str) -> bool:
    """Whether the beginning of a document goes deeper than :data:`DEEPEST`."""
    brackets = _STRING.sub("", text).encode("ascii", "ignore").translate(None, delete=_OTHER)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST


def repeated_keys(text: str) -> Sequence[tuple[str, str]]:
    """The keys that come more than once in an object of a document that can be parsed: the pointer and the key."""
    found: list[tuple[str, str]] = []
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
    waiting = [("", decoder.decode(text))]
    while waiting:
        pointer, part = waiting.pop()
        if isinstance(part, _Pairs):
            found += [(f"{pointer}/{escape(key)}", key) for key in part.repeated]
        waiting.extend((f"{pointer}/{escape(key)}", value) for key, value in _inner(part))
    return sorted(found)


class _Pairs(list[tuple[str, Any]]):
    """An object as it is written."""

    @property
    def repeated(self) -> Sequence[str]:
        times: Mapping[str, int] = Counter(key for key, _ in self)
        return [key for key, count in times.items() if count > 1]


def _inner(part: Any) -> Iterator[tuple[str, Any]]:
    pairs = part if isinstance(part, _Pairs) else ((str(index), value) for index, value in enumerate(part))
    return ((key, value) for key, value in pairs if isinstance(value, list))
