"""Counts of outcomes, and how many of them stand on differences that nothing tested.

A page whose outcomes are all untested says so in its lead alone: its tables and lists are calm.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from evalsite.analysis.arrays import Bools, Codes
from evalsite.analysis.comparison import Comparison
from evalsite.analysis.matrix import Tally
from evalsite.analysis.study import Findings
from evalsite.pages.atlas import Atlas, count_of
from evalsite.pages.model import Literally, Localised, Message, Sentences, Text
from evalsite.verdicts import OUTCOMES, Outcome

_NOTHING = Localised({"": ""})
_NOT_COMPARABLE = OUTCOMES.index(Outcome.NOT_COMPARABLE)


class Certainty(Struct, frozen=True, kw_only=True):
    """Of ``total`` outcomes of comparable models, how many are ``untested``: stand on a difference without a test."""

    untested: int
    total: int

    @property
    def calm(self) -> bool:
        """Whether all of them are untested, so that marking each count would say nothing."""
        return self.untested == self.total


def certainty(tallies: Iterable[Tally]) -> Certainty:
    """How much of some models' outcomes is tested."""
    unsure = total = 0
    for each in tallies:
        unsure += sum(each.untested_counts) - each.untested_counts[_NOT_COMPARABLE]
        total += each.compared - each.counts[_NOT_COMPARABLE]
    return Certainty(untested=unsure, total=total)


def _certainty(outcomes: Codes, untested: Bools) -> Certainty:
    known = outcomes != _NOT_COMPARABLE
    return Certainty(untested=int(np.count_nonzero(known & untested)), total=int(np.count_nonzero(known)))


def certainty_of(atlas: Atlas, model: str) -> Certainty:
    """How much of one model's outcomes is tested."""
    return certainty(tallies[model] for tallies in atlas.study.tallies.values() if model in tallies)


def over_all(atlas: Atlas) -> Certainty:
    """How much of all outcomes of the site is tested."""
    return certainty(tally for tallies in atlas.study.tallies.values() for tally in tallies.values())


def certainty_on(findings: Findings) -> Certainty:
    """How much of a benchmark's outcomes is tested."""
    comparisons = findings.comparisons.values()
    judged = [_certainty(each.outcomes, _unsure(findings, each)) for each in comparisons]
    return Certainty(untested=sum(each.untested for each in judged), total=sum(each.total for each in judged))


def _unsure(findings: Findings, comparison: Comparison) -> Bools:
    """The candidates (C,) with a judged difference that was not tested."""
    return np.asarray(comparison.untested[:, list(findings.board.judged)].any(axis=1))


def untested_of(findings: Findings, comparison: Comparison, outcome: Outcome) -> int:
    """How many candidates have this outcome with a judged difference that was not tested."""
    return int(np.count_nonzero(_unsure(findings, comparison) & (comparison.outcomes == OUTCOMES.index(outcome))))


def notes(atlas: Atlas, certain: Certainty) -> Sentences:
    """What a page says once at its top: that nothing is tested, or how many outcomes are not."""
    if not certain.untested:
        return ()
    if certain.calm and not atlas.tested:
        return (Message("finding.untested"),)
    return (Message("finding.outcomes_untested", {"count": certain.untested, "total": certain.total}),)


def untested(part: int, *counts: int) -> Text:
    """What follows a count of ``part``: ``, untested``, or `` (1 untested)``, or nothing.

    There are several ``counts`` where it is said of several models.
    """
    low, high = min(counts), max(counts)
    if not high:
        return _NOTHING
    if low == part:
        return Message("untested.all")
    return Message("untested.some", {"untested": Literally(str(low) if low == high else f"{low}–{high}")})


def counted(tallies: Sequence[Tally | None], outcome: Outcome, *, calm: bool) -> list[Text]:
    """Cells such as ``3 of 4 (1 untested)``: on how many of the benchmarks compared each model has the outcome."""
    return [_counted(tally, outcome, calm=calm) if tally else Message("outcome.not-compared") for tally in tallies]


def _counted(tally: Tally, outcome: Outcome, *, calm: bool) -> Message:
    part, unsure = tally.count(outcome), tally.untested_count(outcome)
    if calm or not unsure or outcome is Outcome.NOT_COMPARABLE:
        return count_of(part, tally.compared)
    return Message("count.of_untested", {"part": part, "total": tally.compared, "untested": untested(part, unsure)})
