"""Readers of third parties, found by the entry point group ``evalsite.readers`` and loaded when files are read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.readers.base import Document, FileRule, Reader
from evalsite.readers.rows import refusal
from evalsite.readings import COLUMNS, ITEM_COLUMNS, Reading

GROUP = "evalsite.readers"


def installed(known: Iterable[Reader]) -> tuple[tuple[Reader, ...], tuple[Problem, ...]]:
    """The readers of third parties by name, and an error for each that cannot be used.

    Two readers must not share a name, nor have one of those already ``known``.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    names = {reader.name for reader in known} if points else set()  # to ask for names loads the readers
    readers: list[Reader] = []
    problems: list[Problem] = []
    for point in points:
        try:
            reader = _load(point)
            if reader.name in names:
                raise ValueError(f"there is a reader with the name {quoted(reader.name)} already")
        except Exception as error:  # noqa: BLE001  # whatever code of others does is told, and who did it
            problems.append(_unusable(point, error))
        else:
            names.add(reader.name)
            readers.append(reader)
    return tuple(readers), tuple(problems)


def _load(point: EntryPoint) -> "Plugin":
    found = point.load()
    inner = found() if isinstance(found, type) else found
    name = getattr(inner, "name", None)
    if not isinstance(name, str) or not name.strip():
        raise TypeError("it has no `name`")
    for method in ("sniff", "read"):
        if not callable(getattr(inner, method, None)):
            raise TypeError(f"it has no method `{method}`")
    in_pieces = getattr(inner, "in_pieces", False) is True
    return Plugin(name=name, inner=inner, module=type(inner).__module__, source=_source(point), in_pieces=in_pieces)


def _source(point: EntryPoint) -> str:
    package = f" of {point.dist.name} {point.dist.version}" if point.dist else ""
    return f"{quoted(f'{point.name} = {point.value}')}{package}"


def _unusable(point: EntryPoint, error: Exception) -> Problem:
    return Problem(
        file=GROUP,
        found=f"{point.name} = {point.value}",
        expected=f"expected each installed reader to be usable, but that is not: {_what(error)}",
        advice=f"Mend or uninstall {point.dist.name if point.dist else 'the package that has it'}.",
    )


def _what(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


class Plugin(Struct, frozen=True, kw_only=True):
    """A reader of a third party: what it raises, and what it gives that is no reading, refuses the file and names it.

    ``module`` is where its code is, ``source`` which package brought it.
    """

    name: str
    inner: Any
    module: str
    source: str
    in_pieces: bool = False

    def sniff(self, document: Document) -> str | None:
        """What the reader recognises the document by; when it fails, that it failed, so that :meth:`read` tells."""
        try:
            why = self.inner.sniff(document)
        except Exception as error:  # noqa: BLE001  # whatever code of others does is told, and who did it
            return f"its reader failed: {_what(error)}"
        return None if why is None else str(why)

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """What the reader makes of the document, checked; else a refusal."""
        try:
            self.inner.sniff(document)
            reading = self.inner.read(document, rule)
            for fault in _faults(reading):
                raise ValueError(fault)
        except Exception as error:  # noqa: BLE001  # whatever code of others does is told, and who did it
            problem = Problem(
                file=document.shown,
                expected=f"expected the reader {self.source} to read the file, but it failed: {_what(error)}",
                advice="Tell those who wrote it, or uninstall it.",
                severity="record",
            )
            return replace(refusal(document.shown, EvalsiteError(problem)), format=self.name)
        read: Reading = reading
        return replace(read, file=document.shown, format=self.name)


def _faults(reading: Any) -> Iterator[str]:
    """What a reading must not be: something else, with columns that nobody knows, or of different lengths."""
    if not isinstance(reading, Reading):
        yield f"it gave {type(reading).__name__}, not a Reading"
        return
    yield from _of_columns(reading.columns, COLUMNS)
    yield from _of_columns(reading.items, ITEM_COLUMNS)
    if reading.items and set(reading.items) != set(ITEM_COLUMNS):
        yield f"items need the columns {', '.join(ITEM_COLUMNS)}"
    if reading.columns and not {"benchmark", "model", "metric", "value"} <= set(reading.columns):
        yield "rows need the columns benchmark, model, metric and value"


def _of_columns(columns: Mapping[str, Sequence[Any]], known: Mapping[str, str]) -> Iterator[str]:
    yield from (f"there is no column {quoted(name)}" for name in columns if name not in known)
    if len({len(cells) for cells in columns.values()}) > 1:
        yield "its columns have different lengths"
