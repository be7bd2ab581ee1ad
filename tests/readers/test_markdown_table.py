"""Markdown: every pipe table of a file, as if it were a CSV file."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
TABLE = """Some words before.

| model | pass@1 | avg_time |
| :---- | -----: | :------: |
| [gpt-a](https://a.example/x) | **83.1** | 1.5 |
| `NA` | 7.5 | - |
| a\\|b | 0.5 | 2 |
"""


def test_a_table_reads_as_csv_does(read: Read, rows: Any) -> None:
    reading = read(TABLE, "mbpp.md")
    csv = read("model,pass@1,avg_time\ngpt-a,83.1,1.5\nNA,7.5,-\na|b,0.5,2\n", "mbpp.csv")
    assert reading.format == "markdown"
    assert reading.why == "a pipe table on line 3"
    names = ("benchmark", "model", "metric")
    assert rows(reading, *names) == rows(csv, *names)
    assert list(map(str, reading.columns["value"])) == list(map(str, csv.columns["value"]))
    assert list(reading.columns["line"]) == [5, 6, 7] * 2


def test_the_outer_pipes_may_be_missing(read: Read, rows: Any) -> None:
    reading = read("model | acc\n--- | ---\nm | 0.5\n", "mbpp.md")
    assert rows(reading, "model", "metric", "value") == [("m", "acc", 0.5)]


@pytest.mark.parametrize("text", ["\ufeff" + TABLE, TABLE.replace("\n", "\r\n")])
def test_marks_of_other_systems_change_nothing(read: Read, text: str) -> None:
    assert read(text, "mbpp.md").columns["model"] == read(TABLE, "mbpp.md").columns["model"]


def test_of_several_tables_each_is_the_benchmark_of_its_heading(read: Read, rows: Any) -> None:
    text = "# MBPP #\n\n|model|acc|\n|-|-|\n|m|0.5|\n\n## **HumanEval**\n\n|model|acc|f1|\n|-|-|-|\n|m|0.25|0.1|\n"
    reading = read(text, "all.md")
    assert rows(reading, "benchmark", "metric", "value", "line") == [
        ("MBPP", "acc", 0.5, 5),
        ("HumanEval", "acc", 0.25, 11),
        ("HumanEval", "f1", 0.1, 11),
    ]
    assert 'the heading above it: "HumanEval"' in " ".join(reading.inferred)
    assert set(read(text, "all.md", benchmark="b").columns["benchmark"]) == {"b"}


def test_a_table_that_holds_no_results_is_set_aside(read: Read) -> None:
    text = TABLE + "\n| option | meaning |\n| --- | --- |\n| a | what it does |\n"
    reading = read(text, "mbpp.md")
    assert reading.length == 6
    assert [entry.reason.value for entry in reading.left_out] == ["ignored"]
    alone = read("| option | meaning |\n| --- | --- |\n| a | what it does |\n", "options.md")
    assert [entry.reason.value for entry in alone.left_out] == ["unknown-format"]


def test_a_row_with_another_number_of_cells_is_left_out(read: Read, said: Any) -> None:
    reading = read("|model|acc|\n|-|-|\n|m|0.5|\n|n|0.5|7|\n|o|\n", "mbpp.md")
    assert reading.columns["model"] == ["m"]
    assert said(reading)[0] == (
        'results/mbpp.md:4: found "n | 0.5 | 7"; expected 2 cells, as in the header, but there are 3.'
        " Write a cell for each column; a `|` within a cell as `\\|`."
    )
    assert reading.rows_in == 3


def test_two_columns_of_one_name_are_refused(read: Read, said: Any) -> None:
    reading = read("|model|acc|acc|\n|-|-|-|\n|m|0.5|0.6|\n", "mbpp.md")
    assert said(reading) == [
        'results/mbpp.md:1: found "acc"; expected each column\'s name once. Rename or remove all but one.'
    ]


@pytest.mark.parametrize(
    "text", ["a | b\n", "| a |\n\n| - |\n", "# Title\n\nno table\n", "|model|acc|\n|-|\n|m|0.5|\n"]
)
def test_words_without_a_table_are_no_markdown_table(read: Read, text: str) -> None:
    assert read(text, "notes.md").format != "markdown"


def test_what_is_not_utf_8_is_refused_with_its_line(read: Read, said: Any) -> None:
    assert (
        'results/mbpp.md:5: found "byte 0xff"'
        in said(read(TABLE.encode().replace(b"gpt-a", b"gpt-\xff"), "mbpp.md"))[0]
    )


@pytest.mark.parametrize("bad", ["|", "| ", "|-", "[", "[a](", "**", "`", "# ", "\\|", "-|"])
def test_no_line_is_slow_to_read(read: Read, bad: str) -> None:
    start = time.perf_counter()
    read(TABLE + "| " + bad * 100_000 + " | 1 | 2 |\n" + bad * 100_000, "mbpp.md")
    assert time.perf_counter() - start < 5
