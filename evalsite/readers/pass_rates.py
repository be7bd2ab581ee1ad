"""From the outcomes of generated programs to pass@k, for every tool that runs tests on samples of tasks."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.json_text import json_pointer
from evalsite.readers.ledger import Ledger
from evalsite.statistics.estimators import pass_at_ks

Status = int
"""What came of one program: one of the following."""
PASS, FAIL, TIMEOUT, UNREADABLE = range(4)
NAMES = ("pass", "fail", "timeout", "unreadable")
WORDS: Mapping[str, Status] = {
    "pass": PASS,
    "success": PASS,
    "fail": FAIL,
    "failed": FAIL,
    "timeout": TIMEOUT,
    "timed out": TIMEOUT,
}
Statuses = npt.NDArray[np.int8]
_HIGHER = Direction.HIGHER.value
_VALUES = np.array([1.0, 0.0, 0.0, math.nan])
_TOLD = ("", "", "timeout", "unreadable")


def status(ledger: Ledger, said: Any, *place: object) -> Status:
    """What a tool says of a program; when it is none of its words, UNREADABLE, and a problem.

    ``place`` has the parts of the JSON pointer, which is only made when it is needed.
    """
    if isinstance(said, str) and said in WORDS:
        return WORDS[said]
    ledger.problem(json_pointer(*place), said, "one of " + ", ".join(map(quoted, WORDS)))
    return UNREADABLE


class Tested(Struct, frozen=True, kw_only=True, eq=False):
    """One benchmark of one run: how many samples each task has, and their statuses, one task's after the other's."""

    run: str
    model: str
    benchmark: str
    tasks: Mapping[str, int]
    statuses: Statuses
    version: str = ""
    date: str = ""
    pointer: str = "/eval"

    @property
    def complete(self) -> bool:
        """Whether every sample of every task could be read."""
        return bool(self.tasks) and all(self.tasks.values()) and not (self.statuses == UNREADABLE).any()

    @property
    def counts(self) -> Sequence[tuple[int, int]]:
        """The samples of each task that has some, and how many of them passed."""
        lengths = np.array([length for length in self.tasks.values() if length], dtype=np.int64)
        if not len(lengths):
            return []
        right = np.add.reduceat(self.statuses == PASS, np.cumsum(lengths) - lengths, dtype=np.int64)
        return list(zip(lengths.tolist(), right.tolist(), strict=True))


def add(ledger: Ledger, tested: Tested) -> Mapping[str, float]:
    """Add pass@k for 1, 10 and 100 where every task has as many samples, and the items; give the values.

    A mean over only some of a benchmark's tasks would be another number: it is missing when ``tested`` is
    incomplete. The items that could be read are kept.
    """
    counts = tested.counts
    found = {f"pass@{k}": value for k, value in pass_at_ks(counts).items()} if tested.complete else {}
    for metric, value in (found or {"pass@1": math.nan}).items():
        ledger.row(
            benchmark=tested.benchmark,
            model=tested.model,
            run=tested.run,
            metric=metric,
            value=value,
            n=float(len(counts)) if counts else math.nan,
            date=tested.date,
            direction=_HIGHER,
            version=tested.version,
            pointer=tested.pointer,
        )
    ledger.items.add_tasks(
        run=tested.run,
        benchmark=tested.benchmark,
        metric="pass@1",
        tasks=tested.tasks,
        values=_VALUES[tested.statuses],
        statuses=_TOLD,
        codes=tested.statuses,
    )
    return found


def in_columns(tasks: Mapping[str, Sequence[Status]]) -> tuple[Mapping[str, int], Statuses]:
    """How many samples each task has, and the statuses of all, as in :class:`Tested`."""
    lengths = dict(zip(tasks, map(len, tasks.values()), strict=True))
    return lengths, np.array(list(chain.from_iterable(tasks.values())), dtype=np.int8)


def samples_per_task(tasks: Iterable[int]) -> Mapping[str, str]:
    """The setting that says how many samples each task has: ``1``, or ``1 to 2`` when tasks differ."""
    lengths = sorted(set(tasks))
    return {"samples per task": " to ".join(dict.fromkeys(map(str, (lengths[0], lengths[-1]))))} if lengths else {}


def nothing_passed(ledger: Ledger, tested: Tested) -> None:
    """Tell of a run of which no program passed: in practice a broken one rather than a score."""
    if tested.complete and not (tested.statuses == PASS).any():
        ledger.problem(
            tested.pointer,
            "",
            f"a program that passes, but none of the {len(tested.tasks)} tasks of {tested.benchmark} has one,"
            " as when a run is broken",
            "Look into the run; if it is broken, write `ignore: true` for the file under `files:` in evalsite.yml.",
        )
