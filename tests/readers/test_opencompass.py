"""OpenCompass summaries: percent becomes fractions, dashes are missing, and nothing is quoted."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading

Read = Callable[..., Reading]
CSV = """dataset,version,metric,mode,model-a_hf,/data/models/model-b
--------- 考试 Exam ---------,-,-,-,-,-
ceval-physics,963fa8,accuracy,gen,57.10,0.50
mmlu_biology,0eddf6,accuracy,ppl,95.83,-
ceval,-,naive_average,gen,57.10,0.50
openai_humaneval,dcae0e,humaneval_pass@1,gen,56.71,60.98
gsm8k,-,-,-,-,-
"""
MARKDOWN = "\n".join(
    "| " + " | ".join(line.split(",")) + " |" + ("\n|----- | ----- | ----- | ----- | ----- | -----|" if not at else "")
    for at, line in enumerate(CSV.splitlines())
)
TEXT = f"""20260121_005605
tabulate format
^^^^^^^^^^^^^^^
dataset    version    metric    mode      model-a_hf
---------  ---------  --------  ------  ------------
$$$$$$$$$$$$$$$

 -------------------- THIS IS A DIVIDER --------------------

csv format
^^^^^^^^^^
{CSV}$$$$$$$$$$

markdown format
^^^^^^^^^^^^^^^
{MARKDOWN}
$$$$$$$$$$
"""
PATH = "out/20260121_005605/summary/summary_20260121_005605.csv"


def shown(reading: Reading) -> list[tuple[Any, ...]]:
    names = ("benchmark", "version", "model", "metric", "value")
    return sorted(tuple(map(str, row)) for row in zip(*(reading.columns[name] for name in names), strict=True))


EXPECTED = [
    ("ceval", "", "model-a_hf", "naive_average", "57.1"),
    ("ceval", "", "model-b", "naive_average", "0.5"),
    ("ceval-physics", "963fa8", "model-a_hf", "accuracy", "0.571"),
    ("ceval-physics", "963fa8", "model-b", "accuracy", "0.005"),
    ("humaneval", "dcae0e", "model-a_hf", "pass@1", "0.5671"),
    ("humaneval", "dcae0e", "model-b", "pass@1", "0.6098"),
    ("mmlu_biology", "0eddf6", "model-a_hf", "accuracy (ppl)", "0.9583"),
    ("mmlu_biology", "0eddf6", "model-b", "accuracy (ppl)", "nan"),
]


@pytest.mark.parametrize("text", [CSV, MARKDOWN, TEXT, CSV.replace("\n", "\r\n"), "\ufeff" + CSV])
def test_the_three_kinds_of_summary_say_the_same(read: Read, text: str) -> None:
    reading = read(text, PATH)
    assert reading.format == "opencompass"
    assert shown(reading) == EXPECTED
    assert not reading.problems


def test_half_a_percent_stays_half_a_percent(read: Read) -> None:
    reading = read(CSV, PATH)
    assert ("ceval-physics", "963fa8", "model-b", "accuracy", "0.005") in shown(reading)
    assert '"accuracy" is taken as percent, as this tool writes proportions.' in reading.inferred


def test_what_was_not_evaluated_is_named(read: Read) -> None:
    reading = read(CSV, PATH)
    entry = reading.left_out[0]
    assert (entry.reason.value, entry.count, entry.place) == ("missing", 2, f"results/{PATH}:7")
    assert reading.rows_in == 10


def test_a_run_is_the_work_folder_with_the_model(read: Read) -> None:
    reading = read(CSV, PATH)
    assert set(reading.runs) == {"2026-01-21T00:56:05 model-a_hf", "2026-01-21T00:56:05 model-b"}
    assert set(reading.columns["date"]) == {"2026-01-21T00:56:05"}
    assert set(read(CSV, "summary.csv").runs) == {"model-a_hf", "model-b"}


def test_the_scale_can_be_declared(read: Read) -> None:
    text = "dataset,version,metric,mode,m\na,1,accuracy,gen,0.57\n"
    assert read(text, PATH, scale={"accuracy": "fraction"}).columns["value"] == [0.57]


PLAIN = """dataset,version,metric,mode,a,/data/模型 B
gsm8k,1,accuracy,gen,57.1,0.5
mmlu,2,accuracy,gen,60,-
"""
ODD = {
    "plain": PLAIN,
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "spaces around": PLAIN.replace(",", " , ").replace("\n", " \n"),
    "a tab": PLAIN.replace("gsm8k,", "gsm8k\t,"),
    "a space that does not break": PLAIN.replace("gsm8k,", "gsm8k\u00a0,"),
    "bold": PLAIN.replace("57.1", "**57.1**"),
    "something after it": PLAIN + "$$$$\nx,y\n",
    "a blank line, and more": PLAIN + "\nx,y,z\n",
    "something before it": "csv format\n" + PLAIN,
    "no line end": PLAIN.rstrip(),
    "a space at the end": PLAIN.rstrip() + " ",
}


@pytest.mark.parametrize("how", ODD)
def test_however_a_table_is_written_it_says_the_same(read: Read, how: str) -> None:
    """Plain tables are split at once, others line by line."""
    text = ("x\ntabulate format\n^^^\n" if how == "something before it" else "") + ODD[how]
    assert shown(read(text, PATH)) == [
        ("gsm8k", "1", "a", "accuracy", "0.571"),
        ("gsm8k", "1", "模型 B", "accuracy", "0.005"),
        ("mmlu", "2", "a", "accuracy", "0.6"),
        ("mmlu", "2", "模型 B", "accuracy", "nan"),
    ]


def test_columns_without_a_name_are_refused_with_all_their_numbers(read: Read) -> None:
    reading = read("dataset,version,metric,mode,m,,\na,1,accuracy,gen,5,6,7\nb,1,accuracy,gen,5,6,7\n", PATH)
    assert (reading.columns["model"], reading.rows_in) == (["m", "m"], 6)
    assert [(entry.count, entry.place) for entry in reading.left_out] == [(4, f"results/{PATH}:2")]


def test_a_quote_is_a_character_like_others(read: Read) -> None:
    reading = read('dataset,version,metric,mode,"m"\n"a,1,accuracy,gen,5\n', PATH)
    assert shown(reading) == [('"a', "1", '"m"', "accuracy", "0.05")]


@pytest.mark.parametrize("cell", ["57,1", "157.10", "nan", "inf", "57.1 %", "0x10"])
def test_a_cell_that_is_no_percentage_is_told_with_its_line(read: Read, cell: str) -> None:
    reading = read(
        f"| dataset | version | metric | mode | m |\n|--|--|--|--|--|\n| a | 1 | accuracy | gen | {cell} |", PATH
    )
    assert [(one.line, one.found) for one in reading.problems] == [(3, cell)]
    assert math.isnan(reading.columns["value"][0])


def test_a_line_with_another_number_of_cells_is_left_out(read: Read) -> None:
    reading = read("dataset,version,metric,mode,m\na,1,accuracy,gen,50,60\nb,1,accuracy,gen,50\n", PATH)
    assert [one.line for one in reading.problems] == [2]
    assert (reading.length, reading.rows_in) == (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "dataset,version,metric,mode,m\n",
        "x\ntabulate format\n^^^\n",
        "dataset,version,metric,mode,\na,1,accuracy,gen,5",
    ],
)
def test_a_summary_without_numbers_is_refused(read: Read, text: str) -> None:
    reading = read(text, PATH)
    assert reading.format == "opencompass"
    assert reading.length == 0
    assert reading.problems


HF = "shiroko98__opencompass/eval_results/hf/"
VALUES = [  # by the README: percent, so the decimal point moves by two
    ("20260121_005605.md", "ARC-e", "Qwen3-32B_hf", "accuracy", 0.3369),
    ("20260123_031327.md", "cmmlu-journalism", "Qwen3-32B_hf", "accuracy", 0.1977),
    ("20260120_075420.md", "demo_gsm8k", "Qwen3-32B_hf", "accuracy", 0.5547),
    ("20260130_005050.md", "hellaswag", "Qwen3-32B_hf", "accuracy", 0.3208),
    ("20260122_055230.md", "lcb_test_output", "Qwen3-32B_hf", "pass@1", 0.0271),
    ("20260122_055230.md", "lcb_code_generation", "Qwen3-32B_hf", "pass@1", 0.0),
    ("20260126_085145.md", "humaneval", "qwen3-32b-humaneval-vllm", "pass@1", 0.5671),
    ("20260123_094318.md", "ceval-college_physics", "qwen3-32b-hf", "accuracy", 1.0),
    ("20260126_020533.md", "lukaemon_mmlu_conceptual_physics", "qwen3-32b-hf", "accuracy (ppl)", 0.9404),
    ("issue-1223_summary.csv", "triviaqa_wiki_0shot", "llama-3-8b-hf", "score", 30.95),
]


@pytest.mark.parametrize(("file", "benchmark", "model", "metric", "value"), VALUES)
def test_values_of_real_files(
    samples: Any, rows: Any, file: str, benchmark: str, model: str, metric: str, value: float
) -> None:
    reading = next(one for one in samples("opencompass") if one.file.endswith(file))
    assert (benchmark, model, metric, value) in rows(reading, "benchmark", "model", "metric", "value")
