"""Where samples are: files, folders whose names are columns, tables; and what is said where they are not."""

import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evalsite.config import parse
from evalsite.readings import Reading
from evalsite.samples import read_samples
from tests.samples.conftest import Count, items, left_out, values

REST = "columns: {item: task, passed: ok}\nmodel: m\nbenchmark: b"
OK = "SELECT 1 AS task, true AS ok"
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "hostile-names.json"


def said(reading: Reading) -> list[str]:
    assert not reading.columns
    assert left_out(reading) == {"unreadable": 1}
    return [str(problem) for problem in reading.problems]


def test_folders_name_columns_whose_text_stays_as_it_is(parquet: Any, jsonl: Any, count: Count) -> None:
    """``007`` is no number, and ``a%2Fb`` is how a folder says ``a/b``."""
    columns = "columns: {model: model, benchmark: bench, item: task, passed: ok}"
    for name in ("007", "a%2Fb"):
        parquet(OK, f"runs/model={name}/bench=2024-01-01/part-0.parquet")
        jsonl([{"task": 1, "ok": True}], f"lines/model={name}/bench=2024-01-01/part-0.jsonl")
    for files in ("runs", "runs/**/*.parquet", "lines", "lines/model=*/*/*.jsonl"):
        reading = count(f"files: '{files}'\n{columns}")
        assert values(reading) == {"007": 1.0, "a/b": 1.0}, reading.problems
        assert reading.columns["benchmark"] == ["2024-01-01"] * 2


def test_of_a_folder_what_engines_write_beside_the_samples_is_passed_over(
    parquet: Any, tmp_path: Path, count: Count
) -> None:
    parquet(OK, "out/part-0.snappy.parquet")
    for name in ("_SUCCESS", ".part-0.snappy.parquet.crc", "_temporary/0/part-1.parquet"):
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text("no samples")
    assert items(count(f"files: out\n{REST}")) == [("m", "1", 1.0, 1, "")]


def test_a_file_is_taken_by_its_name_even_if_the_name_looks_like_a_pattern(parquet: Any, count: Count) -> None:
    parquet(OK, "odd/a[1].parquet")
    parquet("SELECT 2 AS task, true AS ok", "odd/a1.parquet")
    assert [item[1] for item in items(count(f"files: odd\n{REST}"))] == ["1", "2"]


def test_compressed_lines_are_read(tmp_path: Path, count: Count) -> None:
    with duckdb.connect(":memory:") as database:
        database.sql(f"COPY ({OK}) TO '{tmp_path}/samples.jsonl.gz' (FORMAT json, COMPRESSION gzip)")
    assert values(count(f"files: '*.gz'\n{REST}")) == {"m": 1.0}


def test_a_table_of_a_database_that_stands_beside_the_settings(tmp_path: Path, count: Count) -> None:
    with duckdb.connect(str(tmp_path / "samples.duckdb")) as database:
        database.execute(f"CREATE SCHEMA store; CREATE TABLE store.samples AS {OK}")
    reading = count(f"table: store.samples\n{REST}", connect="{database: samples.duckdb, read_only: true}")
    assert values(reading) == {"m": 1.0}
    assert reading.file == "store.samples"


@pytest.mark.filterwarnings("ignore:The 'future.infer_string' option")  # Ibis 12 sets it for pandas 2
def test_any_backend_of_ibis_counts_the_same(tmp_path: Path, count: Count) -> None:
    """SQLite, which is nobody's idea of a cluster, but another engine; two rows of one sample, one of none."""
    rows = [
        ("a", "1", 0, 1, "ok"),
        ("a", "1", 1, 0, "ok"),
        ("a", "1", 1, 0, "ok"),
        ("a", "2", 0, 1, "timeout"),
        ("b", "1", 0, None, "ok"),
    ]
    database = sqlite3.connect(tmp_path / "samples.db")
    database.execute("CREATE TABLE samples (model TEXT, task TEXT, n INTEGER, ok INTEGER, status TEXT)")
    database.executemany("INSERT INTO samples VALUES (?, ?, ?, ?, ?)", rows)
    database.commit()
    database.close()
    source = "table: samples\ncolumns: {model: model, item: task, sample: n, passed: ok, status: status}\nbenchmark: b"
    reading = count(source, engine="sqlite", connect="{database: samples.db}")
    assert items(reading) == [("a", "1", 0.5, 2, ""), ("a", "2", 0.0, 1, "failed")]
    assert left_out(reading) == {"missing": 1, "duplicate": 1}
    assert reading.why == "counted by sqlite"


def test_without_sources_no_engine_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert read_samples(parse("title: A site"), tmp_path) == ()


# What is wrong


def test_columns_that_are_not_there_or_hold_something_else_are_told_together(parquet: Any, count: Count) -> None:
    parquet("SELECT {'a': 1} AS task, true AS passed, 1.5 AS attempt, [1] AS seconds")
    columns = "{item: task, passed: pased, sample: attempt, time: seconds}"
    assert said(count(f"files: '*.parquet'\ncolumns: {columns}\nmodel: m\nbenchmark: b")) == [
        (
            'evalsite.yml:6: found "task: struct<a: int32>"; expected a column of text or whole numbers.'
            " Name another column, or write the samples with this one as such."
        ),
        (
            'evalsite.yml:6: found "attempt: decimal(2, 1)"; expected a column of text or whole numbers.'
            " Name another column, or write the samples with this one as such."
        ),
        'evalsite.yml:6: found "pased"; expected a column of the samples. Did you mean "passed"?',
        (
            'evalsite.yml:6: found "seconds: array<int32>"; expected a column of numbers.'
            " Name another column, or write the samples with this one as such."
        ),
    ]


def test_no_file_that_fits_is_an_error_of_the_settings(count: Count) -> None:
    reading = count(f"files: 'smaples/*.parquet'\n{REST}")
    assert said(reading) == [
        (
            'evalsite.yml:5: found "smaples/*.parquet"; expected files of samples, but none fits.'
            " Correct the pattern; it starts from the folder of evalsite.yml."
        )
    ]
    assert reading.problems[0].severity == "error"


def test_files_of_two_formats_are_two_sources(parquet: Any, jsonl: Any, count: Count) -> None:
    parquet(OK)
    jsonl([{"task": 1, "ok": True}])
    assert (
        "expected files that are all Parquet or all JSON Lines, by their names" in said(count(f"files: '*'\n{REST}"))[0]
    )


def test_a_file_that_is_broken_is_told_without_the_folder_it_is_in(tmp_path: Path, count: Count) -> None:
    (tmp_path / "samples.parquet").write_bytes(b"PAR1 and no more")
    [problem] = said(count(f"files: samples.parquet\n{REST}"))
    assert "expected samples that can be counted, but the engine says" in problem
    assert str(tmp_path) not in problem


def test_a_source_without_samples_is_told(parquet: Any, count: Count) -> None:
    parquet(f"{OK} WHERE false")
    assert said(count(f"files: '*.parquet'\n{REST}")) == [
        "*.parquet: expected samples, but there are none. Write them, or remove the source from evalsite.yml."
    ]


def test_an_engine_that_there_is_not(count: Count) -> None:
    [problem] = said(count(f"files: a.parquet\n{REST}", engine="ducdb"))
    assert problem.startswith('evalsite.yml:2: found "ducdb"; expected an engine that there is: athena, ')
    assert problem.endswith('Did you mean "duckdb"?')


@pytest.mark.parametrize(
    ("engine", "module", "package"),
    [("spark", "pyspark", "evalsite[spark]"), ("polars", "ibis.backends.polars", "ibis-framework[polars]")],
)
def test_an_engine_that_is_not_installed(
    count: Count, monkeypatch: pytest.MonkeyPatch, engine: str, module: str, package: str
) -> None:
    for name in (module, f"{module}.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    assert said(count(f"files: a.parquet\n{REST}", engine=engine)) == [
        (
            f'evalsite.yml:2: found "{engine}"; expected an engine that is installed, but this one is not.'
            f" Run: pip install '{package}'"
        )
    ]


def test_an_engine_that_cannot_be_reached_is_told_without_its_secrets(
    count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLES_DATABASE", "/nowhere/hunter2.duckdb")
    [problem] = said(count(f"table: t\n{REST}", connect="{database: $SAMPLES_DATABASE, read_only: true}"))
    assert "expected an engine that can be reached, but it says" in problem
    assert "hunter2" not in problem


def test_a_variable_of_the_environment_that_is_not_set(count: Count) -> None:
    [problem] = said(count(f"table: t\n{REST}", connect="{password: $NO_SUCH_VARIABLE}"))
    assert problem == (
        'evalsite.yml:3: found "$NO_SUCH_VARIABLE"; expected a variable of the environment, but it is not set.'
        " Set it where the site is built, or write the value here."
    )


def test_a_place_that_looks_private_is_named_by_its_last_part(count: Count) -> None:
    one, other = (count(f"files: /home/{name}/secret/samples-*.parquet\n{REST}").file for name in ("a", "b"))
    assert re.fullmatch(r"…/samples-\*\.parquet \([0-9a-f]{6}\)", one)
    assert one != other
    assert count(f"name: nightly\nfiles: /home/somebody/secret/a.parquet\n{REST}").file == "nightly"


NAMES = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "a|b|c",
    "line1\nline2",
    "gpt-\u202etxt.exe\u202c",
    "'; DROP TABLE samples; --",
    'a"b\\c',
    "A" * 5000,
    "🥇 模型 ✓",
    "007",
    "=1+1",
]


def test_hostile_names_are_names(jsonl: Any, count: Count) -> None:
    """Of models and items exactly as they are, through both ways of counting; where one is told, on one line."""
    names = [*NAMES, *(json.loads(HOSTILE.read_text()).values() if HOSTILE.exists() else ())]
    names = sorted(
        {name for name in names if isinstance(name, str) and name.strip() and "\0" not in name and _is_text(name)}
    )
    jsonl([{"model": name, "task": name, "ok": True, "status": name} for name in names])
    source = "files: samples.jsonl\ncolumns: {model: model, item: task, passed: ok}\nbenchmark: b\nk: [1, 2]"
    reading = count(source)
    assert values(reading) == dict.fromkeys(names, 1.0)
    assert [item[1] for item in items(reading)] == names
    odd = count(source.replace("ok}", "ok, status: status}"))
    assert left_out(odd) == {"unreadable": len(names)}
    assert all(str(problem).isprintable() for problem in (*reading.problems, *odd.problems))


def test_hostile_names_of_models_that_are_looked_at_again(tmp_path: Path, jsonl: Any, count: Count) -> None:
    lines = jsonl([{"model": name, "task": "1", "n": 0, "ok": True} for name in NAMES] * 2)
    with duckdb.connect(":memory:") as database:
        types = {"model": "VARCHAR", "task": "VARCHAR", "n": "INTEGER", "ok": "BOOLEAN"}
        database.read_json(str(lines), columns=types).write_parquet(str(tmp_path / "samples.parquet"))
    reading = count("files: '*.parquet'\ncolumns: {model: model, item: task, sample: n, passed: ok}\nbenchmark: b")
    assert values(reading) == dict.fromkeys(NAMES, 1.0)
    assert left_out(reading) == {"duplicate": len(NAMES)}


def _is_text(name: str) -> bool:
    """Whether a file can hold the name: half a character is none."""
    return name.encode("utf-8", "ignore").decode() == name


def test_a_column_of_a_hostile_name(tmp_path: Path, count: Count) -> None:
    name = "ok\" AS x, 'a'; DROP TABLE samples; --"
    (tmp_path / "samples.jsonl").write_text(json.dumps({"task": "1", name: True}) + "\n")
    columns = json.dumps({"item": "task", "passed": name})
    assert values(count(f"files: samples.jsonl\ncolumns: {columns}\nmodel: m\nbenchmark: b")) == {"m": 1.0}
