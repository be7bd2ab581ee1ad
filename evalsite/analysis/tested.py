"""The evidence of one comparison on one metric, and the words that it allows."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from evalsite.analysis.arrays import Bools, Codes, Floats
from evalsite.analysis.baselines import Point
from evalsite.analysis.uncertainty import Known
from evalsite.statistics.comparison import against, best_of, with_constant
from evalsite.statistics.evidence import NOT_COMPARABLE, Evidence
from evalsite.statistics.measured import Settings
from evalsite.statistics.words import Decision, corrected, decide
from evalsite.verdicts import VERDICTS, Verdict


class Tested(Struct, frozen=True, kw_only=True, eq=False):
    """Candidates (C,) against a baseline on one metric: their ``evidence``, and what was decided from it.

    ``tolerance`` (C,) is on the scale of the evidence: of ratios in logarithms.
    """

    evidence: Evidence
    decision: Decision
    tolerance: Floats

    @property
    def tested(self) -> Bools:
        """The candidates whose difference has an interval."""
        return self.evidence.tested

    @property
    def has_p(self) -> bool:
        """Whether each difference with an interval has a p-value too, which a correction needs."""
        return not np.isnan(self.evidence.p[self.tested]).any()

    @property
    def barred(self) -> Bools:
        """The candidates whose items forbid a comparison."""
        return np.asarray((self.evidence.notes & int(NOT_COMPARABLE)) != 0)

    def corrected(self, settings: Settings) -> "Tested":
        """The same after the correction that ``settings`` ask for."""
        return replace(self, decision=corrected(self.decision, self.evidence, settings))

    def over(self, plain: Codes) -> Codes:
        """The verdicts (C,), which are the ``plain`` ones where they stand on no interval."""
        words = np.where(self.decision.untested, plain, self.decision.verdicts)
        return np.where(self.barred, VERDICTS.index(Verdict.NOT_COMPARABLE), words).astype(np.int8)


@np.errstate(all="ignore")  # as in evalsite.analysis.uncertainty.known
def tested(known: Known, target: Point, rows: Sequence[int], j: int, tolerance: Floats, settings: Settings) -> Tested:
    """What is known of the differences of ``rows`` to ``target`` on metric ``j``."""
    evidence = _evidence(known, target, rows, j, settings)
    return Tested(evidence=evidence, decision=decide(evidence, tolerance), tolerance=tolerance).corrected(settings)


def _evidence(known: Known, target: Point, rows: Sequence[int], j: int, settings: Settings) -> Evidence:
    measured = known.measured
    donors = [row for row in target.rows if not np.isnan(measured.values[row])]
    if not target.rows or not donors or np.isnan(target.values[j]):
        published = with_constant(measured, float(target.values[j]))
        return against(published, rows, measured.count, settings)
    if len(donors) == 1:
        return against(measured, rows, donors[0], settings)
    return best_of(measured, rows, donors, settings)
