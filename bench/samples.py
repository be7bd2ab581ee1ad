"""50 million samples to items: this project's one expression against SQL written by hand for DuckDB.

``python -m bench.samples [--samples 50000000] [--rounds 3]``. Each way runs in a process of its own, so that its
largest memory is its own. A way's seconds go from the first word to DuckDB to the items in memory, without the import
of Ibis, which SQL by hand does not need. DuckDB may use :data:`MEMORY`, and as many threads as there are processors.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.running import run

SAMPLES = 50_000_000
EACH = 100
"""How many samples an item has; there are 1,000 items in a benchmark, and 5 benchmarks."""
MEMORY = "600MB"
MOST_MEMORY = 2**30
MOST_TIME = 1.3

_GENERATED = f"""
    SELECT 'model-' || (i // {5000 * EACH}) AS model, 'benchmark-' || ((i // {1000 * EACH}) % 5) AS benchmark,
        'task/' || ((i // {EACH}) % 1000) AS item, (i % {EACH})::INTEGER AS sample, hash(i) % 10 < 4 AS passed,
        CASE WHEN hash(i + 7) % 100 = 0 THEN 'timeout' ELSE 'ok' END AS status
    FROM range($samples) t(i)
"""  # noqa: S608 (numbers of ours)
_SOUND = "passed IS NOT NULL AND status IN ('ok', 'completed', 'success')"
_FAILED = "status IN ('error', 'crash', 'timeout', 'cancelled')"
_BY_HAND = f"""
    SELECT model, benchmark, item, count(*) AS rows, count(*) FILTER (WHERE {_SOUND} OR {_FAILED}) AS samples,
        count(*) FILTER (WHERE passed AND {_SOUND}) AS points, count(*) FILTER (WHERE {_FAILED}) AS failures
    FROM %s GROUP BY model, benchmark, item
"""  # noqa: S608 (words of ours)
_ONCE = "(SELECT DISTINCT model, benchmark, item, sample, passed, status FROM samples)"
_SETTINGS = """
samples:
  connect: {memory_limit: %s}
  sources:
    - files: samples.parquet
      columns: {model: model, benchmark: benchmark, item: item, passed: passed, status: status%s}
"""


def told(samples: int = SAMPLES, rounds: int = 3) -> Iterator[str]:
    """What each way cost, and whether the answers are the same and the targets reached."""
    with tempfile.TemporaryDirectory(prefix="evalsite-samples-") as folder:
        yield f"\n{samples:,} samples to items ({_generate(Path(folder), samples):,} bytes of Parquet)"
        costs = [{way: _cost(way, Path(folder)) for way in _WAYS} for _ in range(rounds)]
    for way in _WAYS:
        seconds = median(one[way]["seconds"] for one in costs)
        yield (
            f"  {way:32} {seconds:6.2f} s, {median(one[way]['cpu'] for one in costs):6.2f} s of processors,"
            f" {max(one[way]['memory'] for one in costs) / 2**20:5.0f} MiB at most"
        )
    answers = {one[way]["answer"] for one in costs for way in _WAYS}
    yield f"  all ways give {'the same items' if len(answers) == 1 else 'DIFFERENT items'}"
    for ours, hand in _PAIRS:
        wall, cpu = ([one[ours][what] / one[hand][what] for one in costs] for what in ("seconds", "cpu"))
        reached = "reached" if median(wall) <= MOST_TIME else "NOT REACHED"
        each = ", ".join(f"{ratio:.2f}" for ratio in wall)
        yield (
            f"  {ours} / {hand} at most {MOST_TIME}: {median(wall):.2f}, {reached}"
            f" (each round {each}; processors {median(cpu):.2f})"
        )
    price = median(one["ours, each once"]["cpu"] / one["ours"]["cpu"] for one in costs)
    yield f"  to see that no sample stands there twice takes {price:.2f} of the processors' time without"
    most = max(one[way]["memory"] for one in costs for way in ("ours", "ours, each once"))
    yield (
        f"  memory of ours at most {MOST_MEMORY / 2**20:.0f} MiB: {most / 2**20:.0f},"
        f" {'reached' if most <= MOST_MEMORY else 'NOT REACHED'}"
    )


def _generate(folder: Path, samples: int) -> int:
    """Have DuckDB write the samples; how many bytes they are."""
    import duckdb

    file = folder / "samples.parquet"
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as database:
        database.sql(_GENERATED, params={"samples": samples}).write_parquet(str(file))
    return file.stat().st_size


def _cost(way: str, folder: Path) -> dict[str, Any]:
    """What one way took in a process of its own, and a hash of its answer."""
    command = [sys.executable, "-m", "bench.samples", "--way", way]
    cost = run(command, folder, {"PYTHONPATH": str(Path(__file__).resolve().parents[1])})
    said = json.loads((folder / "log.txt").read_text().splitlines()[-1])
    return {"memory": cost.memory, **said}


# The ways


def _ours(sample: str) -> pd.DataFrame:
    from evalsite.config import parse
    from evalsite.samples.columns import samples_of
    from evalsite.samples.counting import count
    from evalsite.samples.engines import connected
    from evalsite.samples.stores import located

    config = parse(_SETTINGS % (MEMORY, sample))
    [source] = config.samples.sources
    with connected(config, Path.cwd()) as engine:
        table = engine.read(engine.connection, located(source, Path.cwd(), config.places, 0))
        return count(samples_of(table, source, config.places, 0), engine).frame


def _by_hand(table: str) -> pd.DataFrame:
    import duckdb

    options: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY, "temp_directory": "by-hand"}
    with duckdb.connect(":memory:", config=options) as database:
        database.execute("CREATE VIEW samples AS FROM 'samples.parquet'")
        answer: pd.DataFrame = database.sql(_BY_HAND % table).to_arrow_table().to_pandas()
        return answer


_WAYS: Mapping[str, Callable[[], pd.DataFrame]] = {
    "by hand": lambda: _by_hand("samples"),
    "ours": lambda: _ours(""),
    "by hand, each once": lambda: _by_hand(_ONCE),
    "ours, each once": lambda: _ours(", sample: sample"),
}
"""By name. *Each once*: a sample that stands there twice would be counted once."""
_PAIRS = (("ours", "by hand"), ("ours, each once", "by hand, each once"))


def _run(way: str) -> None:
    """Print how many seconds a way took, and a hash of its answer, whatever order that came in."""
    import ibis  # noqa: F401 (its time is not counted)

    began, used = time.perf_counter(), time.process_time()
    frame = _WAYS[way]()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    hashes: npt.NDArray[np.uint64] = np.zeros(len(frame), dtype=np.uint64)
    for name in _ANSWER:
        values = frame[name].astype("int64" if name in _ANSWER[3:] else "category")
        these = pd.util.hash_pandas_object(values, index=False).to_numpy(np.uint64)
        hashes = np.asarray(hashes * np.uint64(31) + these, dtype=np.uint64)
    answer = f"{len(frame)} {int(hashes.sum(dtype=np.uint64))}"
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu": cpu, "answer": answer}) + "\n")


_ANSWER = ("model", "benchmark", "item", "samples", "points", "failures")


def main() -> None:
    """Measure all ways, or run one."""
    parser = argparse.ArgumentParser(prog="python -m bench.samples", description="Samples to items.")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="how many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way runs (default: %(default)s)")
    parser.add_argument("--way", choices=[*_WAYS], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        _run(given.way)
        return
    for line in told(given.samples, given.rounds):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
