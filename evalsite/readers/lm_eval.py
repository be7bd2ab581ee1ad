"""Results files of lm-evaluation-harness since 0.4: ``<model>/results_<time>.json``."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings, text
from evalsite.readers.ledger import Ledger
from evalsite.readers.lm_harness import TOOL, Model, Scores, arguments, evaluated, model, model_folder, spelled
from evalsite.readings import Reading, Reason, RunFacts

A_TASK = "at least one task with its metrics"
_TIMED = re.compile(r"results_(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:\.\d+)?")
_SETTINGS = (
    "system_instruction",
    "system_instruction_sha",
    "chat_template_sha",
    "fewshot_as_multiturn",
    "max_length",
    "task_hashes",
)
_DIRECTIONS = {True: Direction.HIGHER.value, False: Direction.LOWER.value}
_MISSING = object()
_NUMBERS = (int, float)
_ENVIRONMENT = ("transformers_version", "pretty_env_info", "total_evaluation_time_seconds")


class LmEval:
    """Format ``lm-eval``: one file is one run of one model over many tasks."""

    name = "lm-eval"

    def sniff(self, document: Document) -> str | None:
        """Results and versions by task, with the tasks' configurations or with filters in the metrics' names."""
        data = document.json
        if not (isinstance(data, dict) and isinstance(data.get("results"), dict) and "versions" in data):
            return None
        if "config_general" in data:
            return None
        if isinstance(data.get("configs"), dict):
            return "`results`, `versions` and `configs`"
        return "metrics with their filter, such as `acc,none`" if _have_filters(data["results"]) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a task, metric and filter."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        return _Run(ledger, document, rule).read()


def _have_filters(results: Mapping[str, Any]) -> bool:
    """Whether a key of a task's scores has a comma, which stands before the filter."""
    return "," in "".join(chain.from_iterable([scores for scores in results.values() if isinstance(scores, dict)]))


class _Run:
    """One results file while it is read: what it says by task, and what holds for all of it."""

    def __init__(self, ledger: Ledger, document: Document, rule: FileRule | None) -> None:
        self.ledger, self.document, self.data = ledger, document, document.json
        self.config = ledger.part(self.data, "config")
        self.configs = ledger.part(self.data, "configs")
        self.versions = ledger.part(self.data, "versions")
        self.shots = ledger.part(self.data, "n-shot")
        self.samples = ledger.part(self.data, "n-samples")
        self.higher = ledger.part(self.data, "higher_is_better")
        self.children = ledger.part(self.data, "group_subtasks")
        self.arguments = arguments(self.config.get("model_args"))
        self.date = _date(self.data.get("date")) or self.date_of_name()
        self.model = self.named(rule)
        self.scores = Scores(ledger=ledger, scale=rule.scale if rule else {})

    def named(self, rule: FileRule | None) -> Model:
        """The model: ``model_name``; else, in a layout by folder, the folder, since paths differ from file to file."""
        said = first_text(self.data.get("model_name"))
        folder = model_folder(self.document)
        if not said and folder and not (rule and rule.model):
            return Model(name=folder, inferred=f"The model is {quoted(folder)}, from its folder.")
        return model(said or evaluated(self.arguments), self.arguments, self.document, rule)

    def date_of_name(self) -> str:
        fit = _TIMED.match(self.document.stem)
        if not fit:
            return ""
        self.ledger.inferred.append("The date is that of the file's name.")
        return f"{fit[1]}T{fit[2]}:{fit[3]}:{fit[4]}"

    def read(self) -> Reading:
        facts = self.facts()
        key = run_key(self.document, facts)
        self.ledger.runs[key] = facts
        results = self.ledger.part(self.data, "results")
        self.add(results, "/results", key)
        groups = self.ledger.part(self.data, "groups")
        self.leave_out_again(groups, results)
        self.add({name: scores for name, scores in groups.items() if scores != results.get(name)}, "/groups", key)
        inside = self.tell_groups(results)
        if self.model.name and self.model.inferred:
            self.ledger.inferred.append(self.model.inferred)
        return self.scores.reading(A_TASK, inside)

    def add(self, tasks: Mapping[str, Any], place: str, run: str) -> None:
        model, date = self.model.name, self.date
        for task, scores in self.ledger.objects(tasks, place):
            about = (task, model, run, self.count(task), date, self.version(task), self.shot(task))
            self.scores.tasks.append((scores, f"{place}/{escape(task)}", about, self.directions(task)))

    def leave_out_again(self, groups: Mapping[str, Any], results: Mapping[str, Any]) -> None:
        """Groups stand in ``results`` too, where they are read; here they are only said again."""
        for name, scores in groups.items():
            if isinstance(scores, dict) and scores == results.get(name):
                again = Scores(ledger=Ledger(document=self.document, format=LmEval.name), scale=self.scores.scale)
                again.tasks.append((scores, "", (name, "", "", math.nan, "", "", ""), {}))
                again.columns()
                if again.values:
                    detail = "group: said in `results` already"
                    self.ledger.leave_out(Reason.IGNORED, len(again.values), f"/groups/{escape(name)}", detail)

    def tell_groups(self, results: Mapping[str, Any]) -> dict[str, list[str]]:
        """Say which tasks are groups; and what is in each group of the file."""
        inside = {
            name: [task for task in tasks if isinstance(task, str)]
            for name, tasks in self.children.items()
            if isinstance(tasks, list) and tasks
        }
        for name, tasks in inside.items():
            if name in results:
                said = f"{quoted(name)} is a group: {len(tasks)} of its tasks or groups stand beside it, and in it."
                self.ledger.inferred.append(said)
        return inside

    def directions(self, task: str) -> dict[str, str]:
        """The direction of each metric, where the file says it: by task, or in the task's configuration."""
        config = self.configs.get(task)
        listed = config.get("metric_list") if isinstance(config, dict) else None
        said: dict[Any, Any] = {}
        for entry in listed if isinstance(listed, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("metric"), str):
                said[entry["metric"]] = entry.get("higher_is_better")
        told = self.higher.get(task)
        said |= told if isinstance(told, dict) else {}
        return {metric: _DIRECTIONS[higher] for metric, higher in said.items() if isinstance(higher, bool)}

    def version(self, task: str) -> str:
        """The task's version; early files have ``"Yaml"`` instead of it, and the number in the configuration."""
        said = self.versions.get(task)
        if isinstance(said, _NUMBERS) and not isinstance(said, bool):
            return spelled(said)
        config = self.configs.get(task)
        about = config.get("metadata") if isinstance(config, dict) else None
        about = about[0] if isinstance(about, list) and about else about
        return text(about.get("version")) if isinstance(about, dict) else ""

    def shot(self, task: str) -> str:
        said = self.shots.get(task, _MISSING)
        if said is _MISSING:
            config = self.configs.get(task)
            said = config.get("num_fewshot") if isinstance(config, dict) else None
        return spelled(said) if isinstance(said, _NUMBERS) else ""

    def count(self, task: str) -> float:
        """How many samples were scored: fewer than there are when a limit was set."""
        said = self.samples.get(task)
        effective = said.get("effective") if isinstance(said, dict) else None
        return float(effective) if isinstance(effective, int) and 0 < effective < 10**15 else math.nan

    def facts(self) -> RunFacts:
        name = first_text(self.data.get("model_name"))
        told = {key: self.data[key] for key in _SETTINGS if key in self.data}
        return RunFacts(
            model=self.model.name,
            native_id=f"{name} {text(self.data['date'])}" if name and _date(self.data.get("date")) else "",
            tool=TOOL,
            tool_version=first_text(self.data.get("lm_eval_version")),
            date=self.date,
            code_revision=first_text(self.data.get("git_hash")),
            settings=settings({**self.config, **told}),
            environment=settings({key: self.data[key] for key in _ENVIRONMENT if key in self.data}),
        )


def run_key(document: Document, facts: RunFacts) -> str:
    """What a run is called within the results: the time in the file's name, which its samples' files share."""
    timed = document.stem.removeprefix("results_") if _TIMED.fullmatch(document.stem) else ""
    return timed or facts.native_id or facts.model


def _date(said: object) -> str:
    """Seconds since 1970 as a date in UTC; anything else, such as a counter of the processor, is none."""
    if not isinstance(said, int | float) or not 1e9 < said < 2e10:
        return ""
    return datetime.fromtimestamp(said, UTC).isoformat(timespec="seconds")
