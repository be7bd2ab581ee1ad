"""The rows of lists of items as HTML."""

from collections.abc import Sequence

from markupsafe import Markup

from evalsite.pages.model import Item, Log
from evalsite.render.catalog import name_html
from evalsite.render.escape import escape


def item_rows(items: Sequence[Item]) -> Markup:
    """A ``<li>`` for each item: its name, and its models, each a link to its log where there is one."""
    return Markup("".join(map(_row, items)))  # noqa: S704 - made of escaped parts


def _row(item: Item) -> str:
    return f"<li>{' '.join([name_html(item.name, None), *map(_log, item.logs)])}</li>\n"


def _log(log: Log) -> str:
    name = name_html(log.model, None)
    return f'<small><a href="{escape(log.href)}">{name}</a></small>' if log.href else f"<small>{name}</small>"
