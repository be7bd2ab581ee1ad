"""Items: held compactly, in tasks and samples, and lawful across the files of a run."""

import json
from typing import Any

import numpy as np

from evalsite.coded import Coded
from evalsite.readers.items import Items
from evalsite.readings import ITEM_COLUMNS
from tests.readers.items_law import disagreements


def told(items: Items, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(items.columns()[name] for name in names), strict=True))


def test_each_sample_is_a_row_numbered_from_nought() -> None:
    items = Items()
    items.add(run="r", benchmark="b", item="one", metric="pass@1", outcomes=[(1.0, ""), (0.0, "timeout")])
    items.add(run="r", benchmark="b", item="two", metric="pass@1", outcomes=[])
    items.add(run="r", benchmark="b", item="one", metric="pass@1", outcomes=[(0.0, "")], first=2)
    assert told(items, "item", "sample", "value", "status") == [
        ("one", 0, 1.0, ""),
        ("one", 1, 0.0, "timeout"),
        ("one", 2, 0.0, ""),
    ]
    assert (len(items), set(items.runs)) == (3, {"r"})


def test_text_is_held_once_and_numbers_as_arrays() -> None:
    items = Items()
    for task in range(100):
        items.add(run="r", benchmark="b", item=str(task), metric="acc", outcomes=[(0.5, "")] * 10)
    columns = items.columns()
    assert list(columns) == list(ITEM_COLUMNS)
    for name, dtype in ITEM_COLUMNS.items():
        if dtype == "str":
            assert isinstance(columns[name], Coded)
            assert len(columns[name].words) == (100 if name == "item" else 1)
        else:
            assert isinstance(columns[name], np.ndarray)
            assert columns[name].dtype == dtype


def test_nothing_has_no_columns() -> None:
    assert Items().columns() == {}


def stat(metric: str, mean: float) -> dict[str, Any]:
    name = {"name": metric, "split": "test"}
    return {"name": name, "count": 1, "sum": mean, "sum_squared": mean, "mean": mean}


def test_helm_s_means_are_those_of_its_instances(read_files: Any) -> None:
    """Two trials of two instances: the trials are the samples of an instance."""
    scores = {("id1", 0): 1.0, ("id1", 1): 0.0, ("id2", 0): 0.0, ("id2", 1): 0.0}
    instances = [
        {"instance_id": name, "train_trial_index": trial, "stats": [stat("exact_match", score)]}
        for (name, trial), score in scores.items()
    ]
    run = "runs/v1/mmlu:model=org_m"
    readings = read_files(
        {
            f"{run}/stats.json": [stat("exact_match", 0.25), stat("num_instances", 2.0)],
            f"{run}/per_instance_stats.json": instances,
        }
    )
    items = readings[f"{run}/per_instance_stats.json"].items
    assert list(zip(items["item"], items["sample"], items["value"], strict=True)) == [
        ("id1", 0, 1.0),
        ("id1", 1, 0.0),
        ("id2", 0, 0.0),
        ("id2", 1, 0.0),
    ]
    assert [*disagreements(*readings.values())] == []


def test_lm_eval_s_scores_are_the_means_of_its_samples(read_files: Any) -> None:
    scores = {"math": {"exact_match,none": 0.75}}
    counts = {"math": {"original": 4, "effective": 4}}
    keys: dict[str, Any] = {"resps": [], "filtered_resps": [], "filter": "none", "metrics": ["exact_match"]}
    samples = [{"doc_id": at, **keys, "exact_match": float(at > 0)} for at in range(4)]
    readings = read_files(
        {
            "m/results_2026-01-21T03-44-18.json": {
                "results": scores,
                "configs": {},
                "versions": {"math": 1},
                "n-samples": counts,
                "model_name": "org/m",
            },
            "m/samples_math_2026-01-21T03-44-18.jsonl": "".join(json.dumps(sample) + "\n" for sample in samples),
        }
    )
    assert [len(reading.items.get("value", ())) for reading in readings.values()] == [0, 4]
    assert [*disagreements(*readings.values())] == []
