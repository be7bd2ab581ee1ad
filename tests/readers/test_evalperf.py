"""EvalPerf: scores over the tasks that have one, and the table of all models."""

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

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "evalperf"
PATH = "acme--coder-7b_vllm_temp_1.0_evalperf_results.brief.json"


def task(dps: Any, norm: Any, passed: Any) -> dict[str, Any]:
    return {"dps": dps, "dps_norm": norm, "pass@1": passed, "profiled": []}


THREE = {
    "HumanEval/9": task(80.0, 60.0, 78.0),
    "Mbpp/3": task(90.0, 70.0, 57.0),
    "Mbpp/4": task(None, None, 3.0),  # too few correct samples: in pass@1, not in DPS
}
MEANS = {"dps": 85.0, "dps_norm": 65.0, "pass@1": 46.0}


def brief(tasks: Any = THREE, **more: Any) -> str:
    config = {"n_samples": 100, "temperature": 1.0, "min_correct": 10, "max_profile": 20}
    return json.dumps({"date": "2024-10-19 16:28", "config": config, "summary": MEANS, "eval": tasks} | more)


def test_scores_are_points_and_pass_at_1_is_a_fraction(read: Read, rows: Rows) -> None:
    reading = read(brief(), PATH)
    assert (reading.format, reading.why) == ("evalperf", "`summary` with `dps`")
    assert rows(reading, "model", "benchmark", "metric", "value", "n", "date", "direction") == [
        ("acme/coder-7b", "evalperf", "dps", 85.0, 2.0, "2024-10-19T16:28", "higher"),
        ("acme/coder-7b", "evalperf", "dps_norm", 65.0, 2.0, "2024-10-19T16:28", "higher"),
        ("acme/coder-7b", "evalperf", "pass@1", 0.46, 3.0, "2024-10-19T16:28", "higher"),
    ]
    assert not reading.problems


def test_items_tell_which_tasks_have_no_score(read: Read) -> None:
    items = read(brief(), PATH).items
    scores = [row for row in zip(*items.values(), strict=True) if row[4] == "dps"]
    assert [(row[2], row[6]) for row in scores] == [("HumanEval/9", ""), ("Mbpp/3", "")]


def test_settings_come_from_the_config_and_the_name(read: Read) -> None:
    (facts,) = read(brief(), PATH).runs.values()
    assert facts.settings == {
        "backend": "vllm",
        "temperature": "1.0",
        "n_samples": "100",
        "min_correct": "10",
        "max_profile": "20",
    }


def test_another_prompt_is_told_apart(read: Read) -> None:
    reading = read(brief(), "acme--coder-7b-perf-instruct_vllm_temp_1.0_evalperf_results.brief.json")
    assert set(reading.columns["model"]) == {"acme/coder-7b (perf-instruct)"}
    assert next(iter(reading.runs.values())).settings["prompt"] == "perf-instruct"


def test_a_summary_that_contradicts_its_tasks_is_told(read: Read, said: Said) -> None:
    reading = read(brief(summary=MEANS | {"dps": 99.0}), PATH)
    assert reading.columns["value"][0] == 85.0
    assert '#/summary/dps: found "99.0"; expected the mean over its 2 tasks, 85.0, which is shown' in said(reading)[0]


def test_a_full_file_without_a_summary(read: Read) -> None:
    program = {"solution": "", "pass": True, "matching_cluster_idx": -1, "_num_cpu_instructions": 12345}
    tasks = {name: {**part, "results": [program]} for name, part in THREE.items()}
    text = json.dumps(
        {"date": "2024-10-19 16:28", "n_samples": 100, "temperature": 1.0, "min_correct": 10, "eval": tasks}
    )
    reading = read(text, "acme--coder-7b_vllm_temp_1.0_evalperf_results.json")
    assert reading.why == "`eval` with `dps_norm`"
    assert reading.columns["value"] == [85.0, 65.0, pytest.approx(0.46)]
    assert [(left.reason, left.count) for left in reading.left_out] == [(Reason.IGNORED, 3)]


@pytest.mark.parametrize("value", ["80", True, float("nan"), [], 10**400])
def test_what_is_no_score_is_named(read: Read, said: Said, value: Any) -> None:
    text = brief(THREE | {"Mbpp/3": task(value, 70.0, 57.0)})
    reading = read(text, PATH)
    assert "#/eval/Mbpp~13/dps: found" in said(reading)[0]
    assert reading.columns["value"][0] == 85.0  # what the summary says; no mean is made of fewer tasks


def test_the_table_of_all_models(read: Read, rows: Rows) -> None:
    entry = {"dps": 79.8, "dps_norm": 76.4, "pass@1": 77.6, "win_rate": 0.49}
    heat = {"acme--coder": {"acme--coder": [1, 1], "o1": [1, 2]}, "o1": {}}
    reading = read(json.dumps({"acme--coder": entry, "o1 (⏩)": entry, "heatmap_data": heat}), "COMBINED-RESULTS.json")
    assert reading.format == "evalperf-table"
    assert rows(reading, "model", "metric", "value")[:4] == [
        ("acme/coder", "dps", 79.8),
        ("acme/coder", "dps_norm", 76.4),
        ("acme/coder", "pass@1", 0.776),
        ("acme/coder", "win_rate (of 2 models)", 0.49),
    ]
    assert list(reading.runs) == ["acme/coder", "o1 (⏩)"]
    assert [(left.reason, left.count) for left in reading.left_out] == [(Reason.IGNORED, 2)]
    assert reading.rows_in == 8 + 2


def test_an_entry_of_another_shape_is_named(read: Read, said: Said) -> None:
    entry = {"dps": 79.8, "dps_norm": 76.4, "pass@1": 77.6}
    reading = read(json.dumps({"a": entry, "b": None}), "COMBINED-RESULTS.json")
    assert (reading.length, reading.rows_in) == (3, 4)
    assert 'COMBINED-RESULTS.json#/b: found "null"; expected a model\'s name with `dps`' in said(reading)[0]


def sample(pattern: str) -> Reading:
    (path,) = SAMPLES.glob(pattern)
    name = path.relative_to(SAMPLES).as_posix()
    return registry.read(Document(path=name, shown=name, data=path.read_bytes()))


with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")


@with_samples
@pytest.mark.parametrize(
    ("pattern", "dps", "norm", "passed", "scored"),
    [
        ("**/meta-llama--*.brief.json", 77.04079291937829, 75.1570617360002, 0.4369491525423729, 87),
        ("**/deepseek-ai--*.brief.json", 83.55516548026816, 78.20569308671841, 0.7357627118644068, 108),
    ],
)
def test_values_of_real_runs(pattern: str, dps: float, norm: float, passed: float, scored: int) -> None:
    reading = sample(pattern)
    assert reading.columns["value"] == [dps, norm, passed]
    assert reading.columns["n"] == [scored, scored, 118]
    assert not reading.problems


@with_samples
def test_values_of_a_real_table() -> None:
    reading = sample("**/COMBINED-RESULTS.json")
    columns = (reading.columns[name] for name in ("model", "metric", "value"))
    found = {(model, metric): value for model, metric, value in zip(*columns, strict=True)}
    assert found["gemini-1.5-flash-002", "dps"] == 79.85512300275154
    assert found["gemini-1.5-flash-002", "pass@1"] == 0.7763559322033899
    assert found["mistralai/Codestral-22B-v0.1", "dps_norm"] == 79.07819827252048
    assert found["Qwen/Qwen2.5-14B-Instruct", "win_rate (of 28 models)"] == 0.5252525252525253
    assert len(reading.runs) == 28
