"""pass@k against its definition: the share of draws of k samples that hold a correct one."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.statistics.estimators import pass_at_k, pass_at_ks


@pytest.mark.parametrize(
    ("samples", "correct", "k", "expected"),
    [
        (1, 1, 1, 1.0),
        (1, 0, 1, 0.0),
        (10, 3, 1, 0.3),
        (4, 2, 2, 5 / 6),  # of the 6 pairs only one holds neither of the two
        (5, 1, 5, 1.0),
        (200, 1, 100, 0.5),
        (200, 199, 1, 0.995),
    ],
)
def test_worked_by_hand(samples: int, correct: int, k: int, expected: float) -> None:
    assert pass_at_k(samples, correct, k) == expected


@given(samples=st.integers(1, 9), data=st.data())
def test_it_is_the_share_of_draws_with_a_correct_sample(samples: int, data: st.DataObject) -> None:
    correct, k = data.draw(st.integers(0, samples)), data.draw(st.integers(1, samples))
    draws = list(combinations([True] * correct + [False] * (samples - correct), k))
    assert pass_at_k(samples, correct, k) == float(Fraction(sum(map(any, draws)), len(draws)))


def test_large_numbers_lose_no_digit() -> None:
    exact = 1 - Fraction(comb(99_000, 100), comb(100_000, 100))
    assert pass_at_k(100_000, 1_000, 100) == float(exact)


@pytest.mark.parametrize(("samples", "correct", "k"), [(1, 2, 1), (1, -1, 1), (4, 2, 5), (4, 2, 0), (0, 0, 1)])
def test_what_cannot_be_estimated_is_an_error(samples: int, correct: int, k: int) -> None:
    with pytest.raises(ValueError, match="pass@"):
        pass_at_k(samples, correct, k)


def test_only_the_k_that_every_task_has_samples_for() -> None:
    assert pass_at_ks([(10, 5), (20, 20)]) == {1: 0.75, 10: 1.0}
    assert pass_at_ks([(10, 5), (9, 9)]) == {1: 0.75}
    assert pass_at_ks([]) == {}
