"""EvalPlus: the results of each task, as ``evalplus.evaluate`` writes them; two layouts, two benchmarks a file.

The base tests are one benchmark (``humaneval``, ``mbpp``); base and extra tests together are the other
(``humaneval+``, ``mbpp+``), which a program passes only when it passes both.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice
from math import isclose
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from evalsite.errors import quoted
from evalsite.readers import pass_rates
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_stream import Entries, Whole
from evalsite.readers.json_text import json_pointer
from evalsite.readers.ledger import Ledger
from evalsite.readers.pass_rates import PASS, UNREADABLE, WORDS, Status, Statuses, Tested
from evalsite.readings import Reading, Reason, RunFacts

_BENCHMARKS = {"HumanEval": "humaneval", "Mbpp": "mbpp"}
_SNIFFED = 5  # tasks that sniffing looks at, so that one odd task hides nothing

_NOT_RUN = len(pass_rates.NAMES)
"""Stands for the status on the extra tests of a program that they were not run on."""
_EXTRA: Mapping[str | None, Status] = dict([*WORDS.items(), (None, _NOT_RUN)])
_Sample = tuple[Status, Status]
"""The statuses of one program on the base and on the extra tests."""


class _Tasks(Struct, frozen=True, kw_only=True):
    """The tasks of one benchmark, in columns: how many samples each has, and the statuses of all of them."""

    lengths: dict[str, int] = field(default_factory=dict)
    base: "array[int]" = field(default_factory=lambda: array("b"))
    extra: "array[int]" = field(default_factory=lambda: array("b"))

    def take(self, ledger: Ledger, tasks: Mapping[str, Any]) -> None:
        """Add tasks of a file."""
        if not self._take_usual(tasks):
            for task, data in tasks.items():
                samples = [*(_old(ledger, task, data) if isinstance(data, dict) else _new(ledger, task, data))]
                self.lengths[task] = len(samples)
                self.base.extend([base for base, _ in samples])
                self.extra.extend([extra for _, extra in samples])

    def _take_usual(self, tasks: Mapping[str, Any]) -> bool:
        """Add tasks where all is as it should be, the common case; otherwise nothing, and False."""
        try:
            samples = list(chain.from_iterable(tasks.values()))
            base = [WORDS[sample["base_status"]] for sample in samples]
            extra = [_EXTRA[sample.get("plus_status")] for sample in samples]
        except (KeyError, TypeError):
            return False
        lengths = list(map(len, tasks.values()))
        if not all(lengths):
            return False
        self.lengths.update(zip(tasks, lengths, strict=True))
        self.base.extend(base)
        self.extra.extend(extra)
        return True

    def with_any(self, samples: npt.NDArray[np.bool_]) -> Sequence[str]:
        """The tasks of which one of the ``samples`` is."""
        if not samples.any():
            return []
        parts = np.split(samples, list(accumulate(self.lengths.values())))
        return [task for task, part in zip(self.lengths, parts, strict=False) if part.any()]


class EvalPlus:
    """Reads both layouts: a list of samples with ``base_status``, and before 0.2 an object with ``nfiles``."""

    name = "evalplus"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """The layout by its first tasks."""
        data = document.json
        tasks = data.get("eval") if isinstance(data, dict) else None
        if not isinstance(tasks, dict):
            return None
        for task in islice(tasks.values(), _SNIFFED):
            if isinstance(task, list) and task and isinstance(task[0], dict) and "base_status" in task[0]:
                return "`eval` with `base_status`"
            if isinstance(task, dict) and "nfiles" in task:
                return "`eval` with `nfiles`"
        return "a `hash` and an empty `eval`" if not tasks and "hash" in data else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """pass@k on the base and on the plus benchmark, and the outcome of each sample."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        entries, facts = document.entries("eval"), ledger.path_facts()
        data_sets, data = _data_sets(ledger, entries), entries.others
        date, version = ledger.minute(data.get("date"), "/date"), ledger.text(data.get("hash"), "/hash")
        run = f"{facts.model} {date}".strip()
        about = {"run": run, "model": facts.model, "version": version, "date": date}
        for name, tasks, statuses in _benchmarks(ledger, data_sets):
            tested = Tested(benchmark=name, tasks=tasks, statuses=statuses, **about)
            values = pass_rates.add(ledger, tested)
            if not name.endswith("+"):
                pass_rates.nothing_passed(ledger, tested)
            if len(data_sets) == 1:
                _check_published(ledger, data.get("pass_at_k"), "plus" if name.endswith("+") else "base", values)
        samples = chain.from_iterable(tasks.lengths.values() for tasks in data_sets.values())
        settings = {**facts.settings, **pass_rates.samples_per_task(samples)}
        ledger.runs[run] = RunFacts(model=facts.model, tool="EvalPlus", date=date, settings=settings)
        if document.path.endswith(".bak"):
            ledger.set_aside(Reason.IGNORED, "", "a backup, which EvalPlus leaves when it writes the file again")
        return ledger.reading()


def _data_sets(ledger: Ledger, entries: Entries | Whole) -> Mapping[str, _Tasks]:
    """The tasks of each benchmark, which their ids name."""
    found: dict[str, _Tasks] = {}
    for tasks in entries.pieces():
        for prefix, part in _by_prefix(tasks).items():
            data_set = found.setdefault(benchmark(ledger, prefix), _Tasks())
            again = part.keys() & data_set.lengths.keys()  # in a file that is read in pieces
            for task in sorted(again):
                ledger.problem(json_pointer("eval", task), task, "each task once; the first one is read")
            data_set.take(ledger, {task: part[task] for task in part if task not in again} if again else part)
    if not found:
        ledger.refuse("/eval", "", "the results of tasks, but there are none")
    return found


def _by_prefix(tasks: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Tasks by what stands before the first ``/`` of their ids."""
    prefixes = [task.partition("/")[0] for task in tasks]
    if len(set(prefixes)) == 1:
        return {prefixes[0]: tasks}
    found: dict[str, dict[str, Any]] = {}
    for prefix, (task, data) in zip(prefixes, tasks.items(), strict=True):
        found.setdefault(prefix, {})[task] = data
    return found


def benchmark(ledger: Ledger, prefix: str) -> str:
    """The benchmark whose tasks' ids start with ``prefix``; of unknown ids what evalsite.yml says, or the prefix."""
    if prefix in _BENCHMARKS:
        return _BENCHMARKS[prefix]
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark
    name, source = (prefix, "its tasks' ids") if prefix else (ledger.document.stem, "the file's name")
    ledger.inferred.append(f"The benchmark is {quoted(name)}, from {source}.")
    return name


def _new(ledger: Ledger, task: str, data: Any) -> Iterator[_Sample]:
    """The samples of a task in a list, since EvalPlus 0.2."""
    if not isinstance(data, list) or not data:
        ledger.problem(json_pointer("eval", task), data, "a list of samples")
        return
    for index, sample in enumerate(data):
        if isinstance(sample, dict):
            place = ("eval", task, index)
            base, plus = sample.get("base_status"), sample.get("plus_status")
            yield _sample(ledger, base, plus, (*place, "base_status"), (*place, "plus_status"))
        else:
            ledger.problem(json_pointer("eval", task, index), sample, "an object with `base_status`")
            yield UNREADABLE, UNREADABLE


def _old(ledger: Ledger, task: str, data: Mapping[str, Any]) -> Iterator[_Sample]:
    """The samples of a task in an object, before EvalPlus 0.2: two lists of [status, details]."""
    base, plus = data.get("base"), data.get("plus") or []
    if not isinstance(base, list) or not base or not isinstance(plus, list) or len(plus) not in (0, len(base)):
        ledger.problem(json_pointer("eval", task), data, "`base` and `plus`, two lists with as many samples")
        return
    if data.get("nfiles") != len(base):
        expected = f"{len(base)}, as many as there are samples"
        ledger.problem(json_pointer("eval", task, "nfiles"), data.get("nfiles"), expected)
    for index, (first, second) in enumerate(zip(base, plus or [None] * len(base), strict=True)):
        places = [("eval", task, part, index) for part in ("base", "plus")]
        yield _sample(ledger, _first(first), _first(second), *places)


def _first(data: Any) -> Any:
    return data[0] if isinstance(data, list) and data else data


def _sample(
    ledger: Ledger, base: Any, plus: Any, base_place: Sequence[object], plus_place: Sequence[object]
) -> _Sample:
    first = pass_rates.status(ledger, base, *base_place)
    return first, _NOT_RUN if plus is None else pass_rates.status(ledger, plus, *plus_place)


def _benchmarks(ledger: Ledger, data_sets: Mapping[str, _Tasks]) -> Iterator[tuple[str, Mapping[str, int], Statuses]]:
    """Each benchmark with its tasks and the samples' statuses; the plus one only where extra tests were run.

    The extra tests say nothing of a program that fails the base tests.
    """
    for name, tasks in data_sets.items():
        base, extra = np.array(tasks.base), np.array(tasks.extra)
        yield name, tasks.lengths, base
        unrun = tasks.with_any(extra == _NOT_RUN)
        if sum(map(bool, tasks.lengths.values())) > len(unrun) or not unrun:
            for task in unrun:
                ledger.problem(json_pointer("eval", task), "null", "a status on the extra tests, as other tasks have")
            extra[extra == _NOT_RUN] = UNREADABLE
            yield f"{name}+", tasks.lengths, np.where(base == PASS, extra, base)


def _check_published(ledger: Ledger, said: Any, part: str, values: Mapping[str, float]) -> None:
    """Compare ``pass_at_k``, which newer files hold, with what their tasks give."""
    published = said.get(part) if isinstance(said, dict) else None
    if not isinstance(published, dict):
        return
    for metric in sorted(values.keys() & published.keys()):
        pointer = json_pointer("pass_at_k", part, metric)
        number = ledger.number(published[metric], pointer, quoted(metric))
        if not isclose(number, values[metric], rel_tol=1e-9):
            expected = f"{values[metric]!r}, which the tasks give and which is shown"
            ledger.problem(pointer, published[metric], expected)
