"""Errors of groups, against those of their parts."""

from math import nan, sqrt

import pytest

from evalsite.readers.group_errors import Score, doubtful

PARTS = {("a", "acc"): Score(0.5, 0.03, 300), ("b", "acc"): Score(0.8, 0.09, 100)}
WEIGHTED = sqrt((300 * 0.03) ** 2 + (100 * 0.09) ** 2) / 400
PLAIN = sqrt(0.03**2 + 0.09**2) / 2


@pytest.mark.parametrize(
    ("value", "stderr", "expected"),
    [
        (0.575, WEIGHTED, None),
        (0.575, WEIGHTED * 1.02, None),  # pooled, with n - 1
        (0.575, PLAIN, WEIGHTED),
        (0.65, PLAIN, None),
        (0.65, 0.2, PLAIN),
        (0.575, 0.06, WEIGHTED),
        (0.6, 0.06, None),  # no mean of the parts
        (0.575, nan, None),
    ],
)
def test_an_error_follows_from_those_of_the_parts(value: float, stderr: float, expected: float | None) -> None:
    found = [*doubtful({("all", "acc"): Score(value, stderr, 400), **PARTS}, {"all": ["a", "b"]})]
    assert [each.expected for each in found] == ([pytest.approx(expected)] if expected else [])
    assert all(each[:3] == ("all", "acc", stderr) and each.parts == 2 for each in found)


def test_groups_within_groups_are_the_tasks_in_them() -> None:
    scores = {("all", "acc"): Score(0.575, 0.06, 400), ("some", "acc"): Score(0.5, 0.03, 300), **PARTS}
    found = [*doubtful(scores, {"all": ["some", "b"], "some": ["a"]})]
    assert [(each.group, each.parts) for each in found] == [("all", 2)]


def test_a_group_that_lacks_a_part_is_not_judged() -> None:
    scores = {("all", "acc"): Score(0.575, 0.06, 400), **PARTS}
    assert not [*doubtful(scores, {"all": ["a", "b", "c"]})]
    assert not [*doubtful(scores | {("b", "acc"): Score(0.8, nan, 100)}, {"all": ["a", "b"]})]


def test_groups_that_hold_each_other_come_to_an_end() -> None:
    scores = {("all", "acc"): Score(0.575, 0.06, 400), **PARTS}
    assert len([*doubtful(scores, {"all": ["all", "a", "b"]})]) == 1
    doubled = {f"g{depth}": [f"g{depth + 1}", f"h{depth + 1}"] for depth in range(60)} | {
        f"h{depth}": [f"g{depth + 1}", f"h{depth + 1}"] for depth in range(60)
    }
    assert not [*doubtful(scores, {"all": ["g0", "a", "b"], **doubled})]
