"""The members of category lists as HTML, each with its reason at hand."""

from markupsafe import Markup

from evalsite.pages.model import ListEntry, NameList, Reason
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape
from evalsite.render.links import Links
from evalsite.render.tables import sign


class ListWriter:
    """Writes the category lists of one page."""

    def __init__(self, catalog: Catalog, links: Links) -> None:
        self._catalog = catalog
        self._links = links
        self._signs: dict[str, str] = {}

    def __call__(self, names: NameList) -> Markup:
        """The ``<li>`` elements: a name that links to its row, and its reasons."""
        return Markup("\n".join(map(self._entry, names.entries)))  # noqa: S704 - made of escaped parts

    def _entry(self, entry: ListEntry) -> str:
        reasons = " ".join(map(self._reason, entry.reasons))
        return f"<li>{name_html(entry.name, self._links)} {reasons}</li>"

    def _reason(self, reason: Reason) -> str:
        shown = self._sign(reason.verdict)
        metric = self._catalog.html(reason.metric)
        tolerance = self._catalog.words("list.tolerance")
        return (
            f'<span class="es-why" data-verdict="{reason.verdict}">{metric} {shown}'
            f'<span class="n">{escape(reason.delta)}</span>'
            f" <small>{tolerance} {escape(reason.tolerance)}</small></span>"
        )

    def _sign(self, verdict: str) -> str:
        if verdict not in self._signs:
            self._signs[verdict] = sign(self._catalog, "verdict", verdict)
        return self._signs[verdict]
