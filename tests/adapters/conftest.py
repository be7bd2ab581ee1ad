"""A small real site: two models, two benchmarks, pages in two languages, MkDocs and Material as they are."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

HOOK = Path(__file__).resolve().parents[2] / "hooks" / "evalsite_hooks.py"

FILES: dict[str, str | None] = {
    "mkdocs.yml": """\
site_name: Two models
site_url: https://example.org/report/
hooks: [hooks/evalsite_hooks.py]
theme:
  name: material
  font: false
  features: [navigation.indexes, navigation.instant]
plugins:
  - search
  - macros: {modules: [evalsite.adapters.macros], render_by_default: false, on_error_fail: true, on_undefined: strict}
validation: {links: {anchors: warn}}
""",
    "evalsite.yml": """\
title: {en: Two models, zh: 两个模型}
languages: [en, zh]
baselines:
  plain: {model: ant}
""",
    "results/sums.csv": "model,pass@1,avg_time\nant,0.25,10\nbee,0.5,8\n",
    "results/words.csv": "model,pass@1,avg_time\nant,0.5,4\nbee,0.25,\n",
    "docs/index.md": "# Welcome\n\nSee [sums](benchmarks/sums/index.md#results) and [the guide](guide.md).\n",
    "docs/guide.md": (
        "---\nrender_macros: true\n---\n# Guide\n\n"
        'The bee scores {{ value("sums", "bee", "pass@1") }}. [Home](index.md)\n'
    ),
    "docs/guide.zh.md": (
        '---\nrender_macros: true\n---\n# 指南\n\n蜜蜂得分 {{ value("sums", "bee", "pass@1") }}。[首页](index.md)\n'
    ),
}

Source = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


def write_files(root: Path, files: dict[str, str | None]) -> Path:
    for name, text in {**files, "hooks/evalsite_hooks.py": HOOK.read_text(encoding="utf-8")}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """``source({"docs/x.md": "text", "docs/guide.md": None})``: the small site with some files changed or left out."""
    return lambda changes=None: write_files(tmp_path / "project", {**FILES, **(changes or {})})


@pytest.fixture(scope="session")
def files() -> Callable[[Path, dict[str, str | None]], Path]:
    """``files(folder, {"mkdocs.yml": "extra: {}\\n"})``: as `source`, wherever; settings are added to mkdocs.yml."""

    def write(folder: Path, changes: dict[str, str | None]) -> Path:
        added = {"mkdocs.yml": f"{FILES['mkdocs.yml']}{changes.get('mkdocs.yml', '')}"}
        return write_files(folder / "project", {**FILES, **changes, **added})

    return write


@pytest.fixture(scope="session")
def digest() -> Callable[[Path], str]:
    """A hash of every path and byte below a folder."""

    def of(folder: Path) -> str:
        found = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            found.update(f"{path.relative_to(folder)}\0".encode())
            found.update(path.read_bytes() if path.is_file() else b"")
        return found.hexdigest()

    return of


@pytest.fixture(scope="session")
def run() -> Run:
    """``run(root, "mkdocs", "build")``: ``python -m mkdocs build`` in ``root``."""

    def command(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=root,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return command


@pytest.fixture(scope="session")
def tree() -> Callable[[Path], BeautifulSoup]:
    """A built page as a tree."""
    return lambda path: BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """The small site as ``evalsite build`` makes it, for tests that only look at it."""
    root = write_files(tmp_path_factory.mktemp("small"), FILES)
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    return root / "site"
