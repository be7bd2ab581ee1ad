"""Readers that are loaded when a file may be of their format: few sites have files of many tools."""

from collections.abc import Callable
from functools import cached_property
from importlib import import_module

from evalsite.readers.base import Document, FileRule, Reader
from evalsite.readings import Reading

Look = Callable[[Document], bool]


class Later:
    """The reader at ``place`` (``module:Class``), for documents that ``may_be`` of its format.

    ``may_be`` only spares loading the module: what it passes over the reader would pass over, too.
    """

    def __init__(self, place: str, may_be: Look) -> None:
        self._place = place
        self.may_be = may_be

    @cached_property
    def reader(self) -> Reader:
        """The reader itself."""
        module, _, name = self._place.partition(":")
        reader: Reader = getattr(import_module(f"{__package__}.{module}"), name)()
        return reader

    @property
    def name(self) -> str:
        """The format's name."""
        return self.reader.name

    @property
    def in_pieces(self) -> bool:
        """Whether the reader reads files of any size."""
        return getattr(self.reader, "in_pieces", False)

    def sniff(self, document: Document) -> str | None:
        """What the document was recognised by."""
        return self.reader.sniff(document) if self.may_be(document) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The document's rows."""
        return self.reader.read(document, rule)


def is_json(document: Document) -> bool:
    """Whether the document is JSON."""
    return document.json is not None


def begins_with(mark: bytes) -> Look:
    """Whether a document begins with ``mark``."""
    return lambda document: document.data.startswith(mark)


def begins_like_an_object(document: Document) -> bool:
    """Whether a document begins like a JSON object that is not empty."""
    return document.head.lstrip().startswith('{"')


def says(word: bytes) -> Look:
    """Whether ``word`` is anywhere in a document that is no JSON."""
    return lambda document: document.json is None and word in document.data


def says_early(*words: str) -> Look:
    """Whether one of ``words`` is in the first two lines of a document that is no JSON."""

    def look(document: Document) -> bool:
        head = document.head.lstrip() if document.json is None else ""
        end = head.find("\n", head.find("\n") + 1)
        lines = head if end < 0 else head[:end]
        return any(word in lines for word in words)

    return look


def either(one: Look, other: Look) -> Look:
    """Whether one of the two is so."""
    return lambda document: one(document) or other(document)
