"""Which model a path names, by the layouts in which tools write."""

import pytest

from evalsite.readers.model_paths import from_path, with_revision, with_slash


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("evalplus_results/humaneval/acme--coder-7b_vllm_temp_0.0.eval_results.json", "acme/coder-7b"),
        ("evalplus_results/mbpp/acme--coder-7b_hf_temp_0.8_eval_results.json", "acme/coder-7b"),
        ("humaneval/my_model_v2_temp_0.0.json", "my_model_v2"),
        ("results/7b-instruct/samples_eval_results.json", "7b-instruct"),
        ("7b-base/evalplus/humaneval/generated_eval_results.json", "7b-base"),
        ("evalplus_results/evalplus-coder-15b-instruct-v0.1-humaneval_eval_results.json", "coder-15b-instruct-v0.1"),
        ("results/samples_cot_eval_results.json", "cot"),
        ("results/t5_2b_samples_eval_results.json", "t5_2b"),
        ("coder-7b-instruct_eval_results.json", "coder-7b-instruct"),
        ("board/2024-11-04/acme--coder/eval_results.json", "acme/coder"),
        ("Ünïcode 模型_eval_results.json", "Ünïcode 模型"),
    ],
)
def test_the_model_of_a_path(path: str, model: str) -> None:
    assert from_path(path).model == model


@pytest.mark.parametrize(
    "path", ["samples_eval_results.json", "results/humaneval_results/eval_results.json", "", ".json"]
)
def test_a_path_that_names_none(path: str) -> None:
    assert not from_path(path).model


def test_generated_names_hold_settings() -> None:
    facts = from_path("acme--coder_vllm_temp_0.8_eval_results.json")
    assert (facts.place, facts.settings) == ("the file's name", {"backend": "vllm", "temperature": "0.8"})
    name = "acme--coder--main--bigcodebench-hard-instruct--vllm-0-5-sanitized_calibrated_eval_results.json"
    assert from_path(name).model == "acme/coder"
    assert from_path(name).settings == {
        "model revision": "main",
        "subset": "hard",
        "split": "instruct",
        "backend": "vllm",
        "temperature": "0",
        "samples per task": "5",
    }


def test_the_folder_may_be_the_publisher() -> None:
    assert from_path("data/acme/coder_eval.json", org_folder=True).model == "acme/coder"
    assert from_path("data/coder_eval.json", org_folder=True).model == "coder"


def test_two_hyphens_stand_for_a_slash_once() -> None:
    assert [with_slash(name) for name in ("a--b", "a--b--c", "--b", "a--", "a-b")] == [
        "a/b",
        "a/b--c",
        "--b",
        "a--",
        "a-b",
    ]
    assert with_revision("coder") == ("coder", {})


@pytest.mark.parametrize(
    "part", ["_temp_1", "--bigcodebench-hard-complete--a-1-1", "samples_", "_eval_results", "--", "."]
)
def test_no_name_is_slow(part: str) -> None:
    """A pattern that goes back and forth would take minutes for any of these."""
    assert from_path("x" + part * 30_000 + ".json").model
