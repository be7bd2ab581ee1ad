"""Problems as people read them."""

import pytest

from evalsite.errors import (
    AddressError,
    BuildError,
    ConfigError,
    EvalsiteError,
    Problem,
    ResultsError,
    did_you_mean,
    quoted,
)


def test_a_problem_says_where_what_was_found_what_was_expected_and_what_to_do() -> None:
    problem = Problem(file="a.csv", line=3, found="x", expected="expected a number", advice="Write one.")
    assert str(problem) == 'a.csv:3: found "x"; expected a number. Write one.'


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem(file="a.csv", line=3, pointer="/rows/2", expected=""), "a.csv:3"),
        (Problem(file="a.json", pointer="/rows/2", expected=""), "a.json#/rows/2"),
        (Problem(file="a.csv", expected=""), "a.csv"),
        (Problem(expected=""), ""),
    ],
)
def test_the_place_is_a_line_or_a_pointer_or_a_file(problem: Problem, place: str) -> None:
    assert problem.place == place


def test_what_is_not_known_is_left_out() -> None:
    assert str(Problem(expected="expected results")) == "expected results."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sft", '"sft"'),
        ("模型 ✓", '"模型 ✓"'),
        ("two\nlines", r'"two\nlines"'),
        ("a\x00b", r'"a\x00b"'),
        ("\x1b[31mred", r'"\x1b[31mred"'),
        ("txt.\u202eexe", r'"txt.\u202eexe"'),
        ("bad\ud800end", r'"bad\ud800end"'),
        ("\u2028", r'"\u2028"'),
    ],
)
def test_quoted_text_stands_on_one_line_without_control_characters(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_quoted_text_is_cut() -> None:
    assert quoted("a" * 500) == '"' + "a" * 119 + '…"'
    assert quoted("a" * 120) == '"' + "a" * 120 + '"'


def test_a_close_word_is_offered_and_no_other() -> None:
    assert did_you_mean("modle", ["label", "model"]) == 'Did you mean "model"?'
    assert did_you_mean("colour", ["label", "model"]) == ""
    assert did_you_mean("x", []) == ""


def test_an_error_holds_every_problem_and_prints_one_a_line() -> None:
    problems = [Problem(file="a", expected="expected one"), Problem(file="b", expected="expected two")]
    error = ConfigError(problems)
    assert error.problems == tuple(problems)
    assert str(error) == "a: expected one.\nb: expected two."
    assert ConfigError(problems[0]).problems == (problems[0],)


def test_every_error_is_an_error_of_evalsite() -> None:
    assert all(issubclass(kind, EvalsiteError) for kind in (ConfigError, ResultsError, AddressError, BuildError))
