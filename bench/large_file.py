"""A file of samples that no machine should hold: whether it is read in bounded memory."""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.running import Cost, run

MEGABYTES = 1000
LIMIT = 512 * 1024 * 1024
"""The most bytes of memory, at the peak, that reading it may take; an empty folder takes some 150 MiB."""
_READ = """
import sys
from pathlib import Path
from evalsite.readers.folder import read_folder
(reading, *_), _ = read_folder(Path(sys.argv[1]), [], shown="results")
print(reading.format, len(reading.items["value"]))
"""


def cost(folder: Path, megabytes: int = MEGABYTES) -> Cost:
    """What reading one file of ``megabytes`` takes, in a process of its own.

    The system counts to the peak of a new process what the one that starts it holds: that should be little.
    """
    (folder / "results").mkdir()
    count = write(folder / "results" / "samples_math_2026-01-21T03-44-18.jsonl", megabytes * 10**6)
    found = run([sys.executable, "-c", _READ, "results"], folder, {})
    said = (folder / "log.txt").read_text()
    if said.split() != ["lm-eval-samples", str(count)]:
        raise AssertionError(f"expected {count} items of lm-eval-samples, but it says {said}")
    return found


def write(path: Path, size: int) -> int:
    """Write samples of lm-evaluation-harness, ``size`` bytes or a few more; how many there are."""
    source, count, written = random.Random(1), 0, 0  # noqa: S311 (no secret)
    words = [f"word{number}" for number in range(1000)]
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            written += file.write(json.dumps(_sample(count, source.choices(words, k=400), source.random())) + "\n")
            count += 1
    return count


def _sample(number: int, words: list[str], chance: float) -> dict[str, object]:
    answer = " ".join(words)
    return {
        "doc_id": number,
        "doc": {"question": " ".join(words[:100])},
        "target": "3",
        "resps": [[answer]],
        "filtered_resps": ["3"],
        "filter": "none",
        "metrics": ["exact_match"],
        "exact_match": float(chance < 0.5),
    }


def told(megabytes: int = MEGABYTES) -> Iterator[str]:
    """Measure one file, and say what came out."""
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as folder:
        found = cost(Path(folder), megabytes)
    verdict = "reached" if found.memory <= LIMIT else "NOT REACHED"
    said = f"{found.memory / 2**20:,.0f} MiB at the peak, at most {LIMIT / 2**20:,.0f}: {verdict}"
    yield f"a file of samples of {megabytes:,} MB: {said} ({found.cpu:.1f} s of processors)"
