"""Numbers as they are shown: fixed decimals, a sign for differences, nothing for what is missing.

A column is written at once: every function takes and gives a whole one.
"""

from collections.abc import Sequence
from math import floor, log10

import numpy as np

from evalsite.analysis.arrays import Bools, Floats
from evalsite.metrics import Metric, Tolerance
from evalsite.pages.decimals import written

MOST_DIGITS = 4
SIGNIFICANT = 4
P_DIGITS = 4
Values = Sequence[float] | Floats


def digits(metric: Metric, values: Values) -> int:
    """How many decimals a metric's ``values`` are shown with: what is declared, else what is usual, or they need.

    Where the smallest value would show fewer than two significant digits at those that are usual, there are so many
    more that it has three. Where nothing is usual there are at most four; more only where the smallest value would
    otherwise show fewer than four significant digits. There are never more than twelve.
    """
    if metric.digits is not None:
        return metric.digits
    given = np.abs(np.asarray(values, dtype=np.float64))
    given = given[np.isfinite(given) & (given != 0)]
    if metric.usual_digits is not None:
        leading = -floor(log10(given.min())) if len(given) else 0
        return metric.usual_digits if leading < metric.usual_digits else min(12, leading + 2)
    for enough in range(MOST_DIGITS):
        if (np.abs(np.round(given, enough) - given) <= 1e-9 * given).all():
            return enough
    return min(12, max(MOST_DIGITS, SIGNIFICANT - 1 - floor(log10(given.min()))))


def plain(values: Values, decimals: int | Sequence[int]) -> list[str]:
    """``0.1713``; ``""`` for a value that is missing or not finite. ``decimals`` may be each value's own."""
    given = np.asarray(values, dtype=np.float64)
    return written(given, decimals) if isinstance(decimals, int) else _each(given, decimals)


def _each(values: Floats, decimals: Sequence[int]) -> list[str]:
    if not len(values):
        return []
    texts = ("\n".join([f"%.{each}f" for each in decimals]) % tuple(values.tolist())).split("\n")  # at once is faster
    for i in np.flatnonzero(~np.isfinite(values)).tolist():
        texts[i] = ""
    return texts


def signed(values: Values, decimals: int) -> list[str]:
    """``+0.0512``, ``-11889.98``, and ``0.0000`` without a sign only where there is no difference at all."""
    given = np.asarray(values, dtype=np.float64)
    return _corrected(written(given, decimals, signed=True), given, given == 0, f"%.{decimals}f")


def speedups(values: Values) -> list[str]:
    """``1.01x``; values come rounded to the two decimals that are shown."""
    return written(np.asarray(values, dtype=np.float64), 2, unit="x")


def exact(values: Values, decimals: int) -> bool:
    """Whether every value that there is has no more decimals than this: its text, read as a number, is the value."""
    given = np.asarray(values, dtype=np.float64)
    given = given[np.isfinite(given)]
    # Below 2**53 scaling is exact enough that rounding gives the double nearest to the text.
    return bool((np.abs(given) < 2**53 / 10.0**decimals).all() and (np.round(given, decimals) == given).all())


def percents(shares: Values) -> list[str]:
    """``+3.6 %``: relative changes with one decimal, more where one would show as zero; ``""`` for none."""
    given = np.asarray(shares, dtype=np.float64)
    tiny = (np.abs(given) < 0.0005) & (given != 0)
    with np.errstate(over="ignore"):
        hundredths = given * 100
    return _corrected(written(hundredths, 1, signed=True, unit=" %"), hundredths, tiny, "%+.3f %%")


def _corrected(texts: list[str], values: Floats, where: Bools, form: str) -> list[str]:
    """``texts`` with the values at some places in another form; a value of zero without its sign."""
    for i in np.flatnonzero(where).tolist():
        texts[i] = form % (values[i] or 0.0)
    return texts


def p_value(p: float) -> str:
    """``0.0312``, or ``< 0.0001``."""
    smallest = 10.0**-P_DIGITS
    return f"< {smallest:.{P_DIGITS}f}" if p < smallest else f"{p:.{P_DIGITS}f}"


def tolerance(given: Tolerance) -> str:
    """``0``, ``0.01`` or ``1 %``."""
    return f"{given.amount * 100:.10g} %" if given.relative else f"{given.amount:.10g}"


def present(values: Values) -> list[float | None]:
    """The values themselves, None for what is missing or not finite."""
    given = np.asarray(values, dtype=np.float64)
    found: list[float | None] = given.tolist()
    for i in np.flatnonzero(~np.isfinite(given)).tolist():
        found[i] = None
    return found
