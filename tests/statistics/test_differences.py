"""Differences as people work them out on paper."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.statistics.differences import difference


def of(own: float, base: float) -> float:
    (found,) = difference(np.array([own]), np.array([base])).tolist()
    return float(found)


@pytest.mark.parametrize(
    ("own", "base", "expected"),
    [
        (0.8, 0.7, 0.1),
        (1e300, 1e299, 9e299),
        (3e-300, 1e-300, 2e-300),
        (0.3, 0.3, 0.0),
        (0.0, 1.1e-12, -1.1e-12),
        (1e22, 1.0, 1e22),
        (1.0, 1e-20, 1.0),
        (9007199254740993.0, 0.1, 9007199254740990.0),  # the 15th digit is that of the tens
    ],
)
def test_a_difference_is_decimal(own: float, base: float, expected: float) -> None:
    assert of(own, base) == expected
    assert of(base, own) == -expected


@given(
    own=st.integers(-(10**14), 10**14),
    base=st.integers(-(10**14), 10**14),
    exponent=st.one_of(st.integers(-30, 30), st.integers(-310, 290)),
)
def test_every_difference_of_numbers_of_fifteen_digits_is_as_on_paper(own: int, base: int, exponent: int) -> None:
    numbers = Decimal(own).scaleb(exponent), Decimal(base).scaleb(exponent)
    assert of(*map(float, numbers)) == float(numbers[0] - numbers[1])


def test_what_is_no_number_has_no_difference() -> None:
    own = np.array([np.nan, 1.0, np.inf, np.inf])
    base = np.array([1.0, np.nan, 1.0, np.inf])
    assert np.array_equal(difference(own, base), [np.nan, np.nan, np.inf, np.nan], equal_nan=True)


def test_one_baseline_serves_rows_of_candidates() -> None:
    own = np.array([[0.8, 1e-9], [0.7, 3e-9]])
    assert difference(own, np.array([0.7, 1e-9])).tolist() == [[0.1, 0.0], [0.0, 2e-9]]
    assert difference(np.array(0.8), np.array(0.7)) == 0.1
