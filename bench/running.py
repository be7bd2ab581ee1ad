"""One build as a process of its own: how long it took, on the clock and on the processors, and its largest memory."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
_LOOK = 0.1
"""So many seconds lie between two looks at the memory of all processes; a look takes half a millisecond for each."""


class Cost(Struct, frozen=True, kw_only=True):
    """Seconds on the clock, seconds of processors, and bytes at the peak: of all processes together, on Linux."""

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
        with _looking(process.pid) as seen:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BuildFailed(f"{' '.join(command)}: " + (root / "log.txt").read_text(errors="replace")[-2000:])
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=max(usage.ru_maxrss * _UNIT, *seen))


@contextmanager
def _looking(process: int) -> Iterator[list[int]]:
    """The bytes of ``process`` and of all that it began, shared ones once, as seen now and then inside this block.

    A process alone is measured better by what the system says at its end, so that there is nothing to be seen of it.
    """
    seen, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(_LOOK):
            family = list(_family(process))
            if len(family) > 1:
                seen.append(sum(map(_memory, family)))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        done.set()
        looking.join()


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):  # it has ended, or this is no Linux
        for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _memory(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
