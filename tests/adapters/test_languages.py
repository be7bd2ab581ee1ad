"""One tree a language: translations beside their pages, and a switch that stays on the page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from evalsite.adapters.author import split_language
from evalsite.adapters.languages import spoken

Tree = Callable[[Path], BeautifulSoup]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("guide.md", ("guide.md", "en")),
        ("guide.zh.md", ("guide.md", "zh")),
        ("a/b/index.zh.md", ("a/b/index.md", "zh")),
        ("guide.en.md", ("guide.md", "en")),
        ("release-1.10.md", ("release-1.10.md", "en")),
        ("guide.fr.md", ("guide.fr.md", "en")),
    ],
)
def test_the_language_of_a_page_is_in_its_name(path: str, expected: tuple[str, str]) -> None:
    assert split_language(path, ("en", "zh")) == expected


def test_a_translation_takes_the_place_of_its_page(small_site: Path, tree: Tree) -> None:
    assert tree(small_site / "guide" / "index.html").h1.text.startswith("Guide")
    assert tree(small_site / "zh" / "guide" / "index.html").h1.text.startswith("指南")
    assert not list(small_site.rglob("guide.zh*"))


def test_links_between_pages_stay_in_the_language(small_site: Path, tree: Tree) -> None:
    [link] = tree(small_site / "zh" / "guide" / "index.html").select("article a[href='../']")
    assert link.text == "首页"


def test_a_page_without_translation_is_shown_in_its_own_language_and_says_so(small_site: Path, tree: Tree) -> None:
    page = tree(small_site / "zh" / "index.html")
    assert page.html["lang"] == "zh"
    assert page.select_one("article [lang=en] h1").text.startswith("Welcome")
    assert "English" in page.select_one("article .admonition").text
    assert tree(small_site / "index.html").select("article .admonition") == []


def test_generated_pages_speak_the_language_of_their_tree(small_site: Path, tree: Tree) -> None:
    english, chinese = (tree(small_site / folder / "summary" / "index.html") for folder in (".", "zh"))
    assert (english.html["lang"], english.title.text) == ("en", "Summary - Two models")
    assert (chinese.html["lang"], chinese.title.text) == ("zh", "总结 - 两个模型")


def test_figures_in_hand_written_pages_link_to_their_evidence_in_the_same_tree(small_site: Path, tree: Tree) -> None:
    for folder in (".", "zh"):
        [link] = tree(small_site / folder / "guide" / "index.html").select("article a[href*='#m-bee']")
        assert (link.text, link["href"]) == ("0.5000", "../benchmarks/sums/#m-bee")


@pytest.mark.parametrize("page", ["", "guide/", "benchmarks/sums/", "models/bee/", "summary/"])
def test_the_switch_stays_on_the_page(small_site: Path, tree: Tree, page: str) -> None:
    for folder in ("", "zh/"):
        address = f"https://host.invalid/{folder}{page}"
        links = tree(small_site / folder / page / "index.html").select("a.md-select__link")
        assert {link["hreflang"]: urljoin(address, link["href"]) for link in links} == {
            "en": f"https://host.invalid/{page}",
            "zh": f"https://host.invalid/zh/{page}",
        }
        [current] = [link["hreflang"] for link in links if link.get("aria-current")]
        assert current == (folder.rstrip("/") or "en")


def test_a_page_of_one_language_alone_leads_to_the_others_home(source: Any, run: Any, tree: Tree) -> None:
    root = source({"docs/guide.md": None, "docs/index.md": "# Home\n"})
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stderr
    assert not (root / "site" / "guide").exists()
    page = tree(root / "site" / "zh" / "guide" / "index.html")
    assert {link["hreflang"]: link["href"] for link in page.select("a.md-select__link")} == {
        "en": "../../",
        "zh": "../../zh/guide/",
    }
    assert [link["hreflang"] for link in page.select("link[hreflang]")] == ["zh", "x-default"]


def test_the_page_for_lost_addresses_leads_to_each_home(small_site: Path, tree: Tree) -> None:
    for page in ("404.html", "zh/404.html"):
        links = tree(small_site / page).select("a.md-select__link")
        assert {link["hreflang"]: link["href"] for link in links} == {"en": "/report/", "zh": "/report/zh/"}


def test_what_a_reader_chose_holds_in_all_languages(small_site: Path) -> None:
    """Material keeps light or dark under a path, which has to be the same everywhere."""
    for page in ("index.html", "zh/models/bee/index.html"):
        assert '__md_scope=new URL("/report/",location)' in (small_site / page).read_text(encoding="utf-8")


def test_nav_says_the_titles_of_translations(source: Any, run: Any, tree: Tree) -> None:
    root = source()
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text() + "nav: [Start: index.md, The guide: guide.md]\n")
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    for folder, expected in ((".", ["Start", "The guide", "Summary"]), ("zh", ["Start", "指南", "总结"])):
        entries = tree(root / "site" / folder / "summary" / "index.html").select("nav.md-nav--primary > ul > li")
        assert [entry.select_one(".md-ellipsis").text.strip() for entry in entries][:3] == expected


def test_a_site_of_one_language_has_no_switch(source: Any, run: Any, tree: Tree) -> None:
    root = source({"evalsite.yml": "languages: [zh]\n", "docs/guide.zh.md": None})
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    page = tree(root / "site" / "index.html")
    assert page.html["lang"] == "zh"
    assert page.select("a.md-select__link") == []
    assert page.select("link[hreflang]") == []


def test_a_bare_build_is_in_the_language_of_the_theme(source: Any, run: Any, tree: Tree) -> None:
    root = source()
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  name: material", "  name: material\n  language: zh"))
    assert run(root, "mkdocs", "build").returncode == 0
    assert tree(root / "site" / "guide" / "index.html").h1.text.startswith("指南")
    assert tree(root / "site" / "index.html").select("a.md-select__link") == []


def test_an_authors_own_switch_stays_as_it_is(source: Any, run: Any, tree: Tree) -> None:
    root = source({"evalsite.yml": "languages: [en]\n", "docs/guide.zh.md": None})
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text() + "extra: {alternate: [{name: Français, link: /fr/, lang: fr}]}\n")
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    [link] = tree(root / "site" / "summary" / "index.html").select("a.md-select__link")
    assert (link.text.strip(), link["href"], link["hreflang"]) == ("Français", "/fr/", "fr")


def test_a_toggle_of_the_palette_speaks_the_language_of_its_pages() -> None:
    dark = {"scheme": "slate", "toggle": {"icon": "moon", "name": {"en": "Dark", "zh": "深色"}}}
    assert spoken([dark, {"scheme": "default"}], "zh") == [
        {"scheme": "slate", "toggle": {"icon": "moon", "name": "深色"}},
        {"scheme": "default"},
    ]
    assert spoken(dark, "fr")["toggle"]["name"] == "Dark"
    plain = {"toggle": {"name": "Dark"}}
    assert spoken(plain, "zh") is plain
    assert spoken(None, "zh") is None
