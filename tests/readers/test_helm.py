"""HELM: one number a metric out of its copies, what was run from the file beside, and tables by group."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readers.base import FileRule
from evalsite.readings import Reading

Read = Callable[..., Reading]
dumped = json.dumps
NAME = "mmlu:subject=anatomy,method=multiple_choice_joint,model=org_model-1"
WORST = {"name": "robustness", "robustness": True, "fairness": False, "computed_on": "worst"}
SPEC = {
    "name": NAME,
    "scenario_spec": {"class_name": "helm.MMLUScenario", "args": {"subject": "anatomy"}},
    "adapter_spec": {"model": "org/model-1", "max_train_instances": 5, "max_eval_instances": 20, "temperature": 0.0},
    "groups": ["mmlu"],
}
SUMMARY = {"suite": "v1", "suites": ["v1"], "date": "2024-05-20"}


def stat(metric: str, mean: Any, split: str = "test", **more: Any) -> dict[str, Any]:
    name = {"name": metric, "split": split, **more}
    return {"name": name, "count": 1, "sum": mean, "sum_squared": 0.0, "mean": mean, "stddev": 0.0}


STATS = [
    stat("num_references", 4.0),
    stat("exact_match", 0.25),
    stat("exact_match", 0.2, perturbation=WORST),
    stat("exact_match", 1.0, split="valid"),
    stat("inference_runtime", 1.5),
    {"name": {"name": "energy", "split": "test"}, "count": 0, "sum": 0, "sum_squared": 0},
    stat("num_instances", 19.0),
    stat("num_instances", 1.0, split="valid"),
]
RUN = "runs/v1/mmlu-subject=anatomy,model=org_model-1"
FILES = {f"{RUN}/stats.json": STATS, f"{RUN}/run_spec.json": SPEC, "runs/v1/summary.json": SUMMARY}


def test_the_unperturbed_test_split_counts(read_files: Any, rows: Any) -> None:
    reading = read_files(FILES)[f"{RUN}/stats.json"]
    assert reading.format == "helm-stats"
    assert rows(reading, "benchmark", "model", "metric", "value", "n", "shots", "date") == [
        ("mmlu:subject=anatomy", "org/model-1", "exact_match", 0.25, 19.0, "5", "2024-05-20"),
        ("mmlu:subject=anatomy", "org/model-1", "inference_runtime", 1.5, 19.0, "5", "2024-05-20"),
    ]
    assert reading.runs[f"v1 {NAME}"].native_id == f"v1 {NAME}"
    assert [(entry.reason.value, entry.count) for entry in reading.left_out] == [
        ("ignored", 2),  # bookkeeping
        ("ignored", 1),  # under perturbations
        ("ignored", 2),  # on the other split
        ("missing", 1),
    ]
    assert reading.rows_in == len(STATS)


def test_without_a_test_split_the_metric_says_so(read: Read, rows: Any) -> None:
    reading = read(
        dumped([stat("exact_match", 0.3, split="valid"), stat("num_instances", 10.0, split="valid")]),
        f"{RUN}/stats.json",
    )
    assert rows(reading, "metric", "value", "n") == [("exact_match (valid)", 0.3, 10.0)]


def test_without_the_spec_the_run_s_name_tells(read: Read) -> None:
    reading = read(dumped(STATS), "runs/v1/gsm-subset=a,method=generation,model=org_model-1/stats.json")
    assert set(reading.columns["model"]) == {"org/model-1"}
    assert set(reading.columns["benchmark"]) == {"gsm:subset=a"}
    assert "run_spec.json, which names it, is not beside the file" in reading.inferred[0]


def test_a_run_that_nothing_names_asks_for_the_model(read: Read, said: Any) -> None:
    reading = read(dumped(STATS), "stats.json")
    assert (reading.length, reading.rows_in) == (0, len(STATS))
    assert "model: ..." in said(reading)[0]
    assert read(dumped(STATS), "stats.json", model="m").length == 2


def test_a_spec_that_evalsite_yml_ignores_is_not_read(read_files: Any) -> None:
    rule = FileRule(match="**/run_spec.json", ignore=True)
    assert "not beside" in read_files(FILES, rule)[f"{RUN}/stats.json"].inferred[0]


@pytest.mark.parametrize("bad", [float("nan"), "x", 25.0])
def test_what_is_no_fraction_is_told_and_missing(read: Read, bad: Any) -> None:
    reading = read(dumped([stat("exact_match", bad)]), f"{RUN}/stats.json")
    assert reading.problems[0].pointer == "/0/mean"
    assert math.isnan(reading.columns["value"][0])


def test_statistics_without_a_name_are_left_out(read: Read) -> None:
    reading = read(dumped([stat("exact_match", 0.5), {"mean": 1}, 7]), f"{RUN}/stats.json")
    assert (reading.length, reading.rows_in) == (1, 3)
    assert [problem.pointer for problem in reading.problems] == ["/1", "/2"]


def test_instances_are_items_of_the_same_run(read_files: Any) -> None:
    instance = {
        "instance_id": "id7",
        "train_trial_index": 0,
        "stats": [stat("exact_match", 1.0), stat("num_references", 4)],
    }
    readings = read_files({**FILES, f"{RUN}/per_instance_stats.json": [instance]})
    items = readings[f"{RUN}/per_instance_stats.json"].items
    assert [tuple(column) for column in items.values()] == [
        (f"v1 {NAME}",), ("mmlu:subject=anatomy",), ("id7",), (0,), ("exact_match",), (1.0,), ("",)
    ]  # fmt: skip
    assert set(items["run"]) == set(readings[f"{RUN}/stats.json"].columns["run"])


@pytest.mark.parametrize(
    "data",
    [
        SPEC,
        SUMMARY,
        {"name": "mmlu", "description": "", "tags": [], "definition_path": ""},
        {"adapter_spec": {}, "request_states": []},
        [{"run_spec": SPEC}],
        {NAME: "v1"},
        {"core": {"display_name": "Core", "description": "", "taxonomy": None}},
    ],
)
def test_what_has_no_numbers_is_named_and_ignored(read: Read, data: Any) -> None:
    reading = read(dumped(data), "runs/v1/a.json")
    assert reading.format == "helm-description"
    assert [(entry.reason.value, entry.detail[:11]) for entry in reading.left_out] == [("ignored", "no numbers:")]
    assert not reading.problems


def head(value: str, metric: str = "", group: str = "", lower: bool | None = False, **more: str) -> dict[str, Any]:
    metadata = {"metric": metric, "run_group": group, **more} if metric else {}
    return {"value": value, "lower_is_better": lower, "metadata": metadata}


TABLE = {
    "title": "Accuracy",
    "name": "accuracy",
    "header": [
        head("Model/adapter"),
        head("Mean win rate"),
        head("MMLU - EM", "EM", "MMLU"),
        head("MMLU - ECE (10-bin)", "ECE (10-bin)", "MMLU", lower=True),
        head("BoolQ - EM", "EM", "BoolQ"),
    ],
    "rows": [
        [{"value": "Model One"}, {"value": 1.0}, {"value": 0.75, "run_spec_names": [NAME]}, {"value": 0.1}, {}],
        [{"value": "Model Two"}, {"value": 0.0}, {"value": None}, {"value": 0.2}, {"value": None}],
    ],
}


def test_a_cell_of_a_group_s_table_is_a_row(read: Read, rows: Any) -> None:
    reading = read(dumped(TABLE), "groups/json/core_accuracy.json")
    found = [tuple(map(str, row)) for row in rows(reading, "benchmark", "model", "metric", "value", "direction")]
    assert reading.format == "helm-table"
    assert found == [
        ("core_accuracy", "org/model-1", "win rate (mean)", "1.0", "higher"),
        ("core_accuracy", "Model Two", "win rate (mean)", "0.0", "higher"),
        ("MMLU", "org/model-1", "EM", "0.75", "higher"),
        ("MMLU", "Model Two", "EM", "nan", "higher"),
        ("MMLU", "org/model-1", "ECE (10-bin)", "0.1", "lower"),
        ("MMLU", "Model Two", "ECE (10-bin)", "0.2", "lower"),
    ]
    assert [(entry.reason.value, entry.count) for entry in reading.left_out] == [("missing", 2)]
    assert reading.inferred == ('The model "Model One" is "org/model-1", from the names of its runs.',)


def test_a_list_of_tables_says_the_same(read: Read) -> None:
    one, listed = read(dumped(TABLE), "groups/json/core_accuracy.json"), read(dumped([TABLE]), "groups/core.json")
    assert {**one.columns, "pointer": []} == {**listed.columns, "pointer": []}


def test_a_table_of_one_subject_is_a_benchmark_of_its_own(read: Read) -> None:
    header = [
        head("Model/adapter"),
        head("EM", "EM", "MMLU"),
        head("EM (Robustness)", "EM", "MMLU", perturbation="Robustness"),
    ]
    cells = [{"value": "M"}, {"value": 0.5}, {"value": 0.25}]
    reading = read(dumped({"title": "subject: anatomy", "name": "a", "header": header, "rows": [cells]}), "a.json")
    assert set(reading.columns["benchmark"]) == {"MMLU (subject: anatomy)"}
    assert reading.columns["metric"] == ["EM", "EM (Robustness)"]


def test_rows_that_do_not_fit_and_tables_of_groups_are_left_out(read: Read) -> None:
    ragged = read(dumped({**TABLE, "rows": [*TABLE["rows"], [{"value": "M"}]]}), "a.json")
    assert [problem.pointer for problem in ragged.problems] == ["/rows/2"]
    groups = {**TABLE, "header": [head("Group"), *TABLE["header"][1:]]}
    assert [entry.detail for entry in read(dumped(groups), "a.json").left_out] == ["a table of groups, not of models"]


def of(subject: str, model: str) -> str:
    return f"v1/mmlu-subject={subject},method=multiple_choice_joint,model={model}/stats.json"


HF, TOGETHER = "huggingface_Meta-Llama-3-8B", "together_Llama-3-70b-chat-hf"
VALUES = [  # by the README: `mean` on the split test without perturbation; n is that of num_instances
    (of("anatomy", "groq_llama3-8b-8192"), "groq/llama3-8b-8192", "exact_match", 0.3684210526315789),
    (of("anatomy", "groq_llama3-8b-8192"), "groq/llama3-8b-8192", "inference_runtime", 0.5192290105317768),
    (of("formal_logic", TOGETHER), "together/Llama-3-70b-chat-hf", "exact_match", 7 / 18),
    (of("formal_logic", TOGETHER), "together/Llama-3-70b-chat-hf", "num_prompt_tokens", 11776 / 18),
    (of("global_facts", HF), "huggingface/Meta-Llama-3-8B", "exact_match", 8 / 18),
    (of("global_facts", HF), "huggingface/Meta-Llama-3-8B", "inference_runtime", 25.86442560619778),
    (of("machine_learning", "together_Llama-3-8b-chat-hf"), "together/Llama-3-8b-chat-hf", "exact_match", 5 / 16),
    ("core_scenarios_accuracy.json", "together/Llama-3-70b-chat-hf", "EM", 0.7306329549363606),
    ("core_scenarios_accuracy.json", "groq/llama3-8b-8192", "EM", 0.38060987091050635),
    ("mmlu_mmlu_subject-anatomy.json", "together/Llama-3-8b-chat-hf", "EM", 12 / 19),
]  # fmt: skip


@pytest.mark.parametrize(("file", "model", "metric", "value"), VALUES)
def test_values_of_real_files(samples: Any, rows: Any, file: str, model: str, metric: str, value: float) -> None:
    reading = next(one for one in samples("helm") if one.file.endswith(file))
    found = {(row[0], row[1]): row[2] for row in rows(reading, "model", "metric", "value")}
    assert found[model, metric] == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("subject", ["anatomy", "machine_learning"])
def test_runs_equal_the_tables_that_helm_made_of_them(samples: Any, rows: Any, subject: str) -> None:
    readings = samples("helm")
    table = next(one for one in readings if one.file.endswith(f"mmlu_mmlu_subject-{subject}.json"))
    published = {row[0]: row[2] for row in rows(table, "model", "metric", "value") if row[1] == "EM"}
    runs = [one for one in readings if f"subject={subject}," in one.file and one.format == "helm-stats"]
    found = {row[0]: row[2] for one in runs for row in rows(one, "model", "metric", "value") if row[1] == "exact_match"}
    assert len(found) == 5
    assert found == published
