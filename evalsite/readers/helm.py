"""HELM: a folder a run, with ``stats.json`` for the numbers and ``run_spec.json`` for what was run; and group tables.

A number of a run stands several times in stats.json: by split, and again as the worst case under perturbations. The
one on the unperturbed ``test`` split is read, or that on ``valid`` where nothing was tested.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from evalsite.errors import quoted
from evalsite.metrics import known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import first_text, settings, text
from evalsite.readers.ledger import Ledger, Row
from evalsite.readings import Reading, Reason, RunFacts

_quoted = lru_cache(maxsize=1024)(quoted)
_BOOKS = re.compile(
    r"num_(?!(?:prompt|completion|output)_tokens).*|finish_reason_.*|batch_size|prompt_truncated|max_prob|training_.*"
)
_SETTINGS = (
    "method",
    "model_deployment",
    "instructions",
    "max_eval_instances",
    "num_outputs",
    "num_train_trials",
    "temperature",
    "max_tokens",
    "chain_of_thought_prefix",
)
_COMPANIONS = (  # the keys of files without numbers, and what these are
    (frozenset(["adapter_spec", "scenario_spec"]), "what was run, read with stats.json"),
    (frozenset(["adapter_spec", "request_states"]), "the requests and answers of a run"),
    (frozenset(["name", "description", "tags", "definition_path"]), "what the scenario is"),
    (frozenset(["suite", "suites", "date"]), "the suite's name and date, read with stats.json"),
)


class Spec(Struct, frozen=True, kw_only=True):
    """What run_spec.json and the suite's summary.json tell of a run."""

    model: str
    benchmark: str
    run: str
    shots: str
    facts: RunFacts


class HelmStats:
    """Format ``helm-stats``: the numbers of one run."""

    name = "helm-stats"

    def sniff(self, document: Document) -> str | None:
        """A list of statistics, each with the name of its metric and split."""
        data = document.json
        first = data[0] if isinstance(data, list) and data else None
        fits = isinstance(first, dict) and isinstance(first.get("name"), dict) and "sum_squared" in first
        return "statistics with `sum_squared`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a metric."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        about = spec(ledger)
        stats = list(_statistics(ledger, document.json))
        split = "test" if any(stat.name.split == "test" for stat in stats) else "valid"
        aside: Counter[tuple[Reason, str]] = Counter()
        told = (about.benchmark, about.model, about.run, _instances(stats, split), about.facts.date, "", about.shots)
        for stat in stats:
            why = _reason(stat, split)
            if why:
                aside[why] += 1
            else:
                place = f"{stat.place}/mean"
                cells = (stat.name.said, _mean(ledger, stat, place), math.nan, "", 0, place, *told)
                ledger.rows.append(Row._make(cells))
        for (reason, detail), count in aside.items():
            ledger.leave_out(reason, count, "", detail)
        ledger.runs[about.run] = about.facts
        return ledger.reading()


class _Name(NamedTuple):
    """What the name of a statistic says; many files have the same ones."""

    metric: str
    split: str
    sub_split: str
    perturbed: bool
    said: str  # the metric's name, with the split where it is not the one that counts
    is_book: bool
    is_proportion: bool


@lru_cache(maxsize=4096)
def _name(metric: str, split: str, sub_split: str, perturbed: bool) -> _Name:
    about = [part for part in (split if split != "test" else "", sub_split) if part]
    said = f"{metric} ({', '.join(about)})" if about else metric
    meaning = known(said)
    return _Name(
        metric=metric,
        split=split,
        sub_split=sub_split,
        perturbed=perturbed,
        said=said,
        is_book=_BOOKS.fullmatch(metric) is not None,
        is_proportion=meaning is not None and meaning.proportion,
    )


class _Stat(NamedTuple):
    """One statistic; a tuple, because there are many."""

    name: _Name
    data: Mapping[str, Any]
    place: str


def _statistics(ledger: Ledger, data: Sequence[Any], place: str = "") -> Iterator[_Stat]:
    for index, stat in enumerate(data):
        name = stat.get("name") if isinstance(stat, dict) else None
        metric = first_text(name.get("name")) if isinstance(name, dict) else ""
        at = f"{place}/{index}"
        if isinstance(name, dict) and metric:
            splits = first_text(name.get("split")), first_text(name.get("sub_split"))
            yield _Stat(_name(metric, *splits, bool(name.get("perturbation"))), stat, at)
        else:
            ledger.problem(at, stat, "a statistic with the name of its metric")
            ledger.leave_out(Reason.UNREADABLE, 1, at, "a statistic without a metric")


def _instances(stats: Sequence[_Stat], split: str) -> float:
    """How many instances the split has; not ``count``, which counts trials."""
    for stat in stats:
        name, said = stat.name, stat.data.get("mean")
        fits = name.metric == "num_instances" and name.split == split and not name.perturbed
        if fits and isinstance(said, int | float) and 0 < said < 1e15:
            return float(said)
    return math.nan


def _reason(stat: _Stat, split: str) -> tuple[Reason, str] | None:
    """Why a statistic is no result of its own, or None."""
    name = stat.name
    if name.perturbed:
        return Reason.IGNORED, "the worst case under perturbations"
    if name.split not in (split, ""):
        return Reason.IGNORED, f"on the split {_quoted(name.split)}, which is not the one that counts"
    if name.is_book:
        return Reason.IGNORED, "bookkeeping, such as num_references"
    return (Reason.MISSING, "nothing was counted") if stat.data.get("count") == 0 else None


def _mean(ledger: Ledger, stat: _Stat, place: str) -> float:
    said, name = stat.data.get("mean"), stat.name
    if name.is_proportion:
        return ledger.proportion(said, place, name.said, percent=False)
    return ledger.number(said, place, _quoted(name.said))


def spec(ledger: Ledger) -> Spec:
    """What was run: run_spec.json beside the file; without it, the folder's name, which is the run's."""
    document, rule = ledger.document, ledger.rule
    said, summary = _object(document, "run_spec.json"), _object(document, "../summary.json")
    adapter, scenario = _part(said, "adapter_spec"), _part(said, "scenario_spec")
    folder = document.pure_path.parent
    name = first_text(said.get("name"), folder.name)
    model = first_text(adapter.get("model"), rule.model if rule else "") or _model_of(name)
    benchmark = _benchmark(said, scenario, name)
    if not adapter.get("model") and model:
        ledger.inferred.append(f"The model is {quoted(model)}: run_spec.json, which names it, is not beside the file.")
    suite, date = first_text(summary.get("suite"), folder.parent.name), first_text(summary.get("date"))
    run = f"{suite} {name}".strip()
    told = settings({key: adapter.get(key) for key in _SETTINGS})
    facts = RunFacts(model=model, native_id=run, tool="HELM", date=date, settings={**told, "suite": suite})
    shots = text(adapter.get("max_train_instances"))
    return Spec(model=model, benchmark=benchmark, run=run, shots=shots, facts=facts)


def _object(document: Document, name: str) -> Mapping[str, Any]:
    beside = document.sibling(name)
    return beside.json if beside is not None and isinstance(beside.json, dict) else {}


def _part(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    said = data.get(key)
    return said if isinstance(said, dict) else {}


def _model_of(run_name: str) -> str:
    """The model in a run's name, where ``_`` stands for the first ``/``; ``""`` when there is none.

    >>> _model_of("mmlu:subject=anatomy,method=multiple_choice_joint,model=groq_llama3-8b-8192")
    'groq/llama3-8b-8192'
    """
    given = re.search(r"(?:^|[,:-])model=([^,]+)", run_name)
    return given[1].replace("_", "/", 1) if given else ""


def _benchmark(said: Mapping[str, Any], scenario: Mapping[str, Any], run_name: str) -> str:
    """The first group with the scenario's arguments, such as ``mmlu:subject=anatomy``; else from the run's name."""
    groups = said.get("groups")
    group = first_text(*groups) if isinstance(groups, list) else ""
    given = settings(_part(scenario, "args"))
    if group:
        return group + (":" + ",".join(f"{key}={value}" for key, value in given.items()) if given else "")
    base, _, given_text = re.sub(r"-(?=\w+=)", ":", run_name, count=1).partition(":")
    kept = [part for part in given_text.split(",") if part and not re.match(r"(method|model\w*|data_aug\w*)=", part)]
    return base + (":" + ",".join(kept) if kept else "")


class HelmInstances:
    """Format ``helm-instances``: ``per_instance_stats.json``, the items of a run whose means are in stats.json."""

    name = "helm-instances"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """A list of instances with their statistics."""
        data = document.json
        first = data[0] if isinstance(data, list) and data else None
        fits = isinstance(first, dict) and {"instance_id", "train_trial_index", "stats"} <= first.keys()
        return "statistics by `instance_id`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """Items only."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        about = spec(ledger)
        for index, instance in document.entries():
            if isinstance(instance, dict) and isinstance(instance.get("stats"), list):
                _add_items(ledger, about, instance, f"/{index}/stats")
            else:
                ledger.problem(f"/{index}", instance, "an instance with `stats`")
        ledger.leave_out(Reason.IGNORED, 1, "", "results by instance, kept as items; stats.json has their means")
        ledger.runs[about.run] = about.facts
        return ledger.reading()


def _add_items(ledger: Ledger, about: Spec, instance: Mapping[str, Any], place: str) -> None:
    item, trial = first_text(instance.get("instance_id")) or place, instance.get("train_trial_index")
    told = {"run": about.run, "benchmark": about.benchmark, "item": item}
    first = trial if isinstance(trial, int) and 0 < trial < 1000 else 0
    for stat in _statistics(ledger, instance["stats"], place):
        if not stat.name.perturbed and not stat.name.is_book and stat.data.get("count") != 0:
            value = ledger.number(stat.data.get("mean"), f"{stat.place}/mean", _quoted(stat.name.said))
            ledger.item(**told, metric=stat.name.said, outcomes=[(value, "")], first=first)


class HelmCompanion:
    """Format ``helm-description``: files of a run that have no numbers."""

    name = "helm-description"

    def sniff(self, document: Document) -> str | None:
        """The keys of what a run folder or a suite holds beside its numbers."""
        what = _what(document.json)
        return what or None

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002 (the door's shape)
        """No rows: named in the ledger."""
        ledger = Ledger(document=document, format=self.name)
        ledger.leave_out(Reason.IGNORED, 1, "", f"no numbers: {_what(document.json)}")
        return ledger.reading()


def _what(data: Any) -> str:
    if isinstance(data, list) and data and isinstance(data[0], dict):
        first = data[0].get("run_spec", data[0])
        return "the runs of a suite" if isinstance(first, dict) and _COMPANIONS[0][0] <= first.keys() else ""
    if not isinstance(data, dict):
        return ""
    said = next((what for keys, what in _COMPANIONS if keys <= data.keys()), "")
    return said or _of_groups(data)


def _of_groups(data: Mapping[str, Any]) -> str:
    """What files that list a suite's groups and runs are."""
    first = next(iter(data.items()), ("", None))
    if isinstance(first[1], dict) and {"display_name", "description", "taxonomy"} <= first[1].keys():
        return "the names of a suite's groups"
    return "which suite each run is of" if isinstance(first[1], str) and ",model=" in first[0] else ""
