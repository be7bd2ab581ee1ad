"""Parquet tables: the same rows as the CSV file of the same table, within bounds, or one clear sentence."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsite.readers import parquet_table, registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

Read = Callable[..., Reading]
TABLE = """
    SELECT * FROM (VALUES
        ('007', 0.831, 1.5::FLOAT, 164),
        ('NA', NULL, 0.1::FLOAT, 164),
        ('b', 1/3::DOUBLE, 2, NULL)
    ) results(model, "pass@1", avg_time, n)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    folder = tmp_path_factory.mktemp("parquet")

    def write(query: str) -> bytes:
        path = folder / "table.parquet"
        path.unlink(missing_ok=True)
        with duckdb.connect(":memory:") as database:
            database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()

    return write


def test_a_table_reads_as_csv_does(read: Read, rows: Any, written: Any) -> None:
    reading = read(written(TABLE), "mbpp.parquet")
    csv = read("model,pass@1,avg_time,n\n007,0.831,1.5,164\nNA,,0.1,164\nb,0.3333333333333333,2,\n", "mbpp.csv")
    assert (reading.format, reading.why) == ("parquet", "the mark of Parquet files")
    names = ("benchmark", "model", "metric", "value", "n", "line")
    assert list(map(str, rows(reading, *names))) == list(map(str, rows(csv, *names)))
    assert not reading.problems


def test_nested_columns_are_no_metrics(read: Read, written: Any) -> None:
    reading = read(written("SELECT 'm' AS model, 0.5 AS acc, [1, 2] AS tags, {'a': 1} AS more"), "mbpp.parquet")
    assert set(reading.columns["metric"]) == {"acc"}


def test_a_table_without_a_model_is_an_unknown_format(read: Read, written: Any) -> None:
    reading = read(written("SELECT 'x' AS option, 'y' AS meaning"), "a.parquet")
    assert [entry.reason.value for entry in reading.left_out] == ["unknown-format"]


def test_an_empty_table_is_refused(read: Read, written: Any) -> None:
    reading = read(written("SELECT 'm' AS model, 0.5 AS acc WHERE false"), "a.parquet")
    assert reading.length == 0
    assert "the table is empty" in reading.problems[0].expected


@pytest.mark.parametrize("cut", [4, 8, 50, -1])
def test_a_file_that_is_cut_is_refused(read: Read, written: Any, cut: int) -> None:
    reading = read(written(TABLE)[:cut], "a.parquet")
    assert reading.length == 0
    assert "expected a Parquet file that is whole" in reading.problems[0].expected
    assert "tmp" not in str(reading.problems[0])


def test_a_small_file_that_would_become_large_is_refused(
    read: Read, written: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_table, "MOST_TEXT", 1_000_000)
    data = written("SELECT repeat('m', 1000) AS model, 0.5 AS acc FROM range(10000)")
    assert len(data) < 100_000
    assert (
        "expected at most 1,000,000 bytes of text, but there are 10,030,000"
        in read(data, "a.parquet").problems[0].expected
    )
    monkeypatch.setattr(parquet_table, "MOST_CELLS", 1000)
    assert "expected at most 1,000 cells" in read(data, "a.parquet").problems[0].expected


def test_sixty_million_rows_in_a_few_bytes_are_refused_soon(read: Read, written: Any) -> None:
    data = written("SELECT 'm' AS model, 0.5 AS acc FROM range(60_000_000)")
    start = time.perf_counter()
    reading = read(data, "a.parquet")
    assert "but there are 120,000,000" in reading.problems[0].expected
    assert time.perf_counter() - start < 20


def test_no_other_file_can_be_reached(tmp_path: Path, written: Any) -> None:
    (tmp_path / "a.parquet").write_bytes(written(TABLE))
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(":memory:") as database:
        parquet_table._locked(database, str(tmp_path / "a.parquet"))  # noqa: SLF001 (the lock itself is shown)
        for query in (f"FROM read_csv('{tmp_path}/secret.csv')", "SET enable_external_access = true", "INSTALL httpfs"):
            with pytest.raises(duckdb.Error):
                database.execute(query)


@given(more=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_changed_bytes_never_raise(written: Any, more: st.DataObject) -> None:
    damaged = bytearray(written(TABLE))
    for _ in range(more.draw(st.integers(1, 4))):
        at = more.draw(st.integers(4, len(damaged) - 1))
        damaged[at] = more.draw(st.integers(0, 255))
    reading = registry.read(Document(path="a.parquet", shown="results/a.parquet", data=bytes(damaged)))
    assert reading.length or reading.problems or reading.left_out
