"""What must hold of any models: of words, of ranks, of a model added or taken away."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evalsite.statistics.arrays import Floats
from evalsite.statistics.comparison import against, best_of, compare
from evalsite.statistics.evidence import Evidence
from evalsite.statistics.measured import Correction, Measured, Scale, Settings, measured
from evalsite.statistics.ranks import rank_intervals, unsettled
from evalsite.statistics.words import corrected, decide
from evalsite.verdicts import VERDICTS, Verdict

SETTINGS = Settings()
BETTER, WORSE, ON_PAR, WITHIN_NOISE = (
    VERDICTS.index(verdict) for verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.ON_PAR, Verdict.WITHIN_NOISE)
)
MIRRORED = {BETTER: WORSE, WORSE: BETTER}


@st.composite
def tables(draw: st.DrawFn, *, most: int = 6, complete: bool = False) -> Measured:
    """A few models of right-or-wrong, scored or timed items, perhaps with holes, of different strengths."""
    models, items = draw(st.integers(2, most)), draw(st.integers(10, 60))
    scale = draw(st.sampled_from([Scale.BINARY, Scale.UNIT, Scale.RATIO]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    strength = np.array(draw(st.lists(st.floats(0.05, 0.95), min_size=models, max_size=models)))[:, None]
    scores = _scores(rng, scale, strength, items)
    if not complete and draw(st.booleans()):
        scores[rng.random(scores.shape) < 0.04] = np.nan
    sign = -1 if scale is Scale.RATIO else draw(st.sampled_from([1, -1]))
    return measured(np.nanmean(scores, axis=1), scores=scores, scale=scale, sign=sign)


def _scores(rng: np.random.Generator, scale: Scale, strength: Floats, items: int) -> Floats:
    shape = (len(strength), items)
    if scale is Scale.BINARY:
        return (rng.random(shape) < strength).astype(np.float64)
    if scale is Scale.UNIT:
        return rng.binomial(5, strength, size=shape) / 5
    return np.exp(rng.normal(size=items) - 3 * strength + rng.normal(scale=0.3, size=shape))


TOLERANCES = st.sampled_from([0.0, 0.01, 0.05, 0.3])


def stated(delta: float, low: float, high: float) -> Evidence:
    nothing: Any = np.array([np.nan])
    columns = dict.fromkeys(Evidence.__struct_fields__, nothing)
    codes = {"basis": np.zeros(1, dtype=np.int8), "notes": np.zeros(1, dtype=np.uint16)}
    bounds = {"delta": np.array([delta]), "low": np.array([low]), "high": np.array([high])}
    return Evidence(**columns | bounds | codes)


def verdict(evidence: Evidence, tolerance: float) -> int:
    return int(decide(evidence, tolerance).verdicts[0])


finite = st.integers(-1000, 1000).map(lambda thousandths: thousandths / 1000)
widths = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


@given(delta=finite, down=widths, up=widths, tolerance=TOLERANCES, more=widths)
def test_words(delta: float, down: float, up: float, tolerance: float, more: float) -> None:
    plain = verdict(stated(delta, delta - down, delta + up), tolerance)
    mirrored = verdict(stated(-delta, -delta - up, -delta + down), tolerance)
    assert mirrored == MIRRORED.get(plain, plain), "swapping the roles swaps better and worse, and nothing else"
    doubled = verdict(stated(delta * 2, (delta - down) * 2, (delta + up) * 2), tolerance * 2)
    assert doubled == plain, "a unit changes no word"
    wider = verdict(stated(delta, delta - down - more, delta + up + more), tolerance)
    assert plain != WITHIN_NOISE or wider == WITHIN_NOISE, "a wider interval decides nothing"
    larger = verdict(stated(delta, delta - down, delta + up), tolerance + more)
    assert larger not in (BETTER, WORSE) or larger == plain, "a larger tolerance makes nothing better or worse"


@given(known=tables(), tolerance=TOLERANCES)
def test_swapping_a_pair_swaps_its_word(known: Measured, tolerance: float) -> None:
    words = decide(compare(known, range(known.count), range(known.count), SETTINGS), tolerance).verdicts
    swapped = np.vectorize(lambda code: MIRRORED.get(code, code))(words)
    assert (swapped == words.T).all()


@given(known=tables(), data=st.data())
def test_other_models_change_no_pair(known: Measured, data: st.DataObject) -> None:
    rows = data.draw(st.permutations(range(known.count)))
    kept = [0, 1, *(row for row in rows if row > 1 and data.draw(st.booleans()))]
    fewer = against(taken(known, kept), [0], 1, SETTINGS)
    whole = against(known, [0], 1, SETTINGS)
    assert fewer.basis == whole.basis
    assert fewer.notes == whole.notes
    for column in ("delta", "low", "high", "p", "median_low", "median_high"):
        np.testing.assert_allclose(getattr(fewer, column), getattr(whole, column), rtol=1e-12, atol=1e-14)


@given(known=tables(), data=st.data())
def test_the_order_of_items_and_models_changes_nothing(known: Measured, data: st.DataObject) -> None:
    assert known.scores is not None
    rows = data.draw(st.permutations(range(known.count)))
    columns = data.draw(st.permutations(range(known.scores.shape[1])))
    before, after = ranked(known), ranked(taken(known, rows, columns))
    assert [before[row] for row in rows] == after


def taken(known: Measured, rows: Any, columns: Any = slice(None)) -> Measured:
    """The same with some of its models, and its items in another order."""
    assert known.scores is not None
    scores = known.scores[list(rows)][:, columns]
    return measured(known.values[list(rows)], scores=scores, scale=known.scale, sign=known.sign)


def ranked(known: Measured, settings: Settings = SETTINGS) -> list[tuple[int, int]]:
    ranks = rank_intervals(known, np.ones(known.count, dtype=bool), settings)
    return list(zip(ranks.low.tolist(), ranks.high.tolist(), strict=True))


def value_ranks(known: Measured) -> list[int]:
    oriented = known.sign * known.values
    return [1 + int((oriented > value).sum()) for value in oriented]


@given(known=tables())
def test_rank_intervals_hold_the_rank_by_value(known: Measured) -> None:
    ranks = rank_intervals(known, np.ones(known.count, dtype=bool), SETTINGS)
    places = np.array(value_ranks(known))
    assert (ranks.low <= places).all()
    assert (places <= ranks.high).all()
    assert ranks.top[int(np.argmax(known.sign * known.values))]


@given(known=tables(), data=st.data())
def test_without_a_model_ranks_move_by_one_at_most(known: Measured, data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, known.count - 1))
    rest = [row for row in range(known.count) if row != gone]
    before, after = ranked(known), ranked(taken(known, rest))
    for row, (low, high) in zip(rest, after, strict=True):
        assert abs(before[row][0] - low) <= 1
        assert abs(before[row][1] - high) <= 1


@given(known=tables(), data=st.data())
def test_a_clone_widens_by_one_at_most(known: Measured, data: st.DataObject) -> None:
    cloned = data.draw(st.integers(0, known.count - 1))
    before, after = ranked(known), ranked(taken(known, [*range(known.count), cloned]))
    for row in range(known.count):
        width = after[row][1] - after[row][0] - (before[row][1] - before[row][0])
        assert 0 <= width <= 1


@given(known=tables(complete=True, most=5))
def test_who_is_better_on_every_item_ranks_no_lower(known: Measured) -> None:
    assert known.scores is not None
    oriented = known.sign * known.scores
    ranks = ranked(known)
    for i, own in enumerate(oriented):
        for j, base in enumerate(oriented):
            if (own >= base).all():
                assert ranks[i][0] <= ranks[j][0]


@given(known=tables())
def test_all_intervals_together_are_no_narrower(known: Measured) -> None:
    for (low, high), (lower, higher) in zip(ranked(known), ranked(known, Settings(simultaneous=True)), strict=True):
        assert lower <= low
        assert higher >= high


@given(known=tables())
def test_medals_and_ranks_are_of_one_word(known: Measured) -> None:
    """Who can be told from the first is not at its top, where values and items agree on who leads."""
    first = int(np.argmax(known.sign * known.values))
    others = [row for row in range(known.count) if row != first]
    (alike,) = unsettled(known, [first], np.ones(known.count, dtype=bool), SETTINGS)
    evidence = against(known, others, first, SETTINGS)
    words = decide(evidence, 0.0).verdicts
    assert {*alike.tolist()} == {*np.array(others)[evidence.tested & (words != WORSE)].tolist()}


@given(known=tables())
def test_whoever_is_unsettled_with_one_is_unsettled_with_the_other(known: Measured) -> None:
    everyone = range(known.count)
    alike = unsettled(known, everyone, np.ones(known.count, dtype=bool), SETTINGS)
    pairs = {(row, other) for row in everyone for other in alike[row].tolist()}
    values = known.values
    assert {(b, a) for a, b in pairs if values[a] != values[b]} == {(a, b) for a, b in pairs if values[a] != values[b]}


@given(known=tables(most=5))
def test_better_than_the_best_is_better_than_each(known: Measured) -> None:
    donors = list(range(1, known.count))
    best = best_of(known, [0], donors, SETTINGS)
    each = against(known, [0], 1, SETTINGS) if len(donors) == 1 else compare(known, [0], donors, SETTINGS)
    words = decide(each, 0.0).verdicts
    if verdict(best, 0.0) == BETTER:
        assert (words == BETTER).all()
    if verdict(best, 0.0) == WORSE:
        assert (words == WORSE).any()
    assert np.isnan(best.delta[0]) or best.delta[0] == each.delta.min()


@given(known=tables(), method=st.sampled_from([Correction.HOLM, Correction.BH]), tolerance=TOLERANCES)
def test_a_correction_only_takes_words_back(known: Measured, method: Correction, tolerance: float) -> None:
    evidence = against(known, range(1, known.count), 0, SETTINGS)
    plain = decide(evidence, tolerance)
    after = corrected(plain, evidence, Settings(correction=method))
    changed = plain.verdicts != after.verdicts
    assert np.isin(plain.verdicts[changed], (BETTER, WORSE)).all()
    assert (after.verdicts[changed] == WITHIN_NOISE).all()


@given(
    values=arrays(np.float64, 5, elements=st.floats(0, 1)),
    known=arrays(np.bool_, 5, elements=st.booleans()),
)
def test_unknown_uncertainty_ranks_from_first_to_last(values: Floats, known: Floats) -> None:
    ranks = rank_intervals(measured(np.where(known, values, np.nan)), np.ones(5, dtype=bool), SETTINGS)
    count = int(known.sum())
    assert ranks.low[known].tolist() == [1] * count
    assert ranks.high[known].tolist() == [count] * count
    assert ranks.low[~known].tolist() == [0] * (5 - count)
    assert ranks.tested.any() == (count == 1)


def test_one_model_is_first() -> None:
    assert ranked(measured(np.array([0.5]))) == [(1, 1)]


def test_huge_differences_rank_all() -> None:
    scores = np.array([np.repeat([1.0, 0.0], [right, 200 - right]) for right in (200, 150, 100, 50, 0)])
    known = measured(scores.mean(axis=1), scores=scores)
    assert ranked(known) == [(place, place) for place in range(1, 6)]
    assert ranked(known, Settings(confidence=1 - 1e-300)) == [(1, 5)] * 5


def test_ranks_do_not_depend_on_the_parts_they_are_computed_in() -> None:
    """More models than fit into one part, against each pair by itself."""
    rng = np.random.default_rng(3)
    scores = (rng.random((400, 40)) < rng.random((400, 1))).astype(np.float64)
    known = measured(scores.mean(axis=1), scores=scores)
    words = decide(compare(known, range(400), range(400), SETTINGS), 0.0).verdicts
    got = ranked(known)
    low = np.minimum(1 + (words == WORSE).sum(axis=1), value_ranks(known))
    high = np.maximum(400 - (words == BETTER).sum(axis=1), value_ranks(known))
    assert got == list(zip(low.tolist(), high.tolist(), strict=True))
