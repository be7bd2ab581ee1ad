"""Axes: what they span, when they are logarithmic, where their ticks stand."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.metrics import Metric
from evalsite.pages.axis import MANY, MARGIN, axis, beyond, scale_of, spanned, tenths
from evalsite.pages.model import Axis, Literally

TIME = Metric(name="time", label="time")
SHARE = Metric(name="pass@1", label="Pass@1", proportion=True)

values = st.lists(st.floats(min_value=-1e299, max_value=1e299), min_size=1, max_size=8)


def made(*numbers: float, metric: Metric = TIME, descending: bool = False) -> Axis:
    return axis(metric, numbers, label=Literally("time"), name=Literally("time"), descending=descending)


def texts(given: Axis) -> list[str]:
    return [tick.text for tick in given.ticks]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((103704, 152894), ["100000", "110000", "120000", "130000", "140000", "150000"]),
        ((0.0642, 0.1511), ["0.06", "0.08", "0.10", "0.12", "0.14"]),
        ((-1, 1), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        ((1.5, 2), ["1.5", "1.6", "1.7", "1.8", "1.9", "2.0"]),
        ((0.999, 1), ["0.9990", "0.9992", "0.9994", "0.9996", "0.9998", "1.0000"]),
        ((2e9, 9e9), ["2e+09", "4e+09", "6e+09", "8e+09"]),
        ((7, 7), ["6.5", "7.0", "7.5"]),
        ((0, 0), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    ],
)
def test_ticks_are_multiples_of_one_two_or_five(numbers: tuple[float, ...], expected: list[str]) -> None:
    assert texts(made(*numbers)) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 12), ["1", "2", "5", "10"]),
        ((0.03, 4), ["0.05", "0.1", "0.2", "0.5", "1", "2", "5"]),
        ((1, 5000), ["1", "10", "100", "1000"]),
        ((1e-3, 1e9), ["0.001", "1", "1000", "1000000", "1e+09"]),
    ],
)
def test_a_log_axis_has_its_ticks_in_decades(numbers: tuple[float, ...], expected: list[str]) -> None:
    given = made(*numbers)
    assert given.scale == "log"
    assert texts(given) == expected


@pytest.mark.parametrize(
    ("metric", "numbers", "scale"),
    [
        (TIME, (1, 9.99), "linear"),
        (TIME, (1, 10), "log"),
        (TIME, (0, 1000), "linear"),
        (TIME, (-1, 1000), "linear"),
        (SHARE, (0.01, 0.9), "linear"),
    ],
    ids=["less than ten times", "ten times", "a zero", "a negative value", "a proportion"],
)
def test_the_rule_for_a_log_axis(metric: Metric, numbers: tuple[float, ...], scale: str) -> None:
    assert scale_of(metric, numbers) == made(*numbers, metric=metric).scale == scale


def test_a_reference_that_would_squeeze_the_rest_lies_beyond_the_axis() -> None:
    assert spanned(SHARE, [0.06, 0.15], [1.0]) == [0.06, 0.15]
    assert spanned(SHARE, [0.06, 0.15], [0.2]) == [0.06, 0.15, 0.2]
    assert spanned(SHARE, [0.1, 0.1], [1.0]) == [0.1, 0.1, 1.0]
    assert spanned(SHARE, [], [1.0]) == [1.0]


def test_an_axis_of_positive_values_does_not_go_below_zero() -> None:
    assert made(1, 9).start > 0
    assert made(0.1, 9, metric=SHARE).start == 0
    assert made(-9, -0.1).end == 0


@given(values, st.booleans(), st.sampled_from([TIME, SHARE]))
def test_every_value_lies_within_the_axis_and_off_its_ends(numbers: list[float], turned: bool, metric: Metric) -> None:
    given = axis(metric, numbers, label=Literally("t"), name=Literally("t"), descending=turned)
    assert (given.start > given.end) is turned
    assert not any(beyond(given, value) for value in numbers)
    assert all(not beyond(given, tick.value) for tick in given.ticks)
    assert 1 <= len(given.ticks) <= 9
    assert [tick.value for tick in given.ticks] == sorted({tick.value for tick in given.ticks})


@given(values)
def test_order_and_repetition_of_values_change_nothing(numbers: list[float]) -> None:
    assert made(*numbers) == made(*reversed(numbers), numbers[0])


@pytest.mark.parametrize("extreme", [5e-324, 1e-300, 1.7, 1e15, 1e299])
def test_values_that_differ_by_a_hair_still_get_an_axis(extreme: float) -> None:
    given = made(extreme, nextafter(extreme, inf))
    assert given.start < extreme < given.end


def test_the_margin_is_a_share_of_what_the_values_span() -> None:
    assert made(100, 200).start == 100 - 100 * MARGIN


@given(values, values, st.booleans())
def test_many_places_are_worked_out_as_few_are(spans: list[float], numbers: list[float], turned: bool) -> None:
    given = axis(TIME, spans, label=Literally("t"), name=Literally("t"), descending=turned)
    few = tenths(given, numbers, 40.0, 694.0)
    many = tenths(given, numbers * MANY, 40.0, 694.0)
    # Logarithms of the two may differ in the last bit, which can tip what lies between two tenths.
    assert all(abs(a - b) <= 1 for a, b in zip(few * MANY, many, strict=True))
    assert all(400 <= place <= 6940 for place in many)


def test_a_place_is_in_tenths_and_at_an_edge_beyond_the_axis() -> None:
    given = made(0, 100)
    assert (given.start, given.end) == (-8, 108)
    assert tenths(given, [-1e9, -8, 0, 50, 108, 1e9], 0, 116) == [0, 0, 80, 580, 1160, 1160]
    assert tenths(given, [-8, 50, 108], 116, 0) == [1160, 580, 0]
