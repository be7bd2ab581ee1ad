"""Which column is what: guessed from names, or declared."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from evalsite.errors import EvalsiteError
from evalsite.readers.base import ROLES, FileRule
from evalsite.readers.roles import WORDS, assign, guess
from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]


@pytest.mark.parametrize("name", ["model", "Model", "MODEL_NAME", "model-name", "模型", "モデル", "Ｍｏｄｅｌ"])
def test_the_model_by_any_name(read: Read, rows: Rows, name: str) -> None:
    assert rows(read(f"acc,{name}\n0.5,a\n"), "model", "metric", "value") == [("a", "acc", 0.5)]


def test_every_role_has_words_and_no_word_two_roles() -> None:
    words = [word for role in WORDS for word in WORDS[role]]
    assert sorted(words) == sorted(set(words))
    # A column "version" is as often that of a model, and "parameters" their number.
    told = {*ROLES} - {"version", "parameters", "ignore"}
    assert {role: guess(role) for role in told} == {role: role for role in told}
    assert (guess("version"), guess("parameters"), guess("ignore")) == ("ignore", None, None)


def test_a_long_table(read: Read, rows: Rows) -> None:
    text = (
        "Model,Dataset,Metric,Score,StdErr,N,Run,Date,Higher is better\n"
        "a,mbpp,pass@1,83.1%,0.4%,378,r1,2024-05-01,true\n"
        "a,mbpp,avg_time,12.5,,378,r1,2024-05-01,false\n"
    )
    names = ("model", "benchmark", "metric", "value", "n", "run", "date", "direction")
    reading = read(text)
    assert not reading.problems
    assert rows(reading, *names) == [
        ("a", "mbpp", "pass@1", 0.831, 378.0, "r1", "2024-05-01", "higher"),
        ("a", "mbpp", "avg_time", 12.5, 378.0, "r1", "2024-05-01", "lower"),
    ]
    assert reading.columns["stderr"][0] == 0.004


@pytest.mark.parametrize(
    "stderr", ["pass@1_stderr", "pass@1 stderr", "Pass@1 (std err)", "stderr pass@1", "stderr(pass@1)"]
)
def test_companions_of_a_metric(read: Read, rows: Rows, stderr: str) -> None:
    reading = read(f"model,pass@1,{stderr},pass@1_n,avg_time\na,0.5,0.01,164,7\n")
    assert rows(reading, "metric", "value") == [("pass@1", 0.5), ("avg_time", 7.0)]
    assert [str(cell) for cell in reading.columns["stderr"]] == ["0.01", "nan"]
    assert [str(cell) for cell in reading.columns["n"]] == ["164.0", "nan"]


def test_a_bare_standard_error_belongs_to_the_only_metric(read: Read) -> None:
    assert read("model,acc,stderr\na,0.5,0.01\n").columns["stderr"] == [0.01]
    reading = read("model,acc,avg_time,stderr\na,0.5,7,0.01\n")
    assert "stderr" not in reading.columns
    assert reading.inferred[-1] == (
        '"stderr" is left aside: it does not say of which metric; declare `"stderr": stderr:NAME`.'
    )
    assert reading.rows_in == 3


def test_one_n_stands_for_all_metrics(read: Read) -> None:
    assert read("model,acc,avg_time,n\na,0.5,7,164\n").columns["n"] == [164.0, 164.0]


def test_a_column_of_text_is_told_and_named_but_is_no_metric(read: Read, rows: Rows) -> None:
    reading = read("model,acc,licence,colour\na,0.5,MIT,red\nb,0.4,,blue\n")
    assert rows(reading, "metric", "value") == [("acc", 0.5), ("acc", 0.4)]
    assert [(entry.reason, entry.count, entry.detail) for entry in reading.left_out] == [
        (Reason.IGNORED, 2, '"colour": it holds text, and no metric of this name is known'),
        (Reason.IGNORED, 2, '"licence": its name says that it is no metric'),
    ]
    assert not reading.problems


def test_a_known_metric_that_holds_only_text_is_one_problem(read: Read, said: Said) -> None:
    reading = read("model,acc,time\na,0.5,2024-05-01 10:00\nb,0.4,2024-05-02 11:00\n")
    assert reading.rows_in == reading.length == 4
    assert said(reading) == [
        (
            'results/mbpp.csv:2: found "2024-05-01 10:00"; expected numbers of the metric "time", but none of its cells'
            ' holds one. If it is no metric, write `columns: {"time": ignore}` under `files:` in evalsite.yml.'
        )
    ]


def test_one_column_a_role_the_surest_name_first(read: Read, rows: Rows) -> None:
    reading = read("name,dataset,benchmark,model,acc\nx,d,mbpp,a,0.5\n")
    assert rows(reading, "model", "benchmark", "value") == [("a", "mbpp", 0.5)]
    assert [entry.detail for entry in reading.left_out] == [
        '"name": the model is taken from "model"',
        '"dataset": the benchmark is taken from "benchmark"',
    ]


def test_a_first_column_without_a_name_is_the_model(read: Read, rows: Rows) -> None:
    reading = read(",acc\na,0.5\n")
    assert rows(reading, "model", "value") == [("a", 0.5)]
    assert "The model is taken from the first column, which has no name." in reading.inferred


def test_declared_columns_win(read: Read, rows: Rows) -> None:
    columns = {
        "system": "model",
        "quality": "metric:pass@1",
        "error": "stderr:pass@1",
        "size": "n:pass@1",
        "tag": "ignore",
    }
    reading = read(
        "model,system,quality,error,size,tag\nx,a,50,1,164,7\n", columns=columns, scale={"pass@1": "percent"}
    )
    names = ("model", "metric", "value", "stderr", "n")
    assert rows(reading, *names) == [("a", "pass@1", 0.5, 0.01, 164.0)]
    assert {entry.detail for entry in reading.left_out} == {
        '"tag": evalsite.yml says so',
        '"model": the model is taken from "system"',
    }


def test_a_benchmark_from_the_rule_or_the_file(read: Read, rows: Rows) -> None:
    assert rows(read("model,acc\na,1\n", "sub/human.eval.csv"), "benchmark") == [("human.eval",)]
    assert rows(read("model,acc\na,1\n", benchmark="mbpp+"), "benchmark") == [("mbpp+",)]
    assert rows(read("model,benchmark,acc\na,,1\nb,he,1\n", benchmark="mbpp+"), "benchmark") == [("mbpp+",), ("he",)]
    assert rows(read("run,acc\nr1,1\n", model="a"), "model", "run") == [("a", "r1")]


def test_declarations_that_fit_nothing_are_all_told_and_stop_the_build(read: Read, said: Said) -> None:
    reading = read("model,acc\na,1\n", columns={"Acc.": "metric:acc", "model": "modle"})
    assert reading.length == 0
    assert {problem.severity for problem in reading.problems} == {"error"}
    assert said(reading) == [
        (
            'results/mbpp.csv: found "Acc."; expected the columns that `files:` declares, and these are "model", "acc".'
            " Correct `columns:` in evalsite.yml."
        ),
        (
            'results/mbpp.csv: found "model: modle"; expected each role once, and one of model, benchmark, metric,'
            " value, stderr, n, run, date, direction, version, shots, parameters, environment, ignore, metric:NAME,"
            ' stderr:NAME, n:NAME. Did you mean "model"?'
            " Correct `columns:` in evalsite.yml."
        ),
    ]


def test_companions_of_a_metric_that_is_not_there(read: Read, said: Said) -> None:
    reading = read("model,acc,e\na,1,0.1\n", columns={"e": "stderr:ac"})
    assert said(reading) == [
        (
            'results/mbpp.csv: found "stderr:ac"; expected one of the metrics "acc". Did you mean "acc"?'
            " Correct `columns:` in evalsite.yml."
        )
    ]


@given(
    header=st.lists(
        st.sampled_from(
            ["", "acc", "acc_n", "acc_n_stderr", "stderr acc", "elo", *(w for ws in WORDS.values() for w in ws)]
        ),
        min_size=1,
        max_size=8,
        unique=True,
    ),
    declared=st.dictionaries(
        st.sampled_from(["acc", "elo", "model", "n", "value", "stderr"]),
        st.sampled_from([*ROLES, "metric:acc", "stderr:acc", "n:elo"]),
        max_size=2,
    ),
)
def test_every_column_is_read_or_told(header: list[str], declared: dict[str, str]) -> None:
    rule = FileRule(match="*", columns={name: role for name, role in declared.items() if name in header}, model="m")
    try:
        roles = assign(header, rule, "f.csv")
    except EvalsiteError:
        reject()
    assert sorted([*roles.used, *roles.aside]) == list(range(len(header)))


def test_a_direction_beside_several_metrics_is_of_none(read: Read) -> None:
    assert read("model,elo,direction\na,1,lower\n").columns["direction"] == ["lower"]
    reading = read("model,elo,acc,direction\na,1,1,lower\n")
    assert "direction" not in reading.columns
    assert reading.inferred[-1] == '"direction" is left aside: it does not say of which metric.'


def test_did_you_mean_a_column(read: Read, said: Said) -> None:
    assert 'Did you mean "accuracy"?' in said(read("model,accuracy\na,1\n", columns={"acuracy": "metric:acc"}))[0]


def test_a_table_without_a_model_or_without_numbers(read: Read, said: Said) -> None:
    assert said(read("benchmark,acc\nmbpp,1\n"))[0] == (
        'results/mbpp.csv: expected a column that names the model, but the columns are "benchmark", "acc".'
        ' Declare it in evalsite.yml, such as `files: [{match: ..., columns: {"benchmark": model}}]`.'
    )
    assert "expected a column of numbers" in said(read("model,benchmark\na,mbpp\n"))[0]


def test_a_table_of_text_alone_is_told(read: Read, said: Said) -> None:
    reading = read("model,colour\na,red\nb,blue\n")
    assert (reading.length, reading.rows_in) == (0, 2)
    assert said(reading) == [
        (
            "results/mbpp.csv: expected numbers, but every column holds text. Declare which columns hold metrics"
            " under `files:` in evalsite.yml, or set `ignore: true` there."
        )
    ]


def test_words_that_are_no_direction(read: Read, said: Said) -> None:
    reading = read("model,metric,value,direction\na,acc,1,sideways\na,elo,7,↑\nb,acc,1,sideways\n")
    assert sorted(reading.columns["direction"]) == ["", "", "higher"]
    assert said(reading) == [
        (
            'results/mbpp.csv:2: found "sideways"; expected "higher" or "lower" in "direction".'
            " Write which of the two is better, or leave it empty."
        )
    ]


@pytest.mark.parametrize(
    ("match", "fits", "not_fits"),
    [
        ("*.csv", ["a.csv"], ["b/a.csv", "a.csvx"]),
        ("**/*.csv", ["a.csv", "b/c/a.csv"], ["a.json"]),
        ("runs/**", ["runs/a", "runs/b/a.csv"], ["run", "other/a"]),
        ("run-?/[x].csv", ["run-1/[x].csv"], ["run-12/[x].csv", "run-1/x.csv"]),
    ],
)
def test_globs(match: str, fits: list[str], not_fits: list[str]) -> None:
    rule = FileRule(match=match)
    assert [path for path in fits + not_fits if rule.fits(path)] == fits


def test_assigning_says_why_columns_are_aside() -> None:
    roles = assign(["model", "acc", "notes", ""], None, "f.csv")
    assert roles.aside == {2: "its name says that it is no metric", 3: "it has no name"}
