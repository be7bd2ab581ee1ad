"""What the pages of benchmarks and models say where several runs of a model stand for one benchmark."""

from typing import Any

import pytest
from lxml.html import HtmlElement

TABLE = """benchmark,model,run,date,pass@1
sums,ant,first,2024-05-01,0.5
sums,ant,second,2024-05-02,0.25
sums,ant,third,2024-04-01,0.75
sums,bee,only,2024-05-01,0.375
sums,cat,one,2024-05-01,0.4
sums,cat,other,,0.5
sums,dog,same,2024-05-01,0.4
sums,dog,again,2024-05-01,0.4
words,ant,first,2024-05-01,0.5
"""


def said(read_site: Any, settings: str = "") -> dict[str, HtmlElement]:
    found: dict[str, HtmlElement] = read_site({"evalsite.yml": settings, "results/all.csv": TABLE}).trees()
    return found


def lines(page: HtmlElement) -> list[str]:
    """The list below the heading on runs."""
    return [item.text_content() for item in page.xpath("//h2[@id='runs']/following-sibling::ul[1]/li")]


@pytest.mark.parametrize(
    ("settings", "of_ant", "of_cat"),
    [
        ("", "the latest of 3 runs", "none of 2 runs, since it is not known which should count"),
        ("runs: {policy: best, metric: pass@1}", "the best of 3 runs", "the best of 2 runs"),
        ("runs: {policy: mean}", "the mean of 3 runs", "the mean of 2 runs"),
    ],
)
def test_a_benchmark_says_what_stands_of_several_runs(read_site: Any, settings: str, of_ant: str, of_cat: str) -> None:
    """Neither of a model with a single run nor of one run that is told twice."""
    assert lines(said(read_site, settings)["benchmarks/sums/"]) == [f"ant: {of_ant}", f"cat: {of_cat}"]


def test_it_leads_to_the_run(read_site: Any) -> None:
    site = said(read_site)
    [link] = site["benchmarks/sums/"].xpath(
        "//h2[@id='runs']/following-sibling::ul//a[contains(@href, '/runs/')]/@href"
    )
    run = site[link.removeprefix("../../")]
    assert "2024-05-02" in run.text_content()
    without = said(read_site, "runs: {pages: none}")["benchmarks/sums/"]
    assert lines(without)[0] == "ant: the latest of 3 runs"
    assert not without.xpath("//a[contains(@href, '/runs/')]")


def test_a_benchmark_without_several_runs_says_nothing(read_site: Any) -> None:
    assert not said(read_site)["benchmarks/words/"].xpath("//*[@id='runs']")


def test_a_model_says_it_for_each_benchmark(read_site: Any) -> None:
    site = said(read_site)
    cells = site["models/ant/"].xpath("//table[@id='benchmarks']//tr/td[last()]")
    assert [cell.text_content() for cell in cells] == ["the latest of 3 runs", "one run"]
    assert not site["models/bee/"].xpath("//table[@id='benchmarks']//th[@data-key='runs']")
