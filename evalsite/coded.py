"""A column of text as the places of its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

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
