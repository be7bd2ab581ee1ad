"""What is read ahead is what would have been read."""

from pathlib import Path

import pytest

from evalsite.readers.base import Document, FileRule
from evalsite.readers.folder import read_ahead, read_folder
from evalsite.readings import Reading

FILES = 10


class Logging:
    """A reader that remembers which files it read."""

    name = "logging"

    def __init__(self) -> None:
        self.files: list[str] = []

    def sniff(self, document: Document) -> str | None:  # noqa: ARG002 (the door's shape)
        return "anything"

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002
        self.files.append(document.path)
        cells = {"model": [document.text], "metric": ["acc"], "value": [0.5], "benchmark": ["b"]}
        return Reading(file=document.shown, columns=cells)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(f"model {number}")
    return folder


def ahead(results: Path, cache: Path) -> list[str]:
    """The files that are read ahead."""
    reader = Logging()
    read_ahead(results, (), shown="results", readers=[reader], cache=cache)
    return reader.files


def after(results: Path, cache: Path | None) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """All readings, and the files that were read for them."""
    reader = Logging()
    found, _ = read_folder(results, (), shown="results", readers=[reader], cache=cache)
    return [(each.file, list(each.columns["model"])) for each in found], reader.files


def test_all_but_the_first_is_read_from_the_end_and_not_again(results: Path, tmp_path: Path) -> None:
    alone, _ = after(results, None)
    assert ahead(results, tmp_path / "cache") == [f"{number}.txt" for number in range(FILES - 1, 0, -1)]
    assert after(results, tmp_path / "cache") == (alone, ["0.txt"])


def test_it_ends_where_another_has_come_to(results: Path, tmp_path: Path) -> None:
    later = [(file, file.read_text()) for file in sorted(results.iterdir())[4:]]
    for file, _ in later:
        file.unlink()
    after(results, tmp_path / "cache")
    for file, text in later:
        file.write_text(text)
    assert ahead(results, tmp_path / "cache") == [f"{number}.txt" for number in range(FILES - 1, 3, -1)]


def test_it_ends_at_once_where_nothing_is_new(results: Path, tmp_path: Path) -> None:
    after(results, tmp_path / "cache")
    assert ahead(results, tmp_path / "cache") == []


def test_what_is_no_data_does_not_end_it(results: Path, tmp_path: Path) -> None:
    (results / "README.md").touch()
    (results / "zz").mkdir()
    (results / "zz" / ".hidden").touch()
    assert len(ahead(results, tmp_path / "cache")) == FILES - 1


def test_where_nothing_can_be_kept_nothing_is_read(results: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(FileExistsError):
        ahead(results, tmp_path / "cache")
    assert len(after(results, tmp_path / "cache")[1]) == FILES
