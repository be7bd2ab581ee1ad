"""Every option, metric, figure, format and command is documented; what is not is named."""

import argparse
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evalsite import cli
from evalsite.metrics import FAMILIES, Family, known
from evalsite.pages.figures import Figures
from evalsite.readers.registry import READERS

DOCS = Path(__file__).resolve().parents[1] / "docs"


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    parser = cli._parser()  # noqa: SLF001 - the one place that knows all commands
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action.choices.items()


def test_every_command_and_option_is_documented() -> None:
    page = _page("commands.md")
    sections = dict(re.findall(r"(?ms)^## evalsite (\w+)$(.*?)(?=^## |\Z)", page))
    commands = dict(_commands())
    assert sections.keys() == commands.keys()
    for name, parser in commands.items():
        options = {text for action in parser._actions for text in action.option_strings if text.startswith("--")}  # noqa: SLF001
        documented = set(re.findall(r"`(--[a-z-]+)", sections[name]))
        assert options - {"--help"} <= documented, f"evalsite {name}"
        assert {option for option in documented if option != "--strict"} <= options, f"evalsite {name}"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.examples[0])
def test_every_known_metric_is_documented(family: Family) -> None:
    rows = [line for line in _page("metrics.md").splitlines() if f"`{family.examples[0]}`" in line and "|" in line]
    assert len(rows) == 1
    cells = [cell.strip() for cell in rows[0].strip("|").split("|")]
    assert set(re.findall(r"`([^`]+)`", cells[0])) == set(family.examples)
    assert cells[1:4] == [family.direction.value, family.kind.value, str(family.digits)]
    notes = tuple(word in cells[4] for word in ("proportion", "speedup", "right items"))
    assert notes == (family.proportion, family.speedup, family.binary)
    for example in family.examples:
        metric = known(example)
        assert metric
        assert family.pattern.fullmatch(example)
        assert (metric.direction, metric.kind) == (family.direction, family.kind)


def test_every_figure_is_documented_with_its_arguments() -> None:
    documented = set(re.findall(r"`(\w+\([^`]*\))`", _page("figures.md")))
    figures = set()
    for name, method in inspect.getmembers(Figures, inspect.isfunction):
        if not name.startswith("_"):
            figures.add(f"{name}({', '.join(list(inspect.signature(method).parameters)[1:])})")
    assert documented == figures


def test_every_format_is_documented() -> None:
    page = _page("formats.md")
    assert [reader.name for reader in READERS if f"`{reader.name}`" not in page] == []
