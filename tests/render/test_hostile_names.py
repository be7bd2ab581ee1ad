"""Names from outside do nothing: in every position of every block, the tree is that of a harmless name."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from jinja2 import Environment

from evalsite.pages.model import Name
from evalsite.render import Heading, RenderedPage, Renderer
from evalsite.render.catalog import languages

HOSTILE = {
    "script": '<script>window.pwned="script"</script>',
    "image": "<img src=x onerror=\"window.pwned='img'\">",
    "attribute": '" onmouseover="window.pwned=1" x="',
    "single quotes": "' onmouseover='window.pwned=1' x='",
    "closing tags": "</bdi></a></td></table></article></main><h1>defaced</h1>",
    "title": "</title><script>window.pwned=1</script>",
    "comment": "<!-- --><![CDATA[ x ]]><?php ?>",
    "entity": "&lt;script&gt;&amp;&#60;&notanentity;",
    "jinja": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "unclosed jinja": "{% raw %}{#",
    "python format": "{model} {0} %s %(x)s {{}}",
    "markdown link": "[x](javascript:window.pwned=1)",
    "markdown attributes": '# H {: onclick="window.pwned=1" .x}',
    "front matter": "---\ntitle: x\n---",
    "lines": "line1\nline2\r\n\n# heading",
    "table": "a|b|c",
    "right to left": "gpt-\u202etxt.exe\u202c",
    "nul": "a\0b",
    "surrogate": "bad\ud800end",
    "emoji": "🥇 模型 ✓",
    "long": "A" * 400,
    "formula": '=HYPERLINK("http://evil","x")',
    "plaintext": "<plaintext><textarea><style>",
    "template": "</template></noscript><svg onload=alert(1)>",
}
HIDDEN = re.compile("[\0\n\r\u202e\u202c\ud800]")
Node = tuple[str, ...]


def shown(name: str) -> str:
    return HIDDEN.sub("\ufffd", name)


def author_wrote(name: str) -> str:
    return shown(" ".join(name.split()))


def nodes(html: str) -> list[Node]:
    """The tree in document order: each element with its attributes, each text."""
    return list(_nodes(BeautifulSoup(html, "html5lib"), 0))


def _nodes(element: Tag, depth: int) -> Iterator[Node]:
    for child in element.children:
        if isinstance(child, Tag):
            attributes = (
                f"{key}={' '.join(value) if isinstance(value, list) else value}" for key, value in child.attrs.items()
            )
            yield (str(depth), child.name, *sorted(attributes))
            yield from _nodes(child, depth + 1)
        elif isinstance(child, NavigableString):
            yield (str(depth), type(child).__name__, str(child))


def renamed(tree: list[Node], name: str) -> list[Node]:
    """The tree of the harmless page with ``name`` in its place; authors' words are told by what goes before them."""

    def rename(text: str) -> str:
        for article in ("the ", "此 "):
            text = text.replace(f"{article}harmless", f"{article}{author_wrote(name)}" if name.strip() else article)
        return text.replace("harmless", shown(name))

    return [tuple(map(rename, node)) for node in tree]


def as_text(node: Node) -> Node:
    """A node without what is there for the name's sake: a smaller heading, and word joiners in titles."""
    return tuple(part.replace("\u2060", "") for part in node if part != "class=es-long")


def everything(page: RenderedPage) -> str:
    """All that a page gives, each part where a theme prints it."""
    return (
        f'<html><head><title>{page.title}</title><meta name="description" content="{page.description}">'
        f'</head><body><nav aria-label="{page.title}">{headings(page.headings)}</nav>{page.body}</body></html>'
    )


def headings(entries: tuple[Heading, ...]) -> str:
    return "".join(f'<a href="#{entry.id}">{entry.title}</a>{headings(entry.children)}' for entry in entries)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_name_changes_nothing_but_the_text(what: str, language: str, example_page: Callable) -> None:
    name = HOSTILE[what]
    renderer = Renderer(language)
    harmless = nodes(everything(renderer.page(example_page("harmless"))))
    hostile = nodes(everything(renderer.page(example_page(name))))
    assert [as_text(node) for node in hostile] == renamed(harmless, name)


@pytest.mark.parametrize("what", HOSTILE)
def test_the_outline_for_the_search_holds_the_same_elements(what: str, example_page: Callable) -> None:
    def elements(name: str) -> list[str]:
        return [
            tag.name for tag in BeautifulSoup(Renderer("en").page(example_page(name)).outline, "html5lib").find_all()
        ]

    assert elements(HOSTILE[what]) == elements("harmless")


def theme_title_block() -> str:
    """The part of the theme's template that prints the browser's title."""
    spec = importlib.util.find_spec("material")
    assert spec is not None
    assert spec.origin is not None
    source = (Path(spec.origin).parent / "templates" / "base.html").read_text(encoding="utf-8")
    block = re.search(r"{% block htmltitle %}(.*?){% endblock %}", source, re.DOTALL)
    assert block is not None
    assert "striptags" in block[1]
    return block[1]


@pytest.mark.parametrize("in_front_matter", [True, False], ids=["front matter", "striptags"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_title_is_text_in_both_ways_the_theme_prints_it(what: str, in_front_matter: bool) -> None:
    title = Renderer("en").title(Name(HOSTILE[what]))
    page = SimpleNamespace(title=title, meta={"title": title} if in_front_matter else {}, is_homepage=False)
    context = {"page": page, "config": SimpleNamespace(site_name="evals")}
    soup = BeautifulSoup(Environment().from_string(theme_title_block()).render(context), "html5lib")  # noqa: S701
    assert [tag.name for tag in soup.find_all()] == ["html", "head", "title", "body"]
    assert soup.body is not None
    assert soup.body.get_text() == ""
    if in_front_matter:
        assert soup.title is not None
        assert soup.title.get_text().replace("\u2060", "") == f"{shown(HOSTILE[what])} - evals"
