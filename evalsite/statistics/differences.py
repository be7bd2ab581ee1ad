"""Differences of numbers that people wrote in decimals; the same on every machine."""

from decimal import Decimal

import numpy as np

from evalsite.statistics.arrays import Floats

_DIGITS = 15  # significant decimal digits that every double holds
_MOST = 22  # the largest power of ten that is a double, and so the places that one step can move

# For a number below each of these powers of ten: what moves its 15th digit before the point, up or down. Beyond them
# nothing does in one step.
_POWERS = np.array([float(f"1e{k}") for k in range(_DIGITS - 1 - _MOST, _DIGITS + _MOST + 1)])
_UP = np.array([np.nan, *(float(f"1e{max(0, places)}") for places in range(_MOST, -_MOST - 1, -1)), np.nan])
_DOWN = np.array([np.nan, *(float(f"1e{max(0, -places)}") for places in range(_MOST, -_MOST - 1, -1)), np.nan])


def difference(values: Floats, base: Floats) -> Floats:
    """``values - base`` as written in decimals: 0.8 - 0.7 is 0.1, not 0.10000000000000009.

    What a subtraction leaves beyond the 15th digit of the larger operand was in neither, and would push a difference
    over a tolerance that it just meets. Powers of ten that are doubles move the digits: with others, and with powers
    that a processor works out as it does, the last digit could be another one elsewhere.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        raw: Floats = np.asarray(values - base)
        size = np.searchsorted(_POWERS, np.fmax(np.abs(values), np.abs(base)), side="right")
        up, down = _UP[size], _DOWN[size]
        clean: Floats = np.where(raw == 0, raw, np.rint(raw * up / down) / up * down)
    rest = np.isnan(clean) & np.isfinite(raw)
    if rest.any():
        values, base = np.broadcast_arrays(values, base)
        clean[rest] = [_written(own) - _written(other) for own, other in zip(values[rest], base[rest], strict=True)]
    return np.where(np.isnan(clean), raw, clean)


def _written(number: float) -> Decimal:
    return Decimal(repr(float(number)))
