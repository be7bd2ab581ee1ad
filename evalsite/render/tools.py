"""What the script for tables (``assets/evalsite.js``) needs to know: its words, and the order of codes.

They stand once on a page, as attributes of an element that is never shown: a script that is part of the page
would lose its type, and so be run, under the theme's instant navigation.
"""

from collections.abc import Sequence

from evalsite.pages.model import Block, Literally, Message, Section, Table
from evalsite.render.catalog import Catalog
from evalsite.render.escape import escape

WORDS = {
    "filter": (),
    "complete": (),
    "intervals": (),
    "shown": ("part", "total"),
    "sort": ("column",),
    "ascending": ("column",),
    "descending": ("column",),
    "default": (),
}
"""Each of the script's words by its key below ``tools``, with the placeholders that the script fills."""

BEST_FIRST = (
    *("better", "beats", "better-both", "better-quality", "better-cost"),
    *("on-par", "within-noise", "cannot-tell"),
    *("mixed", "faster-less-accurate", "slower-more-accurate"),
    *("worse-quality", "worse-cost", "worse-both", "loses", "worse"),
)
"""The codes in the order in which cells are sorted; one that says that nothing was compared counts as missing."""


def has_table(blocks: Sequence[Block]) -> bool:
    """Whether there is a table among the blocks, in whatever section."""
    return any(isinstance(b, Table) or (isinstance(b, Section) and has_table(b.blocks)) for b in blocks)


def script_words(catalog: Catalog) -> str:
    """The element that the script reads, as HTML."""
    words = {key: catalog.plain(_message(key, placeholders)) for key, placeholders in WORDS.items()}
    attributes = "".join(f' data-{key}="{escape(value)}"' for key, value in words.items())
    return f'<div class="es-words" hidden{attributes} data-order="{" ".join(BEST_FIRST)}"></div>'


def _message(key: str, placeholders: Sequence[str]) -> Message:
    return Message(f"tools.{key}", {name: Literally(f"{{{name}}}") for name in placeholders})
