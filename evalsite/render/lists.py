"""Category lists as HTML, each member with its reason at hand."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from evalsite.pages.model import Literally, NameList, Reasons
from evalsite.render.catalog import Catalog, name_html
from evalsite.render.escape import escape
from evalsite.render.headings import heading
from evalsite.render.laid import laid
from evalsite.render.links import Links
from evalsite.render.shared import Prints
from evalsite.render.tables import escaped, judging_link, sign

T = TypeVar("T")

LONG = 300  # members: in any number of columns they fill any screen, and so the box that they scroll in


class ListWriter:
    """Writes the category lists of one page."""

    def __init__(self, catalog: Catalog, links: Links, prints: Prints) -> None:
        self._catalog = catalog
        self._prints = prints
        self._judging = judging_link(catalog, links)
        self._name = partial(name_html, links=links)

    def __call__(self, names: NameList, depth: int) -> Iterator[str]:
        """The list, in pieces, below a heading at ``depth`` (2 for h2)."""
        title = heading(names, depth, self._catalog)
        yield f'<div id="{escape(names.id)}" class="es-names" data-{names.family}="{names.code}">\n{title}\n'
        if names.names:
            yield from self._members(names)
        else:
            yield f'<p class="es-empty">{self._catalog.words("list.empty")}</p>\n'
        yield "</div>"

    def _members(self, names: NameList) -> Iterator[str]:
        """The members, after what they were judged by when that is the same for all."""
        same = all(len(set(reasons.tolerances)) == 1 for reasons in names.reasons)
        columns: list[str | Sequence[str]] = ["<li>", self._prints(names.names, self._name)]
        for reasons in names.reasons:
            columns.extend(self._reasons(reasons, told=not same))
        said = [*(self._shared(names.reasons) if same else ()), *([self._judging] if names.reasons else ())]
        kind = ' class="es-long"' if len(names.names) >= LONG else ""
        yield (f'<p class="es-tolerance">{" &#183; ".join(said)}</p>\n' if said else "") + f"<ul{kind}>\n"
        yield laid(columns, "</li>\n")
        yield "</ul>\n"

    def _shared(self, columns: Sequence[Reasons]) -> list[str]:
        """Each metric with the tolerance that all were judged by."""
        judged = [reasons for reasons in columns if reasons.tolerances[0]]
        return [f"{self._catalog.html(each.metric)} {self._tolerance(each.tolerances[0])}" for each in judged]

    def _reasons(self, reasons: Reasons, *, told: bool) -> Iterator[str | Sequence[str]]:
        """The parts of each member's reason by one metric, which are mostly the same but for the differences."""
        metric = self._catalog.html(reasons.metric)
        looks = {
            verdict: f' <span class="w" data-verdict="{verdict}">{metric} '
            f'{sign(self._catalog, "verdict", verdict)}<span class="n">'
            for verdict in set(reasons.verdicts)
        }
        yield _each(reasons.verdicts, looks)
        yield escaped(reasons.deltas)
        ends = {amount: f"</span>{self._told(amount if told else '')}</span>" for amount in set(reasons.tolerances)}
        yield _each(reasons.tolerances, ends)

    def _told(self, amount: str) -> str:
        return f" <small>{self._tolerance(amount)}</small>" if amount else ""

    def _tolerance(self, amount: str) -> str:
        return self._catalog.words("list.tolerance", amount=Literally(amount))


def _each(codes: Sequence[T], texts: Mapping[T, str]) -> str | list[str]:
    """The text of each of ``codes``; where ``texts`` has but one, that one."""
    return [texts[code] for code in codes] if len(texts) > 1 else "".join(texts.values())
