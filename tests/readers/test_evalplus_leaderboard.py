"""The leaderboards' ``results.json``: percents by model, a null for what was not evaluated."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def board(**models: Any) -> str:
    return json.dumps({name.replace("_", "-"): entry for name, entry in models.items()})


def entry(**scores: Any) -> dict[str, Any]:
    named = {name.replace("_plus", "+"): value for name, value in scores.items()}
    return {"link": "https://example.org/m", "open-data": "NONE", "pass@1": named, "prompted": True, "size": 6.7}


def test_percents_become_fractions_without_losing_a_digit(read: Read, rows: Rows) -> None:
    reading = read(board(coder=entry(humaneval=75.6, humaneval_plus=0.57, mbpp=None)), "results.json")
    assert (reading.format, reading.why) == ("evalplus-leaderboard", "models with `pass@1` and `link`")
    assert rows(reading, "model", "benchmark", "metric", "value", "pointer")[:2] == [
        ("coder", "humaneval", "pass@1", 0.756, "/coder/pass@1/humaneval"),
        ("coder", "humaneval+", "pass@1", 0.0057, "/coder/pass@1/humaneval+"),
    ]
    assert str(reading.columns["value"][2]) == "nan"
    assert not reading.problems


def test_each_model_is_a_run(read: Read) -> None:
    reading = read(board(a=entry(mbpp=70), b=entry(mbpp=1)), "results.json")
    assert reading.columns["run"] == ["a", "b"]
    assert reading.runs["a"].settings == {
        "link": "https://example.org/m",
        "open-data": "NONE",
        "prompted": "true",
        "size": "6.7",
    }


@pytest.mark.parametrize(
    ("path", "benchmark"), [("results.json", "bigcodebench"), ("results-hard.json", "bigcodebench-hard")]
)
def test_bigcodebench_has_the_same_shape(read: Read, rows: Rows, path: str, benchmark: str) -> None:
    reading = read(board(a=entry(instruct=None, complete=47.6) | {"elo_mle": 1072}), path)
    assert rows(reading, "benchmark") == [(f"{benchmark}-instruct",), (f"{benchmark}-complete",)]
    assert reading.columns["value"][1] == 0.476
    assert reading.inferred == (f"The splits are those of {benchmark}, from the file's name.",)
    assert [(left.reason, left.count) for left in reading.left_out] == [(Reason.IGNORED, 1)]
    assert reading.rows_in == 3


def test_evalsite_yml_may_say_fractions(read: Read, rows: Rows) -> None:
    assert rows(read(board(a=entry(mbpp=0.5)), "results.json", scale={"pass@1": "fraction"}), "value") == [(0.5,)]


@pytest.mark.parametrize("value", [101, -1, "75.6", True, [], float("nan"), float("inf"), 10**400])
def test_what_is_no_percent_is_named_and_missing(read: Read, said: Said, value: Any) -> None:
    reading = read(board(a=entry(mbpp=value), b=entry(mbpp=1)), "results.json")
    assert str(reading.columns["value"][0]) == "nan"
    assert len(said(reading)) == 1
    assert "results.json#/a/pass@1/mbpp: found" in said(reading)[0]


def test_an_entry_of_another_shape_is_named(read: Read, said: Said) -> None:
    reading = read(board(a=entry(mbpp=1), b=7), "results.json")
    assert (reading.length, reading.rows_in) == (1, 2)
    assert 'results.json#/b: found "7"; expected a model\'s name with `pass@1` by benchmark' in said(reading)[0]


WORKED = [
    ("CodeGen-16B", "humaneval", 0.329),
    ("CodeGen-16B", "humaneval+", 0.28),
    ("CodeGen-16B", "mbpp", 0.542),
    ("CodeGen-16B", "mbpp+", 0.455),
    ("GPT-4-Turbo (April 2024)", "humaneval", 0.902),
    ("GPT-4-Turbo (April 2024)", "humaneval+", 0.866),
    ("Llama3-70B-instruct", "mbpp", 0.823),
    ("Llama3-8B-base", "mbpp+", 0.516),
    ("InCoder-6.7B", "humaneval+", 0.122),
    ("WaveCoder-Ultra-6.7B", "humaneval", 0.738),
]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")
def test_values_from_a_real_board() -> None:
    (path,) = SAMPLES.glob("evalplus-leaderboard/*/2024-04-29/results.json")
    reading = registry.read(Document(path="results.json", shown="results.json", data=path.read_bytes()))
    columns = (reading.columns[name] for name in ("model", "benchmark", "value"))
    found = {(model, benchmark): value for model, benchmark, value in zip(*columns, strict=True)}
    assert {key: found[key] for key in [row[:2] for row in WORKED]} == {row[:2]: row[2] for row in WORKED}
    assert (reading.length, len(reading.runs)) == (4 * 108, 108)
    assert sum(value != value for value in found.values()) == 80  # NaN: not evaluated
