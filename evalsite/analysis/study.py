"""Everything that was found: the one value that pages are made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evalsite.analysis.baselines import Baseline
from evalsite.analysis.board import Board, boards, oriented
from evalsite.analysis.comparison import Comparison, compare
from evalsite.analysis.matrix import Tally
from evalsite.analysis.pareto import front
from evalsite.analysis.ranking import Ranking, rank
from evalsite.analysis.words import Bools, Category, Outcome
from evalsite.metrics import Metric


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Rows that are no models: where they take part nevertheless."""

    models: frozenset[str] = frozenset()
    rank: bool = False
    compare: bool = False
    matrix: bool = False
    donate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the results: the metrics in order, the baselines, the reference rows.

    ``benchmark_order`` gives the order of benchmarks; those it does not name come last, by name.
    """

    metrics: Sequence[Metric]
    baselines: Sequence[Baseline] = ()
    references: References = References()
    benchmark_order: Callable[[str], tuple[int, str]] = lambda name: (0, name)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """One benchmark: its board, a ranking for each metric, its comparisons, its Pareto front.

    ``comparisons`` holds each baseline's, by id; one without any value here is in ``absent`` instead.
    ``on_front`` (M,) is over the judged metrics, when there are at least two.
    """

    board: Board
    rankings: tuple[Ranking, ...]
    comparisons: Mapping[str, Comparison]
    absent: tuple[str, ...]
    on_front: Bools

    @property
    def benchmark(self) -> str:
        """The benchmark's name."""
        return self.board.benchmark


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """All findings: the benchmarks in order, every model with its benchmarks, and the tallies.

    ``tallies[baseline][model]`` is there for each model that was a candidate at least once, reference
    rows only where the matrix takes them.
    """

    question: Question
    benchmarks: Mapping[str, Findings]
    models: Mapping[str, tuple[str, ...]]
    tallies: Mapping[str, Mapping[str, Tally]]


def study(frame: pd.DataFrame, question: Question) -> Study:
    """Judge every result of a frame (see :data:`evalsite.results.COLUMNS`)."""
    found = {board.benchmark: _findings(board, question) for board in boards(frame, question.metrics)}
    benchmarks = {name: found[name] for name in sorted(found, key=question.benchmark_order)}
    return Study(
        question=question,
        benchmarks=benchmarks,
        models=_models(benchmarks),
        tallies={baseline.id: _tallies(baseline.id, benchmarks, question) for baseline in question.baselines},
    )


def _findings(board: Board, question: Question) -> Findings:
    references = question.references
    is_reference = np.array([name in references.models for name in board.models], dtype=bool)
    ranked = ~is_reference | references.rank
    comparisons = {
        baseline.id: compare(
            baseline,
            board,
            no_candidates=() if references.compare else references.models,
            no_donors=() if references.donate else references.models,
        )
        for baseline in question.baselines
    }
    absent = tuple(name for name, comparison in comparisons.items() if comparison.point.empty)
    judged = list(board.judged)
    gains = oriented(board.values, board.metrics)[:, judged]
    return Findings(
        board=board,
        rankings=tuple(rank(board.values[:, j], metric.direction, ranked) for j, metric in enumerate(board.metrics)),
        comparisons={name: comparison for name, comparison in comparisons.items() if name not in absent},
        absent=absent,
        on_front=front(gains, ranked) if len(judged) > 1 else np.zeros(len(board.models), dtype=bool),
    )


def _models(benchmarks: Mapping[str, Findings]) -> dict[str, tuple[str, ...]]:
    seen: dict[str, list[str]] = {}
    for name, findings in benchmarks.items():
        for model in findings.board.models:
            seen.setdefault(model, []).append(name)
    return {model: tuple(seen[model]) for model in sorted(seen)}


def _tallies(baseline: str, benchmarks: Mapping[str, Findings], question: Question) -> dict[str, Tally]:
    references = question.references
    hidden = frozenset() if references.matrix else references.models
    outcomes: dict[str, dict[str, Outcome]] = {}
    categories: dict[str, dict[str, Category]] = {}
    for name, findings in benchmarks.items():
        comparison = findings.comparisons.get(baseline)
        for candidate, row in enumerate(comparison.rows if comparison else ()):
            model = findings.board.models[row]
            if comparison is None or model in hidden:
                continue
            outcomes.setdefault(model, {})[name] = comparison.outcome(candidate)
            if category := comparison.category(candidate):
                categories.setdefault(model, {})[name] = category
    return {
        model: Tally(
            model=model,
            baseline=baseline,
            outcomes=outcomes[model],
            categories=categories.get(model, {}),
            total=len(benchmarks),
        )
        for model in sorted(outcomes)
    }
