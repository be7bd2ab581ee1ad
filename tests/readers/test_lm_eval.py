"""lm-evaluation-harness 0.4 and later: one test a trap, and values worked out by hand from real files."""

import json
import math
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.readings import Reading, Reason
from evalsite.results import Results

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]

LOG: dict[str, Any] = {
    "results": {
        "gsm8k": {
            "alias": "gsm8k",
            "exact_match,strict-match": 0.61,
            "exact_match_stderr,strict-match": 0.013,
            "exact_match,flexible-extract": 0.62,
            "exact_match_stderr,flexible-extract": 0.014,
        },
        "nli": {"alias": "nli", "acc,none": 0.6, "acc_stderr,none": 0.02, "f1,none": 0.5, "f1_stderr,none": "N/A"},
        "nli_a": {"alias": " - nli_a", "acc,none": 0.5, "acc_stderr,none": 0.03},
        "nli_b": {"alias": " - nli_b", "acc,none": 0.7, "acc_stderr,none": 0.03},
        "wikitext": {"alias": "wikitext", "word_perplexity,none": 12.5, "word_perplexity_stderr,none": "N/A"},
    },
    "groups": {
        "nli": {"alias": "nli", "acc,none": 0.6, "acc_stderr,none": 0.02, "f1,none": 0.5, "f1_stderr,none": "N/A"}
    },
    "group_subtasks": {"gsm8k": [], "nli": ["nli_a", "nli_b"], "wikitext": []},
    "configs": {
        "gsm8k": {"num_fewshot": 5, "metric_list": [{"metric": "exact_match", "higher_is_better": True}]},
        "nli_b": {"num_fewshot": 3, "metadata": [{"version": 2.0}]},
        "wikitext": {"metric_list": [{"metric": "word_perplexity", "higher_is_better": False}]},
    },
    "versions": {"gsm8k": 3.0, "nli": "N/A", "nli_a": 1.5, "nli_b": "Yaml", "wikitext": 2},
    "n-shot": {"gsm8k": 5, "nli_a": 0, "wikitext": 0},
    "higher_is_better": {"gsm8k": {"exact_match": True}, "nli": {"acc": None}, "nli_a": {"acc": True}},
    "n-samples": {"gsm8k": {"original": 1319, "effective": 100}, "nli_a": {"original": 10, "effective": 10}},
    "config": {"model": "hf", "model_args": "pretrained=org/model-7b,dtype=float16", "limit": 100, "gen_kwargs": {}},
    "git_hash": "abc123",
    "date": 1700000000.5,
    "lm_eval_version": "0.4.9",
    "transformers_version": "4.57.6",
    "model_name": "org/model-7b",
    "start_time": 2863362.66,
}
STRICT, FLEXIBLE = "exact_match (strict-match)", "exact_match (flexible-extract)"
GSM8K = "gsm8k_llama32_3b_full_sft/results_2026-03-18T08-52-42.610351.json"
PATH = "org__model-7b/results_2023-11-14T22-30-00.123456.json"


def changed(**parts: Any) -> str:
    """The log with some of its parts changed; None takes a part out."""
    log = {**deepcopy(LOG), **{name.replace("__", "-"): part for name, part in parts.items()}}
    return json.dumps({name: part for name, part in log.items() if part is not None})


@pytest.fixture
def reading(read: Read) -> Reading:
    return read(json.dumps(LOG), PATH)


def test_it_is_known_by_its_content(read: Read) -> None:
    assert read(changed(), "any.name").format == "lm-eval"
    assert read(changed(configs=None), "a.json").why == "metrics with their filter, such as `acc,none`"
    assert read(changed(config_general={}), "a.json").format != "lm-eval"


def test_metric_and_filter_make_the_name(reading: Reading, rows: Rows) -> None:
    assert rows(reading, "benchmark", "metric", "value", "stderr", "n")[:2] == [
        ("gsm8k", "exact_match (strict-match)", 0.61, 0.013, 100.0),
        ("gsm8k", "exact_match (flexible-extract)", 0.62, 0.014, 100.0),
    ]


def test_the_text_na_is_no_standard_error_and_no_problem(reading: Reading, rows: Rows) -> None:
    (f1,) = [row for row in rows(reading, "metric", "value", "stderr") if row[0] == "f1"]
    assert f1[1] == 0.5
    assert math.isnan(f1[2])
    assert not reading.problems


def test_a_group_is_counted_once_and_told(reading: Reading, rows: Rows) -> None:
    assert [row for row in rows(reading, "benchmark", "metric") if row[0] == "nli"] == [("nli", "acc"), ("nli", "f1")]
    (again,) = reading.left_out
    assert (again.reason, again.count, again.detail) == (Reason.IGNORED, 2, "group: said in `results` already")
    assert again.place.endswith("#/groups/nli")
    assert '"nli" is a group: 2 of its tasks or groups stand beside it, and in it.' in reading.inferred
    assert reading.rows_in == reading.length + 2 == 9


def test_a_standard_error_of_a_group_that_its_parts_do_not_give_is_left_out(read: Read, rows: Rows) -> None:
    def said(stderr: float) -> tuple[float, list[str]]:
        group = {"alias": "nli", "acc,none": 0.6, "acc_stderr,none": stderr}
        log = deepcopy(LOG)
        log["results"]["nli"] = log["groups"]["nli"] = group
        reading = read(json.dumps(log), PATH)
        [(_, error)] = [row for row in rows(reading, "benchmark", "stderr") if row[0] == "nli"]
        return error, [sentence for sentence in reading.inferred if "standard error" in sentence]

    right = math.sqrt(0.03**2 + 0.03**2) / 2
    assert said(right) == (right, [])
    error, [sentence] = said(0.4)
    assert math.isnan(error)
    assert sentence == (
        '"acc" of "nli": the standard error 0.4 is left out, since those of its 2 parts make it 0.02121.'
    )


def test_a_group_that_says_something_else_is_not_passed_over(read: Read) -> None:
    groups = {"nli": {"acc,none": 0.4}}
    settled = Results.gather([read(changed(groups=groups), PATH)])
    assert any("0.6" in str(problem) and "0.4" in str(problem) for problem in settled.problems)


def test_a_group_that_stands_only_among_the_groups_is_read(read: Read, rows: Rows) -> None:
    reading = read(changed(groups={"mmlu": {"acc,none": 0.4}}), PATH)
    assert ("mmlu", 0.4, "/groups/mmlu/acc,none") in rows(reading, "benchmark", "value", "pointer")


def test_a_group_without_numbers_of_its_own_is_a_heading(read: Read) -> None:
    heading = {"mmlu": {" ": " ", "alias": "mmlu"}}
    reading = read(changed(results={**LOG["results"], **heading}, groups=heading), PATH)
    assert "mmlu" not in reading.columns["benchmark"]
    assert (reading.rows_in, reading.problems, reading.left_out) == (7, (), ())


def test_what_a_value_can_be_compared_with(reading: Reading, rows: Rows) -> None:
    said = dict.fromkeys(rows(reading, "benchmark", "version", "shots"))
    assert list(said) == [
        ("gsm8k", "3", "5"),
        ("nli", "", ""),  # of a group neither is told
        ("nli_a", "1.5", "0"),
        ("nli_b", "2", "3"),  # "Yaml" in early files: the configuration has it
        ("wikitext", "2", "0"),
    ]


def test_directions_are_told_by_task_or_in_its_configuration(reading: Reading, rows: Rows) -> None:
    said = dict(rows(reading, "benchmark", "direction"))
    assert said == {"gsm8k": "higher", "nli": "", "nli_a": "higher", "nli_b": "", "wikitext": "lower"}


def test_the_run_and_what_is_known_of_it(reading: Reading) -> None:
    ((key, run),) = reading.runs.items()
    assert set(reading.columns["run"]) == {key} == {"2023-11-14T22-30-00.123456"}
    assert (run.model, run.native_id) == ("org/model-7b", "org/model-7b 1700000000.5")
    assert (run.tool, run.tool_version, run.code_revision) == ("lm-evaluation-harness", "0.4.9", "abc123")
    assert run.date == "2023-11-14T22:13:20+00:00"
    assert run.settings["limit"] == "100"
    assert run.environment == {"transformers_version": "4.57.6"}


def test_a_counter_of_the_processor_is_no_date(read: Read) -> None:
    reading = read(changed(date=2863362.66), "a.json")
    assert reading.columns["date"][0] == ""
    assert next(iter(reading.runs.values())).native_id == ""


def test_without_a_date_inside_that_of_the_name_is_taken(read: Read) -> None:
    reading = read(changed(date=None), PATH)
    assert reading.columns["date"][0] == "2023-11-14T22:30:00"
    assert "The date is that of the file's name." in reading.inferred


@pytest.mark.parametrize(
    ("arguments", "model"),
    [
        ("pretrained=org/base,peft=org/adapter", "org/adapter"),
        ({"pretrained": "org/model-7b", "dtype": "float16"}, "org/model-7b"),
        ("pretrained=org/model-7b,revision=step1000", "org/model-7b@step1000"),
        ("pretrained=org/model-7b,revision=main", "org/model-7b"),
        ("pretrained=/scratch/models/model-7b/,tokenizer=org/other", "model-7b"),
        ("model=gpt-4o", "gpt-4o"),
    ],
)
def test_the_model_in_the_arguments(read: Read, arguments: Any, model: str) -> None:
    reading = read(changed(model_name=None, config={"model_args": arguments}), "somewhere/a.json")
    assert set(reading.columns["model"]) == {model}


def test_in_a_layout_by_model_the_folder_names_it(read: Read) -> None:
    """One model, files with different paths of it in their arguments."""
    for arguments in ("pretrained=/scratch/a/step10000,dtype=float16", "pretrained=/home/b/step10000"):
        text = changed(model_name=None, config={"model_args": arguments})
        reading = read(text, "results/latxa-7b/latxa-7b_gsm8k_5-shot.json")
        assert set(reading.columns["model"]) == {"latxa-7b"}
        assert 'The model is "latxa-7b", from its folder.' in reading.inferred


def test_a_declared_model_stands_where_the_file_has_a_path(read: Read) -> None:
    text = changed(model_name="/scratch/step10000")
    assert set(read(text, PATH, model="ours").columns["model"]) == {"ours"}
    assert set(read(changed(), PATH, model="ours").columns["model"]) == {"org/model-7b"}


def test_without_any_model_evalsite_yml_is_asked(read: Read, said: Callable[[Reading], list[str]]) -> None:
    reading = read(changed(model_name=None, config={}), "a.json")
    assert (reading.length, reading.rows_in, dict(reading.runs)) == (0, 9, {})
    assert 'Write `files: [{match: "a.json", model: ...}]` in evalsite.yml.' in said(reading)[0]


def test_a_proportion_above_one_asks_for_its_scale(read: Read, said: Callable[[Reading], list[str]]) -> None:
    text = changed(results={"custom": {"exact_match,none": 61.5, "exact_match_stderr,none": 1.25}}, groups=None)
    asked = read(text, PATH)
    assert math.isnan(asked.columns["value"][0])
    assert '`scale: {"exact_match": percent}`' in said(asked)[0]
    told = read(text, PATH, scale={"exact_match": "percent"})
    assert (told.columns["value"][0], told.columns["stderr"][0]) == (0.615, 0.0125)
    assert not told.problems


def test_a_task_whose_code_gives_percent_is_known(read: Read) -> None:
    reading = read(changed(results={"squadv2": {"f1,none": 0.5}}, groups=None), PATH)
    assert reading.columns["value"] == [0.005]
    assert '"f1" of "squadv2" is taken as percent: the task\'s code gives it so.' in reading.inferred


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ("NaN", 'found "nan"'),
        ("-Infinity", 'found "-inf"'),
        ("true", 'found "true"'),
        ('"high"', 'found "high"'),
        ("[1]", 'found "a list of 1"'),
        ("1" + "0" * 400, "found "),
    ],
)
def test_what_is_no_number_is_a_problem_and_a_missing_value(
    read: Read, said: Callable[[Reading], list[str]], bad: str, found: str
) -> None:
    reading = read(json.dumps(LOG).replace("0.61,", f"{bad},"), PATH)
    assert math.isnan(reading.columns["value"][0])
    assert math.isnan(reading.columns["stderr"][0])
    assert said(reading)[0].startswith(f"results/{PATH}#/results/gsm8k/exact_match,strict-match: {found}")
    assert reading.rows_in == 9


def test_an_odd_standard_error_does_not_take_the_value_with_it(read: Read) -> None:
    reading = read(json.dumps(LOG).replace("0.013", "-1"), PATH)
    assert reading.columns["value"][0] == 0.61
    assert math.isnan(reading.columns["stderr"][0])
    assert len(reading.problems) == 1


def test_a_standard_error_without_its_value_is_named(read: Read) -> None:
    reading = read(changed(results={"a": {"acc,none": 0.5, "f1_stderr,none": 0.1}}, groups=None), PATH)
    assert [(entry.count, entry.detail) for entry in reading.left_out] == [(1, "a standard error without its value")]


def test_every_part_of_an_odd_shape_is_a_problem(read: Read, said: Callable[[Reading], list[str]]) -> None:
    text = changed(results={"a": {"acc,none": 0.5}, "b": 7}, versions=[], n__shot="x", groups=None, configs={"a": []})
    reading = read(text, PATH)
    assert (reading.length, reading.rows_in) == (1, 2)
    assert [message.split(":")[0].split("#")[1] for message in said(reading)] == ["/versions", "/n-shot", "/results/b"]


def test_no_results_are_told(read: Read) -> None:
    reading = read(changed(results={}, groups=None), PATH)
    assert (reading.length, len(reading.problems), reading.rows_in) == (0, 1, 1)


@pytest.mark.parametrize(
    ("file", "row"),
    [  # (benchmark, metric, value, stderr, n, direction, version, shots), read off the files by eye
        (
            "UbiquantAI_Fleming-R1-7B/results_2026-02-23T18-12-20.235793.json",
            ("MedNLI_0-shot", "acc", 0.760196905766526, 0.011326439279955018, 1422.0, "higher", "1", "0"),
        ),
        (
            "UbiquantAI_Fleming-R1-7B/results_2026-02-23T18-12-20.235793.json",
            ("MedQA_0-shot", "acc_norm", 0.6355066771406127, 0.013494639643064047, 1273.0, "higher", "1", "0"),
        ),
        (
            "UbiquantAI_Fleming-R1-7B/results_2026-02-23T18-12-20.235793.json",
            ("NLI4PR_0-shot", "acc", 0.7122940430925222, 0.008057225118100652, None, "higher", "1", ""),
        ),
        (
            GSM8K,
            (
                "gsm8k",
                "exact_match (strict-match)",
                0.6110689916603488,
                0.013428382481274244,
                1319.0,
                "higher",
                "3",
                "5",
            ),
        ),
        (
            GSM8K,
            (
                "gsm8k",
                "exact_match (flexible-extract)",
                0.6178923426838514,
                0.013384173935648494,
                1319.0,
                "higher",
                "3",
                "5",
            ),
        ),
        (
            "lm_eval/results_2026-01-21T03-44-18.458309.json",
            ("math_perturbed_full", "exact_match", 0.0, 0.0, 5000.0, "higher", "1", "0"),
        ),
        (
            "lm_eval/results_2026-01-21T03-44-18.458309.json",
            ("math_rephrased_full", "exact_match", 0.0004, 0.0002828144211304471, 5000.0, "higher", "1", "0"),
        ),
        (
            "mGPT-13B/mGPT-13B_bec2016eu_5-shot.json",
            ("bec2016eu", "f1", 0.35407066052227343, None, None, "higher", "1", "5"),
        ),
        (
            "mGPT-13B/mGPT-13B_belebele_eus_Latn_5-shot.json",
            ("belebele_eus_Latn", "acc_norm", 0.25, 0.014441782171967503, None, "higher", "0", "5"),
        ),
        (
            "mGPT-13B/mGPT-13B_eus_exams_eu_5-shot.json",
            ("eus_exams_eu", "acc", 0.2572500635970491, 0.02988178979410242, None, "", "", "5"),
        ),
    ],
)
def test_values_of_real_files(
    sample: Callable[[str, str], Reading], rows: Rows, file: str, row: tuple[Any, ...]
) -> None:
    names = ("benchmark", "metric", "value", "stderr", "n", "direction", "version", "shots")
    found = [
        tuple(None if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells)
        for cells in rows(sample("lm-eval", file), *names)
    ]
    assert row in found


def test_folders_of_one_model_stay_one_model(samples: Callable[[str], list[Reading]]) -> None:
    """Fifteen folders with twenty-nine texts of arguments; those here have eight."""
    early = [reading for reading in samples("lm-eval") if "latxa/evaluation" in reading.file]
    models = {model for reading in early if reading.format == "lm-eval" for model in reading.columns["model"]}
    assert models == {reading.file.split("/")[-2] for reading in early}


FRACTIONS = st.floats(0, 1)
NUMBERS = FRACTIONS | st.sampled_from([0, 1, True, -0.5, 1.5, 80, "N/A", None, math.nan, math.inf, "x", [], 10**400])
KEYS = ["acc,none", "acc_stderr,none", "f1,none", "f1,best", "f1_stderr,best", "mse_stderr,none", "alias", "a/b,none"]


def tasks_of(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    scores = st.dictionaries(st.sampled_from(KEYS), numbers)
    return st.dictionaries(st.sampled_from(["arc", "squad", "mmlu", "boolq"]), scores, min_size=1)


@given(tasks=tasks_of(FRACTIONS) | tasks_of(NUMBERS))
def test_tasks_taken_together_say_what_each_says_by_itself(read: Read, tasks: dict[str, Any]) -> None:
    """A scale, here of another metric, has every number looked at by itself."""
    text = json.dumps({"results": tasks, "configs": {}, "versions": {}, "model_name": "org/m"})
    together, alone = read(text, PATH), read(text, PATH, scale={"unrelated": "fraction"})
    for part in ("columns", "problems", "left_out", "inferred", "runs"):
        assert repr(getattr(together, part)) == repr(getattr(alone, part))


@given(tasks=tasks_of(FRACTIONS))
def test_each_fraction_is_a_row_with_the_error_beside_it(read: Read, rows: Rows, tasks: dict[str, Any]) -> None:
    reading = read(json.dumps({"results": tasks, "configs": {}, "versions": {}, "model_name": "org/m"}), PATH)
    expected = [
        (task, f"/results/{task}/{key.replace('/', '~1')}", value, scores.get(key.replace(",", "_stderr,"), math.nan))
        for task, scores in tasks.items()
        if task != "squad"  # whose f1 is in percent
        for key, value in scores.items()
        if key != "alias" and "_stderr" not in key
    ]
    found = rows(reading, "benchmark", "pointer", "value", "stderr") if expected else []
    assert repr([row for row in found if row[0] != "squad"]) == repr(expected)
