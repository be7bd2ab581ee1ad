"""Spark and DuckDB on the same samples: the same items, rows, faults and words.

Counts are whole numbers, and so are scores (in billionths): equal. A median of times may be the middle of two
floating-point numbers, which the engines compute in different ways: equal to 1e-12 of its size.
"""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evalsite.config import parse
from evalsite.readings import Reading
from evalsite.samples import read_samples
from tests.samples.conftest import items, left_out

pytestmark = [
    pytest.mark.slow,
    # of Spark 4.0 and Ibis 12 with a newer pandas, and of what Spark leaves to the end of the process
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark", "ignore::FutureWarning:pyspark"),
]

SAMPLES = """
    SELECT
        'm' || (i % 3) || CASE WHEN i % 3 = 1 THEN ' <b>|{{ 7*7 }}' ELSE '' END AS model,
        CASE WHEN i % 2 = 0 THEN 'b/0' ELSE '007' END AS benchmark,
        'task ' || ((i // 6) % 7) AS task,
        (i // 42)::BIGINT AS n,
        CASE WHEN i % 97 = 0 THEN NULL ELSE hash(i) % 5 < 2 END AS ok,
        CASE WHEN i % 61 = 0 THEN 'odd' WHEN i % 11 = 0 THEN 'timeout' WHEN i % 7 = 0 THEN NULL ELSE 'ok' END AS status,
        (hash(i + 1) % 1000) / 7.0::DOUBLE AS seconds,
        (hash(i + 2) % 100000) / 99991.0::DOUBLE AS reward,
        DATE '2026-01-01' + (i % 20)::INTEGER AS day,
        'run ' || (i % 2) AS run
    FROM range(2000) t(i)
"""
TWICE = f"""
    {SAMPLES}
    UNION ALL FROM ({SAMPLES}) WHERE n = 3
    UNION ALL SELECT * REPLACE (NOT ok AS ok) FROM ({SAMPLES}) WHERE n = 5
"""  # noqa: S608
NAMES = "model: model, benchmark: benchmark, item: task, run: run, sample: n, status: status"
SOURCES = {
    "a[1] {b}.parquet": f"columns: {{{NAMES}, passed: ok, time: seconds, date: day}}\nk: [1, 10]",
    "lines.jsonl": f"columns: {{{NAMES}, passed: ok, time: seconds, date: day}}",
    "folders": f"columns: {{{NAMES}, score: reward}}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in each form that a source may have."""
    folder = tmp_path_factory.mktemp("samples")
    with duckdb.connect(":memory:") as database:
        database.sql(TWICE).write_parquet(str(folder / "a[1] {b}.parquet"))
        database.execute(f"COPY ({TWICE}) TO '{folder}/lines.jsonl' (FORMAT json)")
        database.execute(f"COPY ({TWICE}) TO '{folder}/folders' (FORMAT parquet, PARTITION_BY (model, benchmark))")
    with (folder / "lines.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"model": "m0", "ta\n\n')
    return folder


def readings(folder: Path, engine: str, connect: str) -> list[Reading]:
    sources = [{"files": name, **_parsed(text)} for name, text in SOURCES.items()]
    settings = {"samples": {"engine": engine, "connect": json.loads(connect), "sources": sources}}
    return list(read_samples(parse(json.dumps(settings)), folder))


def _parsed(text: str) -> dict[str, Any]:
    import yaml

    return dict(yaml.safe_load(text))


def test_spark_and_duckdb_give_the_same_items_rows_and_faults(folder: Path, spark: str) -> None:
    pairs = zip(readings(folder, "duckdb", "{}"), readings(folder, "spark", spark), strict=True)
    for ours, theirs in pairs:
        assert ours.length, "\n".join(map(str, ours.problems))
        assert theirs.length, "\n".join(map(str, theirs.problems))
        assert list(map(str, theirs.problems)) == list(map(str, ours.problems))
        assert (theirs.inferred, left_out(theirs), theirs.runs) == (ours.inferred, left_out(ours), ours.runs)
        assert _without_times(theirs) == _without_times(ours)
        assert theirs.columns["value"] == pytest.approx(ours.columns["value"], rel=1e-12, abs=0)
        for metric in sorted({*ours.items["metric"]}):
            same = metric != "time"
            expected = items(ours, metric) if same else pytest.approx(_numbers(ours), rel=1e-12, abs=0)
            assert (items(theirs, metric) if same else _numbers(theirs)) == expected


def test_a_table_of_the_catalogue_is_counted_as_its_files_are(folder: Path, spark: str) -> None:
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate().read.parquet(f"{folder}/folders").createOrReplaceTempView("evaluations")
    source = {"table": "evaluations", **_parsed(SOURCES["folders"])}
    settings = {"samples": {"engine": "spark", "connect": json.loads(spark), "sources": [source]}}
    [reading] = read_samples(parse(json.dumps(settings)), folder)
    expected = readings(folder, "duckdb", "{}")[-1]
    assert items(reading, "score") == items(expected, "score")
    assert left_out(reading) == left_out(expected)


def _without_times(reading: Reading) -> list[tuple[Any, ...]]:
    rows = zip(*reading.columns.values(), strict=True)
    names = list(reading.columns)
    return [row for row in rows if row[names.index("metric")] != "time"]


def _numbers(reading: Reading) -> list[float]:
    return [item[2] for item in items(reading, "time")]


def test_the_samples_have_everything_that_can_be_wrong(folder: Path) -> None:
    """Or the comparison would compare nothing."""
    first, *_ = readings(folder, "duckdb", "{}")
    assert {*left_out(first)} == {"missing", "unreadable", "duplicate", "conflict"}
