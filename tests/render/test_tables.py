"""Tables: what a cell says to people, to scripts and to those who do not see it."""

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from evalsite.errors import BuildError
from evalsite.pages.model import (
    NOT_COMPARED,
    CodeColumn,
    Column,
    CountColumn,
    Literally,
    Message,
    Name,
    NumberColumn,
    RowHead,
    Shared,
    Table,
    TextColumn,
)
from evalsite.render.catalog import Catalog
from evalsite.render.links import Links
from evalsite.render.shared import Prints
from evalsite.render.tables import LONG, TableWriter
from evalsite.verdicts import Category, Outcome, Verdict

ASSETS = files("evalsite.render") / "assets"
SFT = RowHead(name=Name("sft", "", "models/sft/"), id="m-sft")


def table(*columns: Column, rows: tuple[RowHead, ...] = (SFT,), language: str = "en") -> Tag:
    model = Table(
        id="results", caption=Message("section.results"), head=Message("table.model"), rows=rows, columns=columns
    )
    written = "".join(TableWriter(Catalog(language), Links("benchmarks/mbpp/"), Prints())(model))
    soup = BeautifulSoup(written, "html5lib")
    assert soup.body is not None
    return soup.body


def numbers(value: float | None, text: str, **more: Any) -> NumberColumn:
    return NumberColumn(key="pass@1", label=Literally("Pass@1"), values=[value], texts=[text], **more)


def cell(column: Column, language: str = "en") -> Tag:
    found = table(column, language=language).select_one("td")
    assert found is not None
    return found


def part(element: Tag, selector: str) -> Tag:
    found = element.select_one(selector)
    assert found is not None
    return found


def test_a_number_has_its_exact_value_beside_the_text_that_is_shown() -> None:
    shown = cell(numbers(0.17130000000000001, "0.1713"))
    assert (shown["data-value"], part(shown, ".n").get_text()) == ("0.1713", "0.1713")


@pytest.mark.parametrize("value", [0.1 + 0.2, 2400984.9076, -1e-300, 3])
def test_the_exact_value_can_be_read_back(value: float) -> None:
    assert float(str(cell(numbers(value, "x"))["data-value"])) == value


def test_a_missing_value_has_no_value_and_says_so() -> None:
    shown = cell(numbers(None, ""))
    assert "data-value" not in shown.attrs
    assert part(shown, "[aria-hidden=true]").get_text() == "—"
    assert part(shown, ".es-hidden").get_text() == "no result"


@pytest.mark.parametrize(
    ("mark", "sign", "word"), [("1", "🥇", "1st"), ("2", "🥈", "2nd"), ("3", "🥉", "3rd"), ("worst", "⤓", "worst")]
)
def test_a_mark_is_a_sign_with_a_word(mark: str, sign: str, word: str) -> None:
    shown = cell(numbers(0.1713, "0.1713", marks=[mark]))
    image = part(shown, "[role=img]")
    assert (shown["data-mark"], image.get_text(), image["aria-label"]) == (mark, sign, word)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        ("better", "better"),
        ("worse", "worse"),
        ("on-par", "on par"),
        ("not-comparable", "not comparable"),
        ("within-noise", "within noise"),
    ],
)
def test_a_verdict_is_a_word_that_is_shown_as_a_sign(verdict: str, word: str) -> None:
    shown = cell(numbers(0.0613, "+0.0613", verdicts=[verdict]))
    assert (shown["data-verdict"], part(shown, ".s").get_text(), shown.get_text()) == (verdict, word, f"{word} +0.0613")


@pytest.mark.parametrize(("family", "codes"), [("verdict", Verdict), ("outcome", Outcome), ("category", Category)])
def test_the_style_sheet_has_a_sign_for_each_code(family: str, codes: Iterable[str]) -> None:
    rules = re.findall(r"([^{}]*)\{\s*--es-sign: \"(.)\";", (ASSETS / "evalsite.css").read_text(encoding="utf-8"))
    signs = {
        start + rest: sign
        for selectors, sign in rules
        for start, rest in re.findall(rf'\[data-{family}\^?="([^"]*)"\]()', selectors)
    }
    for code in (*codes, NOT_COMPARED):
        assert [sign for start, sign in signs.items() if code.startswith(start)], f"{family} {code}"


def test_a_missing_difference_keeps_its_verdict() -> None:
    assert cell(numbers(None, "", verdicts=["not-comparable"]))["data-verdict"] == "not-comparable"


def test_a_hint_is_at_hand() -> None:
    assert cell(numbers(0.0613, "+0.0613", hints=["+64.7 %"]))["title"] == "+64.7 %"


@pytest.mark.parametrize(
    ("direction", "arrow", "words"), [("higher", "↑", "higher is better"), ("lower", "↓", "lower is better")]
)
def test_a_column_says_which_way_is_better(direction: Any, arrow: str, words: str) -> None:
    head = part(table(numbers(1.0, "1", direction=direction, note=Literally("seconds"))), "th[data-key]")
    image = part(head, "[role=img]")
    assert (image.get_text(), image["aria-label"]) == (arrow, words)
    assert part(head, ".es-note").get_text() == "seconds"


def test_rows_and_columns_have_headers_and_the_table_its_name() -> None:
    shown = table(numbers(1.0, "1"))
    region = part(shown, "[role=region][tabindex='0']")
    assert part(shown, f"caption[id={region['aria-labelledby']}]").get_text() == "Main table"
    assert [head.get_text() for head in shown.select("thead th[scope=col]")] == ["Model", "Pass@1"]
    row = part(shown, "tr#m-sft > th[scope=row]")
    assert part(row, "a")["href"] == "../../models/sft/"


@pytest.mark.parametrize(
    ("family", "code", "words"),
    [
        ("outcome", "beats", "beats"),
        ("outcome", NOT_COMPARED, "not compared"),
        ("category", "faster-less-accurate", "faster, less accurate"),
        ("verdict", "worse", "worse"),
    ],
)
def test_a_code_is_words_that_lead_to_the_reason(family: Any, code: str, words: str) -> None:
    column = CodeColumn(key="x", label=Literally("x"), family=family, codes=[code], hrefs=["#vs-sft-m-sft"])
    shown = cell(column)
    assert (shown[f"data-{family}"], shown.get_text()) == (code, words)
    assert part(shown, "a")["href"] == "#vs-sft-m-sft"


def test_the_cells_of_a_page_lead_to_places_on_it_where_there_is_one() -> None:
    column = CodeColumn(
        key="b-mbpp",
        label=Literally("mbpp"),
        family="outcome",
        codes=["beats", None, NOT_COMPARED, "beats"],
        hrefs=["#vs-sft-m-a", None, None, "#vs-sft-m-d"],
        page="benchmarks/mbpp/",
        untested=[True, False, False, False],
    )
    rows = tuple(RowHead(name=Literally(name)) for name in "abcd")
    cells = list(table(column, rows=rows).select("td"))
    leads = [[(link["href"], link.get_text()) for link in cell.select("a")] for cell in cells]
    assert leads == [
        [("../../benchmarks/mbpp/#vs-sft-m-a", "beats")],
        [],
        [],
        [("../../benchmarks/mbpp/#vs-sft-m-d", "beats")],
    ]
    assert [cell.get_text() for cell in cells] == ["beats untested", "—no result", "not compared", "beats"]


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("javascript:x//", "#m-sft"),
        ("//example.org/", "#m-sft"),
        ("benchmarks/mbpp/", '#m"onclick="x'),
        ("benchmarks/mbpp/", "../../x"),
    ],
)
def test_no_cell_leads_off_the_site(page: str, place: str) -> None:
    column = CodeColumn(key="x", label=Literally("x"), family="outcome", codes=["beats"], hrefs=[place], page=page)
    with pytest.raises(BuildError):
        table(column)


@pytest.mark.parametrize(("language", "words"), [("en", "3 of 4"), ("zh", "3/4")])
def test_a_count_has_its_denominator(language: str, words: str) -> None:
    column = CountColumn(key="x", label=Literally("x"), parts=[3], totals=[4])
    shown = cell(column, language=language)
    assert (shown["data-value"], shown.get_text()) == ("3", words)


def test_rows_that_tables_share_are_printed_once_for_pages_of_one_depth() -> None:
    rows = [RowHead(name=Name(name, "", f"benchmarks/{name}/"), id=f"b-{name}") for name in ("mbpp", "humaneval")]
    writer = TableWriter(Catalog("en"), Links("models/sft/"), prints := Prints())
    first, second = (
        "".join(
            writer(
                Table(
                    id="x",
                    caption=Literally("x"),
                    head=Literally("x"),
                    rows=Shared(rows, places),
                    columns=[],
                    place=place,
                )
            )
        )
        for places, place in (([1, 0], "#m-sft"), ([1], ""))
    )
    assert re.findall('<a href="([^"]*)">', first) == [
        "../../benchmarks/humaneval/#m-sft",
        "../../benchmarks/mbpp/#m-sft",
    ]
    assert re.findall('<a href="([^"]*)">', second) == ["../../benchmarks/humaneval/"]
    assert prints(Shared(rows, [0]), lambda _: "never called") == [prints(Shared(rows, [0, 1]), str)[0]]


def test_an_empty_cell_of_words_says_so() -> None:
    assert part(cell(TextColumn(key="x", label=Literally("x"), texts=[None])), ".es-hidden").get_text() == "no result"


def test_a_table_without_rows_says_so() -> None:
    empty = NumberColumn(key="x", label=Literally("x"), values=[], texts=[])
    shown = part(table(empty, rows=()), "tbody td")
    assert (shown["colspan"], shown.get_text()) == ("2", "There are no rows.")


def test_a_column_of_another_length_than_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"size|zip"):
        table(numbers(1.0, "1"), rows=(SFT, SFT))


def test_rows_of_the_baseline_and_rows_with_a_tag_can_be_told_apart() -> None:
    rows = (
        RowHead(name=Name("a"), baseline=True),
        RowHead(name=Name("b"), tags=(Message("tag.reference"),)),
        RowHead(name=Name("c")),
    )
    shown = table(rows=rows)
    assert [row.get("class") for row in shown.select("tbody tr")] == [["es-baseline"], ["es-tagged"], None]


def test_a_table_of_numbers_is_all_ascii() -> None:
    """Python then holds it at one byte a character: a page of thousands of rows is made in half the time."""
    verdicts = ["better", "worse", "on-par", "not-comparable", "within-noise", None]
    columns = [
        NumberColumn(
            key="x",
            label=Literally("x"),
            direction="lower",
            values=[1.0] * 5 + [None],
            texts=["1"] * 5 + [""],
            marks=["1", "2", "3", "worst", None, None],
            verdicts=verdicts,
        ),
        CodeColumn(key="y", label=Literally("y"), family="verdict", codes=verdicts),
    ]
    rows = [RowHead(name=Name("sft"))] * 6
    model = Table(id="results", caption=Literally("x"), head=Literally("x"), rows=rows, columns=columns)
    assert "".join(TableWriter(Catalog("en"), Links(""), Prints())(model)).isascii()


@pytest.mark.parametrize(("count", "classes"), [(LONG - 1, ["es-table"]), (LONG, ["es-table", "es-long"])])
def test_a_table_of_many_rows_is_said_to_be_long(count: int, classes: list[str]) -> None:
    rows = tuple(RowHead(name=Name(f"m-{k}")) for k in range(count))
    values = NumberColumn(key="n", label=Literally("N"), values=[1.0] * count, texts=["1"] * count)
    assert part(table(values, rows=rows), "div")["class"] == classes
