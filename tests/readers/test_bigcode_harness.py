"""bigcode-evaluation-harness: fractions by task, and a model that is not always the one under ``model``."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
CONFIG = {
    "model": "org/coder",
    "revision": None,
    "tasks": "humaneval,mbpp",
    "n_samples": 20,
    "temperature": 0.2,
    "allow_code_execution": True,
    "metric_output_path": "out.json",
    "load_generations_path": None,
    "limit": None,
}


def written(config: dict[str, Any] | None = None, **tasks: Any) -> str:
    return json.dumps({**(tasks or {"humaneval": {"pass@1": 0.25}}), "config": {**CONFIG, **(config or {})}})


def test_each_task_and_metric_is_a_row(read: Read, rows: Callable[..., Any]) -> None:
    reading = read(
        written(humaneval={"pass@1": 0.25, "pass@10": 0.5}, conala={"bleu": 31.5}), "evaluation_results.json"
    )
    assert reading.format == "bigcode-harness"
    assert rows(reading, "benchmark", "model", "metric", "value") == [
        ("humaneval", "org/coder", "pass@1", 0.25),
        ("humaneval", "org/coder", "pass@10", 0.5),
        ("conala", "org/coder", "bleu", 31.5),
    ]
    assert set(reading.columns["run"]) == set(reading.runs)
    assert reading.runs["org/coder out.json"].settings["n_samples"] == "20"


def test_the_name_of_the_file_does_not_decide(read: Read) -> None:
    assert read(json.dumps({"humaneval": {"pass@1": 0.25}}), "evaluation_results.json").format != "bigcode-harness"


def test_a_revision_and_an_adapter_are_part_of_the_model(read: Read) -> None:
    reading = read(written({"peft_model": "org/adapter", "revision": "v2"}), "a.json")
    assert set(reading.columns["model"]) == {"org/adapter@v2"}


def test_loaded_programs_are_of_the_model_that_their_folder_names(read: Read) -> None:
    reading = read(written({"load_generations_path": "/app/java_sft/generations.json"}), "a.json")
    assert set(reading.columns["model"]) == {"java_sft"}
    assert '"org/coder" under `model` did not write them' in reading.inferred[0]


def test_loaded_programs_without_a_folder_ask_for_the_model(read: Read, said: Callable[..., Any]) -> None:
    text = written({"load_generations_path": "generations.json"})
    reading = read(text, "a.json")
    assert reading.length == 0
    assert reading.rows_in == 1
    assert '`files: [{match: "a.json", model: ...}]`' in said(reading)[0]
    assert read(text, "a.json", model="sft").columns["model"] == ["sft"]


def test_other_tests_are_another_version_of_the_benchmark(read: Read) -> None:
    reading = read(written({"custom_test": "/app/tests/java_2.pkl"}), "a.json")
    assert reading.columns["version"] == ["java_2.pkl"]


@pytest.mark.parametrize(
    ("numbers", "found", "expected"),
    [
        ({"pass@1": float("nan")}, "nan", "a finite number"),
        ({"pass@1": 25.0}, "25.0", "a fraction from 0 to 1"),
        ({"pass@1": "0.2"}, "0.2", "a finite number"),
    ],
)
def test_what_is_no_fraction_is_told_and_missing(read: Read, numbers: Any, found: str, expected: str) -> None:
    reading = read(written(humaneval=numbers), "a.json")
    assert [(one.pointer, one.found) for one in reading.problems] == [("/humaneval/pass@1", found)]
    assert expected in reading.problems[0].expected
    assert math.isnan(reading.columns["value"][0])


def test_a_task_without_metrics_is_left_out(read: Read) -> None:
    reading = read(written(humaneval={"pass@1": 0.25}, apps=[0.1, 0.2]), "a.json")
    assert (reading.length, reading.rows_in) == (1, 2)
    assert reading.problems[0].pointer == "/apps"


def test_a_file_of_arguments_alone_is_refused(read: Read) -> None:
    reading = read(json.dumps({"config": CONFIG}), "a.json")
    assert (reading.length, reading.rows_in) == (0, 1)


VALUES = [  # by the README: fractions as they stand; the variant from the folder of load_generations_path
    ("zzlzero__codefast-study/evaluation_results.json", "codellama/CodeLlama-7b-hf", "pass@1", 0.2865853658536585),
    ("java_T_02/humaneval/eval_v3.json", "java_T_02", "pass@1", 0.1547784810126582),
    ("java_T_02/humaneval/eval_v3.json", "java_T_02", "pass@10", 0.25107743196173005),
    ("java_T_02/humaneval/eval_v3.json", "java_T_02", "pass@100", 0.3069683758308897),
    ("java_sft_jaeseong/humaneval/eval_v3.json", "java_sft_jaeseong", "pass@1", 0.18155063291139245),
    ("java_sft_jaeseong/humaneval/eval_custom_0.json", "java_sft_jaeseong", "pass@10", 0.250478249512511),
    ("java_sft_jaeseong/humaneval/eval_custom_2.json", "java_sft_jaeseong", "pass@100", 0.35329017778098354),
    ("java_sft_jaeseong/humaneval/eval_custom_4.json", "java_sft_jaeseong", "pass@1", 0.31164556962025325),
    ("java_sft_jaeseong/humaneval/eval_custom_6.json", "java_sft_jaeseong", "pass@10", 0.7775032044436394),
    ("java_sft_jaeseong/humaneval/eval_custom_8.json", "java_sft_jaeseong", "pass@100", 0.8855037947625797),
]


@pytest.mark.parametrize(("file", "model", "metric", "value"), VALUES)
def test_values_of_real_files(samples: Any, rows: Any, file: str, model: str, metric: str, value: float) -> None:
    reading = next(one for one in samples("bigcode-eval-harness") if one.file.endswith(file))
    assert (model, metric, value) in rows(reading, "model", "metric", "value")
