"""What a page says of itself where a link to it is shown: the Open Graph tags."""

from babel.core import get_global
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from msgspec import Struct

from evalsite.render.escape import escape


class Card(Struct, frozen=True, kw_only=True):
    """The words on a link to a page; all of them are escaped for attributes between double quotes."""

    title: str
    description: str
    url: str
    site_name: str
    locale: str


def card(page: Page, config: MkDocsConfig, language: str, *, title: str) -> Card:
    """What ``page`` says of itself; ``title`` and the description in its front matter are escaped already."""
    site_name = _attribute(config.site_name)
    return Card(
        title=site_name if page.is_homepage else title,
        description=page.meta.get("description", ""),
        url=escape(page.canonical_url or ""),
        site_name=site_name,
        locale=locale(language),
    )


def author_title(page: Page) -> str:
    """The title of an author's page, which may hold HTML, as an attribute."""
    return escape(Markup(page.title or "").striptags())  # noqa: S704 - stripped of its tags, and escaped


def author_description(page: Page, config: MkDocsConfig) -> str:
    """The description of an author's page, or else of the site, as an attribute: the theme prints it as it is."""
    return escape(" ".join(str(page.meta.get("description") or config.site_description or "").split()))


def locale(language: str) -> str:
    """The language with the place where most of its readers are, as Open Graph wants it.

    >>> locale("en"), locale("zh"), locale("pt-BR")
    ('en_US', 'zh_CN', 'pt_BR')
    """
    plain = language.replace("-", "_")
    parts = get_global("likely_subtags").get(plain, plain).split("_")
    return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else plain


def _attribute(text: str) -> str:
    return str(text) if isinstance(text, Markup) else escape(text)
