"""What is known of the uncertainty of a board's values, and what follows for its comparisons and ranks."""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from evalsite.analysis.arrays import Bools, Floats
from evalsite.analysis.board import Board
from evalsite.analysis.ranking import Ranking
from evalsite.metrics import Direction, Metric
from evalsite.statistics.checks import Check, checked
from evalsite.statistics.measured import Measured, Scale, Settings, measured
from evalsite.statistics.power import Detectable, detectable
from evalsite.statistics.ranks import RankIntervals, rank_intervals, unsettled
from evalsite.statistics.values import ValueIntervals, value_intervals
from evalsite.verdicts import MARKS, Mark

_MOST_DECIMALS = 12
_MEDALS = frozenset(map(MARKS.index, (Mark.FIRST, Mark.SECOND, Mark.THIRD)))


class Statistics(Struct, frozen=True, kw_only=True):
    """How uncertainty is judged: ``settings``, and by benchmark what its files do not tell.

    ``sizes`` are numbers of items; ``clusters`` give an item's cluster by its name, ``""`` for one by itself.
    """

    settings: Settings = field(default_factory=Settings)
    sizes: Mapping[str, int] = field(default_factory=dict)
    clusters: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


class Known(Struct, frozen=True, kw_only=True, eq=False):
    """What is known of one metric of a board: ``measured`` after its checks, and their ``doubts``.

    ``values`` are each value's own interval, ``ranks`` each rank's, and ``detectable`` the smallest difference that
    can be told from none; None where nothing is known of it. ``hollow`` are the rows whose medal is not surely earned
    against the next row below, each with all rows that its own cannot be told from, in the order of their ranks.
    """

    measured: Measured
    doubts: Sequence[Check]
    values: ValueIntervals
    ranks: RankIntervals
    detectable: Detectable | None
    hollow: Mapping[int, Sequence[int]]

    @property
    def shown_intervals(self) -> tuple[Floats, Floats]:
        """Low and high ends (M,) of the intervals of the values themselves; NaN where it is that of another mean."""
        low, high = self.values.low, self.values.high
        own = np.isclose(self.values.centre, self.measured.values, rtol=1e-9, atol=1e-12) & np.isfinite(low + high)
        return np.where(own, low, np.nan), np.where(own, high, np.nan)


@np.errstate(all="ignore")  # a file may say 1e300; what is not finite is then not known
def known(board: Board, ranked: Bools, rankings: Sequence[Ranking], statistics: Statistics) -> dict[int, Known]:
    """What is known of each metric of ``board`` that has a direction, by its column.

    ``ranked`` (M, K) take ranks, and ``rankings`` are these.
    """
    found = {}
    for j, metric in enumerate(board.metrics):
        if metric.direction and (told := _measured(board, j, metric, statistics)):
            right, doubts = checked(told)
            ranks = rank_intervals(right, ranked[:, j], statistics.settings)
            found[j] = Known(
                measured=right,
                doubts=doubts,
                values=value_intervals(right, statistics.settings),
                ranks=ranks,
                detectable=detectable(right, ranked[:, j], statistics.settings),
                hollow=_hollow(right, rankings[j], ranks, statistics.settings),
            )
    return found


def _hollow(
    known: Measured, ranking: Ranking, intervals: RankIntervals, settings: Settings
) -> dict[int, Sequence[int]]:
    """Holders of medals that are not surely better than the next row, and the rows that each cannot be told from."""
    places = {row: place for row, place in enumerate(ranking.ranks.tolist()) if place and intervals.tested[row]}
    holders = sorted((row for row in places if int(ranking.marks[row]) in _MEDALS), key=places.__getitem__)
    ranked = np.isin(np.arange(known.count), [*places])
    hollow: dict[int, Sequence[int]] = {}
    for row, alike in zip(holders, unsettled(known, holders, ranked, settings), strict=True):
        following = min((place for place in places.values() if place > places[row]), default=None)
        if any(places[other] == following for other in alike.tolist()):
            hollow[row] = sorted(alike.tolist(), key=places.__getitem__)
    return hollow


def _measured(board: Board, j: int, metric: Metric, statistics: Statistics) -> Measured | None:
    """None when nothing is told but the values."""
    items, n = board.items.get(j), board.n[:, j]
    declared = statistics.sizes.get(board.benchmark)
    if declared and metric.proportion:
        n = np.where(np.isnan(n), declared, n)
    repeated = board.repeats[:, j] > 1
    if items is None and np.isnan(board.stderr[:, j]).all() and np.isnan(n).all():
        return None
    repeats = np.where(repeated, board.repeats[:, j], np.nan)
    return measured(
        board.values[:, j],
        sign=metric.direction.sign if metric.direction else 1,
        scale=_scale(metric, binary=metric.binary if items is None else items.binary),
        stderr=np.where(repeated, np.nan, board.stderr[:, j]),
        n=n,
        step=_steps(board.values[:, j]),
        repeats=repeats,
        spread=np.where(repeated, board.stderr[:, j], np.nan) * np.sqrt(repeats),
        scores=None if items is None else items.scores,
        samples=None if items is None else items.samples,
        clusters=None if items is None else _clusters(items.names, statistics.clusters.get(board.benchmark)),
    )


def _scale(metric: Metric, *, binary: bool) -> Scale:
    if metric.speedup and metric.direction is Direction.LOWER:
        return Scale.RATIO
    if not metric.proportion:
        return Scale.REAL
    return Scale.BINARY if binary else Scale.UNIT


def _steps(values: Floats) -> Floats:
    """The smallest unit that the values were written with: the finest of a column, all of which is written alike."""
    given = values[np.isfinite(values)]
    for decimals in range(_MOST_DECIMALS):
        if (np.round(given, decimals) == given).all():
            return np.full(values.shape, 10.0**-decimals)
    return np.zeros(values.shape)


def _clusters(names: Sequence[str], of: Callable[[str], str] | None) -> npt.NDArray[np.int64] | None:
    if of is None:
        return None
    told = [of(name) or f"\0{name}" for name in names]
    return np.unique(told, return_inverse=True)[1].astype(np.int64)


def cluster_of(pattern: str) -> Callable[[str], str]:
    """A function from an item's name to what the first ``*`` of ``pattern`` is in it; ``""`` where it does not fit."""
    parts = [re.escape(part) for part in pattern.split("*")]
    fits = re.compile("(.*?)".join(parts[:2]) + "".join(f".*{part}" for part in parts[2:]), re.DOTALL)

    def cluster(name: str) -> str:
        found = fits.fullmatch(name)
        return found[1] if found and fits.groups else ""

    return cluster
