"""Worked cases on real files: what was computed from them once, apart from this project, comes out again."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from evalsite.statistics.arrays import Floats
from evalsite.statistics.checks import Doubt, checked, group_stderr, implied_n
from evalsite.statistics.comparison import against, best_of, compare
from evalsite.statistics.distributions import sign_test
from evalsite.statistics.estimators import pass_at_k
from evalsite.statistics.evidence import BASES, Basis, Evidence, Note
from evalsite.statistics.intervals import largest_stderr, wilson
from evalsite.statistics.items import noise
from evalsite.statistics.measured import Correction, Measured, Scale, Settings, measured
from evalsite.statistics.moments import clustered
from evalsite.statistics.power import unit_stderr
from evalsite.statistics.ranks import rank_intervals
from evalsite.statistics.values import value_intervals
from evalsite.statistics.words import adjusted, decide
from evalsite.verdicts import VERDICTS

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES, ORACLES = SHARED / "samples", SHARED / "statistics" / "oracles.json"
pytestmark = pytest.mark.skipif(
    not ORACLES.is_file() or not SAMPLES.is_dir(), reason="the worked cases and the files they are of are not here"
)
SETTINGS = Settings()
TOLERANCE = 1e-9
PLUS = ("paired-binary-05",)


@cache
def cases() -> dict[str, Any]:
    return {case["id"]: case for case in json.loads(ORACLES.read_text(encoding="utf-8"))["cases"]}


def named(prefix: str) -> list[str]:
    return [name for name in cases() if name.startswith(prefix)] if ORACLES.is_file() else []


def expected(name: str) -> Any:
    return cases()[name]["expect"]


@cache
def document(path: str) -> Any:
    return json.loads((SAMPLES / path).read_text(encoding="utf-8"))


def close(value: Any) -> Any:
    return pytest.approx(value, abs=TOLERANCE, rel=0)


def word(evidence: Evidence, tolerance: float = 0.0, place: int = 0) -> str:
    """A verdict as the worked cases spell it."""
    decision = decide(evidence, tolerance)
    text = VERDICTS[int(decision.verdicts[place])].value.replace("-", " ")
    return f"{text} (uncertainty unknown)" if decision.untested[place] else text


# Items of EvalPlus


def outcomes(path: str, *, plus: bool = False) -> dict[str, float]:
    """Right or wrong of each task, of both layouts; plus requires base."""
    parts = ("base", "plus") if plus else ("base",)
    return {task: float(all(_passed(data, part) for part in parts)) for task, data in document(path)["eval"].items()}


def _passed(data: Any, part: str) -> bool:
    status = data[part][0][0] if isinstance(data, dict) else data[0][f"{part}_status"]
    return status in ("pass", "success")


def binary(paths: Sequence[str], *, plus: bool = False) -> Measured:
    """Models of right-or-wrong items, in the order of their ids as text."""
    models = [outcomes(f"evalplus/{path.removeprefix('evalplus/')}", plus=plus) for path in paths]
    items = sorted(set().union(*models))
    scores = np.array([[model.get(item, np.nan) for item in items] for model in models])
    return measured(np.nanmean(scores, axis=1), scores=scores)


@pytest.mark.parametrize("name", named("paired-binary"))
def test_paired_binary(name: str) -> None:
    want = expected(name)
    known = binary(cases()[name]["files"], plus=name in PLUS)
    pair, own = against(known, [0], 1, SETTINGS), value_intervals(known, SETTINGS)
    assert (pair.shared[0], pair.won[0], pair.lost[0]) == (want["n"], want["b"], want["c"])
    assert pair.basis[0] == BASES.index(Basis.PAIRED_BINARY)
    for got, key in (
        (pair.delta, "delta"),
        (pair.stderr, "se_delta"),
        (pair.low, "ci_lo"),
        (pair.high, "ci_hi"),
        (pair.rho, "corr"),
        (pair.own, "value_a"),
        (pair.base, "value_b"),
    ):
        assert got[0] == close(want[key]), key
    assert pair.p[0] == pytest.approx(want["p_midp"], rel=1e-9, abs=1e-15)
    assert sign_test(int(pair.won[0]), int(pair.lost[0])) == pytest.approx(want["p_exact"], rel=1e-9)
    assert [own.low[0], own.high[0]] == close(want["wilson_a"])
    assert [own.low[1], own.high[1]] == close(want["wilson_b"])
    assert own.stderr.tolist() == close([want["se_a"], want["se_b"]])
    assert np.hypot(*own.stderr) == close(want["se_unpaired"])
    assert (word(pair), word(pair, 0.02)) == (want["verdict_tol0"], want["verdict_tol2"])


def test_a_run_against_itself_is_identical_and_nested_runs_are_named() -> None:
    itself = against(binary(cases()["paired-binary-08"]["files"]), [0], 1, SETTINGS)
    nested = against(binary(cases()["paired-binary-10"]["files"]), [0], 1, SETTINGS)
    assert itself.notes[0] == Note.IDENTICAL
    assert nested.notes[0] == Note.NESTED


# Values with an n or a standard error


@pytest.mark.parametrize(
    ("name", "values", "n"),
    [("value-n-01", (133 / 164, 124 / 164), 164.0), ("value-n-helm-college_computer_science", (12 / 17, 5 / 17), 17.0)],
)
def test_values_with_n(name: str, values: tuple[float, float], n: float) -> None:
    want = expected(name)
    known = measured(np.array(values), n=np.full(2, n))
    pair = against(known, [0], 1, SETTINGS)
    assert pair.basis[0] == BASES.index(Basis.COUNTS)
    assert (pair.delta[0], pair.low[0], pair.high[0]) == close((want["delta"], want["ci_lo"], want["ci_hi"]))
    assert np.isnan(pair.p[0])
    assert word(pair) == want["verdict_tol0"]
    if "wilson_a" in want:
        own = value_intervals(known, SETTINGS)
        assert [own.low[0], own.high[0], own.low[1], own.high[1]] == close(want["wilson_a"] + want["wilson_b"])


def test_the_files_hold_those_values() -> None:
    files = cases()["value-n-helm-college_computer_science"]["files"]
    means = [
        statistic["mean"]
        for path in files
        for statistic in document(path)
        if statistic["name"] == {"name": "exact_match", "split": "test"}
    ]
    assert means == [12 / 17, 5 / 17]
    assert [sum(outcomes(path).values()) for path in cases()["value-n-01"]["files"]] == [133, 124]


def test_values_with_stderr() -> None:
    want, files = expected("value-stderr-xstorycloze"), cases()["value-stderr-xstorycloze"]["files"]
    rows = [document(path)["results"]["xstorycloze_eu"] for path in files]
    values, stderr = (np.array([row[key] for row in rows]) for key in ("acc,none", "acc_stderr,none"))
    known = measured(values, stderr=stderr)
    pair = against(known, [0], 1, SETTINGS)
    assert pair.basis[0] == BASES.index(Basis.STDERR)
    got = (pair.delta[0], pair.stderr[0], pair.low[0], pair.high[0], pair.p[0])
    assert got == close(tuple(want[key] for key in ("delta", "se_delta", "ci_lo", "ci_hi", "p")))
    assert word(pair) == want["verdict_tol0"]
    assert implied_n(values, stderr).tolist() == pytest.approx(want["implied_n"], rel=1e-9)
    filled, doubts = checked(known)
    assert (filled.n.tolist(), doubts) == ([1511, 1511], ())


def test_the_stderr_of_a_group_that_cannot_be() -> None:
    want = expected("group-stderr-01")
    (path,) = cases()["group-stderr-01"]["files"]
    results = document(path)["results"]
    children = [row for name, row in results.items() if name != "eus_exams_eu"]
    values, stderr = (np.array([row[key] for row in children]) for key in ("acc,none", "acc_stderr,none"))
    n = np.rint(implied_n(values, stderr))
    assert (len(children), n.sum()) == (want["children"], want["n_total"])
    assert group_stderr(stderr, n) == close(want["se_weighted"])
    assert group_stderr(stderr) == close(want["se_unweighted"])
    reported = np.array([results["eus_exams_eu"]["acc_stderr,none"]])
    assert reported[0] / group_stderr(stderr, n) == close(want["ratio"])
    value = np.array([want["reported_value"]])
    assert largest_stderr(value, np.array([15724.0]))[0] == close(want["bound_se"])
    for count, doubt in ((15724.0, Doubt.IMPOSSIBLE_STDERR), (np.nan, Doubt.IMPLIED_N)):
        kept, doubts = checked(measured(value, stderr=reported, n=np.array([count]), scale=Scale.BINARY))
        assert np.isnan(kept.stderr[0])
        assert [check.doubt for check in doubts if check.doubt is not Doubt.IMPOSSIBLE_N] == [doubt]


# Several samples an item


def livecodebench(models: Sequence[str]) -> tuple[Floats, Floats]:
    """Shares of ten right samples (models, items), and each item's contest date."""
    (path,) = cases()["fraction-01"]["files"]
    rows = document(path)["performances"]
    shares = {(row["model"], str(row["question_id"])): row["pass@1"] / 100 for row in rows}
    dates = {str(row["question_id"]): row["date"] for row in rows}
    items = sorted(dates)
    return (
        np.array([[shares.get((model, item), np.nan) for item in items] for model in models]),
        np.array([dates[item] for item in items]),
    )


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("fraction-01", ("GPT-4-Turbo-1106", "GPT-4-0613")),
        ("fraction-03", ("Claude-2", "GPT-3.5-Turbo-0301")),
    ],
)
def test_fractions(name: str, models: tuple[str, str]) -> None:
    want = expected(name)
    scores, dates = livecodebench(models)
    known = measured(scores.mean(axis=1), scores=scores, samples=np.full(scores.shape, 10.0), scale=Scale.UNIT)
    pair = against(known, [0], 1, SETTINGS)
    assert pair.basis[0] == BASES.index(Basis.PAIRED)
    for got, key in (
        (pair.shared, "n"),
        (pair.own, "value_a"),
        (pair.base, "value_b"),
        (pair.delta, "delta"),
        (pair.stderr, "se_delta"),
        (pair.low, "ci_lo"),
        (pair.high, "ci_hi"),
        (pair.p, "p_t"),
        (pair.rho, "corr"),
    ):
        assert got[0] == close(want[key]), key
    assert value_intervals(known, SETTINGS).stderr.tolist() == close([want["se_a"], want["se_b"]])
    assert word(pair) == want["verdict_tol0"]
    error, count = clustered(scores[:1], scores[1:], dates)
    assert (error[0, 0], count[0, 0]) == close((want["se_cluster"], want["clusters"]))
    parts = noise(scores[0], scores[1], 10)
    got_parts = (parts.prediction, parts.data, parts.one_sample, parts.endless_samples)
    keys = ("prediction_var", "data_var", "se_if_one_sample", "se_if_infinite_samples")
    assert got_parts == close(tuple(want[key] for key in keys))


@pytest.mark.parametrize("name", ["fraction-01", "fraction-03"])
def test_clusters_widen_and_never_narrow(name: str) -> None:
    want = expected(name)
    models = {"fraction-01": ("GPT-4-Turbo-1106", "GPT-4-0613"), "fraction-03": ("Claude-2", "GPT-3.5-Turbo-0301")}
    scores, dates = livecodebench(models[name])
    known = measured(scores.mean(axis=1), scores=scores, scale=Scale.UNIT, clusters=dates)
    pair = against(known, [0], 1, SETTINGS)
    assert pair.basis[0] == BASES.index(Basis.PAIRED_CLUSTERED)
    assert pair.stderr[0] == close(max(want["se_cluster"], want["se_delta"]))
    assert pair.high[0] - pair.low[0] >= want["ci_cluster"][1] - want["ci_cluster"][0]


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("fraction-01", ("GPT-4-Turbo-1106", "GPT-4-0613")),
        ("fraction-03", ("Claude-2", "GPT-3.5-Turbo-0301")),
    ],
)
def test_pass_at_five(name: str, models: tuple[str, str]) -> None:
    want = expected(name)
    shares, _ = livecodebench(models)
    scores = np.vectorize(lambda share: pass_at_k(10, round(10 * share), 5))(shares)
    pair = against(measured(scores.mean(axis=1), scores=scores, scale=Scale.UNIT), [0], 1, SETTINGS)
    got = (pair.own[0], pair.base[0], pair.delta[0], pair.stderr[0])
    assert got == close(tuple(want[key] for key in ("pass5_a", "pass5_b", "pass5_delta", "pass5_se")))


# Repeats


def trials(path: str) -> dict[str, float]:
    return {trial["task_id"]: float(bool(trial["is_resolved"])) for trial in document(path)["results"]}


def test_repeats_of_the_whole_benchmark() -> None:
    want = expected("repeats-01")
    runs = [trials(path) for path in cases()["repeats-01"]["files"]]
    items = sorted(runs[0])
    scores = np.array([[run[item] for item in items] for run in runs])
    assert scores.mean(axis=1).tolist() == close(list(want["runs"].values()))
    means = scores.mean(axis=0)
    spread = float(scores.mean(axis=1).std(ddof=1))
    assert spread == close(want["sd_runs"])
    reruns = measured(np.array([means.mean()]), repeats=np.array([3.0]), spread=np.array([spread]))
    own = value_intervals(reruns, SETTINGS)
    assert own.basis[0] == BASES.index(Basis.RERUNS)
    assert (own.stderr[0], own.low[0], own.high[0]) == close((want["se_runs"], *want["ci_runs"]))
    by_item = measured(np.array([means.mean()]), scores=means[None, :], samples=np.full((1, 80), 3.0))
    assert value_intervals(by_item, SETTINGS).stderr[0] == close(want["se_items"])
    assert [(means == 0).sum(), (means == 1).sum()] == [want["items_never"], want["items_always"]]
    assert ((means > 0) & (means < 1)).sum() == want["items_mixed"]
    first_and_third = against(measured(scores.mean(axis=1), scores=scores), [0], 2, SETTINGS)
    pair = want["run1_vs_run3"]
    got = (first_and_third.delta[0], first_and_third.low[0], first_and_third.high[0], first_and_third.p[0])
    assert got == close((pair["delta"], pair["ci_lo"], pair["ci_hi"], pair["p_midp"]))
    assert word(first_and_third) == pair["verdict_tol0"]


# Degenerate


def test_five_of_five_is_no_certainty() -> None:
    want = expected("degenerate-01")
    (path,) = cases()["degenerate-01"]["files"]
    metrics = document(path)["results"]["scores"][0]["metrics"]
    assert {name: metric["value"] for name, metric in metrics.items()} == want["reported"]
    low, high = wilson(np.array([5.0]), np.array([5.0]), 0.95)
    assert [low[0], high[0]] == close(want["wilson"])
    known, doubts = checked(measured(np.array([1.0]), stderr=np.array([0.0]), n=np.array([5.0])))
    assert np.isnan(known.stderr[0])
    assert [check.doubt for check in doubts] == [Doubt.ZERO_STDERR]


def test_an_empty_run_is_not_comparable() -> None:
    (path,) = cases()["degenerate-03"]["files"]
    rows = [data for data in document(path)["eval"].values() if data]
    assert len(rows) == expected("degenerate-03")["rows"]
    scores = np.vstack([np.full(164, np.nan), np.ones(164)])
    pair = against(measured(np.array([np.nan, 1.0]), scores=scores), [0], 1, SETTINGS)
    assert word(pair) == expected("degenerate-03")["verdict"]
    assert pair.notes[0] == Note.MISSING


# Times


def times(path: str) -> dict[str, float]:
    """The median over repeats of each solved task's time on the extra tests, in nanoseconds."""
    found = {}
    for task, repeats in document(path)["eval"].items():
        runs = [repeat["plus"][0] for repeat in repeats.values()]
        if runs and all(run[0] == "success" for run in runs):
            found[task] = float(median(sum(run[2]) for run in runs))
    return found


@pytest.mark.parametrize("name", ["time-01", "time-03"])
def test_times(name: str) -> None:
    want = expected(name)
    models = [times(path) for path in cases()[name]["files"]]
    assert [len(model) for model in models] == [want["solved_a"], want["solved_b"]]
    items = sorted(set().union(*models))
    scores = np.array([[model.get(item, np.nan) for item in items] for model in models])
    values = np.nanmean(scores, axis=1)
    assert values.tolist() == pytest.approx([want["mean_own_a_ns"], want["mean_own_b_ns"]], rel=1e-12)
    pair = against(measured(values, scores=scores, scale=Scale.RATIO, sign=-1), [0], 1, SETTINGS)
    assert (pair.shared[0], pair.won[0], pair.lost[0]) == (want["n"], want["faster_items"], want["slower_items"])
    for got, key in ((pair.delta, "speedup_geo"), (pair.low, "ci_lo"), (pair.high, "ci_hi")):
        assert np.exp(got[0]) == close(want[key]), key
    median_interval = np.exp([pair.median_low[0], pair.median_high[0]])
    assert np.exp(pair.median[0]) == close(want["median_ratio"])
    assert median_interval.tolist() == close(want["median_ci"])
    assert pair.p[0] == close(want["p_t"])
    assert sign_test(int(pair.won[0]), int(pair.lost[0])) == close(want["p_sign"])
    assert word(pair, np.log(1.05)) == want["verdict_tol5pct"]


# Many models


@pytest.mark.parametrize("name", named("best-of"))
def test_the_best_of_several(name: str) -> None:
    want = expected(name)
    known = binary(cases()[name]["files"])
    best = best_of(known, [0], [1, 2, 3, 4], SETTINGS)
    assert (best.delta[0], best.low[0], best.high[0]) == close((want["delta"], want["ci_lo"], want["ci_hi"]))
    assert word(best) == want["verdict_tol0"]
    plain = compare(known, [0], [1, 2, 3, 4], SETTINGS)
    strict = compare(known, [0], [1, 2, 3, 4], Settings(confidence=1 - 0.05 / 4))
    for place, pair in enumerate(want["pairs"].values()):
        got = (plain.delta[0, place], plain.low[0, place], plain.high[0, place])
        assert got == close((pair["delta"], pair["lo"], pair["hi"]))
        assert (strict.low[0, place], strict.high[0, place]) == close((pair["lo_bonf"], pair["hi_bonf"]))


def test_corrections() -> None:
    want = expected("correction-01")
    known = binary(cases()["correction-01"]["files"])
    p = against(known, range(1, 20), 0, SETTINGS).p
    assert p.tolist() == close(want["p"])
    assert adjusted(p, Correction.HOLM).tolist() == close(want["holm"])
    assert adjusted(p, Correction.BH).tolist() == close(want["bh"])


def test_rank_intervals() -> None:
    want = expected("ranks-humaneval")
    ranks = rank_intervals(binary(cases()["ranks-humaneval"]["files"]), np.ones(20, dtype=bool), SETTINGS)
    got = dict(zip(want, zip(ranks.low.tolist(), ranks.high.tolist(), strict=True), strict=True))
    assert got == {name: (model["lo"], model["hi"]) for name, model in want.items()}
    assert ranks.top.tolist() == [True] + [False] * 19
    assert ranks.tested.all()


def test_the_bootstrap_agrees_with_the_formula() -> None:
    want = expected("bootstrap-01")
    known = binary(cases()["bootstrap-01"]["files"])
    assert known.scores is not None
    differences = known.scores[0] - known.scores[1]
    drawn = np.random.default_rng(20240601).integers(0, 164, size=(2000, 164))
    assert drawn[0, :8].tolist() == want["first_row"]
    assert differences[drawn].mean(axis=1).std(ddof=1) == close(want["boot_se"])
    pair = against(known, [0], 1, SETTINGS)
    assert (pair.delta[0], pair.stderr[0]) == close((want["delta"], want["formula_se"]))
    assert pair.stderr[0] == pytest.approx(want["boot_se"], rel=0.05)


# Without files


def test_smallest_detectable_differences() -> None:
    for n, by_rho in expected("mdd-01").items():
        for rho, difference in by_rho.items():
            stderr = unit_stderr(0.6 * 0.4, float(n.removeprefix("n=")), float(rho.removeprefix("rho=")))
            assert 2.8015852181129683 * stderr == close(difference)


def test_words() -> None:
    rows = expected("verdict-01")
    for row in rows:
        delta, low, high = (np.array([np.nan if row[key] is None else row[key]]) for key in ("delta", "lo", "hi"))
        assert word(stated(delta, low, high), row["tol"]) == row["word"], row


def stated(delta: Floats, low: Floats, high: Floats) -> Evidence:
    nothing = np.full(delta.shape, np.nan)
    columns = dict.fromkeys(Evidence.__struct_fields__, nothing)
    codes = {"basis": np.zeros(delta.shape, dtype=np.int8), "notes": np.zeros(delta.shape, dtype=np.uint16)}
    return Evidence(**columns | {"delta": delta, "low": low, "high": high} | codes)
