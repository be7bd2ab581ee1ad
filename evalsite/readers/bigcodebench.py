"""BigCodeBench: the results of each task, and the pass@k that the tool writes beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from evalsite.metrics import Direction
from evalsite.readers import pass_rates
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import as_found, json_pointer
from evalsite.readers.ledger import Ledger
from evalsite.readers.model_paths import PathFacts, with_revision
from evalsite.readers.pass_rates import UNREADABLE, Status, Tested
from evalsite.readings import Reading, RunFacts

_TASKS = {"full": 1140, "hard": 148}
_SPLITS = ("complete", "instruct")
_PASS_AT_K = re.compile(r"pass@[0-9]{1,6}", re.ASCII)
_SNIFFED = 5


class BigCodeBench:
    """Reads ``*_eval_results.json``: the status of each sample of each task."""

    name = "bigcodebench"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """Tasks of BigCodeBench, with samples that have a status."""
        tasks = document.json.get("eval") if isinstance(document.json, dict) else None
        if isinstance(tasks, dict) and any(task.startswith("BigCodeBench/") for task in islice(tasks, _SNIFFED)):
            return "`eval` with the ids of BigCodeBench's tasks"
        return None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """pass@k, and the outcome of each sample."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        entries, facts = document.entries("eval"), ledger.path_facts()
        run = facts.model  # as in the summary that the tool writes beside it, which has no date
        tasks = {task: list(_statuses(ledger, task, samples)) for task, samples in entries}
        date = ledger.minute(entries.others.get("date"), "/date")
        subset = {number: name for name, number in _TASKS.items()}.get(len(tasks), facts.settings.get("subset", ""))
        benchmark = _benchmark(ledger, subset, facts.settings.get("split", ""))
        lengths, statuses = pass_rates.in_columns(tasks)
        tested = Tested(run=run, model=facts.model, benchmark=benchmark, tasks=lengths, statuses=statuses, date=date)
        pass_rates.add(ledger, tested)
        pass_rates.nothing_passed(ledger, tested)
        settings = {**facts.settings, **pass_rates.samples_per_task(lengths.values())}
        ledger.runs[run] = RunFacts(model=facts.model, tool="BigCodeBench", date=date, settings=settings)
        return ledger.reading()


class BigCodeBenchSummary:
    """Reads ``*_pass_at_k.json`` (fractions), and the ``results.json`` of a fork (percents)."""

    name = "bigcodebench-summary"

    def sniff(self, document: Document) -> str | None:
        """pass@1 with what only this tool says beside it."""
        data = document.json
        if isinstance(data, dict) and "pass@1" in data and "subset" in data and "calibrated" in data:
            return "`pass@1` with `calibrated` and `subset`"
        return None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """A row for each k."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data: Mapping[str, Any] = document.json
        facts = _evaluated(ledger, data)
        percent = not {"split", "gt_pass_rate"} & set(data)
        if percent:
            ledger.inferred.append(
                "pass@k is in percent: the file is of the fork that writes neither split nor gt_pass_rate."
            )
        subset, split = ledger.text(data["subset"], "/subset"), ledger.text(data.get("split"), "/split")
        benchmark = _benchmark(ledger, subset, split or facts.settings.get("split", ""))
        for metric in filter(_PASS_AT_K.fullmatch, data):
            ledger.row(
                benchmark=benchmark,
                model=facts.model,
                run=facts.model,
                metric=metric,
                value=ledger.proportion(data[metric], f"/{metric}", metric, percent=percent),
                n=float(_TASKS.get(subset, "nan")),
                direction=Direction.HIGHER.value,
                pointer=f"/{metric}",
            )
        settings = {**facts.settings, "calibrated": as_found(data["calibrated"])}
        environment = _ground_truth(ledger, data)
        ledger.runs[facts.model] = RunFacts(
            model=facts.model, tool="BigCodeBench", settings=settings, environment=environment
        )
        return ledger.reading()


def _statuses(ledger: Ledger, task: str, samples: Any) -> Iterator[Status]:
    if not isinstance(samples, list) or not samples:
        ledger.problem(json_pointer("eval", task), samples, "a list of samples")
        return
    for index, sample in enumerate(samples):
        if isinstance(sample, dict):
            yield pass_rates.status(ledger, sample.get("status"), "eval", task, index, "status")
        else:
            ledger.problem(json_pointer("eval", task, index), sample, "an object with `status`")
            yield UNREADABLE


def _benchmark(ledger: Ledger, subset: str, split: str) -> str:
    """``bigcodebench``, ``bigcodebench-hard`` ... with its split, as far as they are known."""
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark
    name = "bigcodebench-hard" if subset == "hard" else "bigcodebench"
    unknown = [what for what, known in (("subset", subset in _TASKS), ("split", split in _SPLITS)) if not known]
    if unknown:
        ledger.inferred.append(
            f"The benchmark is called {name}{f'-{split}' if split else ''}: its {' and '.join(unknown)} is not said;"
            " `benchmark:` under `files:` in evalsite.yml can."
        )
    return f"{name}-{split}" if split else name


def _evaluated(ledger: Ledger, data: Mapping[str, Any]) -> PathFacts:
    """The model that the file names, unless that is only the file of its samples."""
    said = ledger.text(data.get("model"), "/model")
    if not said.strip() or said.endswith((".jsonl", ".json")) or (ledger.rule and ledger.rule.model):
        return ledger.path_facts()
    model, revision = with_revision(said)
    return PathFacts(model=model, settings=revision)


def _ground_truth(ledger: Ledger, data: Mapping[str, Any]) -> Mapping[str, str]:
    """How many of the reference programs passed in this environment; when not all did, a problem says so."""
    said = data.get("gt_pass_rate")
    rate = ledger.proportion(said, "/gt_pass_rate", "gt_pass_rate", percent=False)
    if rate < 1:
        ledger.problem(
            "/gt_pass_rate",
            said,
            "every reference program to pass, so that scores can be compared, but in this environment some failed",
            "Evaluate again in the tool's own container; the score is shown all the same.",
        )
    failed: Sequence[Any] = data["failed_tasks"] if isinstance(data.get("failed_tasks"), list) else ()
    passed = {} if said is None else {"gt_pass_rate": as_found(said)}
    return {**passed, "failed reference programs": str(len(failed))} if failed else passed
