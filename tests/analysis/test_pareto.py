"""The front has the rows that no other dominates, however many metrics there are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evalsite.analysis.pareto import front

FEW = [-1.0, -0.0, 0.0, 0.5, 1.0, float("inf"), float("nan")]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[float]], list[bool]]:
    metrics = draw(st.integers(1, 3))
    rows = draw(st.lists(st.lists(st.sampled_from(FEW), min_size=metrics, max_size=metrics), min_size=1, max_size=12))
    return rows, draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))


def dominates(one: list[float], other: list[float]) -> bool:
    pairs = list(zip(one, other, strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


@given(tables())
def test_a_row_is_on_the_front_when_none_dominates_it(table: tuple[list[list[float]], list[bool]]) -> None:
    gains, eligible = table
    complete = [may and not np.isnan(row).any() for row, may in zip(gains, eligible, strict=True)]
    rivals = [row for row, may in zip(gains, complete, strict=True) if may]
    expected = [
        may and not any(dominates(rival, row) for rival in rivals) for row, may in zip(gains, complete, strict=True)
    ]
    assert front(np.array(gains), np.array(eligible)).tolist() == expected
