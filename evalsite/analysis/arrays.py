"""The arrays that analysis works on."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
"""Words of :mod:`evalsite.verdicts`, each as its place in its enumeration."""


@lru_cache(maxsize=32)
def counting(end: int) -> tuple[int, ...]:
    """0, 1, 2 and so on below ``end``, as objects that all share: a million of them would take 28 MB."""
    return tuple(range(end))
