"""Laws of reading: nothing is lost, and a table says the same in every syntax."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

Row = Mapping[str, str]

METRICS = ("pass@1", "avg_time", "bleu", "得分率", "a metric of ours")
MISSING = ("", "-", "—", "N/A", "NA", "null", "None", "?", "nan", "NaN")
NUMBERS = st.one_of(
    st.floats(min_value=0, max_value=100, allow_nan=False).map(repr),
    st.decimals(min_value=0, max_value=1, places=4).map(str),
    st.integers(min_value=0, max_value=100).map(str),
)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12).filter(
    str.strip
)
ODD_NAMES = st.sampled_from(
    ["007", "NA", "1e5", "None", "1.10", "no", "-", "null", "nan", "true", "~", "12:30:00", "="]
)
CELLS = st.one_of(
    NUMBERS,
    st.sampled_from(MISSING),
    st.tuples(NUMBERS, st.sampled_from([" ± ", "+-", " +/- "]), NUMBERS).map("".join),
    NUMBERS.map(lambda number: f"{number}%"),
    st.sampled_from(["inf", "1_000", "0,5", "1,234.5", "true", "fast", "1e999", "-3", "１２"]),
)
SIGNED = st.sampled_from(["stderr", "n"])


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    """Long rows: every metric for every (model, benchmark), so that the wide form says the same."""
    models = draw(st.lists(NAMES | ODD_NAMES, min_size=1, max_size=4, unique=True))
    benchmarks = draw(st.lists(NAMES | ODD_NAMES, min_size=1, max_size=2, unique=True))
    metrics = draw(st.lists(st.sampled_from(METRICS), min_size=1, max_size=3, unique=True))
    companions = draw(st.lists(SIGNED, unique=True))
    return [
        {"model": model, "benchmark": benchmark, "metric": metric, "value": draw(CELLS)}
        | {name: draw(CELLS) for name in companions}
        for model in models
        for benchmark in benchmarks
        for metric in metrics
    ]


def wide(rows: Sequence[Row]) -> list[dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        names = {"model": row["model"], "benchmark": row["benchmark"]}
        cells = found.setdefault((row["model"], row["benchmark"]), names)
        cells[row["metric"]] = row["value"]
        cells |= {f"{row['metric']}_{name}": row[name] for name in ("stderr", "n") if name in row}
    return list(found.values())


def as_csv(rows: Sequence[Row], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def as_json_row(row: Row) -> str:
    """An object whose numbers, true, false and null stand without quotes, where JSON has such."""
    bare = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|NaN")
    cells = (f"{json.dumps(name)}: {cell if bare.fullmatch(cell) else json.dumps(cell)}" for name, cell in row.items())
    return "{" + ", ".join(cells) + "}"


def as_json(rows: Sequence[Row]) -> str:
    return "[" + ",\n ".join(map(as_json_row, rows)) + "]"


def as_json_lines(rows: Sequence[Row]) -> str:
    return "".join(as_json_row(row) + "\n" for row in rows)


def as_yaml(rows: Sequence[Row]) -> str:
    """Scalars without quotes wherever that leaves them what they are."""
    return "".join("- {" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in row.items()) + "}\n" for row in rows)


def _scalar(text: str) -> str:
    bare = text not in ("", "~") and re.fullmatch(r"[A-Za-z0-9._][A-Za-z0-9.@_+ ]*", text) and text == text.strip()
    return text if bare else yaml.safe_dump(text, default_style='"', width=10**6).strip()


WRITERS: Mapping[str, Callable[[Sequence[Row]], str]] = {
    "csv": as_csv,
    "tsv": lambda rows: as_csv(rows, "\t"),
    "semicolons": lambda rows: as_csv(rows, ";"),
    "json": as_json,
    "jsonl": as_json_lines,
    "yaml": as_yaml,
}


def read(text: str) -> Reading:
    return registry.read(Document(path="file.txt", shown="results/file.txt", data=text.encode()))


def numbers(reading: Reading) -> Counter[tuple[Any, ...]]:
    """The rows without their places, NaN as text so that it equals itself."""
    blank = [""] * reading.length
    names = ("model", "benchmark", "metric", "value", "stderr", "n")
    return Counter(zip(*(map(str, reading.columns.get(name, blank)) for name in names), strict=True))


def without_nan(counter: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    return Counter(
        {tuple("" if cell == "nan" else cell for cell in row[3:]) + row[:3]: n for row, n in counter.items()}
    )


@pytest.mark.parametrize("syntax", WRITERS)
@given(table=tables())
@settings(max_examples=60, deadline=None)
def test_no_number_is_lost(syntax: str, table: list[dict[str, str]]) -> None:
    for form in (table, wide(table)):
        reading = read(WRITERS[syntax](form))
        assert reading.rows_in == len(table), [str(problem) for problem in reading.problems]
        assert all(len(column) == reading.length for column in reading.columns.values())


@given(table=tables())
@settings(max_examples=150, deadline=None)
def test_a_table_says_the_same_in_every_syntax(table: list[dict[str, str]]) -> None:
    expected = without_nan(numbers(read(as_csv(table))))
    for syntax, write in WRITERS.items():
        for form in (table, wide(table)):
            assert without_nan(numbers(read(write(form)))) == expected, (syntax, write(form))


@given(table=tables(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_columns_says_nothing(table: list[dict[str, str]], data: st.DataObject) -> None:
    columns = data.draw(st.permutations(list(table[0])))
    shuffled = [{name: row[name] for name in columns} for row in data.draw(st.permutations(table))]
    assert numbers(read(as_csv(shuffled))) == numbers(read(as_csv(table)))
    assert numbers(read(as_csv(wide(shuffled)))) == numbers(read(as_csv(wide(table))))


@given(table=tables(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_rows_that_cannot_be_read_are_counted_with_the_numbers_they_would_have_held(
    table: list[dict[str, str]], data: st.DataObject
) -> None:
    form = wide(table)
    metrics = len({row["metric"] for row in table})
    nameless = '"",b' + ",1" * (len(form[0]) - 2)
    broken = data.draw(st.lists(st.sampled_from(["one cell", "a,b" * 40, nameless]), max_size=3))
    reading = read(as_csv(form) + "".join(line + "\r\n" for line in broken))
    assert len(reading.problems) >= len(broken)
    assert reading.rows_in == len(table) + len(broken) * metrics


@given(text=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=300, deadline=None)
def test_whatever_the_bytes_there_is_a_reading_that_says_something(text: bytes) -> None:
    reading = registry.read(Document(path="x", shown="results/x", data=text))
    assert reading.length or reading.problems


SEEDS = [
    'model,pass@1\n"a",0.5\nb,83.1 ± 0.4\n',
    '[{"model": "a", "pass@1": {"value": 0.5, "stderr": 0.1}}, {"model": "b", "pass@1": null}]',
    '{"model": "a", "pass@1": 0.5}\n{"model": "b", "pass@1": 1e5}\n',
    "- model: no\n  pass@1: 12%\n- {model: b, pass@1: ~}\n",
    "a:\n  pass@1: 0.5\nb: {pass@1: 0.25}\n",
]


@given(seed=st.sampled_from(SEEDS), data=st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_files_never_raise(seed: str, data: st.DataObject) -> None:
    damaged = bytearray(seed.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b"{", b'"', b"&a", b"*a"])
        )
        damaged = damaged or bytearray(b"x")
    reading = registry.read(Document(path="x", shown="results/x", data=bytes(damaged)))
    assert reading.length or reading.problems
