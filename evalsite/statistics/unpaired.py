"""Two sides that share no items: from standard errors, counts, bounds, or repeated runs."""

from collections.abc import Callable

import numpy as np

from evalsite.statistics.arrays import Bools, Codes, Floats, Ints
from evalsite.statistics.differences import difference
from evalsite.statistics.evidence import BASES, Basis, Bounds, Note
from evalsite.statistics.few import FEWEST
from evalsite.statistics.intervals import Interval, newcombe, normal, student, welch_freedom
from evalsite.statistics.measured import Scale, Settings
from evalsite.statistics.sides import Sides, logarithm

_ENOUGH_RUNS = 4
_SOLVED_APART = 0.1  # of the larger solved set


def unpaired(given: Sides, rows: Ints, columns: Ints, settings: Settings) -> Bounds:
    """All pairs (R, S), whether they have items or not."""
    delta, missing = _delta(given, rows, columns), _not_comparable(given, rows, columns)
    delta = np.where(missing == 0, delta, np.nan)
    basis = _basis(given, rows, columns, ~np.isnan(delta))
    interval = _interval(given, rows, columns, delta, basis, settings.confidence)
    vanished = (basis < BASES.index(Basis.UNKNOWN)) & np.isnan(interval.low)
    basis = np.where(vanished, BASES.index(Basis.UNKNOWN), basis).astype(np.int8)
    return Bounds(
        delta=delta,
        stderr=interval.stderr,
        low=interval.low,
        high=interval.high,
        freedom=interval.freedom,
        basis=basis,
        notes=(missing | _notes(given, rows, columns, basis)).astype(np.uint16),
    )


def pair(column: Floats, rows: Ints, columns: Ints) -> tuple[Floats, Floats]:
    """One column of both sides, each (R, S)."""
    shape = (len(rows), len(columns))
    return np.broadcast_to(column[rows][:, None], shape), np.broadcast_to(column[columns][None, :], shape)


def _delta(given: Sides, rows: Ints, columns: Ints) -> Floats:
    own, base = pair(given.value, rows, columns)
    if given.scale is Scale.RATIO:
        return given.sign * (logarithm(own) - logarithm(base))
    return given.sign * difference(own, base)


def _not_comparable(given: Sides, rows: Ints, columns: Ints) -> Ints:
    own, base = pair(given.value, rows, columns)
    missing = np.isnan(own) | np.isnan(base)
    notes = np.where(missing, int(Note.MISSING), 0)
    if given.scale is Scale.RATIO:
        own_n, base_n = pair(given.n, rows, columns)
        apart = np.abs(own_n - base_n) > _SOLVED_APART * np.fmax(own_n, base_n)
        notes |= np.where(apart & ~missing, int(Note.DIFFERENT_SOLVED), 0)
        notes |= np.where((own <= 0) | (base <= 0), int(Note.NOT_POSITIVE), 0)
    return notes


def _basis(given: Sides, rows: Ints, columns: Ints, comparable: Bools) -> Codes:
    """The strongest basis that both sides have."""

    def both(column: Floats) -> Bools:
        own, base = pair(column, rows, columns)
        result: Bools = ~np.isnan(own) & ~np.isnan(base)
        return result

    cases = {
        Basis.NOTHING: ~comparable,
        Basis.STDERR: both(given.stderr),
        Basis.COUNTS: both(given.correct),
        Basis.BOUND: both(given.largest),
        Basis.RERUNS: both(given.run_error),
    }
    codes = np.select(list(cases.values()), [BASES.index(basis) for basis in cases], BASES.index(Basis.UNKNOWN))
    return codes.astype(np.int8)


def _interval(given: Sides, rows: Ints, columns: Ints, delta: Floats, basis: Codes, confidence: float) -> Interval:
    result = {name: np.full(delta.shape, np.nan) for name in ("stderr", "low", "high", "freedom")}
    formulas: dict[Basis, Callable[[], Interval]] = {
        Basis.STDERR: lambda: normal(delta, np.hypot(*pair(given.stderr, rows, columns)), confidence),
        Basis.COUNTS: lambda: _newcombe(given, rows, columns, confidence),
        Basis.BOUND: lambda: normal(delta, np.hypot(*pair(given.largest, rows, columns)), confidence),
        Basis.RERUNS: lambda: _welch(given, rows, columns, delta, confidence),
    }
    for kind, formula in formulas.items():
        chosen = basis == BASES.index(kind)
        if chosen.any():
            interval = formula()
            for name, column in result.items():
                np.copyto(column, getattr(interval, name), where=chosen)
    return Interval(**result)


def _newcombe(given: Sides, rows: Ints, columns: Ints, confidence: float) -> Interval:
    correct, n = pair(given.correct, rows, columns), pair(given.n, rows, columns)
    low, high = newcombe((correct[0], n[0]), (correct[1], n[1]), confidence)
    if given.sign < 0:
        low, high = -high, -low
    nothing = np.full(low.shape, np.nan)
    return Interval(stderr=nothing, low=low, high=high, freedom=nothing)


def _welch(given: Sides, rows: Ints, columns: Ints, delta: Floats, confidence: float) -> Interval:
    own, base = pair(given.run_error, rows, columns)
    freedom = welch_freedom(own, pair(given.repeats, rows, columns)[0], base, pair(given.repeats, rows, columns)[1])
    return student(delta, np.hypot(own, base), freedom, confidence)


def _notes(given: Sides, rows: Ints, columns: Ints, basis: Codes) -> Ints:
    own_n, base_n = pair(given.n, rows, columns)
    own_runs, base_runs = pair(given.repeats, rows, columns)
    compared, reruns = basis != BASES.index(Basis.NOTHING), basis == BASES.index(Basis.RERUNS)
    few_items = compared & ((own_n < FEWEST) | (base_n < FEWEST))
    few_runs = reruns & ((own_runs < _ENOUGH_RUNS) | (base_runs < _ENOUGH_RUNS))
    solved = (basis == BASES.index(Basis.UNKNOWN)) & (given.scale is Scale.RATIO)
    notes: Ints = few_items * int(Note.FEW_ITEMS) | few_runs * int(Note.FEW_RERUNS) | solved * int(Note.SOLVED_UNKNOWN)
    return notes
