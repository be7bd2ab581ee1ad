"""Text from outside in every place of the settings: told in quotes on one line, and never a crash."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.config import Config, check_against, parse
from evalsite.config.wording import EXPECTED
from evalsite.errors import ConfigError

HOSTILE = [
    '<script>alert("x")</script>',
    "{{ 7*7 }}",
    "line1\nline2\nevalsite.yml:9: found nothing wrong",
    "gpt-\u202etxt.exe\u202c",
    "bell\x07 escape\x1b[31m red",
    "tab\tand\x85next",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "%s %d {expected} {0}",
    "a" * 5000,
    ":text",
    ":by-language",
    "[key]",
    "__class__",
]

TOLERANT = {"tolerance": "1%", "judged": "false", "speedup": "false"}
GOOD: dict[str, Any] = {
    "title": {"en": "T", "zh": "T"},
    "note": "N",
    "languages": ["en", "zh"],
    "results": "results",
    "strict": "false",
    "metrics": {
        "m": {"label": "L", "unit": "s", "direction": "lower", "kind": "cost", "digits": "2", "tolerance": "1%"}
    },
    "benchmarks": {
        "b": {
            "title": "B",
            "description": "D",
            "order": "1",
            "slug": "b",
            "harmless": ["version"],
            "n": "164",
            "clusters": "*/*",
        }
    },
    "models": {"x": {"slug": "x", "description": "D"}},
    "short": [{"pattern": "p*", "show": "*"}],
    "same_as": {"x": ["y"]},
    "references": {"models": ["r"], "rank": "true"},
    "baselines": {
        "one": {"label": "O", "description": "D", "slug": "one", "model": "x"},
        "best": {"best_of": ["x", "z"], "members": "others", "partial": "true"},
        "paper": {"fixed": {"b": {"m": "1"}}, "source": "S"},
    },
    "runs": {"policy": "best", "metric": "m", "pages": "none"},
    "files": [
        {
            "match": "*",
            "benchmark": "b",
            "model": "x",
            "run": "u",
            "columns": {"c": "value"},
            "scale": {"m": "percent"},
            "version": "1",
            "shots": "5",
            "parameters": "k=10",
            "environment": "A100",
            "tags": ["t"],
        }
    ],
    "statistics": {"confidence": "0.9", "correction": "holm", "errors": "missing", "items": "intersection"},
    "samples": {
        "engine": "spark",
        "connect": {"spark.master": "local"},
        "sources": [
            {
                "files": "*.parquet",
                "format": "parquet",
                "columns": {"model": "m", "benchmark": "b", "item": "i", "run": "r", "passed": "p", "status": "s"},
                "k": ["1"],
                "completed": ["ok"],
                "failed": ["no"],
            },
            {
                "table": "t",
                "name": "n",
                "columns": {"item": "i", "score": "s", "time": "t", "date": "d", "sample": "a"},
                "model": "m",
                "benchmark": "b",
                "metric": "q",
                "time_metric": "t",
            },
        ],
    },
    "harmless": ["shots"],
    "assume_same_environment": "true",
    "logs": {"b": "https://h/{run}", "*": "p/{item}/{sample}"},
}
"""Settings with a text in every place that there is."""


def variants(value: Any, text: Any) -> Iterator[Any]:
    """``value`` with ``text`` in the place of one of its texts, keys included; each place once."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {(text if one == key else one): it for one, it in value.items()}
            yield from ({**value, key: changed} for changed in variants(inner, text))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], changed, *value[place + 1 :]] for changed in variants(inner, text))
    else:
        yield text


def messages(settings: Any) -> list[str]:
    """What is told of the settings, by themselves and against results that have none of their names."""
    try:
        config = parse(json.dumps(settings))  # JSON is YAML, with every control character escaped
    except ConfigError as error:
        return [str(problem) for problem in error.problems]
    return [str(problem) for problem in check_against(config, ["model"], {"benchmark": ["model"]}, ["metric"])]


def test_the_settings_that_are_varied_here_are_right_and_hold_every_setting() -> None:
    config = parse(json.dumps(GOOD))
    assert set(GOOD) == set(Config.model_fields)
    assert config.baselines["paper"].fixed == {"b": {"m": 1.0}}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_place_is_told_in_one_harmless_line_each(text: str) -> None:
    told = [message for settings in variants(GOOD, text) for message in messages(settings)]
    assert len(told) > 50
    for message in told:
        assert message.startswith("evalsite.yml:1: ")
        assert message.isprintable(), message
        assert len(message) < 1200


PLAIN = st.recursive(
    st.none() | st.text(max_size=8) | st.sampled_from([*HOSTILE[:3], "1", "-1", "nan", "true", "en", "lower", "1%"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PLACES = len(list(variants(GOOD, "")))


@given(value=PLAIN, place=st.integers(0, PLACES - 1))
def test_any_value_in_any_place_is_read_or_told_in_our_words(value: Any, place: int) -> None:
    """The fallback for a kind of error that we have no words for is never seen."""
    settings = list(variants(GOOD, value if isinstance(value, str) else "\0"))[place]
    told = messages(_replaced(settings, value))
    assert all(message.startswith("evalsite.yml:") and "another kind of value" not in message for message in told)


def _replaced(settings: Any, value: Any) -> Any:
    """``settings`` with ``value`` where "\\0" marks its place; keys stay texts."""
    if isinstance(settings, dict):
        return {key: _replaced(inner, value) for key, inner in settings.items()}
    if isinstance(settings, list):
        return [_replaced(inner, value) for inner in settings]
    return value if settings == "\0" else settings


def test_our_words_leave_no_gap_for_names_from_outside() -> None:
    assert all("{" not in words.replace("{ge}", "").replace("{le}", "") for words in EXPECTED.values())
