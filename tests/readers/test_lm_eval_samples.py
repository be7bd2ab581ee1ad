"""Samples of lm-evaluation-harness: items, one a document, filter and metric."""

import json
from collections.abc import Callable
from typing import Any

from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]

NAME = "org__m/samples_math_full_2026-01-21T03-44-18.458309.jsonl"


def line(number: int, **changes: Any) -> str:
    sample = {
        "doc_id": number,
        "doc": {"question": "?"},
        "target": "3",
        "resps": [["3"]],
        "filtered_resps": ["3"],
        "filter": "none",
        "metrics": ["exact_match"],
        "exact_match": 1.0,
    }
    return json.dumps({**sample, **changes}) + "\n"


def items(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(reading.items[name] for name in names), strict=True))


def test_an_item_a_document_and_filter(read: Read) -> None:
    reading = read(line(0) + line(1, exact_match=0.0) + line(1, filter="strict-match", exact_match=True), NAME)
    assert reading.format == "lm-eval-samples"
    assert items(reading, "run", "benchmark", "item", "metric", "value") == [
        ("2026-01-21T03-44-18.458309", "math_full", "0", "exact_match", 1.0),
        ("2026-01-21T03-44-18.458309", "math_full", "1", "exact_match", 0.0),
        ("2026-01-21T03-44-18.458309", "math_full", "1", "exact_match (strict-match)", 1.0),
    ]
    assert (reading.length, reading.problems, reading.left_out) == (0, (), ())


def test_they_belong_to_the_run_with_the_same_time(read: Read) -> None:
    results = '{"results": {"math_full": {"exact_match,none": 0.5}}, "versions": {}, "model_name": "org/m"}'
    run = read(results, "org__m/results_2026-01-21T03-44-18.458309.json")
    assert set(run.columns["run"]) == set(read(line(0), NAME).items["run"])


def test_early_files_do_not_list_their_metrics(read: Read) -> None:
    text = line(0, metrics=None, filter=None)
    assert items(read(text, NAME), "metric", "value") == [("exact_match", 1.0)]


def test_a_metric_that_only_its_aggregate_is_a_number_of(read: Read) -> None:
    reading = read(line(0, metrics=["f1", "exact_match"], f1=[1, 0]) + line(1, metrics=["f1"], f1=[1, 1]), NAME)
    assert len(reading.items["value"]) == 1
    (aside,) = reading.left_out
    assert (aside.reason, aside.count) == (Reason.IGNORED, 2)


def test_a_broken_line_is_told_and_the_others_are_read(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(line(0) + '{"doc_id": 1, \n' + line(2), NAME)
    assert [*reading.items["item"]] == ["0", "2"]
    assert said(reading)[0].startswith(f'results/{NAME}:2: found "{{\\"doc_id\\": 1,"'.replace('\\"', '"'))


def test_a_name_without_the_task_asks_for_it(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(line(0), "mine.jsonl")
    assert 'Write `files: [{match: "mine.jsonl", benchmark: ...}]` in evalsite.yml.' in said(reading)[0]
    assert [*read(line(0), "mine.jsonl", benchmark="math").items["benchmark"]] == ["math"]


def test_samples_without_any_metric_are_told(read: Read, said: Callable[[Reading], list[str]]) -> None:
    assert "expected at least one metric of a sample" in said(read(line(0, metrics=[]), NAME))[0]


def test_real_samples(sample: Callable[[str, str], Reading]) -> None:
    reading = sample("lm-eval", ".jsonl")
    assert len(reading.items["value"]) == 10
    assert set(reading.items["benchmark"]) == {"math_perturbed_full"}
    assert sum(reading.items["value"]) == 0
