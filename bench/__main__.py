"""``python -m bench [--quick] [--sites --sizes 30x4,300x50 --rounds 3]``: what each way costs, and what is reached.

``--sites``, ``--readers``, ``--samples`` and ``--statistics`` name the parts that are measured; all without any. Each
is imported when it is its turn: a build's peak memory counts from what this process has when it starts the build.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path
from statistics import median

from bench import same
from bench.inputs import Size
from bench.preview import seconds_until_new
from bench.running import Cost, run
from bench.sites import ENVIRONMENT, Way, ways
from bench.targets import LARGEST_INDEX, LARGEST_PAGE, SOONEST, TARGETS, Rounds

SIZES = "30x4,300x50,1000x200"
HEAVY = 100_000
"""From this many results on, ``--quick`` leaves the naive hook out: it takes minutes."""
SHOWN = 20
"""How many of the rows and lists that differ are printed."""


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How long evalsite takes, against other ways.")
    parser.add_argument(
        "--sizes", default=SIZES, help="models x benchmarks, such as 30x4,300x50 (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is built (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="one round, without the naive hook where it takes minutes")
    for name, (what, _) in PARTS.items():
        parser.add_argument(f"--{name}", action="store_true", help=f"measure {what} (all parts if none is named)")
    given = parser.parse_args()
    if given.quick:
        given.rounds = 1
    named = [name for name in PARTS if getattr(given, name)]
    for name in named or PARTS:
        for line in PARTS[name][1](given):
            print(line, flush=True)


def _readers(given: argparse.Namespace) -> Iterable[str]:
    from bench import large_file, reading_speed

    files, megabytes = (50, 100) if given.quick else (reading_speed.FILES, large_file.MEGABYTES)
    return chain(large_file.told(megabytes), reading_speed.told(files))


def _samples(given: argparse.Namespace) -> Iterable[str]:
    from bench import samples

    return samples.told(10_000_000 if given.quick else samples.SAMPLES, given.rounds)


def _statistics(given: argparse.Namespace) -> Iterable[str]:
    from bench import statistics

    return statistics.told(10 if given.quick else statistics.BENCHMARKS)


def _sites(given: argparse.Namespace) -> Iterable[str]:
    """Sites print as they go: a size takes minutes."""
    with tempfile.TemporaryDirectory(prefix="evalsite-bench-") as folder:
        for size in map(Size.parse, given.sizes.split(",")):
            _measure(Path(folder) / str(size), size, given.rounds, quick=given.quick)
    return ()


PARTS: Mapping[str, tuple[str, Callable[[argparse.Namespace], Iterable[str]]]] = {
    "readers": ("how fast and how small readers are", _readers),
    "samples": ("millions of samples to items", _samples),
    "statistics": ("verdicts and ranks of many models by items", _statistics),
    "sites": ("whole builds, against other ways", _sites),
}


def _measure(root: Path, size: Size, rounds: int, *, quick: bool) -> None:
    print(f"\n{size} (models x benchmarks)", flush=True)
    known = ways(_warm_up(root / "warm", size))
    if quick and size.models * size.benchmarks >= HEAVY:
        known = {name: way for name, way in known.items() if name != "naive"}
    folders = {name: root / name.removesuffix(" again").replace(",", "").replace(" ", "-") for name in known}
    for name, way in known.items():
        if not way.again:
            folders[name].mkdir()
            way.prepare(folders[name], size)
    costs: Rounds = [_round(number, known, folders) for number in range(1, rounds + 1)]
    _print_medians(costs)
    for target in TARGETS:
        if target.size == str(size):
            print("  " + target.told(costs))
    _check_output(folders)
    if size == Size(models=300, benchmarks=50):
        _told("an edit shows in the preview after", seconds_until_new(folders["evalsite"]), SOONEST, "s")


def _warm_up(root: Path, size: Size) -> int:
    """Build once, so that compiled modules and the files are at hand, and count the pages."""
    root.mkdir(parents=True)
    way = ways(0)["evalsite"]
    way.prepare(root, size)
    run(way.command, root, ENVIRONMENT)
    return len(list((root / "site").rglob("*.html")))


def _round(number: int, known: Mapping[str, Way], folders: Mapping[str, Path]) -> dict[str, Cost]:
    costs = {}
    for name, way in known.items():
        way.clear(folders[name])
        costs[name] = run(way.command, folders[name], ENVIRONMENT)
        print(f"  round {number}: {name:26} {_said(costs[name])}", flush=True)
    return costs


def _said(cost: Cost) -> str:
    return f"{cost.wall:7.2f} s, {cost.cpu:7.2f} s of processors, {cost.memory / 2**20:6.0f} MiB"


def _print_medians(rounds: Rounds) -> None:
    for name in rounds[0]:
        costs = [costs[name] for costs in rounds]
        middle = Cost(**{field: median(getattr(cost, field) for cost in costs) for field in ("wall", "cpu", "memory")})
        print(f"  median : {name:26} {_said(middle)}")


def _check_output(folders: Mapping[str, Path]) -> None:
    """What the last round built: the same tables in both, and nothing too large."""
    ours = folders["evalsite"] / "site"
    pages = [path.stat().st_size for path in ours.rglob("*.html")]
    _told("largest page", max(pages), LARGEST_PAGE, "bytes")
    _told("search index", (ours / "search" / "search_index.json").stat().st_size, LARGEST_INDEX, "bytes")
    for name, (folder, reader) in {"naive": ("site", same.NAIVE), "hugo": ("public", same.HUGO)}.items():
        if name in folders:
            found = list(same.differences(ours, folders[name] / folder, reader))
            print(f"  rows and lists of the {name} pages that are not the same: {len(found)}", flush=True)
            for line in found[:SHOWN]:
                print(f"    {line:.200}", flush=True)


def _told(what: str, found: float, limit: float, unit: str) -> None:
    print(f"  {what}: {found:,.2f} {unit}, at most {limit:,.0f}: {'reached' if found <= limit else 'NOT REACHED'}")


if __name__ == "__main__":
    main()
