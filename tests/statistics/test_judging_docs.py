"""The worked cases of the page on judging: what goes in stands in backticks, what comes out in bold, and is so."""

import re
from math import log
from pathlib import Path

import numpy as np
import pytest

from evalsite.statistics.arrays import Floats
from evalsite.statistics.comparison import against, best_of
from evalsite.statistics.evidence import Evidence
from evalsite.statistics.measured import Scale, Settings, measured
from evalsite.statistics.power import unit_stderr
from evalsite.statistics.words import decide
from evalsite.verdicts import VERDICTS, Verdict

DOCS = Path(__file__).resolve().parents[2] / "evalsite" / "render"
SETTINGS = Settings()
WORDS = {
    "judging.en.md": {
        Verdict.BETTER: "better",
        Verdict.ON_PAR: "on par",
        Verdict.WITHIN_NOISE: "within noise",
    },
    "judging.zh.md": {
        Verdict.BETTER: "更好",
        Verdict.ON_PAR: "持平",
        Verdict.WITHIN_NOISE: "在噪声之内",
    },
}
BOTH = pytest.mark.parametrize("page", list(WORDS))


def case(page: str, name: str) -> tuple[list[float], list[str], str]:
    """One worked case: the numbers that go in, those that come out as they are written, and the word."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (section,) = re.findall(rf"\{{#{name}\}}\n(.*?)(?:\n### |\Z)", text, flags=re.DOTALL)
    given = [float(number) for number in re.findall(r"`([0-9.]+)`", section)]
    found = re.findall(r"\*\*(.+?)\*\*", section)
    (word,) = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", section)
    return given, found, word


def points(*values: float) -> list[str]:
    return [f"{100 * value:+.1f}".replace("-", "−") for value in values]


def word(page: str, evidence: Evidence, tolerance: float = 0.0) -> str:
    return WORDS[page][VERDICTS[int(decide(evidence, tolerance).verdicts[0])]]


def pair(both: float, won: float, lost: float, neither: float) -> Floats:
    counts = [int(both), int(won), int(lost), int(neither)]
    return np.array([np.repeat([1.0, 1.0, 0.0, 0.0], counts), np.repeat([1.0, 0.0, 1.0, 0.0], counts)])


@BOTH
def test_the_same_tasks(page: str) -> None:
    given, found, said = case(page, "same-tasks")
    scores = pair(*given)
    evidence = against(measured(scores.mean(axis=1), scores=scores), [0], 1, SETTINGS)
    assert found == [*points(evidence.delta[0], evidence.low[0], evidence.high[0]), f"{evidence.p[0]:.3f}"]
    assert said == word(page, evidence)


@BOTH
def test_counts(page: str) -> None:
    (own, own_n, base, base_n), found, said = case(page, "counts")
    known = measured(np.array([own / own_n, base / base_n]), n=np.array([own_n, base_n]))
    evidence = against(known, [0], 1, SETTINGS)
    assert found == points(evidence.delta[0], evidence.low[0], evidence.high[0])
    assert said == word(page, evidence)


@BOTH
def test_on_par(page: str) -> None:
    (*counts, tolerance), found, said = case(page, "on-par")
    scores = pair(*counts)
    evidence = against(measured(scores.mean(axis=1), scores=scores), [0], 1, SETTINGS)
    assert found == points(evidence.delta[0], evidence.low[0], evidence.high[0])
    assert said == word(page, evidence, tolerance / 100)
    assert word(page, evidence, 0.0) == WORDS[page][Verdict.WITHIN_NOISE]


@BOTH
def test_times(page: str) -> None:
    (fast, fewer, slow, more), found, said = case(page, "times")
    times = np.vstack([np.repeat([fast, slow], [int(fewer), int(more)]), np.ones(30)])
    evidence = against(measured(times.mean(axis=1), scores=times, scale=Scale.RATIO, sign=-1), [0], 1, SETTINGS)
    ratios = np.exp([evidence.delta[0], evidence.low[0], evidence.high[0], evidence.median[0]])
    assert found == [*(f"{ratio:.2f}" for ratio in ratios), f"{evidence.won[0]:.0f}", f"{evidence.lost[0]:.0f}"]
    assert said == word(page, evidence, log(1.05))


@BOTH
def test_the_best_of_two(page: str) -> None:
    (won_a, lost_a, won_b, lost_b), found, said = case(page, "best-of")
    solved = 74  # of 100; the differences to A and B do not depend on it
    own = np.repeat([1.0, 0.0], [solved, 100 - solved])
    donors = [own.copy() for _ in range(2)]
    for donor, won, lost in zip(donors, (won_a, won_b), (lost_a, lost_b), strict=True):
        donor[: int(won)] = 0.0
        donor[solved : solved + int(lost)] = 1.0
    scores = np.vstack([own, *donors])
    evidence = best_of(measured(scores.mean(axis=1), scores=scores), [0], [1, 2], SETTINGS)
    assert found == points(evidence.delta[0], evidence.low[0], evidence.high[0])
    assert said == word(page, evidence)


@BOTH
def test_the_smallest_difference(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([0-9.]+) \| ([0-9.]+) \| ([0-9.]+) \|$", text, flags=re.MULTILINE)
    assert [row[0] for row in rows] == ["80", "164", "378", "1140"]
    for n, *differences in rows:
        detected = [100 * 2.8015852 * unit_stderr(0.6 * 0.4, int(n), rho) for rho in (0.0, 0.3, 0.6)]
        assert differences == [f"{difference:.1f}" for difference in detected]


def test_both_languages_have_the_same_cases() -> None:
    english, chinese = ((DOCS / page).read_text(encoding="utf-8") for page in WORDS)
    assert re.findall(r"\{#[a-z-]+\}", english) == re.findall(r"\{#[a-z-]+\}", chinese)
    assert len(re.findall(r"^#+ ", english, re.MULTILINE)) == len(re.findall(r"^#+ ", chinese, re.MULTILINE))
