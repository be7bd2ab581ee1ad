"""The rows of lists of items as HTML."""

from markupsafe import Markup

from evalsite.pages.model import Item, ItemList, Log
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape


class ItemWriter:
    """Writes the lists of items of one page; the script writes the same rows (``assets/items.js``)."""

    def __init__(self, catalog: Catalog) -> None:
        self._words = catalog.frame("items.log", "model")

    def __call__(self, block: ItemList) -> Markup:
        """A ``<li>`` for each item: its name, and its models, each a link to its log where there is one."""
        return Markup("".join(self._row(item, named=block.named) for item in block.items))  # noqa: S704 - escaped parts

    def _row(self, item: Item, *, named: bool) -> str:
        around = ("", "") if named else self._words
        logs = (_log(log, around) for log in item.logs if log.href or named)
        return f"<li>{' '.join([name_html(item.name, None), *logs])}</li>\n"


def _log(log: Log, around: tuple[str, ...]) -> str:
    name = name_html(log.model, None)
    return (
        f'<small><a href="{escape(log.href)}">{name.join(around)}</a></small>' if log.href else f"<small>{name}</small>"
    )
