"""Nesting has one bound of evalsite's own, and a key that comes twice is told with its pointer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.readers.json_bounds import DEEPEST, Parser, TooDeepError, check_depth, repeated_keys
from evalsite.results import Reading

Read = Callable[..., Reading]
LM_EVAL = '{"results": {"arc": {"acc,none": 0.5, "acc,none": 0.75}}, "versions": {"arc": 1}, "model_name": "org/m"}'


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + "1" + closing * depth


@pytest.mark.parametrize("signs", [("[", "]"), ('{"a": ', "}"), ('[1, {"a": [', "]}]")])
def test_a_document_may_be_as_deep_as_the_bound(signs: tuple[str, str]) -> None:
    levels = sum(map(signs[0].count, "[{"))
    fits = DEEPEST // levels
    assert Parser().parse(nested(fits, *signs)) == json.loads(nested(fits, *signs))
    with pytest.raises(TooDeepError, match=f"nested at most {DEEPEST} deep"):
        Parser().parse(nested(fits + 1, *signs))


@pytest.mark.parametrize("text", [nested(100_000), "[" * 300, '[{"a":' * 120 + "x", '["[", ' * 201 + "?"])
def test_it_is_too_deep_before_it_is_anything_else(text: str) -> None:
    with pytest.raises(TooDeepError):
        Parser().parse(text)


@pytest.mark.parametrize("text", ['["' + "[" * 300 + '", ?]', '[["a\\"[["], ' * 50 + "?", "[" * 150, "{"])
def test_what_is_broken_and_not_deep_is_broken(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        Parser().parse(text)


def test_scalars_have_no_depth() -> None:
    for data in (None, 1, "[[[", 0.5):
        check_depth(data)


def test_a_file_that_is_too_deep_says_so(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read('{"eval": ' + nested(300) + "}", "m.json")
    (problem,) = said(reading)
    assert problem.startswith("results/m.json: expected JSON that is nested at most 200 deep. Write the file again")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]}', []),
        ('{"a": 1, "a": 1}', [("/a", "a")]),
        ('[1, {"b": [{"x/y": 1, "z": 2, "x/y": 3}]}]', [("/1/b/0/x~1y", "x/y")]),
        ('{"a": {"k": 1, "k": 2}, "a": {"k": 1, "k": 2, "k": 3}}', [("/a", "a"), ("/a/k", "k"), ("/a/k", "k")]),
        ('{"n": 1' + "0" * 5000 + ', "n": 2}', [("/n", "n")]),
    ],
)
def test_keys_that_come_twice(text: str, found: list[tuple[str, str]]) -> None:
    assert repeated_keys(text) == found


@given(
    data=st.recursive(
        st.integers() | st.text(max_size=3), lambda part: st.lists(part) | st.dictionaries(st.text(), part)
    )
)
def test_what_was_written_from_an_object_has_no_key_twice(data: Any) -> None:
    parser = Parser()
    assert parser.parse(json.dumps(data)) == data
    assert not parser.repeating


def test_a_tool_s_file_with_a_key_twice_is_read_and_told(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(LM_EVAL, "m/results.json")
    assert (reading.format, reading.columns["value"]) == ("lm-eval", [0.75])
    (problem,) = said(reading)
    assert problem.startswith('results/m/results.json#/results/arc/acc,none: found "acc,none"; expected each key of')
    assert "the last one is read" in problem


def test_a_hostile_key_is_escaped_where_it_is_told(read: Read, said: Callable[[Reading], list[str]]) -> None:
    key = json.dumps("<b>\u202e\n")
    (problem,) = said(
        read(
            LM_EVAL.replace('"arc": {', f'"arc": {{{key}: 1, {key}: 2, ').replace('"acc,none": 0.5, ', ""),
            "m/results.json",
        )
    )
    assert 'found "<b>\\u202e\\n"; expected each key' in problem


def test_a_table_with_a_key_twice_is_refused_once(read: Read, said: Callable[[Reading], list[str]]) -> None:
    assert said(read('[{"model": "m", "acc": 0.5, "acc": 0.75}]', "t.json")) == [
        'results/t.json#/0/acc: found "acc"; expected each key of an object once. Remove or rename all but one.'
    ]
