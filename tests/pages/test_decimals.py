"""All digits at once are those that ``%`` writes one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.pages.decimals import MANY, written


def one_by_one(values: list[float], decimals: int, *, signed: bool, unit: str) -> list[str]:
    return [f"{value:{'+' if signed else ''}.{decimals}f}{unit}" if math.isfinite(value) else "" for value in values]


def agree(values: list[float], decimals: int, *, signed: bool = False, unit: str = "") -> None:
    """That a long column and a short one of the same values are written as one by one."""
    expected = one_by_one(values, decimals, signed=signed, unit=unit)
    many = values * (MANY // len(values) + 1)
    found = written(np.array(many), decimals, signed=signed, unit=unit)
    assert found == expected * (MANY // len(values) + 1)
    assert written(np.array(values), decimals, signed=signed, unit=unit) == expected


forms = {"decimals": st.integers(0, 12), "signed": st.booleans(), "unit": st.sampled_from(["", "x", " %"])}


@given(values=st.lists(st.floats(), min_size=1, max_size=20), **forms)
def test_any_numbers(values: list[float], decimals: int, signed: bool, unit: str) -> None:
    agree(values, decimals, signed=signed, unit=unit)


@settings(max_examples=300)
@given(values=st.lists(st.floats(-20_000, 20_000), min_size=1, max_size=20), **forms)
def test_numbers_as_results_have_them(values: list[float], decimals: int, signed: bool, unit: str) -> None:
    agree(values, decimals, signed=signed, unit=unit)


@settings(max_examples=300)
@given(units=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=20), decimals=st.integers(0, 6))
def test_halves_and_their_neighbours(units: list[int], decimals: int) -> None:
    halves = [(unit + 0.5) / 10**decimals for unit in units]
    agree(
        [near for half in halves for near in (np.nextafter(half, -np.inf), half, np.nextafter(half, np.inf))], decimals
    )


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([0.0, -0.0, 0.5, 1.5, 2.5, -0.5], 0),
        ([0.125, 0.375, -0.125, 38.625], 2),
        ([0.05, 0.15, 0.25, 0.35, 1.005, 2.675], 1),
        ([math.nan, math.inf, -math.inf, 1.0], 2),
        ([math.nan], 4),
        ([2.0**31 - 1, 1.0], 0),
        ([2.0**31, 1.0], 0),
        ([2147.483647, 2147.4836475], 6),
        ([1e300, 0.1], 4),
        ([1.7e308, 0.1], 9),
        ([0.000049999, 0.00005, 0.99995, 9.99995], 4),
    ],
)
def test_edges(values: list[float], decimals: int) -> None:
    agree(values, decimals)
    agree(values, decimals, signed=True, unit=" %")


def test_nothing_gives_nothing() -> None:
    assert written(np.array([]), 2) == []
