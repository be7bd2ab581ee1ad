"""Every id of a page stands once, and needs no escaping."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from evalsite.errors import BuildError, Problem, quoted
from evalsite.pages.model import Block, Chart, ItemList, NameList, Page, RowHead, Section, Shared, Table

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NONE: frozenset[str] = frozenset()
_IDS = re.compile(rf"{_ID.pattern}(\n{_ID.pattern})*")


def caption_id(table: Table) -> str:
    """The id of a table's caption, which names the table's box."""
    return f"{table.id}-caption"


def title_id(chart: Chart) -> str:
    """The id of the words that name a chart."""
    return f"{chart.id}-title"


def text_id(chart: Chart) -> str:
    """The id of the words that stand for a chart's drawing."""
    return f"{chart.id}-text"


def ids(blocks: Sequence[Block], shared: list[Shared[RowHead]] | None = None) -> Iterator[str]:
    """The ids of all elements that the blocks become, in their order.

    Rows that pages share are put into ``shared`` instead, if given.
    """
    for block in blocks:
        match block:
            case Section():
                yield block.id
                yield from ids(block.blocks, shared)
            case Table():
                yield from (block.id, caption_id(block))
                if shared is not None and isinstance(block.rows, Shared):
                    shared.append(block.rows)
                else:
                    yield from [row.id for row in block.rows if row.id is not None]
            case Chart():
                yield from (block.id, title_id(block), text_id(block))
            case NameList() | ItemList():
                yield block.id


class IdCheck:
    """Sees that each id of a page stands once and is fit for an address; the ids of shared rows are looked at once."""

    def __init__(self) -> None:
        # By identity; the rows are kept too, so that no others can take their id.
        self._known: dict[int, tuple[Sequence[RowHead], frozenset[str] | None]] = {}

    def __call__(self, page: Page) -> None:
        """Look at a page.

        Raises:
            BuildError: every id that is not.
        """
        shared: list[Shared[RowHead]] = []
        own = _all_fit([*ids(page.blocks, shared)])
        groups = [own, *map(self._fit, shared)]
        if not all(a is not None and b is not None and a.isdisjoint(b) for a, b in combinations([*groups, _NONE], 2)):
            _check(page)

    def _fit(self, rows: Shared[RowHead]) -> frozenset[str] | None:
        """The ids that rows may have, if all are fit; None when they are not, or one row is there twice."""
        everything = rows.everything
        if id(everything) not in self._known:
            names = [row.id for row in everything if row.id is not None]
            self._known[id(everything)] = (everything, _all_fit(names))
        return self._known[id(everything)][1] if len(set(rows.places)) == len(rows.places) else None


def _all_fit(names: Sequence[str]) -> frozenset[str] | None:
    """The names, if none stands there twice and all are fit for an address."""
    if not names:
        return _NONE
    together, distinct = "\n".join(names), frozenset(names)
    fit = len(distinct) == len(names) == 1 + together.count("\n") and _IDS.fullmatch(together)
    return distinct if fit else None


def _check(page: Page) -> None:
    """Raise with every id that is not fit, or stands on the page twice."""
    names = list(ids(page.blocks))
    counts = Counter(names)
    twice = [_problem(page, name, "an id that stands once on the page") for name, n in counts.items() if n > 1]
    unfit = [_problem(page, name, "an id of letters, digits, . _ and -") for name in counts if not _ID.fullmatch(name)]
    if twice or unfit:
        raise BuildError([*twice, *unfit])


def _problem(page: Page, name: str, expected: str) -> Problem:
    return Problem(
        found=name, expected=f"expected {expected} (page {quoted(page.address)})", advice="Make ids from slugs."
    )
