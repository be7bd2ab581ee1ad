"""The grades that Inspect's scorers gave to samples, and their means."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from msgspec import Struct, field

from evalsite.readers.json_text import first_text, text

_GRADES = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}  # correct, partly, incorrect, no answer: the tool's own values


class Grade(Struct, frozen=True, kw_only=True):
    """One grade of one sample: the epoch from 0, NaN for no number, and why there is none or what broke."""

    epoch: int
    value: float
    status: str
    is_verdict: bool


class Grades(Struct, kw_only=True):
    """The grades that one scorer gave, by sample."""

    samples: dict[str, list[Grade]] = field(default_factory=dict)

    @property
    def mean(self) -> float:
        """The mean over samples of the mean over their epochs; NaN when a grade is missing."""
        means = [math.fsum(grade.value for grade in grades) / len(grades) for grades in self.samples.values()]
        return math.fsum(means) / len(means) if means else math.nan

    @property
    def metric(self) -> str:
        """What the tool calls the mean: of letters and truth values it is the accuracy."""
        every = (grade for grades in self.samples.values() for grade in grades)
        return "accuracy" if all(grade.is_verdict for grade in every) else "mean"


def graded(samples: Any, reductions: Any) -> Mapping[str, Grades]:
    """The grades by scorer, or by the name that a scorer gave to one of its values; without samples, as reduced."""
    found: dict[str, Grades] = {}
    for scorer, name, grade in _of_samples(samples):
        found.setdefault(scorer, Grades()).samples.setdefault(name, []).append(grade)
    for scorer, name, grade in () if found else _of_reductions(reductions):
        found.setdefault(scorer, Grades()).samples.setdefault(name, []).append(grade)
    return found


def short(sample: Any) -> Mapping[str, Any]:
    """Of a sample what :func:`graded` looks at: the rest is what was said to the model, and may be long."""
    if not isinstance(sample, dict):
        return {}
    scores = sample.get("scores")
    values = {
        scorer: {"value": said.get("value") if isinstance(said, dict) else said}
        for scorer, said in (scores.items() if isinstance(scores, dict) else ())
    }
    return {"id": sample.get("id"), "epoch": sample.get("epoch"), "error": bool(sample.get("error")), "scores": values}


def _of_samples(samples: Any) -> Iterator[tuple[str, str, Grade]]:
    for sample in _objects(samples):
        scores, told = sample.get("scores"), sample.get("epoch")
        epoch = told - 1 if is_count(told) and told > 0 else 0
        status = "error" if sample.get("error") else ""
        for scorer, said in scores.items() if isinstance(scores, dict) else ():
            value = said.get("value") if isinstance(said, dict) else said
            parts = value if isinstance(value, dict) else {scorer: value}
            for name, part in parts.items():
                yield name, text(sample.get("id")), _grade(part, epoch, status)


def _of_reductions(reductions: Any) -> Iterator[tuple[str, str, Grade]]:
    for reduced in _objects(reductions):
        for sample in _objects(reduced.get("samples")):
            yield first_text(reduced.get("scorer")), text(sample.get("sample_id")), _grade(sample.get("value"), 0, "")


def _objects(listed: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _grade(said: Any, epoch: int, status: str) -> Grade:
    """A grade as a number: Inspect grades with letters, truth values or numbers."""
    value = math.nan
    if isinstance(said, str):
        value = _GRADES.get(said, math.nan)
    elif isinstance(said, int | float) and abs(said) < 1e300:
        value = float(said)
    told = status or ("missing" if math.isnan(value) else "")
    return Grade(epoch=epoch, value=value, status=told, is_verdict=isinstance(said, str | bool))


def is_count(said: object) -> TypeGuard[int]:
    """Whether ``said`` is a number of things."""
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**15
