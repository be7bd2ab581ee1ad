"""What came out for one model on one benchmark against one baseline, as codes of the catalogue."""

from evalsite.analysis import matrix
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
    findings = atlas.study.benchmarks[benchmark]
    comparison = findings.comparisons[baseline]
    candidate = comparison.rows.index(findings.board.models.index(model))
    column = [each.name for each in findings.board.metrics].index(metric)
    return comparison.verdict(candidate, column).value
