"""A few lines of Markdown to paste into a discussion, and the page's own link.

Names come from outside here, too, and Markdown is one more language that they could speak: mention people, close a
list, load a picture. As code they cannot.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from markupsafe import Markup
from msgspec import Struct

from evalsite.pages.model import Link, Literally, Localised, Message, Name, Number, Snippet, Text
from evalsite.render.catalog import Catalog
from evalsite.render.escape import escape, isolated, shortened

_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]!#]")
_MEANS_SOMETHING_TO_SOME = re.compile(r"[<>&~|@$]")  # not every Markdown takes a backslash before these
_ENDS_AN_ADDRESS = str.maketrans({character: f"%{ord(character):02X}" for character in " \"'()<>[]\\`"})


class SnippetWriter(Struct, frozen=True, kw_only=True, dict=True):
    """Writes the snippets of one page: the page stands at ``address`` of the site that ``site_url`` is the root of."""

    catalog: Catalog
    site_url: str
    address: str

    @cached_property
    def url(self) -> str:
        """Where the page is published; where the site does not say where it is, the address within the site."""
        root = f"{self.site_url.rstrip('/')}/" if self.site_url else ""
        return f"{root}{self.address}"

    @property
    def shown_url(self) -> Markup:
        """The same as HTML."""
        return Markup(isolated(self.url))  # noqa: S704 - escaped there

    def lines(self, snippet: Snippet) -> Markup:
        """The Markdown as HTML for the inside of ``<code>``: its text is what is pasted."""
        return Markup("\n".join(self._lines(snippet)))  # noqa: S704 - made of escaped parts

    def _lines(self, snippet: Snippet) -> Iterator[str]:
        yield self._text(snippet.opening)
        yield ""
        yield from (f"- {self._text(item)}" for item in snippet.items)
        if snippet.items:
            yield ""
        yield f"[{self._text(snippet.link)}]({escape(self.url.translate(_ENDS_AN_ADDRESS))})"

    def _text(self, text: Text) -> str:
        match text:
            case Message():
                return self.catalog.filled(text, self._text, _words)
            case Localised():
                return _words(self.catalog.plain(text))
            case Link():
                return self._text(text.text)
            case Name() | Literally():
                return f"<bdi>{escape(code(shortened(text.text)))}</bdi>"
            case Number():
                return escape(text.text)


def _words(text: str) -> str:
    """Words as HTML whose text is Markdown that says just these words."""
    spelled = _MEANS_SOMETHING_TO_SOME.sub(lambda found: f"&#{ord(found[0])};", _MEANS_SOMETHING.sub(r"\\\g<0>", text))
    return escape(spelled)


def code(text: str) -> str:
    """``text`` as code in Markdown: between as many backticks as it has nowhere in a row.

    >>> code("a*b"), code("a`b"), code("`")
    ('`a*b`', '``a`b``', '`` ` ``')
    """
    runs = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    space = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{space}{text}{space}{fence}"
