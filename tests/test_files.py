"""Another process that reads what this one will ask for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalsite import files
from evalsite.config import Config
from evalsite.files import READINGS, begin_reading, read_files
from evalsite.readers import registry
from evalsite.readers.base import Document, FileRule
from evalsite.readings import Reading

CSV = "model,pass@1\nant,0.5\nbee,0.25\n"
FILES = 5

linux = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there another process")


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two processors, whatever this machine has, and nothing begun."""
    monkeypatch.setattr(files, "processors", lambda: 2)
    begin_reading.cache_clear()
    yield
    begin_reading.cache_clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    for number in range(FILES):
        (tmp_path / "results" / f"bench-{number}.csv").write_text(CSV)
    return tmp_path


class Told:
    """A reader that leaves word of who reads, and may take its time, or fail."""

    name = "told"

    def __init__(self, folder: Path, *, seconds: float = 0, error: Exception | None = None) -> None:
        self.folder, self.seconds, self.error = folder, seconds, error

    def sniff(self, document: Document) -> str | None:  # noqa: ARG002 (the door's shape)
        return "anything"

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002
        (self.folder / f"{document.path}.{os.getpid()}").touch()
        time.sleep(self.seconds)
        if self.error:
            raise self.error
        return Reading(file=document.shown)

    def files_of(self, pid: int | None) -> list[str]:
        return sorted(word.stem for word in self.folder.glob(f"*.{pid}"))


@pytest.fixture
def told(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Told:
    reader = Told(tmp_path_factory.mktemp("told"))
    monkeypatch.setattr(registry, "READERS", (reader,))
    return reader


@linux
def test_another_process_reads_and_this_one_finds_it(root: Path, told: Told) -> None:
    process = begin_reading(root)
    assert process is not None
    process.join(20)
    assert process.exitcode == 0
    readings, _ = read_files(Config(), root, cache=root / READINGS)
    assert len(readings) == FILES
    assert told.files_of(process.pid) == [f"bench-{number}.csv" for number in range(1, FILES)]
    assert told.files_of(os.getpid()) == ["bench-0.csv"]


@linux
def test_it_reads_what_the_settings_say(root: Path, told: Told) -> None:
    (root / "results").rename(root / "numbers")
    (root / "evalsite.yml").write_text("results: numbers\nfiles:\n  - {match: bench-4.csv, ignore: true}\n")
    process = begin_reading(root)
    assert process is not None
    process.join(20)
    assert told.files_of(process.pid) == [f"bench-{number}.csv" for number in range(1, FILES - 1)]


def test_it_can_begin_before_pandas_is_loaded() -> None:
    """Other libraries may take their time, too, but this one takes longest."""
    code = "import sys, evalsite.files; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@linux
def test_the_first_call_counts(root: Path) -> None:
    assert begin_reading(root) is begin_reading(root)


def test_without_another_processor_there_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "processors", lambda: 1)
    assert begin_reading(root) is None
    assert not (root / READINGS).exists()


@linux
@pytest.mark.parametrize("settings", ["results: [", "nonsense: 1", "results: nowhere"])
def test_what_is_wrong_with_settings_is_not_told_there(
    root: Path, settings: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / "evalsite.yml").write_text(settings)
    process = begin_reading(root)
    assert process is not None
    process.join(20)
    assert process.exitcode == 0
    assert capfd.readouterr() == ("", "")


@linux
def test_an_error_of_a_reader_ends_it_quietly(root: Path, told: Told, capfd: pytest.CaptureFixture[str]) -> None:
    told.error = RuntimeError("broken")
    process = begin_reading(root)
    assert process is not None
    process.join(20)
    assert process.exitcode == 0
    assert told.files_of(process.pid) == [f"bench-{FILES - 1}.csv"]
    assert capfd.readouterr() == ("", "")


@linux
def test_it_can_be_ended_at_any_time(root: Path, told: Told) -> None:
    told.seconds = 60
    process = begin_reading(root)
    assert process is not None
    assert process.pid is not None
    while not told.files_of(process.pid):
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGTERM)
    process.join(20)
    assert process.exitcode == 0
    assert [path.name for path in (root / READINGS).iterdir()] == [".gitignore"]
