"""Run times of generated programs: EvalPlus's fork for timing (nanoseconds, repeated), and Mercury (seconds).

Times are taken on solved tasks only, and no two models solve the same ones: the number of solved tasks is the
``n`` of the mean, the metric says so in brackets, and the items hold each task's times.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import fsum
from statistics import median
from typing import Any

from evalsite.metrics import Direction
from evalsite.readers import pass_rates
from evalsite.readers.base import Document, FileRule
from evalsite.readers.evalplus import benchmark
from evalsite.readers.json_text import escape, json_pointer
from evalsite.readers.ledger import Ledger
from evalsite.readers.pass_rates import FAIL, NAMES, PASS, TIMEOUT, UNREADABLE, Status, Tested
from evalsite.readings import Reading, RunFacts

TIME = "avg_time (solved tasks)"
_NANOSECONDS = 10**9
_SNIFFED = 5
_RUN_AGAIN = "Run it again, or write `ignore: true` for the file under `files:` in evalsite.yml."
_Outcome = tuple[float, str]
"""Seconds and a status; NaN and the status of a failure where there is no time."""


class EvalPlusTimes:
    """Reads ``eval: {task: {"0": {"nfiles": 1, "base": [[status, details, nanoseconds]], "plus": ...}, "1": ...}}``.

    A task's time is the median over its repeats of the sum over its inputs. A status says whether the few inputs
    that were timed ran through, not whether the tests pass: no pass@1 is read from it.
    """

    name = "evalplus-times"

    def sniff(self, document: Document) -> str | None:
        """Repeats with ``base`` and ``plus``; or tasks of which none has a repeat."""
        data = document.json
        if not isinstance(data, dict) or not isinstance(tasks := data.get("eval"), dict) or "hash" not in data:
            return None
        if tasks and all(task == {} for task in tasks.values()):
            return "`eval` with tasks without repeats"
        if any(map(_is_repeated, islice(tasks.values(), _SNIFFED))):
            return "`eval` with repeats of `base` and `plus`"
        return None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The mean time on the base and on the extra inputs, and each repeat's time."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data, facts = document.json, ledger.path_facts()
        date = ledger.minute(data.get("date"), "/date")
        tasks: Mapping[str, Any] = data["eval"]
        cells = {
            "model": facts.model,
            "run": f"{facts.model} {date}".strip(),
            "date": date,
            "version": ledger.text(data.get("hash"), "/hash"),
        }
        if not any(tasks.values()):
            ledger.problem("/eval", "", f"times, but none of its {len(tasks)} tasks was run", _RUN_AGAIN)
        name = benchmark(ledger, next(iter(tasks)).partition("/")[0])
        for part, called in (("base", name), ("plus", f"{name}+")):
            times = {task: list(_repeats(ledger, task, repeats, part)) for task, repeats in tasks.items()}
            _add_times(ledger, called, times, pointer="/eval", **cells)
        ledger.inferred.append("A status tells whether the timed inputs ran through; no pass@1 is read from it.")
        ledger.runs[cells["run"]] = RunFacts(model=facts.model, tool="EvalPlus", date=date, settings=facts.settings)
        return ledger.reading()


class Mercury:
    """Reads ``{task: [{"status": {"result": "passed", "runtime": seconds}, "beyond_p": 0.65, ...}]}``."""

    name = "mercury"

    def sniff(self, document: Document) -> str | None:
        """Samples with a status and ``beyond_p``."""
        tasks = document.json.values() if isinstance(document.json, dict) else ()
        known = any(map(_is_mercury, islice(tasks, _SNIFFED)))
        return "samples with `beyond_p`" if known else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """pass@k, the mean of ``beyond_p`` over all tasks, and the mean time of solved ones."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        facts = ledger.path_facts(org_folder=True)
        samples = {task: list(_mercury_samples(ledger, task, data)) for task, data in document.json.items()}
        statuses = {
            task: [_result(ledger, sample, f"/{escape(task)}/{index}") for index, sample in enumerate(found)]
            for task, found in samples.items()
        }
        cells = {"model": facts.model, "run": facts.model}
        lengths, every = pass_rates.in_columns(statuses)
        tested = Tested(**cells, benchmark=self.name, tasks=lengths, statuses=every, pointer="")
        pass_rates.add(ledger, tested)
        pass_rates.nothing_passed(ledger, tested)
        _add_beyond(ledger, samples, **cells)
        times = {
            task: [_runtime(ledger, *pair, f"/{escape(task)}/{index}") for index, pair in enumerate(pairs)]
            for task, pairs in ((task, zip(samples[task], statuses[task], strict=True)) for task in samples)
        }
        _add_times(ledger, self.name, times, pointer="", **cells)
        settings = {**facts.settings, **pass_rates.samples_per_task(lengths.values())}
        ledger.runs[facts.model] = RunFacts(model=facts.model, tool="Mercury", settings=settings)
        return ledger.reading()


def _is_repeated(task: Any) -> bool:
    first = next(iter(task.values()), None) if isinstance(task, dict) else None
    return isinstance(first, dict) and {"base", "plus"} <= set(first)


def _repeats(ledger: Ledger, task: str, repeats: Any, part: str) -> Iterator[_Outcome]:
    if not isinstance(repeats, dict):
        ledger.problem(json_pointer("eval", task), repeats, "an object of repeats")
        yield math.nan, "unreadable"
        return
    for key, repeat in repeats.items():
        programs = repeat.get(part) if isinstance(repeat, dict) else None
        if isinstance(programs, list) and len(programs) == 1 and isinstance(programs[0], list) and programs[0]:
            yield _timed(ledger, programs[0], ("eval", task, key, part, 0))
        else:
            pointer = json_pointer("eval", task, key, part)
            ledger.problem(pointer, programs, "a list of one program: [status, details, nanoseconds]")
            yield math.nan, "unreadable"


def _timed(ledger: Ledger, program: Sequence[Any], place: Sequence[object]) -> _Outcome:
    """The seconds that a program took on all inputs together."""
    status = pass_rates.status(ledger, program[0], *place, 0)
    if status != PASS:
        return math.nan, NAMES[status]
    times = program[2] if len(program) > 2 else None
    if isinstance(times, list) and times and all(type(time) is int and 0 < time < 2**31 for time in times):
        return sum(times) / _NANOSECONDS, ""
    ledger.problem(json_pointer(*place, 2), times, "nanoseconds as integers above 0, one an input")
    return math.nan, "unreadable"


def _add_times(
    ledger: Ledger, called: str, tasks: Mapping[str, Sequence[_Outcome]], *, pointer: str, **cells: str
) -> None:
    """The mean over the tasks whose every outcome has a time; missing when an outcome could not be read."""
    solved = [median(time for time, _ in outcomes) for outcomes in tasks.values() if _is_solved(outcomes)]
    unreadable = any(status == "unreadable" for outcomes in tasks.values() for _, status in outcomes)
    ledger.row(
        benchmark=called,
        metric=TIME,
        value=math.nan if unreadable or not solved else fsum(solved) / len(solved),
        n=float(len(solved)) if solved else math.nan,
        direction=Direction.LOWER.value,
        pointer=pointer,
        **cells,
    )
    for task, outcomes in tasks.items():
        ledger.item(run=cells["run"], benchmark=called, item=task, metric=TIME, outcomes=outcomes)


def _is_solved(outcomes: Sequence[_Outcome]) -> bool:
    return bool(outcomes) and not any(status for _, status in outcomes)


def _is_mercury(samples: Any) -> bool:
    first = samples[0] if isinstance(samples, list) and samples else None
    return isinstance(first, dict) and "beyond_p" in first and isinstance(first.get("status"), dict)


def _mercury_samples(ledger: Ledger, task: str, data: Any) -> Iterator[Mapping[str, Any]]:
    for sample in data if isinstance(data, list) and data else [data]:
        if not isinstance(sample, dict) or not isinstance(sample.get("status"), dict):
            ledger.problem(f"/{escape(task)}", sample, "a list of samples with `status` and `beyond_p`")
            yield {"status": {"result": None}}
        else:
            yield sample


def _result(ledger: Ledger, sample: Mapping[str, Any], pointer: str) -> Status:
    said = sample["status"].get("result")
    if said == "passed":
        return PASS
    if isinstance(said, str) and said.startswith("failed"):
        return TIMEOUT if "timeout" in said else FAIL
    ledger.problem(f"{pointer}/status/result", said, '"passed" or "failed@..."')
    return UNREADABLE


def _runtime(ledger: Ledger, sample: Mapping[str, Any], status: Status, pointer: str) -> _Outcome:
    """The seconds of a program that passed; of others the file's number is no time of a solution."""
    if status != PASS:
        return math.nan, NAMES[status]
    value = ledger.number(sample["status"].get("runtime"), f"{pointer}/status/runtime", "seconds")
    return value, "unreadable" if math.isnan(value) else ""


def _add_beyond(ledger: Ledger, tasks: Mapping[str, Sequence[Mapping[str, Any]]], **cells: str) -> None:
    """Beyond@1: the mean over all tasks of ``beyond_p``, which is 0 for programs that fail."""
    values = {
        task: [
            ledger.number(sample.get("beyond_p"), f"/{escape(task)}/{i}/beyond_p", "beyond_p")
            for i, sample in enumerate(samples)
        ]
        for task, samples in tasks.items()
    }
    means = [fsum(found) / len(found) for found in values.values()]
    above = sum(value > 1 for value in means)
    if above:
        ledger.inferred.append(
            f"`beyond_p` is above 1 for {above} tasks, faster than every reference; it is taken as it is."
        )
    ledger.row(
        benchmark=Mercury.name,
        metric="beyond@1",
        value=fsum(means) / len(means) if means else math.nan,
        n=float(len(means)) if means else math.nan,
        direction=Direction.HIGHER.value,
        **cells,
    )
    for task, found in values.items():
        outcomes = [(value, "unreadable" if math.isnan(value) else "") for value in found]
        ledger.item(run=cells["run"], benchmark=Mercury.name, item=task, metric="beyond@1", outcomes=outcomes)
