"""What all versions of lm-evaluation-harness share: scores with their standard errors, and how a model is given."""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain, groupby, product
from typing import Any, NamedTuple

from msgspec import Struct, field

from evalsite.errors import quoted
from evalsite.metrics import known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.group_errors import Score, doubtful
from evalsite.readers.json_text import escape, text
from evalsite.readers.ledger import SHARED, Ledger, Row, from_percent
from evalsite.readings import Reading, Reason

TOOL = "lm-evaluation-harness"
_NO_METRICS = frozenset(["alias", "name", "sample_len", "sample_count", "prompt_name", "task_name"])
_MODEL_ARGUMENTS = ("peft", "delta", "pretrained", "model", "path", "engine")
_PERCENT = (  # tasks whose code multiplies by 100, and the metrics for which it does
    (re.compile(r"jsquad|jaqket|squad"), re.compile(r"exact_match|f1|(HasAns_|NoAns_|best_)?(exact|f1)")),
    (re.compile(r"xlsum"), re.compile(r"rouge[12L]")),
)
_NUMBERS = (int, float)
_ID = re.compile(r"[\w.-]+(?:/[\w.-]+)?")


class Model(Struct, frozen=True, kw_only=True):
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
        if declared in ("", said, said + at):
            return Model(name=said + at)
        ignored = f"evalsite.yml says that the model is {quoted(declared)}, but the file names it itself."
        return Model(name=said + at, inferred=ignored)
    if declared:
        return Model(name=declared)
    if folder:
        return Model(name=folder + at, inferred=f"The model is {quoted(folder)}, from its folder.")
    last = said.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return Model(name=last + at if last else "", inferred=f"The model is {quoted(last)}, the last part of its path.")


def is_id(said: str) -> bool:
    """Whether ``said`` is a model's name, with its organisation or without, and no path on somebody's machine."""
    return _ID.fullmatch(said) is not None and not said.startswith(".")


def spelled(said: object) -> str:
    """A number or a text as text, ``""`` for anything else."""
    if isinstance(said, str):
        return said
    return _spelled(said) if isinstance(said, _NUMBERS) else ""


_spelled = lru_cache(maxsize=1024, typed=True)(text)
"""Every task of a file says the same few versions and numbers of shots."""


def model_folder(document: Document) -> str:
    """The folder of the file, when the file's name begins with the folder's: then it is named after the model."""
    path = document.pure_path
    folder = path.parent.name
    return folder if folder and (path.stem + "_").startswith(folder + "_") else ""


class _Key(NamedTuple):
    """What a key among a task's scores says, such as ``exact_match,strict-match``."""

    said: str
    metric: str
    name: str  # with the filter in brackets that makes it another number
    beside: str  # the key of its standard error
    pointer: str
    is_stderr: bool
    is_metric: bool


@lru_cache(maxsize=1024)
def _key(key: str) -> _Key:
    """The key taken apart at its last comma; up to 0.3 there is none."""
    metric, comma, chosen = key.rpartition(",") if "," in key else (key, "", "")
    is_stderr = metric.endswith("_stderr")
    return _Key(
        said=key,
        metric=metric,
        name=metric_name(metric, chosen),
        beside=f"{metric}_stderr{comma}{chosen}",
        pointer=f"/{escape(key)}",
        is_stderr=is_stderr,
        is_metric=bool(key.strip()) and not is_stderr and key not in _NO_METRICS,
    )


def metric_name(metric: str, chosen: str) -> str:
    """A metric's name; a filter that makes it another number goes in brackets."""
    return metric if chosen in ("", "none") else f"{metric} ({chosen})"


class _Keys(NamedTuple):
    """The keys of a task's scores taken apart: a cell for each metric, and the standard errors of none."""

    metrics: Sequence[str]
    besides: Sequence[str]
    """The key of each metric's standard error, "" where there is none."""
    names: Sequence[str]
    plain: Sequence[str]
    """The metrics without the filter in brackets that makes it another number."""
    pointers: Sequence[str]
    alone: Sequence[_Key]

    @classmethod
    def of(cls, keys: Sequence[str]) -> "_Keys":
        there = frozenset(keys)
        metrics = [said for said in keys if _key(said).is_metric]
        return cls(
            metrics=metrics,
            besides=[_key(said).beside if _key(said).beside in there else "" for said in metrics],
            names=[_key(said).name for said in metrics],
            plain=[_key(said).metric for said in metrics],
            pointers=[_key(said).pointer for said in metrics],
            alone=[_key(said) for said in keys if _key(said).is_stderr and said.replace("_stderr", "", 1) not in there],
        )


Shared = tuple[str, str, str, float, str, str, str]
"""What the rows of a task have in common: the last fields of :class:`Row`, from the benchmark on."""
Task = tuple[Mapping[str, Any], str, Shared, Mapping[str, str]]
"""The scores of a task, their place, what their rows have in common, and the directions of metrics that have one."""


class Scores(Struct, kw_only=True):
    """The numbers of tasks, gathered in columns and brought into one unit: proportions as fractions of 1."""

    ledger: Ledger
    scale: Mapping[str, str]
    tasks: list[Task] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)

    def columns(self) -> Mapping[str, Sequence[Any]]:
        """One row a metric of each task."""
        columns: dict[str, list[Any]] = {name: [] for name in ("metric", "direction", "pointer")}
        rows: list[Shared] = []
        known: dict[tuple[str, ...], _Keys] = {}
        for said, group in groupby(self.tasks, key=_keys_of):  # most tasks of a file have the same
            keys = known.get(said) or known.setdefault(said, _Keys.of(said))
            scores, places, shared, directions = zip(*group, strict=True)
            if not self.take_usual(scores, keys):
                for task in zip(scores, places, shared, strict=True):
                    self.take(*task, keys)
            columns["metric"] += [*keys.names] * len(scores)
            if directions.count(directions[0]) == len(directions):
                columns["direction"] += [directions[0].get(metric, "") for metric in keys.plain] * len(scores)
            else:
                columns["direction"] += [told.get(metric, "") for told in directions for metric in keys.plain]
            columns["pointer"] += [place + pointer for place in places for pointer in keys.pointers]
            rows += [about for about in shared for _ in keys.names]
            for place, alone in product(places, keys.alone):
                detail = "a standard error without its value"
                self.ledger.leave_out(Reason.IGNORED, 1, place + alone.pointer, detail)
        about = zip(Row._fields[SHARED:], map(list, zip(*rows, strict=True)), strict=True) if rows else ()
        return {**columns, "value": self.values, "stderr": self.errors, **dict(about)}

    def take_usual(self, scores: Sequence[Mapping[str, Any]], keys: _Keys) -> bool:
        """Add the numbers of tasks that have the same keys if all are fractions of 1; otherwise none, and False."""
        if self.scale or any(map(_tasks_in_percent, keys.plain)):
            return False
        given = {key: [said[key] for said in scores] for key in chain(keys.metrics, filter(None, keys.besides))}
        if not all(map(_are_fractions, given.values())):
            return False
        missing = [math.nan] * len(scores)
        self.values += chain.from_iterable(zip(*(given[key] for key in keys.metrics), strict=True))
        self.errors += chain.from_iterable(zip(*(given.get(key, missing) for key in keys.besides), strict=True))
        return True

    def take(self, scores: Mapping[str, Any], place: str, about: Shared, keys: _Keys) -> None:
        """Add the numbers of one task, each looked at by itself."""
        for key, beside in zip(map(_key, keys.metrics), keys.besides, strict=True):
            at, error = place + key.pointer, math.nan
            value = self.ledger.number(scores[key.said], at)
            if beside and value == value:
                error = self.ledger.stderr(scores[beside], place + _key(beside).pointer)
            row = Row(metric=key.name, value=value, stderr=error, pointer=at, benchmark=about[0])
            row = self.in_one_unit(row, key.metric)
            self.values.append(row.value)
            self.errors.append(row.stderr)

    def reading(self, expected: str, groups: Mapping[str, Sequence[str]] | None = None) -> Reading:
        """The reading with these rows, which are ``expected``; without a model's name they are left out.

        ``groups`` are tasks that are made of others: their standard errors must follow from those of their parts.
        """
        columns = self.columns()
        if groups and self.values:
            self.leave_errors_out(columns, groups)
        if not self.values:
            self.ledger.expect(expected, "/results")
            return self.ledger.reading()
        if all(columns["model"]):
            return self.ledger.reading(columns)
        rows = zip(*columns.values(), strict=True)
        self.ledger.rows += [Row(**dict(zip(columns, row, strict=True))) for row in rows]
        return self.ledger.reading()

    def leave_errors_out(self, columns: Mapping[str, Sequence[Any]], groups: Mapping[str, Sequence[str]]) -> None:
        """Leave out the standard errors of groups that cannot be, and say so."""
        keys = [*zip(columns["benchmark"], columns["metric"], strict=True)]
        numbers = map(Score, self.values, self.errors, columns["n"])
        for found in doubtful(dict(zip(keys, numbers, strict=True)), groups):
            self.errors[keys.index((found.group, found.metric))] = math.nan
            self.ledger.inferred.append(
                f"{quoted(found.metric)} of {quoted(found.group)}: the standard error {found.stderr:.4g} is left out,"
                f" since those of its {found.parts} parts make it {found.expected:.4g}."
            )

    def in_one_unit(self, row: Row, metric: str) -> Row:
        """The row with a proportion as a fraction of 1; which are in percent is known by task and metric."""
        declared = self.scale.get(row.metric, self.scale.get(metric)) if self.scale else None
        if declared == "percent" or (declared is None and is_percent(row.benchmark, metric)):
            if declared is None:
                said = f"{quoted(metric)} of {quoted(row.benchmark)} is taken as percent: the task's code gives it so."
                self.ledger.inferred.append(said)
            return row._replace(value=from_percent(row.value), stderr=from_percent(row.stderr))
        if declared is None and (row.value < 0 or row.value > 1) and _is_proportion(metric):
            return self._out_of_range(row)
        return row

    def _out_of_range(self, row: Row) -> Row:
        self.ledger.problem(
            row.place,
            row.value,
            f"a fraction of 1, which {quoted(row.metric)} is in this tool's files",
            f"If it is a percentage, write `scale: {{{quoted(row.metric)}: percent}}` under `files:` in evalsite.yml.",
        )
        return row._replace(value=math.nan, stderr=math.nan)


def _keys_of(task: Task) -> tuple[str, ...]:
    return tuple(task[0])


def _are_fractions(cells: Sequence[Any]) -> bool:
    """Whether each cell is a float from 0 to 1."""
    if not {float}.issuperset(map(type, cells)) or any(map(math.isnan, cells)):
        return False
    return bool(0 <= min(cells) <= max(cells) <= 1)


def is_percent(task: str, metric: str) -> bool:
    """Whether the task's code gives the metric in percent, as a few do, and never in fractions."""
    tasks = _tasks_in_percent(metric)
    return tasks is not None and tasks.match(task) is not None


@lru_cache(maxsize=1024)
def _tasks_in_percent(metric: str) -> re.Pattern[str] | None:
    return next((tasks for tasks, metrics in _PERCENT if metrics.fullmatch(metric)), None)


def _is_proportion(metric: str) -> bool:
    about = known(metric)
    return about is not None and about.proportion
