"""A JSON document read entry by entry, for files that are too large to be parsed whole."""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO

from evalsite.readers.json_bounds import TooDeepError, check_depth

PIECE = 1024 * 1024
"""How many bytes are read at once."""
LARGEST_ENTRY = 64 * 1024 * 1024
"""The most characters of one entry."""
_SPACE = re.compile(r"[ \t\r\n]*")
_FIRST = 50
_LONGEST_TAIL = len("e+1")  # what may follow a number and still be of it


class StreamError(ValueError):
    """The document is no JSON, or an entry is too large; the text ends the sentence "expected ..., but"."""


class Entries:
    """The entries of one member of the outermost object, or of the outermost list, each once and in order.

    Iterating gives key and value, of a list index and value. ``others`` has the object's other members: those before
    the entries while these are read, all of them afterwards.
    """

    def __init__(self, open_file: Callable[[], BinaryIO], member: str = "") -> None:
        self.others: dict[str, Any] = {}
        self._open, self._member = open_file, member

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Read on.

        Raises:
            StreamError: what follows is no JSON, or more than :data:`LARGEST_ENTRY` of one entry.
            OSError: the file cannot be read.
        """
        with self._open() as file:
            text = _Text(file)
            if text.peek() == "[":
                yield from text.entries()
            else:
                yield from self._of_member(text)
            text.end()

    def pieces(self) -> Iterator[Mapping[str, Any]]:
        """The same entries by their keys as text, in pieces that can be held: one at a time."""
        return ({str(key): value} for key, value in self)

    def _of_member(self, text: "_Text") -> Iterator[tuple[Any, Any]]:
        for key in text.names():
            if key == self._member:
                yield from text.entries()
            else:
                self.others[key] = text.value()


class Whole:
    """The same of a document that was parsed whole."""

    def __init__(self, data: Any, member: str = "") -> None:
        part = data.get(member) if isinstance(data, dict) else data
        self._part = part
        self.others = {key: value for key, value in data.items() if key != member} if isinstance(data, dict) else {}

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The same pairs."""
        if isinstance(self._part, dict):
            return iter(self._part.items())
        return enumerate(self._part if isinstance(self._part, list) else ())

    def pieces(self) -> Iterator[Mapping[str, Any]]:
        """The same entries, if there are any, at once."""
        part = self._part if isinstance(self._part, dict) else {str(index): value for index, value in self}
        return iter([part] if part else [])


def beginning(data: bytes) -> Any:
    """The document that begins with ``data``, of each member its first entries; None for none.

    It is enough to tell a format, and never all that the document says.
    """
    text = _Text(BytesIO(data))
    found: dict[str, Any] = {}
    listed: list[Any] = []
    with suppress(StreamError):
        if text.peek() == "[":
            text.first_into(listed)
        for key in text.names() if text.peek() == "{" else ():
            if text.peek() in ("{", "["):
                found[key] = {} if text.peek() == "{" else []
                text.first_into(found[key])
            else:
                found[key] = text.value()
    return found or listed or None


class _Text:
    """The text from where it is read: values, and the signs between them."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.buffer, self.at, self.ended = file, "", 0, False
        self.decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.scan = json.JSONDecoder().raw_decode

    def peek(self) -> str:
        """The next sign that is no space, without taking it; ``""`` at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self.at < len(self.buffer) or not self.more():
                return self.buffer[self.at : self.at + 1]

    def take(self, signs: str) -> str:
        """The next sign, which must be one of ``signs``."""
        found = self.peek()
        if not found or found not in signs:
            raise StreamError(self.broken())
        self.at += 1
        return found

    def value(self) -> Any:
        """The next value; more is read until it is complete, twice as much each time."""
        self.peek()
        while True:
            try:
                value, end = self.scan(self.buffer, self.at)
                if end + _LONGEST_TAIL < len(self.buffer) or self.ended:
                    self.at = end
                    check_depth(value)
                    return value
            except TooDeepError as error:
                raise StreamError("it is nested too deeply") from error
            except ValueError as error:
                if self.ended:
                    raise StreamError(self.broken()) from error
            except RecursionError as error:
                raise StreamError("it is nested too deeply") from error
            if len(self.buffer) - self.at > LARGEST_ENTRY:
                raise StreamError(f"an entry has more than {LARGEST_ENTRY:,} characters")
            self.more(len(self.buffer) - self.at)

    def names(self) -> Iterator[str]:
        """The keys of an object; whoever is given one takes its value before asking for the next."""
        for _ in self.parts("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                raise StreamError(self.broken())
            self.take(":")
            yield key

    def entries(self) -> Iterator[tuple[Any, Any]]:
        """The entries of the object or list that comes next."""
        if self.peek() == "[":
            return ((index, self.value()) for index in self.parts("[", "]"))
        return ((key, self.value()) for key in self.names())

    def first_into(self, part: dict[str, Any] | list[Any]) -> None:
        """Add the first entries of what comes next to ``part``, and pass over the others."""
        for at, (name, value) in enumerate(self.entries()):
            if at < _FIRST and isinstance(part, dict):
                part[name] = value
            elif at < _FIRST and isinstance(part, list):
                part.append(value)

    def parts(self, opening: str, closing: str) -> Iterator[int]:
        """Count the parts between two signs; whoever is given a number takes the part."""
        self.take(opening)
        if self.peek() == closing:
            self.at += 1
            return
        index = 0
        yield index
        while self.take("," + closing) == ",":
            index += 1
            yield index

    def end(self) -> None:
        """Check that nothing follows."""
        if self.peek():
            raise StreamError(self.broken())

    def more(self, most: int = 0) -> bool:
        """Read on, a piece or as many bytes as ``most`` is; what was taken is let go. False at the end."""
        try:
            piece = self.file.read(max(PIECE, most))
            self.buffer, self.at = self.buffer[self.at :] + self.decode(piece, not piece), 0
        except UnicodeDecodeError as error:
            raise StreamError("it is not UTF-8") from error
        self.ended = not piece
        return bool(piece)

    def broken(self) -> str:
        """What is wrong here."""
        if self.at >= len(self.buffer):
            return "it breaks off"
        return f"it is no JSON where {json.dumps(self.buffer[self.at : self.at + 40], ensure_ascii=False)} stands"
