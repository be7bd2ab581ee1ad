"""Views by item, and the smallest difference that items can show."""

import numpy as np
import pytest
from scipy import stats

from evalsite.statistics.arrays import Floats
from evalsite.statistics.items import flaky, flips, noise, solved, trend
from evalsite.statistics.measured import Scale, Settings, measured
from evalsite.statistics.power import Detectable, detectable

SETTINGS = Settings()
EVERYONE = np.ones(2, dtype=bool)


def marks(*rows: str) -> Floats:
    """Models of right (1), wrong (0), half (5) and absent (-) items."""
    score = {"1": 1.0, "0": 0.0, "5": 0.5, "-": np.nan}
    return np.array([[score[mark] for mark in row] for row in rows])


def test_who_solved_what() -> None:
    counts = solved(marks("10015-", "10000-", "1--00-"))
    assert counts.solved.tolist() == [3, 0, 0, 1, 1, 0]
    assert counts.tried.tolist() == [3, 2, 2, 3, 3, 0]
    assert counts.by_none.tolist() == [False, True, True, False, False, False]
    assert counts.by_one.tolist() == [False, False, False, True, True, False]
    assert counts.by_all.tolist() == [True, False, False, False, False, False]


def test_an_item_that_only_weaker_models_solve_is_suspicious() -> None:
    values = np.arange(10) / 10
    usual, odd, alike = (values >= 0.5), (values < 0.5), np.ones(10)
    taus = trend(np.array([usual, odd, alike], dtype=np.float64).T, values)
    # 25 of 45 pairs of models are not tied on the item: 25 / sqrt(25 * 45)
    assert taus[:2].tolist() == pytest.approx([25 / np.sqrt(25 * 45), -25 / np.sqrt(25 * 45)])
    assert np.isnan(taus[2])


def test_nine_models_make_no_item_suspicious() -> None:
    values = np.append(np.arange(9.0), np.nan)
    assert np.isnan(trend((values < 5).astype(np.float64)[:, None], values)).all()


def test_flaky_items_differ_among_their_own_samples() -> None:
    scores, samples = marks("105-", "1555"), np.array([[3, 3, 2, 2], [1, 4, 1, 2]])
    assert flaky(scores, samples).tolist() == [[False, False, True, False], [False, True, False, True]]


def test_flips_of_a_pair() -> None:
    found = flips(*marks("110055-1", "101015-0"))
    assert found.gained.tolist() == [1, 7]
    assert found.lost.tolist() == [2, 4]
    assert found.both.tolist() == [0, 5]
    assert found.neither.tolist() == [3]


def test_noise_by_hand() -> None:
    """Two items, two samples: u = (1/2, 1), v = (1/2, 0). E[u(1-u)] = E[v(1-v)] = 1/8, so prediction is 1/2;
    the differences 0 and 1 have the variance 1/4, of which prediction / 2 explains all."""
    parts = noise(np.array([0.5, 1.0]), np.array([0.5, 0.0]), 2)
    assert (parts.prediction, parts.data) == (0.5, 0.0)
    assert (parts.one_sample, parts.endless_samples) == (0.5, 0.0)
    with pytest.raises(ValueError, match="the noise of 1 samples on 2 shared items"):
        noise(np.array([0.5, 1.0]), np.array([0.5, 0.0]), 1)


def test_the_smallest_detectable_difference_without_items() -> None:
    found = detectable(measured(np.array([0.6, 0.6]), n=np.array([164.0, 164.0])), EVERYONE, SETTINGS)
    assert found == Detectable(
        difference=pytest.approx(0.1515663, abs=1e-7),
        half_width=pytest.approx(1.959964 * np.sqrt(2 * 0.24 / 164)),
        n=164,
        rho=0,
        paired=False,
    )


def test_the_smallest_detectable_difference_from_items() -> None:
    """Two models with 50 of 100 right, 30 by both: the correlation is (0.3 - 0.25) / 0.25."""
    scores = marks("1" * 50 + "0" * 50, "1" * 30 + "0" * 20 + "1" * 20 + "0" * 30)
    found = detectable(measured(scores.mean(axis=1), scores=scores), EVERYONE, SETTINGS)
    assert found == Detectable(
        difference=pytest.approx(2.8015852 * np.sqrt(2 * 0.25 * 0.8 / 100)),
        half_width=pytest.approx(1.959964 * np.sqrt(2 * 0.25 * 0.8 / 100)),
        n=100,
        rho=pytest.approx(0.2),
        paired=True,
    )


def test_nothing_known_detects_nothing() -> None:
    assert detectable(measured(np.array([0.6, 0.6])), EVERYONE, SETTINGS) is None
    assert detectable(measured(np.array([60.0, 61.0]), n=np.full(2, 9.0), scale=Scale.REAL), EVERYONE, SETTINGS) is None


@pytest.mark.parametrize("levels", [2, 6, 1000])
def test_the_trend_is_kendalls_tau_b_however_many_different_scores_there_are(levels: int) -> None:
    random = np.random.default_rng(levels)
    values = random.integers(12, size=25).astype(np.float64)
    scores = random.integers(levels, size=(25, 30)) / levels
    scores[random.random(scores.shape) < 0.2] = np.nan
    shared = [(~np.isnan(column), column) for column in scores.T]
    theirs = [stats.kendalltau(column[there], values[there]).statistic for there, column in shared]
    assert trend(scores, values) == pytest.approx(np.array(theirs), abs=1e-12)
