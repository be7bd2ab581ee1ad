"""The tools of tables, by keyboard alone, on a table with everything that can stand in one."""

import sys
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from evalsite.pages.model import (
    CodeColumn,
    Link,
    Literally,
    Message,
    Name,
    NameList,
    NumberColumn,
    Page,
    Paragraph,
    RowHead,
    Table,
    TextColumn,
)
from evalsite.render import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

pytestmark = pytest.mark.browser

ASSETS = resources.files("evalsite.render") / "assets"
SCRIPT = (ASSETS / "evalsite.js").read_text(encoding="utf-8")
STYLE = (ASSETS / "evalsite.css").read_text(encoding="utf-8")

#            name       score   time     outcome       beats  note
ROWS = [
    ("m-10", 0.5, 12.0, "mixed", 2, "second"),
    ("m-9", 0.25, 100.0, "beats", 10, "First"),
    ("m-1", None, 9.0, None, 0, None),
    ("m-2", 0.75, None, "loses", 3, "third"),
    ("Ω", -1.0, 1e-9, "not-comparable", None, "zeroth"),
    ("m-3", 0.75, 11.0, "on-par", 1, "1e9"),
    ("m-30", 10.0, 10.5, "beats", 4, "tenth"),
    ("m-4", 9.0, 2.0, "not-compared", 5, "ninth"),
    ("ant-<b>", 0.3, 3.0, "loses", 6, "ﬁve"),
]
DEFAULT = [row[0] for row in ROWS]


def table(rows: list[tuple[Any, ...]]) -> Table:
    names, scores, times, outcomes, beats, notes = zip(*rows, strict=True)
    return Table(
        id="results",
        caption=Message("section.results"),
        head=Message("table.model"),
        rows=[RowHead(name=Name(name, f"full {name}", "#row"), id=f"r-{k}") for k, name in enumerate(names)],
        columns=[
            NumberColumn(
                key="score",
                label=Literally("Score"),
                direction="higher",
                values=scores,
                texts=["" if value is None else f"{value:.0f} of nothing" for value in scores],
            ),
            NumberColumn(
                key="time",
                label=Literally("Time"),
                direction="lower",
                values=times,
                texts=["" if value is None else "soon" for value in times],
            ),
            CodeColumn(key="outcome", label=Link(Name("MBPP"), "x/"), family="outcome", codes=outcomes),
            TextColumn(
                key="beats",
                label=Literally("Beats"),
                number=True,
                texts=[None if n is None else Message("count.of", {"part": n, "total": 10}) for n in beats],
            ),
            TextColumn(key="note", label=Literally("Note"), texts=[note and Literally(note) for note in notes]),
        ],
    )


def document(*blocks: Any, language: str = "en") -> str:
    body = Renderer(language).page(Page(address="x/", title=Message("section.results"), blocks=blocks)).body
    return (
        f'<!doctype html><html lang="{language}"><title>x</title><style>{STYLE}</style>'
        f'<div class="md-typeset">{body}<a id="leads" href="#r-2">m-1</a></div><script>{SCRIPT}</script>'
    )


@pytest.fixture(scope="module")
def shown(reader: Any) -> Callable[..., "BrowserPage"]:
    """A page of its own making, at no address."""

    def show(*blocks: Any, language: str = "en") -> "BrowserPage":
        reader.said.clear()
        reader.page.goto("about:blank")
        reader.page.set_content(document(*blocks or (table(ROWS),), language=language))
        assert reader.said == []
        page: BrowserPage = reader.page
        return page

    return show


def names(page: "BrowserPage") -> list[str]:
    return page.locator("#results tbody tr:visible th bdi").all_inner_texts()


def press(page: "BrowserPage", column: str, times: int = 1) -> list[str]:
    """The rows after the column's button was pressed, by keyboard, so many times."""
    page.locator(f"#results th[data-key={column}] button").focus()
    for _ in range(times):
        page.keyboard.press("Enter")
    return names(page)


def told(page: "BrowserPage") -> str:
    return page.locator("[role=status]").inner_text()


@pytest.mark.parametrize(
    ("column", "first", "then"),
    [
        (
            "score",  # the best first: higher is better
            ["m-30", "m-4", "m-2", "m-3", "m-10", "ant-<b>", "m-9", "Ω", "m-1"],
            ["Ω", "m-9", "ant-<b>", "m-10", "m-2", "m-3", "m-4", "m-30", "m-1"],
        ),
        (
            "time",  # lower is better
            ["Ω", "m-4", "ant-<b>", "m-1", "m-30", "m-3", "m-10", "m-9", "m-2"],
            ["m-9", "m-10", "m-3", "m-30", "m-1", "ant-<b>", "m-4", "Ω", "m-2"],
        ),
        (
            "outcome",  # by what came out, not by its words; what was not compared is missing
            ["m-9", "m-30", "m-3", "m-10", "m-2", "ant-<b>", "m-1", "Ω", "m-4"],
            ["m-2", "ant-<b>", "m-10", "m-3", "m-9", "m-30", "m-1", "Ω", "m-4"],
        ),
        (
            "beats",  # ten is more than six
            ["m-9", "ant-<b>", "m-4", "m-30", "m-2", "m-10", "m-3", "m-1", "Ω"],
            ["m-1", "m-3", "m-10", "m-2", "m-30", "m-4", "ant-<b>", "m-9", "Ω"],
        ),
        (
            "note",  # by the letters of the language, whatever their case
            ["m-3", "m-9", "ant-<b>", "m-4", "m-10", "m-30", "m-2", "Ω", "m-1"],
            ["Ω", "m-2", "m-30", "m-10", "m-4", "ant-<b>", "m-9", "m-3", "m-1"],
        ),
    ],
)
def test_a_column_sorts_both_ways_and_back(
    column: str, first: list[str], then: list[str], shown: Callable[..., "BrowserPage"]
) -> None:
    page = shown()
    assert press(page, column) == first
    assert press(page, column) == then
    assert press(page, column) == DEFAULT


def test_names_sort_with_their_numbers(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    page.get_by_role("button", name="Model").press("Space")
    assert names(page) == ["ant-<b>", "m-1", "m-2", "m-3", "m-4", "m-9", "m-10", "m-30", "Ω"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Sorted by Score, descending.", "Sorted by Score, ascending.", "The rows are in their default order."]),
        ("zh", ["已按Score降序排列。", "已按Score升序排列。", "已恢复默认顺序。"]),
    ],
)
def test_sorting_is_announced_and_marked(language: str, said: list[str], shown: Callable[..., "BrowserPage"]) -> None:
    page = shown(language=language)
    head = page.locator("#results th[data-key=score]")
    for words, state in zip(said, ["descending", "ascending", None], strict=True):
        press(page, "score")
        assert (told(page), head.get_attribute("aria-sort")) == (words, state)
        assert page.locator("[aria-sort]").count() == (state is not None)


def test_one_column_at_a_time(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    press(page, "score")
    press(page, "time")
    assert page.locator("[aria-sort]").evaluate_all("all => all.map(th => th.dataset.key)") == ["time"]


def test_a_title_that_is_a_link_stays_one(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    head = page.locator("#results th[data-key=outcome]")
    assert head.get_by_role("link", name="MBPP").get_attribute("href") == "../x/"
    assert head.get_by_role("button", name="Sort by MBPP").count() == 1
    assert page.locator("button a, a button").count() == 0


def test_the_filter_shows_rows_with_every_word(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    page.get_by_role("searchbox", name="Filter rows").focus()
    page.keyboard.type("M-3")
    assert names(page) == ["m-3", "m-30"]
    assert told(page) == page.locator(".es-shown").inner_text() == "Rows shown: 2 of 9"
    page.keyboard.type(" beats")
    assert names(page) == ["m-30"]
    press(page, "score")
    assert names(page) == ["m-30"]
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Escape")
    assert names(page) == ["m-30", "m-4", "m-2", "m-3", "m-10", "ant-<b>", "m-9", "Ω", "m-1"]
    assert page.locator(".es-shown").inner_text() == ""


@pytest.mark.parametrize(
    ("typed", "found"), [("full ant", ["ant-<b>"]), ("FIVE", ["ant-<b>"]), ("soon", []), ("<b>", ["ant-<b>"])]
)
def test_rows_are_found_by_names_and_words_not_by_numbers(
    typed: str, found: list[str], shown: Callable[..., "BrowserPage"]
) -> None:
    page = shown()
    page.get_by_role("searchbox").fill(typed)
    assert names(page) == found


def test_complete_rows_only(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    page.get_by_role("switch", name="Complete rows only").press("Space")
    assert names(page) == ["m-10", "m-9", "m-3", "m-30", "m-4", "ant-<b>"]
    assert told(page) == "Rows shown: 6 of 9"


def test_intervals_are_shown_until_they_are_switched_off(shown: Callable[..., "BrowserPage"]) -> None:
    values = NumberColumn(
        key="score",
        label=Literally("Score"),
        values=[0.5, 0.25],
        texts=["0.50", "0.25"],
        intervals=["[0.40, 0.60]", ""],
    )
    rows = [RowHead(name=Name(name)) for name in ("a", "b")]
    page = shown(replace(table(ROWS), rows=rows, columns=[values]))
    interval = page.get_by_text("[0.40, 0.60]")
    switch = page.get_by_role("switch", name="Show intervals")
    assert interval.is_visible()
    switch.press("Space")
    assert not interval.is_visible()
    switch.press("Space")
    assert interval.is_visible()


def test_few_and_complete_rows_need_no_filter(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown(table([ROWS[0], ROWS[1]]))
    assert page.locator(".es-tools input").count() == 0
    assert press(page, "beats") == ["m-9", "m-10"]


@pytest.mark.parametrize("rows", [ROWS[:1], []], ids=["one row", "no row"])
def test_a_table_without_an_order_has_no_tools(rows: list[Any], shown: Callable[..., "BrowserPage"]) -> None:
    empty = Table(id="results", caption=Message("section.results"), head=Message("table.model"), rows=[], columns=[])
    page = shown(table(rows) if rows else empty)
    assert page.locator(".es-tools, .es-sort").count() == 0


def test_a_page_without_tables_is_left_alone(shown: Callable[..., "BrowserPage"]) -> None:
    assert shown(Paragraph(sentences=(Message("finding.untested"),))).locator("button").count() == 0


def test_a_link_finds_its_row_though_it_is_filtered(shown: Callable[..., "BrowserPage"]) -> None:
    page = shown()
    page.get_by_role("searchbox").fill("ant")
    assert names(page) == ["ant-<b>"]
    page.locator("#leads").press("Enter")
    assert names(page) == DEFAULT
    assert page.get_by_role("searchbox").input_value() == ""


def test_an_address_finds_its_row_though_it_is_filtered(visit: Callable[..., Any]) -> None:
    page = visit("benchmarks/mbpp/").page
    page.locator(".es-tools [type=search]").first.fill("qfs")
    assert page.locator("#m-original-data").is_hidden()
    page.evaluate("location.hash = '#m-original-data'")
    page.locator("#m-original-data").wait_for()
    assert page.locator("#m-original-data").is_visible()


def many(count: int) -> list[tuple[Any, ...]]:
    """Rows whose order is another one in each column."""
    return [
        (f"model-{k * 7919 % count}", k * 31 % 997 / 997, k * 17 % 911 + 1.5, "beats", k % 11, f"note {k}")
        for k in range(count)
    ]


BEST_FIRST = [name for name, *_ in sorted(many(250), key=lambda row: -row[1])]
FASTEST_FIRST = [name for name, *_ in sorted(many(250), key=lambda row: row[2])]


@pytest.fixture
def unpainted(shown: Callable[..., "BrowserPage"]) -> "BrowserPage":
    """A page with 250 rows, on which what waits for the browser to paint waits for ``paint``."""
    page = shown(table(many(250)))
    page.evaluate("() => { window.waiting = []; window.requestAnimationFrame = each => waiting.push(each); }")
    return page


# Gives how many things wait for the next time.
PAINT_ONCE = """async () => {
    waiting.splice(0).forEach(each => each());
    return new Promise(done => setTimeout(() => done(waiting.length)));
}"""


def paint(page: "BrowserPage") -> None:
    """Let the browser paint until nothing waits for it."""
    while page.evaluate(PAINT_ONCE):
        pass


def seen(page: "BrowserPage") -> list[str]:
    return page.locator(".es-cover tbody th bdi").all_inner_texts()


PLACES = """rows => rows.slice(0, 20).map(row => [...row.cells].map(cell => {
    const { x, y, width, height } = cell.getBoundingClientRect();
    return [x, y, width, height];
}))"""

BOTTOM = "element => element.getBoundingClientRect().bottom"


def test_of_many_rows_the_first_are_seen_before_any_moves(unpainted: "BrowserPage") -> None:
    default = names(unpainted)
    assert press(unpainted, "score") == default
    cover = unpainted.locator(".es-cover")
    assert seen(unpainted) == BEST_FIRST[: cover.locator("tr").count()]
    box = unpainted.locator(".es-long")
    assert cover.evaluate(BOTTOM) >= box.evaluate(BOTTOM)
    assert cover.get_attribute("aria-hidden") == "true"
    assert cover.locator("[id]").count() == 0
    places = cover.locator("tbody tr").evaluate_all(PLACES)
    paint(unpainted)
    assert cover.count() == 0
    assert names(unpainted) == BEST_FIRST
    assert unpainted.locator("#results tbody tr").evaluate_all(PLACES) == places


def test_what_was_asked_for_last_is_seen(unpainted: "BrowserPage") -> None:
    press(unpainted, "score")
    press(unpainted, "time")
    assert seen(unpainted)[:20] == FASTEST_FIRST[:20]
    unpainted.get_by_role("searchbox").fill("model-24")
    assert seen(unpainted) == []
    found = [name for name in FASTEST_FIRST if "model-24" in name]
    assert names(unpainted) == found
    paint(unpainted)
    assert names(unpainted) == found


@pytest.mark.parametrize("paints", [0, 1])
def test_a_link_finds_its_row_though_it_is_not_in_its_place(unpainted: "BrowserPage", paints: int) -> None:
    press(unpainted, "score")
    for _ in range(paints):
        unpainted.evaluate(PAINT_ONCE)
    assert BEST_FIRST.index("model-88") > 100  # which is row 2
    assert len(names(unpainted)) == (250, 100)[paints]
    unpainted.locator("#leads").press("Enter")
    assert names(unpainted) == BEST_FIRST
    assert unpainted.locator(".es-cover").count() == 0
    expect(unpainted.locator("#r-2")).to_be_in_viewport()
    paint(unpainted)
    assert names(unpainted) == BEST_FIRST


@pytest.fixture
def long(shown: Callable[..., "BrowserPage"]) -> "BrowserPage":
    """A page of boxes that scroll: three lists of 400 names and a table of 250 rows."""
    members = [Name(f"n-{n}") for n in range(400)]
    lists = (
        NameList(id=f"vs-{k}", title=Literally("List"), code="beats", family="outcome", names=members) for k in range(3)
    )
    return shown(*lists, table(many(250)))


SCROLLED = "document.documentElement.scrollHeight"


def test_a_page_of_long_boxes_stays_as_high_as_it_is(long: "BrowserPage") -> None:
    high = long.evaluate(SCROLLED)
    for box in long.locator(".es-long").all():
        box.scroll_into_view_if_needed()
        expect(box).to_be_in_viewport()
        assert box.evaluate("box => box.scrollHeight > box.clientHeight")
        assert long.evaluate(SCROLLED) == high


def test_an_address_leads_into_a_long_box_out_of_sight(long: "BrowserPage") -> None:
    long.evaluate("location.hash = '#r-200'")
    expect(long.locator("#r-200")).to_be_in_viewport()


def test_long_boxes_are_printed_whole(long: "BrowserPage") -> None:
    long.emulate_media(media="print")
    hidden = long.locator(".es-long").evaluate_all("boxes => boxes.map(box => box.scrollHeight - box.clientHeight)")
    sizes = long.locator(".es-long :is(li, tbody tr)").evaluate_all("all => all.map(each => each.offsetHeight)")
    long.emulate_media(media="null")
    assert hidden == [0, 0, 0, 0]
    assert len(sizes) == 3 * 400 + 250
    assert min(sizes) > 0


@pytest.mark.slow
def test_time_to_sort_5000_rows(shown: Callable[..., "BrowserPage"], capsys: pytest.CaptureFixture[str]) -> None:
    """Says what it measures, since time is no law."""
    page = shown(table(many(5000)))
    found = "".join(f"\n  {name:8}{_times(page, place)}" for place, name in ((1, "name"), (2, "score")))
    with capsys.disabled():
        sys.stdout.write(f"\nsorting 5,000 rows{found}\n")
    expect(page.locator("#results tbody tr")).to_have_count(5000)
    assert sorted(page.locator("#results tbody th bdi").all_inner_texts()) == sorted(row[0] for row in many(5000))


def _times(page: "BrowserPage", place: int) -> str:
    """Medians of three: from the key to the end of the script, to what the reader sees, and to the last row's place.

    What is seen is what the browser reports as the time from a key to its next paint, to 8 milliseconds.
    """
    rounds = []
    for _ in range(3):
        page.locator(f"#results thead th:nth-child({place}) button").focus()
        page.evaluate(WATCH)
        page.keyboard.press("Enter")
        rounds.append(page.evaluate("() => window.watched()"))
    parts = {part: sorted(each[part] for each in rounds)[1] for part in rounds[0]}
    return "".join(f"{part} {ms:4.0f} ms  " for part, ms in parts.items())


# A round begins when the page has come to rest, and ends when it has come to rest again.
WATCH = """async () => {
    const rest = () => new Promise(done => {
        let timer;
        const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 700); });
        const end = () => { watch.disconnect(); done(performance.now() - 700); };
        watch.observe(document.querySelector("#results"), {childList: true, subtree: true});
        timer = setTimeout(end, 700);
    });
    await rest();
    const events = [];
    new PerformanceObserver(list => events.push(...list.getEntries())).observe({type: "event", durationThreshold: 16});
    window.watched = async () => {
        const whole = await rest();
        const {startTime, processingEnd, duration} = events.find(({name}) => name === "click");
        return {script: processingEnd - startTime, seen: duration, whole: whole - startTime};
    };
}"""
