"""The ways to a site that are compared: each is a folder with the same results, and a command that builds it."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from bench import inputs
from bench.inputs import Size

HERE = Path(__file__).parent
MKDOCS = """\
site_name: Benchmark
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [search]
extra: {generator: false}
"""
ENVIRONMENT = {"PYTHONPATH": str(HERE.parent), "NO_MKDOCS_2_WARNING": "1"}
_MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
_EVALSITE = [sys.executable, "-m", "evalsite", "build"]


class Way(Struct, frozen=True, kw_only=True):
    """One way to a site: ``prepare`` fills an empty folder, ``command`` builds ``site/`` in it."""

    name: str
    prepare: Callable[[Path, Size], None]
    command: list[str]
    again: bool = False  # after the same way without `again`, whose caches it finds

    def clear(self, root: Path) -> None:
        """Take away what an earlier build left, so that the next is cold, and let the disk come to rest."""
        if not self.again:
            for folder in ("site", "public", ".cache", "resources"):
                shutil.rmtree(root / folder, ignore_errors=True)
        os.sync()  # otherwise a build pays for what others left to be written and removed


def ways(pages: int) -> Mapping[str, Way]:
    """Every way, by name; the empty site has as many ``pages``."""
    hugo = shutil.which("hugo")
    found = [
        Way(name="evalsite", prepare=_evalsite, command=_EVALSITE),
        Way(name="evalsite again", prepare=_evalsite, command=_EVALSITE, again=True),
        Way(name="evalsite, no model pages", prepare=_evalsite_tables, command=_MKDOCS),
        Way(name="empty", prepare=lambda root, _: _empty(root, pages), command=_MKDOCS),
        Way(name="naive", prepare=_naive, command=_MKDOCS),
        *([Way(name="hugo", prepare=_hugo, command=[hugo, "--quiet"])] if hugo else []),
    ]
    return {way.name: way for way in found}


def _evalsite(root: Path, size: Size) -> None:
    inputs.write(root, size)
    _home(root)
    (root / "mkdocs.yml").write_text(MKDOCS + "hooks: [hooks/evalsite_hooks.py]\n", encoding="utf-8")
    shutil.copytree(HERE.parent / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__"))


def _evalsite_tables(root: Path, size: Size) -> None:
    """The pages that the naive hook makes, too: no model pages."""
    _evalsite(root, size)
    shutil.copy(HERE / "without_models.py", root / "hooks" / "evalsite_hooks.py")


def _empty(root: Path, pages: int) -> None:
    _home(root)
    for number in range(pages):
        (root / "docs" / f"page-{number}.md").write_text(f"# Page {number}\n", encoding="utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS + "nav: [index.md]\nnot_in_nav: page-*.md\n", encoding="utf-8")


def _naive(root: Path, size: Size) -> None:
    inputs.write(root, size)
    _home(root)
    shutil.copy(HERE / "naive" / "hook.py", root)
    (root / "mkdocs.yml").write_text(MKDOCS + "hooks: [hook.py]\n", encoding="utf-8")


def _hugo(root: Path, size: Size) -> None:
    """Hugo reads the results as assets; a page is a file without content that its template fills."""
    shutil.copytree(HERE / "hugo", root, dirs_exist_ok=True)
    inputs.write(root, size)
    (root / "assets").mkdir()
    (root / "results").rename(root / "assets" / "results")
    names = [f"bench-{number:03}" for number in range(size.benchmarks)]
    for folder, pages in (("benchmarks", names), ("matrix", ["one", "best"])):
        (root / "content" / folder).mkdir(parents=True)
        for name in pages:
            (root / "content" / folder / f"{name}.md").write_text(f'---\ntitle: "{name}"\n---\n', encoding="utf-8")


def _home(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
