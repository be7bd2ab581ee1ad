"""Readings kept from build to build: used again for the same bytes under the same rule by the same code, else not."""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalsite.readers import cache, registry
from evalsite.readers.base import Document, FileRule
from evalsite.readers.folder import read_folder
from evalsite.readers.packed import PackedError, pack, unpack
from evalsite.readings import Reading

Build = Callable[..., tuple[Reading, ...]]
HOSTILE = ["<script>alert(1)</script>", "\udcff\u202e", 'a"\\\n', "模型"]
TASKS = {
    "HumanEval/0": [{"base_status": "pass", "plus_status": "timeout"}],
    "HumanEval/1": [{"base_status": "pass", "plus_status": "odd"}],
}


class Counting:
    """A reader of any file, which counts how often it is asked, and reads the file beside it."""

    name = "counting"

    def __init__(self) -> None:
        self.read_files: list[str] = []

    def sniff(self, document: Document) -> str | None:  # noqa: ARG002 (the door's shape)
        return "anything"

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        self.read_files.append(document.path)
        beside = document.sibling("about.json")
        cells: dict[str, list[Any]] = {
            "model": [document.text],
            "metric": ["acc"],
            "value": [0.5],
            "benchmark": [str(rule)],
        }
        return Reading(file=document.shown, columns=cells, inferred=(beside.text if beside else "",))


@pytest.fixture
def reader() -> Counting:
    return Counting()


@pytest.fixture
def build(tmp_path: Path, reader: Counting) -> Build:
    (tmp_path / "results").mkdir()

    def read(*rules: FileRule, **changes: Any) -> tuple[Reading, ...]:
        given: dict[str, Any] = {"shown": "results", "readers": [reader], "cache": tmp_path / "cache", **changes}
        reader.read_files.clear()
        return read_folder(tmp_path / "results", rules, **given)[0]

    return read


def told(reading: Reading) -> dict[str, Any]:
    names = ("file", "format", "why", "sha256", "left_out", "problems", "inferred", "runs")
    return {name: getattr(reading, name) for name in names} | {
        name: list(map(repr, cells)) for part in (reading.columns, reading.items) for name, cells in part.items()
    }


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != ".gitignore"]


def test_a_second_build_reads_only_changed_files(tmp_path: Path, build: Build, reader: Counting) -> None:
    for name in ("a", "b"):
        (tmp_path / "results" / name).write_text(name)
    first = build()
    assert reader.read_files == ["a", "b"]
    assert (list(map(told, build())), reader.read_files) == (list(map(told, first)), [])
    (tmp_path / "results" / "a").write_text("c")
    again = build()
    assert reader.read_files == ["a"]
    assert [list(reading.columns["model"]) for reading in again] == [["c"], ["b"]]


def test_size_and_time_say_nothing(tmp_path: Path, build: Build, reader: Counting) -> None:
    file = tmp_path / "results" / "a"
    file.write_text("one")
    build()
    times = file.stat()
    file.write_text("two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert list(build()[0].columns["model"]) == ["two"]
    file.touch()
    build()
    assert reader.read_files == []


def test_what_stands_beside_a_file_counts(tmp_path: Path, build: Build) -> None:
    (tmp_path / "results" / "a").write_text("a")
    assert build()[0].inferred == ("",)
    about = tmp_path / "results" / "about.json"
    for text in ("one", "two"):
        about.write_text(text)
        assert build()[0].inferred == (text,)
    assert build(FileRule(match="about.json", ignore=True))[0].inferred == ("",)
    about.unlink()
    assert build()[0].inferred == ("",)


def test_rules_bounds_names_and_readers_count(tmp_path: Path, build: Build, reader: Counting) -> None:
    (tmp_path / "results" / "a").write_text("a")
    build()
    for rule in (FileRule(match="a", model="m"), FileRule(match="a", scale={"acc": "percent"})):
        assert list(build(rule)[0].columns["benchmark"]) == [str(rule)]
    build()
    assert build(shown="other")[0].file == "other/a"
    build(largest=1000)
    assert reader.read_files == ["a"]
    build(largest=1000)
    assert reader.read_files == []


def test_other_code_reads_again(
    tmp_path: Path, build: Build, reader: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results" / "a").write_text("a")
    build()
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("version = 1")
    cache.code_hash.cache_clear()
    monkeypatch.setattr(cache, "sources", lambda _: [package / "__init__.py"])
    for version in (1, 2):
        (package / "__init__.py").write_text(f"version = {version}")
        cache.code_hash.cache_clear()
        build()
        assert reader.read_files == ["a"]
    cache.code_hash.cache_clear()


def test_the_package_s_own_code_counts() -> None:
    names = {path.name for path in cache.sources("evalsite")}
    assert {"readings.py", "numbers.py", "registry.py"} <= names
    assert cache.sources("no_such_package") == ()


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda _: b"", lambda data: data[:80] + b"9" + data[81:]])
def test_a_damaged_entry_is_as_good_as_none(
    damage: Callable[[bytes], bytes], tmp_path: Path, build: Build, reader: Counting
) -> None:
    (tmp_path / "results" / "a").write_text("a")
    first = build()
    (entry,) = entries(tmp_path / "cache")
    entry.write_bytes(damage(entry.read_bytes()))
    assert (list(map(told, build())), reader.read_files) == (list(map(told, first)), ["a"])
    build()
    assert reader.read_files == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, build: Build, reader: Counting) -> None:
    (tmp_path / "results" / "a").write_text("a")
    (tmp_path / "cache").write_text("a file")
    build()
    build()
    assert reader.read_files == ["a"]
    assert (tmp_path / "cache").read_text() == "a file"


def aged(folder: Path, days: int) -> None:
    then = time.time() - days * 24 * 60 * 60
    for path in folder.iterdir():
        os.utime(path, (then, then))


def test_what_nobody_used_for_two_weeks_goes(tmp_path: Path, build: Build, reader: Counting) -> None:
    folder = tmp_path / "cache"
    for name in ("a", "b"):
        (tmp_path / "results" / name).write_text(name)
    build()
    unfinished = folder / f"{'0' * 64}.123-0123abcd"
    for stranger in (unfinished, folder / "notes.txt"):
        stranger.write_text("")
    (tmp_path / "results" / "b").unlink()
    aged(folder, cache.DAYS_KEPT - 1)
    build()
    assert len(entries(folder)) == 4
    aged(folder, cache.DAYS_KEPT + 1)
    build()
    assert reader.read_files == []
    (kept,) = (path for path in entries(folder) if path.name != "notes.txt")
    assert kept.stat().st_mtime > time.time() - 1000
    assert (folder / ".gitignore").exists()


def test_entries_that_go_while_others_use_them_do_no_harm(tmp_path: Path) -> None:
    """Each of two sites on one folder of readings removes what the other needs, and both say what each says alone."""
    sites = [tmp_path / "one", tmp_path / "other"]
    for site in sites:
        site.mkdir()
        for number in range(20):
            (site / f"t{number}.csv").write_text(f"model,acc\nm{number},0.5\n")

    def read(site: Path, folder: Path | None) -> list[dict[str, Any]]:
        if folder and folder.is_dir():
            with suppress(FileNotFoundError):
                aged(folder, cache.DAYS_KEPT + 1)
        return [told(one) for one in read_folder(site, [], shown=site.name, cache=folder)[0]]

    alone = [read(site, None) for site in sites]
    with ThreadPoolExecutor(4) as builds:
        assert list(builds.map(lambda site: read(site, tmp_path / "cache"), sites * 8)) == alone * 8


def test_entries_are_one_a_file_and_nothing_else(tmp_path: Path, build: Build) -> None:
    for text in ("one", "two", "three"):
        (tmp_path / "results" / "a").write_text(text)
        build()
    assert len(entries(tmp_path / "cache")) == 1


def reading_of(data: Any, path: str) -> Reading:
    return registry.read(Document(path=path, shown=f"results/{path}", data=json.dumps(data).encode()))


def test_what_is_kept_is_what_was_read() -> None:
    """Rows, items, runs, problems, and names of any kind."""
    read = [reading_of({"date": None, "eval": TASKS}, "m_eval_results.json")]
    read += [reading_of([{"model": name, "benchmark": "b", "acc": 0.5, "n": 3}], "t.json") for name in HOSTILE]
    read += [reading_of([{"model": "m", "acc": None, "time": "x"}], "t.json"), reading_of(None, "t.json")]
    for reading in read:
        kept, about = unpack(pack(reading, {"key": "k"}))
        assert (told(kept), about) == (told(reading), {"key": "k"})
    assert isinstance(unpack(pack(read[0], {}))[0].items["value"], np.ndarray)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b"null\n", b'{"columns": {"value": [9, null]}, "items": {}}\n1234']
)
def test_bytes_that_are_no_reading_are_told(data: bytes) -> None:
    with pytest.raises(PackedError):
        unpack(data)


def test_codes_without_words_are_told() -> None:
    head, _, arrays = pack(reading_of({"date": None, "eval": TASKS}, "m_eval_results.json"), {}).partition(b"\n")
    with pytest.raises(PackedError):
        unpack(head + b"\n" + b"\x7f" * len(arrays))


def test_two_builds_at_once_do_no_harm(tmp_path: Path) -> None:
    """Each of four builds, at the same time and on the same folder, says what one alone says."""
    (tmp_path / "results").mkdir()
    for number in range(20):
        (tmp_path / "results" / f"t{number}.csv").write_text(f"model,acc\nm{number},0.5\n")

    def read(folder: Path | None) -> list[dict[str, Any]]:
        return [told(one) for one in read_folder(tmp_path / "results", [], shown="results", cache=folder)[0]]

    alone = read(None)
    with ThreadPoolExecutor(4) as builds:
        assert list(builds.map(read, [tmp_path / "cache"] * 8)) == [alone] * 8
    assert len(entries(tmp_path / "cache")) == 20
    assert read(tmp_path / "cache") == alone
