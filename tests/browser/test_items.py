"""The script of long lists of items: what it loads is what the page would have had, had there been room."""

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from playwright.sync_api import expect

from evalsite.pages import item_pages
from evalsite.render import Renderer
from evalsite.site import plan, read

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser

SCRIPT = (resources.files("evalsite.render") / "assets" / "items.js").read_text(encoding="utf-8")
SITE, PAGE = "http://site.test/", "benchmarks/sums/items/"
SETTINGS = """
baselines:
  plain: {model: ant}
samples:
  sources:
    - {files: samples.jsonl, columns: {model: model, item: task, passed: ok}, benchmark: sums}
logs: {sums: "https://logs.example/{model}?item={item}"}
"""
ITEMS = {  # how many of three samples of ant, bee and cat are right; "-" where there is none
    "<img src=x onerror=alert(1)>": "031",
    "it's (not) a*b!": "030",
    "a&b=c#d/e?f%20": "300",
    "..": "021",
    "bidi \u202e reversed": "012",
    "模型 🥇": "-33",
    "long" * 150: "123",
    "{item}": "000",
    "$& $1": "300",
    "plain": "333",
}


@pytest.fixture
def root(tmp_path: "Path") -> "Path":
    rows = [
        {"model": model, "task": task, "ok": sample < int(right)}
        for task, outcomes in ITEMS.items()
        for model, right in zip(("ant", "bee", "cat"), outcomes, strict=True)
        if right != "-"
        for sample in range(3)
    ]
    (tmp_path / "evalsite.yml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path


def built(root: "Path") -> dict[str, str]:
    """The page of items and its file, by address."""
    site = plan(read(root))
    [page] = [page for page in site.pages if page.address == PAGE]
    body = Renderer("en").page(page.make()).body
    shown = f'<!doctype html><meta charset="utf-8"><body>{body}<script>{SCRIPT}</script>'
    return {PAGE: shown, **{file.address: file.make().decode() for file in site.files}}


def lists(document: str) -> dict[str, list[tuple[str, list[str | None], list[str | None]]]]:
    """Each list: the words, the links and the titles of its rows."""
    tree = html.document_fromstring(document)
    return {
        each.get("id"): [
            (
                row.text_content(),
                [a.get("href") for a in row.iter("a")],
                [name.get("title") for name in row.iter("bdi")],
            )
            for row in each.iter("li")
        ]
        for each in tree.iter("details")
    }


@pytest.fixture
def shown(chromium: "Browser", root: "Path", monkeypatch: pytest.MonkeyPatch) -> Any:
    """``shown(broken=False)``: the page with room for one item a list, after every button was pressed."""

    def show(*, broken: bool = False) -> str:
        monkeypatch.setattr(item_pages, "MOST_ROWS", 1)
        files = built(root)

        def answer(route: "Route") -> None:
            path = route.request.url.removeprefix(SITE)
            lost = path not in files or (broken and path.endswith(".json"))
            kind = "application/json" if path.endswith(".json") else "text/html"
            route.fulfill(status=404 if lost else 200, body="" if lost else files[path], content_type=kind)

        with chromium.new_context() as context:
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.route("**/*", answer)
            page.goto(SITE + PAGE)
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            while page.locator(".es-show:enabled").count():
                page.locator(".es-show:enabled").first.click()
            expect(page.locator(".es-show")).to_have_count(0)
            return page.content()

    return show


def test_what_the_script_loads_is_what_the_page_would_have(root: "Path", shown: Any) -> None:
    whole = lists(built(root)[PAGE])
    assert len(whole["gained-plain-m-bee"]) == 5
    assert lists(shown()) == whole


def test_a_file_that_cannot_be_loaded_is_told_and_stays_linked(shown: Any) -> None:
    page = html.document_fromstring(shown(broken=True))
    more = page.xpath("//*[@class='es-more']")
    assert more
    assert all("could not be loaded" in each.text_content() and each.find("a") is not None for each in more)
