"""Every id of a page stands once, and needs no escaping."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evalsite.errors import BuildError, Problem, quoted
from evalsite.pages.model import Block, Chart, ItemList, NameList, Page, Section, Table

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
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


def ids(blocks: Sequence[Block]) -> Iterator[str]:
    """The ids of all elements that the blocks become, in their order."""
    for block in blocks:
        match block:
            case Section():
                yield block.id
                yield from ids(block.blocks)
            case Table():
                yield from (block.id, caption_id(block))
                yield from [row.id for row in block.rows if row.id is not None]
            case Chart():
                yield from (block.id, title_id(block), text_id(block))
            case NameList() | ItemList():
                yield block.id


def check_ids(page: Page) -> None:
    """See that each id of the page stands once and is fit for an address.

    Raises:
        BuildError: every id that is not.
    """
    names = list(ids(page.blocks))
    together = "\n".join(names)
    if len(set(names)) == len(names) == 1 + together.count("\n") and _IDS.fullmatch(together):
        return  # a page may have thousands, and hardly any page has a problem
    counts = Counter(names)
    twice = [_problem(page, name, "an id that stands once on the page") for name, n in counts.items() if n > 1]
    unfit = [_problem(page, name, "an id of letters, digits, . _ and -") for name in counts if not _ID.fullmatch(name)]
    if twice or unfit:
        raise BuildError([*twice, *unfit])


def _problem(page: Page, name: str, expected: str) -> Problem:
    return Problem(
        found=name, expected=f"expected {expected} (page {quoted(page.address)})", advice="Make ids from slugs."
    )
