"""Small screens, paper, and readers who hear a page or walk it by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.kinds import EVERY_KIND

pytestmark = pytest.mark.browser

# The theme wraps each button that copies code in a landmark, and names none of them.
BESIDES_THE_THEME = {"exclude": [[".md-code__nav"]]}
WIDER_THAN_THE_SCREEN = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
        && !e.closest(".es-table, .highlight, .md-typeset__scrollwrap, .md-sidebar, .md-search"))
        .map(e => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`).slice(0, 9)"""
SEEN = """() => [...document.querySelectorAll(".md-header, .md-tabs, .md-sidebar, .md-footer, .md-top, .headerlink,"
    + " .es-tools input, .md-search")].filter(e => e.checkVisibility()).map(e => e.className)"""
CUT = """() => [...document.querySelectorAll(".es-table")]
    .filter(box => getComputedStyle(box).overflow !== "visible" || box.scrollHeight > box.clientHeight + 1
        || box.scrollWidth > document.querySelector(".md-content").clientWidth + 1)
    .map(box => `${box.querySelector("table").id}: ${box.scrollWidth} of ${box.clientWidth}`)"""
# Where a gradient is behind words, axe does not tell their contrast.
WITHOUT_SHADES = """document.querySelectorAll(".es-table").forEach(box => { box.style.background = "none"; })"""
FAINT = """() => [...document.querySelectorAll(".es a")].filter(link => {
    const [red, green, blue] = getComputedStyle(link).color.match(/[\\d.]+/g).map(Number);
    return red + green + blue > 3 * 128;
}).map(link => link.textContent)"""


@EVERY_KIND
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(address: str, scheme: str, visit: Callable[..., Any]) -> None:
    page = visit(address, color_scheme=scheme).page
    assert page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
    page.evaluate(WITHOUT_SHADES)
    found = Axe().run(page, context=BESIDES_THE_THEME)
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20


@EVERY_KIND
def test_nothing_scrolls_sideways_on_a_small_screen(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address, width=320).page
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320


@EVERY_KIND
def test_paper_shows_the_report_whole_and_nothing_else(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address, width=A4, media="print", color_scheme="dark").page
    assert page.locator("h1").is_visible()
    assert page.evaluate(SEEN) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(FAINT) == []


A4 = 605  # CSS pixels between margins of 25 mm, which the theme sets
