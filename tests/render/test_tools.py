"""What the script for tables finds on a page, and that it asks for nothing else."""

import re
from importlib import resources

from bs4 import BeautifulSoup, Tag

from evalsite.pages.model import Message, Page, Paragraph, Section, Table
from evalsite.render import Renderer
from evalsite.render.catalog import Catalog
from evalsite.render.tools import BEST_FIRST, WORDS, script_words
from evalsite.verdicts import Category, Outcome, Verdict

SCRIPT = (resources.files("evalsite.render") / "assets" / "evalsite.js").read_text(encoding="utf-8")
TABLE = Table(id="results", caption=Message("section.results"), head=Message("table.model"), rows=(), columns=())


def words_on(page: Page) -> list[Tag]:
    return list(BeautifulSoup(Renderer("en").page(page).body, "html5lib").select(".es-words"))


def test_words_stand_once_on_a_page_with_tables() -> None:
    inner = Section(id="inner", title=Message("section.results"), blocks=[TABLE])
    assert len(words_on(Page(address="x/", title=Message("section.models"), blocks=[inner]))) == 1


def test_a_page_without_tables_has_none() -> None:
    words = Paragraph(sentences=(Message("finding.untested"),))
    assert words_on(Page(address="x/", title=Message("section.models"), blocks=[words])) == []


def test_placeholders_are_left_for_the_script() -> None:
    element = BeautifulSoup(script_words(Catalog("zh")), "html5lib").select_one(".es-words")
    assert element is not None
    assert element["data-shown"] == "显示{part}行，共{total}行"
    assert element["data-ascending"] == "已按{column}升序排列。"


def test_the_script_asks_for_these_words_and_no_others() -> None:
    asked = set(re.findall(r'say\("(\w+)"', SCRIPT)) | {"ascending", "descending", "default"}
    assert 'say(direction ?? "default"' in SCRIPT
    assert asked == WORDS.keys()


def test_every_code_has_its_place_but_those_that_compare_nothing() -> None:
    codes = {code.value for family in (Verdict, Outcome, Category) for code in family}
    assert codes - set(BEST_FIRST) == {"not-comparable"}
    assert len(BEST_FIRST) == len(set(BEST_FIRST))
