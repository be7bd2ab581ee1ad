"""What eight tools wrote, in one results folder: from files to the pages of benchmarks, models, runs and sources."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml.html import HtmlElement, fragment_fromstring

from evalsite.pages.ledger import ledger
from evalsite.render import Renderer
from evalsite.site import Inputs, plan, read


def sample(base: str, plus: str) -> dict[str, str]:
    return {"task_id": "", "solution": "def f(): ...", "base_status": base, "plus_status": plus}


EVALPLUS = {
    "date": "2024-05-11 03:19",
    "hash": "84f4b93a",
    "eval": {
        "HumanEval/0": [sample("pass", "fail")],
        "HumanEval/1": [sample("pass", "pass")],
        "HumanEval/2": [sample("pass", "fail")],
        "HumanEval/3": [sample("fail", "fail")],
    },
}
BIGCODE = {
    "humaneval": {"pass@1": 0.25, "pass@10": 0.5},
    "config": {
        "model": "org/coder",
        "tasks": "humaneval",
        "n_samples": 20,
        "temperature": 0.2,
        "allow_code_execution": True,
        "metric_output_path": "out.json",
        "load_generations_path": None,
        "limit": None,
    },
}
HARNESS = {
    "results": {"gsm8k": {"alias": "gsm8k", "acc,none": 0.61, "acc_stderr,none": 0.013}},
    "configs": {"gsm8k": {"num_fewshot": 5}},
    "versions": {"gsm8k": 3.0},
    "n-shot": {"gsm8k": 5},
    "config": {"model": "hf", "model_args": "pretrained=/home/ann/model-7b"},
    "git_hash": "abc123",
    "model_name": "org/model-7b",
    "lm_eval_version": "0.4.9",
}
LEGACY = {
    "results": {"arc_easy": {"acc": 0.51, "acc_stderr": 0.01}},
    "versions": {"arc_easy": 0},
    "config": {"model": "hf-causal", "model_args": "pretrained=org/old", "num_fewshot": 0, "limit": None},
}
INSPECT = {
    "version": 2,
    "status": "success",
    "eval": {
        "eval_id": "EvalOne",
        "run_id": "RunOne",
        "task_id": "TaskOne",
        "created": "2025-05-12T20:28:13-04:00",
        "task": "inspect_evals/arc_easy",
        "task_version": 1,
        "dataset": {"name": "arc", "samples": 4},
        "model": "lab/chat",
        "config": {},
    },
    "results": {
        "total_samples": 4,
        "completed_samples": 4,
        "scores": [
            {
                "name": "match",
                "scorer": "match",
                "metrics": {"accuracy": {"name": "accuracy", "value": 0.75, "params": {}}},
            }
        ],
    },
}
OPENCOMPASS = "dataset,version,metric,mode,model-a\nopenai_humaneval,dcae0e,humaneval_pass@1,gen,56.71\n"
MARKDOWN = "# board\n\n| model | pass@1 |\n| :-- | --: |\n| org/coder | 0.625 |\n| base | 0.5 |\n"
PLAIN = "benchmark,model,pass@1\nhumaneval,base,0.125\nhumaneval,gone,\n"
LINES = (
    '{"benchmark": "board", "model": "late", "pass@1": 0.875}\n{"benchmark": "board", "model": "base", "pass@1": 0.5}\n'
)

FILES = {
    "evalsite.yml": "languages: [en, zh]\nbaselines: {base: {model: base}}\n",
    "results/evalplus/humaneval/acme--coder_vllm_temp_0.0.eval_results.json": json.dumps(EVALPLUS),
    "results/bigcode/evaluation_results.json": json.dumps(BIGCODE),
    "results/org__model-7b/results_2023-11-14T22-30-00.123456.json": json.dumps(HARNESS),
    "results/old.json": json.dumps(LEGACY),
    "results/logs/arc.json": json.dumps(INSPECT),
    "results/out/20260121_005605/summary/summary_20260121_005605.csv": OPENCOMPASS,
    "results/board.md": MARKDOWN,
    "results/plain.csv": PLAIN,
    "results/more.jsonl": LINES,
    "results/notes.txt": "Nothing that is data.\n",
}
FORMATS = {
    *("evalplus", "bigcode-harness", "lm-eval", "lm-eval-legacy", "inspect", "opencompass", "markdown", "csv", "jsonl"),
}
VALUES = {
    ("humaneval", "acme/coder", "pass@1"): 0.75,
    ("humaneval+", "acme/coder", "pass@1"): 0.25,
    ("humaneval", "org/coder", "pass@1"): 0.25,
    ("humaneval", "org/coder", "pass@10"): 0.5,
    ("gsm8k", "org/model-7b", "acc"): 0.61,
    ("arc_easy", "org/old", "acc"): 0.51,
    ("humaneval", "model-a", "pass@1"): 0.5671,
    ("board", "org/coder", "pass@1"): 0.625,
    ("board", "base", "pass@1"): 0.5,
    ("board", "late", "pass@1"): 0.875,
    ("humaneval", "base", "pass@1"): 0.125,
}
"""Worked out by hand; Inspect's is looked up below, whose metric names its scorer."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    root = tmp_path_factory.mktemp("mixture")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return read(Path(root))


def pages(inputs: Inputs, language: str) -> dict[str, HtmlElement]:
    renderer = Renderer(language, "https://example.org/")
    made = {page.address: renderer.page(page.make()).body for page in plan(inputs).pages}
    return {address: fragment_fromstring(body, create_parent="div") for address, body in made.items()}


def test_every_file_is_known_for_what_it_is(inputs: Inputs) -> None:
    assert {reading.format for reading in inputs.readings} == FORMATS | {""}


def test_the_numbers_are_those_of_the_files(inputs: Inputs) -> None:
    columns = ["benchmark", "model", "metric", "value"]
    rows = inputs.results.frame.dropna(subset=["value"])[columns].itertuples(index=False, name=None)
    found: dict[Any, float] = {row[:3]: row[3] for row in rows}
    [(benchmark, _, _)] = [key for key in found if key[1] == "lab/chat"]
    assert (benchmark, [found.pop(key) for key in [*found] if key[1] == "lab/chat"]) == ("arc_easy", [0.75])
    assert found == VALUES


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_hold_them(inputs: Inputs, language: str) -> None:
    site = pages(inputs, language)
    atlas = inputs.atlas
    for (benchmark, model, metric), value in VALUES.items():
        [row] = site[atlas.benchmark_address(benchmark)].xpath(
            f"//table[@id='results']//tr[@id='{atlas.row_id(model)}']"
        )
        assert value in [float(cell.get("data-value")) for cell in row.xpath("td[@data-value]")], (benchmark, model)
        listed = site[atlas.model_address(model)].xpath("//table[@id='benchmarks']//td/@data-value")
        assert value in map(float, listed), (model, metric)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_run_that_is_told_has_its_page(inputs: Inputs, language: str) -> None:
    site = pages(inputs, language)
    assert len(inputs.results.runs) >= 5
    for run in inputs.results.runs.values():
        page = site[f"runs/{run.id}/"]
        told = [
            value
            for (benchmark, model, _), value in VALUES.items()
            if model == run.model and benchmark in run.benchmarks
        ]
        shown = [float(number) for number in page.xpath("//table[@id='numbers']//data/@value")]
        assert set(told) <= set(shown)
        assert f"](https://example.org/runs/{run.id}/)" in page.xpath("string(//pre/code)")
        assert "/home/ann" not in page.text_content()


def test_nothing_is_lost(inputs: Inputs) -> None:
    lines = ledger(inputs.readings, inputs.results)
    assert [line.reading.file for line in lines] == sorted(name for name in FILES if name.startswith("results/"))
    for line in lines:
        assert line.rows_in == line.reading.rows_in
    assert sum(line.rows_shown for line in lines) == len(VALUES) + 1
    left_out = {(line.reading.file, each.reason.value) for line in lines for each in line.left_out}
    assert {
        ("results/notes.txt", "unknown-format"),
        ("results/plain.csv", "missing"),
        ("results/more.jsonl", "duplicate"),
    } <= left_out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_sources_adds_up(inputs: Inputs, language: str) -> None:
    table = pages(inputs, language)["sources/"].get_element_by_id("files")
    rows = {row.xpath("string(th)"): row.xpath("td//data/@value | td/@data-value") for row in table.xpath("tbody/tr")}
    assert rows.keys() == {name for name in FILES if name.startswith("results/")}
    for line in ledger(inputs.readings, inputs.results):
        assert list(map(float, rows[line.reading.file])) == [line.rows_in, line.rows_shown]
