"""Every real result file, where they are at hand: read, or refused with a reason; none crashes, none vanishes.

Run with ``-s`` to see how many files of each format give values.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import ITEM_COLUMNS, Reading
from tests.readers.items_law import disagreements

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
FILES: dict[str, Sequence[str]] = {  # a format's readers, and the sample files that are of it
    "evalplus": ["evalplus/**/*eval_results*.json", "evalplus/**/CodeCoR_result.json"],
    "evalplus-leaderboard": ["evalplus-leaderboard/**/*.json", "bigcodebench/bigcode-bench__*/**/*.json"],
    "bigcodebench": ["bigcodebench/QwenLM__*/**/*_eval_results.json"],
    "bigcodebench-summary": ["bigcodebench/QwenLM__*/**/results.json"],
    "evalperf": ["evalperf/**/*.brief.json"],
    "evalperf-table": ["evalperf/**/COMBINED-RESULTS.json"],
    "evalplus-times": ["code-efficiency/soryxie__evalplus/**/*.json"],
    "mercury": ["code-efficiency/Elfsong__Mercury/**/*.json"],
    "lm-eval": ["lm-eval/**/results_*.json", "lm-eval/**/*_5-shot.json", "lm-eval/**/*_xstorycloze_eu_0-shot.json"],
    "lm-eval-legacy": ["lm-eval-legacy/**/*.json", "lm-eval/**/*_xstory_cloze_0-shot.json"],
    "lm-eval-printed": ["lm-eval-markdown/**/benchmark/*.md", "plain-tables/**/*_results.log"],
    "inspect": [  # the runs that were scored; test_inspect_log.py has why the other four are refused
        "inspect/UKGovernmentBEIS__inspect_ai/tests/analysis/**/*.json",
        "inspect/UKGovernmentBEIS__inspect_ai/tests/analysis/**/*.eval",
        "inspect/UKGovernmentBEIS__inspect_ai/tests/log/**/log_formats.*",
        "inspect/UKGovernmentBEIS__inspect_ai/tests/scorer/**/2025-02-11T15-18*.eval",
        "inspect/evaleval__every_eval_ever/**/*.json",
        "inspect/meridianlabs-ai__ts-mono/**/*.eval",
    ],
    "bigcode-harness": ["bigcode-eval-harness/**/*.json"],
    "helm-stats": ["helm/**/stats.json"],
    "opencompass": ["opencompass/**/summary_*.md", "opencompass/**/*_summary.csv"],
    "livecodebench": ["livecodebench/**/*_eval_all_eval.json"],
    "livecodebench-performances": ["livecodebench/**/2024_02_26.json"],
    "livecodebench-printed": ["livecodebench/**/results_*.txt"],
    "swe-bench-board": ["swe-bench/**/leaderboards.json"],
    "swe-bench-report": ["swe-bench/**/results.json"],
    "terminal-bench": ["terminal-bench/**/results.json"],
}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")


def files(patterns: Sequence[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in SAMPLES.glob(pattern) if path.name != "README.md"})


def reading(path: Path) -> Reading:
    name = path.relative_to(SAMPLES).as_posix()
    return registry.read(Document(path=name, shown=name, data=path.read_bytes()))


def has_values(found: Reading) -> bool:
    return any(not math.isnan(value) for value in found.columns.get("value", ()))


@pytest.mark.parametrize("name", FILES)
def test_at_least_nine_of_ten_files_of_a_format_give_values(name: str) -> None:
    found = [reading(path) for path in files(FILES[name])]
    assert found
    assert {one.format for one in found} == {name}
    read = sum(map(has_values, found))
    print(f"\n{name}: {read} of {len(found)} files read, {len(found) - read} refused", end="")  # noqa: T201
    assert read >= 0.9 * len(found)


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_read_says_why(name: str) -> None:
    for found in map(reading, files(FILES[name])):
        assert has_values(found) or found.problems, found.file


@pytest.mark.parametrize("name", FILES)
def test_readings_are_sound(name: str) -> None:
    for found in map(reading, files(FILES[name])):
        assert list(faults(found)) == []


@pytest.mark.parametrize("name", FILES)
def test_rows_are_the_means_of_their_items(name: str) -> None:
    assert [*disagreements(*map(reading, files(FILES[name])))] == []


def test_no_file_of_any_format_vanishes() -> None:
    """Those of formats that no reader knows included."""
    every = [path for path in files(["*/**/*"]) if path.is_file()]
    found = list(map(reading, every))
    assert found
    assert [one.file for one in found if not (one.length or one.items or one.problems or one.left_out)] == []


def faults(found: Reading) -> Iterator[str]:
    """What a reading must never be: ragged, without a name, or with a row that leads to no run."""
    lengths = Counter(map(len, found.columns.values()))
    if len(lengths) > 1:
        yield f"{found.file}: columns of different lengths"
    if found.columns and not all(map(str.strip, (*found.columns["model"], *found.columns["benchmark"]))):
        yield f"{found.file}: a row without a name"
    if found.runs and set(found.columns["run"]) != set(found.runs):
        yield f"{found.file}: rows and runs do not match"
    if found.items and (list(found.items) != list(ITEM_COLUMNS) or len(set(map(len, found.items.values()))) != 1):
        yield f"{found.file}: ragged items"
    if found.items and not set(found.items["run"]) <= set(found.runs):
        yield f"{found.file}: items of no run"
