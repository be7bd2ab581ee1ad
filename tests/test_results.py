"""Results: one number for each model, benchmark and metric, and a reason for every other row."""

import math
from typing import Any

import pytest

from evalsite.readings import COLUMNS, LeftOut, Reading, Reason
from evalsite.results import Results

NAN = math.nan
NAMES = ("model", "metric", "value", "run", "date", "direction")


def reading(*rows: tuple[Any, ...], file: str = "a.csv", benchmark: str = "mbpp") -> Reading:
    """A file with rows of model, metric, value and, where they are said, run, date and direction."""
    columns = {name: [row[place] if place < len(row) else "" for row in rows] for place, name in enumerate(NAMES)}
    lines = list(range(2, 2 + len(rows)))
    return Reading(file=file, format="csv", columns={**columns, "benchmark": [benchmark] * len(rows), "line": lines})


def values(results: Results) -> dict[tuple[str, str, str], float | None]:
    """What is shown, None for what is missing."""
    rows = results.frame[["benchmark", "model", "metric", "value"]].itertuples(index=False)
    return {(row[0], row[1], row[2]): None if math.isnan(row[3]) else row[3] for row in rows}


def reasons(results: Results) -> list[tuple[str, Reason]]:
    return [(entry.place, entry.reason) for entry in results.left_out]


def test_a_frame_has_every_column_in_its_type_and_is_sorted() -> None:
    frame = Results.gather([reading(("sft", "time", 3)), reading(("qfs", "acc", 0.5), file="b.csv")]).frame
    assert list(frame.columns) == [*COLUMNS, "called"]
    assert frame[["model", "metric", "file", "run"]].to_numpy().tolist() == [
        ["qfs", "acc", "b.csv", ""],
        ["sft", "time", "a.csv", ""],
    ]
    assert frame["value"].dtype == "float64"


def test_nothing_read_is_an_empty_frame() -> None:
    results = Results.gather([Reading(file="notes.txt", left_out=(LeftOut(file="notes.txt", reason=Reason.IGNORED),))])
    assert len(results.frame) == 0
    assert list(results.frame.columns) == [*COLUMNS, "called"]
    assert [entry.reason for entry in results.left_out] == [Reason.IGNORED]
    assert results.problems == ()


def test_a_missing_value_stays_and_keeps_its_model_visible() -> None:
    assert values(Results.gather([reading(("sft", "acc", NAN))])) == {("mbpp", "sft", "acc"): None}


def test_a_missing_value_gives_way_to_a_number() -> None:
    results = Results.gather([reading(("sft", "acc", NAN), ("sft", "acc", 0.5))])
    assert values(results) == {("mbpp", "sft", "acc"): 0.5}
    assert reasons(results) == [("a.csv:2", Reason.MISSING)]
    assert results.problems == ()


def test_equal_numbers_count_once_and_the_second_place_is_told() -> None:
    results = Results.gather([reading(("sft", "acc", 0.5)), reading(("sft", "acc", 0.5), file="b.csv")])
    assert values(results) == {("mbpp", "sft", "acc"): 0.5}
    assert reasons(results) == [("b.csv:2", Reason.DUPLICATE)]
    [problem] = results.problems
    assert (problem.place, problem.severity) == ("b.csv:2", "record")
    assert "0.5 already stands at a.csv:2" in problem.expected


def test_different_numbers_leave_the_cell_empty_and_ask() -> None:
    results = Results.gather([reading(("sft", "acc", 0.5), ("sft", "acc", 0.7), ("sft", "time", 3))])
    assert values(results) == {("mbpp", "sft", "acc"): None, ("mbpp", "sft", "time"): 3}
    assert reasons(results) == [("a.csv:2", Reason.CONFLICT), ("a.csv:3", Reason.CONFLICT)]
    [problem] = results.problems
    assert "there are 2: 0.5 at a.csv:2 and 0.7 at a.csv:3; none of them is shown" in problem.expected
    assert problem.severity == "record"


def test_of_two_runs_the_later_counts() -> None:
    runs = (("sft", "acc", 0.5, "first", "2026-01-01"), ("sft", "acc", 0.4, "second", "2026-02-01"))
    for rows in (runs, runs[::-1]):
        results = Results.gather([reading(*rows)])
        assert values(results) == {("mbpp", "sft", "acc"): 0.4}
        assert [reason for _, reason in reasons(results)] == [Reason.SUPERSEDED]
        assert results.problems == ()
        assert results.others["value"].tolist() == [0.5]


@pytest.mark.parametrize("dates", [("2026-01-01", ""), ("2026-01-01", "2026-01-01"), ("", "")])
def test_runs_whose_dates_do_not_decide_ask(dates: tuple[str, str]) -> None:
    results = Results.gather([reading(("sft", "acc", 0.5, "a", dates[0]), ("sft", "acc", 0.4, "b", dates[1]))])
    assert values(results) == {("mbpp", "sft", "acc"): None}
    assert len(results.problems) == 1


def test_models_that_are_one_are_joined_and_their_rows_settled() -> None:
    readings = [reading(("sft", "acc", 0.5), ("sft-v1", "time", 3), ("old", "acc", 0.5))]
    results = Results.gather(readings, {"sft-v1": "sft", "old": "sft"})
    assert values(results) == {("mbpp", "sft", "acc"): 0.5, ("mbpp", "sft", "time"): 3}
    assert reasons(results) == [("a.csv:4", Reason.DUPLICATE)]


def test_a_direction_is_what_the_files_say_with_one_voice() -> None:
    rows = (("sft", "score", 7, "", "", "higher"), ("qfs", "score", 8), ("sft", "odd", 1))
    results = Results.gather([reading(*rows)])
    assert (results.direction("score"), results.direction("odd"), results.direction("none")) == ("higher", "", "")


def test_files_that_contradict_each_other_on_a_direction_are_told() -> None:
    one = reading(("sft", "score", 7, "", "", "higher"))
    other = reading(("qfs", "score", 7), ("sft", "score", 8, "", "", "lower"), file="b.csv", benchmark="humaneval")
    for order in ([one, other], [other, one]):
        results = Results.gather(order)
        assert results.direction("score") == ""
        [problem] = results.problems
        assert str(problem) == (
            'b.csv:3: found "score"; says that lower is better, but a.csv:2 says that higher is. '
            "Correct one of the two, or give the two metrics names of their own."
        )


def test_a_direction_is_heard_though_the_number_beside_it_does_not_count() -> None:
    rows = (("sft", "score", 7, "", "", "higher"), ("sft", "score", 8, "", "", "higher"))
    results = Results.gather([reading(*rows)])
    assert values(results) == {("mbpp", "sft", "score"): None}
    assert results.direction("score") == "higher"
    assert results.directions[["file", "line"]].to_numpy().tolist() == [["a.csv", 2]]


def test_the_digest_is_that_of_the_rows() -> None:
    rows = [("sft", "acc", 0.5), ("qfs", "acc", 0.25)]
    one, other = Results.gather([reading(*rows)]), Results.gather([reading(*rows)])
    assert one.digest() == other.digest()
    assert one.digest() != Results.gather([reading(rows[0], ("qfs", "acc", 0.26))]).digest()
