"""The members of category lists as HTML, each with its reason at hand."""

from markupsafe import Markup

from evalsite.pages.model import ListEntry, Literally, NameList, Reason, Text
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape
from evalsite.render.links import Links
from evalsite.render.tables import sign


class ListWriter:
    """Writes the category lists of one page; words that come again are looked up once."""

    def __init__(self, catalog: Catalog, links: Links) -> None:
        self._catalog = catalog
        self._links = links
        self._looks: dict[str, tuple[str, str]] = {}
        self._metrics: dict[int, tuple[Text, str]] = {}  # by identity; the text is kept so that its id stays its own

    def entries(self, names: NameList) -> Markup:
        """The ``<li>`` elements: a name that links to its row, and its reasons."""
        told = self._shared(names) is None
        return Markup("\n".join(self._entry(entry, told) for entry in names.entries))  # noqa: S704 - of escaped parts

    def tolerances(self, names: NameList) -> Markup:
        """The tolerance of each metric, said once, when it is the same for all members; else nothing."""
        reasons = self._shared(names) or ()
        return Markup(" &#183; ".join(f"{self._metric(r.metric)} {self._tolerance(r)}" for r in reasons if r.tolerance))  # noqa: S704

    def _shared(self, names: NameList) -> tuple[Reason, ...] | None:
        """The first member's reasons, when all members were judged by the same tolerances."""
        if len({tuple(reason.tolerance for reason in entry.reasons) for entry in names.entries}) > 1:
            return None
        return tuple(names.entries[0].reasons) if names.entries else ()

    def _entry(self, entry: ListEntry, told: bool) -> str:
        reasons = "".join(self._reason(reason, told) for reason in entry.reasons)
        return f"<li>{name_html(entry.name, self._links)}{reasons}</li>"

    def _reason(self, reason: Reason, told: bool) -> str:
        attribute, shown = self._look(reason.verdict)
        tolerance = f" <small>{self._tolerance(reason)}</small>" if told and reason.tolerance else ""
        delta = f'<span class="n">{escape(reason.delta)}</span>'
        return f' <span class="w" {attribute}>{self._metric(reason.metric)} {shown}{delta}{tolerance}</span>'

    def _tolerance(self, reason: Reason) -> str:
        return self._catalog.words("list.tolerance", amount=Literally(reason.tolerance))

    def _look(self, verdict: str) -> tuple[str, str]:
        """A verdict's attribute, and its sign."""
        if verdict not in self._looks:
            self._looks[verdict] = f'data-verdict="{verdict}"', sign(self._catalog, "verdict", verdict)
        return self._looks[verdict]

    def _metric(self, metric: Text) -> str:
        if id(metric) not in self._metrics:
            self._metrics[id(metric)] = (metric, self._catalog.html(metric))
        return self._metrics[id(metric)][1]
