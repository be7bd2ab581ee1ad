"""What a page offers besides its body: contents list, and the little that a search index needs."""

from collections.abc import Iterator, Sequence

from evalsite.pages.model import Block, NameList, Page, Paragraph, Section
from evalsite.render.catalog import Catalog
from evalsite.render.escape import escape
from evalsite.render.headings import DEEPEST

LONGEST_PARAGRAPH = 300
MOST_NAMES = 60


def titled(blocks: Sequence[Block]) -> Iterator[Section | NameList]:
    """The blocks that have a heading of their own."""
    return (block for block in blocks if isinstance(block, Section | NameList))


def outline(page: Page, catalog: Catalog) -> str:
    """Headings with their ids, sentences, and the names in lists: each name once, no tables, and of bounded length."""
    names: dict[str, None] = {}
    parts = [f"<h1>{escape(catalog.plain(page.title))}</h1>", *_parts(page.blocks, 2, catalog, names)]
    if names:
        parts.append(f"<p>{escape(', '.join(list(names)[:MOST_NAMES]))}</p>")
    return "\n".join(parts)


def _parts(blocks: Sequence[Block], depth: int, catalog: Catalog, names: dict[str, None]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield f"<p>{escape(catalog.plain_sentences(block.sentences)[:LONGEST_PARAGRAPH])}</p>"
            case Section():
                yield f'<h{depth} id="{escape(block.id)}">{escape(catalog.plain(block.title))}</h{depth}>'
                yield from _parts(block.blocks, min(depth + 1, DEEPEST), catalog, names)
            case NameList():
                if len(names) < MOST_NAMES:
                    names.update((catalog.plain(name), None) for name in block.names[:MOST_NAMES])
