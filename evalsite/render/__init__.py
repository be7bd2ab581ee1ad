"""From page models to HTML: the only room that sees Jinja, words and markup.

A :class:`Renderer` speaks one language. Everything it gives is HTML that is safe to print as it is.
"""

from dataclasses import dataclass

from evalsite.pages.model import Page, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a page, for its contents list: ``title`` is HTML without links."""

    id: str
    title: str
    children: "tuple[Heading, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """A page in one language.

    ``title`` and ``description`` are escaped for text and for attributes between double quotes, and
    survive a template that prints them raw. ``outline`` is short HTML for a search index (headings with their ids, the
    sentences, the names, no tables); ``body`` is the page, its h1 included.
    """

    title: str
    description: str
    headings: tuple[Heading, ...]
    outline: str
    body: str


class Renderer:
    """Renders page models in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def page(self, page: Page) -> RenderedPage:
        """The page as HTML; links are relative to its address."""
        raise NotImplementedError

    def title(self, text: Text) -> str:
        """The words of ``text``, escaped as :attr:`RenderedPage.title` is."""
        raise NotImplementedError

    def words(self, key: str, **args: Text | int) -> str:
        """The catalogue's words for ``key``, as HTML."""
        raise NotImplementedError
