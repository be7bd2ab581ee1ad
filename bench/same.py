"""Whether the pages of another way hold what evalsite's hold: every table, cell by cell, and every list."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

Cells = dict[str, list[str]]
"""The cells of a table by its row's name, each as its text with its mark or verdict."""


class Reader(Struct, frozen=True, kw_only=True):
    """How the pages of another way are read."""

    benchmark: Callable[[BeautifulSoup], dict[str, object]]
    matrix: Callable[[BeautifulSoup], Cells]


def differences(ours: Path, other: Path, reader: Reader) -> Iterator[str]:
    """Every row and every list of the built site ``other`` that is not the same in ``ours``, and what is there."""
    pages = sorted((other / "benchmarks").glob("*/index.html"))
    if len(pages) != len(list((ours / "benchmarks").glob("*/index.html"))):
        yield "benchmarks: not as many pages"
    for page in pages:
        own = ours / "benchmarks" / page.parent.name / "index.html"
        theirs, found = reader.benchmark(_parsed(page)), _benchmark(_parsed(own))
        yield from (f"{page.parent.name}: {what}" for what in _differing(theirs, found))
    for page in sorted((other / "matrix").glob("*/index.html")):
        folder = ours / "matrix" / page.parent.name
        parts = [_matrix(_parsed(part)) for part in (folder / "index.html", *sorted(folder.glob("*/index.html")))]
        whole = {name: row for part in parts for name, row in part.items()}
        yield from (f"matrix: {page.parent.name}: {row}" for row in _differing(reader.matrix(_parsed(page)), whole))


def _differing(theirs: Mapping[str, object], ours: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(theirs.keys() | ours):
        their, own = theirs.get(name), ours.get(name)
        if isinstance(their, Mapping) and isinstance(own, Mapping):
            yield from (f"{name}: {row}" for row in _differing(their, own))
        elif their != own:
            yield f"{name}: {their} where evalsite has {own}"


def _parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")


def _tables(soup: BeautifulSoup) -> list[Tag]:
    return soup.find_all("table")


def _benchmark(soup: BeautifulSoup) -> dict[str, object]:
    found: dict[str, object] = {str(table["id"]): _table(table) for table in soup.select("table.es")}
    for block in soup.select(".es-names"):
        found[str(block["id"])] = [_text(item.find("bdi")) for item in block.find_all("li")]
    return found


def _table(table: Tag) -> Cells:
    return {_text(row.find("bdi")): [_cell(cell) for cell in row.find_all("td")] for row in table.select("tbody tr")}


def _cell(cell: Tag) -> str:
    number = cell.find(class_="n")
    word = cell.get("data-mark") or cell.get("data-verdict") or ""
    return f"{_text(number) if number else ''} {word}".strip()


def _matrix(soup: BeautifulSoup) -> Cells:
    [table] = soup.select("table#matrix")
    rows = ((row.find("bdi"), row.select("td.c")) for row in table.select("tbody tr"))
    return {_text(name): [_text(cell) for cell in cells] for name, cells in rows}


def _naive_benchmark(soup: BeautifulSoup) -> dict[str, object]:
    main, *others = _tables(soup)
    found: dict[str, object] = {"results": _naive_table(main)}
    for heading in soup.find_all("h2")[1:]:
        found[f"vs-{heading.get_text().split()[1].rstrip('¶')}"] = _naive_table(others.pop(0))
    for heading in soup.find_all("h3"):
        baseline, code = re.findall(r"[\w-]+", heading.get_text())[:2]
        after = heading.find_next_sibling()
        items = after.find_all("li") if isinstance(after, Tag) and after.name == "ul" else []
        found[f"vs-{baseline}-{code}"] = [_text(item).split(":")[0] for item in items]
    return found


def _naive_table(table: Tag) -> Cells:
    rows = ([_text(cell) for cell in row.find_all("td")] for row in table.select("tbody tr"))
    return {name: cells for name, *cells in rows}


def _naive_matrix(soup: BeautifulSoup) -> Cells:
    return _naive_table(_tables(soup)[0])


def _hugo_benchmark(soup: BeautifulSoup) -> dict[str, object]:
    found: dict[str, object] = {str(table["id"]): _hugo_table(table) for table in _tables(soup)}
    for heading in soup.find_all("h3"):
        members = heading.find_next_sibling("ul")
        found[str(heading["id"])] = [_text(item.a) for item in members.find_all("li")] if members else []
    return found


def _hugo_table(table: Tag) -> Cells:
    return {_text(row.th): [_hugo_cell(cell) for cell in row.find_all("td")] for row in table.select("tbody tr")}


def _hugo_cell(cell: Tag) -> str:
    word = cell.get("data-mark") or cell.get("data-verdict") or ""
    return f"{_text(cell)} {word}".strip()


def _hugo_matrix(soup: BeautifulSoup) -> Cells:
    return _hugo_table(_tables(soup)[0])


def _text(element: Tag | None) -> str:
    return element.get_text().strip() if element else ""


NAIVE = Reader(benchmark=_naive_benchmark, matrix=_naive_matrix)
HUGO = Reader(benchmark=_hugo_benchmark, matrix=_hugo_matrix)
