"""The file of data beside a page of items: in each language's tree, where the page links it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

SETTINGS = """\
languages: [en, zh]
samples:
  sources:
    - {files: samples.jsonl, columns: {model: model, item: task, passed: ok}, benchmark: tasks}
"""


def test_each_language_has_the_file_that_its_page_links(
    source: Any, run: Any, tree: Callable[[Path], BeautifulSoup]
) -> None:
    samples = '{"model": "ant", "task": "<b>", "ok": true}\n{"model": "bee", "task": "<b>", "ok": false}\n'
    root = source({"evalsite.yml": SETTINGS, "samples.jsonl": samples})
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 0, built.stdout + built.stderr
    pages = [root / "site" / folder / "benchmarks/tasks/items/index.html" for folder in ("", "zh")]
    for page in pages:
        [link] = [link["href"] for link in tree(page).select("#data ~ p a")]
        file = json.loads((page.parent / link).read_bytes())
        assert (file["items"], [model["name"] for model in file["models"]]) == (["<b>"], ["ant", "bee"])
    assert "items" not in [link.text.strip() for link in tree(pages[0]).select("nav.md-nav--primary a")]
