"""Whether the standard errors that were read can be true; those that cannot are dropped, with the reason."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.statistics.arrays import Bools, Floats
from evalsite.statistics.intervals import largest_stderr
from evalsite.statistics.measured import Measured, Scale
from evalsite.statistics.sides import granular

_SLACK = 1.02  # rounding, and n in place of n - 1
_WHOLE = 0.01
_PRINTED_DIGITS = 5  # a stderr with no more digits after the point was printed, and gives no n back


class Doubt(StrEnum):
    """What is wrong with what was read of one model."""

    NEGATIVE_STDERR = "negative-stderr"
    """Below zero."""
    ZERO_STDERR = "zero-stderr"
    """A standard error of 0 is no certainty: of a share within (0, 1) it is wrong, of 0 or 1 it says nothing."""
    IMPOSSIBLE_STDERR = "impossible-stderr"
    """Larger than that of any scores in [0, 1] with this mean and number."""
    IMPLIED_N = "implied-n"
    """No whole number of right and wrong items has this value and standard error."""
    IMPOSSIBLE_N = "impossible-n"
    """No k of n gives the value at its printed digits: not one right-or-wrong sample an item."""


class Check(Struct, frozen=True, kw_only=True):
    """One doubt about the model in ``row``; ``numbers`` by name are what a sentence about it needs."""

    row: int
    doubt: Doubt
    numbers: Mapping[str, float]


def checked(known: Measured) -> tuple[Measured, tuple[Check, ...]]:
    """``known`` without the standard errors that cannot be, and every doubt, by row.

    Where right-or-wrong items have a value and a standard error but no n, the n that both imply is filled in.
    A doubt about n drops nothing: such a value is then not taken for a k of n.
    """
    implied = _implied(known)
    doubts = {
        Doubt.NEGATIVE_STDERR: known.stderr < 0,
        Doubt.ZERO_STDERR: known.stderr == 0,
        Doubt.IMPOSSIBLE_STDERR: _impossible(known),
        Doubt.IMPLIED_N: _no_n(known, implied),
        Doubt.IMPOSSIBLE_N: _not_k_of_n(known),
    }
    wrong = np.any([found for doubt, found in doubts.items() if doubt is not Doubt.IMPOSSIBLE_N], axis=0)
    found = [
        Check(row=row, doubt=doubt, numbers=_numbers(known, implied, row, doubt))
        for doubt, rows in doubts.items()
        for row in np.flatnonzero(rows).tolist()
    ]
    usable = np.isnan(known.n) & ~wrong & ~np.isnan(implied)
    return (
        replace(
            known,
            stderr=np.where(wrong, np.nan, known.stderr),
            n=np.where(usable, np.rint(implied), known.n),
        ),
        tuple(sorted(found, key=lambda check: check.row)),
    )


def implied_n(value: Floats, stderr: Floats) -> Floats:
    """How many right-or-wrong items have this mean and standard error (ddof=1): v (1 - v) / s^2 + 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        n = value * (1 - value) / stderr**2 + 1
    return np.where(np.isfinite(n) & (stderr > 0), n, np.nan)


def group_stderr(stderr: Floats, n: Floats | None = None) -> float:
    """The standard error of a mean of independent benchmarks: weighted by their ``n``, or without it unweighted."""
    weights = np.ones(len(stderr)) if n is None else n
    return float(np.sqrt(((weights * stderr) ** 2).sum()) / weights.sum())


def _impossible(known: Measured) -> Bools:
    if known.scale not in (Scale.BINARY, Scale.UNIT):
        return np.zeros(known.count, dtype=bool)
    inside = np.where((known.values >= 0) & (known.values <= 1), known.values, np.nan)
    result: Bools = (known.stderr > 0) & (known.stderr > _SLACK * largest_stderr(inside, known.n))
    return result


def _implied(known: Measured) -> Floats:
    """The n of right-or-wrong values with a standard error in all its digits; NaN elsewhere."""
    printed = known.stderr == np.round(known.stderr, _PRINTED_DIGITS)
    usable = (known.scale is Scale.BINARY) & ~printed & (known.values > 0) & (known.values < 1)
    return implied_n(known.values, np.where(usable, known.stderr, np.nan))


def _no_n(known: Measured, implied: Floats) -> Bools:
    correct = known.values * implied
    whole = (np.abs(implied - np.rint(implied)) <= _WHOLE) & (np.abs(correct - np.rint(correct)) <= _WHOLE)
    result: Bools = np.isnan(known.n) & ~np.isnan(implied) & ~whole
    return result


def _not_k_of_n(known: Measured) -> Bools:
    if known.scale is not Scale.BINARY:
        return np.zeros(known.count, dtype=bool)
    result: Bools = (known.n >= 1) & (known.values >= 0) & ~granular(known.values, known.n, known.step)
    return result


def _numbers(known: Measured, implied: Floats, row: int, doubt: Doubt) -> Mapping[str, float]:
    value, stderr, n = (float(column[row]) for column in (known.values, known.stderr, known.n))
    if doubt is Doubt.IMPOSSIBLE_STDERR:
        return {"stderr": stderr, "largest": float(largest_stderr(known.values, known.n)[row]), "n": n}
    if doubt is Doubt.IMPLIED_N:
        return {"stderr": stderr, "value": value, "n": float(implied[row])}
    if doubt is Doubt.IMPOSSIBLE_N:
        return {"value": value, "n": n, "nearest": float(np.rint(value * n) / n)}
    return {"stderr": stderr, "value": value}
