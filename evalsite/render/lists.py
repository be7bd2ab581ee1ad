"""The members of category lists as HTML, each with its reason at hand."""

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup
from msgspec import Struct

from evalsite.pages.model import Literally, NameList, Reasons
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.links import Links
from evalsite.render.shared import Prints
from evalsite.render.tables import escaped, judging_link, laid, sign


class Members(Struct, frozen=True, kw_only=True):
    """A list's members as ``<li>`` elements, and what they were judged by, when that is the same for all."""

    tolerances: Markup
    entries: tuple[str, ...]
    judging: Markup


class ListWriter:
    """Writes the category lists of one page."""

    def __init__(self, catalog: Catalog, links: Links, prints: Prints) -> None:
        self._catalog = catalog
        self._prints = prints
        self._judging = Markup(judging_link(catalog, links))  # noqa: S704
        self._name = partial(name_html, links=links)

    def __call__(self, names: NameList) -> Members:
        """The members of a list that has some."""
        same = all(len(set(reasons.tolerances)) == 1 for reasons in names.reasons)
        columns = [["<li>"] * len(names.names), self._prints(names.names, self._name)]
        for reasons in names.reasons:
            columns.extend(self._reasons(reasons, told=not same))
        tolerances = " &#183; ".join(self._shared(names.reasons)) if same else ""
        judging = self._judging if names.reasons else Markup()
        return Members(tolerances=Markup(tolerances), entries=(laid(columns, "</li>\n"),), judging=judging)  # noqa: S704

    def _shared(self, columns: Sequence[Reasons]) -> list[str]:
        """Each metric with the tolerance that all were judged by."""
        judged = [reasons for reasons in columns if reasons.tolerances[0]]
        return [f"{self._catalog.html(each.metric)} {self._tolerance(each.tolerances[0])}" for each in judged]

    def _reasons(self, reasons: Reasons, *, told: bool) -> Iterator[list[str]]:
        """The parts of each member's reason by one metric, of which there are few but for the differences."""
        metric = self._catalog.html(reasons.metric)
        looks = {
            verdict: f' <span class="w" data-verdict="{verdict}">{metric} '
            f'{sign(self._catalog, "verdict", verdict)}<span class="n">'
            for verdict in set(reasons.verdicts)
        }
        yield [looks[verdict] for verdict in reasons.verdicts]
        yield list(escaped(reasons.deltas))
        ends = {amount: f"</span>{self._told(amount if told else '')}</span>" for amount in set(reasons.tolerances)}
        yield [ends[amount] for amount in reasons.tolerances]

    def _told(self, amount: str) -> str:
        return f" <small>{self._tolerance(amount)}</small>" if amount else ""

    def _tolerance(self, amount: str) -> str:
        return self._catalog.words("list.tolerance", amount=Literally(amount))
