"""Columns of text as places among their words, however they are given."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evalsite.coded import Coded
from evalsite.vocabulary import Vocabulary

TEXT = ["b", "a", "", "b"]
CODED = Coded(["b", "a", ""], np.array([0, 1, 2, 0], dtype=np.int32))


def test_a_coded_column_is_a_sequence_of_its_words() -> None:
    assert list(CODED) == TEXT
    assert (len(CODED), CODED[0], CODED[-2], list(CODED[1:3])) == (4, "b", "", ["a", ""])
    assert (CODED.index("a"), CODED.count("b"), "c" in CODED) == (1, 2, False)


@pytest.mark.parametrize("cells", [TEXT, tuple(TEXT), np.array(TEXT), pd.Categorical(TEXT), CODED], ids=type)
def test_every_kind_of_column_gets_the_same_places(cells: Any) -> None:
    words = Vocabulary()
    words.place("a")
    codes = words.codes(cells, len(TEXT))
    assert [list(words.places)[code] for code in codes] == TEXT
    assert list(words.column([codes])) == TEXT


@pytest.mark.parametrize("cells", [None, [], ["", ""]])
def test_where_nothing_is_said_there_is_the_empty_word(cells: Any) -> None:
    assert Vocabulary().codes(cells, 2).tolist() == [0, 0]


def test_words_come_in_order_and_by_their_aliases() -> None:
    words = Vocabulary()
    column = words.column([words.codes(TEXT, 4)], {"b": "a"})
    assert (list(column), list(column.categories)) == (["a", "a", "", "a"], ["", "a"])
