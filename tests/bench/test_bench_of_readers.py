"""What the measurements of readers are made on; how long anything takes is no test."""

import json
from pathlib import Path

import pytest

from bench import large_file, reading_speed


@pytest.mark.parametrize("name", reading_speed.FORMATS)
def test_files_are_read_as_their_format_and_hold_their_rows(name: str) -> None:
    ratio = reading_speed.measure(name, files=3)
    assert ratio.size > 3000
    assert ratio.value == ratio.reading / ratio.parsing


def test_a_file_of_another_format_is_no_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_speed, "FORMATS", {"csv": reading_speed.FORMATS["json"]})
    with pytest.raises(AssertionError, match="these are no files of csv"):
        reading_speed.measure("csv", files=3)


def test_the_large_file_has_as_many_samples_as_are_counted(tmp_path: Path) -> None:
    count = large_file.write(tmp_path / "samples.jsonl", 100_000)
    lines = (tmp_path / "samples.jsonl").read_text().splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == list(range(count))
    assert (tmp_path / "samples.jsonl").stat().st_size >= 100_000


def test_what_it_costs_is_that_of_a_process_that_read_it_all(tmp_path: Path) -> None:
    found = large_file.cost(tmp_path, megabytes=1)
    assert found.memory > 10_000_000
