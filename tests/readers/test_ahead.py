"""What a second process reads ahead is what this one would have read."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evalsite.readers import ahead
from evalsite.readers.ahead import Ahead
from evalsite.readers.base import Document, FileRule
from evalsite.readers.folder import read_folder
from evalsite.results import Reading

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a second process")
FILES = 40


class Slow:
    """A reader that leaves word of who read a file, and fails where ``broken`` says so."""

    name = "slow"

    def __init__(self, log: Path, *, broken: Callable[[str], bool] = lambda _: False) -> None:
        self.log, self.broken = log, broken
        log.mkdir()

    def sniff(self, document: Document) -> str | None:  # noqa: ARG002 (the door's shape)
        return "anything"

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002
        (self.log / f"{document.path}.{os.getpid()}").touch()
        time.sleep(0.002)
        if self.broken(document.path):
            raise RuntimeError(document.path)
        cells = {"model": [document.text], "metric": ["acc"], "value": [0.5], "benchmark": ["b"]}
        return Reading(file=document.shown, columns=cells)

    def readers_of(self, path: str) -> set[int]:
        return {int(found.suffix[1:]) for found in self.log.glob(f"{path}.*")}


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors, whatever this machine has, and files that are worth one each."""
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    monkeypatch.setattr(ahead, "WORTH", 100)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(f"model {number}")
    return folder


def readings(results: Path, reader: Slow, cache: Path | None) -> list[tuple[str, list[str]]]:
    found, _ = read_folder(results, (), shown="results", readers=[reader], cache=cache)
    return [(each.file, list(each.columns["model"])) for each in found]


def test_both_processes_read_and_the_readings_are_the_same(results: Path, tmp_path: Path) -> None:
    alone = readings(results, Slow(tmp_path / "alone"), None)
    reader = Slow(tmp_path / "log")
    assert readings(results, reader, tmp_path / "cache") == alone
    readers = [reader.readers_of(f"{number:02}.txt") for number in range(FILES)]
    assert readers[0] == {os.getpid()}
    assert os.getpid() not in readers[-1]
    assert sum(len(each) > 1 for each in readers) <= 1  # where the two meet


def test_what_was_kept_needs_no_second_process(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = readings(results, Slow(tmp_path / "log"), tmp_path / "cache")
    monkeypatch.setattr(ahead, "double", lambda *_: pytest.fail("a second process began"))
    again = Slow(tmp_path / "again")
    assert readings(results, again, tmp_path / "cache") == first
    assert list(again.log.iterdir()) == []


@pytest.mark.parametrize("change", [{"WORTH": 1_000_000}, {"processors": lambda: 1}], ids=["little", "no room"])
def test_little_to_read_or_no_other_processor_needs_none(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    for name, value in change.items():
        monkeypatch.setattr(ahead, name, value)
    reader = Slow(tmp_path / "log")
    readings(results, reader, tmp_path / "cache")
    assert {pid for number in range(FILES) for pid in reader.readers_of(f"{number:02}.txt")} == {os.getpid()}


def test_what_goes_wrong_there_is_told_here(results: Path, tmp_path: Path) -> None:
    last = f"{FILES - 1:02}.txt"
    reader = Slow(tmp_path / "log", broken=lambda path: path == last)
    with pytest.raises(RuntimeError, match=last):
        readings(results, reader, tmp_path / "cache")
    assert len(reader.readers_of(last)) == 2


def test_an_error_of_its_own_ends_it(results: Path, tmp_path: Path) -> None:
    here, tried = os.getpid(), tmp_path / "tried"

    def read(_: int) -> None:
        assert os.getpid() != here
        tried.touch()
        raise OSError

    with Ahead(sorted(results.iterdir()), read) as second:
        second.begin()
        assert second.process is not None
        second.process.join(10)
        assert second.process.exitcode == 0
    assert tried.exists()


def test_it_ends_with_the_block_and_leaves_nothing_unfinished(results: Path, tmp_path: Path) -> None:
    begun, unfinished = tmp_path / "begun", tmp_path / "unfinished"

    def read(_: int) -> None:
        try:
            unfinished.touch()
            begun.touch()
            time.sleep(60)
        finally:
            unfinished.unlink()

    with Ahead(sorted(results.iterdir()), read) as second:
        second.begin()
        second.begin()
        while not begun.exists():
            time.sleep(0.001)
    assert second.process is not None
    second.process.join(10)
    assert second.process.exitcode == 0
    assert not unfinished.exists()
