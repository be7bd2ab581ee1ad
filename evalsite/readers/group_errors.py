"""Standard errors of a group of tasks that do not follow from those of its parts."""

from collections.abc import Iterator, Mapping, Sequence
from math import isclose, isfinite
from typing import NamedTuple

import numpy as np

from evalsite.statistics.checks import group_stderr

_SAME_MEAN = 1e-6
_SAME_ERROR = 0.05
"""A pooled standard error has n - 1 where a weighted one has n: a few per cent of parts with few items."""


class Score(NamedTuple):
    """The mean of one metric over ``n`` items, with its standard error; NaN where it is not known."""

    value: float
    stderr: float
    n: float


class Doubtful(NamedTuple):
    """A group's standard error on a metric, and what its parts give instead."""

    group: str
    metric: str
    stderr: float
    expected: float
    parts: int


Scores = Mapping[tuple[str, str], Score]
"""By task and metric."""


def doubtful(scores: Scores, children: Mapping[str, Sequence[str]]) -> Iterator[Doubtful]:
    """The standard errors that do not follow from those of the group's parts, whose mean its value is.

    A mean of m independent parts weighted by their n has the error sqrt(sum (n_i s_i)^2) / sum n_i, an unweighted one
    sqrt(sum s_i^2) / m. Groups of which a part or its error is not known are not judged, nor are those whose value is
    no such mean.
    """
    for (group, metric), own in scores.items():
        if group in children and isfinite(own.stderr):
            parts = [scores.get((part, metric)) for part in _leaves(group, children)]
            known = [part for part in parts if part and isfinite(part.value + part.stderr)]
            if known and len(known) == len(parts) and (expected := _expected(own, known)) is not None:
                yield Doubtful(group, metric, own.stderr, expected, len(parts))


def _expected(own: Score, parts: Sequence[Score]) -> float | None:
    """The error that the parts give, when it is not the group's own."""
    values, errors, counts = (np.array(column, dtype=np.float64) for column in zip(*parts, strict=True))
    total = counts.sum()
    possible = []
    if total > 0 and isclose(own.value, float(values @ counts / total), abs_tol=_SAME_MEAN):
        possible.append(group_stderr(errors, counts))
    if isclose(own.value, float(values.mean()), abs_tol=_SAME_MEAN):
        possible.append(group_stderr(errors))
    if not possible or any(isclose(own.stderr, error, rel_tol=_SAME_ERROR) for error in possible):
        return None
    return possible[0]


def _leaves(group: str, children: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The tasks of a group and of the groups in it, each once, however they hold each other."""
    seen, left = {group}, [group]
    while left:
        for part in children[left.pop()]:
            if part not in seen:
                seen.add(part)
                if children.get(part):
                    left.append(part)
                else:
                    yield part
