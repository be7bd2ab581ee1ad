"""The matrix: its cells, where they lead, and how it is split."""

from typing import Any

import pytest

from evalsite.pages import matrix_pages
from evalsite.pages.matrix_pages import matrix_page, matrix_parts
from evalsite.pages.model import NOT_COMPARED, CodeColumn, Table

FILES = {
    "evalsite.yml": "baselines:\n  best: {best_of: [sft, base]}\n  sft: {model: sft}\n",
    "results/mbpp.csv": "model,pass@1\nsft,0.5\nbase,0.25\nqfs,0.75\nqts,0.5\n",
    "results/humaneval.csv": "model,pass@1\nsft,0.5\nqfs,0.25\n",
}


@pytest.fixture(scope="module")
def atlas(read_site: Any) -> Any:
    return read_site(FILES).inputs.atlas


def table(atlas: Any, baseline: str) -> Table:
    [(part, tallies)] = matrix_parts(atlas, baseline)
    [found] = [block for block in matrix_page(atlas, baseline, part, tallies, 1).blocks if isinstance(block, Table)]
    return found


def cells(table: Table) -> dict[str, list[tuple[Any, Any]]]:
    """Code and link of each cell, by model, in the order of benchmarks."""
    columns = [column for column in table.columns if isinstance(column, CodeColumn)]
    models = [row.name.full for row in table.rows]
    return {
        model: [
            (column.codes[i], _address(column.page, (column.hrefs or [None] * len(models))[i])) for column in columns
        ]
        for i, model in enumerate(models)
    }


def _address(page: str, place: str | None) -> str | None:
    return None if place is None else page + place


def test_every_outcome_leads_to_its_reason(atlas: Any) -> None:
    assert cells(table(atlas, "sft")) == {
        "qfs": [
            ("loses", "benchmarks/humaneval/#vs-sft-m-qfs"),
            ("beats", "benchmarks/mbpp/#vs-sft-m-qfs"),
        ],
        "qts": [(None, None), ("on-par", "benchmarks/mbpp/#vs-sft-m-qts")],
        "base": [(None, None), ("loses", "benchmarks/mbpp/#vs-sft-m-base")],
    }


def test_the_index_is_in_the_order_of_its_first_column_and_says_so(read_site: Any) -> None:
    files = {
        "evalsite.yml": "baselines:\n  weak: {model: weak}\n  base: {model: base}\n",
        "results/a.csv": "model,pass@1\nweak,0.25\nbase,0.375\nsome,0.5\nbest,0.5\nonce,0.3125\n",
        "results/b.csv": "model,pass@1\nweak,0.5\nbase,0.375\nsome,0.4375\nbest,0.5\n",
    }
    page = read_site(files).trees()["matrix/"]
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//table[@id='matrix']/tbody/tr")]
    assert [row[:3] for row in rows] == [
        ["once", "1 of 1", "0 of 1"],
        ["best", "1 of 2", "2 of 2"],
        ["some", "1 of 2", "2 of 2"],
        ["base", "1 of 2", "not compared"],
        ["weak", "not compared", "1 of 2"],
    ]
    assert "In the order of how many benchmarks a model beats weak on" in page.text_content()


def test_a_model_with_results_where_the_baseline_has_none_was_not_compared(atlas: Any) -> None:
    assert cells(table(atlas, "best"))["qfs"][0] == (NOT_COMPARED, None)


def test_members_of_a_best_of_are_named_and_not_in_the_matrix(atlas: Any) -> None:
    assert set(cells(table(atlas, "best"))) == {"qfs", "qts"}
    [(part, tallies)] = matrix_parts(atlas, "best")
    [*_, members] = matrix_page(atlas, "best", part, tallies, 1).blocks
    assert [name.full for name in members.sentences[0].args["models"]] == ["sft", "base"]


@pytest.mark.parametrize(("most", "sizes"), [(2, [1, 1, 1]), (4, [2, 1]), (6, [3]), (1, [1, 1, 1]), (100, [3])])
def test_parts_hold_every_row_once(atlas: Any, monkeypatch: pytest.MonkeyPatch, most: int, sizes: list[int]) -> None:
    monkeypatch.setattr(matrix_pages, "MOST_CELLS", most)
    parts = list(matrix_parts(atlas, "sft"))
    assert [len(tallies) for _, tallies in parts] == sizes
    assert [part for part, _ in parts] == list(range(1, len(sizes) + 1))
    assert [tally.model for _, tallies in parts for tally in tallies] == ["qfs", "qts", "base"]


def test_a_baseline_without_candidates_has_one_empty_part(read_site: Any) -> None:
    atlas = read_site(
        {"evalsite.yml": "baselines: {sft: {model: sft}}\n", "results/a.csv": "model,pass@1\nsft,1\n"}
    ).inputs.atlas
    assert list(matrix_parts(atlas, "sft")) == [(1, ())]
    assert not [block for block in matrix_page(atlas, "sft", 1, (), 1).blocks if isinstance(block, Table)]
