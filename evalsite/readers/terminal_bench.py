"""terminal-bench: the trials of one run in ``results.json``, and what was run in ``run_metadata.json`` beside it.

What is scored is an agent with a model, so that both make the name: ``openhands + claude-4-sonnet``.
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings
from evalsite.readers.ledger import Ledger
from evalsite.readings import Reading, Reason, RunFacts

_FOLDER = re.compile(r"[0-9]{8}_([^_]+)_(.+)", re.DOTALL)
_DATA_SET = re.compile(r"(terminal-bench[^@/]*)@([^@/]+)")
_PASS_AT = re.compile(r"[0-9]{1,6}", re.ASCII)
_SETTINGS = ("agent_name", "model_name", "n_attempts", "n_concurrent_trials", "dataset_size", "agent_kwargs", "n_tasks")


class TerminalBench:
    """Format ``terminal-bench``: one file is one run; repeats are other files, each with an id of its own."""

    name = "terminal-bench"

    def sniff(self, document: Document) -> str | None:
        """The counts beside the trials."""
        data = document.json
        fits = isinstance(data, dict) and {"n_resolved", "n_unresolved", "accuracy", "results"} <= data.keys()
        return "`n_resolved`, `accuracy` and the trials" if fits and isinstance(data["results"], list) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The accuracy over all trials, pass@k where the tool computed it, and the outcome of each trial."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data = document.json
        beside = document.sibling("run_metadata.json")
        about = beside.json if beside is not None and isinstance(beside.json, dict) else {}
        trials = dict(_trials(ledger, data["results"]))
        model, (benchmark, version) = _system(ledger, about), _data_set(ledger, about)
        run = first_text(data.get("id"), about.get("uuid"), about.get("run_id")) or document.path
        date = first_text(about.get("start_time"))
        cells = {"benchmark": benchmark, "version": version, "model": model, "run": run, "date": date}
        cells["direction"] = Direction.HIGHER.value
        n = float(len(trials)) if trials else math.nan
        accuracy = ledger.proportion(data["accuracy"], "/accuracy", "accuracy", percent=False)
        _check(ledger, accuracy, trials)
        ledger.row(metric="accuracy", value=accuracy, n=n, pointer="/accuracy", **cells)
        for k, said in _pass_at_k(ledger, data.get("pass_at_k")):
            place = f"/pass_at_k/{k}"
            value = ledger.proportion(said, place, f"pass@{k}", percent=False)
            ledger.row(metric=f"pass@{k}", value=value, n=n, pointer=place, **cells)
        for task, outcomes in trials.items():
            ledger.item(run=run, benchmark=benchmark, item=task, metric="accuracy", outcomes=outcomes)
        ledger.runs[run] = RunFacts(
            model=model,
            native_id=first_text(data.get("id")),
            tool="terminal-bench",
            date=date,
            code_revision=first_text(about.get("commit_hash")),
            settings=settings({name: about.get(name) for name in _SETTINGS}),
        )
        return ledger.reading()


class TerminalBenchMetadata:
    """Format ``terminal-bench-metadata``: what was run; it is read with the results."""

    name = "terminal-bench-metadata"

    def sniff(self, document: Document) -> str | None:
        """The run, its data set and its agent."""
        data = document.json
        fits = isinstance(data, dict) and {"run_id", "dataset_name", "agent_name"} <= data.keys()
        return "`run_id`, `dataset_name` and `agent_name`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002 (the door's shape)
        """No rows: named in the ledger."""
        ledger = Ledger(document=document, format=self.name)
        ledger.leave_out(Reason.IGNORED, 1, "", "describes a run, and is read with results.json beside it")
        return ledger.reading()


def _trials(ledger: Ledger, results: list[Any]) -> Iterator[tuple[str, list[tuple[float, str]]]]:
    """The outcomes of each task's trials; how a trial failed is its status."""
    tasks: dict[str, list[tuple[float, str]]] = {}
    for index, trial in enumerate(results):
        task = trial.get("task_id") if isinstance(trial, dict) else None
        if not isinstance(task, str) or not task:
            ledger.problem(f"/results/{index}", trial, "a trial with `task_id` and `is_resolved`")
            continue
        mode = first_text(trial.get("failure_mode"))
        status = "" if mode == "unset" else mode
        tasks.setdefault(task, []).append((float(trial.get("is_resolved") is True), status))
    yield from tasks.items()


def _system(ledger: Ledger, about: Mapping[str, Any]) -> str:
    """The agent and the model: from the metadata, else evalsite.yml, else a folder ``<date>_<agent>_<model>``."""
    agent, model = first_text(about.get("agent_name")), first_text(about.get("model_name"))
    if agent and model:
        return f"{agent} + {model}"
    if ledger.rule and ledger.rule.model:
        return ledger.rule.model
    for folder in reversed(PurePosixPath(ledger.document.path).parts[:-1]):
        if fit := _FOLDER.fullmatch(folder):
            name = f"{fit[1]} + {fit[2]}"
            ledger.inferred.append(f"The model is {quoted(name)}, from a folder's name: no run_metadata.json names it.")
            return name
    return ""


def _data_set(ledger: Ledger, about: Mapping[str, Any]) -> tuple[str, str]:
    """The benchmark and its version: from the metadata, else a folder ``terminal-bench-core@0.1.1``."""
    name, version = first_text(about.get("dataset_name")), first_text(about.get("dataset_version"))
    if name:
        return name, version
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark, version
    fit = _DATA_SET.search(ledger.document.path)
    name, version = (fit[1], fit[2]) if fit else ("terminal-bench", "")
    ledger.inferred.append(f"The benchmark is {quoted(name)}, {'from a folder' if fit else 'from the format'}.")
    return name, version


def _pass_at_k(ledger: Ledger, said: Any) -> Iterator[tuple[str, Any]]:
    for k, value in said.items() if isinstance(said, dict) else ():
        if _PASS_AT.fullmatch(k):
            yield k, value
        else:
            place = f"/pass_at_k/{escape(k)}"
            ledger.problem(place, k, "a number of samples as key")
            ledger.leave_out(Reason.UNREADABLE, 1, place, "no number of samples")


def _check(ledger: Ledger, accuracy: float, trials: Mapping[str, list[tuple[float, str]]]) -> None:
    """Compare the accuracy with what the trials give; a trial that timed out or broke counts as unresolved."""
    outcomes = [value for samples in trials.values() for value, _ in samples]
    if not outcomes or math.isnan(accuracy):
        return
    found = math.fsum(outcomes) / len(outcomes)
    if not math.isclose(found, accuracy, rel_tol=1e-9):
        advice = "The stated number is shown; look into the run."
        ledger.problem("/accuracy", accuracy, f"{found!r}, which the trials give", advice)
