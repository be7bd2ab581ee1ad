"""Candidates against a baseline: differences, verdicts, outcomes, categories."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.analysis.arrays import Bools, Codes, Floats, counting
from evalsite.analysis.baselines import Baseline, Point, best_of, point
from evalsite.analysis.board import Board
from evalsite.analysis.conditions import COMPARABLE
from evalsite.analysis.tested import Tested, tested
from evalsite.analysis.uncertainty import Known
from evalsite.metrics import Direction, Kind, Metric, Tolerance
from evalsite.statistics.differences import difference
from evalsite.statistics.measured import Correction, Scale, Settings
from evalsite.verdicts import CATEGORIES, OUTCOMES, VERDICTS, Category, Outcome, Verdict

_NOT_COMPARABLE = VERDICTS.index(Verdict.NOT_COMPARABLE)
_BETTER = VERDICTS.index(Verdict.BETTER)
_ON_PAR = VERDICTS.index(Verdict.ON_PAR)
_LARGEST_RATIO = 1e15  # beyond this two decimals mean nothing
_WORSE = VERDICTS.index(Verdict.WORSE)
_WITHIN_NOISE = VERDICTS.index(Verdict.WITHIN_NOISE)


class Speedups(Struct, frozen=True, kw_only=True, eq=False):
    """Baseline / candidate (C, K): NaN unless both are positive and the metric asks for it.

    ``shown`` are the ``values`` at the two decimals that they are shown with, and judged by: ``verdicts`` are codes of
    Verdict.
    """

    values: Floats
    shown: Floats
    verdicts: Codes


class Differences(Struct, frozen=True, kw_only=True, eq=False):
    """How each candidate differs from its baseline (C, K); NaN where they cannot be compared.

    ``values`` are candidate - baseline, in the metric's unit; ``relative`` are these / abs(baseline), NaN at a baseline
    of zero.
    """

    values: Floats
    relative: Floats
    speedups: Speedups


class Comparison(Struct, frozen=True, kw_only=True, eq=False):
    """Every candidate of one benchmark against one baseline.

    ``rows`` (C,) are the candidates' rows of the board. Arrays are (C, K), K metrics of the board:
    ``base`` what each was compared with, ``verdicts`` codes of Verdict. ``outcomes`` (C,) are codes of Outcome;
    ``categories`` (C,) codes of Category, or None where not exactly one quality and one cost metric are judged.
    ``excluded`` are the models that were left out: members of the baseline. ``differing`` (C, K) is the first condition
    in which a candidate differs from its baseline, both of which have a value: a place in
    :data:`evalsite.readings.CONDITIONS`, or :data:`evalsite.analysis.conditions.COMPARABLE`; where they differ nothing
    is compared. ``tested`` says by metric what its verdicts stand on, where something is known of their uncertainty;
    ``untested`` (C, K) are the verdicts that stand on no interval. ``corrected_outcomes`` (C,) are the ``outcomes``
    after a correction for the number of candidates: the one that the settings ask for, else that of Benjamini and
    Hochberg, on metrics whose evidence has p-values.
    """

    baseline: Baseline
    board: Board
    point: Point
    rows: tuple[int, ...]
    base: Floats
    verdicts: Codes
    outcomes: Codes
    categories: Codes | None
    excluded: tuple[str, ...]
    differing: Codes
    tested: Mapping[int, Tested]
    untested: Bools
    corrected_outcomes: Codes

    # A number for each candidate and metric is much to keep, and little to work out again: a thousandth of a page.

    @property
    def differences(self) -> Differences:
        """Candidate - baseline, in numbers."""
        given = _comparable(self.board, self.rows, self.differing)
        values = difference(given, self.base)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = values / np.abs(self.base)
        relative = np.where(np.isfinite(share), share, np.nan)
        return Differences(values=values, relative=relative, speedups=_speedups(given, self.base, self.board.metrics))

    def outcome(self, candidate: int) -> Outcome:
        """The outcome of the candidate at this place of ``rows``."""
        return OUTCOMES[int(self.outcomes[candidate])]

    def category(self, candidate: int) -> Category | None:
        """The category of the candidate at this place of ``rows``, where there are categories."""
        return None if self.categories is None else CATEGORIES[int(self.categories[candidate])]

    def verdict(self, candidate: int, metric: int) -> Verdict:
        """The verdict of one candidate on one metric."""
        return VERDICTS[int(self.verdicts[candidate, metric])]


def compare(
    baseline: Baseline,
    board: Board,
    uncertainty: Mapping[int, Known] | None = None,
    settings: Settings | None = None,
    *,
    no_candidates: Collection[str] = (),
    no_donors: Collection[str] = (),
) -> Comparison:
    """Compare every model of ``board`` with ``baseline``, but for its members and ``no_candidates``.

    ``uncertainty`` is what is known of the board's metrics, by column; ``settings`` say how sure a verdict must be.
    """
    target = point(baseline, board, no_donors)
    others = baseline.rule == "best-of" and baseline.compare_members == "others"
    excluded = () if others else tuple(name for name in baseline.members if name in board.models)
    left_out = {row for name in {*excluded, *no_candidates} if (row := board.row(name)) is not None}
    rows = _all_but(left_out, len(board.models))
    base = np.broadcast_to(target.values, (len(rows), len(board.metrics)))  # a row that stands for all
    if others:
        base = base.copy()
        _replace_members(base, rows, baseline, board, no_donors)
    differing = _differing(board, rows, target, base)
    asked = settings or Settings()
    found = {
        j: tested(known, target, rows, j, _tolerances(board.metrics[j], base[:, j], known), asked)
        for j, known in (uncertainty or {}).items()
    }
    plain = judge(difference(_comparable(board, rows, differing), base), base, board.metrics)
    judged = list(board.judged)
    verdicts = _verdicts(plain, found)
    came_out = strict = outcomes(verdicts[:, judged])
    if found and asked.correction is Correction.NONE:
        strict = outcomes(_corrected(plain, found, asked)[:, judged])
    return Comparison(
        baseline=baseline,
        board=board,
        point=target,
        rows=rows,
        base=base,
        verdicts=verdicts,
        outcomes=came_out,
        categories=_categories(verdicts, board),
        excluded=excluded,
        differing=differing,
        tested=found,
        untested=_untested(verdicts, found),
        corrected_outcomes=strict,
    )


def _all_but(left_out: Collection[int], count: int) -> tuple[int, ...]:
    """The rows below ``count``, but for some."""
    everyone, gaps = counting(count), sorted(left_out)
    starts, ends = [0, *(gap + 1 for gap in gaps)], [*gaps, count]
    return tuple(chain.from_iterable(everyone[start:end] for start, end in zip(starts, ends, strict=True)))


def _comparable(board: Board, rows: Sequence[int], differing: Codes) -> Floats:
    """The candidates' values (C, K), NaN where they cannot be compared."""
    return np.where(differing == COMPARABLE, board.values[list(rows)], np.nan)


def _verdicts(plain: Codes, found: Mapping[int, Tested]) -> Codes:
    """The ``plain`` verdicts (C, K), over which stands what was decided where something is known of uncertainty."""
    verdicts = plain.copy()
    for j, each in found.items():
        comparable = plain[:, j] != _NOT_COMPARABLE
        verdicts[comparable, j] = each.over(plain[:, j])[comparable]
    return verdicts


def _corrected(plain: Codes, found: Mapping[int, Tested], settings: Settings) -> Codes:
    """The verdicts (C, K) after Benjamini and Hochberg's correction, which takes least."""
    strict = replace(settings, correction=Correction.BH)
    return _verdicts(plain, {j: each.corrected(strict) if each.has_p else each for j, each in found.items()})


def _differing(board: Board, rows: Sequence[int], target: Point, base: Floats) -> Codes:
    """The first condition in which each of ``rows`` differs from a member of the baseline that has a value (C, K)."""
    if board.conditions is None:
        return np.broadcast_to(np.int8(COMPARABLE), base.shape)
    found = np.full(base.shape, COMPARABLE, dtype=np.int8)
    for member in target.rows:
        against = board.conditions.against(rows, member)
        against[:, np.isnan(board.values[member])] = COMPARABLE
        found = np.where(found == COMPARABLE, against, found)
    found[np.isnan(board.values[list(rows)]) | np.isnan(base)] = COMPARABLE
    return found


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def _tolerances(metric: Metric, base: Floats, known: Known) -> Floats:
    """The tolerance of each candidate on the scale of its evidence: of ratios in logarithms."""
    allowed = threshold(metric.tolerance, base)
    return np.log1p(allowed / np.abs(base)) if known.measured.scale is Scale.RATIO else allowed


def _untested(verdicts: Codes, found: Mapping[int, Tested]) -> Bools:
    """The verdicts that are one, and stand on no interval."""
    untested: Bools = verdicts != _NOT_COMPARABLE
    for j, each in found.items():
        untested[:, j] &= each.decision.untested
    return untested


def _replace_members(
    base: Floats, rows: Sequence[int], baseline: Baseline, board: Board, no_donors: Collection[str]
) -> None:
    """Give each member of a best-of the best of the other members to be compared with."""
    for candidate, row in enumerate(rows):
        name = board.models[row]
        if name in baseline.members:
            rest = [member for member in baseline.members if member != name and member not in no_donors]
            base[candidate] = best_of(rest, board, partial=baseline.partial).values


def judge(delta: Floats, base: Floats, metrics: Sequence[Metric]) -> Codes:
    """Codes of Verdict for each difference; at the tolerance counts as on par, missing is not comparable."""
    verdicts = np.full(delta.shape, _NOT_COMPARABLE, dtype=np.int8)
    for j, metric in enumerate(metrics):
        if metric.direction is None:
            continue
        gain = delta[:, j] * metric.direction.sign
        allowed = threshold(metric.tolerance, base[:, j])
        known = ~np.isnan(gain)
        verdicts[known, j] = _ON_PAR
        verdicts[known & (gain > allowed), j] = _BETTER
        verdicts[known & (gain < -allowed), j] = _WORSE
    return verdicts


def threshold(tolerance: Tolerance, base: Floats) -> Floats:
    """How large a difference from each value of ``base`` still counts as on par, in its unit."""
    if not tolerance.relative:
        return np.full(base.shape, tolerance.amount)
    share = np.abs(base) * tolerance.amount
    return difference(share, np.zeros_like(share))


def _speedups(values: Floats, base: Floats, metrics: Sequence[Metric]) -> Speedups:
    asked = np.array([metric.speedup and metric.direction is Direction.LOWER for metric in metrics], dtype=bool)
    defined = asked & (values > 0) & (base > 0)
    with np.errstate(over="ignore"):
        ratio = np.divide(base, values, out=np.full(values.shape, np.nan), where=defined)
    known: Floats = np.where(ratio < _LARGEST_RATIO, ratio, np.nan)
    shown: Floats = np.round(known, 2)
    return Speedups(values=known, shown=shown, verdicts=_judge_speedups(shown))


def _judge_speedups(speedup: Floats) -> Codes:
    verdicts = np.full(speedup.shape, _NOT_COMPARABLE, dtype=np.int8)
    verdicts[speedup == 1] = _ON_PAR
    verdicts[speedup > 1] = _BETTER
    verdicts[speedup < 1] = _WORSE
    return verdicts


def outcomes(judged: Codes) -> Codes:
    """Codes of Outcome from the verdicts (C, J) on the judged metrics; with none judged, not comparable.

    A metric within noise leaves the outcome open, unless the others already make it mixed.
    """
    better = (judged == _BETTER).any(axis=1)
    worse = (judged == _WORSE).any(axis=1)
    noise = (judged == _WITHIN_NOISE).any(axis=1)
    result = np.full(len(judged), OUTCOMES.index(Outcome.ON_PAR), dtype=np.int8)
    result[better & ~worse] = OUTCOMES.index(Outcome.BEATS)
    result[worse & ~better] = OUTCOMES.index(Outcome.LOSES)
    result[noise] = OUTCOMES.index(Outcome.CANNOT_TELL)
    result[better & worse] = OUTCOMES.index(Outcome.MIXED)
    unknown: Bools = (judged == _NOT_COMPARABLE).any(axis=1) | (judged.shape[1] == 0)
    result[unknown] = OUTCOMES.index(Outcome.NOT_COMPARABLE)
    return result


def quality_and_cost(board: Board) -> tuple[int, int] | None:
    """The columns of the one quality and the one cost metric that are judged; None in any other case."""
    kinds = {kind: [j for j in board.judged if board.metrics[j].kind is kind] for kind in Kind}
    quality, cost = kinds[Kind.QUALITY], kinds[Kind.COST]
    if len(quality) == len(cost) == 1 and len(board.judged) == 2:
        return quality[0], cost[0]
    return None


def _categories(verdicts: Codes, board: Board) -> Codes | None:
    columns = quality_and_cost(board)
    if columns is None:
        return None
    quality, cost = columns
    return _CATEGORY_OF[verdicts[:, quality], verdicts[:, cost]]


def _category_table() -> Codes:
    table = np.full((len(VERDICTS), len(VERDICTS)), CATEGORIES.index(Category.NOT_COMPARABLE), dtype=np.int8)
    for (quality, cost), category in {
        (Verdict.BETTER, Verdict.BETTER): Category.BETTER_BOTH,
        (Verdict.BETTER, Verdict.ON_PAR): Category.BETTER_QUALITY,
        (Verdict.ON_PAR, Verdict.BETTER): Category.BETTER_COST,
        (Verdict.ON_PAR, Verdict.ON_PAR): Category.ON_PAR,
        (Verdict.WORSE, Verdict.BETTER): Category.FASTER_LESS_ACCURATE,
        (Verdict.BETTER, Verdict.WORSE): Category.SLOWER_MORE_ACCURATE,
        (Verdict.WORSE, Verdict.ON_PAR): Category.WORSE_QUALITY,
        (Verdict.ON_PAR, Verdict.WORSE): Category.WORSE_COST,
        (Verdict.WORSE, Verdict.WORSE): Category.WORSE_BOTH,
    }.items():
        table[VERDICTS.index(quality), VERDICTS.index(cost)] = CATEGORIES.index(category)
    comparable = [code for code in range(len(VERDICTS)) if code != _NOT_COMPARABLE]
    table[_WITHIN_NOISE, comparable] = table[comparable, _WITHIN_NOISE] = CATEGORIES.index(Category.CANNOT_TELL)
    return table


_CATEGORY_OF = _category_table()
