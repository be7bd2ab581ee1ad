"""Whole builds, checks and previews take the readings of unchanged files from the build before, and show the same."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evalsite import files
from evalsite.adapters.build import build_all
from evalsite.adapters.check import check
from evalsite.errors import EvalsiteError
from evalsite.files import READINGS
from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

Source = Callable[..., Path]
Digest = Callable[[Path], str]
SUMS = "results/sums.csv"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed, one after the other, all of them by this process."""
    monkeypatch.setattr(files, "processors", lambda: 1)
    found: list[str] = []
    read = registry.read

    def counting(document: Document, *others: object) -> Reading:
        found.append(document.shown)
        return read(document, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(registry, "read", counting)
    return found


def rebuilt(root: Path, digest: Digest) -> str:
    """A hash of the site, built though one of the same inputs may stand there."""
    shutil.rmtree(root / "site", ignore_errors=True)
    return digest(build_all(root))


def test_a_second_build_parses_only_the_changed_file(source: Source, parsed: list[str]) -> None:
    root = source()
    build_all(root)
    assert parsed == [SUMS, "results/words.csv"]
    parsed.clear()
    (root / SUMS).write_text("model,pass@1,avg_time\nant,0.25,10\nbee,0.75,8\n", encoding="utf-8")
    page = build_all(root) / "benchmarks" / "sums" / "index.html"
    assert parsed == [SUMS]
    assert "0.75" in page.read_text(encoding="utf-8")


def test_the_site_is_the_same_with_and_without(source: Source, digest: Digest, parsed: list[str]) -> None:
    root = source({"results/odd.csv": "model,pass@1\nant,never\nbee,0.5\n", "results/log.txt": "nothing\n"})
    without = rebuilt(root, digest)
    parsed.clear()
    assert (rebuilt(root, digest), parsed) == (without, [])
    shutil.rmtree(root / READINGS)
    assert rebuilt(root, digest) == without
    assert len(parsed) == 4


def test_a_damaged_entry_changes_nothing(source: Source, digest: Digest, parsed: list[str]) -> None:
    root = source({"results/more.csv": "model,pass@1,avg_time\nant,0.25,10\nbee,0.5,8\n"})
    sound = rebuilt(root, digest)
    files = list(parsed)
    parsed.clear()
    empty, short, other = (path for path in (root / READINGS).iterdir() if path.name != ".gitignore")
    empty.write_bytes(b"")
    short.write_bytes(short.read_bytes()[:-1])
    other.write_bytes(other.read_bytes().replace(b"bee", b"cow"))
    assert rebuilt(root, digest) == sound
    assert parsed == files


def test_a_file_that_stops_a_build_is_told_again(source: Source) -> None:
    root = source({SUMS: "model,pass@1\nant,0.5\nant,0.6\n"})
    said = []
    for _ in range(2):
        with pytest.raises(EvalsiteError) as caught:
            build_all(root, strict=True)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert SUMS in said[0]


def test_a_check_takes_what_a_build_kept_and_the_other_way_round(source: Source, parsed: list[str]) -> None:
    root = source()
    first = check(root)
    build_all(root)
    assert check(root) == first
    assert parsed == [SUMS, "results/words.csv"]


def test_a_check_needs_no_place_to_write(source: Source) -> None:
    root = source()
    expected = check(root)
    shutil.rmtree(root / ".cache")
    (root / ".cache").write_text("no folder", encoding="utf-8")  # whoever runs the tests may write everywhere
    assert check(root) == expected


def test_a_check_of_a_folder_from_elsewhere_leaves_nothing_behind(source: Source, tmp_path: Path) -> None:
    root = source()
    here = tmp_path / "elsewhere"
    here.mkdir()
    assert [file.rows for file in check(here, results=root / "results").files] == [4, 4]
    assert list(here.iterdir()) == []


def test_git_passes_over_what_is_kept(source: Source) -> None:
    root = source()
    build_all(root)
    assert {path.read_text() for path in (root / ".cache").rglob(".gitignore")} == {"*\n"}
    assert (root / READINGS / ".gitignore").is_file()
