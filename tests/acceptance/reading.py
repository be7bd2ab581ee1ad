"""Reads a built benchmark page back into the shape of report.yml."""

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

LISTS = ("better-both", "faster-less-accurate", "slower-more-accurate", "worse-both")
BASELINES = ("sft", "best-of-four")


def read_benchmark(page: Path) -> dict[str, Any]:
    """The figures, marks, verdicts and lists that the page at this path shows."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    return {
        "main": {name: _main(cells) for name, cells in _rows(soup, "results")},
        "sft": {name: _compared(cells) for name, cells in _rows(soup, "vs-sft")},
        "baselines": {baseline: _values(soup, baseline) for baseline in BASELINES},
        "lists": {
            baseline: {code: read_list(soup, f"vs-{baseline}-{code}") for code in LISTS} for baseline in BASELINES
        },
    }


def read_list(soup: BeautifulSoup, place: str) -> list[str]:
    """The members of a list, by the names of the rows that they link to."""
    found = soup.find(id=place)
    assert found is not None, f"there is no list {place}"
    return sorted(_linked_row(soup, item) for item in found.find_all("li"))


def _linked_row(soup: BeautifulSoup, item: Tag) -> str:
    link = item.find("a")
    assert link is not None
    row = soup.find(id=str(link["href"]).removeprefix("#"))
    assert row is not None, f"{link['href']} leads nowhere"
    return _name(row)


def _rows(soup: BeautifulSoup, table: str) -> list[tuple[str, list[Tag]]]:
    found = soup.find("table", id=table)
    assert found is not None, f"there is no table {table}"
    return [(_name(row), row.find_all("td")) for row in found.tbody.find_all("tr")]


def _name(row: Tag) -> str:
    return row.th.bdi.get_text()


def _main(cells: list[Tag]) -> list[str]:
    return [part for cell in cells for part in (_text(cell), str(cell.get("data-mark", "-")))]


def _compared(cells: list[Tag]) -> list[str]:
    return [part for cell in cells for part in (_text(cell), str(cell.get("data-verdict", "-")))]


def _text(cell: Tag) -> str:
    return cell.find(class_="n").get_text()


def _values(soup: BeautifulSoup, baseline: str) -> list[str]:
    heading = soup.find(id=f"baseline-{baseline}")
    assert heading is not None
    return [value.get_text() for value in heading.find_next("dl").find_all("data")]
