"""EvalPlus per-task files: two layouts, two benchmarks, and each trap."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document
from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "evalplus"
PATH = "evalplus_results/humaneval/acme--coder_vllm_temp_0.0.eval_results.json"


def sample(base: Any, plus: Any) -> dict[str, Any]:
    return {"task_id": "", "solution": "def f(): ...", "base_status": base, "plus_status": plus}


def new(tasks: Mapping[str, Any], **more: Any) -> str:
    return json.dumps({"date": "2024-05-11 03:19", "hash": "84f4b93a", "eval": tasks, **more})


def old(tasks: Mapping[str, tuple[list[str], list[str]]]) -> str:
    def pairs(statuses: list[str]) -> list[list[Any]]:
        return [[status, [1]] for status in statuses]

    parts = {
        task: {"nfiles": len(base), "base": pairs(base), "plus": pairs(plus)} for task, (base, plus) in tasks.items()
    }
    return json.dumps({"date": "2023-06-23 15:43", "hash": "6de56ed6", "eval": parts})


FOUR = {
    "HumanEval/2": [sample("pass", "pass")],
    "HumanEval/0": [sample("pass", "fail")],
    "HumanEval/1": [sample("fail", "pass")],  # the extra tests alone say nothing
    "HumanEval/3": [sample("timeout", "timeout")],
}


def test_base_and_plus_are_two_benchmarks_and_plus_requires_base(read: Read, rows: Rows) -> None:
    reading = read(new(FOUR), PATH)
    assert (reading.format, reading.why) == ("evalplus", "`eval` with `base_status`")
    columns = ("model", "benchmark", "metric", "value", "n", "version", "date", "direction")
    assert rows(reading, *columns) == [
        ("acme/coder", "humaneval", "pass@1", 0.5, 4.0, "84f4b93a", "2024-05-11T03:19", "higher"),
        ("acme/coder", "humaneval+", "pass@1", 0.25, 4.0, "84f4b93a", "2024-05-11T03:19", "higher"),
    ]
    assert not reading.problems
    assert reading.rows_in == 2


def test_the_run_and_what_is_known_of_it(read: Read) -> None:
    reading = read(new(FOUR), PATH)
    (run,) = set(reading.columns["run"])
    facts = reading.runs[run]
    assert (facts.model, facts.native_id, facts.tool, facts.date) == ("acme/coder", "", "EvalPlus", "2024-05-11T03:19")
    assert facts.settings == {"backend": "vllm", "temperature": "0.0", "samples per task": "1"}


def test_items_are_the_samples_of_each_task(read: Read) -> None:
    items = read(new(FOUR), PATH).items
    plus = [row for row in zip(*items.values(), strict=True) if row[1] == "humaneval+"]
    assert [row[2:] for row in plus] == [
        ("HumanEval/2", 0, "pass@1", 1.0, ""),
        ("HumanEval/0", 0, "pass@1", 0.0, ""),
        ("HumanEval/1", 0, "pass@1", 0.0, ""),
        ("HumanEval/3", 0, "pass@1", 0.0, "timeout"),
    ]


def test_the_layout_before_0_2(read: Read, rows: Rows) -> None:
    tasks = {
        "Mbpp/2": (["success", "failed"], ["success", "success"]),
        "Mbpp/3": (["timed out", "success"], ["failed", "failed"]),
    }
    reading = read(old(tasks), "t5_samples_eval_results.json")
    assert reading.why == "`eval` with `nfiles`"
    assert rows(reading, "model", "benchmark", "value", "n") == [("t5", "mbpp", 0.5, 2.0), ("t5", "mbpp+", 0.25, 2.0)]


def test_base_only_gives_one_benchmark(read: Read, rows: Rows) -> None:
    for text in (new({"HumanEval/0": [sample("pass", None)]}), old({"HumanEval/0": (["success"], [])})):
        assert rows(read(text, PATH), "benchmark", "value") == [("humaneval", 1.0)]


def test_k_for_which_every_task_has_samples(read: Read, rows: Rows) -> None:
    ten = [sample("pass", "fail")] * 3 + [sample("fail", "fail")] * 7
    reading = read(new({"HumanEval/0": ten, "HumanEval/1": ten + ten}), PATH)
    assert rows(reading, "benchmark", "metric", "value")[:2] == [
        ("humaneval", "pass@1", 0.3),
        ("humaneval", "pass@10", (1.0 + (1 - 1001 / 184756)) / 2),  # of 20 samples 6 pass: C(14, 10) and C(20, 10)
    ]
    assert "pass@10" not in read(new({"HumanEval/0": ten, "HumanEval/1": ten[:9]}), PATH).columns["metric"]


def test_tasks_may_differ_in_their_number_of_samples(read: Read, rows: Rows) -> None:
    two = [sample("fail", "fail"), sample("pass", "pass")]
    reading = read(new({"HumanEval/0": two, "HumanEval/1": [sample("pass", "pass")]}), PATH)
    assert rows(reading, "metric", "value")[0] == ("pass@1", 0.75)
    assert next(iter(reading.runs.values())).settings["samples per task"] == "1 to 2"


def test_the_model_is_deduced_from_the_path_and_told(read: Read) -> None:
    reading = read(new(FOUR), "results/70-lit/samples_eval_results.json")
    assert set(reading.columns["model"]) == {"70-lit"}
    assert reading.inferred == ('The model is "70-lit", from a folder\'s name.',)
    declared = read(new(FOUR), "results/70-lit/samples_eval_results.json", model="llama")
    assert (set(declared.columns["model"]), declared.inferred) == ({"llama"}, ())


def test_without_a_model_the_rows_are_left_out_and_the_settings_are_asked(read: Read, said: Said) -> None:
    reading = read(new(FOUR), "results/samples_eval_results.json")
    assert (reading.length, reading.rows_in, reading.items, reading.runs) == (0, 2, {}, {})
    assert [(entry.reason, entry.count) for entry in reading.left_out] == [(Reason.UNREADABLE, 2)]
    (problem,) = said(reading)
    assert "expected to find the evaluated model, but neither the file nor its path names it" in problem
    assert 'Write `files: [{match: "results/samples_eval_results.json", model: ...}]` in evalsite.yml.' in problem


def test_what_cannot_be_read_makes_the_mean_missing_and_is_named(read: Read, said: Said) -> None:
    tasks = {**FOUR, "HumanEval/4": [sample("passed", "pass")], "HumanEval/5": "none", "HumanEval/6": [7]}
    reading = read(new(tasks), PATH)
    assert [str(value) for value in reading.columns["value"]] == ["nan", "nan"]
    passed, none, seven = said(reading)
    assert '#/eval/HumanEval~14/0/base_status: found "passed"; expected one of "pass", "success", "fail"' in passed
    assert '#/eval/HumanEval~15: found "none"; expected a list of samples' in none
    assert '#/eval/HumanEval~16/0: found "7"; expected an object with `base_status`' in seven
    assert len(reading.items["value"]) == 2 * 6


def test_an_extra_status_that_some_tasks_lack_is_missed(read: Read, said: Said) -> None:
    reading = read(new({"HumanEval/0": [sample("pass", "pass")], "HumanEval/1": [sample("pass", None)]}), PATH)
    assert [str(value) for value in reading.columns["value"]] == ["1.0", "nan"]
    assert "expected a status on the extra tests, as other tasks have" in said(reading)[0]


def test_a_run_of_which_nothing_passes_is_told(read: Read, said: Said) -> None:
    reading = read(new({"HumanEval/0": [sample("fail", "fail")]}), PATH)
    assert reading.columns["value"] == [0.0, 0.0]
    assert "expected a program that passes, but none of the 1 tasks of humaneval has one" in said(reading)[0]


def test_published_numbers_are_held_against_the_tasks(read: Read, said: Said) -> None:
    right = {"base": {"pass@1": 0.5}, "plus": {"pass@1": 0.25}}
    assert not read(new(FOUR, pass_at_k=right), PATH).problems
    wrong = {"base": {"pass@1": 0.5}, "plus": {"pass@1": 0.5}}
    reading = read(new(FOUR, pass_at_k=wrong), PATH)
    assert reading.columns["value"] == [0.5, 0.25]
    assert '#/pass_at_k/plus/pass@1: found "0.5"; expected 0.25, which the tasks give' in said(reading)[0]


def test_an_eval_without_tasks(read: Read, said: Said) -> None:
    reading = read(new({}), PATH)
    assert reading.format == "evalplus"
    assert (reading.length, reading.rows_in) == (0, 1)
    assert "expected the results of tasks, but there are none" in said(reading)[0]


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01 00:00", 20240511, "2024-05-11T03:19:00"])
def test_a_date_of_another_form_is_told_and_left_out(read: Read, said: Said, date: Any) -> None:
    reading = read(json.dumps({"date": date, "hash": "x", "eval": FOUR}), PATH)
    assert set(reading.columns["date"]) == {""}
    assert 'expected a date such as "2024-05-01 18:37"' in said(reading)[0]


def test_a_backup_is_ignored_by_name(read: Read) -> None:
    reading = read(new(FOUR), PATH + ".bak.bak")
    assert [(entry.reason, entry.count) for entry in reading.left_out] == [(Reason.IGNORED, 2)]
    assert (reading.length, reading.items, reading.problems) == (0, {}, ())


def test_bom_and_crlf_change_nothing(read: Read) -> None:
    text = json.dumps(json.loads(new(FOUR)), indent=1).replace("\n", "\r\n")
    assert read(b"\xef\xbb\xbf" + text.encode(), PATH).columns == read(new(FOUR), PATH).columns


@pytest.mark.parametrize(
    "text", [new(FOUR)[:-40], "[" * 100_000, '{"eval": ' * 5_000, new(FOUR).replace("0.0", "9" * 6_000), "{"]
)
def test_broken_and_bottomless_files_are_refused_with_a_reason(read: Read, text: str) -> None:
    reading = read(text, PATH)
    assert reading.length or reading.problems


def test_ids_of_another_data_set_name_the_benchmark(read: Read, rows: Rows) -> None:
    tasks = {"Ours/1": [sample("pass", "pass")]}
    assert rows(read(new(tasks), PATH), "benchmark") == [("Ours",), ("Ours+",)]
    assert rows(read(new(tasks), PATH, benchmark="ours-v2"), "benchmark") == [("ours-v2",), ("ours-v2+",)]


SUMMARY = '{"humaneval": {"pass@1": 61.6}, "humaneval+": {"pass@1": null}}'


def test_ids_of_two_data_sets_may_be_declared_to_be_one_benchmark(read: Read, rows: Rows) -> None:
    tasks = {"Even/0": [sample("pass", "pass")], "Odd/1": [sample("fail", "fail")], "Even/2": [sample("pass", "fail")]}
    reading = read(new(tasks), PATH, benchmark="numbers")
    assert rows(reading, "benchmark", "value", "n") == [("numbers", 2 / 3, 3.0), ("numbers+", 1 / 3, 3.0)]
    assert dict(zip(reading.items["item"], reading.items["value"], strict=True)) == {
        "Even/0": 1.0,
        "Even/2": 0.0,
        "Odd/1": 0.0,
    }


def test_one_odd_task_changes_nothing_of_the_others(read: Read, said: Said) -> None:
    odd = {"HumanEval/9": [sample("pass", "pass"), sample(["pass"], "pass"), "pass"]}
    reading = read(new({**FOUR, **odd}), PATH)
    values = list(zip(reading.items["item"], reading.items["sample"], reading.items["status"], strict=True))
    assert values[:4] == [("HumanEval/2", 0, ""), ("HumanEval/0", 0, ""), ("HumanEval/1", 0, ""), (
        "HumanEval/3",
        0,
        "timeout",
    )]  # fmt: skip
    assert values[4:7] == [("HumanEval/9", at, status) for at, status in enumerate(["", "unreadable", "unreadable"])]
    assert [problem.split("; ")[0] for problem in said(reading)] == [
        f'results/{PATH}#/eval/HumanEval~19/1/base_status: found "a list of 1"',
        f'results/{PATH}#/eval/HumanEval~19/2: found "pass"',
    ]


def test_a_summary_is_left_aside_unless_its_model_is_declared(read: Read, rows: Rows, said: Said) -> None:
    reading = read(SUMMARY, "humaneval/result.json")
    assert (reading.format, reading.length, reading.rows_in) == ("evalplus-summary", 0, 2)
    assert "this only sums them up, in rounded percents" in said(reading)[0]
    declared = read(SUMMARY, "humaneval/result.json", model="coder")
    assert rows(declared, "model", "benchmark", "metric", "value")[0] == ("coder", "humaneval", "pass@1", 0.616)
    assert str(declared.columns["value"][1]) == "nan"
    assert not declared.problems


WORKED = [  # file, passing base tasks, passing base and extra tests, tasks
    ("QwenLM__Qwen2.5-Coder/**/humaneval/generated_eval_results.json", 101, 87, 164),
    ("QwenLM__Qwen2.5-Coder/**/mbpp/generated_eval_results.json", 307, 251, 399),
    ("MansiShinde__*/codet5_2b_samples_eval_results.json", 41, 35, 164),
    ("MansiShinde__*/llama_7b_hf_samples_eval_results.json", 19, 16, 164),
    ("Wwstarry__CodeCoR/results/samples_codecot_eval_results.json", 114.5, 102.5, 164),  # one task has two samples
    ("Wwstarry__CodeCoR/results/updated_codecor_eval_results.json", 304, 260, 399),
    ("bigcode-project__*/**/*_eval_results.json", 119, 104, 164),
    ("mrthinger__llama3-exp/results/70-lit/samples_eval_results.json", 129, 117, 164),
    ("mrthinger__llama3-exp/results/8b-instruct-repeatlots/samples_eval_results.json", 72, 62, 164),
    ("AnnieL66__DPO/results/samples_eval_results.json", 98, 87, 164),
]
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")


def values(pattern: str) -> dict[str, float]:
    (path,) = SAMPLES.glob(pattern)
    name = path.relative_to(SAMPLES).as_posix()
    reading = registry.read(Document(path=name, shown=name, data=path.read_bytes()))
    return dict(zip(reading.columns["benchmark"], reading.columns["value"], strict=True))


@with_samples
@pytest.mark.parametrize(("pattern", "base", "plus", "tasks"), WORKED)
def test_values_counted_by_hand(pattern: str, base: float, plus: float, tasks: int) -> None:
    name = "humaneval" if tasks == 164 else "mbpp"
    assert values(pattern) == {
        name: pytest.approx(base / tasks, rel=1e-15),
        f"{name}+": pytest.approx(plus / tasks, rel=1e-15),
    }


@with_samples
@pytest.mark.parametrize("data_set", ["humaneval", "mbpp"])
def test_equal_to_what_the_authors_publish_to_the_last_digit(data_set: str) -> None:
    (path,) = SAMPLES.glob(f"QwenLM__Qwen2.5-Coder/**/{data_set}/result.json")
    published = {name: part["pass@1"] for name, part in json.loads(path.read_text()).items()}
    found = values(f"QwenLM__Qwen2.5-Coder/**/{data_set}/generated_eval_results.json")
    assert {name: round(100 * value, 1) for name, value in found.items()} == published
