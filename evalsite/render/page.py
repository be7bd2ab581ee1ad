"""A page model as a page in one language."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from evalsite.pages.model import Block, Chart, Literally, Message, NameList, Page, Paragraph, Section, Table, Text
from evalsite.render.catalog import Catalog
from evalsite.render.chart import ChartWriter
from evalsite.render.compiling import KEPT
from evalsite.render.escape import escape, escape_title
from evalsite.render.headings import DEEPEST, heading, heading_title
from evalsite.render.ids import IdCheck
from evalsite.render.item_rows import ItemWriter
from evalsite.render.links import Links
from evalsite.render.lists import ListWriter
from evalsite.render.outline import outline, titled
from evalsite.render.shared import Prints
from evalsite.render.snippet import SnippetWriter
from evalsite.render.tables import TableWriter, badge, sign
from evalsite.render.tools import has_table, script_words

_LONG = Markup("\0")  # what was escaped never has it
"""Stands in a template for what is long."""


class Heading(Struct, frozen=True, kw_only=True):
    """A heading of a page, for its contents list: ``title`` is HTML without links."""

    id: str
    title: str
    children: "tuple[Heading, ...]" = ()


class RenderedPage(Struct, frozen=True, kw_only=True):
    """A page in one language.

    ``title`` and ``description`` are escaped for text and for attributes between double quotes, and
    survive a template that prints them raw. ``outline`` is short HTML for a search index (headings with their ids, the
    sentences, the names, no tables); ``pieces``, one after the other, are the page, its h1 included: all at once would
    be megabytes, copied at each step. ``headings`` start below the h1.
    """

    title: str
    description: str
    headings: tuple[Heading, ...]
    outline: str
    pieces: tuple[str, ...]

    @property
    def body(self) -> str:
        """The page as one text."""
        return "".join(self.pieces)


class Renderer:
    """Renders page models in one language, for a site whose root is published at ``site_url`` ("" when not known).

    Raises:
        ConfigError: the site has no words in that language.
    """

    def __init__(self, language: str, site_url: str = "") -> None:
        self.language = language
        self._site_url = site_url
        self._catalog = Catalog(language)
        self._script_words = script_words(self._catalog)
        self._check_ids = IdCheck()
        self._prints: defaultdict[int, Prints] = defaultdict(Prints)  # by the depth of pages

    def page(self, page: Page) -> RenderedPage:
        """The page as HTML; links are relative to its address.

        Raises:
            BuildError: two elements would share an id, a link leads off the site, or something has no words.
        """
        self._check_ids(page)
        snippets = SnippetWriter(catalog=self._catalog, site_url=self._site_url, address=page.address)
        prints = self._prints[page.address.count("/")]
        body = _Body(self._catalog, Links(page.address), prints, snippets, self._script_words)
        return RenderedPage(
            title=self.title(page.title),
            description=escape(self._catalog.plain_sentences(page.description)),
            headings=tuple(self._headings(page.blocks)),
            outline=outline(page, self._catalog),
            pieces=tuple(body.pieces(page)),
        )

    def title(self, text: Text) -> str:
        """The words of ``text``, escaped as :attr:`RenderedPage.title` is."""
        return escape_title(self._catalog.plain(text))

    def words(self, key: str, **args: Text | int) -> str:
        """The catalogue's words for ``key``, as HTML."""
        return self._catalog.words(key, **args)

    def html(self, text: Text, address: str) -> str:
        """``text`` as HTML for the page at ``address``, its names linked."""
        return self._catalog.html(text, Links(address))

    def _headings(self, blocks: Sequence[Block]) -> Iterator[Heading]:
        for block in titled(blocks):
            below = tuple(self._headings(block.blocks)) if isinstance(block, Section) else ()
            yield Heading(id=block.id, title=heading_title(block, self._catalog), children=below)


class _Body:
    """Writes the blocks of one page through the templates."""

    def __init__(
        self, catalog: Catalog, links: Links, prints: Prints, snippets: SnippetWriter, script_words: str
    ) -> None:
        self._catalog = catalog
        self._links = links
        self._script_words = script_words
        self._table = TableWriter(catalog, links, prints)
        self._lists = ListWriter(catalog, links, prints)
        self._charts = ChartWriter(catalog, links, prints)
        self._context = {
            "html": _marked(partial(catalog.html, links=links)),
            "unlinked": _marked(catalog.html),
            "plain": catalog.plain,
            "sentences": _marked(partial(catalog.sentences, links=links)),
            "words": _marked(catalog.words),
            "link": links,
            "rows": ItemWriter(catalog),
            "log_words": catalog.plain(Message("items.log", {"model": Literally("{model}")})),
            "charts": self._charts,
            "snippets": snippets,
            "badge": _marked(partial(badge, catalog)),
            "sign": _marked(partial(sign, catalog)),
        }

    def pieces(self, page: Page) -> Iterator[str]:
        """The page: its h1, its blocks, and what the script for its tables needs."""
        yield self._template("page", page)
        yield from self._blocks(page.blocks, 2)
        if has_table(page.blocks):
            yield f"\n{self._script_words}"

    def _blocks(self, blocks: Sequence[Block], depth: int) -> Iterator[str]:
        """The blocks one after the other, headings at ``depth`` (2 for h2), each on a line of its own.

        What a section holds follows its heading and is never passed through a template, which would copy
        megabytes at each level.
        """
        for block in blocks:
            yield "\n"
            if isinstance(block, Table):
                yield from self._table(block)
            elif isinstance(block, Chart):
                yield from self._chart(block)
            elif isinstance(block, NameList):
                yield from self._lists(block, depth)
            elif isinstance(block, Paragraph):
                yield self._paragraph(block)
            elif isinstance(block, Section):
                yield heading(block, depth, self._catalog)
                yield from self._blocks(block.blocks, min(depth + 1, DEEPEST))
            else:
                yield self._template(block.kind, block)

    def _paragraph(self, paragraph: Paragraph) -> str:
        kind = ' class="es-lead"' if paragraph.lead else ""
        return f"<p{kind}>{self._catalog.sentences(paragraph.sentences, self._links)}</p>"

    def _chart(self, chart: Chart) -> Iterator[str]:
        """A chart, whose drawings are long, and do not pass through the template either."""
        before, _, after = self._template("chart", chart, drawings=_LONG).partition(_LONG)
        yield before
        yield from self._charts.drawings(chart)
        yield after

    def _template(self, name: str, block: Page | Block, **context: object) -> str:
        return own_templates().get_template(f"{name}.html.jinja").render(self._context, block=block, **context)


def _marked(write: Callable[..., str]) -> Callable[..., Markup]:
    """``write`` for a template, which escapes all text that is not marked as HTML."""
    return lambda *args, **kwargs: Markup(write(*args, **kwargs))  # noqa: S704 - HTML made of escaped parts


@lru_cache
def own_templates() -> Environment:
    """The templates of blocks."""
    environment = Environment(
        loader=PackageLoader("evalsite.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=KEPT,
    )
    environment.globals.clear()  # none is used, and all would be copied for each block
    return environment
