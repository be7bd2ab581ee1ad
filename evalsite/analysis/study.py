"""Everything that was found: the one value that pages are made from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress

import numpy as np
from msgspec import Struct, field

from evalsite.analysis.arrays import Bools, Codes
from evalsite.analysis.baselines import Baseline, Point
from evalsite.analysis.board import Board, oriented
from evalsite.analysis.boards import Measurements, boards
from evalsite.analysis.comparison import Comparison, compare
from evalsite.analysis.conditions import COMPARABLE, Harmless
from evalsite.analysis.matrix import NOT_COMPARED, Tally
from evalsite.analysis.pareto import front
from evalsite.analysis.ranking import Ranking, rank
from evalsite.analysis.uncertainty import Known, Statistics, known
from evalsite.metrics import Metric
from evalsite.verdicts import OUTCOMES, Outcome

_NOT_COMPARABLE = OUTCOMES.index(Outcome.NOT_COMPARABLE)


class References(Struct, frozen=True, kw_only=True):
    """Rows that are no models: where they take part nevertheless."""

    models: frozenset[str] = frozenset()
    rank: bool = False
    compare: bool = False
    matrix: bool = False
    donate: bool = False


class Question(Struct, frozen=True, kw_only=True):
    """What is asked of the results: the metrics in order, the baselines, the reference rows.

    ``benchmark_order`` gives the order of benchmarks; those it does not name come last, by name.
    """

    metrics: Sequence[Metric]
    baselines: Sequence[Baseline] = ()
    references: References = References()
    benchmark_order: Callable[[str], tuple[int, str]] = lambda name: (0, name)
    harmless: Harmless = field(default_factory=Harmless)
    statistics: Statistics = field(default_factory=Statistics)


class Findings(Struct, frozen=True, kw_only=True, eq=False):
    """One benchmark: its board, a ranking for each metric, its comparisons, its Pareto front.

    ``comparisons`` holds each baseline's, by id; one without any value here is in ``absent`` instead.
    ``on_front`` (M,) is over the judged metrics, when there are at least two. ``unusual`` (M, K) is the first condition
    in which a value differs from what is usual on its metric; such values take no rank. ``known`` is what is known of
    the uncertainty of metrics, by column.
    """

    board: Board
    rankings: tuple[Ranking, ...]
    comparisons: Mapping[str, Comparison]
    absent: Mapping[str, Point]
    on_front: Bools
    unusual: Codes
    known: Mapping[int, Known]

    @property
    def benchmark(self) -> str:
        """The benchmark's name."""
        return self.board.benchmark


class Judged(Struct, frozen=True, kw_only=True, eq=False):
    """Every model against one baseline: codes of Outcome and Category, both (M, B), models and benchmarks in order.

    Where the two were not compared the code is :data:`evalsite.analysis.matrix.NOT_COMPARED`, among the
    categories also where the benchmark has none. ``untested`` (M, B) are the outcomes that stand on a verdict without
    an interval, which one that is not comparable does not.
    """

    outcomes: Codes
    categories: Codes
    untested: Bools


class Study(Struct, frozen=True, kw_only=True, eq=False):
    """All findings: the benchmarks in order, every model with its benchmarks, and the tallies.

    ``judged[baseline]`` has every model on every benchmark; ``tallies[baseline][model]`` is there for each model
    that was a candidate at least once, reference rows only where the matrix takes them.
    """

    question: Question
    benchmarks: Mapping[str, Findings]
    models: Mapping[str, tuple[str, ...]]
    tallies: Mapping[str, Mapping[str, Tally]]
    judged: Mapping[str, Judged]


def study(measured: Measurements, question: Question) -> Study:
    """Judge every result that was measured."""
    made = boards(measured, question.metrics, question.harmless)
    found = {board.benchmark: _findings(board, question) for board in made}
    benchmarks = {name: found[name] for name in sorted(found, key=question.benchmark_order)}
    models = _models(benchmarks)
    judged = {each.id: _judged(each.id, benchmarks, len(models)) for each in question.baselines}
    hidden = frozenset() if question.references.matrix else question.references.models
    return Study(
        question=question,
        benchmarks=benchmarks,
        models=models,
        tallies={name: _tallies(name, found, tuple(benchmarks), models, hidden) for name, found in judged.items()},
        judged=judged,
    )


def _findings(board: Board, question: Question) -> Findings:
    references = question.references
    is_reference = np.zeros(len(board.models), dtype=bool)
    is_reference[[row for name in references.models if (row := board.row(name)) is not None]] = True
    unusual = _unusual(board, question.baselines)
    usual = unusual == COMPARABLE
    ranked = ~is_reference | references.rank
    rankings = tuple(
        rank(board.values[:, j], metric.direction, ranked & usual[:, j]) for j, metric in enumerate(board.metrics)
    )
    uncertainty = known(board, ranked[:, None] & usual, rankings, question.statistics)
    comparisons = {
        baseline.id: compare(
            baseline,
            board,
            uncertainty,
            question.statistics.settings,
            no_candidates=() if references.compare else references.models,
            no_donors=() if references.donate else references.models,
        )
        for baseline in question.baselines
    }
    absent = {name: comparison.point for name, comparison in comparisons.items() if comparison.point.empty}
    judged = list(board.judged)
    gains = oriented(board.values, board.metrics)[:, judged]
    return Findings(
        board=board,
        rankings=rankings,
        comparisons={name: comparison for name, comparison in comparisons.items() if name not in absent},
        absent=absent,
        on_front=front(gains, ranked & usual[:, judged].all(axis=1))
        if len(judged) > 1
        else np.zeros(len(board.models), dtype=bool),
        unusual=unusual,
        known=uncertainty,
    )


def _unusual(board: Board, baselines: Iterable[Baseline]) -> Codes:
    """In which condition each value differs from what is usual: as the first baseline that is a model was measured."""
    given = ~np.isnan(board.values)
    if board.conditions is None:
        return np.full(given.shape, COMPARABLE, dtype=np.int8)
    rows = (board.row(each.members[0]) for each in baselines if each.rule == "model")
    found = board.conditions.usual(given, first=next((row for row in rows if row is not None), None))
    found[~given] = COMPARABLE
    return found


def _models(benchmarks: Mapping[str, Findings]) -> dict[str, tuple[str, ...]]:
    """Each model by name with the benchmarks that have results of it."""
    boards = [findings.board for findings in benchmarks.values()]
    count = max((int(board.places.max()) + 1 for board in boards), default=0)
    names = np.empty(count, dtype=object)
    here = np.zeros((count, len(boards)), dtype=bool)
    for k, board in enumerate(boards):
        names[board.places] = board.models
        here[board.places, k] = True
    return {name: tuple(compress(benchmarks, row)) for name, row in zip(names.tolist(), here.tolist(), strict=True)}


def _judged(baseline: str, benchmarks: Mapping[str, Findings], models: int) -> Judged:
    outcomes = np.full((models, len(benchmarks)), NOT_COMPARED, dtype=np.int8)
    categories = outcomes.copy()
    untested = np.zeros(outcomes.shape, dtype=bool)
    for k, findings in enumerate(benchmarks.values()):
        comparison = findings.comparisons.get(baseline)
        if comparison is None:
            continue
        candidates = findings.board.places[list(comparison.rows)]
        outcomes[candidates, k] = comparison.outcomes
        unsure = comparison.untested[:, list(findings.board.judged)].any(axis=1)
        untested[candidates, k] = unsure & (comparison.outcomes != _NOT_COMPARABLE)
        if comparison.categories is not None:
            categories[candidates, k] = comparison.categories
    return Judged(outcomes=outcomes, categories=categories, untested=untested)


def _tallies(
    baseline: str, judged: Judged, benchmarks: tuple[str, ...], models: Iterable[str], hidden: frozenset[str]
) -> dict[str, Tally]:
    """The tally of each of ``models`` that was a candidate at least once and is not ``hidden``."""
    counts, unsure = (_counted(judged.outcomes, among) for among in (True, judged.untested))
    return {
        model: Tally(
            model=model,
            baseline=baseline,
            benchmarks=benchmarks,
            outcomes=judged.outcomes[i],
            categories=judged.categories[i],
            untested=judged.untested[i],
            counts=counts[i],
            untested_counts=unsure[i],
        )
        for i, model in enumerate(models)
        if any(counts[i]) and model not in hidden
    }


def _counted(outcomes: Codes, among: Bools | bool) -> list[tuple[int, ...]]:
    """For each row of ``outcomes`` (M, B) how often each of OUTCOMES is there, of those that are ``among`` (M, B)."""
    counts = [np.count_nonzero((outcomes == code) & among, axis=1).tolist() for code in range(len(OUTCOMES))]
    return list(zip(*counts, strict=True))
