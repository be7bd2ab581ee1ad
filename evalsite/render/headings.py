"""Headings of sections and lists."""

from evalsite.pages.model import NameList, Section
from evalsite.render.catalog import Catalog
from evalsite.render.escape import escape

DEEPEST = 6


def heading_title(block: Section | NameList, catalog: Catalog) -> str:
    """A heading's words as HTML without links; a list also says how many it has."""
    title = catalog.html(block.title)
    if isinstance(block, Section):
        return title
    count = catalog.words("list.count", count=len(block.names))
    return f'{title} <small class="es-count">{count}</small>'


def heading(block: Section | NameList, depth: int, catalog: Catalog) -> str:
    """A heading at ``depth`` (2 for h2) with a link to its place: itself, or the list, which has the id."""
    name = escape(block.id)
    place = f' id="{name}"' if isinstance(block, Section) else ""
    link = f'<a class="headerlink" href="#{name}" title="{catalog.words("page.permalink")}">&para;</a>'
    return f"<h{depth}{place}>{heading_title(block, catalog)}{link}</h{depth}>"
