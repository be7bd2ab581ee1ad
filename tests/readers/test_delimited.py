"""CSV and TSV: delimiters, quotes, lines."""

from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), ("\t", "tab"), (";", "semicolon")])
def test_the_delimiter_is_found(read: Read, rows: Rows, delimiter: str, name: str) -> None:
    reading = read("model,pass@1\ngpt-x,0.5\n".replace(",", delimiter), "notes.txt")
    assert reading.format == "csv"
    assert reading.why == f"{name}-separated, a header of 2 names"
    assert rows(reading, "model", "benchmark", "metric", "value", "line") == [("gpt-x", "notes", "pass@1", 0.5, 2)]


def test_names_are_text_as_it_stands(read: Read, rows: Rows) -> None:
    names = ["007", "NA", "1e5", "None", "1.10", "no", "-", "null", "nan", "1,000", 'say "hi"', "=1+1"]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    reading = read("model,acc\n" + "".join(f"{name},0.5\n" for name in quoted))
    assert rows(reading, "model") == [(name,) for name in names]


def test_a_byte_order_mark_crlf_comments_and_blank_lines(read: Read, rows: Rows) -> None:
    text = "\ufeff# made by hand\r\n\r\nmodel , acc\r\na, 0.5\r\n\r\n,,\r\nb, 0.25\r\n"
    reading = read(text)
    assert not reading.problems
    assert rows(reading, "model", "metric", "value", "line") == [("a", "acc", 0.5, 4), ("b", "acc", 0.25, 7)]


def test_lines_are_counted_through_quoted_line_breaks(read: Read, rows: Rows) -> None:
    reading = read('model,acc\n"two\nlines",0.5\nb,0.25\n')
    assert rows(reading, "model", "line") == [("two\nlines", 2), ("b", 4)]


def test_rows_of_another_width_are_refused_and_the_others_are_read(read: Read, rows: Rows, said: Said) -> None:
    reading = read("model,acc,avg_time\na,0.5,10\nshort,0.5\nb,0.4,12\nlong,0.5,10,7\n")
    assert rows(reading, "model", "value") == [("a", 0.5), ("b", 0.4), ("a", 10.0), ("b", 12.0)]
    assert said(reading) == [
        (
            'results/mbpp.csv:3: found "short,0.5"; expected 3 cells, as in the header, but there are 2.'
            " Add or remove cells, and put quotes round a cell that holds a comma."
        ),
        (
            'results/mbpp.csv:5: found "long,0.5,10,7"; expected 3 cells, as in the header, but there are 4.'
            " Add or remove cells, and put quotes round a cell that holds a comma."
        ),
    ]
    assert [(entry.reason, entry.count, entry.place) for entry in reading.left_out] == [
        (Reason.UNREADABLE, 2, "results/mbpp.csv:3"),
        (Reason.UNREADABLE, 2, "results/mbpp.csv:5"),
    ]


def test_signs_in_some_cells_only_are_one_problem_at_the_first_that_has_none(read: Read, said: Said) -> None:
    reading = read("model,acc\na,50%\nb,0.4\nc,0.3\n")
    assert reading.length == reading.rows_in == 3
    assert said(reading) == [
        (
            'results/mbpp.csv:3: found "0.4"; expected every number of "acc" with a % sign or none, but 1 have one and'
            ' 2 have none, which are left out. Write `scale: {"acc": percent}` (or fraction) under `files:` in'
            " evalsite.yml."
        )
    ]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ('model,acc\na,0.5\n"b,0.4\nc,0.3\n', 3, '"b,0.4'),
        ('model,acc\n"two\nlines",0.5\n"b" x,0.4\n', 4, '"b" x,0.4'),
    ],
)
def test_a_broken_quote_refuses_the_file_and_says_where(
    read: Read, said: Said, text: str, line: int, found: str
) -> None:
    reading = read(text)
    assert reading.length == 0
    (message,) = said(reading)
    assert message.startswith(f'results/mbpp.csv:{line}: found "{found}"; expected each cell that begins with a quote')
    assert [entry.reason for entry in reading.left_out] == [Reason.UNREADABLE]


def test_two_columns_of_one_name(read: Read, said: Said) -> None:
    reading = read("model,acc,acc\na,0.5,0.6\n")
    assert reading.length == 0
    assert said(reading) == [
        (
            'results/mbpp.csv:1: found "acc"; expected each column\'s name once, but 2 columns have this one.'
            " Rename or remove all but one."
        )
    ]


@pytest.mark.parametrize("text", ["Dear all, here is\nwhat we found, today\n", "just words\n", "a,b\n"])
def test_prose_is_no_table(read: Read, text: str) -> None:
    assert read(text).left_out[0].reason is Reason.UNKNOWN_FORMAT


def test_a_header_without_rows(read: Read, said: Said) -> None:
    reading = read("model,acc\n")
    assert reading.length == 0
    assert said(reading) == [
        "results/mbpp.csv: expected at least one row, but the table is empty. Write the rows, or remove the file."
    ]
