"""Samples written as files, and counted as evalsite.yml says."""

import json
import os
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

from evalsite.config import parse
from evalsite.readings import Reading
from evalsite.samples import read_samples

Samples = Iterable[Mapping[str, Any]]
Count = Callable[..., Reading]


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[[Samples, str], Path]:
    """``jsonl([{"item": "a", "passed": True}], "samples.jsonl")``: JSON Lines, a sample a line."""

    def write(samples: Samples, name: str = "samples.jsonl") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(sample) + "\n" for sample in samples), encoding="utf-8")
        return file

    return write


@pytest.fixture
def parquet(tmp_path: Path) -> Callable[[str, str], Path]:
    """``parquet("SELECT 'a' AS item, true AS passed", "samples.parquet")``: what a query gives, as Parquet."""

    def write(query: str, name: str = "samples.parquet") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(":memory:") as database:
            database.sql(query).write_parquet(str(file))
        return file

    return write


@pytest.fixture
def count(tmp_path: Path) -> Count:
    """``count("files: samples.jsonl\\n...")``: the reading of the one source that is described so.

    Every sample is behind a number or left out: a law, held to wherever the samples could be read.
    """

    def counted(source: str, *, engine: str = "duckdb", connect: str = "{}") -> Reading:
        entry = textwrap.indent(textwrap.dedent(source).strip(), "      ").replace("      ", "    - ", 1)
        settings = f"samples:\n  engine: {engine}\n  connect: {connect}\n  sources:\n{entry}\n"
        [reading] = read_samples(parse(settings), tmp_path)
        return reading

    return counted


def values(reading: Reading, metric: str = "pass@1") -> dict[str, float]:
    """The value of each model."""
    rows = zip(*(reading.columns[name] for name in ("model", "metric", "value")), strict=True)
    return {model: value for model, name, value in rows if name == metric}


def items(reading: Reading, metric: str = "pass@1") -> list[tuple[Any, ...]]:
    """(model, item, value, samples, status) of each item, in their order."""
    names = ("run", "item", "metric", "value", "samples", "status")
    assert reading.items, "\n".join(map(str, reading.problems))
    rows = zip(*(reading.items[name] for name in names), strict=True)
    return sorted(
        (reading.runs[run].model, item, value, samples, status)
        for run, item, name, value, samples, status in rows
        if name == metric
    )


def left_out(reading: Reading) -> dict[str, int]:
    """How many samples or numbers are left out, by reason."""
    found: dict[str, int] = {}
    for entry in reading.left_out:
        found[entry.reason.value] = found.get(entry.reason.value, 0) + entry.count
    return found


@pytest.fixture(scope="session")
def spark() -> Iterator[str]:
    """What ``connect:`` says of a Spark in this process. Skips, with the reason, where Spark cannot run."""
    if find_spec("pyspark") is None:
        pytest.skip("Spark is not installed: make spark, or pip install 'evalsite[spark]'")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("no Java was found, which Spark needs")
    from pyspark.sql import SparkSession

    settings = {  # for few samples: to compile each query would take longer than to run it
        "spark.master": "local[1]",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.memory": "1g",
    }
    builder = SparkSession.builder.appName("tests").config("spark.ui.enabled", "false")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield json.dumps(settings)
    session.stop()
