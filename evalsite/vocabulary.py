"""Columns of text as places in the words that occur: a million rows say the same few."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Sequence[str]):
    """A column of text: the words in it, each once, and for each cell the place of its word."""

    words: Sequence[str]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> "Coded": ...

    def __getitem__(self, at: int | slice) -> "str | Coded":
        return Coded(self.words, self.codes[at]) if isinstance(at, slice) else self.words[self.codes[at]]

    def __iter__(self) -> Iterator[str]:
        return map(self.words.__getitem__, self.codes.tolist())


class Vocabulary(Struct):
    """The words of one column, each with its place, while parts of the column come in; ``""`` is always among them."""

    places: dict[str, int] = field(default_factory=lambda: {"": 0})

    def place(self, word: str) -> int:
        """The place of a word, which is added when it is new."""
        return self.places.setdefault(word, len(self.places))

    def codes(self, cells: Sequence[str] | pd.Categorical | npt.NDArray[Any] | None, length: int) -> Codes:
        """The place of each of ``length`` cells; ``""`` for all where there are none."""
        if isinstance(cells, Coded):
            return np.array([*map(self.place, cells.words)], dtype=np.int32)[cells.codes]
        if isinstance(cells, pd.Categorical):
            return np.array([0, *map(self.place, cells.categories)], dtype=np.int32)[cells.codes.astype(np.int64) + 1]
        words: AbstractSet[str] = {""} if cells is None or not len(cells) else set(cells)
        for word in words - self.places.keys():
            self.place(word)
        if len(words) == 1:  # most columns say one word, or none
            return np.full(length, self.places[next(iter(words))], dtype=np.int32)
        return np.fromiter(map(self.places.__getitem__, () if cells is None else cells), dtype=np.int32, count=length)

    def column(self, parts: Sequence[Codes], aliases: Mapping[str, str] | None = None) -> pd.Categorical:
        """The whole column, over its words in order; each word by its alias, if it has one."""
        said = [(aliases or {}).get(word, word) for word in self.places]
        ordered = sorted(set(said))
        rank = {word: code for code, word in enumerate(ordered)}
        final = np.array([rank[word] for word in said], dtype=np.int32)
        return pd.Categorical.from_codes(
            final[np.concatenate([*parts, np.array([], dtype=np.int32)])],
            categories=pd.Index(ordered, dtype=object),
            ordered=True,
        )
