"""The JSON Schema for editors and the page of settings, both held to the code."""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from evalsite import config
from evalsite.config import parse, schema
from evalsite.config.part import Model
from evalsite.config.published import schema_text
from evalsite.config.values import LANGUAGES, ROLES, ROLES_OF_A_METRIC
from evalsite.errors import ConfigError
from evalsite.readers import base

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "schema" / "evalsite.schema.json"
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
CASES = yaml.safe_load((Path(__file__).parent / "problems.yml").read_text(encoding="utf-8"))

MODELS = [model for model in Model.__subclasses__() if model.__module__.startswith("evalsite.config.")]
FIELDS = [(model.__name__, name) for model in MODELS for name in model.model_fields]


def description(model: str, field: str) -> str:
    return getattr(config, model).model_fields[field].description or ""


def test_the_schema_in_the_repository_is_that_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "Run: python -m evalsite.config > schema/evalsite.schema.json"
    )


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_every_setting_is_described_in_the_schema_and_on_the_page_in_the_same_sentence(model: str, field: str) -> None:
    sentence = description(model, field)
    made = schema()["$defs"].get(model, schema())
    assert re.fullmatch(r"[A-Z][^.]*.*\.", sentence)
    assert made["properties"][field]["description"] == sentence
    assert f"| `{field}` | {sentence} |" in PAGE


def test_no_part_of_the_settings_takes_unknown_keys() -> None:
    objects = [schema(), *(part for part in schema()["$defs"].values() if part.get("type") == "object")]
    assert len(objects) == len(MODELS)
    assert all(part["additionalProperties"] is False for part in objects)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_on_the_page_is_right(example: str) -> None:
    parse(example)
    jsonschema.validate(yaml.safe_load(example), schema())


def test_every_setting_has_an_example_on_the_page() -> None:
    shown = {place for example in EXAMPLES for place in settings_in(yaml.safe_load(example))}
    assert set(FIELDS) - shown == set()


def settings_in(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(model, field) of each setting in ``data``."""
    of_entries = {
        "metrics": "MetricSettings",
        "benchmarks": "BenchmarkSettings",
        "models": "ModelSettings",
        "short": "ShortPattern",
        "baselines": "BaselineSettings",
        "files": "FileSettings",
    }
    for key, value in data.items():
        yield "Config", key
        for section, model in (
            ("references", "ReferenceSettings"),
            ("runs", "RunSettings"),
            ("statistics", "StatisticsSettings"),
        ):
            if key == section:
                yield from ((model, field) for field in value)
        if key == "samples":
            yield from (("SampleSettings", field) for field in value)
            for source in value["sources"]:
                yield from (("SampleSource", field) for field in source)
                yield from (("SampleColumns", field) for field in source["columns"])
        if key in of_entries:
            entries = value.values() if isinstance(value, dict) else value
            yield from ((of_entries[key], field) for entry in entries for field in entry)


@pytest.mark.parametrize(
    "settings", ["title: 2026", "references: {models: [007, no, 1.10, null]}", "metrics: {a: {tolerance: 1 %}}"]
)
def test_an_editor_takes_names_and_texts_without_quotes(settings: str) -> None:
    parse(settings)
    jsonschema.validate(yaml.safe_load(settings), schema())


def test_an_editor_sees_what_is_of_the_wrong_kind() -> None:
    """All cases that are told by a value's kind, but for what no pattern can say."""
    validator = jsonschema.Draft202012Validator(schema())
    kinds = takewhile(lambda case: case["case"] != "a direction that contradicts what the metric is known for", CASES)
    unseen = [case["case"] for case in kinds if validator.is_valid(yaml.safe_load(case["settings"]))]
    assert unseen == [
        "an infinite tolerance",
        "a slug that is a reserved word",
        "a pattern that leaves the results folder",
    ]


def test_an_example_with_a_mistake_would_be_seen() -> None:
    with pytest.raises(ConfigError):
        parse(EXAMPLES[0].replace("model:", "modle:"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(EXAMPLES[0].replace("model:", "modle:")), schema())


def test_the_page_names_every_language_role_and_choice() -> None:
    words = [*LANGUAGES, *(f"`{role}`" for role in ROLES), *(f"`{role}:<name>`" for role in ROLES_OF_A_METRIC)]
    assert [word for word in words if word not in PAGE] == []


def test_roles_of_columns_are_those_that_readers_know() -> None:
    assert ROLES == base.ROLES
