"""The ids of runs: of a native id, else of a declared run, else of model, benchmark and settings."""

import re

from evalsite.readings import Reading, RunFacts
from evalsite.results import Results
from evalsite.runs.identity import untold_id


def reading(file: str = "a.json", *, run: str = "one", value: float = 0.5, **facts: object) -> Reading:
    columns = {"run": [run], "model": ["ant"], "benchmark": ["sums"], "metric": ["pass@1"], "value": [value]}
    told = {"model": "ant", "tool": "counter", **facts}
    return Reading(file=file, format="counter", columns=columns, runs={run: RunFacts(**told)})  # type: ignore[arg-type]


def run_id(*readings: Reading) -> str:
    (found,) = Results.gather(readings).runs
    return found


def test_an_id_has_twelve_hex_digits_that_never_change() -> None:
    assert re.fullmatch("[0-9a-f]{12}", run_id(reading(native_id="eval-1")))
    assert run_id(reading(native_id="eval-1")) == "3721ab50d9e8"


def test_file_value_time_and_the_text_in_the_file_do_not_matter() -> None:
    one = reading("a/b.json", run="x", value=0.5, date="2024-01-01", settings={"out_path": "/a", "t": "0"})
    other = reading("c.json", run="y", value=0.7, date="2025-01-01", settings={"out_path": "/b", "t": "0"})
    assert run_id(one) == run_id(other)


def test_settings_native_ids_and_declared_runs_do() -> None:
    plain = reading()
    hot, native = reading(settings={"temperature": "1"}), reading(native_id="x")
    declared = Results.gather([plain], declared={"a.json": "nightly"}).runs
    assert len({run_id(plain), run_id(hot), run_id(native), *declared}) == 4


def test_paths_within_settings_do_not_matter() -> None:
    one = reading(settings={"args": "weights=/home/ann/w,type=bf16"})
    other = reading(settings={"args": "weights=/data/w,type=bf16"})
    assert run_id(one) == run_id(other) != run_id(reading(settings={"args": "weights=/data/w,type=f16"}))


def test_a_native_id_of_several_models_stands_for_a_run_each() -> None:
    bee = reading("b.json", native_id="x", model="bee")
    bee = Reading(file="b.json", format="counter", columns={**bee.columns, "model": ["bee"]}, runs=bee.runs)
    assert len(Results.gather([reading(native_id="x"), bee]).runs) == 2


def test_a_row_of_which_nothing_is_told_has_no_run() -> None:
    silent = Reading(file="a.csv", columns={name: cells for name, cells in reading().columns.items() if name != "run"})
    found = Results.gather([silent])
    assert (list(found.runs), list(found.frame["run"])) == ([], [""])


def test_a_row_of_which_nothing_is_told_has_an_id_nevertheless() -> None:
    assert untold_id("ant", "sums") == "7815f4dcec2f"
    assert len({untold_id("ant", "sums"), untold_id("ant", "words"), untold_id("bee", "sums")}) == 3


def test_a_run_knows_its_benchmarks_its_date_and_its_place() -> None:
    (run,) = Results.gather([reading(date="2024-05-01", tool_version="2", settings={"t": "0"})]).runs.values()
    assert (run.model, run.benchmarks, run.tool, run.tool_version) == ("ant", ("sums",), "counter", "2")
    assert (run.date, run.settings, [source.place for source in run.sources]) == ("2024-05-01", {"t": "0"}, ["a.json"])
