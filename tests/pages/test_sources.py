"""The law of the ledger: rows in = rows shown + rows left out, file by file, whichever run counts."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.pages.sources import ledger
from evalsite.readers.folder import read_folder
from evalsite.readings import LeftOut, Reading, Reason, RunFacts
from evalsite.results import Results
from evalsite.runs.standing import Policy, Rule

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
RULES: tuple[Rule, ...] = ("latest", "best", "mean", "agree")

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "benchmark": st.sampled_from(["sums", "words"]),
            "model": st.sampled_from(["ant", "Ant"]),
            "run": st.sampled_from(["", "one", "two"]),
            "metric": st.sampled_from(["pass@1", "time"]),
            "value": st.sampled_from([0.0, 0.5, 1.0, math.nan]),
            "stderr": st.sampled_from([0.1, math.nan]),
            "date": st.sampled_from(["", "2024-05-01", "2024-05-02", "soon"]),
        }
    ),
    max_size=8,
)
LEFT_OUT = st.lists(st.tuples(st.sampled_from(Reason), st.integers(1, 5)), max_size=2)
FILES = st.lists(st.tuples(ROWS, LEFT_OUT, st.booleans()), max_size=4)


def reading(file: str, rows: list[Mapping[str, Any]], left_out: list[tuple[Reason, int]], told: bool) -> Reading:
    return Reading(
        file=file,
        columns={name: [row[name] for row in rows] for name in rows[0]} if rows else {},
        left_out=tuple(LeftOut(file=file, reason=reason, count=count) for reason, count in left_out),
        runs={"one": RunFacts(model="ant", native_id="x")} if told else {},
    )


def broken(readings: tuple[Reading, ...], results: Results) -> list[str]:
    """The files that do not add up."""
    lines = ledger(readings, results)
    assert [line.reading.file for line in lines] == sorted(each.file for each in readings)
    return [line.reading.file for line in lines if line.rows_in != line.reading.rows_in]


@given(FILES, st.sampled_from(RULES))
def test_rows_in_are_rows_shown_and_rows_left_out(files: list[tuple[Any, Any, bool]], rule: Rule) -> None:
    readings = tuple(reading(f"{place}.csv", *file) for place, file in enumerate(files))
    results = Results.gather(readings, {"Ant": "ant"}, policy=Policy(rule=rule, metric="pass@1"))
    assert broken(readings, results) == []
    assert not results.frame.duplicated(["benchmark", "model", "metric"]).any()


@given(FILES)
def test_the_order_of_files_changes_nothing(files: list[tuple[Any, Any, bool]]) -> None:
    readings = tuple(reading(f"{place}.csv", *file) for place, file in enumerate(files))
    one, other = Results.gather(readings), Results.gather(readings[::-1])
    assert one.digest() == other.digest()
    assert list(one.runs) == list(other.runs)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")
def test_the_law_holds_for_every_real_file() -> None:
    readings, _ = read_folder(SAMPLES, [], shown="samples")
    assert sum(each.rows_in for each in readings) > 1000
    for rule in ("latest", "mean"):
        assert broken(readings, Results.gather(readings, policy=Policy(rule=rule))) == []
