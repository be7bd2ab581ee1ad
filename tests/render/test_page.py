"""A whole page: headings, ids, outline, and what survives at the size of a large site."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from evalsite.errors import BuildError, ConfigError
from evalsite.pages.model import (
    Legend,
    Literally,
    Message,
    Name,
    NameList,
    Page,
    Paragraph,
    RowHead,
    Section,
    Table,
)
from evalsite.render import Heading, Renderer
from evalsite.render.catalog import languages
from evalsite.render.lists import LONG

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


def names(identifier: str, *members: str) -> NameList:
    return NameList(
        id=identifier,
        title=Message("category.better-both"),
        code="better-both",
        family="category",
        names=list(map(Name, members)),
    )


def test_the_contents_list_is_nested_as_the_sections_are() -> None:
    page = Page(
        address="x/",
        title=Name("x"),
        blocks=[
            Section(id="results", title=Literally("Results"), blocks=[]),
            Section(id="vs", title=Name("sft", "", "models/sft/"), blocks=[names("vs-better-both", "a", "b")]),
        ],
    )
    count = '<small class="es-count">2 models</small>'
    below = Heading(id="vs-better-both", title=f"Better on both {count}")
    assert Renderer("en").page(page).headings == (
        Heading(id="results", title="<bdi>Results</bdi>"),
        Heading(id="vs", title="<bdi>sft</bdi>", children=(below,)),
    )


def test_headings_go_down_one_level_at_a_time_and_no_further_than_h6() -> None:
    block: Section = Section(id="s8", title=Literally("8"), blocks=[])
    for level in range(7, 1, -1):
        block = Section(id=f"s{level}", title=Literally(str(level)), blocks=[block])
    body = Renderer("en").page(Page(address="", title=Name("x"), blocks=[block])).body
    assert re.findall(r"<h(\d)", body) == ["1", "2", "3", "4", "5", "6", "6", "6"]


@pytest.mark.parametrize(("members", "long"), [(LONG - 1, False), (LONG, True)])
def test_a_list_of_many_names_is_said_to_be_long(members: int, long: bool) -> None:
    page = Page(address="x/", title=Name("x"), blocks=[names("vs-a", *(f"m-{k}" for k in range(members)))])
    assert ('<ul class="es-long">' in Renderer("en").page(page).body) is long


@pytest.mark.parametrize("language", languages())
def test_no_two_elements_share_an_id_and_every_tag_is_closed(
    language: str, example_page: Callable[[str], Page]
) -> None:
    body = Renderer(language).page(example_page("sft")).body
    ids = re.findall(r'\sid="([^"]*)"', body)
    assert [identifier for identifier, count in Counter(ids).items() if count > 1] == []
    assert len(ids) > 5
    opened = Counter(tag for tag in re.findall(r"<([a-z]\w*)", body) if tag not in VOID)
    assert opened == Counter(re.findall(r"</([a-z]\w*)>", body))


def test_every_id_that_stands_twice_stops_the_build() -> None:
    table = Table(
        id="results", caption=Name("x"), head=Name("x"), rows=[RowHead(name=Name("a"), id="m-a")] * 2, columns=[]
    )
    page = Page(address="x/", title=Name("x"), blocks=[Section(id="results", title=Name("x"), blocks=[table])])
    with pytest.raises(BuildError) as error:
        Renderer("en").page(page)
    assert [problem.found for problem in error.value.problems] == ["results", "m-a"]


@pytest.mark.parametrize("identifier", ["", "a b", 'a"b', "模型", "-a", "a\n"])
def test_an_id_that_would_need_escaping_stops_the_build(identifier: str) -> None:
    page = Page(address="x/", title=Name("x"), blocks=[Section(id=identifier, title=Name("x"), blocks=[])])
    with pytest.raises(BuildError, match="an id of letters, digits"):
        Renderer("en").page(page)


def test_the_outline_has_headings_sentences_and_each_name_once() -> None:
    page = Page(
        address="x/",
        title=Name("mbpp"),
        blocks=[
            Paragraph(sentences=(Message("finding.untested"),)),
            Section(
                id="vs", title=Literally("Against sft"), blocks=[names("vs-a", "sft-qfs", "pvf"), names("vs-b", "pvf")]
            ),
        ],
    )
    assert Renderer("en").page(page).outline == (
        "<h1>mbpp</h1>\n<p>Differences are untested: no measure of uncertainty enters these verdicts.</p>\n"
        '<h2 id="vs">Against sft</h2>\n<p>sft-qfs, pvf</p>'
    )


def test_the_outline_stays_short_however_many_models_there_are() -> None:
    members = [f"model-{number}-with-a-name-of-some-length" for number in range(1000)]
    page = Page(address="x/", title=Name("x"), blocks=[names("vs-a", *members), names("vs-b", *members)])
    assert len(Renderer("en").page(page).outline) < 3000


def test_a_description_is_plain_text() -> None:
    page = Page(address="x/", title=Name("x"), description=(Name('"a"', "", "models/a/"), Message("finding.untested")))
    assert Renderer("en").page(page).description.startswith("&#34;a&#34; Differences are untested:")


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ConfigError, match="a language that the site has words for: en, zh"):
        Renderer("tlh")


def test_a_legend_of_nothing_is_not_shown() -> None:
    body = Renderer("en").page(Page(address="x/", title=Name("x"), blocks=[Legend()])).body
    assert body.strip() == "<h1><bdi>x</bdi></h1>"
