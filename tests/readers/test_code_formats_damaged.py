"""Files of the code benchmarks, damaged byte by byte and part by part: always a reading, every row accounted for."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

SAMPLE = {"task_id": "HumanEval/0", "base_status": "pass", "plus_status": "fail"}
REPEAT = {"nfiles": 1, "base": [["success", [1], [7]]], "plus": [["failed", []]]}
SCORES = {"dps": 80.0, "dps_norm": 60.0, "pass@1": 78.0}
SEEDS: Mapping[str, Any] = {
    "evalplus": {
        "date": "2024-05-11 03:19",
        "hash": "84f4",
        "eval": {"HumanEval/0": [SAMPLE, SAMPLE], "HumanEval/1": [SAMPLE]},
        "pass_at_k": {"base": {"pass@1": 1.0}, "plus": {"pass@1": 0.0}},
    },
    "evalplus before 0.2": {
        "hash": "6de5",
        "eval": {"Mbpp/2": {"nfiles": 1, "base": [["success", [1]]], "plus": [["timed out", []]]}},
    },
    "evalplus-times": {"hash": "aa71", "eval": {"HumanEval/0": {"0": REPEAT, "1": REPEAT}}},
    "evalplus-summary": {"humaneval": {"pass@1": 61.6}},
    "evalplus-leaderboard": {"a": {"pass@1": {"mbpp": 70.1, "mbpp+": None}, "link": "x", "size": 7}},
    "bigcodebench": {"date": "2024-09-24 20:28", "eval": {"BigCodeBench/1": [{"status": "pass", "details": {}}]}},
    "bigcodebench-summary": {
        "pass@1": 0.5,
        "model": "a--b--main",
        "split": "complete",
        "subset": "hard",
        "calibrated": True,
    },
    "evalperf": {"config": {"n_samples": 100}, "summary": SCORES, "eval": {"HumanEval/9": SCORES}},
    "evalperf-table": {"a--b": {**SCORES, "win_rate": 0.5}, "heatmap_data": {"a--b": {"a--b": [1, 1]}}},
    "mercury": {"two-sum": [{"status": {"result": "passed", "runtime": 0.1, "index": 0}, "beyond_p": 0.5}]},
}
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1e308,
    float("nan"),
    float("inf"),
    10**400,
    "",
    "pass",
    "\ud800",
    [],
    {},
    [[]],
    {"": 0},
]
PATH = "acme--coder_vllm_temp_0.0_eval_results.json"


def read(data: bytes) -> Reading:
    reading = registry.read(Document(path=PATH, shown="results/file.json", data=data))
    assert reading.length or reading.problems
    assert all(len(column) == reading.length for column in reading.columns.values())
    assert reading.rows_in >= 1
    assert all(str(problem) for problem in reading.problems)
    return reading


@pytest.mark.parametrize("name", SEEDS)
def test_the_seeds_are_what_they_are_called(name: str) -> None:
    reading = read(json.dumps(SEEDS[name]).encode())
    assert reading.format == name.removesuffix(" before 0.2")
    assert reading.length or reading.format == "evalplus-summary"


@given(name=st.sampled_from(list(SEEDS)), data=st.data())
@settings(max_examples=400, deadline=2000)
def test_damaged_bytes_never_raise(name: str, data: st.DataObject) -> None:
    damaged = bytearray(json.dumps(SEEDS[name]).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b"{", b'"', b"NaN", b"9" * 400])
        )
        damaged = damaged or bytearray(b"x")
    read(bytes(damaged))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each part of ``data``, itself left out."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, part in parts for found in [(*path, key), *places(part, (*path, key))]]


def changed(data: Any, path: tuple[Any, ...], new: Any) -> Any:
    """``data`` with the part at ``path`` replaced by ``new``, or taken out when ``new`` is Ellipsis."""
    if not path:
        return new
    copy = dict(data) if isinstance(data, dict) else list(data)
    if len(path) == 1 and new is ...:
        del copy[path[0]]
    else:
        copy[path[0]] = changed(data[path[0]], path[1:], new)
    return copy


@given(name=st.sampled_from(list(SEEDS)), data=st.data())
@settings(max_examples=600, deadline=2000)
def test_damaged_structure_never_raises(name: str, data: st.DataObject) -> None:
    damaged = SEEDS[name]
    for _ in range(data.draw(st.integers(1, 3))):
        if ways := places(damaged):
            damaged = changed(damaged, data.draw(st.sampled_from(ways)), data.draw(st.sampled_from([*ODD, ...])))
    read(json.dumps(damaged).encode())


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("odd", ODD, ids=[repr(odd)[:12] for odd in ODD])
def test_every_part_replaced_by_something_else(name: str, odd: Any) -> None:
    for way in places(SEEDS[name]):
        read(json.dumps(changed(SEEDS[name], way, odd)).encode())
