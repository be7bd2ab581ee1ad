"""Which numbers count where several runs stand for one benchmark."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.runs.standing import Entry, Policy, Rule, Standing, decide

NAN = math.nan


def entry(
    place: int, run: str, value: float, *, metric: str = "pass@1", date: str = "", stderr: float = NAN, n: float = NAN
) -> Entry:
    return Entry(place, metric, run, value, stderr, n, date)


def test_the_latest_run_counts_with_all_its_numbers() -> None:
    old = [entry(0, "a", 0.5, date="2024-05-01"), entry(1, "a", 9.0, metric="time", date="2024-05-01")]
    made = decide([*old, entry(2, "b", 0.4, date="2024-05-02")], Policy())
    assert made.standing == {0: Standing.SUPERSEDED, 1: Standing.SUPERSEDED}


def test_runs_that_share_no_metric_stand_beside_each_other() -> None:
    assert decide([entry(0, "a", 0.5), entry(1, "b", 9.0, metric="time")], Policy()).standing == {}


def test_dates_that_do_not_decide_ask() -> None:
    made = decide([entry(0, "a", 0.5, date="2024-05-01"), entry(1, "b", 0.4)], Policy())
    assert made.conflicts == [("dates", (0, 1))]
    assert set(made.standing.values()) == {Standing.CONFLICT}


def test_one_run_with_two_numbers_asks_whatever_the_dates() -> None:
    made = decide([entry(0, "a", 0.5, date="2024-05-01"), entry(1, "a", 0.4, date="2024-05-02")], Policy())
    assert made.conflicts == [("identity", (0, 1))]


def test_equal_content_is_a_duplicate_of_the_fuller_row() -> None:
    made = decide([entry(0, "a", 0.5), entry(1, "b", 0.5, date="2024-05-01", n=164.0)], Policy())
    assert (made.standing, made.repeats) == ({0: Standing.DUPLICATE}, {0: 1})


def test_of_equal_numbers_that_of_a_run_that_is_told_counts_in_whatever_order() -> None:
    for runs in ("", "a", "b"), ("b", "", "a"), ("a", "b", ""):
        made = decide([entry(place, run, 0.5) for place, run in enumerate(runs)], Policy())
        assert [runs[place] for place in range(3) if place not in made.standing] == ["a"]


def test_equal_numbers_on_different_days_are_two_runs() -> None:
    made = decide([entry(0, "a", 0.5, date="2024-05-01"), entry(1, "b", 0.5, date="2024-05-02")], Policy())
    assert made.standing == {0: Standing.SUPERSEDED}


def test_there_is_no_mean_of_runs_under_different_conditions() -> None:
    entries = [entry(0, "a", 0.4)._replace(conditions=("1",)), entry(1, "b", 0.6)._replace(conditions=("2",))]
    made = decide(entries, Policy(rule="mean"))
    assert made.conflicts == [("conditions", (0, 1))]
    assert not made.means


def test_duplicates_do_not_enter_a_mean() -> None:
    made = decide([entry(0, "a", 0.4), entry(1, "b", 0.6), entry(2, "c", 0.6)], Policy(rule="mean"))
    assert made.means[0] == pytest.approx((0.5, 0.1, 2))
    assert made.standing == {0: Standing.AVERAGED, 1: Standing.AVERAGED, 2: Standing.DUPLICATE}


@pytest.mark.parametrize(("sign", "superseded"), [(1.0, 0), (-1.0, 1)])
def test_the_best_run_is_that_of_the_named_metric(sign: float, superseded: int) -> None:
    made = decide([entry(0, "a", 0.4), entry(1, "b", 0.6)], Policy(rule="best", metric="pass@1", sign=sign))
    assert made.standing == {superseded: Standing.SUPERSEDED}


def test_no_best_run_asks() -> None:
    made = decide([entry(0, "a", 0.4), entry(1, "b", 0.6)], Policy(rule="best", metric="time"))
    assert made.conflicts == [("tie", (0, 1))]


def test_runs_that_must_agree_and_do_not_ask() -> None:
    same = [entry(0, "a", 0.4, date="2024-05-01"), entry(1, "b", 0.4, date="2024-05-02")]
    assert decide(same, Policy(rule="agree")).standing == {1: Standing.SUPERSEDED}
    made = decide([*same, entry(2, "c", 0.5)], Policy(rule="agree"))
    assert made.conflicts == [("agree", (0, 1, 2))]


def test_a_missing_number_gives_way() -> None:
    assert decide([entry(0, "a", NAN), entry(1, "b", 0.5)], Policy()).standing == {0: Standing.MISSING}
    assert decide([entry(0, "a", NAN), entry(1, "b", NAN)], Policy()).standing == {1: Standing.MISSING}


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["m", "t"]),
        st.sampled_from("abc"),
        st.sampled_from([0.0, 0.5, NAN]),
        st.sampled_from([0.1, NAN]),
        st.sampled_from([10.0, NAN]),
        st.sampled_from(["", "2024-05-01", "2024-05-02", "2024-05-02T10:00Z"]),
    ),
    max_size=7,
)


@given(ENTRIES, st.sampled_from(["latest", "best", "mean", "agree"]))
def test_every_metric_keeps_one_number_or_says_why_not(
    cells: list[tuple[str, str, float, float, float, str]], rule: Rule
) -> None:
    entries = [Entry(place, *cell) for place, cell in enumerate(cells)]
    made = decide(entries, Policy(rule=rule, metric="m"))
    for metric in {each.metric for each in entries}:
        same = [each.place for each in entries if each.metric == metric]
        counting = [place for place in same if place not in made.standing]
        asked = [places for _, places in made.conflicts if set(places) <= set(same)]
        averaged = [place for place in made.means if place in same]
        superseded = [place for place in same if made.standing.get(place) is Standing.SUPERSEDED]
        assert len(counting) + len(asked) + len(averaged) == 1 or (superseded and not counting)
    assert made.standing.keys() >= made.repeats.keys() | made.means.keys()
