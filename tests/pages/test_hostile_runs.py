"""Hostile text in everything that is told of a run: text on its page and on the ledger, code in Markdown, one line each
on a terminal.

Each site is made twice, of the hostile text and of harmless text in the same places, and both have the same elements.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest
from bs4 import BeautifulSoup, Tag
from markdown import markdown
from msgspec.structs import replace

from evalsite.adapters import check as checking
from evalsite.adapters.check_json import json_text, schema
from evalsite.adapters.check_text import text
from evalsite.config import Config
from evalsite.errors import Problem
from evalsite.metrics import Metric
from evalsite.readings import LeftOut, Reading, Reason, RunFacts
from evalsite.render import Renderer
from evalsite.results import Results
from evalsite.runs.edited import Edits, Told
from evalsite.site import Found, judge, plan

SHARED = Path(__file__).resolve().parents[3] / "shared" / "hostile-names.json"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)',
    "closing tags": "</code></pre></table></article><h1>defaced</h1>",
    "link": "[x](javascript:alert(1))",
    "backticks": "`a` ``b`` @everyone",
    "jinja": "{{ 7*7 }} {% raw %}",
    "lines": "one\n\n# two\r\nerror: forged",
    "table": "a|b|c",
    "bidi": "gpt-\u202etxt.exe",
    "terminal": "\x1b[2J\x1b]0;title\x07",
    "nul": "a\0b",
    "surrogate": "bad\ud800end",
    "long": "A" * 5000,
}
HARMLESS = "harmless"
OTHER = "蜂"
"""A second model, whose name sorts behind all of these."""
Checked = Callable[[str], checking.Check]
SAID = 12
"""How often the page of a run says a name that stands in all its places."""


def found_of(name: str) -> Found:
    """What reading would find where ``name`` is everything that a file, and evalsite.yml of it, can tell."""
    file = f"results/{name}"
    facts = RunFacts(
        model=name,
        native_id=name,
        tool=name,
        tool_version=name,
        date=name,
        code_revision=name,
        settings={name: name, "seed": "1"},
        environment={name: name},
    )
    told = ("benchmark", "metric", "date", "version", "shots", "parameters", "environment", "pointer")
    columns = {"model": [name, OTHER], "run": [name, "b"], "value": [0.5, 0.25], **{key: [name] * 2 for key in told}}
    again = {key: [*cells[:1], *cells[:1]] for key, cells in columns.items()}
    place = Problem(file=file, pointer=name, found=name, expected=f"expected {name}", advice=name, severity="record")
    readings = (
        Reading(
            file=file,
            format=name,
            why=name,
            columns=columns,
            left_out=(LeftOut(file=file, reason=Reason.UNREADABLE, place=f"{file}#{name}", detail=name),),
            problems=(place,),
            inferred=(name,),
            runs={name: facts, "b": facts._replace(model=OTHER, native_id="b")},
        ),
        Reading(file=f"{file} again", columns={**again, "value": [0.5, 0.75]}, runs={name: facts}),
    )
    results = Results.gather(readings)
    return Found(
        root=Path(),
        config=config(name),
        readings=readings,
        results=results,
        metrics=(Metric(name=name, label=name),),
        problems=(place, *results.problems),
    )


def config(name: str) -> Config:
    """The name as a tag; of a name with half a character, which settings do not allow, the rest."""
    return Config.model_validate({"files": [{"match": "**", "tags": [name.replace("\ud800", "")]}]})


def pages(name: str, language: str = "en") -> dict[str, tuple[str, BeautifulSoup]]:
    inputs = judge(found_of(name))
    [run] = [run.id for run in inputs.results.runs.values() if run.model == name]
    was = Told(run=run, model=name, benchmark=name, metric=name, value=1.0, file=f"results/{name}")
    inputs = replace(inputs, edits=Edits(known=True, numbers=(was,)))
    renderer = Renderer(language, "https://example.org/")
    made = {planned.address: renderer.page(planned.make()) for planned in plan(inputs).pages}
    return {address: (page.title, BeautifulSoup(page.body, "html5lib")) for address, page in made.items()}


def section(site: Mapping[str, tuple[str, BeautifulSoup]], kind: str) -> list[tuple[str, BeautifulSoup]]:
    return [page for address, page in site.items() if address.startswith(kind)]


def shape(page: BeautifulSoup) -> list[tuple[str, list[str]]]:
    """The elements with their attributes; those aside that only long names have."""
    return [
        (tag.name, sorted(set(tag.attrs) - {"title", *(["class"] if tag.name == "h1" else ())}))
        for tag in page.find_all()
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["runs/", "models/", "sources/"])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_pages_have_the_elements_of_any_run(name: str, kind: str, language: str) -> None:
    hostile, harmless = section(pages(name, language), kind), section(pages(HARMLESS, language), kind)
    assert sorted(str(shape(page)) for _, page in hostile) == sorted(str(shape(page)) for _, page in harmless)
    assert not any("<" in title for title, _ in hostile)
    assert not any(set("\0\x07\x1b\u202e\ud800") & set(str(page)) for _, page in hostile)


def shown(name: str) -> str:
    cut = name if len(name) <= 400 else f"{name[:200]}…{name[-199:]}"
    return "".join(c if c.isprintable() else "\ufffd" for c in cut)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_page_of_a_run_says_the_text_in_each_place(name: str) -> None:
    found = [page.get_text() for _, page in section(pages(name), "runs/")]
    assert len(found) == 2
    assert all(text.count(shown(name)) >= SAID for text in found)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_what_is_pasted_of_a_run_is_a_list_with_code(name: str) -> None:
    for _, page in section(pages(name), "runs/"):
        pasted = page.select_one(".es-snippet code")
        assert isinstance(pasted, Tag)
        read = BeautifulSoup(markdown(pasted.get_text()), "html5lib")
        assert read.body
        assert {tag.name for tag in read.body.find_all()} == {"p", "ul", "li", "code", "a"}
        [link] = read.select("a")
        assert str(link["href"]).startswith("https://example.org/runs/")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    def check(name: str) -> checking.Check:
        monkeypatch.setattr(checking, "look", lambda *_, **__: found_of(name))
        return checking.check(Path())

    return check


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_line_of_a_terminal_is_forged(checked: Checked, name: str) -> None:
    said = text(checked(name))
    assert len(said.splitlines()) == len(text(checked(HARMLESS)).splitlines())
    assert said.replace("\n", "").isprintable()
    assert "error: forged" not in [line[:13] for line in said.splitlines()]


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_programs_get_the_text_as_it_is(checked: Checked, name: str) -> None:
    said = json_text(checked(name))
    assert said.isascii()
    report = json.loads(said)
    jsonschema.validate(report, schema())
    assert report["sources"][0]["inferred"] == [name]


@pytest.mark.skipif(not SHARED.is_file(), reason="needs the list of hostile names beside the checkout")
def test_names_that_were_seen_elsewhere() -> None:
    names = json.loads(SHARED.read_text("utf-8")).values()
    for name in names:
        assert shape(section(pages(name), "sources/")[0][1]) == shape(section(pages(HARMLESS), "sources/")[0][1])
