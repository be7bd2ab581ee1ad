"""BigCodeBench: the tasks' file, the tool's summary, and a fork's in percent."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "bigcodebench"
PATH = "acme--coder--main--bigcodebench-hard-instruct--vllm-0-1-sanitized_calibrated_eval_results.json"


def tasks(*statuses: Any) -> str:
    parts = {
        f"BigCodeBench/{number}": [
            {"task_id": f"BigCodeBench/{number}", "solution": "", "status": status, "details": {}}
        ]
        for number, status in enumerate(statuses)
    }
    return json.dumps({"date": "2024-09-24 20:28", "eval": parts})


def test_statuses_become_pass_at_1(read: Read, rows: Rows) -> None:
    reading = read(tasks("pass", "fail", "timeout", "pass"), PATH)
    assert (reading.format, reading.why) == ("bigcodebench", "`eval` with the ids of BigCodeBench's tasks")
    assert rows(reading, "model", "benchmark", "metric", "value", "n", "date") == [
        ("acme/coder", "bigcodebench-hard-instruct", "pass@1", 0.5, 4.0, "2024-09-24T20:28")
    ]
    assert [*reading.items["status"]] == ["", "", "timeout", ""]
    assert next(iter(reading.runs.values())).settings["model revision"] == "main"


def test_the_number_of_tasks_tells_the_subset(read: Read) -> None:
    hard = read(tasks(*["pass"] * 148), "coder/samples_eval_results.json")
    assert set(hard.columns["benchmark"]) == {"bigcodebench-hard"}
    assert "The benchmark is called bigcodebench-hard: its split is not said" in hard.inferred[1]
    full = read(tasks(*["pass"] * 1140), "coder/samples_eval_results.json")
    assert set(full.columns["benchmark"]) == {"bigcodebench"}
    declared = read(tasks("pass"), "coder/samples_eval_results.json", benchmark="bigcodebench-complete")
    assert set(declared.columns["benchmark"]) == {"bigcodebench-complete"}


def test_an_unknown_status_is_named(read: Read, said: Said) -> None:
    reading = read(tasks("pass", "crash"), PATH)
    assert str(reading.columns["value"][0]) == "nan"
    assert '#/eval/BigCodeBench~11/0/status: found "crash"; expected one of' in said(reading)[0]


def summary(**more: Any) -> str:
    return json.dumps({"model": "acme--coder--main", "calibrated": True, "subset": "hard", "pass@1": 0.25} | more)


def test_the_tools_summary_is_in_fractions_and_names_its_model(read: Read, rows: Rows) -> None:
    reading = read(summary(split="complete", gt_pass_rate=1.0, **{"pass@5": 0.5}), "x_pass_at_k.json")
    assert reading.format == "bigcodebench-summary"
    assert rows(reading, "model", "benchmark", "metric", "value", "n", "pointer") == [
        ("acme/coder", "bigcodebench-hard-complete", "pass@1", 0.25, 148.0, "/pass@1"),
        ("acme/coder", "bigcodebench-hard-complete", "pass@5", 0.5, 148.0, "/pass@5"),
    ]
    assert not reading.problems


def test_broken_reference_programs_are_told(read: Read, said: Said) -> None:
    text = summary(split="complete", gt_pass_rate=0.98, failed_tasks=["BigCodeBench/3", "BigCodeBench/9"])
    reading = read(text, "x_pass_at_k.json")
    assert reading.columns["value"] == [0.25]
    assert '#/gt_pass_rate: found "0.98"; expected every reference program to pass' in said(reading)[0]
    environment = reading.runs["acme/coder"].environment
    assert environment == {"gt_pass_rate": "0.98", "failed reference programs": "2"}


def test_the_forks_summary_is_in_percent_and_its_model_is_only_a_file(read: Read, rows: Rows) -> None:
    text = summary(model="completion-sanitized-calibrated.jsonl", **{"pass@1": 34.82})
    reading = read(text, "coder-7b/bigcodebench/hard/results.json")
    assert rows(reading, "model", "benchmark", "value") == [("coder-7b", "bigcodebench-hard", 0.3482)]
    assert "pass@k is in percent" in reading.inferred[1]


def test_a_percent_where_a_fraction_belongs_is_refused(read: Read, said: Said) -> None:
    reading = read(summary(split="complete", **{"pass@1": 34.82}), "x_pass_at_k.json")
    assert str(reading.columns["value"][0]) == "nan"
    assert 'found "34.82"; expected a fraction from 0 to 1' in said(reading)[0]


def sample(pattern: str) -> Reading:
    (path,) = SAMPLES.glob(pattern)
    name = path.relative_to(SAMPLES).as_posix()
    return registry.read(Document(path=name, shown=name, data=path.read_bytes()))


with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")


@with_samples
def test_tasks_counted_by_hand_and_the_published_value() -> None:
    counted, published = sample("QwenLM__*/**/*_hard_eval_results.json"), sample("QwenLM__*/**/hard/results.json")
    assert (counted.columns["value"], counted.columns["n"]) == ([24 / 148], [148.0])
    assert published.columns["value"] == pytest.approx([24 / 148], rel=1e-15)
    assert sample("QwenLM__*/**/full/results.json").columns["value"] == pytest.approx([523 / 1140], rel=1e-15)
    assert list(counted.items["value"]).count(1.0) == 24
    assert list(counted.items["status"]).count("timeout") == 5


@with_samples
def test_values_from_a_real_board() -> None:
    reading = sample("bigcode-bench__*/2024-07-16/results.json")
    columns = (reading.columns[name] for name in ("model", "benchmark", "value"))
    found = {(model, name.removeprefix("bigcodebench-")): value for model, name, value in zip(*columns, strict=True)}
    assert found["Magicoder-S-DS-6.7B", "instruct"] == 0.362
    assert found["Magicoder-S-DS-6.7B", "complete"] == 0.476
    assert found["StarCoder2-3B", "complete"] == 0.214
    assert found["StarCoder2-15B", "complete"] == 0.384
    assert found["CodeGemma-7B-Instruct", "instruct"] == 0.323
    assert found["GPT-3.5-Turbo-0125", "complete"] == 0.506
    assert found["GPT-3.5-Turbo-0125", "instruct"] == 0.391
    assert sum(value != value for value in found.values()) == 29  # NaN: base models have no instruct score
