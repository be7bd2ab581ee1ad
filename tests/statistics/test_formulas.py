"""Every formula against a second opinion: SciPy's and statsmodels' own, and rows worked by hand."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from evalsite.statistics.arrays import Floats
from evalsite.statistics.comparison import against, compare
from evalsite.statistics.distributions import median_rank, mid_p, sign_test, t_quantile, z_quantile
from evalsite.statistics.evidence import BASES, Basis
from evalsite.statistics.few import medians, sign_flip_p
from evalsite.statistics.intervals import bonett_price, newcombe, wilson
from evalsite.statistics.items import trend
from evalsite.statistics.measured import Correction, Scale, Settings, measured
from evalsite.statistics.moments import clustered, moments
from evalsite.statistics.values import value_intervals
from evalsite.statistics.words import adjusted

SETTINGS = Settings()
DRAWN = np.random.default_rng(7)


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def holes(scores: Floats, share: float) -> Floats:
    """The same with some items missing."""
    return np.where(np.random.default_rng(11).random(scores.shape) < share, np.nan, scores)


@pytest.mark.parametrize(("correct", "n"), [(0, 5), (5, 5), (1, 10), (133, 164), (50, 100), (999, 1000)])
def test_wilson(correct: int, n: int) -> None:
    low, high = wilson(floats(correct), floats(n), 0.95)
    assert (low[0], high[0]) == pytest.approx(proportion_confint(correct, n, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(
    ("own", "base"), [((133, 164), (124, 164)), ((12, 17), (5, 17)), ((0, 20), (3, 30)), ((20, 20), (0, 20))]
)
def test_newcombe(own: tuple[int, int], base: tuple[int, int]) -> None:
    low, high = newcombe((floats(own[0]), floats(own[1])), (floats(base[0]), floats(base[1])), 0.95)
    theirs = confint_proportions_2indep(*own, *base, method="newcomb", compare="diff")
    assert (low[0], high[0]) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("won", "lost", "n", "low", "high"),
    [
        # (won + 1) / (n + 2) = 9/12, (lost + 1) / (n + 2) = 1/12: 8/12 -+ 1.959964 sqrt((10/12 - 64/144) / 12)
        (8, 0, 10, 0.3138328, 1.0),  # 1.0195005, and no difference is more than 1
        # nothing differs: 1/12 less 1/12, -+ 1.959964 sqrt((2/12) / 12)
        (0, 0, 10, -0.2309840, 0.2309840),
        # 15/102 - 6/102: 9/102 -+ 1.959964 sqrt((21/102 - 81/10404) / 102)
        (14, 5, 100, 0.0018605, 0.1746100),
    ],
)
def test_bonett_price_by_hand(won: int, lost: int, n: int, low: float, high: float) -> None:
    got = bonett_price(floats(won), floats(lost), floats(n), 0.95)
    assert (got[0][0], got[1][0]) == pytest.approx((low, high), abs=1e-7)


@pytest.mark.parametrize(("won", "lost"), [(0, 0), (1, 0), (5, 5), (35, 6), (6, 35), (61, 0), (400, 300)])
def test_mid_p_and_the_sign_test(won: int, lost: int) -> None:
    fewer, thrown = min(won, lost), won + lost
    binomial = stats.binom(thrown, 0.5)
    by_definition = 1 - binomial.pmf(won) if won == lost else 2 * binomial.cdf(fewer) - binomial.pmf(fewer)
    assert mid_p(floats(won), floats(lost))[0] == pytest.approx(by_definition if thrown else 1, rel=1e-9)
    exact = mcnemar([[0, won], [lost, 0]], exact=True).pvalue if thrown else 1
    assert sign_test(won, lost) == pytest.approx(min(exact, 1), rel=1e-9)


def test_quantiles() -> None:
    freedom = floats(1, 2, 9, 9, 163, 10.7, 0)
    assert t_quantile(freedom, 0.95)[:6].tolist() == pytest.approx(stats.t.ppf(0.975, freedom[:6]).tolist(), rel=1e-12)
    assert np.isnan(t_quantile(freedom, 0.95)[6])
    assert z_quantile(0.95) == pytest.approx(stats.norm.ppf(0.975), rel=1e-14)
    counts = np.arange(1, 400, dtype=np.float64)
    for confidence in (0.5, 0.95, 0.9875, 0.999):
        theirs = stats.binom.ppf((1 - confidence) / 2, counts, 0.5)
        assert median_rank(counts, confidence).tolist() == theirs.tolist()


@pytest.mark.parametrize("share", [0.0, 0.05])
def test_paired_scores(share: float) -> None:
    scores = holes(np.round(DRAWN.random((3, 60)), 2), share)
    known = measured(np.nanmean(scores, axis=1), scores=scores, scale=Scale.UNIT)
    pairs = compare(known, range(3), range(3), SETTINGS)
    for i, j in ((0, 1), (2, 1), (2, 0)):
        both = ~np.isnan(scores[i]) & ~np.isnan(scores[j])
        theirs = stats.ttest_rel(scores[i, both], scores[j, both])
        assert pairs.p[i, j] == pytest.approx(theirs.pvalue, rel=1e-9)
        assert (pairs.low[i, j], pairs.high[i, j]) == pytest.approx(tuple(theirs.confidence_interval(0.95)), abs=1e-12)
        assert pairs.rho[i, j] == pytest.approx(np.corrcoef(scores[i, both], scores[j, both])[0, 1], abs=1e-12)


def test_lower_is_better_turns_the_difference_round() -> None:
    scores = DRAWN.random((2, 60))
    up = against(measured(scores.mean(axis=1), scores=scores, scale=Scale.REAL), [0], 1, SETTINGS)
    down = against(measured(scores.mean(axis=1), scores=scores, scale=Scale.REAL, sign=-1), [0], 1, SETTINGS)
    assert (down.delta[0], down.low[0], down.high[0]) == pytest.approx((-up.delta[0], -up.high[0], -up.low[0]))
    assert (down.own[0], down.base[0]) == pytest.approx((up.own[0], up.base[0]))


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_clustered_standard_errors(share: float) -> None:
    scores, clusters = holes(DRAWN.random((2, 120)), share), DRAWN.integers(0, 15, 120)
    errors, count = clustered(scores[:1], scores[1:], clusters)
    shared = ~np.isnan(scores).any(axis=0)
    differences = scores[0, shared] - scores[1, shared]
    fit = sm.OLS(differences, np.ones(len(differences))).fit(
        cov_type="cluster", cov_kwds={"groups": clusters[shared], "use_correction": True, "df_correction": True}
    )
    assert count[0, 0] == len(np.unique(clusters[shared]))
    assert errors[0, 0] == pytest.approx(fit.bse[0], rel=1e-9)


def test_reruns_by_welch() -> None:
    own, base = floats(0.61, 0.63, 0.62, 0.66), floats(0.55, 0.60, 0.56, 0.58, 0.57)
    known = measured(
        floats(own.mean(), base.mean()), repeats=floats(4, 5), spread=floats(own.std(ddof=1), base.std(ddof=1))
    )
    pair = against(known, [0], 1, SETTINGS)
    theirs = stats.ttest_ind(own, base, equal_var=False)
    assert pair.basis[0] == BASES.index(Basis.RERUNS)
    assert pair.p[0] == pytest.approx(theirs.pvalue, rel=1e-9)
    assert (pair.low[0], pair.high[0]) == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-9)


def test_times_are_compared_by_logarithms() -> None:
    times = np.exp(DRAWN.normal(size=(2, 40)))
    pair = against(measured(times.mean(axis=1), scores=times, scale=Scale.RATIO, sign=-1), [0], 1, SETTINGS)
    ratios = np.log(times[1] / times[0])
    theirs = stats.ttest_1samp(ratios, 0)
    assert pair.p[0] == pytest.approx(theirs.pvalue, rel=1e-9)
    assert (pair.low[0], pair.high[0]) == pytest.approx(tuple(theirs.confidence_interval(0.95)), rel=1e-9)
    assert pair.median[0] == pytest.approx(np.median(ratios), rel=1e-12)
    assert pair.own[0] == pytest.approx(stats.gmean(times[0]), rel=1e-12)


@pytest.mark.parametrize("n", [5, 6, 31, 100])
def test_the_median_by_order_statistics(n: int) -> None:
    own, base = DRAWN.normal(size=(1, n)), np.zeros((1, n))
    median, low, high = medians(own, base, 0.95)
    k = int(stats.binom.ppf(0.025, n, 0.5))
    ordered = np.sort(own[0])
    assert median[0, 0] == pytest.approx(np.median(own))
    if k:
        assert (low[0, 0], high[0, 0]) == (ordered[k - 1], ordered[n - k])
    else:
        assert np.isnan([low[0, 0], high[0, 0]]).all()


def test_the_median_is_that_of_scipy() -> None:
    own = DRAWN.normal(size=(1, 90))
    _, low, high = medians(own, np.zeros((1, 90)), 0.95)
    theirs = stats.quantile_test(own[0], q=0, p=0.5).confidence_interval(0.95)
    assert low[0, 0] <= theirs.low
    assert high[0, 0] >= theirs.high  # one order statistic wider on a side at most
    inside = np.count_nonzero((own[0] >= low[0, 0]) & (own[0] <= high[0, 0]))
    assert inside - np.count_nonzero((own[0] >= theirs.low) & (own[0] <= theirs.high)) <= 2


@pytest.mark.parametrize(("n", "absolute"), [(10, 1e-12), (13, 1e-12), (20, 0.01), (29, 0.01)])
def test_the_sign_flip_test(n: int, absolute: float) -> None:
    differences = np.random.default_rng(n).normal(0.4, 1, size=n)
    theirs = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=9999, random_state=np.random.default_rng(1)
    )
    padded = np.concatenate([differences, np.full(50, np.nan)])[None, :]
    assert sign_flip_p(padded)[0] == pytest.approx(theirs.pvalue, abs=absolute)


@pytest.mark.parametrize(("method", "name"), [(Correction.HOLM, "holm"), (Correction.BH, "fdr_bh")])
def test_corrections(method: Correction, name: str) -> None:
    p = np.concatenate([DRAWN.random(30) ** 3, floats(0.05, 0.05, 0, 1)])
    assert adjusted(p, method).tolist() == pytest.approx(multipletests(p, method=name)[1].tolist(), abs=1e-12)
    with_holes = np.insert(p, 3, np.nan)
    assert np.delete(adjusted(with_holes, method), 3).tolist() == adjusted(p, method).tolist()


def test_kendalls_tau() -> None:
    scores, values = DRAWN.integers(0, 3, size=(14, 25)) / 2, DRAWN.random(14)
    theirs = [stats.kendalltau(item, values).statistic for item in scores.T]
    assert trend(scores, values).tolist() == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_sums_by_products_are_sums(precision: type[np.floating]) -> None:
    scores = holes((DRAWN.random((6, 300)) < 0.6).astype(np.float64), 0.1)
    sums = moments(scores[:2].astype(precision), scores[2:].astype(precision))
    for i in range(2):
        for j in range(4):
            shared = ~np.isnan(scores[i]) & ~np.isnan(scores[2 + j])
            differences = scores[i, shared] - scores[2 + j, shared]
            assert sums.n[i, j] == len(differences)
            assert sums.square[i, j] == (differences**2).sum()
            assert sums.delta[i, j] == pytest.approx(differences.mean(), abs=1e-12)
            assert sums.variance[i, j] == pytest.approx(differences.var(ddof=1), rel=1e-12)


def test_values_alone() -> None:
    scores = DRAWN.random((2, 50))
    own = value_intervals(measured(scores.mean(axis=1), scores=scores, scale=Scale.UNIT), SETTINGS)
    theirs = stats.ttest_1samp(scores[0], 0).confidence_interval(0.95)
    assert (own.low[0], own.high[0]) == pytest.approx(tuple(theirs), rel=1e-12)
    stated = value_intervals(measured(floats(0.5), stderr=floats(0.01)), SETTINGS)
    assert (stated.low[0], stated.high[0]) == pytest.approx((0.4804004, 0.5195996), abs=1e-7)
