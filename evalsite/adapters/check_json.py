"""What ``evalsite check`` found out, as JSON; ``python -m evalsite.adapters.check_json`` prints its schema."""

import json
import sys
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from evalsite.adapters.check import Check
from evalsite.readings import Reason
from evalsite.runs.details import Kind


class _Part(BaseModel):
    """A part of the report, made of the value of the same names."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class ProblemReport(_Part):
    """One thing wrong, at one place."""

    severity: Literal["error", "record"] = Field(description="`error` stops a build, `record` under --strict only.")
    place: str = Field(description="`file:line`, `file#/json/pointer`, `file`, or nothing.")
    found: str = Field(description="What was found there.")
    expected: str = Field(description="What was expected.")
    advice: str = Field(description="What to do.")


class PlaceReport(_Part):
    """Where something is that is not shown."""

    place: str = Field(description="`file:line`, `file#/json/pointer` or `file`.")
    detail: str = Field(description="What it is, or why it is not shown; may be empty.")


class LeftOutReport(_Part):
    """Numbers that are not shown, for one reason."""

    reason: Reason = Field(description="The reason, as the ledger has it.")
    count: int = Field(description="How many numbers.")
    places: tuple[PlaceReport, ...] = Field(description="The first places of them; one can stand for several numbers.")
    more: int = Field(description="How many places there are beyond these.")


class UnrankedReport(_Part):
    """Numbers that are shown and take no rank, since one of their conditions is not the usual one."""

    reason: Literal["not-comparable"] = Field("not-comparable", description="The reason.")
    condition: Literal["version", "shots", "parameters", "environment"] = Field(
        description="The first condition that is not the usual one on their benchmark."
    )
    count: int = Field(description="How many numbers.")
    places: tuple[PlaceReport, ...] = Field(description="The first places of them.")
    more: int = Field(description="How many places there are beyond these.")


class SourceReport(_Part):
    """One file: `rows_in` is `rows_shown` and the counts of `left_out` together."""

    path: str = Field(description="The file, as the ledger names it.")
    format: str = Field(description="What it was taken for; empty when it was not read.")
    why: str = Field(description="What its format was known by.")
    sha256: str = Field(description="The SHA-256 of the file; empty when it could not be opened.")
    rows_in: int = Field(description="How many numbers it holds.")
    rows_shown: int = Field(description="How many of them are shown.")
    left_out: tuple[LeftOutReport, ...] = Field(description="Those that are not shown, by reason.")
    unranked: tuple[UnrankedReport, ...] = Field(
        description="Those of the numbers shown that take no rank, by the condition; `left_out` does not count them."
    )
    inferred: tuple[str, ...] = Field(description="What was deduced rather than read.")
    problems: tuple[ProblemReport, ...] = Field(description="What is wrong in it.")


class RedactedReport(_Part):
    """What is told of runs and not shown since it looks private; its value is not told here either."""

    kind: Kind = Field(description="What of a run it is.")
    name: str = Field(
        description="The name of the setting or the condition; empty where there is none, or it looks private itself."
    )
    runs: int = Field(description="In how many runs.")


class Report(_Part):
    """What `evalsite check --json` prints."""

    version: Literal[1] = Field(description="The version of this form.")
    sources: tuple[SourceReport, ...] = Field(description="Every file that was looked at.")
    problems: tuple[ProblemReport, ...] = Field(description="What is wrong in none of these files, such as settings.")
    redacted: tuple[RedactedReport, ...] = Field(description="What of runs is not shown.")
    near_names: tuple[tuple[str, ...], ...] = Field(
        description="Models that may be one by their names; `same_as` in evalsite.yml would join them."
    )


def report(found: Check) -> Report:
    """The findings in the form that is published."""
    return Report.model_validate(
        {
            "version": 1,
            "sources": found.files,
            "problems": found.elsewhere,
            "redacted": found.redacted,
            "near_names": found.near_names,
        }
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
