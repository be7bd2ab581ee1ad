"""Counts that say how many of them are untested, hollow medals, and intervals beside values and ranks."""

from typing import Any

import pytest

from evalsite.pages.counts import untested
from evalsite.render.catalog import Catalog

SETTINGS = "baselines:\n  base: {model: base}\n"
HEAD = "model,benchmark,pass@1,pass@1_stderr\n"
MIXED = (
    "base,a,0.50,0.02\nfar,a,0.60,0.02\nnear,a,0.58,0.02\n"
    "base,b,0.50,\nfar,b,0.60,\nnear,b,0.40,\n"
    "base,c,0.50,0.02\nfar,c,0.51,0.02\nnear,c,0.40,0.02\n"
)
BARE = "base,a,0.50,\nfar,a,0.60,\nbase,b,0.50,\nfar,b,0.40,\n"


def trees(read_site: Any, rows: str) -> Any:
    return read_site({"evalsite.yml": SETTINGS, "results/a.csv": HEAD + rows}).trees()


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def lead(tree: Any) -> str:
    return text(tree.xpath('//p[@class="es-lead"]')[0])


def cells(tree: Any, table: str) -> dict[str, list[str]]:
    (found,) = tree.xpath(f'//table[@id="{table}"]')
    return {text(row.find("th")): [text(cell) for cell in row.findall("td")] for row in found.iterfind("tbody/tr")}


@pytest.mark.parametrize(
    ("part", "counts", "said"),
    [
        (3, [0], ""),
        (0, [0], ""),
        (3, [3], ", untested"),
        (3, [1], " (1 untested)"),
        (3, [1, 1], " (1 untested)"),
        (3, [0, 2], " (0–2 untested)"),
        (3, [3, 1], " (1–3 untested)"),
        (3, [3, 3], ", untested"),
    ],
)
def test_what_follows_a_count(part: int, counts: list[int], said: str) -> None:
    assert Catalog("en").plain(untested(part, *counts)) == said


def test_the_summary_counts_tested_and_untested_apart(read_site: Any) -> None:
    summary = trees(read_site, MIXED)["summary/"]
    assert lead(summary) == (
        "far beats base most often: on 2 of 3 benchmarks (1 untested)."
        " 2 of 6 outcomes stand on at least one untested difference, of whose uncertainty nothing is known."
    )
    assert cells(summary, "summary-base")["far"][:2] == ["2 of 3 (1 untested)", "0 of 3"]
    assert "Beaten on 2 of 3 benchmarks (1 untested) (a and b) by far." in text(summary)


def test_what_cannot_be_told_has_its_own_count(read_site: Any) -> None:
    index = trees(read_site, MIXED)["matrix/"]
    assert "(6 comparisons; beats: 3, loses: 2 and cannot tell: 1)." in text(index)
    assert cells(index, "matrix")["near"][0] == "1 of 3"


def test_an_untested_cell_of_the_matrix_says_so(read_site: Any) -> None:
    matrix = cells(trees(read_site, MIXED)["matrix/base/"], "matrix")
    assert matrix["far"] == ["2 of 3 (1 untested)", "beats", "beats untested", "cannot tell"]


def test_the_legend_of_a_matrix_says_what_cannot_tell_means_where_it_occurs(read_site: Any) -> None:
    assert "Cannot tell: on some metric" in text(trees(read_site, MIXED)["matrix/base/"])
    assert "Cannot tell: on some metric" not in text(trees(read_site, BARE)["matrix/base/"])


def test_where_nothing_is_tested_the_lead_says_so_and_the_tables_are_calm(read_site: Any) -> None:
    pages = trees(read_site, BARE)
    summary = pages["summary/"]
    assert lead(summary) == (
        "far beats base most often: on 1 of 2 benchmarks, untested."
        " Differences are untested: no measure of uncertainty enters these verdicts."
    )
    assert cells(summary, "summary-base")["far"][0] == "1 of 2"
    assert cells(pages["matrix/base/"], "matrix")["far"] == ["1 of 2", "beats", "loses"]
    assert text(pages["benchmarks/a/"]).count("untested") == 2  # in the count, and in the sentence after it


def test_where_all_is_tested_nothing_is_said(read_site: Any) -> None:
    pages = trees(read_site, "base,a,0.50,0.02\nfar,a,0.60,0.02\n")
    assert all("untested" not in text(pages[page]) for page in ("summary/", "matrix/", "benchmarks/a/", "models/far/"))


def test_a_medal_that_may_be_chance_is_hollow(read_site: Any) -> None:
    page = trees(read_site, MIXED)["benchmarks/a/"]
    medals = {
        text(cell.getparent().find("th")): cell[0] for cell in page.xpath('//table[@id="results"]//td[@data-mark]')
    }
    assert medals["far"].get("class") == "m m-1 m-hollow"
    assert medals["far"].get("aria-label") == medals["far"].get("title") == "1st, not distinguishable from near"
    assert "The medal of far is hollow: it is not distinguishable from near." in text(page)
    assert medals["near"].get("class") == "m m-2"
    assert medals["near"].get("title") is None


def test_every_row_that_may_be_first_says_so(read_site: Any) -> None:
    results = cells(trees(read_site, MIXED)["benchmarks/a/"], "results")
    assert [row[1] for row in results.values()] == ["1 (1–2), may be first", "2 (1–2), may be first", "3"]


def test_where_all_may_be_first_it_is_said_once(read_site: Any) -> None:
    page = trees(read_site, "base,a,0.50,0.2\nfar,a,0.60,0.2\nnear,a,0.55,0.2\n")["benchmarks/a/"]
    assert [row[1] for row in cells(page, "results").values()] == ["1 (1–3)", "2 (1–3)", "3 (1–3)"]
    assert text(page).count("may be first") == 1


def test_a_value_has_its_interval_and_one_without_has_none(read_site: Any) -> None:
    # 0.60 +- 1.96 * 0.02
    assert "[0.5608, 0.6392]" in cells(trees(read_site, MIXED)["benchmarks/a/"], "results")["far"][0]
    assert "[" not in cells(trees(read_site, MIXED)["benchmarks/b/"], "results")["far"][0]


def test_a_models_page_has_the_interval_of_each_value_and_rank(read_site: Any) -> None:
    rows = cells(trees(read_site, MIXED)["models/far/"], "benchmarks")
    assert "[0.5608, 0.6392]" in rows["a"][1]
    assert [row[2] for row in rows.values()] == ["1 of 3, between 1 and 2", "1 of 3", "1 of 3, between 1 and 2"]


def test_the_chart_has_bars_and_says_what_they_are(read_site: Any) -> None:
    head = "model,benchmark,pass@1,pass@1_stderr,time\n"
    rows = "base,a,0.5,0.02,10\nfar,a,0.6,0.02,8\nbare,a,0.4,,9\n"
    page = read_site({"evalsite.yml": SETTINGS, "results/a.csv": head + rows}).trees()["benchmarks/a/"]
    wide = page.xpath('//*[contains(@class, "es-wide")]//*[@class="es-bars"]')
    assert [path.get("d").count("M") for path in wide] == [2]
    assert "bars: the 95 % interval of a value, where one is known" in text(page)
    assert "Bars through points are the intervals of their values." in text(page)


def test_an_outcome_of_which_one_difference_alone_is_tested_is_untested_and_none_says_that_nothing_is(
    read_site: Any,
) -> None:
    head = "model,benchmark,pass@1,pass@1_stderr,time\n"
    rows = "base,a,0.5,0.02,10\nfar,a,0.6,0.02,8\n"
    pages = read_site({"evalsite.yml": SETTINGS, "results/a.csv": head + rows}).trees()
    for page in ("summary/", "matrix/", "matrix/base/", "models/", "models/far/"):
        assert "1 of 1 outcomes stands on at least one untested difference" in lead(pages[page])
        assert "no measure of uncertainty" not in lead(pages[page])


def test_over_six_benchmarks_wins_and_losses_are_tested(read_site: Any) -> None:
    rows = "".join(
        f"base,b{k},0.5,\nup,b{k},{0.6 if k else 0.5},\nodd,b{k},{0.6 if k % 2 else 0.4},\n" for k in range(8)
    )
    matrix = trees(read_site, rows)["matrix/base/"]
    assert "Sign test: how likely" in text(matrix)
    told = cells(matrix, "matrix")
    assert told["up"][:2] == ["7 of 8", "0.0156"]  # 2 * 0.5 ** 7: the benchmark on par is left out
    assert told["odd"][:2] == ["4 of 8", "1.0000"]


def test_over_fewer_benchmarks_no_test_is_shown(read_site: Any) -> None:
    rows = "".join(f"base,b{k},0.5,\nup,b{k},0.6,\n" for k in range(5))
    assert "Sign test" not in text(trees(read_site, rows)["matrix/base/"])


def test_a_count_says_what_is_left_after_a_correction(read_site: Any) -> None:
    noise = "".join(f"m{k},a,0.5,0.02\n" for k in range(9))
    page = trees(read_site, f"base,a,0.5,0.02\nfar,a,0.9,0.02\nnear,a,0.56,0.02\n{noise}")["benchmarks/a/"]  # p = 0.034
    assert "2 of 11 candidates beat base; 1 after a correction for many comparisons." in text(page)
    plain = trees(read_site, "base,a,0.5,0.02\nfar,a,0.9,0.02\n")["benchmarks/a/"]
    assert "1 of 1 candidates beats base." in text(plain)


def test_where_nobody_is_comparable_the_lead_says_so(read_site: Any) -> None:
    rows = "model,benchmark,pass@1,time\nbase,a,0.5,\nfar,a,0.9,3\nnear,a,0.8,4\n"  # the baseline has no time
    page = read_site({"evalsite.yml": SETTINGS, "results/a.csv": rows}).trees()["benchmarks/a/"]
    assert "None of 2 candidates is comparable with base." in text(page)
