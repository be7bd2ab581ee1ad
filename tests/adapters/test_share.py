"""What a link to a page shows: title, finding, address."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from evalsite.adapters.share import locale

Tree = Callable[[Path], BeautifulSoup]


def tags(page: BeautifulSoup) -> dict[str, str]:
    return {str(meta["property"]): str(meta["content"]) for meta in page.select("head meta[property^='og:']")}


def test_a_generated_page_says_what_it_found(small_site: Path, tree: Tree) -> None:
    page = tree(small_site / "benchmarks" / "sums" / "index.html")
    found = tags(page)
    [description] = page.select("meta[name=description]")
    assert found.pop("og:description") == description["content"]
    assert "bee has the best" in str(description["content"])
    assert found == {
        "og:type": "website",
        "og:site_name": "Two models",
        "og:title": "sums",
        "og:url": "https://example.org/report/benchmarks/sums/",
        "og:locale": "en_US",
    }


def test_each_language_says_it_in_its_own_words(small_site: Path, tree: Tree) -> None:
    found = tags(tree(small_site / "zh" / "models" / "bee" / "index.html"))
    assert found["og:site_name"] == "两个模型"
    assert found["og:locale"] == "zh_CN"
    assert found["og:url"] == "https://example.org/report/zh/models/bee/"
    assert "bee" in found["og:title"]
    assert found["og:description"].endswith("。")


def test_the_home_page_is_the_site(small_site: Path, tree: Tree) -> None:
    assert tags(tree(small_site / "index.html"))["og:title"] == "Two models"


def test_an_author_describes_a_page_or_the_whole_site(files: Any, tmp_path: Path, run: Any, tree: Tree) -> None:
    own = 'It\'s "best" <b>& first</b>'
    root = files(
        tmp_path,
        {
            "mkdocs.yml": "site_description: 'Ants \"and\" bees'\n",
            "docs/guide.md": f'---\ntitle: "{own.replace(chr(34), chr(92) + chr(34))}"\n'
            f"description: >-\n  {own}\n---\n# Guide\n",
            "docs/guide.zh.md": None,
        },
    )
    built = run(root, "evalsite", "build")
    assert built.returncode == 0, built.stderr
    page = tree(root / "site" / "guide" / "index.html")
    assert tags(page)["og:title"] == 'It\'s "best" & first'
    assert tags(page)["og:description"] == page.select("meta[name=description]")[0]["content"] == own
    home = tree(root / "site" / "index.html")
    assert tags(home)["og:description"] == home.select("meta[name=description]")[0]["content"] == 'Ants "and" bees'


def test_a_page_of_which_nothing_is_said_says_nothing(small_site: Path, tree: Tree) -> None:
    page = tree(small_site / "guide" / "index.html")
    assert "og:description" not in tags(page)
    assert page.select("meta[name=description]") == []
    assert tags(tree(small_site / "404.html")) == {}


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "en_US"), ("zh", "zh_CN"), ("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("xx", "xx")]
)
def test_a_language_has_a_place(language: str, expected: str) -> None:
    assert locale(language) == expected
