"""The one value that every table syntax is parsed into: text cells, by column, with each row's place."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem


class NoTableError(EvalsiteError):
    """The syntax is known, but what stands in it is not understood as a table of results."""


class NumberCells(Sequence[str]):
    """A column that its syntax holds as ``numbers``, NaN for an empty cell: finite ones, and nothing else.

    Few ask for the text of its cells, as it was ``written``: it is made when somebody does.
    """

    def __init__(self, numbers: list[float], written: Callable[[], Sequence[str]]) -> None:
        self.numbers = numbers
        self._written = written

    @cached_property
    def text(self) -> Sequence[str]:
        """The cells as they were written."""
        return self._written()

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self.text[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self.text)

    def pick(self, rows: Sequence[int]) -> "NumberCells":
        """The cells of these rows."""
        return NumberCells([self.numbers[row] for row in rows], lambda: [self.text[row] for row in rows])


def pick(cells: Sequence[str], rows: Sequence[int]) -> Sequence[str]:
    """The cells of these rows, which are in order and each there once."""
    if len(rows) == len(cells):
        return cells
    return cells.pick(rows) if isinstance(cells, NumberCells) else [cells[row] for row in rows]


class Table(Struct, frozen=True, kw_only=True):
    """A table as it was written, before anything is taken for a name or a number.

    ``columns`` has one sequence of cells for each name in ``header``, all of one length; a cell that was not
    there is ``""``. ``places`` says of each row where it stands: a line number, or a JSON pointer.
    ``nested`` holds the (row, column) of cells that held a list or an object: their text only hints at it.
    ``doubt`` says why this may be something else than results; then only a rule of evalsite.yml has it read.
    ``refused`` has one problem for each row that could not be split into cells, and is in no column.
    """

    shown: str
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    places: Sequence[int] | Sequence[str]
    nested: frozenset[tuple[int, int]] = frozenset()
    refused: tuple[Problem, ...] = ()
    inferred: tuple[str, ...] = ()
    doubt: Problem | None = None

    @property
    def length(self) -> int:
        """How many rows there are, without the refused ones."""
        return len(self.places)

    def problem(self, row: int, *, found: str = "", expected: str, advice: str) -> Problem:
        """A problem of one row."""
        place = self.places[row]
        return Problem(
            file=self.shown,
            line=place if isinstance(place, int) else None,
            pointer=place if isinstance(place, str) else "",
            found=found,
            expected=expected,
            advice=advice,
            severity="record",
        )

    def without(self, rows: Sequence[int], refused: Sequence[Problem]) -> "Table":
        """The table with ``rows`` taken out of it and ``refused`` put in their stead."""
        gone = set(rows)
        keep = [row for row in range(self.length) if row not in gone]
        new = {row: index for index, row in enumerate(keep)}
        places = [self.places[row] for row in keep]
        return replace(
            self,
            columns=tuple(pick(column, keep) for column in self.columns),
            places=places,
            nested=frozenset((new[row], column) for row, column in self.nested if row in new),
            refused=(*self.refused, *refused),
        )
