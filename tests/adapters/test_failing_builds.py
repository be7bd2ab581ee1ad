"""After any error the old site is there, byte for byte, and the message says where, what and what to do."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "a misspelt model in a macro": (
        {"docs/guide.md": '---\nrender_macros: true\n---\n# Guide\n\n{{ value("sums", "bea", "pass@1") }}\n'},
        ["docs/guide.md:6", 'found "bea"', "expected a model with results on sums", 'Did you mean "bee"?'],
    ),
    "two macros with something wrong, on two pages": (
        {
            "docs/guide.md": '---\nrender_macros: true\n---\n# Guide\n\n{{ leader("sum", "pass@1") }}\n',
            "docs/index.md": "---\nrender_macros: true\n---\n# Home\n\n{{ beats() }}\n",
        },
        ["docs/guide.md:6", 'Did you mean "sums"?', "docs/index.md:6", "expected beats(model, baseline)"],
    ),
    "a macro that was not rendered": (
        {"docs/guide.md": '# Guide\n\n{{ value("sums", "bee", "pass@1") }}\n'},
        ["docs/guide.md:3", "{{ value(", "render_macros: true"],
    ),
    "a page of the author's where a benchmark's page stands": (
        {"docs/benchmarks/sums.md": "# Mine\n"},
        ["docs/benchmarks/sums.md", "/benchmarks/sums/", "Rename or move"],
    ),
    "an index of the author's where a generated one stands": (
        {"docs/models/README.md": "# Mine\n"},
        ["docs/models/README.md", "/models/", "Rename or move"],
    ),
    "no site_url": (
        {"mkdocs.yml": "site_name: x\nhooks: [hooks/evalsite_hooks.py]\ntheme: {name: material, font: false}\n"},
        ["mkdocs.yml", "site_url", "https://example.org/"],
    ),
    "a baseline that does not exist": (
        {"evalsite.yml": "baselines:\n  plain: {model: ants}\n"},
        ["evalsite.yml:2", '"ants"', 'Did you mean "ant"?'],
    ),
    "no results": (
        {"results/sums.csv": None, "results/words.csv": None},
        ["results"],
    ),
}

ONLY_IN_CHINESE: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "a macro in the Chinese page alone": (
        {"docs/guide.zh.md": '---\nrender_macros: true\n---\n# 指南\n\n{{ value("sums", "bea", "pass@1") }}\n'},
        ["docs/guide.zh.md:6", 'Did you mean "bee"?'],
    ),
    "an unknown macro in the Chinese page alone": (
        {"docs/guide.zh.md": "---\nrender_macros: true\n---\n# 指南\n\n一\n\n{{ valeu(1) }}\n"},
        ["docs/guide.zh.md:8", "{{ valeu(1) }}", "'valeu' is undefined", 'Did you mean "value"?'],
    ),
    "a broken template in the Chinese page alone": (
        {"docs/guide.zh.md": "---\nrender_macros: true\n---\n# 指南\n\n{% if %}\n"},
        ["docs/guide.zh.md:6", "{% if %}"],
    ),
    "a file where the Chinese pages stand": (
        {"docs/zh/guide.md": "# 指南\n"},
        ["docs/zh/guide.md", "/zh/", "x.zh.md"],
    ),
}


@pytest.mark.parametrize("name", [*CASES, *ONLY_IN_CHINESE])
def test_evalsite_build_leaves_the_old_site(
    name: str, source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    changes, expected = {**CASES, **ONLY_IN_CHINESE}[name]
    fails_and_leaves_the_old_site(source(changes), ("evalsite", "build"), expected, run, digest)


@pytest.mark.parametrize("name", CASES)
def test_mkdocs_build_leaves_the_old_site(
    name: str, source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    changes, expected = CASES[name]
    fails_and_leaves_the_old_site(source(changes), ("mkdocs", "build"), expected, run, digest)


def fails_and_leaves_the_old_site(
    root: Path, command: tuple[str, ...], expected: list[str], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    old = old_site(root, digest)
    built = run(root, *command)
    assert built.returncode == 1, built.stdout + built.stderr
    assert digest(root / "site") == old
    assert "Traceback" not in built.stderr
    for part in expected:
        assert part in re.sub(r"\s+", " ", built.stderr)
    assert not [path for path in root.iterdir() if path.name.startswith(".site")]


def old_site(root: Path, digest: Callable[[Path], str]) -> str:
    (root / "site" / "models").mkdir(parents=True)
    (root / "site" / "models" / "index.html").write_text("the old page")
    return digest(root / "site")


@pytest.mark.parametrize("folder", ["docs", "results", "hooks", "."])
@pytest.mark.parametrize("command", ["mkdocs", "evalsite"])
def test_a_site_never_takes_the_place_of_what_it_is_made_from(
    folder: str, command: str, source: Callable[..., Path], run: Callable[..., Any]
) -> None:
    root = source()
    built = run(root, command, "build", "--site-dir", folder)
    assert built.returncode == 1
    assert "site_dir" in built.stderr
    for file in ("docs/index.md", "results/sums.csv", "hooks/evalsite_hooks.py", "mkdocs.yml"):
        assert (root / file).is_file()


def test_a_bare_build_that_mkdocs_macros_ends_leaves_the_old_site(
    source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    """The plugin ends the process with a code of its own, past all error events."""
    root = source({"docs/guide.md": "---\nrender_macros: true\n---\n# Guide\n\n{{ valeu(1) }}\n"})
    old = old_site(root, digest)
    built = run(root, "mkdocs", "build")
    assert built.returncode == 100
    assert "'valeu' is undefined" in built.stderr
    assert digest(root / "site") == old
    assert not [path for path in root.iterdir() if path.name.startswith(".site")]


def test_a_template_that_fails_leaves_the_old_site(
    source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    """An error of the author's template comes when most pages of the new site are written."""
    root = source({"overrides/main.html": '{% extends "base.html" %}{% block footer %}{{ page.x.y }}{% endblock %}'})
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  name: material", "  name: material\n  custom_dir: overrides"))
    old = old_site(root, digest)
    assert run(root, "mkdocs", "build").returncode == 1
    assert run(root, "evalsite", "build").returncode == 1
    assert digest(root / "site") == old
    assert not [path for path in root.iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize("command", ["mkdocs", "evalsite"])
def test_a_warning_fails_a_strict_build_before_the_old_site_is_touched(
    command: str, source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    root = source({"docs/index.md": "# Home\n\n[nowhere](nowhere.md)\n"})
    old = old_site(root, digest)
    built = run(root, command, "build", "--strict")
    assert built.returncode == 1
    assert "nowhere.md" in built.stderr
    assert digest(root / "site") == old
    assert run(root, command, "build").returncode == 0
    assert digest(root / "site") != old


def test_a_record_that_cannot_be_used_is_a_warning_and_under_strict_an_error(
    source: Callable[..., Path], run: Callable[..., Any], digest: Callable[[Path], str]
) -> None:
    root = source({"results/sums.csv": "model,pass@1,avg_time\nant,0.25,10\nbee,much,8\n"})
    old = old_site(root, digest)
    for command in ("mkdocs", "evalsite"):
        strict = run(root, command, "build", "--strict")
        assert (strict.returncode, digest(root / "site")) == (1, old)
        assert 'results/sums.csv:3: found "much"' in strict.stderr
    lenient = run(root, "evalsite", "build")
    assert lenient.returncode == 0
    assert 'warning: results/sums.csv:3: found "much"' in lenient.stderr
