"""How long it takes under ``mkdocs serve`` until an edit to one result shows."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.sites import ENVIRONMENT

PAGE = "benchmarks/bench-000/"
PATIENCE = 60.0


def seconds_until_new(root: Path, edits: int = 5) -> float:
    """The median over several edits, each to the first value of one file.

    Raises:
        TimeoutError: the page did not come, or did not change.
    """
    port = _free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command, cwd=root, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _until(lambda: "model-0005" in _page(port))
        return median(_edit(root, port, 0.1 + edit / 1000) for edit in range(edits))
    finally:
        server.terminate()
        server.wait()


def _edit(root: Path, port: int, value: float) -> float:
    path = root / "results" / "bench-000.csv"
    new = re.sub(r"(?m)^model-0005,[^,]*", f"model-0005,{value:.4f}", path.read_text(encoding="utf-8"))
    time.sleep(1.0)  # the watcher has settled
    began = time.perf_counter()
    path.write_text(new, encoding="utf-8")
    row = re.compile(rf'id="m-model-0005".{{0,400}}{value:.4f}')
    _until(lambda: row.search(_page(port)) is not None)
    return time.perf_counter() - began


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(f"the preview did not show it within {PATIENCE:.0f} s")
        time.sleep(0.01)


def _page(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{PAGE}", timeout=PATIENCE) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
