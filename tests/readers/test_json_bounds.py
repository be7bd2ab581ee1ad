"""Nesting has one bound of evalsite's own, and a key that comes twice is told with its pointer."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalsite.readers.json_bounds import DEEPEST, Parser, TooDeepError, check_depth, parse, repeated_keys
from evalsite.readings import Reading

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


SOUND = [
    "0", "-0", "1.5", "-1e5", "1E400", "0.1e-320", "9223372036854775808", "1" * 4300, "NaN", "-Infinity",
    "null", "true", '""', '"a\\":"', '"\\\\"', '"\\u0061"', '"\\ud83d\\ude00"', '"\\ud800"', '"\x7f"', '" é\ufeff"',
]  # fmt: skip
BROKEN = [
    "", "01", "1.", "+1", "-NaN", "inf", "'a'", '"\\x"', '"\t"', '"\x00"', '"\ud800"', '"', "[", "}", "1 2", "/**/",
]  # fmt: skip
KEYS = ['"a"', '"\\u0061"', '"a" ', '""', '"b"', '"\\":"', '"\\ud800"', "a", "1"]
SPACES = ["", "", " ", "\n\t", "\r", "\x0b", "\xa0", "\ufeff"]
ODD = st.recursive(
    st.sampled_from(SOUND + SOUND + BROKEN),
    lambda part: (
        st.lists(part, max_size=3).map(lambda parts: f"[{','.join(parts)}]")
        | st.lists(st.tuples(st.sampled_from(KEYS), part), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}:{value}" for key, value in pairs) + "}"
        )
        | st.tuples(st.sampled_from(SPACES), part).map("".join)
    ),
    max_leaves=8,
)


def outcome(parser: Callable[[], tuple[Any, bool]]) -> tuple[object, ...]:
    """What came of parsing, told apart by types and signs: ``1``, ``1.0`` and ``True`` are equal, and NaN is not."""
    try:
        data, repeating = parser()
    except ValueError as error:
        return type(error), str(error)
    return repr(data), repeating


def by_python_alone(data: bytes) -> tuple[Any, bool]:
    parser = Parser()
    return parser.parse(data.decode()), parser.repeating


@given(text=ODD)
@example(text="[" * 200 + "]" * 200)
@example(text="[" * 201 + "]" * 201)
@example(text="[" * 202 + "]" * 202)
@example(text="[" * 201 + "1" + "]" * 201)
@example(text="1" * 4301)
@example(text="0." + "1" * 5000)
def test_both_parsers_make_the_same_of_anything(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert outcome(lambda: parse(data)) == outcome(lambda: by_python_alone(data))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", '":', "\\"]),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=3), part, max_size=4),
)


@given(data=VALUES, ascii_only=st.booleans(), indent=st.none() | st.integers(0, 2))
def test_both_parsers_read_what_was_written(data: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    assert outcome(lambda: parse(text)) == outcome(lambda: by_python_alone(text))


@given(digits=st.from_regex(r"-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?", fullmatch=True))
def test_both_parsers_round_a_number_alike(digits: str) -> None:
    assert outcome(lambda: parse(digits.encode())) == outcome(lambda: by_python_alone(digits.encode()))


@given(keys=st.lists(st.sampled_from(["a", "b", "\\u0061", "a\\u0000", ""]), max_size=5))
def test_a_key_that_comes_twice_is_found_however_it_is_spelled(keys: list[str]) -> None:
    text = "[{" + ", ".join(f'"{key}" : {at}' for at, key in enumerate(keys)) + "}]"
    data, repeating = parse(text.encode())
    assert data == json.loads(text)
    assert repeating == (len(data[0]) < len(keys))


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
