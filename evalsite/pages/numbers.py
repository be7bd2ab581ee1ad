"""Numbers as they are shown: fixed decimals, a sign for differences, nothing for what is missing."""

from collections.abc import Iterable, Sequence
from math import floor, isfinite, log10

from evalsite.metrics import Metric, Tolerance

MOST_DIGITS = 4
SIGNIFICANT = 4


def digits(metric: Metric, values: Iterable[float]) -> int:
    """How many decimals a metric's ``values`` are shown with: what is declared, else what they need.

    Undeclared, at most four; more only where the smallest value would otherwise show fewer than four
    significant digits, and never more than twelve.
    """
    if metric.digits is not None:
        return metric.digits
    finite = [abs(value) for value in values if isfinite(value) and value]
    for enough in range(MOST_DIGITS):
        if all(abs(round(value, enough) - value) <= 1e-9 * value for value in finite):
            return enough
    return min(12, max(MOST_DIGITS, SIGNIFICANT - 1 - floor(log10(min(finite)))))


def plain(values: Sequence[float], decimals: int) -> list[str]:
    """``0.1713``; ``""`` for a value that is missing or not finite."""
    return [f"{value:.{decimals}f}" if isfinite(value) else "" for value in values]


def signed(values: Sequence[float], decimals: int) -> list[str]:
    """``+0.0512``, ``-11889.98``, and ``0.0000`` without a sign only where there is no difference at all."""
    return [(f"{value:+.{decimals}f}" if value else f"{0:.{decimals}f}") if isfinite(value) else "" for value in values]


def speedups(values: Sequence[float]) -> list[str]:
    """``1.01x``; values come rounded to the two decimals that are shown."""
    return [f"{value:.2f}x" if isfinite(value) else "" for value in values]


def percent(share: float) -> str:
    """``+3.6 %``: a relative change with one decimal, more where it would show as zero."""
    return f"{share * 100:+.{1 if abs(share) >= 0.0005 or not share else 3}f} %"


def tolerance(given: Tolerance) -> str:
    """``0``, ``0.01`` or ``1 %``."""
    return f"{given.amount * 100:.10g} %" if given.relative else f"{given.amount:.10g}"


def present(values: Sequence[float]) -> list[float | None]:
    """The values themselves, None for what is missing or not finite."""
    return [value if isfinite(value) else None for value in values]
