"""JSON read entry by entry: the same values as parsed whole, in bounded pieces."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import json_stream
from evalsite.readers.json_stream import Entries, StreamError, Whole, beginning

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@pytest.fixture(params=[1, 2, 7, 1000], autouse=True)
def _piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "PIECE", request.param)


def entries(text: str, member: str = "") -> tuple[list[tuple[Any, Any]], dict[str, Any]]:
    found = Entries(lambda: BytesIO(text.encode()), member)
    return list(found), found.others


def test_the_member_s_entries_come_one_by_one_and_the_others_are_kept() -> None:
    text = '{"date": "2024", "eval": {"a": [1, 2], "b": {}}, "hash": 12}'
    assert entries(text, "eval") == ([("a", [1, 2]), ("b", {})], {"date": "2024", "hash": 12})


def test_a_list_is_its_own_member() -> None:
    assert entries(' [1, {"a": 2.5} , "x"]\n') == ([(0, 1), (1, {"a": 2.5}), (2, "x")], {})


@pytest.mark.parametrize("text", ['{"eval": {"a": [1], "b": {}}}', '{"eval": [[1], {}]}', '{"eval": []}', "{}"])
def test_pieces_have_every_entry_by_its_key(text: str) -> None:
    in_pieces = list(Entries(lambda: BytesIO(text.encode()), "eval").pieces())
    at_once = list(Whole(json.loads(text), "eval").pieces())
    assert {key: value for piece in in_pieces for key, value in piece.items()} == dict(*at_once)
    assert len(at_once) <= 1 == max(map(len, in_pieces), default=1)


@pytest.mark.parametrize(("text", "found"), [("[]", []), ('{"eval": {}}', []), ('{"eval": []}', []), ("{}", [])])
def test_nothing_has_no_entries(text: str, found: list[Any]) -> None:
    assert entries(text, "eval") == (found, {})


@given(data=st.dictionaries(st.text(max_size=4), VALUES, max_size=4), indent=st.sampled_from([None, 1]))
@settings(max_examples=60, deadline=None)
def test_what_is_read_is_what_is_parsed(data: dict[str, Any], indent: int | None) -> None:
    text = json.dumps({"date": 1, "eval": data, "x": [data]}, indent=indent, ensure_ascii=False)
    assert entries(text, "eval") == (list(data.items()), {"date": 1, "x": [data]})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"eval": {"a": 1', "it breaks off"),
        ('{"eval": {"a" 1}}', 'it is no JSON where "1'),
        ('{"eval": {"a": 1} "b": 2}', "it is no JSON where"),
        ('{"eval": {"a": tru', "it is no JSON where"),
        ("{1: 2}", "it is no JSON where"),
        ("[1] 2", 'it is no JSON where "2" stands'),
        ('{"eval": 5}', "it is no JSON where"),
        ("", "it breaks off"),
        ("[" * 100_000, "it is nested too deeply"),
    ],
)
def test_what_is_no_json_is_told(text: str, why: str) -> None:
    with pytest.raises(StreamError, match=f"^{why}".replace("{", r"\{")):
        list(entries(text, "eval"))


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(StreamError, match="it is not UTF-8"):
        list(Entries(lambda: BytesIO(b'{"eval": {"a": "\xff"}}'), "eval"))


def test_an_entry_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST_ENTRY", 100)
    with pytest.raises(StreamError, match="more than 100 characters"):
        entries(json.dumps({"eval": {"a": "x" * 5000}}), "eval")


def test_the_file_is_read_as_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "PIECE", 100)
    file = BytesIO(json.dumps([{"text": "x" * 200}] * 100).encode())
    reading: Iterator[Any] = iter(Entries(lambda: file))
    next(reading)
    assert file.tell() < 1000


def test_the_beginning_tells_the_format() -> None:
    text = json.dumps({"date": "x", "eval": {str(task): [task] for task in range(100)}, "hash": "y"})
    first = {str(task): [task] for task in range(50)}
    cut = text[: text.index('"7"') + 5].encode()
    assert beginning(cut) == {"date": "x", "eval": {str(task): [task] for task in range(7)}}
    assert beginning(text.encode()) == {"date": "x", "eval": first, "hash": "y"}
    assert beginning(b'[{"a": 1}, {"a": 2}, {"a"') == [{"a": 1}, {"a": 2}]
    assert beginning(b"model,acc") is None
