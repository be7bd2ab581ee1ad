"""The rooms: imports go one way, and each rule is seen to be able to fail.

The rules are in pyproject.toml, the picture in docs/rooms.md.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

FORBIDDEN = [
    ("Rooms, one way", "errors.py", "import evalsite.metrics"),
    ("Rooms, one way", "results.py", "from evalsite.analysis import ranking"),
    ("Rooms, one way", "readers/base.py", "from evalsite import site"),
    ("Rooms, one way", "render/__init__.py", "from evalsite.site import Site"),
    ("Rooms, one way", "site.py", "from evalsite import adapters"),
    ("Readers and analysis know nothing of each other", "analysis/__init__.py", "from evalsite.readers import base"),
    ("Readers and analysis know nothing of each other", "readers/base.py", "from evalsite.analysis import ranking"),
    ("Readers know nothing of settings", "readers/base.py", "from evalsite.config import Config"),
    ("Pages and render know nothing of files", "pages/model.py", "from evalsite.readers.base import Document"),
    ("Pages and render know nothing of files", "render/__init__.py", "from evalsite.readers.base import Document"),
    ("Render sees page models and nothing behind them", "render/__init__.py", "import evalsite.results"),
    ("Render sees page models and nothing behind them", "pages/model.py", "from evalsite.analysis import ranking"),
    ("Only adapters import MkDocs", "site.py", "from mkdocs.structure.files import File"),
    ("Only render imports Jinja", "adapters/__init__.py", "from jinja2 import Environment"),
    ("Frames stay behind the page models", "render/__init__.py", "import pandas"),
    ("Frames stay behind the page models", "adapters/__init__.py", "import numpy as np"),
    ("Statistics sees arrays alone", "statistics/arrays.py", "import pandas"),
    ("Statistics sees arrays alone", "statistics/words.py", "from pathlib import Path"),
    ("Analysis is pure: no files, no clock, no system", "analysis/ranking.py", "from pathlib import Path"),
    ("Analysis is pure: no files, no clock, no system", "analysis/ranking.py", "from datetime import date"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in ``folder`` by the rules in its pyproject.toml."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its rules, to be spoilt."""
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    shutil.copytree(REPOSITORY / "evalsite", tmp_path / "evalsite", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_imports_go_one_way() -> None:
    checked = lint_imports(REPOSITORY)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in checked.stdout


@pytest.mark.parametrize(("contract", "module", "statement"), FORBIDDEN)
def test_a_forbidden_import_is_found(copy: Path, contract: str, module: str, statement: str) -> None:
    with (copy / "evalsite" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    checked = lint_imports(copy)
    assert checked.returncode == 1
    assert f"{contract} BROKEN" in checked.stdout


def test_every_rule_is_shown_to_fail() -> None:
    assert {contract for contract, _, _ in FORBIDDEN} == {contract["name"] for contract in CONTRACTS}


def test_a_module_without_a_room_is_found(copy: Path) -> None:
    (copy / "evalsite" / "attic.py").write_text("", encoding="utf-8")
    checked = lint_imports(copy)
    assert checked.returncode == 1
    assert "attic" in checked.stdout + checked.stderr


def test_the_page_of_rooms_names_each_room() -> None:
    page = (REPOSITORY / "docs" / "rooms.md").read_text(encoding="utf-8")
    modules = {path.name for path in (REPOSITORY / "evalsite").iterdir() if not path.name.startswith("__")} - {
        "py.typed"
    }
    described = {line.split("`")[1].removeprefix("evalsite/") for line in page.splitlines() if line.startswith("| `")}
    assert described == modules
