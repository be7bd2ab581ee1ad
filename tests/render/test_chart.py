"""The drawing of a chart: what stands where, that labels keep apart, and that names from outside stay text."""

import gc
import re
import weakref
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from evalsite.metrics import Metric
from evalsite.pages.axis import axis
from evalsite.pages.model import Chart, Guide, Literally, Message, Name, Page, Points, Section
from evalsite.render import Renderer
from evalsite.render.catalog import languages
from evalsite.render.chart.frame import NARROW, WIDE, Box, Frame, Style
from evalsite.render.chart.labels import Dots, Paper, beside, first_fitting, lettered
from evalsite.render.chart.layout import CROWD, Layout
from evalsite.render.chart.lettering import BOLD, shortened, width
from evalsite.site import plan, read

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

REPOSITORY = Path(__file__).resolve().parents[2]
TIME = Metric(name="time", label="time")
SHARE = Metric(name="pass@1", label="Pass@1", proportion=True)
EVERY_STYLE = pytest.mark.parametrize("style", [WIDE, NARROW], ids=["wide", "narrow"])
HOSTILE = (
    "<script>window.pwned=1</script>",
    '" onmouseover="window.pwned=1" x="',
    "</title></text></a></svg><h1>defaced</h1>",
    "<![CDATA[ x ]]><!-- -->",
    "{{ 7*7 }}",
    "line1\nline2",
    "gpt-\u202etxt.exe\u202c",
    "a\0b",
    "🥇 模型 ✓",
    "A" * 400,
    "模" * 400,
)

Pairs = Sequence[tuple[float, float]]


def chart(
    pairs: Pairs,
    *,
    names: Sequence[str] = (),
    front: Sequence[int] = (),
    baselines: Sequence[int] = (),
    references: Sequence[int] = (),
    guides: Sequence[Guide] = (),
    within: Pairs = (),
) -> Chart:
    """A chart of (x, y) whose axes span ``within``, or else all pairs."""
    xs, ys = ([float(pair[j]) for pair in pairs] for j in (0, 1))
    named = names or [f"model-{k}" for k in range(len(pairs))]
    time, share = Literally("time"), Literally("Pass@1")
    return Chart(
        id="trade-off",
        title=Message("chart.title", {"quality": share, "cost": time}),
        notes=(),
        description=(Message("chart.points", {"count": len(pairs)}),),
        x=axis(TIME, [x for x, _ in within or pairs], label=time, name=time),
        y=axis(SHARE, [y for _, y in within or pairs], label=share, name=share),
        points=Points(
            names=[Name(name, name, f"#m-{k}") for k, name in enumerate(named)],
            x=xs,
            y=ys,
            x_texts=[f"{x:.2f}" for x in xs],
            y_texts=[f"{y:.4f}" for y in ys],
        ),
        front=front,
        baselines=baselines,
        references=references,
        guides=guides,
        signs=[("model", Message("chart.sign.model")), ("front", Message("chart.sign.front"))],
    )


SMALL = chart(
    [(10, 0.2), (20, 0.5), (30, 0.8), (25, 0.4), (18, 0.3), (22, 1.9)],
    names=["fast", "middle", "best", "sft", "other", "original-data"],
    front=[0, 1, 2],
    baselines=[3],
    references=[5],
    guides=[Guide(label=Literally("best of four"), x=12, y=0.6)],
    within=[(10, 0.2), (30, 0.8)],
)


def body(made: Chart, language: str = "en") -> str:
    return Renderer(language).page(Page(address="benchmarks/mbpp/", title=Literally("mbpp"), blocks=[made])).body


def drawing(made: Chart, style: Style = WIDE) -> Tag:
    found = BeautifulSoup(body(made), "html5lib").select_one(f"svg.es-{style.name}")
    assert found is not None
    return found


def label_box(text: Tag, style: Style) -> Box:
    wide = width(text.get_text().replace("\u2068", "").replace("\u2069", ""), style.letters)
    anchor = text.get("text-anchor", "start")
    return lettered(float(str(text["x"])), float(str(text["y"])), anchor, wide=wide, size=style.letters).box


def labels(svg: Tag, style: Style) -> list[Box]:
    return [label_box(text, style) for text in svg.select(".es-named text, .es-guide-label")]


def centres(svg: Tag) -> list[tuple[float, float]]:
    """Where the discs stand, and the dots that are drawn as one path."""
    discs = [(float(str(disc["cx"])), float(str(disc["cy"]))) for disc in svg.select("circle:not(.es-ring)")]
    dots = [re.findall(r"M([\d.]+),([\d.]+)h0", str(path["d"])) for path in svg.select(".es-dots path")]
    return discs + [(float(x), float(y)) for found in dots for x, y in found]


@pytest.mark.parametrize("language", languages())
def test_a_small_chart(language: str, golden: Callable[[str, str], None]) -> None:
    golden(f"render/chart.{language}.html", body(SMALL, language) + "\n")


def test_each_point_leads_to_its_row_and_says_its_full_name_and_values() -> None:
    link = next(link for link in drawing(SMALL).select("a") if link["xlink:href"] == "#m-1")
    assert link.title is not None
    assert link.title.get_text() == "middle\nPass@1 0.5000\ntime 20.00"


@EVERY_STYLE
def test_what_is_special_has_a_label_and_a_shape(style: Style) -> None:
    svg = drawing(SMALL, style)
    texts = [text.get_text() for text in svg.select(".es-named text")]
    assert {"fast", "middle", "best", "sft"} <= set(texts)
    assert [text for text in texts if re.fullmatch("\u2068ori.*ata\u2069 1.9000 ↑", text)]
    assert len(svg.select("circle.es-ring")) == 3
    assert len(svg.select("path.es-baseline")) == len(svg.select("path.es-reference")) == 1
    assert [text.get_text() for text in svg.select(".es-guide-label")] == ["best of four", "best of four"]


def test_better_is_at_the_top_left() -> None:
    svg = drawing(chart([(10, 0.8), (20, 0.2)], front=[0]))
    (left, high), (right, low) = sorted(centres(svg))
    assert left < right
    assert high < low  # y grows downwards


def test_the_front_is_drawn_in_steps() -> None:
    frame = Frame.of(SMALL, WIDE)
    outline = drawing(SMALL).select_one("path.es-front")
    assert outline is not None
    x0, x1, x2 = (f"{frame.across(x):.1f}" for x in (10, 20, 30))
    y0, y1, y2 = (f"{frame.down(y):.1f}" for y in (0.2, 0.5, 0.8))
    assert outline["d"] == f"M{x0},{frame.plot.bottom:.1f}V{y0}H{x1}V{y1}H{x2}V{y2}H{frame.plot.right:.1f}"


def test_only_named_points_are_stops_of_the_keyboard() -> None:
    crowd = chart([(k, k % 7) for k in range(1, CROWD + 2)], front=[0, 3], baselines=[9])
    links = drawing(crowd).select("a")
    assert len(links) == CROWD + 1
    assert sorted(str(link["xlink:href"]) for link in links if not link.get("tabindex")) == ["#m-0", "#m-3", "#m-9"]
    assert drawing(crowd, NARROW).select_one(".es-dots path") is not None


def test_a_chart_adds_nothing_to_the_search() -> None:
    page = Page(address="benchmarks/mbpp/", title=Literally("mbpp"), blocks=[SMALL])
    assert Renderer("en").page(page).outline == "<h1>mbpp</h1>"


def test_the_drawing_is_named_and_told_by_words_on_the_page() -> None:
    soup = BeautifulSoup(body(SMALL), "html5lib")
    for svg in soup.select("svg.es-drawing"):
        told = [soup.find(id=str(svg[key])) for key in ("aria-labelledby", "aria-describedby")]
        assert [text.get_text() for text in told if text] == ["Pass@1 against time", "6 rows are drawn as points."]


def test_colours_are_left_to_the_style_sheet() -> None:
    assert not re.findall(r"style=|fill=|stroke=|#[0-9a-f]{6}\b", body(SMALL))


@pytest.fixture(scope="module")
def own_charts() -> list[Chart]:
    """The charts of this repository's own results: 33 rows each, but for one benchmark."""
    made = [page.make() for page in plan(read(REPOSITORY)).pages if page.section == "benchmarks" and not page.index]
    sections = [block for page in made for block in page.blocks if isinstance(block, Section)]
    return [block for section in sections for block in section.blocks if isinstance(block, Chart)]


@EVERY_STYLE
def test_every_baseline_and_member_of_the_front_is_named(own_charts: list[Chart], style: Style) -> None:
    assert len(own_charts) == 4
    for made in own_charts:
        layout = Layout(made, Frame.of(made, style), better="better", guides=["best"] * len(made.guides))
        assert set(layout.named) >= set(layout.special)
        assert len(layout.guide_labels) == 2


# Names from outside


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_changes_nothing_but_the_text(name: str) -> None:
    def shape(called: str) -> list[str]:
        made = chart(
            [(10, 0.2), (20, 0.5)],
            names=[called, called],
            front=[0, 1],
            guides=[Guide(label=Name(called), x=1, y=None)],
        )
        return [tag.name for tag in BeautifulSoup(body(made), "html5lib").find_all()]

    assert shape(name) == shape("harmless" * 3)


@EVERY_STYLE
def test_a_long_name_is_shortened_in_its_label_and_whole_in_its_title(style: Style) -> None:
    name = "start-" + "x" * 400 + "-end"
    svg = drawing(chart([(10, 0.2), (20, 0.5)], names=[name, "b"], front=[0, 1]), style)
    text = next(text.get_text() for text in svg.select(".es-named text") if "…" in text.get_text())
    assert text.startswith("start-")
    assert text.endswith("-end")
    assert width(text, style.letters) <= style.widest_label
    assert name in svg.select("title")[0].get_text()


@given(st.text(max_size=500), st.floats(20, 200))
def test_a_shortened_name_is_never_wider_than_asked(name: str, widest: float) -> None:
    assert width(shortened(name, 10, widest), 10) <= widest


# Laws

coordinates = st.tuples(st.floats(0.1, 1e4), st.floats(0, 1))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    pairs = draw(st.lists(coordinates, min_size=1, max_size=40))
    places = st.lists(st.integers(0, len(pairs) - 1), max_size=6, unique=True)
    guides = [Guide(label=Literally("best of four"), x=x, y=y) for x, y in draw(st.lists(coordinates, max_size=2))]
    front = sorted(draw(places), key=lambda k: pairs[k])
    return chart(
        pairs,
        front=front,
        baselines=draw(places),
        references=draw(places),
        guides=guides,
        within=[*pairs, *((line.x, line.y) for line in guides if line.x and line.y is not None)],
    )


@EVERY_STYLE
@given(made=charts())
def test_labels_keep_apart_and_on_the_paper(made: Chart, style: Style) -> None:
    boxes = labels(drawing(made, style), style)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert all(box.within(Box(0, 0, style.width, style.height)) for box in boxes)


@EVERY_STYLE
@given(made=charts())
def test_every_point_is_drawn_within_the_plot(made: Chart, style: Style) -> None:
    svg, plot = drawing(made, style), Frame.of(made, style).plot
    shapes = svg.select("path.es-baseline, path.es-reference")
    assert len(centres(svg)) + len(shapes) == len(made.points.x)
    assert all(plot.left <= x <= plot.right and plot.top <= y <= plot.bottom for x, y in centres(svg))


@given(made=charts())
def test_the_same_chart_gives_the_same_bytes(made: Chart) -> None:
    assert body(made) == body(made)


def test_a_layout_does_not_wait_for_the_collector_of_garbage() -> None:
    """Those of a hundred pages would: 60 MB."""
    layout = Layout(SMALL, Frame.of(SMALL, WIDE), better="better", guides=["best"])
    gone = weakref.ref(layout)
    gc.disable()
    try:
        del layout
        assert gone() is None
    finally:
        gc.enable()


def test_a_label_takes_the_first_free_side() -> None:
    area = Box(0, 0, 100, 100)
    paper = Paper(area=area, dots=Dots([], [], 2))
    places = [beside(50, 50, side, wide=30, size=10, gap=8) for side in ("right", "left", "above")]
    assert first_fitting(paper, places) == places[0]
    assert first_fitting(paper, places) == places[1]
    paper = Paper(area=area, dots=Dots([500], [360], 2), solid=paper.solid)
    assert first_fitting(paper, places) is None
    assert first_fitting(paper, places, anyhow=True) == places[2]
    assert first_fitting(paper, places, anyhow=True) is None


@pytest.mark.browser
@pytest.mark.parametrize(("weight", "wider"), [(400, 1), (600, BOLD)])
def test_letters_are_no_wider_than_was_estimated(browser_page: "BrowserPage", weight: int, wider: float) -> None:
    words = [
        "sft-25-original-data-1b",
        "MMMM-WWWW",
        "illicit",
        "0.5qra-0.5qfs",
        "四个模型的最优值",
        "Llama-3.1-70B-Instruct",
    ]
    browser_page.set_content(f'<svg id="s" style="font:{weight} 13px Helvetica, Arial, sans-serif"></svg>')
    measured = browser_page.evaluate(
        """words => words.map(word => {
            const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
            text.textContent = word;
            document.getElementById("s").append(text);
            return text.getComputedTextLength();
        })""",
        words,
    )
    assert [word for word, wide in zip(words, measured, strict=True) if wide > width(word, wider * 13)] == []


def with_ends(made: Chart, ends: Sequence[tuple[float, float] | None]) -> Chart:
    return replace(made, points=replace(made.points, y_ends=ends))


def bars(made: Chart) -> list[str]:
    return [str(path["d"]) for path in drawing(made).select("path.es-bars")]


def test_an_interval_is_a_bar_through_its_point() -> None:
    made = with_ends(SMALL, [(0.1, 0.3), None, (0.7, 0.9), None, None, None])
    frame = Frame.of(made, WIDE)
    first = f"M{frame.across(10):.1f},{frame.down(0.1):.1f}V{frame.down(0.3):.1f}"
    third = f"M{frame.across(30):.1f},{frame.down(0.7):.1f}V{frame.down(0.9):.1f}"
    assert bars(made) == [first + third]


def test_a_bar_of_cost_lies_across_and_ends_at_the_edge_of_the_plot() -> None:
    made = replace(SMALL, points=replace(SMALL.points, x_ends=[(5, 1e9), *[None] * 5]))
    frame = Frame.of(made, WIDE)
    assert bars(made) == [f"M{frame.plot.left:.1f},{frame.down(0.2):.1f}H{frame.plot.right:.1f}"]


def test_without_intervals_there_are_no_bars() -> None:
    assert bars(SMALL) == []


def test_of_many_points_only_the_named_and_the_special_have_bars() -> None:
    made = chart([(k, k / 100) for k in range(1, 101)], front=[0, 99], baselines=[50])
    made = with_ends(made, [(k / 100, (k + 1) / 100) for k in range(1, 101)])
    [path] = bars(made)
    assert path.count("M") == len(drawing(made).select(".es-named > a")) < 100
