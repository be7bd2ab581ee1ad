"""Two sides on the items that they share."""

import numpy as np
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Codes, Flags, Floats, Ints
from evalsite.statistics.differences import difference
from evalsite.statistics.evidence import BASES, Basis, Bounds, Note
from evalsite.statistics.few import FEW, FEWEST, FEWEST_CLUSTERS, medians, sign_flip_p
from evalsite.statistics.intervals import Interval, bonett_price, student
from evalsite.statistics.measured import Scale, Settings
from evalsite.statistics.moments import Moments, clustered, moments, wins
from evalsite.statistics.sides import Sides
from evalsite.statistics.unpaired import pair

_SHARED_OF_TEN = 9  # in whole numbers, so that exactly nine of ten suffice
_SHARED_SOLVED = 0.5
_NESTED_ITEMS = 20
_NESTED_RHO = 0.6


def paired(given: Sides, rows: Ints, columns: Ints, settings: Settings) -> Bounds:
    """All pairs (R, S); without meaning where one side has no items."""
    sums = moments(given.scores[rows], given.scores[columns])
    binary = given.single[rows][:, None] & given.single[columns][None, :]
    apart = _different(given, rows, columns, sums.n, intersect=settings.intersect)
    delta = np.where(apart == 0, _delta(given, sums), np.nan)
    interval, many = _interval(given, rows, columns, sums, delta, binary, settings.confidence)
    notes = apart | _notes(given, rows, columns, sums, binary) | _few_clusters(given, many)
    notes |= _tests_disagree(given, rows, columns, sums.n, interval, binary, settings)
    return Bounds(
        delta=delta,
        stderr=interval.stderr,
        low=interval.low,
        high=interval.high,
        freedom=interval.freedom,
        basis=_basis(given, binary, many, ~np.isnan(delta)),
        notes=np.where(apart == 0, notes, apart).astype(np.uint16),
    )


def _different(given: Sides, rows: Ints, columns: Ints, shared: Floats, *, intersect: bool) -> Ints:
    """The note of pairs that share too few items to be compared; 0 for others."""
    own, base = pair(given.items, rows, columns)
    if given.scale is Scale.RATIO:
        return np.where(
            (shared == 0) | (shared < _SHARED_SOLVED * np.minimum(own, base)), int(Note.DIFFERENT_SOLVED), 0
        )
    too_few = shared == 0 if intersect else 10 * shared < _SHARED_OF_TEN * np.maximum(own, base)
    return np.where(too_few | (shared == 0), int(Note.DIFFERENT_ITEMS), 0)


def _delta(given: Sides, sums: Moments) -> Floats:
    return sums.delta if given.scale is Scale.RATIO else difference(sums.own, sums.base)


def _interval(
    given: Sides, rows: Ints, columns: Ints, sums: Moments, delta: Floats, binary: Bools, confidence: float
) -> tuple[Interval, Bools]:
    """Each pair's interval, and which pairs have clusters enough."""
    with np.errstate(divide="ignore", invalid="ignore"):
        stderr, freedom = np.sqrt(sums.variance / sums.n), sums.n - 1
    many = np.zeros(delta.shape, dtype=bool)
    if given.clusters is not None and _clusters_count(given):
        errors, count = clustered(given.scores[rows], given.scores[columns], given.clusters)
        many = count >= FEWEST_CLUSTERS
        stderr, freedom = np.where(many, np.fmax(stderr, errors), stderr), np.where(many, count - 1, freedom)
    exact = binary & ~many & ~np.isnan(delta)
    low, high = _student_or_identical(delta, stderr, freedom, sums, confidence) if not exact.all() else (delta, delta)
    if exact.any():
        exact_low, exact_high = bonett_price(*discordant(sums), sums.n, confidence)
        low, high = np.where(exact, exact_low, low), np.where(exact, exact_high, high)
    return Interval(stderr=stderr, low=low, high=high, freedom=freedom), many


def _student_or_identical(
    delta: Floats, stderr: Floats, freedom: Floats, sums: Moments, confidence: float
) -> tuple[Floats, Floats]:
    """Student's bounds; [0, 0] where every item is the same, none where all differ by one amount."""
    bounds = student(delta, stderr, freedom, confidence)
    same = ~np.isnan(delta) & (sums.square == 0)
    return np.where(same, 0.0, bounds.low), np.where(same, 0.0, bounds.high)


def _clusters_count(given: Sides) -> bool:
    """Whether clusters are told, and used: times have an interval of their own beside the mean's."""
    return given.clusters is not None and given.scale is not Scale.RATIO


def discordant(sums: Moments) -> tuple[Floats, Floats]:
    """Of right-or-wrong items: how many only the candidate, and only the baseline, has right (R, S)."""
    net, either = np.rint(sums.delta * sums.n), np.rint(sums.square)
    return (either + net) / 2, (either - net) / 2


def _basis(given: Sides, binary: Bools, many: Bools, comparable: Bools) -> Codes:
    other = Basis.PAIRED_TIMES if given.scale is Scale.RATIO else Basis.PAIRED
    cases = {Basis.NOTHING: ~comparable, Basis.PAIRED_CLUSTERED: many, Basis.PAIRED_BINARY: binary}
    codes = np.select(list(cases.values()), [BASES.index(basis) for basis in cases], BASES.index(other))
    return codes.astype(np.int8)


def _notes(given: Sides, rows: Ints, columns: Ints, sums: Moments, binary: Bools) -> Ints:
    own, base = pair(given.items, rows, columns)
    flags = {
        Note.FEW_ITEMS: sums.n < FEWEST,
        Note.IDENTICAL: sums.square == 0,
        Note.CONSTANT: ~binary & (sums.variance == 0) & (sums.square > 0),
        Note.SHARED_ITEMS_ONLY: sums.n < np.maximum(own, base),
    }
    return sum((flag * int(note) for note, flag in flags.items()), start=np.zeros(sums.n.shape, dtype=np.int64))


def _few_clusters(given: Sides, many: Bools) -> Ints:
    return np.where(~many & _clusters_count(given), int(Note.FEW_CLUSTERS), 0)


def _tests_disagree(
    given: Sides, rows: Ints, columns: Ints, n: Floats, interval: Interval, binary: Bools, settings: Settings
) -> Ints:
    """The note where the t interval of few items excludes 0 and the sign-flip test does not confirm it."""
    decided = (interval.low > 0) | (interval.high < 0)
    doubtful = np.argwhere(~binary & (n >= FEWEST) & (n < FEW) & decided)
    notes = np.zeros(n.shape, dtype=np.int64)
    if len(doubtful):
        i, j = doubtful.T
        p = sign_flip_p(given.scores[rows[i]] - given.scores[columns[j]])
        notes[i, j] = np.where(p < settings.alpha, 0, int(Note.TESTS_DISAGREE))
    return notes


class Shared(Struct, frozen=True, kw_only=True, eq=False):
    """What the shared items tell beyond the bounds, all (R, S); names as in `Evidence`."""

    own: Floats
    base: Floats
    shared: Floats
    won: Floats
    lost: Floats
    rho: Floats
    median: Floats
    median_low: Floats
    median_high: Floats
    nested: Flags


def shared(given: Sides, rows: Ints, columns: Ints, settings: Settings) -> Shared:
    """The views of all pairs (R, S); without meaning where one side has no items."""
    own, base = given.scores[rows], given.scores[columns]
    sums = moments(own, base)
    won, lost = wins(own, base)
    nothing = np.full(sums.n.shape, np.nan)
    ratio = given.scale is Scale.RATIO
    median, low, high = medians(own, base, settings.confidence) if ratio else (nothing, nothing, nothing)
    binary = given.single[rows][:, None] & given.single[columns][None, :]
    nested = binary & (np.minimum(won, lost) == 0) & (np.maximum(won, lost) >= _NESTED_ITEMS) & (sums.rho > _NESTED_RHO)
    return Shared(
        own=np.exp(given.sign * sums.own) if ratio else given.sign * sums.own,
        base=np.exp(given.sign * sums.base) if ratio else given.sign * sums.base,
        shared=sums.n,
        won=won,
        lost=lost,
        rho=sums.rho,
        median=median,
        median_low=low,
        median_high=high,
        nested=np.where(nested, int(Note.NESTED), 0).astype(np.uint16),
    )
