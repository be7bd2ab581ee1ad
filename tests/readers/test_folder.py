"""The results folder: everything in it is read or named, and nothing outside it is touched."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evalsite.errors import Problem
from evalsite.readers.base import FileRule
from evalsite.readers.folder import read_folder, shown_path
from evalsite.readings import Reading, Reason

TABLE = "model,acc\na,0.5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_text(TABLE)
    return folder


def read(folder: Path, *rules: FileRule, largest: int = 1000) -> tuple[dict[str, Reading], tuple[Problem, ...]]:
    readings, problems = read_folder(folder, rules, shown="results", largest=largest)
    return {reading.file: reading for reading in readings}, problems


def reason(reading: Reading) -> tuple[Reason, str]:
    (entry,) = reading.left_out
    return entry.reason, entry.detail


def messages(problems: Sequence[Problem]) -> list[str]:
    return [f"{problem.severity}: {problem}" for problem in problems]


def test_every_file_is_read_or_named_in_order(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.json").write_text('[{"model": "b", "acc": 0.25}]')
    (folder / "README.md").write_text("# How these came about")
    (folder / "sub" / "readme").write_text("x")
    (folder / ".gitkeep").touch()
    (folder / ".cache").mkdir()
    (folder / ".cache" / "inside.csv").write_text(TABLE)
    readings, problems = read(folder)
    assert not problems
    assert list(readings) == [
        f"results/{n}" for n in (".cache", ".gitkeep", "README.md", "a.csv", "sub/b.json", "sub/readme")
    ]
    assert reason(readings["results/.cache"]) == (Reason.IGNORED, "hidden")
    assert reason(readings["results/sub/readme"]) == (Reason.IGNORED, "README files are not data")
    assert readings["results/sub/b.json"].columns["model"] == ["b"]
    assert readings["results/sub/b.json"].columns["benchmark"] == ["b"]


def test_the_first_rule_that_fits_speaks_of_a_file(folder: Path) -> None:
    (folder / "log.csv").write_text(TABLE)
    ignore = FileRule(match="log*", ignore=True)
    readings, problems = read(
        folder, ignore, FileRule(match="**", benchmark="mbpp"), FileRule(match="*", benchmark="no")
    )
    assert not problems
    assert reason(readings["results/log.csv"]) == (Reason.IGNORED, "`ignore: true` in evalsite.yml")
    assert readings["results/a.csv"].columns["benchmark"] == ["mbpp"]


def test_a_rule_that_fits_no_file_is_told(folder: Path) -> None:
    _, problems = read(folder, FileRule(match="b.csv"))
    assert messages(problems) == [
        (
            'record: evalsite.yml: found "b.csv"; expected each `match:` under `files:` to fit a file of the results'
            ' folder. Did you mean "a.csv"? Correct or remove it.'
        )
    ]


def test_a_scale_of_no_metric_is_told(folder: Path) -> None:
    _, problems = read(folder, FileRule(match="a.csv", scale={"ac": "percent", "acc": "percent"}))
    assert messages(problems) == [
        (
            'record: evalsite.yml: found "ac"; expected each metric under `scale:` to be one of the files that "a.csv"'
            ' fits. Did you mean "acc"? Correct or remove it.'
        )
    ]


@pytest.mark.parametrize("kind", ["file", "folder", "dangling", "relative"])
def test_a_link_out_of_the_folder_is_an_error_and_is_not_followed(folder: Path, kind: str) -> None:
    outside = folder.parent / "secret"
    if kind == "folder":
        outside.mkdir()
        (outside / "s.csv").write_text(TABLE)
    elif kind != "dangling":
        outside.write_text(TABLE)
    (folder / "link.csv").symlink_to("../secret" if kind == "relative" else outside)
    readings, problems = read(folder)
    assert reason(readings["results/link.csv"])[0] is Reason.UNREADABLE
    assert len(readings) == 2
    (message,) = messages(problems)
    assert message.startswith("error: results/link.csv: found ")
    assert "secret" in message
    assert "expected nothing that leads out of the results folder" in message


def test_links_inside_are_read_once_and_loops_end(folder: Path) -> None:
    (folder / ".store").mkdir()
    (folder / ".store" / "1f").write_text("model,acc\nstored,0.5\n")
    (folder / "again.csv").symlink_to("a.csv")
    (folder / "loop").symlink_to(".")
    (folder / "one.csv").symlink_to(".store/1f")
    (folder / "two.csv").symlink_to(".store/1f")
    readings, problems = read(folder)
    assert not problems
    assert reason(readings["results/again.csv"]) == (Reason.IGNORED, "a link to a.csv, which is read itself")
    assert reason(readings["results/loop"])[0] is Reason.IGNORED
    assert readings["results/one.csv"].columns["model"] == ["stored"]
    assert reason(readings["results/two.csv"]) == (Reason.IGNORED, "a link to .store/1f, which is read itself")


def test_links_that_lead_nowhere_are_named(folder: Path) -> None:
    (folder / "gone.csv").symlink_to("missing.csv")
    (folder / "self.csv").symlink_to("self.csv")
    readings, problems = read(folder)
    assert not problems
    for name in ("gone", "self"):
        (problem,) = readings[f"results/{name}.csv"].problems
        assert problem.severity == "record"
        assert str(problem).startswith(f"results/{name}.csv: expected a file that can be read, but ")


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    readings, _ = read(folder)
    assert "it is a device, a socket or a pipe" in str(readings["results/pipe.csv"].problems[0])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions(folder: Path) -> None:
    (folder / "locked.csv").write_text(TABLE)
    (folder / "locked.csv").chmod(0)
    readings, _ = read(folder)
    assert "permission denied" in str(readings["results/locked.csv"].problems[0])


def test_a_file_that_cannot_be_opened_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.is_relative_to(folder):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)
    readings, problems = read(folder)
    assert messages(readings["results/a.csv"].problems) == [
        (
            "record: results/a.csv: expected a file that can be read, but permission denied."
            " Make it readable for whoever builds the site, or remove it."
        )
    ]
    assert messages(problems)[0].startswith("error: results: expected results, but none of its 1 files gave one.")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"x" * 1001, "", "expected at most 1,000 bytes in a file"),
        (b"model,acc\na\xe9,0.5\n", ":2", 'found "byte 0xe9"; expected text in UTF-8, without NUL characters'),
        (b"\xef\xbb\xbfmodel,acc\na\xe9,0.5\n", ":2", 'found "byte 0xe9"; expected text in UTF-8'),
        (b"model,acc\na,0.5\nb\0,0.5\n", ":3", r'found "\x00"; expected text in UTF-8, without NUL characters'),
        ("model,acc\na,1".encode("utf-16"), ":1", "expected text in UTF-8, but this is UTF-16"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
            ":1",
            (
                'found "version https://git-lfs.github.com/spec/v1"; expected results, but this only points to a file'
                " that Git LFS keeps. Run `git lfs pull`."
            ),
        ),
        (b'model,acc\n"a,0.5\n', ":2", 'found ""a,0.5"; expected each cell that begins with a quote to end with one'),
        (b"[" * 1000, "", "expected JSON that is nested at most 200 deep"),
        (b"a: &x {acc: 1}\nb: *x\n", ":2", 'found "*x"; expected values written out, no aliases'),
    ],
)
def test_what_cannot_be_read_is_a_record_and_the_rest_is_read(
    folder: Path, data: bytes, line: str, message: str
) -> None:
    (folder / "b.csv").write_bytes(data)
    readings, problems = read(folder)
    assert not problems
    assert readings["results/a.csv"].length == 1
    bad = readings["results/b.csv"]
    assert bad.left_out[0].reason is Reason.UNREADABLE
    assert messages(bad.problems)[0].startswith(f"record: results/b.csv{line}: {message}")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", 'found "�PNG"; '),
        (b"Some words on the runs.\n", 'found "Some words on the runs."; '),
        (b"", ""),
    ],
)
def test_an_unknown_format_is_named_with_what_to_declare(folder: Path, data: bytes, found: str) -> None:
    (folder / "b.bin").write_bytes(data)
    readings, problems = read(folder)
    assert not problems
    assert readings["results/b.bin"].format == ""
    assert readings["results/b.bin"].left_out[0].reason is Reason.UNKNOWN_FORMAT
    (message,) = messages(readings["results/b.bin"].problems)
    assert message.startswith(f"record: results/b.bin:1: {found}expected CSV, TSV, JSON, JSON Lines or YAML")
    assert (
        'declare its columns under `files:` in evalsite.yml, or write `files: [{match: "b.bin", ignore: true}]`'
        in message
    )


def test_no_folder_and_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "README.md").touch()
    for name, expected in [
        ("none", "expected the folder of the results, but there is none"),
        ("file", "expected the folder of the results, but this is a file"),
        ("empty", "expected results, but there is no result file in it"),
    ]:
        _, problems = read(tmp_path / name)
        assert [(problem.severity, problem.file) for problem in problems] == [("error", "results")]
        assert str(problems[0]).startswith(f"results: {expected}.")


def test_hostile_file_names(tmp_path: Path) -> None:
    names = ["a\nb.csv", "a\\nb.csv", "\u202egpt.csv", "<script>.csv", "{{ 7*7 }}.csv"]
    for name in names:
        (tmp_path / name).write_text(TABLE)
    (tmp_path / os.fsdecode(b"bad\xff.csv")).write_text(TABLE)
    readings, problems = read(tmp_path)
    assert not problems
    assert len(readings) == 6
    assert all(file.isprintable() for file in readings)
    assert {"results/a\\nb.csv", "results/a\\\\nb.csv", "results/bad\\udcff.csv"} <= set(readings)
    assert readings["results/a\\nb.csv"].columns["benchmark"] == ["a\nb"]


def test_shown_paths_are_one_line_and_never_alike() -> None:
    assert shown_path("runs/模型 1.csv") == "runs/模型 1.csv"
    assert shown_path("a\nb") == r"a\nb"
    assert shown_path(r"a\nb") == r"a\\nb"
