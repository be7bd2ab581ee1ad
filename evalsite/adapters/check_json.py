"""What ``evalsite check`` found out, as JSON; ``python -m evalsite.adapters.check_json`` prints its schema."""

import json
import sys
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from evalsite.adapters.check import Check, FileCheck
from evalsite.errors import Problem


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemReport(_Part):
    """One thing wrong, at one place."""

    severity: Literal["error", "record"] = Field(description="`error` stops a build, `record` under --strict only.")
    place: str = Field(description="`file:line`, `file#/json/pointer`, `file`, or nothing.")
    found: str = Field(description="What was found there.")
    expected: str = Field(description="What was expected.")
    advice: str = Field(description="What to do.")


class LeftOutReport(_Part):
    """Numbers that are not shown, for one reason."""

    reason: str = Field(description="One of the reasons of the ledger, such as `duplicate`.")
    count: int = Field(description="How many numbers.")


class SourceReport(_Part):
    """One file: `rows_in` is `rows_shown` and the counts of `left_out` together."""

    path: str = Field(description="The file, as the ledger names it.")
    format: str = Field(description="What it was taken for; empty when it was not read.")
    why: str = Field(description="What its format was known by.")
    rows_in: int = Field(description="How many numbers it holds.")
    rows_shown: int = Field(description="How many of them are shown.")
    left_out: tuple[LeftOutReport, ...] = Field(description="Those that are not shown, by reason.")
    inferred: tuple[str, ...] = Field(description="What was deduced rather than read.")
    problems: tuple[ProblemReport, ...] = Field(description="What is wrong in it.")


class RedactedReport(_Part):
    """A setting that is not shown since it looks private; its value is not told here either."""

    name: str = Field(description="The name of the setting.")
    runs: int = Field(description="In how many runs.")


class Report(_Part):
    """What `evalsite check --json` prints."""

    version: Literal[1] = Field(description="The version of this form.")
    sources: tuple[SourceReport, ...] = Field(description="Every file that was looked at.")
    problems: tuple[ProblemReport, ...] = Field(description="What is wrong in none of these files, such as settings.")
    redacted: tuple[RedactedReport, ...] = Field(description="Settings of runs that are not shown.")


def report(found: Check) -> Report:
    """The findings in the form that is published."""
    files = {file.file for file in found.files}
    return Report(
        version=1,
        sources=tuple(_source(file, found) for file in found.files),
        problems=tuple(_problem(problem) for problem in found.problems if problem.file not in files),
        redacted=tuple(RedactedReport(name=name, runs=runs) for name, runs in found.redacted),
    )


def _source(file: FileCheck, found: Check) -> SourceReport:
    return SourceReport(
        path=file.file,
        format=file.format,
        why=file.why,
        rows_in=file.rows_in,
        rows_shown=file.rows_shown,
        left_out=tuple(LeftOutReport(reason=reason, count=count) for reason, count in file.not_shown),
        inferred=file.inferred,
        problems=tuple(_problem(problem) for problem in found.problems if problem.file == file.file),
    )


def _problem(problem: Problem) -> ProblemReport:
    return ProblemReport(
        severity=problem.severity,
        place=problem.place,
        found=problem.found,
        expected=problem.expected,
        advice=problem.advice,
    )


def json_text(found: Check) -> str:
    """The report as JSON, every character that is not ASCII escaped: nothing in it moves a terminal's cursor."""
    return json.dumps(report(found).model_dump(mode="json"), indent=2)


def schema() -> dict[str, Any]:
    """The form of the report as a JSON Schema (draft 2020-12)."""
    made = Report.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Report of evalsite check"}


def schema_text() -> str:
    """The schema as it stands in ``schema/check.schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
