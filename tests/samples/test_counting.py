"""From samples to items and rows, on DuckDB; every sample is behind a number, or named with its reason."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.config import parse
from evalsite.readings import Reading
from evalsite.samples import read_samples
from tests.samples.conftest import Count, items, left_out, values

COLUMNS = "columns: {model: model, item: task, passed: ok}"
PLAIN = f"""
files: samples.jsonl
{COLUMNS}
benchmark: quiz
"""
NUMBERED = PLAIN.replace("ok}", "ok, sample: n}")


def attempts(model: str, task: str, outcomes: str) -> list[dict[str, Any]]:
    """``attempts("a", "1", "+-+")``: three samples, of which the second one is wrong."""
    return [{"model": model, "task": task, "n": n, "ok": mark == "+"} for n, mark in enumerate(outcomes)]


def test_pass_at_1_is_the_mean_over_items_of_the_share_that_is_right(jsonl: Any, count: Count) -> None:
    jsonl([*attempts("a", "1", "++--"), *attempts("a", "2", "+-"), *attempts("b", "1", "-")])
    reading = count(PLAIN)
    assert values(reading) == {"a": 0.5, "b": 0.0}
    assert reading.columns["n"] == [2, 1]
    assert reading.columns["benchmark"] == ["quiz", "quiz"]
    assert items(reading) == [("a", "1", 0.5, 4, ""), ("a", "2", 0.5, 2, ""), ("b", "1", 0.0, 1, "")]
    assert reading.inferred == ("Samples read: 7; items: 3; numbers: 2.",)
    assert not reading.problems


def test_pass_at_k_is_the_unbiased_estimate_from_how_many_are_right(jsonl: Any, count: Count) -> None:
    """1 - C(2, 2)/C(4, 2) = 5/6, worked out by hand; of two samples that are right both are, always."""
    jsonl([*attempts("a", "1", "++--"), *attempts("a", "2", "++")])
    reading = count(PLAIN + "k: [1, 2]")
    assert values(reading, "pass@2") == {"a": pytest.approx((5 / 6 + 1) / 2, abs=1e-15)}
    assert [item[2] for item in items(reading, "pass@2")] == [5 / 6, 1.0]


def test_pass_at_k_needs_k_samples_of_every_item(jsonl: Any, count: Count) -> None:
    jsonl([*attempts("a", "1", "++--"), *attempts("a", "2", "++"), *attempts("b", "1", "+++")])
    reading = count(PLAIN + "k: [1, 3]")
    assert values(reading, "pass@3") == {"b": 1.0}
    assert left_out(reading) == {"missing": 1}
    assert str(reading.problems[0]) == (
        'samples.jsonl: found "a, quiz, 2"; expected for pass@3 at least 3 samples of every item, but this one has 2.'
        " Draw more samples, or leave this k out under `k:`."
    )


def test_a_score_is_the_mean_over_items_of_their_means(jsonl: Any, count: Count) -> None:
    rows = [("1", 0.1), ("1", 0.2), ("1", 0.3), ("2", -4), ("3", "2.5e1"), ("3", None), ("3", 2e6), ("3", "many")]
    jsonl([{"task": task, "reward": reward} for task, reward in rows])
    reading = count(
        "files: samples.jsonl\ncolumns: {item: task, score: reward}\nmodel: m\nbenchmark: b\nmetric: reward"
    )
    assert items(reading, "reward") == [("m", "1", 0.2, 3, ""), ("m", "2", -4.0, 1, ""), ("m", "3", 25.0, 1, "")]
    assert values(reading, "reward") == {"m": pytest.approx(21.2 / 3, abs=1e-15)}
    assert left_out(reading) == {"missing": 1, "unreadable": 2}


def test_an_attempt_that_failed_is_wrong_and_took_no_time(jsonl: Any, count: Count) -> None:
    samples = attempts("a", "1", "++-") + attempts("a", "2", "++")
    for sample, status, seconds in zip(
        samples, ["ok", None, "timeout", "crash", "crash"], [1, 4, 99, 99, 99], strict=True
    ):
        sample |= {"status": status, "seconds": seconds}
    jsonl(samples)
    reading = count(PLAIN.replace("ok}", "ok, status: status, time: seconds}"))
    assert values(reading) == {"a": pytest.approx(1 / 3)}
    assert items(reading) == [("a", "1", 0.0, 1, "failed"), ("a", "1", 1.0, 2, ""), ("a", "2", 0.0, 2, "failed")]
    assert items(reading, "time") == [("a", "1", 2.5, 2, "")]
    assert values(reading, "time") == {"a": 2.5}


def test_a_sample_that_stands_there_twice_is_counted_once(jsonl: Any, count: Count) -> None:
    jsonl([*attempts("a", "1", "+-"), *attempts("a", "1", "+"), *attempts("b", "1", "+-")])
    reading = count(NUMBERED)
    assert items(reading) == [("a", "1", 0.5, 2, ""), ("b", "1", 0.5, 2, "")]
    assert left_out(reading) == {"duplicate": 1}
    assert "expected each sample once, but 1 sample stands there again" in str(reading.problems[0])


def test_two_rows_of_a_sample_that_differ_do_not_count(jsonl: Any, count: Count) -> None:
    jsonl([*attempts("a", "1", "+-"), *attempts("a", "1", "-")])
    reading = count(NUMBERED)
    assert items(reading) == [("a", "1", 0.0, 1, "")]
    assert left_out(reading) == {"conflict": 2}
    assert "expected the rows of a sample to agree, but 2 do not" in str(reading.problems[0])


@pytest.mark.parametrize(
    "numbers",
    ["i % 3", "i % 3 + 1000000", "(i % 3) * 1000", "'n' || (i % 3)", "(i % 3 + 18446744073709551613)::UBIGINT"],
)
def test_samples_may_be_numbered_or_named_in_any_way(parquet: Any, count: Count, numbers: str) -> None:
    """From 0, from anywhere, with wide gaps, by text; six rows are three samples, each there twice."""
    parquet(f"SELECT 'a' AS model, '1' AS task, {numbers} AS n, i % 3 = 0 AS ok FROM range(6) t(i)")  # noqa: S608
    reading = count(NUMBERED.replace("jsonl", "parquet"))
    assert items(reading) == [("a", "1", pytest.approx(1 / 3), 3, "")]
    assert left_out(reading) == {"duplicate": 3}


def test_only_the_models_in_doubt_are_looked_at_again_and_the_others_stay(parquet: Any, count: Count) -> None:
    parquet(
        "SELECT 'm' || (i // 100) AS model, (i // 10) % 10 AS task, i % 10 AS n, i % 2 = 0 AS ok FROM range(300) t(i)"
        " UNION ALL SELECT 'm1', 4, 3, false"
    )
    reading = count(NUMBERED.replace("jsonl", "parquet"))
    assert values(reading) == {"m0": 0.5, "m1": 0.5, "m2": 0.5}
    assert [item[1:] for item in items(reading)] == [(str(task), 0.5, 10, "") for task in range(10)] * 3
    assert left_out(reading) == {"duplicate": 1}


def test_every_sample_that_cannot_be_counted_is_told_with_its_reason(jsonl: Any, count: Count) -> None:
    good = {"model": "a", "task": "1", "n": 0, "ok": True, "status": "done"}
    bad = [{"model": None}, {"model": " "}, {"task": ""}, {"n": None}, {"ok": None}, {"ok": "maybe"}, {"status": "odd"}]
    file = jsonl([good, *({**good, "n": n, **change} for n, change in enumerate(bad, 1))])
    file.write_text(file.read_text() + '{"model": "a", "ta\n')
    reading = count(NUMBERED.replace("n}", "n, status: status}") + "completed: [done]")
    assert items(reading) == [("a", "1", 1.0, 1, "")]
    assert left_out(reading) == {"missing": 6, "unreadable": 2}
    assert [str(problem).removeprefix("samples.jsonl: ").partition(". ")[0] for problem in reading.problems] == [
        'expected the model in the column "model", but 2 samples have none',
        'expected the item in the column "task", but 1 sample has none',
        'expected in "n" which sample it is, but 2 samples have nothing',
        'expected an outcome in "ok", but 1 sample has none',
        'expected 1 or 0 in "ok", but 1 sample has something else',
        'found "odd"; expected a status that is known, but 1 sample has this one',
    ]
    assert all(problem.severity == "record" for problem in reading.problems)


def test_runs_of_one_model_are_told_apart_and_have_the_latest_date_of_their_samples(jsonl: Any, count: Count) -> None:
    said = [("first", "2026-01-02"), ("first", "2026-01-01"), ("second", "2026-02-01")]
    jsonl([{"task": n, "ok": 1, "run": run, "day": day} for n, (run, day) in enumerate(said)])
    reading = count(
        "files: samples.jsonl\ncolumns: {item: task, passed: ok, run: run, date: day}\nmodel: m\nbenchmark: b"
    )
    assert [(run.native_id, run.date) for run in reading.runs.values()] == [
        ("first", "2026-01-02"),
        ("second", "2026-02-01"),
    ]
    assert reading.columns["date"] == ["2026-01-02", "2026-02-01"]
    assert list(reading.columns["run"]) == list(reading.runs)


@pytest.mark.parametrize(
    ("outcomes", "role", "value", "lost"),
    [
        ("[0.5, 'nan', 'inf', -1e7]::DOUBLE[]", "score", 0.5, 3),
        ("[0.75, 0.25]::DECIMAL(4, 2)[]", "score", 0.5, 0),
        ("[-3, 5]", "score", 1.0, 0),
        ("['1', '0', '0.5', 'nan']::DOUBLE[]", "passed", 0.5, 2),
        ("['TRUE', 'false', '1', 'yes']", "passed", 2 / 3, 1),
        ("[1, 0, 2]::UTINYINT[]", "passed", 0.5, 1),
    ],
)
def test_outcomes_of_any_kind(parquet: Any, count: Count, outcomes: str, role: str, value: float, lost: int) -> None:
    parquet(f"SELECT 1 AS task, unnest({outcomes}) AS said")
    reading = count(f"files: samples.parquet\ncolumns: {{item: task, {role}: said}}\nmodel: m\nbenchmark: b")
    assert reading.columns["value"] == [pytest.approx(value, abs=1e-15)]
    assert sum(left_out(reading).values()) == lost


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("DATE '2026-01-02'", "2026-01-02"),
        ("TIMESTAMP '2026-01-02 03:04:05'", "2026-01-02T03:04:05"),
        ("TIMESTAMPTZ '2026-01-02 03:04:05+02'", "2026-01-02T01:04:05+00:00"),
        ("'2026-01'", "2026-01"),
    ],
)
def test_a_date_is_as_precise_as_it_is_told(parquet: Any, count: Count, date: str, told: str) -> None:
    parquet(f"SELECT 1 AS task, true AS ok, {date} AS day")
    reading = count("files: samples.parquet\ncolumns: {item: task, passed: ok, date: day}\nmodel: m\nbenchmark: b")
    assert reading.columns["date"] == [told]


OUTCOMES = st.sampled_from([True, False, None, "1", "false", 2, "x"])
SAMPLES = st.lists(
    st.fixed_dictionaries(
        {
            "model": st.sampled_from(["a", "b", "", None]),
            "task": st.sampled_from(["1", "2"]),
            "n": st.one_of(st.none(), st.integers(0, 70)),
            "ok": OUTCOMES,
            "status": st.sampled_from([None, "ok", "timeout", "odd"]),
        }
    ),
    min_size=1,
    max_size=30,
)


SETTINGS = """
samples:
  sources:
    - files: samples.*
      columns: {model: model, item: task, sample: n, passed: ok, status: status}
      benchmark: quiz
"""


@given(samples=SAMPLES, text=st.booleans())
@settings(max_examples=30)
def test_every_sample_is_counted_or_left_out_and_what_is_counted_is_right(
    tmp_path_factory: pytest.TempPathFactory, samples: list[dict[str, Any]], text: bool
) -> None:
    """Against the plainest way to say it; numbers of samples as whole numbers in Parquet, and as text in JSON Lines."""
    folder = tmp_path_factory.mktemp("law")
    (folder / "samples.jsonl").write_text("".join(json.dumps(sample) + "\n" for sample in samples))
    if not text:
        _as_parquet(folder)
    [reading] = read_samples(parse(SETTINGS), folder)
    expected, told = _plainly(samples)
    assert _told(reading) == expected
    assert left_out(reading) == told
    assert sum(told.values()) + sum(n for n, _, _ in expected.values()) == len(samples)


def _as_parquet(folder: Path) -> None:
    types = "{model: 'VARCHAR', task: 'VARCHAR', n: 'BIGINT', ok: 'VARCHAR', status: 'VARCHAR'}"
    with duckdb.connect(":memory:") as database:
        query = f"SELECT * FROM read_json('{folder}/samples.jsonl', columns={types})"  # noqa: S608
        database.sql(query).write_parquet(str(folder / "samples.parquet"))
    (folder / "samples.jsonl").unlink()


def _told(reading: Reading) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(samples, right ones, failures) of each model and item."""
    found: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0, 0])
    for model, item, value, samples, status in items(reading) if reading.items else ():
        entry = found[model, item]
        entry[0] += samples
        entry[1] += value * samples
        entry[2] += samples if status else 0
    return {key: (int(n), round(right), int(failures)) for key, (n, right, failures) in found.items()}


def _plainly(samples: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], tuple[int, int, int]], dict[str, int]]:
    """What :func:`_told` and :func:`left_out` have to give."""
    told: dict[str, int] = defaultdict(int)
    rows: dict[tuple[Any, ...], list[tuple[bool, bool]]] = defaultdict(list)
    for sample in samples:
        failed, right = sample["status"] == "timeout", str(sample["ok"]).lower() in ("true", "1")
        if sample["n"] is None:
            told["missing"] += 1
        elif sample["status"] == "odd":
            told["unreadable"] += 1
        elif not failed and sample["ok"] in (None, 2, "x"):
            told["missing" if sample["ok"] is None else "unreadable"] += 1
        else:
            rows[sample["model"], sample["task"], sample["n"]].append((failed, right and not failed))
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    for (model, task, _), said in rows.items():
        if len(set(said)) > 1:
            told["conflict"] += len(said)
            continue
        told["duplicate"] += len(said) - 1
        if not model:
            told["missing"] += 1
            continue
        n, right, failures = found.get((model, task), (0, 0, 0))
        found[model, task] = (n + 1, right + said[0][1], failures + said[0][0])
    return found, {reason: count for reason, count in told.items() if count}
