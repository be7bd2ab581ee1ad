"""The benchmark's own logic; how long anything takes is no test."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import inputs, same
from bench.inputs import Size
from bench.running import BuildFailed, Cost, run
from bench.sites import ENVIRONMENT, ways
from bench.targets import Target


def test_inputs_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        inputs.write(tmp_path / folder, Size(models=3, benchmarks=2), seed)
    texts = [(tmp_path / folder / "results" / "bench-001.csv").read_text("utf-8") for folder in "abc"]
    assert texts[0] == texts[1] != texts[2]
    assert texts[0].splitlines()[0] == "model,pass@1,avg_time"
    assert [line.split(",")[0] for line in texts[0].splitlines()[1:]] == ["model-0000", "model-0001", "model-0002"]


def test_three_percent_of_the_results_are_missing(tmp_path: Path) -> None:
    inputs.write(tmp_path / "x", Size(models=1000, benchmarks=2))
    lines = [
        line for path in (tmp_path / "x" / "results").iterdir() for line in path.read_text("utf-8").splitlines()[1:]
    ]
    missing = sum(cell == "" for line in lines for cell in line.split(","))
    assert 0.02 < missing / (2 * len(lines)) < 0.04


@pytest.mark.parametrize("text", ["30x4", "300x50"])
def test_a_size_is_models_by_benchmarks(text: str) -> None:
    assert str(Size.parse(text)) == text


def test_a_target_is_judged_by_the_median_of_its_rounds() -> None:
    target = Target(size="30x4", ours="evalsite", other="empty", limit=2.5)
    rounds = [
        {"evalsite": Cost(wall=wall, cpu=wall, memory=1.0), "empty": Cost(wall=1.0, cpu=1.0, memory=1.0)}
        for wall in (2.0, 2.4, 9.0)
    ]
    assert "2.400, reached" in target.told(rounds)
    assert "NOT REACHED" in target.told(rounds[2:])
    assert target.told([{"empty": rounds[0]["empty"]}]).endswith("not measured")


def test_a_build_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="gone wrong"):
        run([sys.executable, "-c", "raise SystemExit('gone wrong')"], tmp_path, {})
    assert run([sys.executable, "-c", ""], tmp_path, {}).memory > 1_000_000


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small site of evalsite and one of the naive hook, from the same results."""
    found = {}
    for name in ("evalsite", "naive"):
        root = found[name] = tmp_path_factory.mktemp(name)
        ways(0)[name].prepare(root, Size(models=12, benchmarks=3))
        run(ways(0)[name].command, root, ENVIRONMENT)
    return found


@pytest.mark.slow
def test_the_naive_pages_hold_the_same_tables_cell_by_cell(sites: dict[str, Path]) -> None:
    assert list(same.differences(sites["evalsite"] / "site", sites["naive"] / "site", same.NAIVE)) == []


@pytest.mark.slow
@pytest.mark.skipif("hugo" not in ways(0), reason="needs Hugo, which is not installed")
def test_the_pages_of_hugo_hold_the_same_tables_cell_by_cell(sites: dict[str, Path], tmp_path: Path) -> None:
    way = ways(0)["hugo"]
    way.prepare(tmp_path / "hugo", Size(models=12, benchmarks=3))
    run(way.command, tmp_path / "hugo", {})
    assert list(same.differences(sites["evalsite"] / "site", tmp_path / "hugo" / "public", same.HUGO)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "old", "new", "found"),
    [
        ("benchmarks/bench-001", "beat", "beat", None),
        ("benchmarks/bench-001", 'data-verdict="better"', 'data-verdict="worse"', "bench-001: vs-"),
        ("benchmarks/bench-001", 'data-mark="1"', 'data-mark="2"', "bench-001: results: model-"),
        ("benchmarks/bench-002", '<span class="n">0.', '<span class="n">1.', "bench-002: "),
        ("matrix/one", ">loses</a>", ">beats</a>", "matrix: one: model-"),
    ],
)
def test_any_other_cell_is_noticed(sites: dict[str, Path], page: str, old: str, new: str, found: str | None) -> None:
    path = sites["evalsite"] / "site" / page / "index.html"
    text = path.read_text("utf-8")
    assert old in text
    try:
        path.write_text(text.replace(old, new), encoding="utf-8")
        differences = list(same.differences(sites["evalsite"] / "site", sites["naive"] / "site", same.NAIVE))
    finally:
        path.write_text(text, encoding="utf-8")
    assert [line.startswith(found) for line in differences][:1] == [True] if found else not differences


def test_the_command_says_how_it_is_used() -> None:
    root = Path(__file__).resolve().parents[2]
    help_text = subprocess.run(
        [sys.executable, "-m", "bench", "--help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    assert "--quick" in help_text


def test_compiled_modules_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    run([sys.executable, "-c", "import sys; assert not sys.dont_write_bytecode"], tmp_path, {})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what processes share")
def test_the_memory_is_that_of_all_processes(tmp_path: Path) -> None:
    alone = "held = bytearray(80_000_000); time.sleep(0.5)"
    one = measured(f"import time; {alone}", tmp_path)
    two = measured(f"import os, time; child = os.fork(); {alone}; child and os.wait()", tmp_path)
    assert 80_000_000 < one < 120_000_000
    assert 160_000_000 < two < 240_000_000


def measured(code: str, folder: Path) -> int:
    """The memory of Python that runs ``code``, begun by a small process, as large as which it is at first."""
    script = (
        "import sys; from pathlib import Path; from bench.running import run; "
        "print(run([sys.executable, '-c', sys.argv[1]], Path(sys.argv[2]), {}).memory)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, code, str(folder)], cwd=root, capture_output=True, text=True, check=True
    )
    return int(done.stdout)
