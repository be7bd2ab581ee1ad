"""Printed tables of lm-evaluation-harness: one test a trap, and values worked out by hand from real files."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

COMMAND = "hf (pretrained=org/model-7b,dtype=auto), gen_kwargs: (None), limit: 1000.0, num_fewshot: 0, batch_size: 4\n"
TABLE = """\
|      Tasks       |Version|     Filter     |n-shot|   Metric   |   |Value |   |Stderr|
|------------------|------:|----------------|-----:|------------|---|-----:|---|-----:|
|arc_easy          |      1|none            |     0|acc         |↑  |0.5230|±  |0.0158|
|                  |       |none            |     0|acc_norm    |↑  |0.4890|±  |0.0159|
|gsm8k             |      3|flexible-extract|     5|exact_match |↑  |0.4049|±  |0.0135|
|                  |       |strict-match    |     5|exact_match |↑  |0.3988|±  |   N/A|
|mmlu              |      2|none            |      |acc         |↑  |0.6016|±  |0.0040|
| - social sciences|      2|none            |      |acc         |↑  |0.6952|±  |0.0081|
|  - econometrics  |      1|none            |     0|acc         |↑  |0.4035|±  |0.0462|
|  - mmlu_sociology|      1|none            |     0|acc         |↑  |0.8259|±  |0.0268|
|wikitext          |      2|none            |     0|perplexity  |↓  |12.500|±  |   N/A|

|      Groups      |Version|Filter|n-shot|Metric|   |Value |   |Stderr|
|------------------|------:|------|------|------|---|-----:|---|-----:|
|mmlu              |      2|none  |      |acc   |↑  |0.6016|±  |0.0040|
| - social sciences|      2|none  |      |acc   |↑  |0.6952|±  |0.0081|
"""
HEADER = "|Tasks|Version|Filter|n-shot|Metric|   |Value |   |Stderr|\n"
OLD = """\
|    Task     |Version| Metric |Value |   |Stderr|
|-------------|------:|--------|-----:|---|-----:|
|arc_challenge|      0|acc     |0.2611|±  |0.0128|
|             |       |acc_norm|0.2944|±  |0.0133|
"""


def test_it_is_known_by_its_header_wherever_it_stands(read: Read) -> None:
    for text in (TABLE, "a log\n" * 20_000 + TABLE, OLD):
        assert read(text, "model.log").format == "lm-eval-printed"
    assert read("=== Entropy ===\n\nLayer 0: 3.8201\n", "model.md").format != "lm-eval-printed"
    assert read("|Tasks|Value|\n|---|---|\n|a|1|\n", "model.md").format != "lm-eval-printed"


def test_blank_cells_continue_the_row_above(read: Read, rows: Rows) -> None:
    found = rows(read(TABLE, "model.md"), "benchmark", "version", "shots", "metric", "value", "stderr", "line")
    assert found[:3] == [
        ("arc_easy", "1", "0", "acc", 0.523, 0.0158, 3),
        ("arc_easy", "1", "0", "acc_norm", 0.489, 0.0159, 4),
        ("gsm8k", "3", "5", "exact_match (flexible-extract)", 0.4049, 0.0135, 5),
    ]
    assert found[3][3:5] == ("exact_match (strict-match)", 0.3988)
    assert math.isnan(found[3][5])


def test_parts_of_a_group_get_their_names_back(read: Read, rows: Rows) -> None:
    reading = read(TABLE, "model.md")
    names = [name for (name,) in rows(reading, "benchmark")]
    assert names[4:] == ["mmlu", "mmlu_social_sciences", "mmlu_econometrics", "mmlu_sociology", "wikitext"]
    assert any('"social sciences" is "mmlu_social_sciences"' in said for said in reading.inferred)


def test_groups_that_are_printed_again_are_left_out(read: Read) -> None:
    reading = read(TABLE, "model.md")
    (again,) = reading.left_out
    assert (again.reason, again.count, again.detail) == (Reason.IGNORED, 2, "group: said by a table above already")
    assert again.place == "results/model.md:15"
    assert reading.rows_in == 11


def test_groups_alone_are_read(read: Read) -> None:
    assert read(TABLE[TABLE.index("|      Groups") :], "model.md").length == 2


def test_the_arrow_is_the_direction(read: Read, rows: Rows) -> None:
    said = dict(rows(read(TABLE, "model.md"), "benchmark", "direction"))
    assert (said["arc_easy"], said["wikitext"]) == ("higher", "lower")


def test_the_older_layout_has_no_arrow(read: Read, rows: Rows) -> None:
    assert rows(read(OLD, "model.md"), "benchmark", "metric", "value", "stderr", "direction") == [
        ("arc_challenge", "acc", 0.2611, 0.0128, ""),
        ("arc_challenge", "acc_norm", 0.2944, 0.0133, ""),
    ]


def test_the_model_is_in_the_file_s_name(read: Read) -> None:
    reading = read(TABLE, "runs/expert_k45.md")
    assert set(reading.columns["model"]) == {"expert_k45"}
    assert 'The model is "expert_k45", from the file\'s name.' in reading.inferred
    assert set(read(TABLE, "a.md", model="ours").columns["model"]) == {"ours"}


def test_the_model_is_in_the_line_above_the_table(read: Read) -> None:
    reading = read(COMMAND + TABLE, "expert_k45.md")
    assert set(reading.columns["model"]) == {"org/model-7b"}
    assert reading.runs["org/model-7b"].settings["limit"] == "1000.0"
    assert not any("file's name" in said for said in reading.inferred)


def test_a_log_of_several_models(read: Read, rows: Rows) -> None:
    text = (
        "[1/2] 모델 평가 중: org/a\n" + OLD + "\nDone.\nEvaluating model: org/b\n-----\n" + OLD.replace("0.2611", "0.3")
    )
    found = rows(read(text, "results.log"), "model", "metric", "value")
    assert found == [
        ("org/a", "acc", 0.2611),
        ("org/a", "acc_norm", 0.2944),
        ("org/b", "acc", 0.3),
        ("org/b", "acc_norm", 0.2944),
    ]


def test_rows_before_any_model_are_left_out_alone(read: Read, said: Said) -> None:
    reading = read(OLD + "\nmodel: org/b\n" + OLD, "results.log")
    assert set(reading.columns["model"]) == {"org/b"}
    assert set(reading.runs) == {"org/b"}
    assert (reading.length, reading.rows_in) == (2, 4)
    assert 'Write `files: [{match: "results.log", model: ...}]` in evalsite.yml.' in said(reading)[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("|a|1|none|0|acc|↑  |0.5|±  |", 'results/m.md:3: found "a|1|none|0|acc|↑  |0.5|±"; expected 9 cells'),
        ("|a|1|none|0|acc|↑  |fast|±  |0.1|", 'results/m.md:3: found "fast"; expected a finite number'),
        ("|a|1|none|0|acc|↑  |inf|±  |0.1|", 'results/m.md:3: found "inf"; expected a finite number'),
        ("||1|none|0|acc|↑  |0.5|±  |0.1|", "results/m.md:3: expected a task and a metric"),
        ("|a|1|none|0|acc|↑  |0.5|±  |-1|", 'results/m.md:3: found "-1.0"; expected a standard error'),
        ("|a|1|none|0|acc|↑  |61.5|±  |0.1|", 'results/m.md:3: found "61.5"; expected a fraction of 1'),
        ("", "results/m.md: expected rows below the table's header"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read: Read, said: Said, row: str, message: str) -> None:
    reading = read(f"{HEADER}|-|-|-|-|-|-|-|-|-|\n{row}\n", "m.md")
    assert said(reading)[0].startswith(message)
    assert reading.rows_in == 1


def test_bytes_that_are_no_text_are_told(read: Read, said: Said) -> None:
    reading = read(TABLE.encode() + b"\xff\n", "m.md")
    assert said(reading)[0].startswith('results/m.md:17: found "byte 0xff"; expected text in UTF-8')


def test_line_ends_and_marks_of_other_systems(read: Read, rows: Rows) -> None:
    plain, other = read(TABLE, "m.md"), read(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode(), "m.md")
    assert rows(plain, "benchmark", "value", "line") == rows(other, "benchmark", "value", "line")


@pytest.mark.parametrize(
    ("file", "row"),
    [  # (model, benchmark, metric, value, stderr, version, shots, line), read off the files by eye
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("arc_challenge", "acc", 0.397, 0.0155, "1", "0", 4)),
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("arc_easy", "acc_norm", 0.68, 0.0148, "1", "0", 7)),
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("mmlu", "acc", 0.6016, 0.004, "2", "", 8)),
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("mmlu_humanities", "acc", 0.5485, 0.0071, "2", "", 9)),
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("mmlu_formal_logic", "acc", 0.3492, 0.0426, "1", "0", 10)),
        ("Qwen1.5-MoE-A2.7B-Chat.md", ("winogrande", "acc", 0.654, 0.0151, "1", "0", 70)),
        ("expert_svd_router_avg_k30.md", ("arc_challenge", "acc", 0.281, 0.0142, "1", "0", 3)),
        ("expert_svd_router_avg_k30.md", ("arc_easy", "acc_norm", 0.489, 0.0158, "1", "0", 6)),
        ("expert_svd_router_avg_k30.md", ("mmlu", "acc", 0.2284, 0.0036, "2", "", 7)),
        ("expert_svd_router_avg_k30.md", ("mmlu_professional_law", "acc", 0.229, 0.0133, "1", "0", 20)),
    ],
)
def test_values_of_real_files(
    sample: Callable[[str, str], Reading], rows: Rows, file: str, row: tuple[Any, ...]
) -> None:
    reading = sample("lm-eval-markdown", "benchmark/" + file)
    assert row in rows(reading, "benchmark", "metric", "value", "stderr", "version", "shots", "line")


def test_tables_of_something_else_are_not_taken(samples: Callable[[str], list[Reading]]) -> None:
    other = [reading for reading in samples("lm-eval-markdown") if "/benchmark/" not in reading.file]
    assert {reading.format for reading in other} == {""}


def test_a_real_log_of_seven_models(sample: Callable[[str, str], Reading], rows: Rows) -> None:
    found = rows(sample("plain-tables", "_results.log"), "model", "benchmark", "metric", "value", "stderr")
    assert len({model for model, *_ in found}) == 7
    strict = "exact_match (strict-match)"
    assert ("kmseong/llama3.1_8b_base-Safety-FT-lr3e-5", "gsm8k", strict, 0.3988, 0.0135) in found
    assert ("kmseong/llama3.1_8b_base_gsm8k_after_SSFT_lr3e-5", "mmlu_stem", "acc", 0.4894, 0.0086) in found
