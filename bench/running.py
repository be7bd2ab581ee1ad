"""One build as a process of its own: how long it took, on the clock and on the processors, and its largest memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds on the clock, seconds of processors, and bytes at the peak."""

    wall: float
    cpu: float
    memory: float


class BuildFailed(Exception):  # noqa: N818
    """A build ended with another code than 0; its last words."""


def _ours() -> dict[str, str]:
    """The environment, in which compiled modules are kept.

    Otherwise this package, which is not installed, would be compiled at each start, and what it is compared with not.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: list[str], root: Path, environment: dict[str, str]) -> Cost:
    """Run ``command`` in ``root``.

    Raises:
        BuildFailed: it did not succeed.
    """
    with (root / "log.txt").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=root, env={**_ours(), **environment}, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BuildFailed(f"{' '.join(command)}: " + (root / "log.txt").read_text(errors="replace")[-2000:])
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss * _UNIT)
