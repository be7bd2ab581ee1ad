"""Tables are no wider, and their rows no taller, than what stands in them needs."""

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from evalsite.pages.model import Literally, Message, Name, NumberColumn, Page, RowHead, Table, TextColumn
from evalsite.render import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

pytestmark = pytest.mark.browser

STYLE = (resources.files("evalsite.render") / "assets" / "evalsite.css").read_text(encoding="utf-8")
LINE = 25
"""The most pixels that a line of a cell takes."""


def show(reader: Any, width: int, *columns: NumberColumn | TextColumn) -> "BrowserPage":
    """A table of two rows on a page of that width, in the size of letters that the theme has."""
    rows = [RowHead(name=Name("arc_challenge")), RowHead(name=Name("hellaswag"))]
    table = Table(id="results", caption=Literally("Results"), head=Literally("Benchmark"), rows=rows, columns=columns)
    body = Renderer("en").page(Page(address="x/", title=Message("section.results"), blocks=(table,))).body
    reader.page.set_viewport_size({"width": 1280, "height": 800})
    reader.page.goto("about:blank")
    reader.page.set_content(
        f'<!doctype html><html lang="en"><title>x</title><style>html{{font-size:20px}}{STYLE}</style>'
        f'<div class="md-typeset" style="width:{width}px;font-size:16px">{body}</div>'
    )
    page: BrowserPage = reader.page
    return page


def columns(count: int) -> list[NumberColumn]:
    return [
        NumberColumn(
            key=f"m{number}",
            label=Literally("acc_norm"),
            values=[0.5733, 0.1],
            texts=["0.5733", "0.1000"],
            marks=["2", None],
            intervals=["[0.5248, 0.6218]", "[0.0512, 0.1488]"],
        )
        for number in range(count)
    ]


def measured(page: "BrowserPage") -> tuple[int, int]:
    """By how many pixels the table is too wide, and how tall its first row is."""
    box = page.locator(".es-table")
    return (
        box.evaluate("box => box.scrollWidth - box.clientWidth"),
        box.evaluate("box => Math.round(box.querySelector('tbody tr').getBoundingClientRect().height)"),
    )


def test_intervals_stand_beside_their_values_where_there_is_room(reader: Any) -> None:
    beyond, height = measured(show(reader, 900, *columns(2)))
    assert beyond == 0
    assert height < 2 * LINE


def test_intervals_stand_below_their_values_before_a_table_is_cut(reader: Any) -> None:
    beyond, height = measured(show(reader, 900, *columns(5)))
    assert beyond == 0
    assert LINE < height < 3 * LINE


def test_places_in_files_take_a_few_lines(reader: Any) -> None:
    place = "#/results/leaderboard_mmlu_pro_college_biology/acc_norm,none"
    texts = [Literally(place, code=True)] * 2
    _, height = measured(show(reader, 900, *columns(4), TextColumn(key="place", label=Literally("Place"), texts=texts)))
    assert height < 5 * LINE
