"""The benchmark of verdicts and ranks: what it judges are items, and every verdict stands on an interval."""

from pathlib import Path

import numpy as np
import pytest

from bench import __main__ as command
from bench import statistics


def test_a_benchmark_is_the_same_for_the_same_number() -> None:
    first, again, other = (statistics.board(number, models=6, items=20) for number in (3, 3, 4))
    assert np.array_equal(first.items[0].scores, again.items[0].scores)
    assert not np.array_equal(first.items[0].scores, other.items[0].scores)
    assert first.items[0].binary


def test_its_models_come_best_first_and_differ() -> None:
    values = statistics.board(1, models=50, items=200).values[:, 0]
    assert (np.diff(values) <= 0).all()
    assert np.ptp(values) > 0.3


def test_every_model_gets_a_rank_and_every_candidate_a_tested_verdict() -> None:
    known, (one, best) = statistics.judge(statistics.board(1, models=20, items=50))
    assert known.ranks.tested.all()
    assert (known.ranks.low >= 1).all()
    assert (len(one.rows), len(best.rows)) == (19, 17)
    assert not one.untested.any()
    assert not best.untested.any()


def test_fewer_verdicts_than_there_must_be_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "_JUDGE", "print(3)")
    with pytest.raises(AssertionError, match="expected 1996 verdicts with an interval, but it says 3"):
        statistics.cost(tmp_path, 1)


@pytest.mark.parametrize(("words", "parts"), [(["--statistics"], ["statistics"]), ([], list(command.PARTS))])
def test_parts_are_measured_that_are_named(
    words: list[str], parts: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stubs = {name: (what, lambda _, name=name: [name]) for name, (what, _) in command.PARTS.items()}
    monkeypatch.setattr(command, "PARTS", stubs)
    monkeypatch.setattr("sys.argv", ["bench", *words])
    command.main()
    assert capsys.readouterr().out.split() == parts
