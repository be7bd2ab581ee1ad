"""Candidates against baselines, each pair by the best method that both sides allow."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from evalsite.statistics.arrays import Bools, Codes, Flags, Floats, Ints
from evalsite.statistics.distributions import mid_p, t_p, z_p
from evalsite.statistics.evidence import BASES, Basis, Bounds, Evidence, Note
from evalsite.statistics.measured import Measured, Settings
from evalsite.statistics.paired import Shared, paired, shared
from evalsite.statistics.sides import Sides, sides
from evalsite.statistics.unpaired import pair, unpaired

Rows = Sequence[int] | Ints


def against(known: Measured, candidates: Rows, base: int, settings: Settings) -> Evidence:
    """Each candidate (C,) against the model in row ``base``."""
    return grid(sides(known), candidates, [base], settings).select((slice(None), 0))


def compare(known: Measured, rows: Rows, columns: Rows, settings: Settings) -> Evidence:
    """Each of ``rows`` (R,) against each of ``columns`` (S,): evidence of shape (R, S)."""
    return grid(sides(known), rows, columns, settings)


def grid(prepared: Sides, rows: Rows, columns: Rows, settings: Settings) -> Evidence:
    """The same on sides that are already prepared."""
    own, base = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    limits = bounds(prepared, own, base, settings)
    seen = _seen(prepared, own, base, settings)
    own_items, base_items = pair(prepared.n, own, base)
    return Evidence(
        delta=limits.delta,
        stderr=limits.stderr,
        low=limits.low,
        high=limits.high,
        p=_p(limits, seen),
        own=seen.own,
        base=seen.base,
        shared=seen.shared,
        own_items=own_items,
        base_items=base_items,
        won=seen.won,
        lost=seen.lost,
        rho=seen.rho,
        median=seen.median,
        median_low=seen.median_low,
        median_high=seen.median_high,
        basis=limits.basis,
        notes=limits.notes | seen.nested,
    )


def bounds(prepared: Sides, rows: Ints, columns: Ints, settings: Settings) -> Bounds:
    """The bounds of all pairs (R, S): from items where both sides have them."""
    both = _both_have_items(prepared, rows, columns)
    if both.all():
        return paired(prepared, rows, columns, settings)
    loose = unpaired(prepared, rows, columns, settings)
    return _where(both, paired(prepared, rows, columns, settings), loose) if both.any() else loose


def _both_have_items(prepared: Sides, rows: Ints, columns: Ints) -> Bools:
    both: Bools = (prepared.items[rows] > 0)[:, None] & (prepared.items[columns] > 0)[None, :]
    return both


def _where(chosen: Bools, first: Bounds, second: Bounds) -> Bounds:
    names = Bounds.__struct_fields__
    return Bounds(**{name: np.where(chosen, getattr(first, name), getattr(second, name)) for name in names})


def _seen(prepared: Sides, rows: Ints, columns: Ints, settings: Settings) -> Shared:
    """What the shared items tell; without items, both values and nothing else."""
    own, base = pair(prepared.value, rows, columns)
    nothing = np.full(own.shape, np.nan)
    blank = dict.fromkeys(Shared.__struct_fields__, nothing)
    blank |= {"own": own, "base": base, "nested": np.zeros(own.shape, dtype=np.uint16)}
    both = _both_have_items(prepared, rows, columns)
    if not both.any():
        return Shared(**blank)
    found = shared(prepared, rows, columns, settings)
    return Shared(**{name: np.where(both, getattr(found, name), blank[name]) for name in blank})


def _p(limits: Bounds, seen: Shared) -> Floats:
    """The p of the test that belongs to each interval; none of Newcombe's and of bounds."""
    statistic = limits.delta / np.where(limits.stderr > 0, limits.stderr, np.nan)
    student = t_p(statistic, limits.freedom)
    by_basis = {
        Basis.PAIRED_BINARY: mid_p(seen.won, seen.lost),
        Basis.PAIRED_CLUSTERED: student,
        Basis.PAIRED: student,
        Basis.PAIRED_TIMES: student,
        Basis.STDERR: z_p(statistic),
        Basis.RERUNS: student,
    }
    p = np.select([limits.basis == BASES.index(b) for b in by_basis], list(by_basis.values()), np.nan)
    same = ((limits.notes & int(Note.IDENTICAL)) > 0) & ~np.isnan(limits.delta)
    return np.where(same, 1.0, p)


def with_constant(
    known: Measured, value: float, *, stderr: float = np.nan, n: float = np.nan, step: float = np.nan
) -> Measured:
    """``known`` with one more row, the last: a published value with whatever is known of it."""
    return replace(
        known,
        values=np.append(known.values, value),
        stderr=np.append(known.stderr, stderr),
        n=np.append(known.n, n),
        step=np.append(known.step, step),
        repeats=np.append(known.repeats, np.nan),
        spread=np.append(known.spread, np.nan),
        scores=_with_blank_row(known.scores),
        samples=_with_blank_row(known.samples),
    )


def _with_blank_row(array: Floats | None) -> Floats | None:
    return None if array is None else np.vstack([array, np.full((1, array.shape[1]), np.nan)])


def best_of(known: Measured, candidates: Rows, donors: Rows, settings: Settings) -> Evidence:
    """Each candidate (C,) against the best of ``donors``; a donor against the best of the others.

    The difference to a maximum is the smallest of the differences. Below it is bounded without a correction
    (better than the best means better than each: the intersection-union test), above by Bonferroni over the
    donors. When nothing is known of the uncertainty against one donor, nothing is known at all; when one pair
    is not comparable, nothing is compared.

    Raises:
        ValueError: no donors, or a candidate that is the only one.
    """
    prepared, rows = sides(known), np.asarray(candidates, dtype=np.int64)
    donating = np.unique(np.asarray(donors, dtype=np.int64))
    member = np.isin(rows, donating)
    if len(donating) - int(member.any()) < 1:
        raise ValueError(f"the best of {len(donating)} donors, beside the candidate itself; expected at least one")
    parts = [(np.flatnonzero(~member), donating)]
    parts += [(np.array([place]), donating[donating != rows[place]]) for place in np.flatnonzero(member)]
    results = [_best(prepared, rows[places], rest, settings) for places, rest in parts]
    order = np.concatenate([places for places, _ in parts])
    return _concatenate(results).select(np.argsort(order, kind="stable"))


def _concatenate(parts: Sequence[Evidence]) -> Evidence:
    return Evidence(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in Evidence.__struct_fields__}
    )


def _best(prepared: Sides, rows: Ints, donors: Ints, settings: Settings) -> Evidence:
    stricter = replace(settings, confidence=1 - settings.alpha / len(donors))
    plain, strict = grid(prepared, rows, donors, settings), grid(prepared, rows, donors, stricter)
    place = np.arange(len(rows))
    nearest = _smallest(plain.delta)
    bound = plain.select((place, nearest))
    upper = strict.select((place, _smallest(strict.high)))
    tested = np.asarray(plain.tested.all(axis=1))
    comparable = np.asarray(plain.comparable.all(axis=1))
    known = np.where(tested, 1.0, np.nan)
    return replace(
        bound,
        delta=np.where(comparable, bound.delta, np.nan),
        stderr=bound.stderr * known,
        low=plain.low.min(axis=1) * known,
        high=upper.high * known,
        p=_p_of_best(plain, len(donors)) * known,
        median_low=plain.median_low.min(axis=1),
        median_high=strict.median_high.min(axis=1),
        shared=plain.shared.min(axis=1),
        basis=_weakest(plain, comparable, tested),
        notes=_notes_of_best(plain, upper),
    )


def _smallest(values: Floats) -> Ints:
    """The column of each row's smallest value; NaN is never the smallest unless there is nothing else."""
    places: Ints = np.argmin(np.where(np.isnan(values), np.inf, values), axis=1)
    return places


def _weakest(plain: Evidence, comparable: Bools, tested: Bools) -> Codes:
    unknown = np.where(comparable, BASES.index(Basis.UNKNOWN), BASES.index(Basis.NOTHING))
    return np.where(tested, plain.basis.max(axis=1), unknown).astype(np.int8)


def _p_of_best(plain: Evidence, donors: int) -> Floats:
    """Above the best: the largest p against any donor. Below: the smallest against those ahead, times their number."""
    ahead = plain.delta < 0
    ahead_p: Floats = np.where(ahead, plain.p, np.inf).min(axis=1)
    behind_p: Floats = plain.p.max(axis=1)
    return np.where(ahead.any(axis=1), np.minimum(1, donors * ahead_p), behind_p)


def _notes_of_best(plain: Evidence, upper: Evidence) -> Flags:
    """All notes of all pairs; the tests' disagreement only where it could have made a word."""
    disagree = np.uint16(Note.TESTS_DISAGREE)
    lower = np.where(plain.low > 0, plain.notes, plain.notes & ~disagree)
    above = np.where(upper.high < 0, upper.notes & disagree, 0)
    notes: Flags = (np.bitwise_or.reduce(lower, axis=1) | above).astype(np.uint16)
    return notes
