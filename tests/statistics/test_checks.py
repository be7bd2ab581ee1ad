"""What was read and cannot be true is found, and only that is dropped."""

import numpy as np
import pytest

from evalsite.statistics.checks import Check, Doubt, checked, group_stderr
from evalsite.statistics.measured import Measured, Scale, measured


def one(value: float, *, stderr: float = np.nan, n: float = np.nan, step: float = 0, scale: Scale) -> Measured:
    return measured(np.array([value]), stderr=np.array([stderr]), n=np.array([n]), step=np.array([step]), scale=scale)


@pytest.mark.parametrize(
    ("known", "doubt", "numbers"),
    [
        (
            # The largest standard error of 101 scores with the mean 0.5 is sqrt(0.25 / 100).
            one(0.5, stderr=0.06, n=101, scale=Scale.UNIT),
            Doubt.IMPOSSIBLE_STDERR,
            {"stderr": 0.06, "largest": 0.05, "n": 101},
        ),
        (one(0.5, stderr=0.0, n=100, scale=Scale.UNIT), Doubt.ZERO_STDERR, {"stderr": 0.0, "value": 0.5}),
        (one(1.0, stderr=0.0, n=5, scale=Scale.BINARY), Doubt.ZERO_STDERR, {"stderr": 0.0, "value": 1.0}),
        (one(7.5, stderr=-1.0, scale=Scale.REAL), Doubt.NEGATIVE_STDERR, {"stderr": -1.0, "value": 7.5}),
        (
            # 0.3 * 0.7 / 0.0123456^2 + 1
            one(0.3, stderr=0.0123456, scale=Scale.BINARY),
            Doubt.IMPLIED_N,
            {"stderr": 0.0123456, "value": 0.3, "n": pytest.approx(1378.83, abs=0.01)},
        ),
    ],
)
def test_a_stderr_that_cannot_be_is_dropped(known: Measured, doubt: Doubt, numbers: dict[str, float]) -> None:
    kept, doubts = checked(known)
    assert doubts == (Check(row=0, doubt=doubt, numbers=numbers),)
    assert np.isnan(kept.stderr[0])
    assert np.array_equal(kept.n, known.n, equal_nan=True)


@pytest.mark.parametrize(
    "known",
    [
        one(0.5, stderr=0.0509, n=101, scale=Scale.UNIT),  # two in a hundred for rounding
        one(0.5, stderr=0.06, scale=Scale.UNIT),  # without n there is no bound
        one(41.0, stderr=60.0, n=10, scale=Scale.REAL),
        one(0.3, stderr=0.0123, scale=Scale.BINARY),  # printed with four digits, it gives no n back
        one(0.811, n=164, step=0.001, scale=Scale.BINARY),  # 133 of 164
        one(0.8123, n=100, scale=Scale.UNIT),
        one(np.nan, scale=Scale.BINARY),
    ],
)
def test_what_may_be_true_is_kept(known: Measured) -> None:
    kept, doubts = checked(known)
    assert doubts == ()
    assert np.array_equal(kept.stderr, known.stderr, equal_nan=True)


def test_an_n_that_cannot_be_is_told() -> None:
    """Multiples of 1/164 near 0.7561 are 0.7561 (124); near 0.7571 there is none within half a printed unit."""
    steps = np.full(2, 0.0001)
    known = measured(np.array([0.7561, 0.7571]), n=np.full(2, 164.0), step=steps)
    kept, doubts = checked(known)
    assert doubts == (
        Check(row=1, doubt=Doubt.IMPOSSIBLE_N, numbers={"value": 0.7571, "n": 164, "nearest": 124 / 164}),
    )
    assert kept.n.tolist() == [164, 164]


def test_the_n_behind_a_value_and_its_stderr_is_found() -> None:
    stderr = np.sqrt(0.58 * 0.42 / 899)
    kept, doubts = checked(measured(np.array([0.58]), stderr=np.array([stderr])))
    assert (kept.n[0], kept.stderr[0], doubts) == (900, stderr, ())


def test_doubts_come_by_row() -> None:
    known = measured(np.array([0.5, 0.5, 0.5]), stderr=np.array([0.0, 0.1, -1.0]), n=np.array([10.0, 1000.0, 10.0]))
    assert [(check.row, check.doubt) for check in checked(known)[1]] == [
        (0, Doubt.ZERO_STDERR),
        (1, Doubt.IMPOSSIBLE_STDERR),
        (2, Doubt.NEGATIVE_STDERR),
    ]


def test_the_stderr_of_a_group() -> None:
    """Two benchmarks of 100 and 300 items: sqrt((100 * 0.03)^2 + (300 * 0.04)^2) / 400, and sqrt(0.0025) / 2."""
    stderr = np.array([0.03, 0.04])
    assert group_stderr(stderr, np.array([100.0, 300.0])) == pytest.approx(np.sqrt(9 + 144) / 400)
    assert group_stderr(stderr) == pytest.approx(0.025)
