"""Hostile names of a run: its model, tool, settings and file are text on its page, and code in Markdown."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown import markdown

from evalsite.render import Renderer
from evalsite.site import plan

HOSTILE = (
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "</code></pre></table><h1>defaced</h1>",
    "[x](javascript:alert(1))",
    "`a` ``b`` @everyone",
    "{{ 7*7 }} {% raw %}",
    "gpt-\u202etxt.exe",
)


def log(name: str) -> str:
    """What a harness wrote of a run, ``name`` wherever it takes a name."""
    return json.dumps(
        {
            "results": {name: {"acc,none": 0.5}},
            "configs": {},
            "versions": {name: 1},
            "n-shot": {name: 0},
            "config": {"model": "hf", "model_args": f"pretrained={name}", name: name},
            "git_hash": name,
            "transformers_version": name,
            "model_name": name,
        }
    )


def run_pages(read_site: Any, name: str, language: str) -> list[tuple[str, BeautifulSoup]]:
    small = read_site({f"results/{name.replace('/', '_')}.json": log(name)})
    renderer = Renderer(language, "https://example.org/")
    made = [renderer.page(page.make()) for page in plan(small.inputs).pages if page.section == "runs"]
    return [(page.title, BeautifulSoup(page.body, "html5lib")) for page in made]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_run_of_hostile_names_has_the_elements_of_any_run(read_site: Any, name: str, language: str) -> None:
    [(title, page)] = run_pages(read_site, name, language)
    [(_, harmless)] = run_pages(read_site, "harmless", language)
    assert [tag.name for tag in page.find_all()] == [tag.name for tag in harmless.find_all()]
    assert [sorted(tag.attrs) for tag in page.select("a, table, pre")] == [
        sorted(tag.attrs) for tag in harmless.select("a, table, pre")
    ]
    assert "<" not in title
    shown = name.replace("\u202e", "\ufffd")
    assert page.get_text().count(shown) > 4
    assert {bdi.find_parent("code") is None for bdi in page.select("pre bdi")} == {False}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_pasted_of_it_is_a_list_with_code(read_site: Any, name: str) -> None:
    [(_, page)] = run_pages(read_site, name, "en")
    pasted = page.select_one(".es-snippet code")
    assert pasted
    read = BeautifulSoup(markdown(pasted.get_text()), "html5lib")
    assert read.body
    assert {tag.name for tag in read.body.find_all()} == {"p", "ul", "li", "code", "a"}
    [link] = read.select("a")
    assert str(link["href"]).startswith("https://example.org/runs/")
