"""Small and odd inputs, one by one: what is said of them, and what is not."""

import subprocess
import sys

import numpy as np
import pytest

from evalsite.statistics.arrays import Floats
from evalsite.statistics.comparison import against, best_of, with_constant
from evalsite.statistics.evidence import BASES, Evidence, Note, notes
from evalsite.statistics.measured import Measured, Scale, Settings, measured
from evalsite.statistics.values import value_intervals
from evalsite.statistics.words import REASONS, Reason, decide
from evalsite.verdicts import VERDICTS

SETTINGS = Settings()


def items(*rows: str) -> Measured:
    """Models of right (1), wrong (0) and absent (-) items: "110-" is one model."""
    scores = np.array([[np.nan if mark == "-" else float(mark) for mark in row] for row in rows])
    return measured(np.full(len(rows), np.nan), scores=scores)


def scored(*rows: Floats, scale: Scale = Scale.UNIT, sign: int = 1, clusters: int = 0) -> Measured:
    """Models of scored items; the first ``n`` in as many clusters, in turn."""
    scores = np.array(rows, dtype=np.float64)
    codes = np.arange(scores.shape[1]) % clusters if clusters else None
    return measured(np.full(len(rows), np.nan), scores=scores, scale=scale, sign=sign, clusters=codes)


def told(known: Measured, *, tolerance: float = 0.0, settings: Settings = SETTINGS) -> tuple[str, str, set[Note]]:
    """The first model against the second: word, basis, notes."""
    pair = against(known, [0], 1, settings)
    return (*word(pair, tolerance), set(notes(pair.notes[0])))


def word(pair: Evidence, tolerance: float = 0.0) -> tuple[str, str]:
    decision = decide(pair, tolerance)
    text = VERDICTS[int(decision.verdicts[0])].value
    return text + " (untested)" * bool(decision.untested[0]), BASES[int(pair.basis[0])].value


RISING = np.linspace(0, 1, 40)


@pytest.mark.parametrize(
    ("known", "tolerance", "expected"),
    [
        pytest.param(
            items("111111111", "000000000"), 0.0, ("within-noise", "paired-binary", {Note.FEW_ITEMS}), id="9 items"
        ),
        pytest.param(items("1" * 10, "0" * 10), 0.0, ("better", "paired-binary", set()), id="10 binary items"),
        pytest.param(
            scored(np.array([0.5]), np.array([0.4])),
            0.0,
            ("within-noise", "paired", {Note.FEW_ITEMS}),
            id="1 item, no interval",
        ),
        pytest.param(
            items("1" * 30, "1" * 30),
            0.0,
            ("within-noise", "paired-binary", {Note.IDENTICAL}),
            id="identical, 30 of 30",
        ),
        pytest.param(
            items("1" * 300, "1" * 300),
            0.05,
            ("on-par", "paired-binary", {Note.IDENTICAL}),
            id="identical on enough items is on par within a tolerance",
        ),
        pytest.param(
            scored(RISING, RISING),
            0.0,
            ("within-noise", "paired", {Note.IDENTICAL}),
            id="identical scores, no tolerance",
        ),
        pytest.param(
            scored(RISING, RISING), 0.01, ("on-par", "paired", {Note.IDENTICAL}), id="identical scores, a tolerance"
        ),
        pytest.param(
            scored(RISING + 0.1, RISING),
            0.0,
            ("better (untested)", "paired", {Note.CONSTANT}),
            id="one and the same difference is no certainty",
        ),
        pytest.param(
            items("1" * 85 + "-" * 15, "0" * 100),
            0.0,
            ("not-comparable", "nothing", {Note.DIFFERENT_ITEMS}),
            id="85 of 100 shared",
        ),
        pytest.param(
            items("1" * 90 + "-" * 10, "0" * 100),
            0.0,
            ("better", "paired-binary", {Note.SHARED_ITEMS_ONLY}),
            id="90 of 100 shared",
        ),
        pytest.param(
            items("1" * 50 + "-" * 50, "-" * 50 + "0" * 50),
            0.0,
            ("not-comparable", "nothing", {Note.DIFFERENT_ITEMS}),
            id="nothing shared",
        ),
        pytest.param(items("-" * 20, "1" * 20), 0.0, ("not-comparable", "nothing", {Note.MISSING}), id="an empty run"),
        pytest.param(
            scored(RISING[::-1] ** 2 + 0.4, RISING[::-1], clusters=9),
            0.0,
            ("better", "paired", {Note.FEW_CLUSTERS}),
            id="9 clusters are too few",
        ),
        pytest.param(
            scored(RISING[::-1] ** 2 + 0.4, RISING[::-1], clusters=10),
            0.0,
            ("better", "paired-clustered", set()),
            id="10 clusters",
        ),
    ],
)
def test_items(known: Measured, tolerance: float, expected: tuple[str, str, set[Note]]) -> None:
    assert told(known, tolerance=tolerance) == expected


def test_an_intersection_can_be_asked_for() -> None:
    known = items("1" * 85 + "-" * 15, "0" * 100)
    expected = ("better", "paired-binary", {Note.SHARED_ITEMS_ONLY})
    assert told(known, settings=Settings(intersect=True)) == expected
    nothing_shared = items("1" * 20 + "-" * 20, "-" * 20 + "1" * 20)
    assert told(nothing_shared, settings=Settings(intersect=True))[0] == "not-comparable"


def test_few_items_need_the_sign_flip_tests_consent() -> None:
    """Where t says so and the signs do not, the word is within noise; of 200 draws that happens."""
    rng = np.random.default_rng(12)
    disagreeing = 0
    for _ in range(200):
        differences = rng.normal(0.9, 1.35, size=12)
        pair = against(scored(differences, np.zeros(12), scale=Scale.REAL), [0], 1, SETTINGS)
        flagged = bool(pair.notes[0] & Note.TESTS_DISAGREE)
        assert not flagged or pair.low[0] > 0 or pair.high[0] < 0
        assert not flagged or word(pair)[0] == "within-noise"
        disagreeing += flagged
    assert disagreeing > 0


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(
            measured(np.array([0.8, 0.7])), ("better (untested)", "unknown", set()), id="two numbers and nothing else"
        ),
        pytest.param(measured(np.array([0.8, np.nan])), ("not-comparable", "nothing", {Note.MISSING}), id="no value"),
        pytest.param(
            measured(np.array([1.0, 0.4]), n=np.array([5.0, 5.0])),
            ("within-noise", "counts", {Note.FEW_ITEMS}),
            id="5 of 5 against 2 of 5",
        ),
        pytest.param(
            measured(np.array([1.0, 0.4]), n=np.array([500.0, 500.0])), ("better", "counts", set()), id="n of n"
        ),
        pytest.param(
            measured(np.array([0.05, 0.4]), n=np.array([500.0, 500.0]), sign=-1),
            ("better", "counts", set()),
            id="n of n where less is better",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), stderr=np.zeros(2)),
            ("better (untested)", "unknown", set()),
            id="a standard error of 0 is none",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), stderr=np.array([0.05, np.nan]), n=np.array([100.0, 100.0])),
            ("better", "counts", set()),
            id="a standard error on one side only: the weaker evidence of both",
        ),
        pytest.param(
            measured(np.array([0.8123, 0.4]), n=np.array([100.0, 100.0]), step=np.array([0.0001, 0.0001])),
            ("better", "bound", set()),
            id="no k of 100 is .8123: not one sample an item, so the bound",
        ),
        pytest.param(
            measured(np.array([0.8123, 0.4]), n=np.array([100.0, 100.0]), scale=Scale.UNIT),
            ("better", "bound", set()),
            id="means of scores in [0, 1]",
        ),
        pytest.param(
            measured(np.array([1.0, 0.4]), n=np.array([100.0, 100.0]), scale=Scale.UNIT),
            ("better (untested)", "unknown", set()),
            id="the bound of 1.0 would be 0, and is none",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), n=np.array([100.0, 100.0]), scale=Scale.REAL),
            ("better (untested)", "unknown", set()),
            id="any scores: n alone says nothing",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), repeats=np.array([3.0, 5.0]), spread=np.array([0.01, 0.01])),
            ("within-noise", "reruns", {Note.FEW_RERUNS}),
            id="3 runs are too few",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), repeats=np.array([4.0, 5.0]), spread=np.array([0.01, 0.01])),
            ("better", "reruns", set()),
            id="4 runs",
        ),
        pytest.param(
            measured(np.array([0.8, 0.4]), repeats=np.array([4.0, 4.0]), spread=np.zeros(2)),
            ("better (untested)", "unknown", set()),
            id="runs without any spread",
        ),
    ],
)
def test_values(known: Measured, expected: tuple[str, str, set[Note]]) -> None:
    assert told(known) == expected


def test_items_on_one_side_are_dropped_to_what_the_other_has() -> None:
    scores = np.vstack([np.repeat([1.0, 0.0], [80, 20]), np.full(100, np.nan)])
    with_n = measured(np.array([0.8, 0.4]), n=np.array([np.nan, 100.0]), scores=scores)
    assert told(with_n) == ("better", "counts", set())
    with_stderr = measured(np.array([0.8, 0.4]), stderr=np.array([np.nan, 0.05]), scores=scores)
    assert told(with_stderr) == ("better", "stderr", set())


# Times


def times(own: Floats, base: Floats) -> Measured:
    return scored(own, base, scale=Scale.RATIO, sign=-1)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param(
            measured(np.array([1.0, 2.0]), scale=Scale.RATIO, sign=-1),
            ("better (untested)", "unknown", {Note.SOLVED_UNKNOWN}),
            id="average times alone",
        ),
        pytest.param(
            measured(np.array([1.0, 2.0]), n=np.array([100.0, 80.0]), scale=Scale.RATIO, sign=-1),
            ("not-comparable", "nothing", {Note.DIFFERENT_SOLVED}),
            id="average times over 100 and over 80 solved items",
        ),
        pytest.param(
            measured(np.array([0.0, 2.0]), scale=Scale.RATIO, sign=-1),
            ("not-comparable", "nothing", {Note.NOT_POSITIVE}),
            id="no time at all",
        ),
        pytest.param(
            measured(
                np.array([1.0, 2.0]),
                repeats=np.array([5.0, 5.0]),
                spread=np.array([0.01, 0.02]),
                scale=Scale.RATIO,
                sign=-1,
            ),
            ("better", "reruns", set()),
            id="repeated runs of the whole",
        ),
        pytest.param(
            times(
                np.concatenate([np.full(40, 1.0), np.full(60, np.nan)]),
                np.concatenate([np.full(10, np.nan), np.linspace(2, 3, 90)]),
            ),
            ("better", "paired-times", {Note.SHARED_ITEMS_ONLY}),
            id="30 of the smaller set's 40 solved by both",
        ),
        pytest.param(
            times(
                np.concatenate([np.full(40, 1.0), np.full(60, np.nan)]),
                np.concatenate([np.full(25, np.nan), np.linspace(2, 3, 75)]),
            ),
            ("not-comparable", "nothing", {Note.DIFFERENT_SOLVED}),
            id="15 of the smaller set's 40 solved by both",
        ),
        pytest.param(
            times(np.linspace(1, 1.1, 9), np.linspace(2, 4, 9)),
            ("within-noise", "paired-times", {Note.FEW_ITEMS}),
            id="9 shared solved items",
        ),
    ],
)
def test_times(known: Measured, expected: tuple[str, str, set[Note]]) -> None:
    assert told(known) == expected


def test_of_times_the_mean_and_the_typical_item_must_agree() -> None:
    """Of 100 items 35 are faster by far and 65 slower by little: the mean says faster, the typical item slower."""
    own = np.concatenate([np.linspace(0.10, 0.11, 35), np.linspace(1.01, 1.02, 65)])
    pair = against(times(own, np.ones(100)), [0], 1, SETTINGS)
    decision = decide(pair, np.log(1.05))
    assert pair.low[0] > np.log(1.05)
    assert pair.median_high[0] < 0
    assert VERDICTS[int(decision.verdicts[0])].value == "within-noise"
    assert REASONS[int(decision.reasons[0])] is Reason.MEDIAN_DISAGREES


# The reasons of within noise


@pytest.mark.parametrize(
    ("rows", "tolerance", "reason"),
    [
        (("10" * 50, "01" * 50), 0.0, Reason.HOLDS_ZERO),
        (("1" * 60 + "0" * 40, "1" * 50 + "0" * 50), 0.12, Reason.WITHIN_TOLERANCE),
        (("1" * 5, "0" * 5), 0.0, Reason.UNDECIDABLE),
        (("1" * 60 + "0" * 40, "1" * 50 + "0" * 50), 0.05, Reason.NONE),
    ],
)
def test_reasons(rows: tuple[str, str], tolerance: float, reason: Reason) -> None:
    assert REASONS[int(decide(against(items(*rows), [0], 1, SETTINGS), tolerance).reasons[0])] is reason


# Composites and constants


def test_a_published_value_is_one_more_row() -> None:
    known = with_constant(items("1" * 60 + "0" * 40, "0" * 100), 0.5)
    pair = against(known, [0, 1], 2, SETTINGS)
    assert pair.delta.tolist() == [0.1, -0.5]
    assert decide(pair, 0.0).untested.all()
    with_n = with_constant(items("1" * 60 + "0" * 40), 0.2, n=200)
    assert word(against(with_n, [0], 1, SETTINGS)) == ("better", "counts")


def test_one_unknown_donor_makes_the_best_unknown() -> None:
    known = with_constant(items("1" * 90 + "0" * 10, "1" * 50 + "0" * 50, "1" * 40 + "0" * 60), 0.3)
    assert word(best_of(known, [0], [1, 2], SETTINGS)) == ("better", "paired-binary")
    assert word(best_of(known, [0], [1, 2, 3], SETTINGS)) == ("better (untested)", "unknown")


def test_a_donor_stands_against_the_best_of_the_others() -> None:
    known = items("1" * 90 + "0" * 10, "1" * 50 + "0" * 50, "1" * 40 + "0" * 60)
    assert best_of(known, [0, 1, 2], [0, 1], SETTINGS).delta.tolist() == [0.4, -0.4, -0.5]
    with pytest.raises(ValueError, match="the best of 1 donors, beside the candidate itself"):
        best_of(known, [0], [0], SETTINGS)


def test_the_best_of_one_is_that_one() -> None:
    known = items("1" * 60 + "0" * 40, "1" * 50 + "0" * 50)
    best, plain = best_of(known, [0], [1], SETTINGS), against(known, [0], 1, SETTINGS)
    for column in ("delta", "low", "high", "p", "stderr", "basis", "notes"):
        assert getattr(best, column) == getattr(plain, column), column


# Values alone


@pytest.mark.parametrize(
    ("known", "low", "high", "basis"),
    [
        (items("1" * 5), 0.5655175, 1.0, "paired-binary"),
        (measured(np.array([0.0]), n=np.array([10.0])), 0.0, 0.2775328, "counts"),
        (measured(np.array([0.0]), n=np.array([10.0]), scale=Scale.UNIT), np.nan, np.nan, "unknown"),
        (measured(np.array([np.nan])), np.nan, np.nan, "nothing"),
    ],
)
def test_values_alone(known: Measured, low: float, high: float, basis: str) -> None:
    own = value_intervals(known, SETTINGS)
    assert (own.low[0], own.high[0]) == pytest.approx((low, high), abs=1e-7, nan_ok=True)
    assert BASES[int(own.basis[0])] == basis


@pytest.mark.parametrize("known", [measured(np.array([0.5, 0.4])), items("10" * 20, "01" * 20)])
def test_nobody_is_compared_with_ease(known: Measured) -> None:
    assert against(known, [], 0, SETTINGS).delta.shape == (0,)
    assert best_of(known, [], [0, 1], SETTINGS).delta.shape == (0,)


def test_at_run_time_scipy_stats_is_not_imported() -> None:
    """It takes a second, at every build."""
    modules = ", ".join(
        f"evalsite.statistics.{name}" for name in ("checks", "items", "power", "ranks", "values", "words")
    )
    command = f"import sys, {modules}; print('scipy.stats' in sys.modules, 'pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]


def test_what_does_not_belong_together_is_refused() -> None:
    with pytest.raises(ValueError, match=r"scores have the shape \(3, 4\), and there are 2 models"):
        measured(np.zeros(2), scores=np.zeros((3, 4)))
    with pytest.raises(ValueError, match=r"the sign is 0; expected \+1 or -1"):
        measured(np.zeros(2), sign=0)
    with pytest.raises(ValueError, match=r"clusters have not the shape \(4,\) of the items"):
        measured(np.zeros(2), scores=np.zeros((2, 4)), clusters=np.zeros(3, dtype=np.int64))
