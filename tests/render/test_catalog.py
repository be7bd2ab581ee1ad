"""How texts are put into words."""

import pytest

from evalsite.errors import BuildError, ConfigError
from evalsite.pages.model import Link, Literally, Localised, Message, Name, Number, Text
from evalsite.render.catalog import Catalog
from evalsite.render.links import Links

EN, ZH = Catalog("en"), Catalog("zh")
AB = (Name("a"), Name("b"))
ABC = (*AB, Name("c"))


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [(0, "0 models", "0个模型"), (1, "1 model", "1个模型"), (2, "2 models", "2个模型")],
)
def test_a_count_chooses_the_form_that_the_language_has_for_it(count: int, english: str, chinese: str) -> None:
    message = Message("list.count", {"count": count})
    assert (EN.plain(message), ZH.plain(message)) == (english, chinese)


@pytest.mark.parametrize(
    ("members", "english", "chinese"),
    [((), "", ""), (ABC[:1], "a", "a"), (AB, "a and b", "a、b"), (ABC, "a, b and c", "a、b、c")],
)
def test_a_list_is_joined_in_the_languages_way(members: tuple[Text, ...], english: str, chinese: str) -> None:
    message = Message("list.plain", {"parts": members})
    assert (EN.plain(message), ZH.plain(message)) == (english, chinese)


def test_a_list_of_names_is_html_once() -> None:
    message = Message("list.plain", {"parts": (Name("<a>"), Name("b&c"))})
    assert EN.html(message) == "<bdi>&#60;a&#62;</bdi> and <bdi>b&#38;c</bdi>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (Message("verdict.better"), "better"),
        (Name("sft"), "<bdi>sft</bdi>"),
        (
            Name("sft-qfs", "sft-25-qfs", "models/x/"),
            '<a href="../models/x/"><bdi title="sft-25-qfs">sft-qfs</bdi></a>',
        ),
        (Link(Name("sft", "", "models/sft/"), "#vs-sft"), '<a href="#vs-sft"><bdi>sft</bdi></a>'),
        (Number("0.1713", 0.17125), '<data value="0.17125">0.1713</data>'),
        (Literally("results/mbpp.csv"), "<bdi>results/mbpp.csv</bdi>"),
        (Literally("results/mbpp.csv", code=True), "<code><bdi>results/mbpp.csv</bdi></code>"),
        (Localised({"en": "Tasks & tests"}), "Tasks &#38; tests"),
    ],
)
def test_each_kind_of_text_as_html(text: Text, html: str) -> None:
    assert EN.html(text, Links("models/")) == html


def test_without_links_names_are_no_links() -> None:
    assert EN.html(Name("sft", "", "models/sft/")) == "<bdi>sft</bdi>"
    assert EN.html(Link(Literally("all"), "models/")) == "<bdi>all</bdi>"


@pytest.mark.parametrize(
    ("texts", "english", "chinese"),
    [
        ({"en": "time", "zh": "时间"}, "time", "时间"),
        ({"": "time", "zh": "时间"}, "time", "时间"),
        ({"zh": "时间"}, '<span lang="zh">时间</span>', "时间"),
        ({"": "any\n time"}, "any time", "any time"),
        ({}, "", ""),
    ],
)
def test_authors_words_in_the_language_else_in_any(texts: dict[str, str], english: str, chinese: str) -> None:
    assert (EN.html(Localised(texts)), ZH.html(Localised(texts))) == (english, chinese)


def test_sentences_stand_apart_as_the_language_has_it() -> None:
    sentences = (Message("finding.untested"), Message("finding.untested"))
    assert ". D" in EN.plain_sentences(sentences)
    assert "。差" in ZH.plain_sentences(sentences)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (Message("verdict.beter"), 'found "verdict.beter'),
        (Message("verdict.beter"), 'Did you mean "verdict.better"?'),
        (Message("list.count"), "expected the arguments ['count']"),
        (Message("list.count", {"count": Name("3")}), "expected the arguments ['count']"),
        (Message("list.tolerance"), "expected the arguments ['amount']"),
        (Message("list.tolerance", {"amount": 1, "unit": Name("s")}), 'found "list.tolerance(amount, unit)"'),
    ],
)
def test_a_message_without_words_stops_the_build(message: Message, said: str) -> None:
    with pytest.raises(BuildError) as error:
        EN.html(message)
    assert said in str(error.value)


def test_a_count_that_no_form_shows_does_no_harm() -> None:
    assert EN.plain(Message("verdict.better", {"count": 3})) == "better"


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ConfigError, match=r'found "zz".*en, zh'):
        Catalog("zz")
