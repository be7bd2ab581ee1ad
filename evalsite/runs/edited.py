"""Runs whose numbers changed under the same id."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct


class Told(NamedTuple):
    """A number that a file tells of a run (by its id); NaN where it tells none."""

    run: str
    model: str
    benchmark: str
    metric: str
    value: float
    file: str


class Edits(Struct, frozen=True, kw_only=True, dict=True):
    """The numbers of the revision before that their runs no longer have; ``known`` is False where nobody can say."""

    known: bool = False
    numbers: tuple[Told, ...] = ()

    @cached_property
    def by_run(self) -> Mapping[str, tuple[Told, ...]]:
        """The numbers as they were, by the run that had them."""
        return _by(self.numbers, "run")

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Told, ...]]:
        """The numbers as they were, by the file that told them."""
        return _by(self.numbers, "file")


def _by(numbers: Iterable[Told], name: str) -> Mapping[str, tuple[Told, ...]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for number in numbers:
        found[getattr(number, name)].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def edited(before: Iterable[Told], now: Iterable[Told]) -> tuple[Told, ...]:
    """Those of ``before`` that nothing tells any more, of runs that are still there; each once, in order.

    A number that moved to another file is still told, and one that was added is not edited.
    """
    has: dict[tuple[str, str, str], set[float]] = defaultdict(set)
    runs = set()
    for number in now:
        has[_key(number)].add(number.value)
        runs.add(number.run)
    return tuple(
        sorted(
            {
                number
                for number in before
                if number.run in runs and number.value == number.value and number.value not in has[_key(number)]
            }
        )
    )


def _key(number: Told) -> tuple[str, str, str]:
    return number.run, number.benchmark, number.metric
