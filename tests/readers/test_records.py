"""JSON, JSON Lines and YAML: shapes, places, and text that stays what was written."""

from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readings import Reading, Reason

Read = Callable[..., Reading]
Rows = Callable[..., list[tuple[Any, ...]]]
Said = Callable[[Reading], list[str]]

NAMES = ["007", "NA", "1e5", "None", "1.10", "no", "null", "nan", "12:30:00", '"-"', "'~'"]


def test_a_json_list_has_pointers(read: Read, rows: Rows) -> None:
    reading = read('[{"model": "a", "pass@1": 0.5, "avg_time": 12},\n {"model": "b", "pass@1": null}]', "mbpp.json")
    assert (reading.format, reading.why) == ("json", "a JSON list")
    assert [row[:4] for row in rows(reading, "model", "metric", "pointer", "benchmark")] == [
        ("a", "pass@1", "/0", "mbpp"),
        ("b", "pass@1", "/1", "mbpp"),
        ("a", "avg_time", "/0", "mbpp"),
        ("b", "avg_time", "/1", "mbpp"),
    ]
    assert [str(value) for value in reading.columns["value"]] == ["0.5", "nan", "12.0", "nan"]


def test_a_json_object_by_model(read: Read, rows: Rows) -> None:
    reading = read('{"a/b~c": {"pass@1": 0.5}, "d": {"pass@1": 0.25}}')
    assert rows(reading, "model", "value", "pointer") == [("a/b~c", 0.5, "/a~1b~0c"), ("d", 0.25, "/d")]
    assert "The key of each row names the model." in reading.inferred


def test_values_with_their_companions(read: Read, rows: Rows) -> None:
    reading = read('{"a": {"acc": {"value": 0.5, "stderr": 0.01, "n": 164}}, "b": {"acc": {"value": 0.4}}}')
    assert rows(reading, "model", "metric", "value") == [("a", "acc", 0.5), ("b", "acc", 0.4)]
    assert [str(cell) for cell in reading.columns["stderr"]] == ["0.01", "nan"]
    assert [str(cell) for cell in reading.columns["n"]] == ["164.0", "nan"]


def test_rows_that_name_their_models_need_no_keys(read: Read, rows: Rows) -> None:
    reading = read('{"first": {"model": "a", "acc": 0.5}, "second": {"model": "b", "acc": 0.4}}')
    assert rows(reading, "model", "value") == [("a", 0.5), ("b", 0.4)]
    assert 'The rows name their models themselves; their keys, such as "first", are not read.' in reading.inferred


def test_one_object_is_one_row(read: Read, rows: Rows) -> None:
    assert rows(read('{"model": "a", "acc": 0.5}'), "model", "value") == [("a", 0.5)]
    assert rows(read('{"acc": 0.5}', model="a"), "model", "value") == [("a", 0.5)]
    assert rows(read("model: a\nacc: 0.5\n"), "model", "value", "line") == [("a", 0.5, 1)]


def test_names_from_json_are_the_text_that_was_written(read: Read, rows: Rows) -> None:
    reading = read("[" + ",".join(f'{{"model": {name}, "acc": 1}}' for name in ["1.10", "7E0", "true", '"007"']) + "]")
    assert rows(reading, "model") == [("1.10",), ("7E0",), ("true",), ("007",)]


@pytest.mark.parametrize("name", NAMES)
def test_names_from_yaml_are_the_text_that_was_written(read: Read, rows: Rows, name: str) -> None:
    written = name.strip("'\"")
    assert rows(read(f"- model: {name}\n  acc: 0.5\n"), "model", "value") == [(written, 0.5)]
    assert rows(read(f"{name}: {{acc: 0.5}}\n"), "model", "value") == [(written, 0.5)]


def test_a_null_names_no_model(read: Read, said: Said) -> None:
    reading = read('[{"model": null, "acc": 0.5}, {"model": "b", "acc": 0.4}]')
    assert reading.rows_in == 2
    assert said(reading) == [
        (
            'results/mbpp.csv#/0: expected the name of a model in "model", but it is empty.'
            " Write the name here, or remove the row."
        )
    ]


def test_a_list_is_no_name(read: Read, said: Said) -> None:
    reading = read('[{"model": ["a"], "acc": 0.5}, {"model": "b", "acc": 0.4}]')
    assert [(entry.reason, entry.place) for entry in reading.left_out] == [(Reason.UNREADABLE, "results/mbpp.csv#/0")]
    assert said(reading)[0].startswith('results/mbpp.csv#/0: found "[...]"; expected the name of a model')


def test_json_lines_have_line_numbers_and_a_broken_line_is_refused_alone(read: Read, rows: Rows, said: Said) -> None:
    reading = read('{"model": "a", "acc": 0.5}\n\n{"model": "b", "acc": }\n{"model": "c", "acc": 0.4}\n', "a.json")
    assert reading.format == "jsonl"
    assert rows(reading, "model", "line") == [("a", 1), ("c", 4)]
    assert reading.rows_in == 3
    assert said(reading) == [
        (
            'results/a.json:3: found "}"; expected valid JSON, but Expecting value.'
            " Write the file again with the tool that made it, or mend it here."
        )
    ]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('[{"model": "a",\n  "acc": 0.5},]', 2, "valid JSON"),
        ('[{"model": "a", "acc": 1, "acc": 2}]', None, "each key of an object once"),
        ("[" * 100_000, None, "nested at most 200 deep"),
    ],
)
def test_json_that_is_refused(read: Read, said: Said, text: str, line: int | None, expected: str) -> None:
    reading = read(text)
    (message,) = said(reading)
    assert message.startswith("results/mbpp.csv" + (f":{line}: " if line else ""))
    assert expected in message
    assert [entry.reason for entry in reading.left_out] == [Reason.UNREADABLE]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "expected at least one row"),
        ("[1, 2, 3]", "expected a list with one object a row, or an object with one flat object a model"),
        ('{"a": {"mbpp": {"acc": 0.5}}}', "the objects hold lists or objects in their turn"),
        ('{"humaneval": {"pass@1": 0.5}, "config": {"seed": 1}}', "the objects have no column in common"),
        ('{"mbpp": {"acc": 0.5}, "config": {"acc": 1, "model": "a"}}', "only some of the objects name a model"),
        ('{"model": "a", "acc": 0.5, "config": {"seed": 1}}', "it holds lists or objects"),
        ('{"name": "a", "seed": 7}', "none of its names is that of a known metric"),
        ('[{"model": "a", "seed": 7, "env": {}}]', "none of its names is that of a known metric"),
    ],
)
def test_logs_and_settings_are_not_taken_for_results(read: Read, said: Said, text: str, reason: str) -> None:
    reading = read(text)
    (message,) = said(reading)
    assert reason in message
    assert "declare its columns under `files:` in evalsite.yml; else set `ignore: true` there." in message
    assert [entry.reason for entry in reading.left_out] == [Reason.UNKNOWN_FORMAT]


def test_what_is_in_doubt_is_read_when_a_rule_speaks_of_it(read: Read, rows: Rows) -> None:
    text = '{"name": "a", "fidelity": 0.5, "config": {"seed": 1}}'
    reading = read(text, columns={"fidelity": "metric:fidelity"})
    assert rows(reading, "model", "metric", "value") == [("a", "fidelity", 0.5)]
    assert [entry.detail for entry in reading.left_out] == [
        '"config": it holds text, and no metric of this name is known'
    ]


def test_a_repeated_key_deep_inside_is_pointed_at(read: Read) -> None:
    reading = read('[{"model": "a"}, {"model": "b", "meta": {"x": [{"k": 1, "k": 2}]}}]')
    assert [problem.pointer for problem in reading.problems] == ["/1/meta/x/0/k"]


def test_huge_integers_cost_nothing(read: Read, said: Said) -> None:
    reading = read('[{"model": "a", "acc": 0.5}, {"model": "b", "acc": ' + "9" * 100_000 + "}]")
    assert reading.length == 2
    assert "expected a number of a usual length" in said(reading)[0]


@pytest.mark.parametrize(
    "text",
    [
        "- model: a\n  acc: 0.5\n- model: b\n  acc: 0.4\n",
        "- {model: a, acc: 0.5}\n- {model: b, acc: 0.4}\n",
        "# by hand\n---\na:\n  acc: 0.5\nb:\n  acc: 0.4\n",
        "a: {acc: 0.5}\nb: {acc: 0.4}\n",
        "-\n  model: a\n  acc: 0.5\n-\n  model: b\n  acc: 0.4\n",
        "[{model: a, acc: 0.5}, {model: b, acc: 0.4}]\n",
        "\"a\": {acc: 0.5}\n'b': {acc: 0.4}\n",
    ],
)
def test_the_shapes_of_yaml(read: Read, rows: Rows, text: str) -> None:
    reading = read(text)
    assert reading.format == "yaml"
    assert rows(reading, "model", "value") == [("a", 0.5), ("b", 0.4)]


def test_rows_of_yaml_have_their_lines(read: Read, rows: Rows) -> None:
    assert rows(read("# by hand\n- model: a\n  acc: 0.5\n\n- {model: b, acc: 0.4}\n"), "line") == [(2,), (5,)]


def test_a_yaml_bomb_is_refused_with_its_lines_and_only_a_record(read: Read, said: Said) -> None:
    reading = read("a: &a [x, x]\nb: &b [*a, *a]\nc: {acc: [*b, *b]}\nc: {acc: 1}\n", "bomb.yml", benchmark="mbpp")
    assert [problem.line for problem in reading.problems] == [2, 2, 3, 3, 4]
    assert {problem.severity for problem in reading.problems} == {"record"}
    assert said(reading)[0] == (
        'results/bomb.yml:2: found "*a"; expected values written out, no aliases (a few bytes of them can stand for'
        " gigabytes). Write here once more what `&a` stands for."
    )
