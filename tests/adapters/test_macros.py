"""Figures in hand-written pages: each door, its words in each language, its evidence."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from evalsite.adapters.macros import DOORS

Tree = Callable[[Path], BeautifulSoup]

CALLS = {
    'value("sums", "bee", "pass@1")': ("0.5000", "benchmarks/sums/#m-bee"),
    'value(benchmark="words", model="ant", metric="avg_time")': ("4.00", "benchmarks/words/#m-ant"),
    'rank("words", "bee", "pass@1")': ("2 of 2", "benchmarks/words/#m-bee"),
    'leader("sums", "avg_time")': ("bee", "benchmarks/sums/#m-bee"),
    'baseline("plain", "sums", "pass@1")': ("0.2500", "benchmarks/sums/#baseline-plain"),
    'donors("plain", "sums", "pass@1")': ("ant", "benchmarks/sums/#m-ant"),
    'delta("sums", "bee", "pass@1", "plain")': ("+0.2500", "benchmarks/sums/#vs-plain-m-bee"),
    'speedup("sums", "bee", "avg_time", "plain")': ("1.25x", "benchmarks/sums/#vs-plain-m-bee"),
    'count("sums", "plain", "better-both")': ("1 of 1", "benchmarks/sums/#baseline-plain"),
    'members("sums", "plain", "better-both")': ("bee", "benchmarks/sums/#vs-plain-m-bee"),
    'beats("bee", "plain")': ("1 of 2", "models/bee/"),
    "benchmarks()": ("2", "benchmarks/"),
    "models()": ("2", "models/"),
    'benchmark("sums")': ("sums", "benchmarks/sums/"),
    'model("bee")': ("bee", "models/bee/"),
}


def test_each_figure_links_to_its_evidence(source: Any, run: Any, tree: Tree) -> None:
    lines = "\n\n".join(f"{{{{ {call} }}}}" for call in CALLS)
    text = f"---\nrender_macros: true\n---\n# Figures\n\n{lines}\n"
    root = source({"docs/deep/figures.md": text, "docs/deep/figures.zh.md": text})
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stderr
    shown = [(link.text, link["href"]) for link in figures(tree(root / "site/deep/figures/index.html"))]
    assert shown == [(text, f"../../{href}") for text, href in CALLS.values()]
    chinese = [link.text for link in figures(tree(root / "site/zh/deep/figures/index.html"))]
    assert chinese[0] == "0.5000"
    assert chinese[2] != "2 of 2"


def figures(page: BeautifulSoup) -> list[Any]:
    return page.select("article p a")


def test_every_door_is_tried_here_or_below() -> None:
    assert {call.partition("(")[0] for call in CALLS} | {"outcome", "tolerance"} == set(DOORS)


def test_words_are_in_the_pages_language(source: Any, run: Any, tree: Tree) -> None:
    calls = '{{ outcome("sums", "bee", "plain") }} ({{ tolerance("sums", "pass@1") }})'
    text = f"---\nrender_macros: true\n---\n# X\n\n{calls}\n"
    root = source({"docs/guide.md": text, "docs/guide.zh.md": text})
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    [english], [chinese] = (figures(tree(root / "site" / folder / "guide/index.html")) for folder in (".", "zh"))
    assert english["href"] == chinese["href"] == "../benchmarks/sums/#vs-plain-m-bee"
    assert re.search(r"[a-z]", english.text)
    assert re.search(r"[\u4e00-\u9fff]", chinese.text)


NAMES = (
    "__init__",
    "*bee*",
    "`bee`",
    "[bee](https://example.org)",
    "{{ 7*7 }}",
    "{% raw %}",
    "<b>bee</b>",
    ":bee:",
    "a|b",
    "www.example.org",
    "&lt;b&gt;",
)


def test_names_are_text_for_markdown_and_for_jinja(source: Any, run: Any, tree: Tree) -> None:
    tables = {f"results/t{i}.csv": f'model,pass@1\nant,0.25\n"{name}",0.5\n' for i, name in enumerate(NAMES)}
    calls = "\n\n".join(f'{{{{ leader("t{i}", "pass@1") }}}}' for i in range(len(NAMES)))
    root = source({**tables, "docs/guide.md": f"---\nrender_macros: true\n---\n# Guide\n\n{calls}\n"})
    built = run(root, "evalsite", "build")
    assert built.returncode == 0, built.stderr
    links = figures(tree(root / "site/guide/index.html"))
    assert [link.bdi.text for link in links] == list(NAMES)
    assert all([child.name for child in link.find_all(True)] == ["bdi"] for link in links)


def test_a_macro_in_a_title_is_found(source: Any, run: Any) -> None:
    root = source({"docs/guide.md": "---\ntitle: All {{ models() }}\n---\n# Guide\n"})
    built = run(root, "evalsite", "build")
    assert built.returncode == 1
    assert 'docs/guide.md:2: found "{{ models() }}"' in built.stderr


def test_macros_in_code_are_left_as_they_are(source: Any, run: Any, tree: Tree) -> None:
    root = source({"docs/guide.md": "# Guide\n\nWrite `{{ value(...) }}`, or\n\n    {% if x %}\n"})
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    article = tree(root / "site" / "guide" / "index.html").select_one("article")
    assert [code.text.strip() for code in article.select("code")] == ["{{ value(...) }}", "{% if x %}"]


def test_unrendered_macros_are_found_in_attributes_too(source: Any, run: Any) -> None:
    root = source({"docs/guide.md": "# Guide\n\nText.\n\n[link]({{url}}/x)\n"})
    built = run(root, "evalsite", "build")
    assert built.returncode == 1
    assert "docs/guide.md:5" in built.stderr
