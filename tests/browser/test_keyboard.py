"""A walk through a benchmark's page with the tab key: each stop has a name, can be seen, and looks focused."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STEP = """async () => {
    const looks = element => [element, element.nextElementSibling, element.parentElement].filter(Boolean).map(near => {
        const s = getComputedStyle(near);
        return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.color, s.width].join();
    }).join("|");
    const name = element => {
        const copy = element.cloneNode(true);
        for (const image of copy.querySelectorAll("[role=img]")) image.textContent = image.getAttribute("aria-label");
        const by = document.getElementById(element.getAttribute("aria-labelledby"));
        return (element.getAttribute("aria-label") || (by ?? copy).textContent.trim() || element.title)
            .replace(/\\s+/g, " ");
    };
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);  // the theme opens its search
    const last = window.lastStop;
    const unseen = last && last.looks === looks(last.element) ? last.name : null;
    const element = document.activeElement, box = element.getBoundingClientRect();
    window.lastStop = {element, name: name(element), looks: looks(element)};
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const covered = element.closest(".md-content") && box.height < innerHeight && !element.contains(top);
    return {name: window.lastStop.name, covered: Boolean(covered), unseen,
        outside: box.bottom < 0 || box.top > innerHeight};
}"""


def test_a_walk_by_keyboard_names_each_stop(visit: Callable[..., Any]) -> None:
    page = visit("benchmarks/mbpp/").page
    stops = []
    while not stops or stops[-1]["name"] != "startcode1b-original-data-dpo-pvf-qsl":
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STEP))
        assert len(stops) < 90, "the table's rows are reached"
    names = [stop["name"] for stop in stops]
    assert "" not in names
    assert names[:4] == [
        "Skip to content",
        "Code models on MBPP and HumanEval",
        "Light or dark as the system is",
        "Select language",
    ]
    assert names[-7:] == [
        "Filter rows",
        "Results on MBPP",
        "Model",
        "avg_time lower is better",
        "Pass@1 higher is better",
        "startcode1b-original-data-dpo-pvf-qra",
        "startcode1b-original-data-dpo-pvf-qsl",
    ]
    assert [stop["unseen"] for stop in stops if stop["unseen"]] == []
    assert [stop["name"] for stop in stops if stop["covered"] or stop["outside"]] == []


def test_the_table_scrolls_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("benchmarks/mbpp/").page
    box = page.get_by_role("region", name="Results on MBPP")
    box.focus()
    last = box.locator("tbody tr").last
    expect(last).not_to_be_in_viewport()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
