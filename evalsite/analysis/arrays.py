"""The arrays that analysis works on."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
"""Words of :mod:`evalsite.verdicts`, each as its place in its enumeration."""
