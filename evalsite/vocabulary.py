"""Columns of text as places in the words that occur: a million rows say the same few."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.coded import Coded, Codes


class Vocabulary(Struct):
    """The words of one column, each with its place, while parts of the column come in; ``""`` is always among them."""

    places: dict[str, int] = field(default_factory=lambda: {"": 0})

    def place(self, word: str) -> int:
        """The place of a word, which is added when it is new."""
        return self.places.setdefault(word, len(self.places))

    def codes(self, cells: Sequence[str] | pd.Categorical | npt.NDArray[Any] | None, length: int) -> Codes:
        """The place of each of ``length`` cells; ``""`` for all where there are none."""
        if isinstance(cells, Coded):
            known = [*map(self.places.get, cells.words)]  # most files name the same models
            return np.array([*map(self.place, cells.words)] if None in known else known, dtype=np.int32)[cells.codes]
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
