"""The door to git: which files of a folder differ from the revision before, and what they held then.

It is asked through its command line, and only for what it knows without a network. Where there is no git, no
repository or no revision before the present one (as in a shallow clone) nothing is known, and nothing fails.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from msgspec import Struct

BEFORE = "HEAD~"
"""The revision before: the first parent of the one that is checked out."""

_PLAIN_FILES = ("100644", "100755")
_SECONDS = 60
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def revision_before(folder: Path) -> str:
    """The id of the revision before in the repository that ``folder`` is in; ``""`` where there is none."""
    said = _git(folder, "rev-parse", "--verify", "--quiet", f"{BEFORE}^{{commit}}")
    return said.decode("ascii").strip() if said else ""


def changed_since(folder: Path, revision: str = BEFORE) -> Mapping[str, str] | None:
    """The files of ``folder`` that ``revision`` had and that are another today, by path: the ids of what they held.

    Paths are below ``folder``, with ``/``. Files that git does not know are not among them; None when it cannot say, or
    there is no such revision.
    """
    said = _git(
        folder,
        *("diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--relative"),
        *("--no-ext-diff", "--no-textconv", "--ignore-submodules", revision, "--", "."),
    )
    return None if said is None else dict(_blobs(said))


def _blobs(raw: bytes) -> Iterator[tuple[str, str]]:
    """``:100644 100644 <before> <now> M`` and a path, each followed by NUL."""
    parts = raw.split(b"\0")
    for about, path in zip(parts[:-1:2], parts[1::2], strict=True):
        mode, _, before, *_ = about.decode("ascii").removeprefix(":").split()
        if mode in _PLAIN_FILES:
            yield os.fsdecode(path), before


@contextmanager
def opened(folder: Path, largest: int) -> Iterator["Store"]:
    """The contents that the repository of ``folder`` holds, each of at most ``largest`` bytes."""
    command = [*_command(folder), "cat-file", "--batch"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as process:
        asked, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        yield Store(asked=asked, answers=answers, largest=largest)


class Store(Struct, frozen=True, kw_only=True):
    """Contents by id, one after the other."""

    asked: IO[bytes]
    answers: IO[bytes]
    largest: int

    def content(self, blob: str) -> bytes | None:
        """What the id stands for; None when it is not there or too large."""
        try:
            self.asked.write(f"{blob}\n".encode("ascii"))
            self.asked.flush()
        except BrokenPipeError:  # it stopped
            return None
        told = self.answers.readline().split()
        if len(told) != 3:
            return None
        size = int(told[2])
        if size > self.largest:
            self._pass_over(size + 1)
            return None
        return self.answers.read(size + 1)[:size]

    def _pass_over(self, size: int) -> None:
        while size > 0:
            size -= len(self.answers.read(min(size, 1 << 20)))


def _git(folder: Path, *words: str) -> bytes | None:
    """What git prints; None when it is not there, fails or takes too long."""
    if not shutil.which("git") or not folder.is_dir():
        return None
    try:
        done = subprocess.run(
            [*_command(folder), *words],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _command(folder: Path) -> Sequence[str]:
    # fsmonitor names a command in a repository's own settings
    return [shutil.which("git") or "git", "-c", "core.fsmonitor=false", "-C", str(folder)]


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}
