"""Hostile names in every place that text from outside can have, on a built site in a real browser.

The site is built twice, with the hostile names and with harmless ones in the same order: whatever the hostile names
are, the pages have the same elements in the same places.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evalsite.names import slug

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOOK = Path(__file__).resolve().parents[2] / "hooks" / "evalsite_hooks.py"
SECRET = "secret-of-the-environment"  # noqa: S105 (nobody's)
PRODUCT = str(1234567 * 7)
HOSTILE = {
    "a script": '<script>window.pwned="script"</script>',
    "a script's end": '</script><script>window.pwned="end"</script>',
    "a title's end": "</title><svg onload=window.pwned=1>",
    "an image": "<img src=x onerror=\"window.pwned='img'\">",
    "quotes": """" onmouseover="window.pwned=1" ' x='""",
    "entities": "&lt;script&gt;window.pwned=1&lt;/script&gt; &amp;&#123;",
    "sums in Jinja": "{{ 1234567*7 }}",
    "the environment in Jinja": "{{ cycler.__init__.__globals__.os.environ['EVALSITE_SECRET'] }}",
    "raw without end": "{% raw %}",
    "a comment of Jinja": "{# gone #}",
    "a link with a script": "[x](javascript:window.pwned=1)",
    "a link of its own": "<javascript:window.pwned=1>",
    "the target of a link": "[ok]: javascript:window.pwned=1",
    "attributes": '# H {: onclick="window.pwned=1" .x}',
    "a heading on a new line": "line1\nline2\n\n# Injected heading",
    "front matter": "---\ntitle: x\n---",
    "the page's end": "</article></div></main><h1>defaced</h1>",
    "pipes": "a|b|c",
    "emphasis": "__init__ *x* `y` ~~z~~",
    "a formula": '=HYPERLINK("http://other.invalid","x")',
    "a path": "../../etc/passwd",
    "emoji": "🥇 模型 ✓",
    "right to left": "gpt-\u202etxt.exe\u202c",
    "NUL": "a\0b",
    "half a character": "bad\ud800end",
    "5,000 characters": "A" * 5000,
}
ORDERED = sorted(HOSTILE.values())
OTHERS = ("by-file", "by-metric", "by-model", "by-value", "model-a", "model-b")
"""Names of the four benchmarks that are files, and of two models."""
SAME = {name: name for name in (*ORDERED, *OTHERS)}
HARMLESS = {name: f"name-{number:02}" for number, name in enumerate(sorted(SAME))}
HALF = HOSTILE["half a character"]
"""It cannot stand in YAML, which says so."""


def shown(name: str) -> str:
    """A name as people see it: what controls a terminal or a line replaced, and of a long one both ends."""
    cut = name if len(name) <= 400 else f"{name[:200]}…{name[-199:]}"
    return re.sub("[\0\n\u202c\u202e\ud800]", "\ufffd", cut)


# One site, whatever the names


@dataclass(frozen=True, kw_only=True)
class Built:
    """A built site and where it is served; ``called`` maps each hostile name to the one that this site has for it."""

    site: Path
    url: str
    called: Mapping[str, str]

    def pages(self) -> list[str]:
        """The paths of all pages."""
        return sorted(path.relative_to(self.site).as_posix() for path in self.site.rglob("*.html"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, evalsite: Any, serve: Callable[..., str]) -> Built:
    return build(tmp_path_factory.mktemp("hostile"), SAME, evalsite, serve)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory, evalsite: Any, serve: Callable[..., str]) -> Built:
    return build(tmp_path_factory.mktemp("harmless"), HARMLESS, evalsite, serve)


def build(root: Path, names: Mapping[str, str], evalsite: Any, serve: Callable[..., str]) -> Built:
    site = root / "site"
    site.mkdir()
    url = serve(site)
    for name, text in files(names, url).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    built = evalsite("build", cwd=root, EVALSITE_SECRET=SECRET)
    assert built.returncode == 0, built.stderr
    assert "\x1b" not in built.stderr
    return Built(site=site, url=url, called=names)


def files(names: Mapping[str, str], url: str) -> dict[str, str]:
    """A site with ``names`` as model, benchmark, baseline, metric, value, run, file, title, note and description."""
    called = [names[name] for name in ORDERED]
    by_file, metrics, models, values, one, other = (names[name] for name in OTHERS)
    return {
        "mkdocs.yml": MKDOCS.format(url=url),
        "hooks/evalsite_hooks.py": HOOK.read_text(encoding="utf-8"),
        "evalsite.yml": settings([names[name] for name in ORDERED if name != HALF], by_file),
        "docs/index.md": HOME % models,
        "docs/index.zh.md": HOME % models,
        f"results/{models}.json": as_json({"model": name, "pass@1": 0.5, "avg_time": 3} for name in called),
        f"results/{values}.json": as_json({"model": name, "pass@1": name, "avg_time": 3} for name in called),
        f"results/{metrics}.json": as_json({"model": one, "metric": name, "value": 1} for name in called),
        "results/benchmarks.json": as_json(
            {"benchmark": name, "model": model, "pass@1": score, "avg_time": 1}
            for name in called
            for model, score in ((one, 0.25), (other, 0.5))
        ),
        **{
            f"results/by file/{file_name(name)}": as_json([{"model": name, "run": name, "pass@1": 0.5}])
            for name in called
        },
    }


MKDOCS = r"""
site_name: Names
site_url: {url}
hooks: [hooks/evalsite_hooks.py]
theme: {{name: material, font: false, features: [navigation.instant, navigation.indexes, search.suggest]}}
plugins:
  - search: {{separator: '[\s<>()="''/.:]+'}}
  - macros: {{modules: [evalsite.adapters.macros], render_by_default: false, on_error_fail: true, on_undefined: strict}}
markdown_extensions: [admonition, attr_list, md_in_html, tables]
extra: {{generator: false}}
"""
HOME = """\
---
render_macros: true
---
# Names

{{ leader("%s", "pass@1") }}
"""


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows))


def file_name(name: str) -> str:
    """The name as that of a file, which has no slash and no NUL, and is not too long."""
    return "file " + re.sub("[/\0]", "-", name.encode("utf-8", "replace").decode())[:200]


def settings(called: list[str], by_file: str) -> str:
    every = quoted(" · ".join(called))
    return "".join(
        [
            "languages: [en, zh]\n",
            f"title: {{en: {every}, zh: {every}}}\n",
            f"note: {every}\n",
            section("metrics", called, "label: {0}, unit: {0}, direction: higher"),
            section("benchmarks", called, "title: {0}, description: {0}"),
            section("models", called, "description: {0}"),
            section("baselines", called, "model: {0}, label: {0}, description: {0}"),
            f'files: [{{match: "by file/*", benchmark: {by_file}}}]\n',
        ]
    )


def section(key: str, names: list[str], entry: str) -> str:
    """Settings of each name; ``?`` stands before keys that may be longer than YAML likes."""
    return f"{key}:\n" + "".join(f"  ? {quoted(name)}\n  : {{{entry.format(quoted(name))}}}\n" for name in names)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# What the pages are


def test_every_address_is_plain(hostile: Built) -> None:
    made = [path.parts for path in map(Path, hostile.pages()) if {"benchmarks", "models", "matrix"} & set(path.parts)]
    assert len(made) > 150
    for *folders, page in made:
        assert page == "index.html"
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", folder) for folder in folders), folders


def test_nothing_was_worked_out_or_read_from_the_environment(hostile: Built) -> None:
    written = [path for path in hostile.site.rglob("*") if path.is_file()]
    assert [path for path in written if {SECRET, PRODUCT} & set(re.findall(LOOKED_FOR, text_of(path)))] == []
    assert re.findall(LOOKED_FOR, f"{SECRET} {PRODUCT}") == [SECRET, PRODUCT]


LOOKED_FOR = re.compile(f"{SECRET}|{PRODUCT}")


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


# In a browser


@pytest.fixture(scope="module")
def unscripted(chromium: "Browser") -> Iterator["Page"]:
    """A page in which no script runs: what stands there is what was written."""
    context = chromium.new_context(java_script_enabled=False)
    context.route(re.compile(r"\.(css|js|png)(\?|$)"), lambda route: route.abort())
    yield context.new_page()
    context.close()


SHAPE = """() => [...document.querySelectorAll("*")].map(
    element => [element.localName, ...element.getAttributeNames().filter(LOOKS).sort()].join(" "))""".replace(
    "LOOKS", 'name => !["class", "title"].includes(name)'
)


@pytest.mark.slow
def test_every_page_has_the_elements_of_harmless_names(hostile: Built, harmless: Built, unscripted: "Page") -> None:
    counterpart = {slug(name): slug(other) for name, other in HARMLESS.items()}
    for page in (page for page in hostile.pages() if "runs/" not in page):  # ids of runs have no counterpart
        other = "/".join(counterpart.get(part, part) for part in page.split("/"))
        assert shape(unscripted, hostile.url + page) == shape(unscripted, harmless.url + other), page


def shape(page: "Page", url: str) -> list[str]:
    """Every element, in order, with the names of its attributes; long names are set and cut in their own way."""
    page.goto(url, wait_until="commit")
    page.wait_for_load_state("domcontentloaded")
    found: list[str] = page.evaluate(SHAPE)
    assert len(found) > 100
    return found


@pytest.fixture
def watched(browser_page: "Page", hostile: Built) -> tuple["Page", list[str]]:
    """A page, and everything that would be wrong with it: complaints, dialogs, requests to other hosts."""
    wrong: list[str] = []
    browser_page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
    browser_page.on("pageerror", lambda error: wrong.append(str(error)))
    browser_page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    browser_page.on("request", lambda request: request.url.startswith(hostile.url) or wrong.append(request.url))
    return browser_page, wrong


@pytest.mark.slow
def test_no_page_does_anything(hostile: Built, watched: tuple["Page", list[str]]) -> None:
    page, wrong = watched
    # Half of the time goes to laying out a name of 5,000 letters, which is no matter here.
    page.route("**/*.css*", lambda route: route.fulfill(body="", content_type="text/css"))
    for path in hostile.pages():
        page.goto(hostile.url + path)
        assert page.evaluate("window.pwned") is None, path
        assert page.evaluate(LINKS_THAT_RUN) == [], path
        assert wrong == [], path


LINKS_THAT_RUN = """() => [...document.querySelectorAll("[href], [src], [action]")]
    .flatMap(element => [element.href, element.src, element.action])
    .filter(url => /^(javascript|data|vbscript):/i.test(url))"""


@pytest.mark.parametrize("language", ["", "zh/"])
@pytest.mark.parametrize("what", HOSTILE)
def test_the_name_is_the_heading_and_the_title(what: str, language: str, hostile: Built, unscripted: "Page") -> None:
    name = HOSTILE[what]
    for folder, expected in (("models", shown(name)), ("benchmarks", shown(name) if name == HALF else name)):
        unscripted.goto(f"{hostile.url}{language}{folder}/{slug(name)}/")
        heading = unscripted.locator("h1")
        assert heading.count() == 1
        assert said(heading.text_content()) == said(expected)
        assert said(unscripted.title()).startswith(said(expected) + "-")


def said(text: str | None) -> str:
    """Text without what is not seen: white space, the word joiners of titles, and what is replaced in names."""
    return re.sub("[\\s\0\u202c\u202e\u2060\ufffd]", "", text or "")


def test_names_that_are_no_titles_are_shown_as_they_are(hostile: Built, unscripted: "Page") -> None:
    expected = {said(shown(name)) for name in ORDERED}
    for address, rows in (
        ("models/", "#models tbody th bdi"),
        ("benchmarks/by-model/", "#results tbody th bdi"),
        ("zh/benchmarks/by-model/", "#results tbody th bdi"),
        ("", "article p a bdi"),
    ):
        unscripted.goto(hostile.url + address)
        assert expected <= set(map(said, unscripted.locator(rows).all_text_contents())), address


def test_the_page_of_a_run_shows_what_it_is_called(hostile: Built, unscripted: "Page") -> None:
    found = set()
    for page in hostile.pages():
        if page.startswith("runs/") and page != "runs/index.html":
            unscripted.goto(hostile.url + page)
            found |= set(map(said, unscripted.locator("article bdi").all_text_contents()))
            assert unscripted.evaluate(LINKS_THAT_RUN) == []
    assert {said(shown(name)) for name in ORDERED} <= found


@pytest.mark.parametrize("language", ["", "zh/"])
@pytest.mark.parametrize("query", ["HYPERLINK", "pwned", "passwd", "cycler"])
def test_the_search_finds_names_and_shows_them_as_text(
    query: str, language: str, hostile: Built, watched: tuple["Page", list[str]]
) -> None:
    page, wrong = watched
    page.goto(hostile.url + language)
    page.locator(".md-search__input").click()
    page.keyboard.type(query)
    page.wait_for_selector(".md-search-result__item")
    page.wait_for_timeout(300)
    results = page.locator(".md-search-result__list")
    names = [name for name in ORDERED if query in name]
    assert any(said(name) in said(results.text_content()) for name in names)
    assert results.locator("script, img, svg[onload], iframe, [onerror], [onclick], [onmouseover]").count() == 0
    assert page.evaluate("window.pwned") is None
    assert wrong == []
