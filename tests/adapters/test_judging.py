"""The page "How evalsite judges": on every site, in its languages, unless the author wrote one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from evalsite.adapters.judging import named

Tree = Callable[[Path], BeautifulSoup]


@pytest.mark.parametrize(("place", "title"), [("judging", "How evalsite judges"), ("zh/judging", "evalsite 如何判断")])
def test_a_site_has_the_page_in_each_language(small_site: Path, tree: Tree, place: str, title: str) -> None:
    page = tree(small_site / place / "index.html")
    assert page.select_one("h1").text.strip().startswith(title)
    assert {"words", "untested", "evidence", "ranks"} <= {heading["id"] for heading in page.select("h2")}
    assert len(page.select("article table")) == 3
    assert not page.select("article .admonition")  # which would say that it is not translated


@pytest.mark.parametrize("language", ["", "zh/"])
def test_a_legend_leads_to_it(small_site: Path, tree: Tree, language: str) -> None:
    page = tree(small_site / language / "benchmarks" / "sums" / "index.html")
    links = {link["href"] for link in page.select(".es-legend a")}
    assert {"../../judging/", "../../judging/#words"} <= links


def test_an_authors_own_page_stays(source: Any, run: Any, tree: Tree) -> None:
    root = source({"docs/judging.md": "# Our rules\n"})
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    assert tree(root / "site" / "judging" / "index.html").select_one("h1").text.startswith("Our rules")


def test_an_author_says_where_it_stands(source: Any, run: Any, tree: Tree) -> None:
    root = source()
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text() + "nav: [index.md, {How: judging.md}, guide.md, evalsite]\n")
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    links = tree(root / "site" / "guide" / "index.html").select("nav.md-nav--primary a[href='../judging/']")
    assert len(links) == 1


@pytest.mark.parametrize(
    ("nav", "found"),
    [
        (None, False),
        (["index.md", "evalsite"], False),
        (["judging.md"], True),
        ([{"How": "judging.md"}], True),
        ([{"More": ["a.md", {"How": "judging.md"}]}], True),
        ([{"judging.md": "a.md"}], False),
    ],
)
def test_a_nav_may_name_it(nav: Any, found: bool) -> None:
    assert named(nav) is found
