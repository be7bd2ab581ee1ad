"""A thousand models by items on many benchmarks: how long all verdicts and ranks take, and in how much memory."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.running import Cost, run
from evalsite.analysis.baselines import Baseline
from evalsite.analysis.board import Board
from evalsite.analysis.comparison import Comparison, compare
from evalsite.analysis.items import ItemScores
from evalsite.analysis.ranking import rank
from evalsite.analysis.uncertainty import Known, Statistics, known
from evalsite.cli import ONE_THREAD
from evalsite.metrics import Direction, Kind, Metric

ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[1]), **ONE_THREAD}
MODELS, BENCHMARKS, ITEMS = 1000, 200, 1000
SECONDS = 60.0
MEMORY = 2**30
"""Seconds of processors, and bytes at the peak, that all may take at most."""
METRIC = Metric(
    name="pass@1",
    label="Pass@1",
    direction=Direction.HIGHER,
    kind=Kind.QUALITY,
    judged=True,
    proportion=True,
    binary=True,
)
BASELINES = (
    Baseline(id="one", rule="model", members=("model-0000",)),
    Baseline(id="best", rule="best-of", members=("model-0001", "model-0002", "model-0003")),
)
_JUDGE = "import sys; from bench.statistics import judge_all; print(judge_all(int(sys.argv[1])))"


def board(number: int, models: int = MODELS, items: int = ITEMS) -> Board:
    """Benchmark ``number``: each model right or wrong on each item, by its ability and the item's difficulty."""
    source = np.random.default_rng(number)
    ability, difficulty = source.normal(size=(models, 1)), source.normal(size=(1, items))
    scores = (source.logistic(size=(models, items)) < ability - difficulty).astype(np.float64)
    values = scores.mean(axis=1)
    order = np.argsort(-values, kind="stable")
    unknown = np.full((models, 1), np.nan)
    return Board(
        benchmark=f"bench-{number:03}",
        models=tuple(f"model-{row:04}" for row in order.tolist()),
        places=order.astype(np.int32),
        metrics=(METRIC,),
        values=values[order, None],
        stderr=unknown,
        n=unknown,
        repeats=np.ones((models, 1)),
        items={
            0: ItemScores(
                names=tuple(f"item-{item:04}" for item in range(items)),
                scores=scores[order],
                samples=np.ones((models, items)),
            )
        },
    )


def judge(of: Board) -> tuple[Known, list[Comparison]]:
    """Ranks with their intervals, and the verdicts against each baseline, as a build finds them."""
    ranked = np.ones(of.values.shape, dtype=bool)
    rankings = [rank(of.values[:, 0], METRIC.direction, ranked[:, 0])]
    uncertainty = known(of, ranked, rankings, Statistics())
    return uncertainty[0], [compare(baseline, of, uncertainty) for baseline in BASELINES]


def judge_all(benchmarks: int) -> int:
    """Judge one benchmark after the other, as nobody can hold them all; how many verdicts stand on an interval."""
    return sum(
        int((~comparison.untested).sum()) for number in range(benchmarks) for comparison in judge(board(number))[1]
    )


def cost(folder: Path, benchmarks: int = BENCHMARKS) -> Cost:
    """What that takes, in a process of its own."""
    found = run([sys.executable, "-c", _JUDGE, str(benchmarks)], folder, ENVIRONMENT)
    verdicts = benchmarks * (2 * MODELS - 4)  # the members of a baseline are not compared with it
    said = (folder / "log.txt").read_text().strip()
    if said != str(verdicts):
        raise AssertionError(f"expected {verdicts} verdicts with an interval, but it says {said}")
    return found


def told(benchmarks: int = BENCHMARKS) -> Iterator[str]:
    """Measure, and say what came out. Where nobody disturbs, one thread's two kinds of seconds are the same."""
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as folder:
        found = cost(Path(folder), benchmarks)
    most = SECONDS * benchmarks / BENCHMARKS
    yield f"verdicts and ranks of {MODELS:,} models on {benchmarks} benchmarks of {ITEMS:,} items"
    seconds = f"{found.wall:.1f} s, {found.cpu:.1f} s of processors, at most {most:.0f}"
    memory = f"{found.memory / 2**20:,.0f} MiB, at most {MEMORY / 2**20:,.0f}"
    yield f"  {seconds}: {_verdict(reached=found.cpu <= most)}"
    yield f"  {memory}: {_verdict(reached=found.memory <= MEMORY)}"


def _verdict(*, reached: bool) -> str:
    return "reached" if reached else "NOT REACHED"
