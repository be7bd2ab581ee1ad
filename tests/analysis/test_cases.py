"""Judgement by example: each case of cases.yml says what goes in and what must come out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.comparison import Comparison
from evalsite.analysis.study import Findings, References
from evalsite.verdicts import MARKS, VERDICTS

CASES = yaml.safe_load((Path(__file__).parent / "cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, make: Any) -> None:
    case = CASES[name]
    values = {model: {k: _number(v) for k, v in numbers.items()} for model, numbers in case["values"].items()}
    found = make.study(
        {"b": values},
        [make.metric(metric, **settings) for metric, settings in case["metrics"].items()],
        [_baseline(key, settings) for key, settings in case.get("baselines", {}).items()],
        References(**{**case.get("references", {}), "models": frozenset(case.get("references", {}).get("models", ()))}),
    )
    findings = found.benchmarks["b"]
    seen = _seen(findings)
    seen["tallied"] = {baseline: sorted(tallies) for baseline, tallies in found.tallies.items()}
    assert case["expect"], "a case must expect something"
    assert _named_in(seen, case["expect"]) == case["expect"]


def _number(value: Any) -> float:
    return float("nan") if value == "-" else float(value)


def _baseline(name: str, settings: dict[str, Any]) -> Baseline:
    return Baseline(id=name, **{**settings, "members": tuple(settings.get("members", ()))})


def _seen(findings: Findings) -> dict[str, Any]:
    board = findings.board
    metrics = [metric.name for metric in board.metrics]
    ranked = zip(metrics, findings.rankings, strict=True)
    rankings = dict(ranked)

    def _by_model(values: list[Any]) -> dict[str, Any]:
        return dict(zip(board.models, values, strict=True))

    return {
        "order": list(board.models),
        "ranks": {name: _by_model([rank or None for rank in each.ranks.tolist()]) for name, each in rankings.items()},
        "marks": {name: _by_model([MARKS[code] for code in each.marks.tolist()]) for name, each in rankings.items()},
        "against": {name: _compared(findings, comparison) for name, comparison in findings.comparisons.items()},
    }


def _compared(findings: Findings, comparison: Comparison) -> dict[str, Any]:
    metrics = [metric.name for metric in findings.board.metrics]
    names = [findings.board.models[row] for row in comparison.rows]

    def cells(array: Any) -> dict[str, dict[str, Any]]:
        return {
            name: {metric: "-" if np.isnan(cell) else float(cell) for metric, cell in zip(metrics, row, strict=True)}
            for name, row in zip(names, array, strict=True)
        }

    def words(codes: Any) -> dict[str, dict[str, str]]:
        return {
            name: {metric: VERDICTS[code] for metric, code in zip(metrics, row, strict=True)}
            for name, row in zip(names, codes, strict=True)
        }

    point, found = comparison.point, comparison.differences
    return {
        "values": {m: "-" if np.isnan(v) else float(v) for m, v in zip(metrics, point.values, strict=True)},
        "donors": {metric: list(donors) for metric, donors in zip(metrics, point.donors, strict=True)},
        "verdicts": words(comparison.verdicts),
        "speedups": cells(found.speedups.shown),
        "relative": cells(found.relative),
        "speedup_verdicts": words(found.speedups.verdicts),
        "outcomes": {name: comparison.outcome(i) for i, name in enumerate(names)},
        "categories": None
        if comparison.categories is None
        else {name: comparison.category(i) for i, name in enumerate(names)},
        "excluded": list(comparison.excluded),
    }


def _named_in(seen: Any, expected: Any) -> Any:
    """The part of ``seen`` that ``expected`` speaks of; what outcomes and order list, they list whole."""
    if isinstance(expected, dict) and expected and isinstance(seen, dict):
        return {key: _named_in(seen.get(key, "absent"), value) for key, value in expected.items()}
    return seen


def test_outcomes_are_expected_whole() -> None:
    """A case that names outcomes names those of all candidates: otherwise a superfluous one would go unseen."""
    for name, case in CASES.items():
        for baseline, expected in case["expect"].get("against", {}).items():
            members = case["baselines"][baseline].get("members", ())
            others = case["baselines"][baseline].get("compare_members") == "others"
            hidden = {} if case.get("references", {}).get("compare") else case.get("references", {}).get("models", ())
            candidates = {model for model in case["values"] if others or model not in members} - set(hidden)
            if "outcomes" in expected:
                assert set(expected["outcomes"]) == candidates, name
