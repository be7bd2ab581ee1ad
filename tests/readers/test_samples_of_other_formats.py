"""Real files beside the results, and of formats that nobody reads: named for what they are, never taken for results."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evalsite.readers.folder import read_folder
from evalsite.readings import Reading, Reason

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
UNKNOWN = [
    "lighteval",
    "mteb",
    "promptfoo",
    "pytest-benchmark",
    "asv",
    "google-benchmark",
    "dclm-llmfoundry",
]
COMPANIONS = {  # formats without numbers of their own, and the folder that has such files
    "helm-description": "helm",
    "helm-instances": "helm",
    "swe-bench-metadata": "swe-bench",
    "terminal-bench-metadata": "terminal-bench",
}
Samples = Callable[[str], list[Reading]]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_format_that_nobody_reads_is_unknown(samples: Samples, name: str) -> None:
    readings = samples(name)
    assert readings
    for reading in readings:
        assert reading.length == 0, reading.file
        assert [entry.reason for entry in reading.left_out] == [Reason.UNKNOWN_FORMAT], reading.file
        assert "Unknown format" in reading.problems[0].advice
        assert "declare its columns" in reading.problems[0].advice


@pytest.mark.parametrize("name", COMPANIONS)
def test_what_stands_beside_results_is_named_without_a_complaint(samples: Samples, name: str) -> None:
    readings = [reading for reading in samples(COMPANIONS[name]) if reading.format == name]
    assert readings
    for reading in readings:
        assert not reading.problems, reading.file
        assert [entry.reason for entry in reading.left_out] == [Reason.IGNORED], reading.file


def test_tables_by_group_are_read_where_any_model_has_a_number(samples: Samples) -> None:
    tables = {one.file.rpartition("/")[2]: one for one in samples("helm") if one.format == "helm-table"}
    assert {name for name, one in tables.items() if not one.length} == {"core_scenarios_efficiency.json", "groups.json"}
    assert all(one.left_out and not one.problems for one in tables.values())


@pytest.mark.parametrize("name", ["helm", "swe-bench", "terminal-bench"])
def test_in_a_folder_each_run_is_told_by_the_file_beside(name: str) -> None:
    if not (SAMPLES / name).is_dir():
        pytest.skip(f"no sample files of {name} beside the checkout (shared/samples)")
    readings, problems = read_folder(SAMPLES / name, (), shown=name)
    said = [sentence for reading in readings for sentence in reading.inferred]
    assert not problems
    assert not any("not beside the file" in sentence or "no run_metadata.json" in sentence for sentence in said)
    assert not any("folder's name" in sentence for sentence in said)
    assert sum(reading.rows_in for reading in readings) == sum(
        reading.length + sum(entry.count for entry in reading.left_out) for reading in readings
    )
