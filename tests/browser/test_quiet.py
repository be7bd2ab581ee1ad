"""A visit says nothing in the console and asks no other host; the policy stops what is not the site's own."""

from collections.abc import Callable
from typing import Any

import pytest
from browser.kinds import EVERY_KIND

pytestmark = pytest.mark.browser

INJECTED = """() => new Promise(done => {
    document.addEventListener("securitypolicyviolation", event => done([event.effectiveDirective, window.ran]));
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    setTimeout(() => done(["nothing was stopped", window.ran]), 2000);
})"""
HANDLER = """() => new Promise(done => {
    document.addEventListener("securitypolicyviolation", event => done([event.effectiveDirective, window.ran]));
    document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = true">');
    setTimeout(() => done(["nothing was stopped", window.ran]), 2000);
})"""
ELSEWHERE = """() => new Promise(done => {
    document.addEventListener("securitypolicyviolation", event => done(event.effectiveDirective));
    fetch("https://elsewhere.invalid/").catch(() => setTimeout(() => done("nothing was stopped"), 100));
})"""


@EVERY_KIND
def test_a_visit_is_quiet(address: str, visit: Callable[..., Any], site_url: str) -> None:
    seen = visit(address)
    seen.page.wait_for_load_state("networkidle")
    assert seen.said == []
    assert seen.requested[0] == site_url + address
    assert [url for url in seen.requested if not url.startswith((site_url, "data:"))] == []


@pytest.mark.parametrize(
    ("attempt", "stopped"),
    [(INJECTED, ["script-src-elem", None]), (HANDLER, ["script-src-attr", None]), (ELSEWHERE, "connect-src")],
    ids=["a script in the page", "a handler in an attribute", "another host"],
)
def test_the_policy_stops(attempt: str, stopped: object, visit: Callable[..., Any]) -> None:
    assert visit("models/").page.evaluate(attempt) == stopped
