"""What is pasted into a discussion: Markdown that says what the page says, whatever the names are."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

from evalsite.pages.model import Literally, Localised, Message, Name, Number, Page, Snippet
from evalsite.render import Renderer
from evalsite.render.snippet import code

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</code></pre><h1>defaced</h1>",
    "[x](javascript:alert(1))",
    "![x](https://other.invalid/x.png)",
    "<https://other.invalid>",
    "*a* __b__ ~~c~~",
    "@everyone #1 !2",
    "`a` and ``b``",
    "`",
    "``",
    " `a",
    "a\\",
    "a\\`b",
    "line\n\n# heading\n- item",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }} {% raw %}",
    "gpt-\u202etxt.exe",
)
SEEN = re.compile("[\n\u202e]")


def pasted(
    snippet: Snippet, *, site_url: str = "https://example.org/evals", address: str = "runs/60b3a2a478d8/"
) -> str:
    """What a reader who copies the snippet has: the text of its element, in a browser."""
    page = Page(address=address, title=Name("x"), blocks=[snippet])
    found = BeautifulSoup(Renderer("en", site_url).page(page).body, "html5lib").select(".es-snippet pre > code")
    assert len(found) == 1
    return found[0].get_text()


def named(name: str) -> Snippet:
    return Snippet(
        opening=Message("snippet.model", {"model": Name(name)}),
        items=[
            Message(
                "snippet.counting",
                {
                    "benchmark": Name(name),
                    "values": (
                        Message("snippet.value", {"metric": Name(name), "value": Number("0.5", 0.5)}),
                        Message("snippet.value", {"metric": Name("time"), "value": Number("3", 3)}),
                    ),
                },
            )
        ],
        link=Message("run.title", {"run": Literally(name)}),
    )


def test_a_snippet_is_a_short_list_and_a_link() -> None:
    assert pasted(named("ant")) == (
        "Results of `ant`:\n\n- `ant`: `ant` 0.5 and `time` 3\n\n"
        "[Run `ant`](https://example.org/evals/runs/60b3a2a478d8/)"
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_code_in_markdown_too(name: str) -> None:
    read = BeautifulSoup(markdown(pasted(named(name))), "html5lib")
    assert read.body
    assert [tag.name for tag in read.body.find_all()] == [
        "p",
        "code",
        "ul",
        "li",
        "code",
        "code",
        "code",
        "p",
        "a",
        "code",
    ]
    shown = SEEN.sub("\ufffd", name)
    assert [tag.text.strip() for tag in read.find_all("code")] == [shown.strip()] * 3 + ["time", shown.strip()]
    assert read.select_one("a") == read.select_one("a[href='https://example.org/evals/runs/60b3a2a478d8/']")


def test_an_author_s_words_are_no_markdown_either() -> None:
    words = Localised({"": "5 * 3 * [a](b) <b> `c` _d_"})
    read = markdown(pasted(Snippet(opening=words, items=[], link=words)))
    assert read.count("<") == 6  # two paragraphs and one link
    assert BeautifulSoup(read, "html5lib").get_text().split("\n")[0] == "5 * 3 * [a](b) <b> `c` _d_"


@pytest.mark.parametrize(
    ("site_url", "url"),
    [
        ("https://example.org", "https://example.org/runs/1/"),
        ("https://example.org/a/zh/", "https://example.org/a/zh/runs/1/"),
        ("https://example.org/a (b)/", "https://example.org/a%20%28b%29/runs/1/"),
        ("", "runs/1/"),
    ],
)
def test_the_link_is_that_of_the_published_page(site_url: str, url: str) -> None:
    assert pasted(named("ant"), site_url=site_url, address="runs/1/").endswith(f"]({url})")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_the_site_is_unknown_the_page_says_so(language: str) -> None:
    page = Page(address="runs/1/", title=Name("x"), blocks=[named("ant")])
    told = [BeautifulSoup(Renderer(language, url).page(page).body, "html5lib") for url in ("", "https://example.org")]
    assert ["site_url" in page.get_text() for page in told] == [True, False]
    assert [links(page) for page in told] == [[("./", "runs/1/")], [("./", "https://example.org/runs/1/")]]


def links(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [(link["href"], link.text) for link in page.select(".es-link a")]


def test_code_never_ends_within_a_name() -> None:
    for text in names("`a ", 6):
        written = code(text)
        fence = re.match("`+", written)
        assert fence
        inside = written[len(fence[0]) : -len(fence[0])]
        assert inside.strip(" ") == text.strip(" ")
        assert len(fence[0]) not in {len(run) for run in re.findall("`+", inside)}


def names(letters: str, longest: int) -> Iterator[str]:
    """Every text of these letters."""
    if longest:
        for text in names(letters, longest - 1):
            yield from (text + letter for letter in letters)
            yield text
    else:
        yield ""
