"""What all versions of lm-evaluation-harness share: scores with their standard errors, and how a model is given."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.harvest import Harvest, Row, text
from evalsite.readers.json_data import escape
from evalsite.readers.ledger import from_percent
from evalsite.results import Reason

TOOL = "lm-evaluation-harness"
_NO_METRICS = frozenset(["alias", "name", "sample_len", "sample_count", "prompt_name", "task_name"])
_MODEL_ARGUMENTS = ("peft", "delta", "pretrained", "model", "path", "engine")
_PERCENT = (  # tasks whose code multiplies by 100, and the metrics for which it does
    (re.compile(r"jsquad|jaqket|squad"), re.compile(r"exact_match|f1|(HasAns_|NoAns_|best_)?(exact|f1)")),
    (re.compile(r"xlsum"), re.compile(r"rouge[12L]")),
)
_ID = re.compile(r"[\w.-]+(?:/[\w.-]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The evaluated model; ``name`` is ``""`` when neither the file, its path nor evalsite.yml tells it."""

    name: str
    inferred: str = ""


def arguments(said: object) -> dict[str, str]:
    """``model_args``, which is the text ``k=v,k=v`` or, since 0.4.10, an object."""
    if isinstance(said, dict):
        return {name: text(value) for name, value in said.items()}
    if not isinstance(said, str):
        return {}
    pairs = (part.partition("=") for part in said.split(","))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def evaluated(given: Mapping[str, str]) -> str:
    """The model that ``model_args`` name: an adapter before the model it stands on."""
    return next((given[name] for name in _MODEL_ARGUMENTS if given.get(name)), "")


def model(said: str, given: Mapping[str, str], document: Document, rule: FileRule | None) -> Model:
    """The model that the file says was evaluated.

    A local path is no name: then evalsite.yml decides, else the folder of a layout with one folder a model
    (``<model>/<model>_<task>.json``), else the last part of the path.
    """
    revision = given.get("revision", "main")
    at = "" if revision in ("", "main") else f"@{revision}"
    declared, folder = (rule.model if rule else ""), model_folder(document)
    if is_id(said):
        ignored = f"evalsite.yml says that the model is {quoted(declared)}, but the file names it itself."
        return Model(name=said + at, inferred=ignored if declared not in ("", said, said + at) else "")
    if declared:
        return Model(name=declared)
    if folder:
        return Model(name=folder + at, inferred=f"The model is {quoted(folder)}, from its folder.")
    last = said.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return Model(name=last + at if last else "", inferred=f"The model is {quoted(last)}, the last part of its path.")


def is_id(said: str) -> bool:
    """Whether ``said`` is a model's name, with its organisation or without, and no path on somebody's machine."""
    return _ID.fullmatch(said) is not None and not said.startswith(".")


def model_folder(document: Document) -> str:
    """The folder of the file, when the file's name begins with the folder's: then it is named after the model."""
    path = PurePosixPath(document.path)
    folder = path.parent.name
    return folder if folder and (path.stem + "_").startswith(folder + "_") else ""


def ask_for_model(harvest: Harvest, document: Document) -> None:
    """Leave out the rows without a model, and ask for it."""
    named = [row for row in harvest.rows if row.model]
    count, harvest.rows = len(harvest.rows) - len(named) or 1, named
    harvest.refuse(
        "",
        expected="expected the evaluated model, but neither the file nor its path names it",
        advice=f"Write `files: [{{match: {quoted(document.path)}, model: ...}}]` in evalsite.yml.",
        count=count,
    )


def split(key: str) -> tuple[str, str]:
    """Metric and filter of a key such as ``exact_match,strict-match``; the filter is ``""`` where there is none."""
    metric, comma, chosen = key.rpartition(",")
    return (metric, chosen) if comma else (chosen, "")


def metric_name(metric: str, chosen: str) -> str:
    """A metric's name; a filter that makes it another number goes in brackets."""
    return metric if chosen in ("", "none") else f"{metric} ({chosen})"


@dataclass(slots=True, kw_only=True)
class Scores:
    """Adds the numbers of one task after the other, in one unit: proportions as fractions of 1."""

    harvest: Harvest
    scale: Mapping[str, str]
    directions: Mapping[str, str]

    def add(self, scores: Mapping[str, Any], about: Row) -> None:
        """One row a metric of one task; ``about`` has what they share, and the pointer of ``scores``."""
        for key, said in scores.items():
            metric, chosen = split(key)
            if key in _NO_METRICS:
                continue
            if metric.endswith("_stderr"):
                self._check_company(key, scores, about)
                continue
            place = f"{about.pointer}/{escape(key)}"
            name = metric_name(metric, chosen)
            beside = f"{metric}_stderr" + (f",{chosen}" if chosen else "")
            value = self.harvest.number(said, place)
            error = self.harvest.stderr(scores.get(beside), f"{about.pointer}/{escape(beside)}")
            row = about._replace(
                metric=name,
                value=value,
                stderr=math.nan if math.isnan(value) else error,
                direction=about.direction or self.directions.get(metric, ""),
                pointer=place,
            )
            self.harvest.rows.append(self.in_one_unit(row, metric))

    def in_one_unit(self, row: Row, metric: str) -> Row:
        """The row with a proportion as a fraction of 1; which are in percent is known by task and metric."""
        declared = self.scale.get(row.metric, self.scale.get(metric))
        if declared == "percent" or (declared is None and is_percent(row.benchmark, metric)):
            if declared is None:
                said = f"{quoted(metric)} of {quoted(row.benchmark)} is taken as percent: the task's code gives it so."
                self.harvest.inferred.append(said)
            return row._replace(value=from_percent(row.value), stderr=from_percent(row.stderr))
        about = known(metric)
        if declared is None and about is not None and about.proportion and (row.value < 0 or row.value > 1):
            return self._out_of_range(row)
        return row

    def _out_of_range(self, row: Row) -> Row:
        self.harvest.problem(
            row.place,
            found=text(row.value),
            expected=f"expected a fraction of 1, which {quoted(row.metric)} is in this tool's files",
            advice=f"If it is a percentage, write `scale: {{{quoted(row.metric)}: percent}}`"
            " under `files:` in evalsite.yml.",
        )
        return row._replace(value=math.nan, stderr=math.nan)

    def _check_company(self, key: str, scores: Mapping[str, Any], about: Row) -> None:
        if key.replace("_stderr", "", 1) not in scores:
            place = f"{about.pointer}/{escape(key)}"
            self.harvest.leave_out(place, Reason.IGNORED, "a standard error without its value")


def is_percent(task: str, metric: str) -> bool:
    """Whether the task's code gives the metric in percent, as a few do, and never in fractions."""
    return any(tasks.match(task) and metrics.fullmatch(metric) for tasks, metrics in _PERCENT)
