"""What candidates are compared with, on one benchmark."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from evalsite.analysis.arrays import Floats
from evalsite.analysis.board import Board, oriented
from evalsite.analysis.conditions import COMPARABLE

Rule = Literal["model", "best-of", "fixed"]
Members = Literal["exclude", "others"]


class Baseline(Struct, frozen=True, kw_only=True):
    """A baseline as declared: one model, the best of several metric by metric, or published values.

    ``members`` are the models it is made of: one for ``model``, several for ``best-of``, none for
    ``fixed``, whose numbers are ``published[benchmark][metric]``. ``compare_members`` says whether a
    member of a ``best-of`` is left out of its comparisons, or compared with the best of the others.
    ``partial`` takes the best of those members that have a value; otherwise a ``best-of`` has no value for
    a metric that a member lacks, since the missing one might have been the best: without it, removing a
    result could make somebody beat the baseline.
    """

    id: str
    rule: Rule
    members: tuple[str, ...] = ()
    compare_members: Members = "exclude"
    partial: bool = False
    published: Mapping[str, Mapping[str, float]] | None = None


class Point(Struct, frozen=True, kw_only=True, eq=False):
    """A baseline's values on one benchmark: ``values[j]`` for metric j, NaN when it has none.

    ``donors[j]`` are the models that a value comes from, all of them when tied; ``absent`` the members
    without any result on this benchmark. ``rows`` are the members' rows of the board. Where members were measured
    under different conditions there is no best of them: ``differing[j]`` is the first condition in which they differ.
    """

    values: Floats
    donors: tuple[tuple[str, ...], ...]
    absent: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    differing: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is no value at all to compare with."""
        return bool(np.isnan(self.values).all())

    @property
    def single(self) -> bool:
        """Whether some one model has all the values that there are."""
        given = [set(names) for names in self.donors if names]
        return not given or bool(set.intersection(*given))


def point(baseline: Baseline, board: Board, no_donors: Collection[str] = ()) -> Point:
    """The baseline's values on ``board``; models in ``no_donors`` give nothing to a ``best-of``."""
    if baseline.rule == "fixed":
        return _published(baseline, board)
    members = baseline.members
    if baseline.rule == "best-of":
        members = tuple(name for name in members if name not in no_donors)
    return best_of(members, board, partial=baseline.partial)


def best_of(members: Sequence[str], board: Board, *, partial: bool = False) -> Point:
    """Metric by metric the best value among ``members``; a metric without a direction has none.

    Of a single member all values are taken, directions or not.
    """
    rows = {name: row for name in members if (row := board.row(name)) is not None}
    absent = tuple(name for name in members if name not in rows)
    names = sorted(rows)
    values = board.values[[rows[name] for name in names]]
    turned = values if len(members) == 1 else oriented(values, board.metrics)
    differing = tuple(_differing(board, [rows[name] for name in names], j) for j in range(len(board.metrics)))
    columns = [
        _best(values[:, j], turned[:, j], names, needed=1 if partial else len(members))
        if differing[j] == COMPARABLE
        else (np.nan, ())
        for j in range(len(board.metrics))
    ]
    return Point(
        values=np.array([value for value, _ in columns], dtype=np.float64),
        donors=tuple(donors for _, donors in columns),
        absent=absent,
        rows=tuple(rows[name] for name in names),
        differing=differing,
    )


def _differing(board: Board, rows: Sequence[int], j: int) -> int:
    """The first condition in which those of ``rows`` differ that have a value of metric ``j``."""
    given = [row for row in rows if not np.isnan(board.values[row, j])]
    if board.conditions is None or len(given) < 2:
        return COMPARABLE
    return int(board.conditions.among(given)[j])


def _best(values: Floats, turned: Floats, names: Sequence[str], *, needed: int) -> tuple[float, tuple[str, ...]]:
    """The best value and its donors, or NaN and none when fewer than ``needed`` have a value."""
    given = np.flatnonzero(~np.isnan(turned))
    if not len(given) or len(given) < needed:
        return np.nan, ()
    top = given[turned[given] == turned[given].max()]
    return float(values[top[0]]), tuple(names[i] for i in top)


def _published(baseline: Baseline, board: Board) -> Point:
    values = (baseline.published or {}).get(board.benchmark, {})
    numbers = np.array([values.get(metric.name, np.nan) for metric in board.metrics], dtype=np.float64)
    return Point(values=numbers, donors=((),) * len(board.metrics), differing=(COMPARABLE,) * len(board.metrics))
