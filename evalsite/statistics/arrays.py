"""The arrays that statistics works on."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
"""Words, each as its place in its enumeration."""
Flags = npt.NDArray[np.uint16]
"""Sets of `evalsite.statistics.evidence.Note`, each as the sum of its members."""
