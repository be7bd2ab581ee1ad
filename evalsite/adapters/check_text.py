"""What ``evalsite check`` found out, as plain text."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalsite.adapters.check import Check, FileCheck, Redacted
from evalsite.errors import Problem, printable, quoted
from evalsite.pages.ledger import Omission, Unranked
from evalsite.runs.details import Kind

_CONDITIONS = {
    "version": "the benchmark's version",
    "shots": "the number of shots",
    "parameters": "one of the metric's parameters",
    "environment": "the environment",
}
LISTED = 8
"""How many names are printed in a line; the rest is counted."""


def text(found: Check, *, strict: bool = False) -> str:
    """All files, each with what it is and what it becomes, then every problem, then a summary.

    A problem is called an error when it stops a build, which under ``strict`` each of them does. No name begins a line
    of its own: what does not print is spelled out.
    """
    parts: list[Iterable[str]] = [
        *map(_lines, found.files),
        [f"{_severity(problem, strict)}: {problem}" for problem in found.problems],
        map(_redacted, found.redacted),
        map(_near, found.near_names),
        [summary(found)],
    ]
    return "\n\n".join(filter(None, ("\n".join(map(printable, lines)) for lines in parts)))


_PARTS: Mapping[Kind, str] = {
    "name": "the name",
    "tool": "the tool",
    "tool_version": "the version of the tool",
    "tags": "a tag",
    "date": "the date",
    "code_revision": "the code revision",
    "conditions": "the condition",
    "settings": "the setting",
    "environment": "the setting of the environment",
}


def _redacted(part: Redacted) -> str:
    unnamed = "with a private name" if part.kind in ("settings", "environment") else ""
    what = " ".join(filter(None, (_PARTS[part.kind], part.name or unnamed)))
    return f"redacted: {what} of {_count(part.runs, 'run')} looks private and is not shown"


def _near(names: Sequence[str]) -> str:
    said = json.dumps({names[0]: list(names[1:])}, ensure_ascii=False)  # JSON is YAML
    return f"question: {' and '.join(map(quoted, names))} may be one model; if so, add to evalsite.yml: same_as: {said}"


def summary(found: Check) -> str:
    """One line: how much was found, and how much is wrong."""
    rows = sum(file.rows for file in found.files)
    models = {model for file in found.files for model in file.models}
    benchmarks = {benchmark for file in found.files for benchmark in file.benchmarks}
    return (
        f"{_count(len(found.files), 'file')}, {_count(rows, 'row')}, {_count(len(benchmarks), 'benchmark')}, "
        f"{_count(len(models), 'model')}, {_count(len(found.problems), 'problem')}."
    )


def _severity(problem: Problem, strict: bool) -> str:
    return "error" if strict or problem.severity == "error" else "warning"


def _lines(file: FileCheck) -> Iterator[str]:
    yield file.path
    if file.format:
        yield f"  is        {file.format}: {file.why}"
    else:
        yield "  is        not read"
    if file.rows:
        yield f"  becomes   {_count(file.rows, 'row')} of {file.rows_in} numbers"
        yield f"  benchmark {_names(file.benchmarks)}"
        yield f"  model     {_names(file.models)}"
        yield f"  metric    {_names(file.metrics)}"
    for sentence in file.inferred:
        yield f"  inferred  {sentence}"
    for omission in file.left_out:
        yield f"  left out  {omission.count} ({omission.reason}): {_places(omission)}"
    for entry in file.unranked:
        why = f"not comparable: {_CONDITIONS[entry.condition]} is not the usual one"
        yield f"  unranked  {entry.count} of those shown ({why}): {_places(entry)}"


def _places(entry: Omission | Unranked) -> str:
    shown = ", ".join(f"{each.place} ({each.detail})" if each.detail else each.place for each in entry.places)
    return shown + (f" and {_count(entry.more, 'more place')}" if entry.more else "")


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:LISTED])
    return shown + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
