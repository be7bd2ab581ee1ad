"""The same inputs give the same bytes: on another day, in another zone, locale and folder, and as another process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# Python runs a sitecustomize.py that it finds before anything else: here it moves the clock.
ANOTHER_DAY = """
import datetime, os, time

import pandas  # binds the real types in C, before they are replaced for everybody else

AHEAD = float(os.environ["SECONDS_AHEAD"])
now, gmtime, localtime, strftime = time.time, time.gmtime, time.localtime, time.strftime
time.time = lambda: now() + AHEAD
time.time_ns = lambda: int(time.time() * 1e9)
time.gmtime = lambda seconds=None: gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: localtime(time.time() if seconds is None else seconds)
time.strftime = lambda form, moment=None: strftime(form, moment or time.localtime())


class Datetime(datetime.datetime):
    __slots__ = ()

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    today = now

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


class Date(datetime.date):
    __slots__ = ()

    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


datetime.datetime, datetime.date = Datetime, Date
"""
HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "SECONDS_AHEAD": "0"}
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "zh_CN.UTF-8",
    "LANG": "zh_CN.UTF-8",
    "LANGUAGE": "zh",
    "PYTHONHASHSEED": "2",
    "SECONDS_AHEAD": str(400 * 24 * 3600),
}

Evalsite = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def clock(tmp_path: Path) -> str:
    """The folder that holds the clock to be moved by SECONDS_AHEAD."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    return str(tmp_path / "clock")


def copied(project: Path, folder: Path, *, backwards: bool, seconds_ahead: float) -> Path:
    """A copy of the project whose files were made in another order, and last changed at another time."""
    paths = sorted(path.relative_to(project) for path in project.rglob("*") if path.is_file())
    inputs = [path for path in paths if path.parts[0] != "site"]
    for path in reversed(inputs) if backwards else inputs:
        source, target = project / path, folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        os.utime(target, (1_700_000_000 + seconds_ahead, 1_700_000_000 + seconds_ahead))
    (folder / "evalsite").mkdir()  # mkdocs.yml watches it
    return folder


def files(site: Path) -> dict[str, bytes]:
    """Each file of a site, by its path."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "clock_read",
    ["time.time()", "time.strftime('%F')", "datetime.date.today()", "datetime.datetime.now().date()"],
)
def test_clock_moves(clock: str, clock_read: str) -> None:
    shown = set()
    for seconds in (0, 400 * 24 * 3600):
        environment = {**os.environ, "PYTHONPATH": clock, "SECONDS_AHEAD": str(seconds)}
        command = [sys.executable, "-c", f"import datetime, time; print({clock_read})"]
        shown.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(shown) == 2


@pytest.mark.slow
def test_same_inputs_give_the_same_bytes(project: Path, evalsite: Evalsite, clock: str, tmp_path: Path) -> None:
    sites = []
    for name, environment in (("here", HERE), ("another folder/elsewhere", ELSEWHERE)):
        ahead = float(environment["SECONDS_AHEAD"])
        folder = copied(project, tmp_path / name, backwards=ahead > 0, seconds_ahead=ahead)
        built = evalsite("build", cwd=folder, PYTHONPATH=clock, **environment)
        assert built.returncode == 0, built.stderr
        sites.append(files(folder / "site"))
    here, elsewhere = sites
    assert list(here) == list(elsewhere)
    assert [path for path in here if here[path] != elsewhere[path]] == []
    assert "index.html" in here
    assert "zh/index.html" in here
