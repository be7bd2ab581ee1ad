"""lm-evaluation-harness up to 0.3: one test a trap, and values worked out by hand from real files."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]

CONFIG = {
    "model": "hf-causal",
    "model_args": "pretrained=org/model,use_accelerate=True",
    "num_fewshot": 0,
    "limit": None,
    "description_dict": {},
}


def log(results: dict[str, Any], **config: Any) -> str:
    return json.dumps(
        {"results": results, "versions": dict.fromkeys(results, 1.1), "config": {**CONFIG, **config}}, indent=2
    )


MIXED = "mixed: 1, 1, 4"
PLAIN = log({"arc_easy": {"acc": 0.51, "acc_stderr": 0.01, "acc_norm": 0.45, "acc_norm_stderr": 0.02}})


def test_it_is_known_by_its_content(read: Read) -> None:
    assert (read(PLAIN, "any.name").format, read(PLAIN).why) == (
        "lm-eval-legacy",
        "`results`, `versions` and `config`",
    )
    assert read(PLAIN.replace('"acc"', '"acc,none"')).format == "lm-eval"


def test_the_standard_error_goes_with_its_value(read: Read, rows: Rows) -> None:
    assert rows(read(PLAIN), "benchmark", "model", "metric", "value", "stderr", "version", "shots") == [
        ("arc_easy", "org/model", "acc", 0.51, 0.01, "1.1", "0"),
        ("arc_easy", "org/model", "acc_norm", 0.45, 0.02, "1.1", "0"),
    ]


def test_units_are_mixed_and_known_by_task_and_metric(read: Read, rows: Rows) -> None:
    results = {
        "jsquad-1.1-0.2": {"exact_match": 58.4, "f1": 0.7},
        "squad2": {"HasAns_f1": 24.5, "best_exact": 50.07, "NoAns_exact": 0.81},
        "xlsum_ja": {"rouge2": 5.78},
        "cb": {"acc": 0.41, "f1": 0.21},
        "drop": {"f1": 0.016, "em": 0.004},
    }
    assert rows(read(log(results)), "benchmark", "metric", "value") == [
        ("jsquad-1.1-0.2", "exact_match", 0.584),
        ("jsquad-1.1-0.2", "f1", 0.007),  # a percentage below 1
        ("squad2", "HasAns_f1", 0.245),
        ("squad2", "best_exact", 0.5007),
        ("squad2", "NoAns_exact", 0.0081),
        ("xlsum_ja", "rouge2", 0.0578),
        ("cb", "acc", 0.41),
        ("cb", "f1", 0.21),
        ("drop", "f1", 0.016),
        ("drop", "em", 0.004),
    ]


def test_what_is_taken_as_percent_is_told(read: Read) -> None:
    reading = read(log({"jsquad-1.1": {"exact_match": 58.4}}))
    assert reading.inferred == ('"exact_match" of "jsquad-1.1" is taken as percent: the task\'s code gives it so.',)


def test_evalsite_yml_decides_over_the_table(read: Read) -> None:
    text = log({"jsquad-1.1": {"exact_match": 0.584}})
    assert read(text, scale={"exact_match": "fraction"}).columns["value"] == [0.584]


def test_directions_of_the_harness_s_own_metrics(read: Read, rows: Rows) -> None:
    metrics = {"ppl": 12.5, "likelihood_difference": 3.1, "pct_stereotype": 0.6, "mc1": 0.2, "acc": 0.5}
    assert rows(read(log({"task": metrics})), "metric", "direction") == [
        ("ppl", "lower"),
        ("likelihood_difference", "lower"),
        ("pct_stereotype", ""),  # a half is best
        ("mc1", "higher"),
        ("acc", ""),  # known to everyone
    ]


@pytest.mark.parametrize(
    ("told", "shots"), [(5, "5"), ([3], "3"), ([2, 2], "2"), ([1, 1, 4], "mixed: 1, 1, 4"), (None, ""), ("x", "")]
)
def test_a_list_of_shots_is_in_an_order_nobody_kept(read: Read, told: Any, shots: str) -> None:
    reading = read(log({"a": {"acc": 0.5}, "b": {"acc": 0.5}}, num_fewshot=told))
    assert set(reading.columns["shots"]) == {shots}
    assert bool(reading.inferred) == shots.startswith("mixed")


@pytest.mark.parametrize(
    ("arguments", "path", "model"),
    [
        ("pretrained=org/pythia-70m,revision=step143000", "zero-shot/70m_step143000.json", "org/pythia-70m@step143000"),
        ("use_accelerate=True,pretrained=org/pythia-70m", "a.json", "org/pythia-70m"),
        ("pretrained=/lm/huggingface/30B", "llama/llama-30B/llama-30B_gsm8k_8-shot.json", "llama-30B"),
        ("pretrained=sft/models/instruct-3b_1.3.0/,tokenizer=t/", "result.json", "instruct-3b_1.3.0"),
        ("pretrained=${PROJECT_DIR}/outputs/instruct-1b", "result.json", "instruct-1b"),
        ("pretrained=facebook/opt-125m", "opt-125m/opt-125m.json", "facebook/opt-125m"),
        ("", "model-x/result.json", "model-x"),
    ],
)
def test_the_model_is_that_of_the_arguments(read: Read, arguments: str, path: str, model: str) -> None:
    reading = read(log({"a": {"acc": 0.5}}, model_args=arguments), path)
    assert set(reading.columns["model"]) == {model}


def test_files_of_one_model_and_number_of_shots_are_one_run(read: Read) -> None:
    zero, five = (read(log({"a": {"acc": 0.5}}, num_fewshot=shots)) for shots in (0, 5))
    assert set(zero.runs) == {"org/model 0-shot"}
    assert set(five.runs) == {"org/model 5-shot"}
    assert zero.runs["org/model 0-shot"].native_id == ""
    assert zero.runs["org/model 0-shot"].settings["model_args"] == CONFIG["model_args"]


TIMED = """{"results": {
  "axb+GPT-3 style": {"2022-07-07-15-16-12": {"acc": 0.44, "acc_stderr": 0.01, "prompt_name": "GPT-3 style",
                                              "task_name": "axb"}},
  "wikitext": {"2022-07-08-01-02-03": {"word_perplexity": 12.5, "bits_per_byte": 0.7}}},
 "versions": {"axb+GPT-3 style": 0, "wikitext": 1}}"""


def test_a_level_of_times_makes_a_run_each(read: Read, rows: Rows) -> None:
    reading = read(TIMED, "bloom/bslmeval.json")
    assert reading.why == "`results` by task and time, and `versions`"
    assert rows(reading, "benchmark", "metric", "value", "date", "run") == [
        ("axb+GPT-3 style", "acc", 0.44, "2022-07-07T15:16:12", "bloom 2022-07-07T15:16:12"),
        ("wikitext", "word_perplexity", 12.5, "2022-07-08T01:02:03", "bloom 2022-07-08T01:02:03"),
        ("wikitext", "bits_per_byte", 0.7, "2022-07-08T01:02:03", "bloom 2022-07-08T01:02:03"),
    ]
    assert 'The model is "bloom", from its folder.' in reading.inferred
    assert not reading.problems


def test_the_folder_is_asked_for_when_there_is_none(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(TIMED, "bslmeval.json")
    assert (reading.length, reading.rows_in) == (0, 3)
    assert 'match: "bslmeval.json", model: ...' in said(reading)[0]
    assert read(TIMED, "bslmeval.json", model="bloom").length == 3


def test_nan_is_told(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(PLAIN.replace("0.51", "NaN"))
    assert math.isnan(reading.columns["value"][0])
    assert said(reading)[0].startswith('results/mbpp.csv#/results/arc_easy/acc: found "nan"; expected a finite number.')


@pytest.mark.parametrize(
    ("file", "row"),
    [  # (benchmark, model, metric, value, stderr, shots), read off the files by eye
        (
            "mpt-7b/mpt-7b_superglue_0-shot.json",
            ("boolq", "mosaicml/mpt-7b", "acc", 0.7382262996941896, 0.007688653730439849, "0"),
        ),
        (
            "mpt-7b/mpt-7b_superglue_0-shot.json",
            ("record", "mosaicml/mpt-7b", "em", 0.893, 0.0030912870467751773, "0"),
        ),
        ("mpt-7b/mpt-7b_superglue_0-shot.json", ("cb", "mosaicml/mpt-7b", "f1", 0.2126984126984127, None, "0")),
        (
            "rinna-bilingual-gpt-neox-4b/result.jsquad-1.2.json",
            ("jsquad-1.2-0.2", "rinna/bilingual-gpt-neox-4b", "exact_match", 0.5132823052678973, None, "2"),
        ),
        (
            "rinna-bilingual-gpt-neox-4b/result.jsquad-1.2.json",
            ("jsquad-1.2-0.2", "rinna/bilingual-gpt-neox-4b", "f1", 0.619390389728309, None, "2"),
        ),
        (
            "stablelm-jp-instruct-3b_1.3.0/result.2.json",
            (
                "xlsum_ja-1.0-0.3",
                "stablelm-jp-instruct-3b_1.3.0",
                "rouge2",
                0.05779891711271447,
                None,
                "mixed: 1, 1, 4",
            ),
        ),
        (
            "stablelm-jp-instruct-3b_1.3.0/result.2.json",
            ("mgsm-1.0-0.3", "stablelm-jp-instruct-3b_1.3.0", "acc", 0.024, 0.009699087026964235, MIXED),
        ),
        (
            "bloom-1b1/bloom-1b1_gsm8k_8-shot.json",
            ("gsm8k", "bigscience/bloom-1b1", "acc", 0.008339651250947688, 0.002504942226860508, "8"),
        ),
        (
            "bloom/bslmeval.json",
            ("arc_challenge", "bloom", "acc_norm", 0.44880546075085326, 0.01453459958509767, ""),
        ),
        (
            "bloom/bslmeval.json",
            ("axb+MNLI crowdsource", "bloom", "acc", 0.5760869565217391, 0.01487971643070736, ""),
        ),
    ],
)
def test_values_of_real_files(
    sample: Callable[[str, str], Reading], rows: Rows, file: str, row: tuple[Any, ...]
) -> None:
    names = ("benchmark", "model", "metric", "value", "stderr", "shots")
    found = [
        tuple(None if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells)
        for cells in rows(sample("lm-eval-legacy", file), *names)
    ]
    assert row in found


def test_no_proportion_of_the_real_files_is_above_one(samples: Callable[[str], list[Reading]], rows: Rows) -> None:
    above = {"ppl", "likelihood_difference", "word_perplexity", "byte_perplexity", "bits_per_byte"}
    for reading in samples("lm-eval-legacy"):
        assert not reading.problems
        assert {metric for metric, value in rows(reading, "metric", "value") if value > 1} <= above
