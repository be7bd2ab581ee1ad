"""The members of category lists as HTML, each with its reason at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from markupsafe import Markup

from evalsite.pages.model import ListEntry, Literally, NameList, Reason, Text
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape
from evalsite.render.links import Links
from evalsite.render.tables import sign

_TOLERANCE = attrgetter("tolerance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """A list's members as ``<li>`` elements, and what they were judged by, when that is the same for all."""

    tolerances: Markup
    entries: Markup


class ListWriter:
    """Writes the category lists of one page; words that come again are looked up once."""

    def __init__(self, catalog: Catalog, links: Links) -> None:
        self._catalog = catalog
        self._links = links
        self._looks: dict[str, tuple[str, str]] = {}
        self._metrics: dict[int, tuple[Text, str]] = {}  # by identity; the text is kept so that its id stays its own

    def __call__(self, names: NameList) -> Members:
        """The members of a list that has some."""
        same = len({tuple(map(_TOLERANCE, entry.reasons)) for entry in names.entries}) == 1
        entries = "\n".join([self._entry(entry, told=not same) for entry in names.entries])
        tolerances = self._tolerances(names.entries[0].reasons) if same else ""
        return Members(tolerances=Markup(tolerances), entries=Markup(entries))  # noqa: S704 - made of escaped parts

    def _tolerances(self, reasons: Sequence[Reason]) -> str:
        judged = [reason for reason in reasons if reason.tolerance]
        return " &#183; ".join(f"{self._metric(reason.metric)} {self._tolerance(reason)}" for reason in judged)

    def _entry(self, entry: ListEntry, *, told: bool) -> str:
        reasons = "".join([self._reason(reason, told=told) for reason in entry.reasons])
        return f"<li>{name_html(entry.name, self._links)}{reasons}</li>"

    def _reason(self, reason: Reason, *, told: bool) -> str:
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
