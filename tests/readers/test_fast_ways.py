"""What is done for a whole column at once says the same as what is done for each cell."""

import csv
import io
import json
import math
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from evalsite.readers import json_data, numbers
from evalsite.readers.base import Document
from evalsite.readers.delimited import split
from evalsite.readers.plain_table import PlainTable
from evalsite.readers.table import Table
from evalsite.readings import Reading

CELLS = st.text(st.sampled_from(["a", "0", ".", " ", '"', "\r", "\n", ",", "\u2028", "\x1c", "é", "\t"]), max_size=4)
WRITTEN = st.one_of(
    st.floats().map(repr),
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.from_regex(r"[-+]?[0-9]{0,25}\.?[0-9]{0,25}([eE][-+]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["", "null", "nul", "-0", "1_000", "１", "١", " 1", "1,2", "0x1", "1e999", "9" * 5000, "\ud800"]),
)
KEYS = st.sampled_from(["model", "acc", "n", "note"])
VALUES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.none(),
    st.booleans(),
    st.sampled_from(["", "a", "12.5%", "0.5", "-"]),
    st.just([1.10]),
    st.fixed_dictionaries({"value": st.floats(0, 1)}, optional={"stderr": st.floats(0, 1)}),
)


def recorded(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    return [row for row in reader if row]


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n", "\r"]))
@example([["a", "b"], ["c"], ["d", "e", "f"]], "\n")
@example([["", "", ""], [""], [""]], "\n")
@example([["a"], ["x" * 131_073]], "\n")
@settings(max_examples=300)
def test_lines_that_are_split_at_once_are_records(rows: list[list[str]], end: str) -> None:
    text = "".join(",".join(row) + end for row in rows)
    found = split(text, ",")
    if found is not None:
        names, columns = found
        cells = [names, *map(list, zip(*columns, strict=True))]
        assert [row for row in cells if row != [""]] == recorded(text)


def test_plain_lines_are_split_at_once() -> None:
    assert split("a b,c\r\n1,2\r\n3,\r\n", ",") == (["a b", "c"], (["1", "3"], ["2", ""]))


@given(st.lists(WRITTEN, max_size=4), st.booleans())
def test_numbers_parsed_at_once_are_what_python_reads(cells: list[str], percent: bool) -> None:
    found = numbers.plain(cells, percent=percent)
    if found is not None:
        end = "e-2" if percent else ""
        expected = [None if cell in ("", "null") else float(cell + end) for cell in cells]
        assert [None if math.isnan(value) else value for value in found] == expected


@given(st.lists(st.floats(0, 1e6).map(repr), min_size=1))
def test_most_numbers_are_parsed_at_once(cells: list[str]) -> None:
    found = numbers.plain([*cells, ""])
    assert found is not None
    assert found[:-1] == [float(cell) for cell in cells]
    assert math.isnan(found[-1])


@settings(max_examples=200)
@given(st.lists(st.dictionaries(KEYS, VALUES, min_size=1), min_size=1, max_size=4), st.booleans())
def test_a_json_table_read_as_numbers_is_the_one_read_as_text(rows: list[dict[str, object]], lines: bool) -> None:
    objects = [json.dumps({"model": f"m{at}", **row}) for at, row in enumerate(rows)]
    text = "\n".join(objects) if lines else f"[{','.join(objects)}]"
    document = Document(path="b.json", shown="b.json", data=text.encode())
    fast, slow = (
        (json_data.parse_lines, json_data.parse_written_lines) if lines else (json_data.parse, json_data.parse_written)
    )
    assert repr(read_by(fast, document)) == repr(read_by(slow, document))


def read_by(parse: Callable[[Document], Table], document: Document) -> Reading:
    return PlainTable(name="json", looks=str, parse=parse).read(document, None)


def test_a_number_too_large_for_a_float_is_told_as_it_was_written() -> None:
    text = '[{"model": "a", "bleu": 1e999}, {"model": "b", "bleu": 0.50}]'
    (problem,) = read_by(json_data.parse, Document(path="b.json", shown="b.json", data=text.encode())).problems
    assert (problem.pointer, problem.found) == ("/0", "1e999")


def test_a_number_out_of_range_is_told_as_it_was_written() -> None:
    text = '[{"model": "a", "acc": -0.250}, {"model": "b", "acc": 0.50}]'
    (problem,) = read_by(json_data.parse, Document(path="b.json", shown="b.json", data=text.encode())).problems
    assert (problem.pointer, problem.found) == ("/0", "-0.250")
