"""From what pydantic finds to problems in this project's words, each with its line."""

import re
from collections.abc import Iterable, Mapping
from inspect import isclass
from typing import Any, get_args

from pydantic_core import ErrorDetails

from evalsite.config.part import Model
from evalsite.config.places import Path, Places
from evalsite.config.settings import Config
from evalsite.config.values import BY_LANGUAGE, TEXT
from evalsite.errors import Problem, did_you_mean

_TEXT = "text"
_MAPPING = "a mapping (lines of `key: value`)"
_NUMBER = "a number"
_WHOLE = "a whole number"
_YES_OR_NO = "`true` or `false`"

EXPECTED: Mapping[str, str] = {
    "bool_parsing": _YES_OR_NO,
    "bool_type": _YES_OR_NO,
    "dict_type": _MAPPING,
    "finite_number": "a finite number",
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than_equal": "a number that is {ge} or more",
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "a whole number of fewer digits",
    "int_type": _WHOLE,
    "less_than_equal": "a number that is {le} or less",
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "string_too_short": _TEXT,
    "string_type": _TEXT,
    "string_unicode": "Unicode text",
    "too_short": "at least one entry",
    "tuple_type": "a list",
}
"""What is expected, by pydantic's type of error; a test sees that no other type comes up."""

ADVICE: Mapping[str, str] = {
    "model_type": "Write its settings below it, indented, as `key: value`.",
    "tuple_type": "Write each entry on a line of its own that begins with `- `.",
}

_NOT_IN_THE_FILE = frozenset([TEXT, BY_LANGUAGE, "[key]"])
"""Parts of pydantic's paths that tell how a value was tried, not where it stands."""


def problem(error: ErrorDetails, data: Any, places: Places) -> Problem:
    """What pydantic found wrong in ``data``, in our words."""
    path = located(error["loc"], data)
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(path, places)
        case "missing":
            return places.problem(path, expected=f"expected `{path[-1]}:` here, but it is missing")
        case _:
            return _wrong_value(error, path, places)


def located(loc: Iterable[str | int], data: Any) -> Path:
    """The path of a value in the file, from pydantic's path to it.

    A part that is not in ``data`` is left out when it says how the value was tried, and ends the path otherwise.
    """
    path: Path = ()
    for part in loc:
        inside = part in data if isinstance(data, Mapping) else isinstance(part, int) and isinstance(data, list)
        if inside:
            data = data[part]
        if inside or part not in _NOT_IN_THE_FILE:
            path = (*path, part)
    return path


def _followed(path: Path) -> tuple[type[Model], str]:
    """The settings that ``path`` ends among, and the last one that it goes through."""
    model: type[Model] = Config
    last, rest = "evalsite.yml", path
    while rest and rest[0] in model.model_fields:
        last = str(rest[0])
        annotation = model.model_fields[last].annotation
        inner = _model_in(annotation)
        if inner is None:
            break
        model, rest = inner, rest[1:] if isclass(annotation) else rest[2:]  # past the name or number of an entry
    return model, last


def _model_in(annotation: Any) -> type[Model] | None:
    if isclass(annotation) and issubclass(annotation, Model):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)


def _unknown_key(path: Path, places: Places) -> Problem:
    model, section = _followed(path)
    settings = model.model_fields
    where = f" of `{section}`" if len(path) > 1 else ""
    return places.problem(
        path,
        found=str(path[-1]),
        expected=f"expected one of the settings{where}: {', '.join(settings)}",
        advice=did_you_mean(str(path[-1]), settings),
    )


def _wrong_value(error: ErrorDetails, path: Path, places: Places) -> Problem:
    value, found = error["input"], _text(error["input"])
    expected, advice = _expected(error, found)
    return places.problem(
        path, found=found, expected=f"expected {expected} for `{_followed(path)[1]}`{_instead(value)}", advice=advice
    )


def _expected(error: ErrorDetails, found: str) -> tuple[str, str]:
    """What was expected in the place of ``found``, and what to do."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "setting":
        return context["expected"], context["advice"]
    if kind in ("enum", "literal_error"):
        choices = re.findall("'([^']*)'", context["expected"])
        return " or ".join(f"`{choice}`" for choice in choices), did_you_mean(found, choices)
    return EXPECTED.get(kind, "another kind of value").format_map(context), ADVICE.get(kind, "")


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _instead(value: Any) -> str:
    """What stands there, when it has no text that could be quoted."""
    if isinstance(value, str) and not value:
        return ", but it is empty"
    if isinstance(value, Mapping):
        return ", not a mapping" if value else ", but the mapping is empty"
    if isinstance(value, list | tuple):
        return ", not a list" if value else ", but the list is empty"
    return ", but nothing stands here" if value is None else ""
