"""SWE-bench: leaderboards, the report of one submission, and what describes it.

A row of a board is a system, an agent with one or more models: its name is what stands for the model.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import yaml

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings
from evalsite.readers.ledger import Ledger
from evalsite.readings import Reading, Reason, RunFacts

_FOLDER = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])[-_](.+)", re.DOTALL)
_SPLITS = frozenset(["lite", "verified", "test", "multimodal", "multilingual", "bash-only", "full"])
_COUNTS = ("total_instances", "resolved_instances", "submitted_instances", "completed_instances")
_SETTINGS = ("tags", "warning", "os_model", "os_system", "checked", "oss", "verified", "mini-swe-agent_version")
_LISTS = (  # the lists of a report that say how instances ended; the first list that names one decides
    (("resolved_ids", "resolved"), (1.0, "")),
    (("empty_patch_ids",), (0.0, "empty patch")),
    (("error_ids",), (0.0, "error")),
    (("incomplete_ids",), (0.0, "incomplete")),
    (("unresolved_ids",), (0.0, "")),
)
_OF_INSTANCES = (  # metric, where an instance has it, direction; costs are in US dollars
    ("resolved", "resolved", Direction.HIGHER),
    ("avg_cost", "cost", Direction.LOWER),
    ("api_calls", "api_calls", Direction.LOWER),
)
_NAME = re.compile(r"^name:[ \t]+(\S.*?)[ \t]*\r?$", re.MULTILINE)
_ABOUT = re.compile(r"^(?:oss|os_model|os_system|verified|checked|trajs|logs):", re.MULTILINE)


class SweBenchBoard:
    """Format ``swe-bench-board``: systems by board, each with the percentage of issues that it resolved."""

    name = "swe-bench-board"

    def sniff(self, document: Document) -> str | None:
        """Boards whose first row has a folder and a share of resolved issues."""
        boards = _boards(document.json)
        rows = boards[0][2] if boards else ()
        first = rows[0] if rows else None
        fits = isinstance(first, dict) and {"folder", "resolved", "name"} <= first.keys()
        return "boards with `folder` and `resolved`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a system and board."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        for board, place, rows in _boards(document.json):
            for index, row in enumerate(rows):
                _add_system(ledger, board, f"{place}/{index}", row)
        ledger.expect("systems with `name` and `resolved`")
        return ledger.reading()


def _boards(data: Any) -> Sequence[tuple[str, str, Sequence[Any]]]:
    """Each board's name, the pointer of its rows, and the rows; of both layouts."""
    if not isinstance(data, dict):
        return ()
    listed = data.get("leaderboards")
    if isinstance(listed, list):
        named = [(f"/leaderboards/{index}/results", board) for index, board in enumerate(listed)]
        return [
            (first_text(board.get("name")), place, board["results"])
            for place, board in named
            if isinstance(board, dict) and isinstance(board.get("results"), list)
        ]
    if set(data) <= _SPLITS and all(isinstance(rows, list) for rows in data.values()):
        return [(board, f"/{board}", rows) for board, rows in data.items()]
    return ()


def _add_system(ledger: Ledger, board: str, place: str, row: Any) -> None:
    name = first_text(row.get("name")) if isinstance(row, dict) else ""
    if not name:
        ledger.problem(place, row, "a system with `name` and `resolved`")
        ledger.leave_out(Reason.UNREADABLE, 1, place, "no system's name")
        return
    folder, date = first_text(row.get("folder")), first_text(row.get("date"))
    run = f"{_benchmark(board)} {folder or name}"
    if first_text(row.get("warning")):
        ledger.inferred.append(f"{quoted(name)} carries a warning: {quoted(row['warning'])}.")
    ledger.row(
        benchmark=_benchmark(board),
        model=name,
        run=run,
        metric="resolved",
        value=ledger.proportion(row.get("resolved"), f"{place}/resolved", "resolved", percent=True),
        date=date,
        direction=Direction.HIGHER.value,
        pointer=f"{place}/resolved",
    )
    told = settings({key: row.get(key) for key in _SETTINGS})
    ledger.runs[run] = RunFacts(model=name, native_id=folder, tool="SWE-bench", date=date, settings=told)


def _benchmark(board: str) -> str:
    """The benchmark of a board.

    >>> _benchmark("Verified"), _benchmark("")
    ('swe-bench-verified', 'swe-bench')
    """
    return "-".join(["swe-bench", *board.casefold().split()])


class SweBenchReport:
    """Format ``swe-bench-report``: how many instances one submission resolved, and which."""

    name = "swe-bench-report"

    def sniff(self, document: Document) -> str | None:
        """The counts that a report begins with."""
        data = document.json
        fits = isinstance(data, dict) and all(name in data for name in _COUNTS)
        return "`total_instances` and `resolved_instances`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """Resolved instances among all, also those that were not submitted; and the outcome of each instance."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data = document.json
        total = ledger.number(data["total_instances"], "/total_instances", "the number of instances")
        resolved = ledger.number(data["resolved_instances"], "/resolved_instances", "the number of resolved instances")
        if not 0 <= resolved <= total or not total:
            expected = "at most `total_instances`, which is more than 0"
            ledger.problem("/resolved_instances", data["resolved_instances"], expected)
            resolved = math.nan
        folder, date, name = _submission(document)
        model, benchmark = _model(ledger, name), _split(ledger, folder)
        run = f"{benchmark} {folder or model}"
        ledger.row(
            benchmark=benchmark,
            model=model,
            run=run,
            metric="resolved",
            value=resolved / total if not math.isnan(resolved) else math.nan,
            n=total,
            date=date,
            direction=Direction.HIGHER.value,
            pointer="/resolved_instances",
        )
        for item, outcome in _outcomes(data):
            ledger.item(run=run, benchmark=benchmark, item=item, metric="resolved", outcomes=[outcome])
        told = settings({key: said for key, said in data.items() if key.endswith("_instances")})
        ledger.runs[run] = RunFacts(model=model, native_id=folder, tool="SWE-bench", date=date, settings=told)
        return ledger.reading()


def _submission(document: Document) -> tuple[str, str, str]:
    """The folder ``<date>_<system>`` above the report, the date and the system; ``""`` where there is none."""
    for folder in reversed(PurePosixPath(document.path).parts[:-1]):
        if fit := _FOLDER.fullmatch(folder):
            return folder, f"{fit[1]}-{fit[2]}-{fit[3]}", fit[4]
    return "", "", ""


def _model(ledger: Ledger, folder_says: str) -> str:
    """The system: ``name`` in metadata.yaml beside the report or above it, else evalsite.yml, else the path."""
    for name in ("metadata.yaml", "../metadata.yaml"):
        beside = ledger.document.sibling(name)
        if beside is not None and (found := system(beside)):
            ledger.inferred.append(f"The model is {quoted(found)}, from {name}.")
            return found
    if folder_says and not (ledger.rule and ledger.rule.model):
        ledger.inferred.append(f"The model is {quoted(folder_says)}, from a folder's name.")
        return folder_says
    return ledger.path_facts().model


def _split(ledger: Ledger, folder: str) -> str:
    """The benchmark: evalsite.yml, else the folders from ``evaluation`` down to the submission's."""
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark
    above = ledger.document.path.rpartition(f"/{folder}/")[0].split("/") if folder else []
    below = above[above.index("evaluation") + 1 :] if "evaluation" in above else above[-1:]
    name = _benchmark(" ".join(below) if "evaluation" in above or _SPLITS.issuperset(below) else "")
    ledger.inferred.append(f"The benchmark is {quoted(name)}, from its folders.")
    return name


def _outcomes(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, str]]]:
    said: dict[str, tuple[float, str]] = {}
    for names, outcome in _LISTS:
        for name in names:
            listed = data.get(name)
            for item in listed if isinstance(listed, list) else ():
                if isinstance(item, str):
                    said.setdefault(item, outcome)
    return iter(said.items())


class SweBenchInstances:
    """Format ``swe-bench-instances``: ``info_for_leaderboard.json``, the instances of each model and what they cost."""

    name = "swe-bench-instances"

    def sniff(self, document: Document) -> str | None:
        """Models, and for each instance whether it is ``resolved`` and how many ``api_calls`` it took."""
        data = document.json
        model = next(iter(data.values()), None) if isinstance(data, dict) else None
        first = next(iter(model.values()), None) if isinstance(model, dict) else None
        fits = isinstance(first, dict) and {"resolved", "api_calls"} <= first.keys()
        return "instances with `resolved` and `api_calls`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The share of resolved instances and the mean cost of each model, over the instances that the file lists."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        benchmark = rule.benchmark if rule and rule.benchmark else "swe-bench"
        for model, instances in document.json.items():
            _add_instances(ledger, benchmark, model, instances)
        ledger.expect("models with their instances")
        return ledger.reading()


def _add_instances(ledger: Ledger, benchmark: str, model: str, instances: Any) -> None:
    place = f"/{escape(model)}"
    if not model or not isinstance(instances, dict) or not instances:
        ledger.problem(place, instances, "an object with `resolved` by instance")
        ledger.leave_out(Reason.UNREADABLE, 1, place, "a model without instances")
        return
    run = f"{benchmark} {model}"
    cells = {"benchmark": benchmark, "model": model, "run": run, "n": float(len(instances)), "pointer": place}
    for metric, part, direction in _OF_INSTANCES:
        values = {name: _of_instance(ledger, f"{place}/{escape(name)}", said, part) for name, said in instances.items()}
        mean = math.fsum(values.values()) / len(values)
        ledger.row(metric=metric, value=mean, direction=direction.value, **cells)
        for name, value in values.items():
            ledger.item(run=run, benchmark=benchmark, item=name, metric=metric, outcomes=[(value, "")])
    ledger.runs[run] = RunFacts(model=model, tool="SWE-bench")


def _of_instance(ledger: Ledger, place: str, said: Any, part: str) -> float:
    """The number that an instance has under ``part``, true and false as 1 and 0; NaN where it has none."""
    found = said.get(part) if isinstance(said, dict) else None
    if isinstance(found, bool):
        return float(found)
    if found is None or part == "resolved":
        ledger.problem(f"{place}/{part}", found, "true or false" if part == "resolved" else "a number")
        return math.nan
    return ledger.number(found, f"{place}/{part}", quoted(part))


class SweBenchMetadata:
    """Format ``swe-bench-metadata``: what describes a submission; it has no numbers, and is read with the report."""

    name = "swe-bench-metadata"

    def sniff(self, document: Document) -> str | None:
        """``name`` and ``site``, with a word that only submissions have."""
        head = document.head
        fits = (
            head[:1] not in ("{", "[")
            and "name:" in head
            and _NAME.search(head)
            and re.search(r"^site:", head, re.MULTILINE)
        )
        return "`name`, `site` and whether it is open" if fits and _ABOUT.search(head) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002 (the door's shape)
        """No rows: named in the ledger."""
        ledger = Ledger(document=document, format=self.name)
        ledger.leave_out(Reason.IGNORED, 1, "", "describes a submission, whose report is read with it")
        return ledger.reading()


def system(document: Document) -> str:
    """The name of the system that metadata.yaml describes, or ``""``."""
    fit = _NAME.search(document.head)
    if fit is None:
        return ""
    try:
        said = yaml.safe_load(fit[1][:1000])
    except (yaml.YAMLError, ValueError, RecursionError):
        return ""
    return said if isinstance(said, str) else ""
