"""Text that stands in columns, and numbers by their shortest text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evalsite.render.laid import exactly, laid

WORDS = st.text(max_size=3)


@given(
    columns=st.integers(0, 4).flatmap(
        lambda count: st.lists(WORDS | st.lists(WORDS, min_size=count, max_size=count), min_size=1, max_size=5)
    ),
    end=WORDS,
)
def test_lines_are_what_a_loop_would_make_of_them(columns: list[str | list[str]], end: str) -> None:
    lengths = {len(column) for column in columns if isinstance(column, list)}
    assume(lengths)
    lines = (
        "".join(column if isinstance(column, str) else column[i] for column in columns) + end
        for i in range(lengths.pop())
    )
    assert laid(columns, end) == "".join(lines)


@pytest.mark.parametrize("columns", [[["a", "b"], ["c"]], [["a"], "-", ["c", "d"]]])
def test_columns_of_two_lengths_are_an_error(columns: list[str | list[str]]) -> None:
    with pytest.raises(ValueError, match="size"):
        laid(columns, "\n")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_a_number_is_read_from_its_text(values: list[float]) -> None:
    assert [float(text) for text in exactly(values)] == values
