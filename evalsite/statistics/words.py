"""Words from evidence: the verdict, and the reason where it is within noise."""

from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.statistics.arrays import Bools, Codes, Floats
from evalsite.statistics.evidence import Evidence
from evalsite.statistics.measured import Correction, Settings
from evalsite.verdicts import VERDICTS, Verdict


class Reason(StrEnum):
    """Why a verdict is within noise; ``NONE`` for every other verdict."""

    NONE = ""
    HOLDS_ZERO = "holds-zero"
    """The interval holds 0 and reaches beyond the tolerance."""
    WITHIN_TOLERANCE = "perhaps-within-tolerance"
    """The difference is real, and perhaps smaller than the tolerance."""
    UNDECIDABLE = "undecidable"
    """Too few items or runs, or two tests disagree: the evidence's notes say which."""
    MEDIAN_DISAGREES = "median-disagrees"
    """Of times: the mean and the typical item do not say the same."""
    IDENTICAL = "identical"
    """The same score on every item; without a tolerance that proves no equality."""
    CORRECTED = "corrected"
    """Not after the correction for many comparisons."""


REASONS = tuple(Reason)
_NOT_COMPARABLE, _BETTER, _ON_PAR, _WORSE, _WITHIN_NOISE = (
    VERDICTS.index(verdict)
    for verdict in (Verdict.NOT_COMPARABLE, Verdict.BETTER, Verdict.ON_PAR, Verdict.WORSE, Verdict.WITHIN_NOISE)
)


class Decision(Struct, frozen=True, kw_only=True, eq=False):
    """Verdicts in the shape of their evidence.

    ``verdicts`` are codes of :class:`Verdict`; ``reasons`` codes of :class:`Reason`. ``untested`` marks the words
    that stand on no interval: "(uncertainty unknown)".
    """

    verdicts: Codes
    reasons: Codes
    untested: Bools


def decide(evidence: Evidence, tolerance: Floats | float) -> Decision:
    """The word of each difference; ``tolerance`` >= 0 is on the scale of ``evidence.delta`` and broadcasts.

    In this order: without a difference, not comparable; without an interval, the plain word by the tolerance; an
    interval inside the tolerance is on par; a difference beyond the tolerance whose interval excludes 0 is better
    or worse; all else is within noise. Of times the interval of the median must agree with every such word.
    """
    beyond_up, beyond_down = evidence.delta > tolerance, evidence.delta < -np.asarray(tolerance)
    plain = _choose(evidence.comparable, up=beyond_up, down=beyond_down, par=np.abs(evidence.delta) <= tolerance)
    up, down = beyond_up & (evidence.low > 0), beyond_down & (evidence.high < 0)
    par = _inside(evidence.low, evidence.high, tolerance)
    median_up, median_down, median_par = _median_agrees(evidence, tolerance)
    sure = _choose(evidence.decidable, up=up & median_up & ~par, down=down & median_down & ~par, par=par & median_par)
    words = np.where(sure == _NOT_COMPARABLE, _WITHIN_NOISE, sure)
    held = evidence.tested | (evidence.comparable & ~evidence.decidable)
    verdicts = np.where(held, words, plain).astype(np.int8)
    noise = verdicts == _WITHIN_NOISE
    clash = (up & ~median_up) | (down & ~median_down) | (par & ~median_par)
    reasons = np.where(noise, _reasons(evidence, clash), 0).astype(np.int8)
    return Decision(verdicts=verdicts, reasons=reasons, untested=evidence.comparable & ~held)


def _choose(where: Bools, *, up: Bools, down: Bools, par: Bools) -> Codes:
    codes = np.select([~where, par, up, down], [_NOT_COMPARABLE, _ON_PAR, _BETTER, _WORSE], _NOT_COMPARABLE)
    return codes.astype(np.int8)


def _inside(low: Floats, high: Floats, tolerance: Floats | float) -> Bools:
    """Whether the interval proves equality; with a tolerance of 0 none does, not even [0, 0]."""
    allowed = np.asarray(tolerance)
    inside: Bools = (allowed > 0) & (-allowed <= low) & (high <= allowed)
    return inside


def _median_agrees(evidence: Evidence, tolerance: Floats | float) -> tuple[Bools, Bools, Bools]:
    """Whether the median's interval allows better, worse and on par; where there is none, it allows all."""
    none = np.isnan(evidence.median)
    par = _inside(evidence.median_low, evidence.median_high, tolerance)
    return none | (evidence.median_low > 0), none | (evidence.median_high < 0), none | par


def _reasons(evidence: Evidence, clash: Bools) -> Codes:
    holds_zero = (evidence.low <= 0) & (evidence.high >= 0)
    identical = (evidence.low == 0) & (evidence.high == 0)
    cases = {
        Reason.UNDECIDABLE: ~evidence.decidable,
        Reason.MEDIAN_DISAGREES: clash,
        Reason.IDENTICAL: identical,
        Reason.HOLDS_ZERO: holds_zero,
    }
    codes = np.select(
        list(cases.values()), [REASONS.index(reason) for reason in cases], REASONS.index(Reason.WITHIN_TOLERANCE)
    )
    return codes.astype(np.int8)


def adjusted(p: Floats, method: Correction) -> Floats:
    """``p`` (C,) adjusted for their number, in any order; NaN stays NaN and is not counted.

    Holm 1979 steps down: the running maximum of (m - i) p_(i). Benjamini and Hochberg 1995 steps up: the running
    minimum, from the largest, of m / i p_(i).
    """
    result = p.copy()
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    m, ranked = len(order), p[order]
    places = np.arange(1, m + 1)
    if method is Correction.HOLM:
        ranked = np.maximum.accumulate((m - places + 1) * ranked)
    elif method is Correction.BH:
        ranked = np.minimum.accumulate((m / places * ranked)[::-1])[::-1]
    result[order] = np.minimum(ranked, 1)
    return result


def corrected(decision: Decision, evidence: Evidence, settings: Settings) -> Decision:
    """``decision`` (C,) on one family: one baseline, one metric, one benchmark.

    A tested better or worse stays only where its adjusted p is below alpha; evidence without a p cannot stay.
    Nothing else changes, so a correction never makes a decision.
    """
    if settings.correction is Correction.NONE:
        return decision
    decided = np.isin(decision.verdicts, (_BETTER, _WORSE)) & ~decision.untested
    lost = decided & ~(adjusted(evidence.p, settings.correction) < settings.alpha)
    return replace(
        decision,
        verdicts=np.where(lost, _WITHIN_NOISE, decision.verdicts).astype(np.int8),
        reasons=np.where(lost, REASONS.index(Reason.CORRECTED), decision.reasons).astype(np.int8),
    )
