"""Numbers as they are shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.metrics import Metric, Tolerance
from evalsite.pages import numbers

NAN = math.nan
finite = st.floats(-1e9, 1e9, allow_subnormal=False)


def metric(digits: int | None = None) -> Metric:
    return Metric(name="m", label="m", digits=digits)


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([], 0),
        ([3, 14], 0),
        ([3, NAN], 0),
        ([0.5, 0.25], 2),
        ([0.1 + 0.2], 1),  # 0.30000000000000004 is 0.3 as people write it
        ([1 / 3], 4),
        ([1e3 / 3], 4),
        ([1e6 + 1e-4], 0),  # one part in a thousand million is noise
        ([0.0], 0),
        ([0.00012345678, 0.5], 7),  # the smallest keeps four significant digits
        ([1e-30], 12),
        ([math.inf, 2.5], 1),
    ],
)
def test_as_many_digits_as_the_values_need(values: list[float], decimals: int) -> None:
    assert numbers.digits(metric(), values) == decimals


def test_declared_digits_are_used_whatever_the_values() -> None:
    assert numbers.digits(metric(2), [1 / 3]) == 2


def test_plain_numbers() -> None:
    assert numbers.plain([0.17130, 12, NAN, math.inf, -0.5], 4) == ["0.1713", "12.0000", "", "", "-0.5000"]


def test_differences_have_a_sign_and_none_only_where_there_is_no_difference() -> None:
    assert numbers.signed([0.0512, -11889.98, 0.0, -0.0, NAN], 2) == ["+0.05", "-11889.98", "0.00", "0.00", ""]
    assert numbers.signed([0.0001, -0.0001], 2) == ["+0.00", "-0.00"]


def test_speedups() -> None:
    assert numbers.speedups([1.006, 1.0, NAN]) == ["1.01x", "1.00x", ""]


def test_relative_changes_show_more_digits_before_they_would_show_none() -> None:
    assert numbers.percents([1.7e307]) == [""]  # beyond what a number can be
    assert numbers.percents([0.036, -0.5, 0.0004, -0.0004, 0.0, NAN]) == [
        "+3.6 %", "-50.0 %", "+0.040 %", "-0.040 %", "+0.0 %", "",
    ]  # fmt: skip


def test_tolerances() -> None:
    given_in = [Tolerance(), Tolerance(amount=0.01), Tolerance(amount=0.01, relative=True)]
    assert [numbers.tolerance(tolerance) for tolerance in given_in] == ["0", "0.01", "1 %"]


def test_what_is_missing_is_none() -> None:
    assert numbers.present([0.5, NAN, math.inf, 0.0]) == [0.5, None, None, 0.0]


@given(st.lists(finite | st.just(NAN), min_size=1))
def test_without_declared_digits_a_number_keeps_four_decimals_or_nine_digits(values: list[float]) -> None:
    decimals = numbers.digits(metric(), values)
    for value, text in zip(values, numbers.plain(values, decimals), strict=True):
        assert (text == "") == math.isnan(value)
        assert not text or abs(float(text) - value) <= max(0.5000001e-4, 1.0000001e-9 * abs(value))


@given(st.lists(finite), st.integers(0, 6))
def test_a_column_is_exact_when_its_texts_are_its_values(values: list[float], decimals: int) -> None:
    if numbers.exact(values, decimals):
        assert [float(text) for text in numbers.plain(values, decimals)] == values


@given(st.lists(finite), st.integers(0, 6))
def test_signs_are_those_of_the_values(values: list[float], decimals: int) -> None:
    for value, text in zip(values, numbers.signed(values, decimals), strict=True):
        assert text[0] == ("+" if value > 0 else "-" if value < 0 else "0")
