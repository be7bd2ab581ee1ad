"""The language switch in a real browser: the theme's scripts neither break it nor complain."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.browser
@pytest.mark.usefixtures("built_site")
def test_the_switch_stays_on_the_page_after_instant_navigation(browser_page: "Page", site_url: str) -> None:
    complaints: list[str] = []
    browser_page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.set_viewport_size({"width": 1400, "height": 900})
    browser_page.goto(site_url)
    browser_page.wait_for_load_state("networkidle")
    browser_page.evaluate("window.loaded_once = true")
    browser_page.click("nav.md-nav--primary a[href$='summary/']")
    browser_page.wait_for_url("**/summary/")
    expect(browser_page.locator("link[hreflang=zh]")).to_have_attribute("href", re.compile(r"/zh/summary/$"))
    assert browser_page.evaluate("window.loaded_once"), "the theme loaded the page whole: instant navigation is off"
    for language, address in (("zh", f"{site_url}zh/summary/"), ("en", f"{site_url}summary/")):
        browser_page.hover(".md-select")
        browser_page.click(f".md-select__link[hreflang={language}]")
        browser_page.wait_for_url(address)
        assert browser_page.get_attribute("html", "lang") == language
    assert complaints == []


@pytest.mark.browser
def test_the_switch_works_from_files_and_without_scripts(built_site: Path, chromium: "Browser") -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto((built_site / "models" / "index.html").as_uri())
    page.hover(".md-select")
    link = page.locator(".md-select__link[hreflang=zh]")
    expect(link).to_be_visible()
    link.click(force=True)  # older versions of Playwright wait for ever until a page without scripts stands still
    assert page.url == (built_site / "zh" / "models").as_uri() + "/"
    context.close()
