"""What came out for one model on one benchmark against one baseline, as codes of the catalogue."""

from evalsite.analysis import matrix
from evalsite.analysis.comparison import Comparison
from evalsite.pages.atlas import Atlas
from evalsite.verdicts import OUTCOMES


def outcome(atlas: Atlas, baseline: str, benchmark: str, model: str) -> str | None:
    """The outcome over all judged metrics; None where the two were not compared."""
    if model not in atlas.model_slugs or benchmark not in atlas.benchmark_slugs:
        return None
    [place] = atlas.benchmark_places([benchmark])
    code = int(atlas.study.judged[baseline].outcomes[atlas.place(model), place])
    return None if code == matrix.NOT_COMPARED else OUTCOMES[code].value


def verdict(atlas: Atlas, baseline: str, benchmark: str, model: str, metric: str) -> str | None:
    """The verdict on one metric; None where the two were not compared."""
    if outcome(atlas, baseline, benchmark, model) is None:
        return None
    comparison, candidate, column = _difference(atlas, baseline, benchmark, model, metric)
    return comparison.verdict(candidate, column).value


def untested(atlas: Atlas, baseline: str, benchmark: str, model: str, metric: str = "") -> bool:
    """Whether the verdict on ``metric``, or without one the outcome, stands on a difference that was not tested."""
    if outcome(atlas, baseline, benchmark, model) is None:
        return False
    if not metric:
        [place] = atlas.benchmark_places([benchmark])
        return bool(atlas.study.judged[baseline].untested[atlas.place(model), place])
    comparison, candidate, column = _difference(atlas, baseline, benchmark, model, metric)
    return bool(comparison.untested[candidate, column])


def _difference(atlas: Atlas, baseline: str, benchmark: str, model: str, metric: str) -> tuple[Comparison, int, int]:
    """The comparison, and the places of the candidate and the metric in it."""
    findings = atlas.study.benchmarks[benchmark]
    comparison = findings.comparisons[baseline]
    candidate = comparison.rows.index(findings.board.models.index(model))
    return comparison, candidate, [each.name for each in findings.board.metrics].index(metric)
