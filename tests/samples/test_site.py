"""From samples to a site: rows beside those of files, runs, items that statistics stand on, the ledger."""

from pathlib import Path
from typing import Any

import pytest

from evalsite.pages.ledger import ledger
from evalsite.site import look, plan, read

SETTINGS = """
samples:
  sources:
    - name: "samples <b>|{{ 7*7 }}"
      files: store
      columns: {model: model, item: task, sample: n, passed: ok}
      benchmark: sums
"""


@pytest.fixture
def root(tmp_path: Path, parquet: Any) -> Path:
    """Two models of 40 items and 5 samples each, one sample of them twice, and nothing in the results folder."""
    numbers = "(SELECT unnest(list_append(range(400), 37)) AS i)"
    names = "'m' || (i // 200) AS model, (i // 5) % 40 AS task, i % 5 AS n"
    parquet(f"SELECT {names}, hash(i) % 3 = 0 AS ok FROM {numbers}", "store/a.parquet")  # noqa: S608
    (tmp_path / "evalsite.yml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def test_a_site_may_stand_on_samples_alone(root: Path) -> None:
    inputs = read(root)
    assert [problem.severity for problem in inputs.problems] == ["record"]
    assert inputs.results.frame[["model", "metric", "n"]].values.tolist() == [
        ["m0", "pass@1", 40],
        ["m1", "pass@1", 40],
    ]
    addresses = [page.address for page in plan(inputs).pages]
    assert "benchmarks/sums/" in addresses
    assert [page.make() for page in plan(inputs).pages]


def test_the_ledger_has_the_samples_that_are_behind_no_number(root: Path) -> None:
    found = look(root)
    [line] = ledger(found.readings, found.results)
    assert line.reading.file == "samples <b>|{{ 7*7 }}"
    assert (line.rows_in, line.rows_shown) == (3, 2)
    assert [(omission.reason, omission.count) for omission in line.left_out] == [("duplicate", 1)]


def test_the_items_of_samples_are_those_of_the_results(root: Path) -> None:
    items = read(root).results.items
    assert len(items) == 80
    assert items["samples"].sum() == 400
    means = items.groupby("model", observed=True)["value"].mean()
    assert means.to_dict() == pytest.approx({"m0": _value(root, "m0"), "m1": _value(root, "m1")}, abs=1e-15)


def _value(root: Path, model: str) -> float:
    frame = read(root).results.frame
    return float(frame.loc[frame["model"] == model, "value"].iloc[0])


def test_without_samples_that_could_be_counted_an_empty_results_folder_is_told(root: Path) -> None:
    (root / "store" / "a.parquet").unlink()
    severities = {problem.file: problem.severity for problem in look(root).problems}
    assert severities == {"results": "error", "evalsite.yml": "error"}


def test_samples_stand_beside_files(root: Path) -> None:
    (root / "results").mkdir()
    (root / "results" / "sums.csv").write_text("model,pass@1\nm2,0.5\n", encoding="utf-8")
    assert set(read(root).results.frame["model"]) == {"m0", "m1", "m2"}
