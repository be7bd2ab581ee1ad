"""The kinds of values that settings hold: names, words, numbers, tolerances, roles."""

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, Never, TypeVar

from msgspec.structs import asdict
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from evalsite import names
from evalsite.errors import did_you_mean
from evalsite.metrics import Tolerance

LANGUAGES = ("en", "zh")
"""The languages that the site has words for."""

ROLES = (
    "model", "benchmark", "metric", "value", "stderr", "n", "run", "date", "direction",
    "version", "shots", "parameters", "environment", "ignore",
)  # fmt: skip
ROLES_OF_A_METRIC = ("metric", "stderr", "n")

K = TypeVar("K")
T = TypeVar("T")


class Null(str):
    """``null`` or ``~``, written without quotes: a name, or nothing."""

    __slots__ = ()


class ReadOnly(dict[K, T], Generic[K, T]):
    """A mapping that nobody changes once it was checked."""

    def _refuse(self, *_: object, **__: object) -> Never:
        raise TypeError("settings are read-only")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[K, T]]]:
        return type(self), (dict(self),)


def wrong(expected: str, *, advice: str = "") -> PydanticCustomError:
    """What a value's own check raises: what was expected, as ``expected <...> for <setting>``, and what to do."""
    return PydanticCustomError("setting", "{expected}", {"expected": expected, "advice": advice})


def _nothing(value: Any) -> Any:
    return None if isinstance(value, Null) else value


def _language(text: str) -> str:
    if text not in LANGUAGES:
        languages = " or ".join(f"`{language}`" for language in LANGUAGES)
        raise wrong(f"{languages}, which the site has words in,", advice=did_you_mean(text, LANGUAGES))
    return text


def _slug(text: str) -> str:
    if text != names.slug(text):
        longest = names.LONGEST_SLUG
        raise wrong(
            f"`a-z`, `0-9` and single `-` between them, at most {longest} and no reserved word such as `index`,"
        )
    return text


_TOLERANCE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*(%?)", re.ASCII)


def _tolerance(value: Any) -> Tolerance:
    """A number, or a percentage of the baseline's value, as a tolerance."""
    if isinstance(value, Tolerance):
        return value
    fit = _TOLERANCE.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    amount = float(fit[1] + (fit[2] or "")) if fit else math.inf
    if not fit or math.isinf(amount):
        raise wrong('a number such as 0.01, or a percentage of the baseline\'s value such as "1%",')
    return Tolerance(amount=amount / 100, relative=True) if fit[3] else Tolerance(amount=amount)


def _role(text: str) -> str:
    role, colon, metric = text.partition(":")
    if text in ROLES or (colon and metric and role in ROLES_OF_A_METRIC):
        return text
    roles = ", ".join(f"`{one}`" for one in [*ROLES, *(f"{one}:<metric>" for one in ROLES_OF_A_METRIC)])
    raise wrong(f"one of {roles}", advice="" if colon else did_you_mean(role, ROLES))


def _glob(text: str) -> str:
    if text.startswith("/") or "\\" in text or ".." in text.split("/"):
        raise wrong("a pattern on the path below the results folder, with `/`, such as `*/plus_*.csv`,")
    return text


_SCALAR = ["string", "number", "boolean"]  # names and words need no quotes: 007 is a name, and so is no

Name = TypeAliasType(
    "Name", Annotated[str, Field(min_length=1), WithJsonSchema({"type": [*_SCALAR, "null"], "minLength": 1})]
)
"""A name from outside, exactly as it is written."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    WithJsonSchema({"type": _SCALAR, "minLength": 1}),
]
Maybe = Annotated[T | None, BeforeValidator(_nothing)]
Table = Annotated[Mapping[Name, T], AfterValidator(ReadOnly)]
"""Settings by name, read-only."""

Filled = Annotated[Mapping[Name, T], Field(min_length=1), AfterValidator(ReadOnly)]
"""The same, with one entry at least."""

Language = Annotated[str, AfterValidator(_language), WithJsonSchema({"enum": list(LANGUAGES)})]

TEXT, BY_LANGUAGE = ":text", ":by-language"
_ByLanguage = Annotated[
    Mapping[Language, Text],
    Field(min_length=1),
    AfterValidator(ReadOnly),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {language: {"type": _SCALAR, "minLength": 1} for language in LANGUAGES},
            "additionalProperties": False,
            "minProperties": 1,
        }
    ),
]
Words = TypeAliasType(
    "Words",
    Annotated[
        Annotated[Text, Tag(TEXT)] | Annotated[_ByLanguage, Tag(BY_LANGUAGE)],
        Discriminator(lambda value: BY_LANGUAGE if isinstance(value, Mapping) else TEXT),
    ],
)
"""Text for the site: the same in every language, or one text a language (``{en: ..., zh: ...}``)."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Digits = Annotated[int, Field(ge=0, le=12)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Share = Annotated[float, Field(ge=0.5, le=0.999999)]

Slug = Annotated[
    str,
    AfterValidator(_slug),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": names.LONGEST_SLUG}),
]
ToleranceSetting = Annotated[
    Tolerance,
    PlainValidator(_tolerance),
    PlainSerializer(asdict, return_type=dict[str, Any]),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": r"^([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*%?$"},
            ]
        }
    ),
]
Condition = Literal["version", "shots", "parameters", "environment"]
Role = Annotated[
    str,
    AfterValidator(_role),
    WithJsonSchema(
        {"anyOf": [{"enum": list(ROLES)}, {"type": "string", "pattern": f"^({'|'.join(ROLES_OF_A_METRIC)}):.+$"}]}
    ),
]
Glob = Annotated[str, Field(min_length=1), AfterValidator(_glob)]
