"""The content security policy: asked for, made from the theme's files, and the same on every page."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from mkdocs.config.base import load_config

from evalsite.adapters import csp

Tree = Callable[[Path], BeautifulSoup]
ASKED = "extra: {evalsite: {csp: true}}\n"


def policies(site: Path, tree: Tree) -> dict[str, list[str]]:
    return {
        path.relative_to(site).as_posix(): [
            str(meta["content"]) for meta in tree(path).select("meta[http-equiv=Content-Security-Policy]")
        ]
        for path in site.rglob("*.html")
    }


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory, files: Any, run: Any) -> Path:
    root: Path = files(tmp_path_factory.mktemp("own"), {"mkdocs.yml": ASKED})
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stderr
    return root / "site"


def test_a_site_that_evalsite_is_added_to_has_no_policy(small_site: Path, tree: Tree) -> None:
    assert set(map(len, policies(small_site, tree).values())) == {0}


def test_every_page_has_the_same_policy(own_site: Path, tree: Tree) -> None:
    found = policies(own_site, tree)
    assert {"404.html", "index.html", "benchmarks/sums/index.html", "zh/guide/index.html"} <= found.keys()
    [only] = {tuple(policy) for policy in found.values()}
    assert len(only) == 1
    assert "script-src 'self' 'sha256-" in only[0]
    assert "unsafe-inline" not in re.sub("style-src[^;]*", "", only[0])


def test_the_policy_stands_before_every_script(own_site: Path) -> None:
    text = (own_site / "benchmarks" / "sums" / "index.html").read_text(encoding="utf-8")
    assert text.index("Content-Security-Policy") < text.index("<script")


def test_every_script_of_the_theme_is_let_in(own_site: Path, tree: Tree) -> None:
    for path, [policy] in policies(own_site, tree).items():
        scripts = tree(own_site / path).select("script:not([src]):not([type])")
        assert scripts, path
        for script in scripts:
            digest = base64.b64encode(hashlib.sha256(str(script.string).encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, script


def test_a_script_in_a_page_is_not_let_in(files: Any, tmp_path: Path, run: Any, tree: Tree) -> None:
    script = "alert('from the page')"
    root = files(tmp_path, {"mkdocs.yml": ASKED, "docs/index.md": f"# Home\n\n<script>{script}</script>\n"})
    assert run(root, "evalsite", "build").returncode == 0
    assert script in (root / "site" / "index.html").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    [policy] = policies(root / "site", tree)["index.html"]
    assert digest not in policy


@pytest.mark.parametrize(
    ("extra", "found", "said"),
    [
        ("{evalsite: {csp: yess}}", "yess", "expected true or false"),
        ("{evalsite: {cps: true}}", "cps", 'Did you mean "csp"?'),
        ("{evalsite: csp}", "csp", "expected settings such as {csp: true}"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told(extra: str, found: str, said: str, files: Any, tmp_path: Path) -> None:
    root = files(tmp_path, {"mkdocs.yml": f"extra: {extra}\n"})
    [problem] = csp.problems(load_config(str(root / "mkdocs.yml")))
    assert str(problem).startswith("mkdocs.yml#/extra/evalsite")
    assert f'found "{found}"' in str(problem)
    assert said in str(problem)


def test_another_theme_is_not_known(files: Any, tmp_path: Path) -> None:
    root = files(tmp_path, {"mkdocs.yml": ASKED})
    config = load_config(str(root / "mkdocs.yml"), theme={"name": "readthedocs"})
    [problem] = csp.problems(config)
    assert "expected the theme material" in str(problem)
