"""Models whose true difference is known: how often intervals hold it, and how often a word is false.

The bounds are those of the specification's own enumerations, with three standard errors of the simulation.
"""

from math import sqrt

import numpy as np
import pytest

from evalsite.statistics.arrays import Floats
from evalsite.statistics.comparison import best_of, compare
from evalsite.statistics.evidence import Evidence
from evalsite.statistics.measured import Measured, Scale, Settings, measured
from evalsite.statistics.ranks import rank_intervals
from evalsite.statistics.words import decide
from evalsite.verdicts import VERDICTS, Verdict

pytestmark = pytest.mark.slow
SETTINGS = Settings()
RUNS = 4000
BETTER, WORSE = VERDICTS.index(Verdict.BETTER), VERDICTS.index(Verdict.WORSE)


def margin(rate: float, runs: int = RUNS) -> float:
    return 3 * sqrt(rate * (1 - rate) / runs)


def pairs(own: Floats, base: Floats, scale: Scale, sign: int = 1) -> Evidence:
    """Each row of ``own`` against the same row of ``base``, some at a time."""
    found: list[Evidence] = []
    for start in range(0, len(own), 25):
        scores = np.vstack([own[start : start + 25], base[start : start + 25]])
        known = measured(scores.mean(axis=1), scores=scores, scale=scale, sign=sign)
        half = len(scores) // 2
        grid = compare(known, range(half), range(half, 2 * half), SETTINGS)
        found.append(grid.select((np.arange(half), np.arange(half))))
    return Evidence(
        **{name: np.concatenate([getattr(part, name) for part in found]) for name in Evidence.__struct_fields__}
    )


def rates(evidence: Evidence, truth: float, tolerance: float = 0.0) -> tuple[float, float, float]:
    """How often the interval holds the truth, and how often the word is better and worse."""
    verdicts = decide(evidence, tolerance).verdicts
    held = (evidence.low <= truth) & (truth <= evidence.high)
    return float(held.mean()), float((verdicts == BETTER).mean()), float((verdicts == WORSE).mean())


def binary_pairs(n: int, won: float, lost: float) -> tuple[Floats, Floats]:
    """Only the candidate has a share ``won`` of the items right, only the baseline ``lost``, both half of the rest."""
    drawn = np.random.default_rng([n, int(1000 * won), int(1000 * lost)]).random((RUNS, n))
    both = (drawn >= won + lost) & (drawn < (1 + won + lost) / 2)
    own, base = drawn < won, (drawn >= won) & (drawn < won + lost)
    return (own | both).astype(np.float64), (base | both).astype(np.float64)


@pytest.mark.parametrize(
    ("n", "won", "lost"), [(10, 0.05, 0.05), (30, 0.2, 0.2), (30, 0.3, 0.1), (164, 0.1, 0.1), (164, 0.15, 0.05)]
)
def test_right_or_wrong_items(n: int, won: float, lost: float) -> None:
    coverage, better, worse = rates(pairs(*binary_pairs(n, won, lost), Scale.BINARY), won - lost)
    assert coverage >= 0.95 - margin(0.95)
    assert worse <= 0.025 + margin(0.025)
    assert won > lost or better <= 0.025 + margin(0.025)


@pytest.mark.parametrize(("n", "gain"), [(12, 0.0), (30, 0.0), (30, 0.1), (164, 0.0), (164, 0.05)])
def test_shares_of_ten_samples(n: int, gain: float) -> None:
    rng = np.random.default_rng([n, int(1000 * gain)])
    ability = 0.9 * rng.random((RUNS, n))
    own, base = (rng.binomial(10, ability + shift) / 10 for shift in (gain, 0.0))
    coverage, better, worse = rates(pairs(own, base, Scale.UNIT), gain)
    assert coverage >= 0.94 - margin(0.94)
    assert worse <= 0.03 + margin(0.03)
    assert gain or better <= 0.03 + margin(0.03)


@pytest.mark.parametrize("n", [20, 80])
def test_times_with_outliers(n: int) -> None:
    """Ratios with a heavy tail to one side, and a median of 1: the mean alone would be called better too often."""
    rng = np.random.default_rng(n)
    ratio = rng.exponential(scale=1.0, size=(RUNS, n)) - np.log(2)
    base = np.exp(rng.normal(size=(RUNS, n)))
    evidence = pairs(base * np.exp(-ratio), base, Scale.RATIO, sign=-1)
    mean_alone = float((evidence.low > 0).mean())
    _, better, worse = rates(evidence, 1 - np.log(2), np.log(1.05))
    assert mean_alone > 0.15
    assert better <= 0.025 + margin(0.025)
    assert worse <= 0.025 + margin(0.025)


def models(strengths: Floats, n: int, rng: np.random.Generator) -> Measured:
    """Right-or-wrong models whose items share their difficulty, so that they correlate."""
    difficulty = rng.normal(size=n)
    scores = (rng.normal(size=(len(strengths), n)) + difficulty < strengths[:, None]).astype(np.float64)
    return measured(scores.mean(axis=1), scores=scores)


def test_the_best_of_four_equals() -> None:
    """A candidate as good as four equal donors: treated as one fixed model, their best would be ahead in 7.7 %."""
    rng, runs = np.random.default_rng(4), 1000
    words = [
        int(decide(best_of(models(np.zeros(5), 164, rng), [0], [1, 2, 3, 4], SETTINGS), 0.0).verdicts[0])
        for _ in range(runs)
    ]
    assert words.count(WORSE) / runs <= 0.025 + margin(0.025, runs)
    assert words.count(BETTER) / runs <= 0.01


def test_rank_intervals_hold_the_true_rank() -> None:
    """Pairwise intervals: for each model the chance to miss is small, and simultaneous ones all hold together."""
    rng, runs, strengths = np.random.default_rng(5), 300, np.array([0.6, 0.4, 0.3, 0.25, 0.0, -0.3])
    everyone, true = np.ones(6, dtype=bool), np.arange(1, 7)
    held, together = 0.0, 0
    for _ in range(runs):
        known = models(strengths, 164, rng)
        plain = rank_intervals(known, everyone, SETTINGS)
        strict = rank_intervals(known, everyone, Settings(simultaneous=True))
        held += float(((plain.low <= true) & (true <= plain.high)).mean()) / runs
        together += bool(((strict.low <= true) & (true <= strict.high)).all())
    assert held >= 0.95
    assert together / runs >= 0.95 - margin(0.95, runs)
