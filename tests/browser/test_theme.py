"""Palette, search and instant navigation work, under the policy and with our script."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def own_page(browser_page: "Page", built_site: Path) -> "Page":
    assert built_site.is_dir()
    return browser_page


def test_the_palette_is_chosen_and_kept_in_both_languages(own_page: "Page", site_url: str) -> None:
    own_page.emulate_media(color_scheme="light")
    own_page.goto(f"{site_url}benchmarks/mbpp/")
    body = own_page.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "default"
    toggle = own_page.locator("[data-md-component=palette] label:visible")
    toggle.click()  # light, whatever the system is
    toggle.click()
    assert body.get_attribute("data-md-color-scheme") == "slate"
    own_page.goto(f"{site_url}zh/models/")
    assert body.get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize(
    ("tree", "words", "found"),
    [
        ("", "0.5pvf-0.5qra", "models/sft-25-original-data-1b-dpo-0-5pvf-0-5qra"),
        ("", "HumanEval+", "benchmarks/humanevalplus/"),
        ("zh/", "偏好训练", "zh/introduction/"),
    ],
    ids=["a model", "a benchmark", "a Chinese word inside a sentence"],
)
def test_the_search_finds(tree: str, words: str, found: str, visit: Callable[..., Any], site_url: str) -> None:
    page = visit(tree).page
    page.keyboard.press("/")
    page.locator(".md-search__input").fill(words)
    page.keyboard.press("End")  # the theme waits for a key
    result = page.locator(f".md-search-result__link[href^='{site_url}{found}']").first
    result.wait_for(timeout=5000)
    assert result.is_visible()


def test_the_next_page_comes_without_a_load_and_has_its_tools(visit: Callable[..., Any]) -> None:
    seen = visit("benchmarks/mbpp/")
    seen.page.evaluate("window.still = true")
    for link, title in (("HumanEval", "HumanEval"), ("Models", "Models"), ("Summary", "Summary")):
        seen.page.locator(".md-sidebar--primary").get_by_role("link", name=link, exact=True).click()
        seen.page.locator("h1", has_text=title).wait_for()
        table = seen.page.locator("table.es").first
        heads = table.locator("thead th").count()
        table.locator(".es-sort").last.wait_for()
        assert table.locator(".es-sort").count() == heads
        assert seen.page.locator(".es-tools").count() == seen.page.locator("table.es").count()
        table.locator("thead th").last.get_by_role("button").click()
        assert table.locator("[aria-sort]").count() == 1
    assert seen.page.evaluate("window.still")
    assert seen.said == []


def test_the_browsers_back_brings_a_page_whose_tools_work(visit: Callable[..., Any]) -> None:
    seen = visit("benchmarks/mbpp/")
    seen.page.locator(".md-sidebar--primary").get_by_role("link", name="Models", exact=True).click()
    seen.page.locator("h1", has_text="Models").wait_for()
    seen.page.go_back()
    seen.page.locator("h1", has_text="MBPP").wait_for()
    seen.page.locator("#results .es-sort").first.click()
    assert seen.page.locator("#results [aria-sort]").count() == 1
    assert seen.page.locator("#results .es-sort").count() == 3
