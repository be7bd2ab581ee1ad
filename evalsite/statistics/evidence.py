"""What is known of a difference: its size, its interval, and what both stand on."""

from enum import IntFlag, StrEnum
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.statistics.arrays import Bools, Codes, Flags, Floats


class Basis(StrEnum):
    """What an interval stands on, strongest first; a pair stands on the weaker of its two sides."""

    PAIRED_BINARY = "paired-binary"
    """Shared items, right or wrong: Bonett and Price 2012, mid-p of McNemar's test."""
    PAIRED_CLUSTERED = "paired-clustered"
    """Shared items in declared clusters: t over clusters."""
    PAIRED = "paired"
    """Shared items, any scores: t."""
    PAIRED_TIMES = "paired-times"
    """Shared solved items, logarithms of ratios: t, and the median's order statistics beside it."""
    STDERR = "stderr"
    """Reported standard errors of both, unpaired."""
    COUNTS = "counts"
    """k of n on both sides, unpaired: Newcombe 1998."""
    BOUND = "bound"
    """The largest standard errors that means of scores in [0, 1] can have."""
    RERUNS = "reruns"
    """Runs of the whole benchmark on the same items: Welch's t. It speaks of reruns only, not of other items."""
    UNKNOWN = "unknown"
    """Two values and nothing about their uncertainty."""
    NOTHING = "nothing"
    """No comparison: the notes say why."""


class Note(IntFlag):
    """What else a reader must know about a difference. The first four make a pair not comparable."""

    MISSING = 1
    """No value on one side, or an empty run."""
    DIFFERENT_ITEMS = 2
    """The shared items are less than 90 % of the larger set."""
    DIFFERENT_SOLVED = 4
    """Times over solved sets that differ too much: less than half shared, or sizes more than 10 % apart."""
    NOT_POSITIVE = 8
    """A ratio was asked for, and a value is zero or negative."""
    FEW_ITEMS = 16
    """Fewer than 10 items: shown, and never more than within noise."""
    FEW_RERUNS = 32
    """Fewer than 4 runs on one side: shown, and never more than within noise."""
    TESTS_DISAGREE = 64
    """10 to 29 items, and the sign-flip test does not confirm the t interval: never more than within noise."""
    FEW_CLUSTERS = 128
    """Fewer than 10 clusters: the clustered standard error was not used."""
    IDENTICAL = 256
    """The same score on every shared item."""
    CONSTANT = 512
    """All items differ by one and the same amount: no interval."""
    NESTED = 1024
    """One side has everything that the other has and much more: perhaps not independent runs."""
    SOLVED_UNKNOWN = 2048
    """Average times, perhaps over different solved items: shown, untested."""
    SHARED_ITEMS_ONLY = 4096
    """The sides have different items; the difference is on those they share."""


class Bounds(Struct, frozen=True, kw_only=True, eq=False):
    """The core of `Evidence`, all (R, S): what ranks need of a million pairs. Names mean the same there.

    ``freedom`` are the degrees of freedom of the interval, infinite for the normal.
    """

    delta: Floats
    stderr: Floats
    low: Floats
    high: Floats
    freedom: Floats
    basis: Codes
    notes: Flags


NOT_COMPARABLE = Note.MISSING | Note.DIFFERENT_ITEMS | Note.DIFFERENT_SOLVED | Note.NOT_POSITIVE
UNDECIDABLE = Note.FEW_ITEMS | Note.FEW_RERUNS | Note.TESTS_DISAGREE
BASES = tuple(Basis)


class Evidence(Struct, frozen=True, kw_only=True, eq=False):
    """Candidates against a baseline. All arrays have one shape, (C,) or (R, S) for rows against columns.

    ``delta`` > 0 means that the candidate is better, whatever the metric's direction; at ``Scale.RATIO`` it is
    log(baseline / candidate). ``low`` and ``high`` are its interval, ``stderr`` its standard error, ``p`` of the
    test that belongs to the interval (two-sided); NaN where there is none. ``own`` and ``base`` are both values
    as compared: on the shared items where there are items (of times, geometric means).
    ``shared``, ``own_items`` and ``base_items`` count items; ``won`` and ``lost`` the shared items on which the
    candidate scored higher or lower (was faster or slower). ``rho`` is the correlation of both sides over the
    shared items. ``median`` with its interval is of the logarithms of ratios, for times only.
    ``basis`` holds codes of :class:`Basis`, ``notes`` sets of :class:`Note`.
    """

    delta: Floats
    stderr: Floats
    low: Floats
    high: Floats
    p: Floats
    own: Floats
    base: Floats
    shared: Floats
    own_items: Floats
    base_items: Floats
    won: Floats
    lost: Floats
    rho: Floats
    median: Floats
    median_low: Floats
    median_high: Floats
    basis: Codes
    notes: Flags

    @property
    def comparable(self) -> Bools:
        """Where there is a difference at all."""
        result: Bools = ~np.isnan(self.delta)
        return result

    @property
    def tested(self) -> Bools:
        """Where the difference has an interval; elsewhere its uncertainty is unknown."""
        result: Bools = np.asarray(self.comparable & ~np.isnan(self.low) & ~np.isnan(self.high))
        return result

    @property
    def decidable(self) -> Bools:
        """Where nothing holds the verdict at within noise, whatever the interval says."""
        result: Bools = (self.notes & int(UNDECIDABLE)) == 0
        return result

    def select(self, key: Any) -> "Evidence":
        """The same of a part: what NumPy's indexing makes of every array."""
        return replace(self, **{name: getattr(self, name)[key] for name in self.__struct_fields__})


def notes(code: int) -> tuple[Note, ...]:
    """The notes that one code of ``Evidence.notes`` stands for."""
    return tuple(Note(int(code)))
