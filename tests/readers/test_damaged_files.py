"""Whatever is wrong with a tool's file, there is a reading of it, soon, and nothing of it is lost."""

import io
import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

LM_EVAL = {
    "results": {"a": {"alias": "a", "acc,none": 0.5, "acc_stderr,none": 0.1}, "g": {"f1,none": 0.6}},
    "groups": {"g": {"f1,none": 0.6}},
    "group_subtasks": {"a": [], "g": ["a"]},
    "configs": {"a": {"num_fewshot": 5, "metric_list": [{"metric": "acc", "higher_is_better": True}]}},
    "versions": {"a": 1.0},
    "n-shot": {"a": 5},
    "higher_is_better": {"a": {"acc": True}},
    "n-samples": {"a": {"original": 10, "effective": 10}},
    "config": {"model_args": {"pretrained": "org/m"}, "limit": None},
    "date": 1.7e9,
    "model_name": "org/m",
}
LEGACY = {
    "results": {"a": {"acc": 0.5, "acc_stderr": 0.1}, "jsquad": {"f1": 50.5}},
    "versions": {"a": 1},
    "config": {"model_args": "pretrained=org/m", "num_fewshot": [1, 2]},
}
TIMED = {"results": {"a": {"2022-07-07-15-16-12": {"acc": 0.5}}}, "versions": {"a": 0}}
INSPECT = {
    "version": 2,
    "status": "success",
    "eval": {
        "eval_id": "e",
        "run_id": "r",
        "task": "t",
        "task_id": "i",
        "model": "m",
        "created": "2025-05-12T20:28:13-04:00",
        "config": {"epochs": 2},
        "dataset": {"name": "d"},
        "revision": {"commit": "c", "dirty": True},
        "packages": {"inspect_ai": "0.3"},
    },
    "results": {
        "completed_samples": 2,
        "scores": [{"name": "s", "reducer": "mean", "metrics": {"accuracy": {"value": 0.5}, "stderr": {"value": 0.1}}}],
    },
    "stats": {"started_at": "2025-05-12T20:28:13-04:00"},
    "samples": [{"id": 1, "epoch": 1, "scores": {"s": {"value": "C"}}, "error": None}],
    "reductions": [{"scorer": "s", "samples": [{"sample_id": 1, "value": 1.0}]}],
}
SAMPLE = {"doc_id": 0, "resps": [["a"]], "filtered_resps": ["a"], "filter": "x", "metrics": ["acc"], "acc": 1.0}
TABLE = """org (pretrained=org/m), limit: None, num_fewshot: 0
|Tasks|Version|Filter|n-shot|Metric|   |Value |   |Stderr|
|-----|------:|------|-----:|------|---|-----:|---|-----:|
|a    |      1|none  |     0|acc   |↑  |0.5230|±  |0.0158|
| - b |       |none  |     0|acc   |↑  |0.4890|±  |   N/A|
"""


def archive(log: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_journal/start.json", json.dumps({"eval": INSPECT["eval"]}))
        packed.writestr("summaries.json", json.dumps(INSPECT["samples"]))
        packed.writestr("header.json", json.dumps(log))
    return file.getvalue()


OBJECTS = [LM_EVAL, LEGACY, TIMED, INSPECT, SAMPLE]
FILES = [json.dumps(data).encode() for data in OBJECTS] + [TABLE.encode(), archive(INSPECT)]
ODD = st.sampled_from(
    [None, True, -1, 0, 7.5, 10**400, float("nan"), float("inf"), "", "N/A", "x/y", "\ud800", [], {}, [[1]], {"a": {}}]
).map(deepcopy)


def read(data: bytes, path: str = "m/results_2026-01-21T03-44-18.jsonl") -> Reading:
    return registry.read(Document(path=path, shown=f"results/{path}", data=data))


def check(reading: Reading) -> None:
    """What holds of every reading: columns of one length, every number counted, runs of all rows and items."""
    assert all(len(column) == reading.length for column in reading.columns.values())
    assert len({len(column) for column in reading.items.values()}) <= 1
    assert reading.rows_in == reading.length + sum(entry.count for entry in reading.left_out)
    assert reading.length or reading.items or reading.problems or reading.left_out
    if reading.runs:
        assert set(reading.columns.get("run", ())) <= set(reading.runs)
    for problem in reading.problems:
        assert "\n" not in str(problem)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Each part of the data with what holds it: a list and an index, or an object and a key."""
    for key in range(len(data)) if isinstance(data, list) else list(data):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places(data[key])


@given(data=st.sampled_from(OBJECTS), packed=st.booleans(), more=st.data())
@settings(max_examples=600, deadline=None)
def test_parts_that_are_something_else_never_raise(data: Any, packed: bool, more: st.DataObject) -> None:
    changed = json.loads(json.dumps(data))
    for _ in range(more.draw(st.integers(1, 3))):
        holder, key = more.draw(st.sampled_from(list(places(changed))))
        if more.draw(st.booleans()):
            holder[key] = more.draw(ODD)
        elif isinstance(holder, dict) and len(changed) > 1:
            del holder[key]
        if not changed:
            return
    check(read(archive(changed) if packed else json.dumps(changed).encode()))


@given(seed=st.sampled_from(FILES), more=st.data())
@settings(max_examples=800, deadline=None)
def test_changed_bytes_never_raise(seed: bytes, more: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(more.draw(st.integers(1, 4))):
        at = more.draw(st.integers(0, max(len(damaged) - 1, 0)))
        damaged[at : at + more.draw(st.integers(0, 3))] = more.draw(
            st.binary(max_size=3) | st.sampled_from([b"[", b"{", b'"', b"|", b"\n", b"NaN", b"1e999"])
        )
    check(read(bytes(damaged)))


@given(seed=st.sampled_from(FILES), cut=st.integers(1, 10_000))
@settings(max_examples=300, deadline=None)
def test_cut_files_never_raise(seed: bytes, cut: int) -> None:
    check(read(seed[: cut % len(seed) + 1]))


@given(numbers=st.lists(st.one_of(st.floats(), ODD), min_size=1, max_size=4), seed=st.sampled_from([LM_EVAL, LEGACY]))
@settings(max_examples=200, deadline=None)
def test_every_number_is_counted(numbers: Sequence[Any], seed: dict[str, Any]) -> None:
    tasks = {f"t{at}": {"m,f" if seed is LM_EVAL else "m": number} for at, number in enumerate(numbers)}
    text = json.dumps({**seed, "results": tasks, "groups": {}})
    assert read(text.encode()).rows_in == len(numbers)


@pytest.mark.parametrize("seed", FILES[:5])
@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000])
def test_deep_nesting_is_refused_soon(seed: bytes, deep: bytes) -> None:
    start = time.perf_counter()
    check(read(seed[:-1] + b', "more": ' + deep))
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("bad", ["|", "| - ", "|Tasks|Version|", "model:", "model: a/", "hf (", "a|" * 50])
def test_no_line_of_a_log_is_slow_to_read(bad: str) -> None:
    start = time.perf_counter()
    check(read((TABLE + bad * 100_000 + "\n" + TABLE).encode(), "m.log"))
    assert time.perf_counter() - start < 5
