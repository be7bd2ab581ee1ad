"""Whether the pages of the naive hook hold what evalsite's hold: every table, cell by cell, and every list."""

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag

Cells = dict[str, list[str]]
"""The cells of a table by its row's name, each as its text with its mark or verdict."""


def differences(ours: Path, naive: Path) -> Iterator[str]:
    """Every page, table or list of the built site ``naive`` that is not the same in ``ours``."""
    for page in sorted((naive / "benchmarks").glob("*/index.html")):
        own = ours / "benchmarks" / page.parent.name / "index.html"
        one, other = _naive_benchmark(_parsed(page)), _benchmark(_parsed(own))
        yield from (f"{page.parent.name}: {name}" for name in one.keys() | other if one.get(name) != other.get(name))
    for page in sorted((naive / "matrix").glob("*/index.html")):
        folder = ours / "matrix" / page.parent.name
        parts = [_matrix(_parsed(part)) for part in (folder / "index.html", *sorted(folder.glob("*/index.html")))]
        if _naive_table(_tables(_parsed(page))[0]) != {name: row for part in parts for name, row in part.items()}:
            yield f"matrix: {page.parent.name}"


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


def _text(element: Tag | None) -> str:
    return element.get_text().strip() if element else ""
