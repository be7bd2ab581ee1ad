"""A page that was stamped from a frame is, byte for byte, the page that the theme makes."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.toc import AnchorLink

from evalsite.adapters.languages import LanguageLink
from evalsite.adapters.share import Card
from evalsite.adapters.stamp import PROOFS, Stamp

HOSTILE = (
    "</title><script>alert(1)</script>",
    '" onload="x',
    "{{ 7*7 }} {% raw %}",
    "&lt;b&gt; &amp;",
    "evalsitehole-title<h1>&\"'",
    "模型 🥇",
    r"\1 \g<0> $&",
)


@pytest.mark.slow
def test_a_site_is_the_same_whether_its_pages_are_stamped_or_not(
    source: Any, run: Any, digest: Callable[[Path], str]
) -> None:
    rows = "".join(f'"{name.replace(chr(34), 2 * chr(34))}",0.{number + 1},7\n' for number, name in enumerate(HOSTILE))
    built = []
    for name in ("stamped", "rendered"):
        root = source({"results/hostile.csv": f"model,pass@1,avg_time\nant,0.25,10\n{rows}"})
        if name == "rendered":  # a folder of templates could change any page, so that the theme renders each
            (root / "overrides").mkdir()
            settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
            (root / "mkdocs.yml").write_text(
                settings.replace("name: material", "name: material\n  custom_dir: overrides")
            )
        assert run(root, "evalsite", "build").returncode == 0
        assert len(list((root / "site" / "zh" / "models").iterdir())) == len(HOSTILE) + 3
        built.append(digest(root / "site"))
    assert built[0] == built[1]


MAIN = """\
<title>{{ page.meta.title }} - {{ config.site_name }}</title>
{% if page.meta.description %}
<meta content="{{ page.meta.description }}"><og content="{{ card.description }}">
{% endif %}
<link href="{{ page.canonical_url }}"><og content="{{ card.title }} {{ card.url }}">
{% for other in languages %}<a href="{{ other.href }}">{{ other.name }}</a>{% endfor %}
{% include "partials/toc.html" %}
{{ page.content }}
"""
TEMPLATES = {
    "main.html": MAIN,
    "partials/language.html": "{% macro t(key) %}{{ key }}{% endmacro %}",
    "partials/toc.html": "<ul>{% for item in page.toc %}<li>{{ item.title }}{% endfor %}</ul>{{ lang.t('toc') }}",
}


class Theme:
    """A theme of three templates, which counts how often it makes a whole page."""

    def __init__(self, main: str) -> None:
        self.made = 0
        self.env = Environment(loader=DictLoader({**TEMPLATES, "main.html": "{{ count() }}" + main}))  # noqa: S701
        self.env.globals["count"] = self._count

    def _count(self) -> str:
        self.made += 1
        return ""


def page(title: str, *, description: str = "", url: str = "", hidden: bool = True) -> Any:
    address = url or f"models/{abs(hash(title))}/"
    return SimpleNamespace(
        url=address,
        canonical_url=f"https://example.org/{address}",
        meta={"title": title, "description": description},
        content=f"<h1>{title}</h1>",
        file=SimpleNamespace(inclusion=InclusionLevel.NOT_IN_NAV if hidden else InclusionLevel.INCLUDED),
        toc=[AnchorLink(f"Results of {title}", "results", 2)],
    )


def context(theme: Theme, given: Any) -> dict[str, Any]:
    title, description = given.meta["title"], given.meta["description"]
    card = Card(title=title, description=description, url=given.canonical_url, site_name="S", locale="en_US")
    links = (LanguageLink(code="zh", name="中文", href=f"../../zh/{given.url}", current=False, exists=True),)
    return {
        "page": given,
        "card": card,
        "languages": links,
        "config": {"site_name": "S"},
        "lang": theme.env.get_template("partials/language.html").make_module(),
    }


def stamped(stamp: Stamp, context: dict[str, Any]) -> str:
    """The page as it is stamped, from its content in two pieces."""
    page = context["page"]
    content, page.content = page.content, ""
    made = "".join(stamp(context, page, (content[:5], content[5:])))
    page.content = content
    return made


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_in_a_hole_the_page_is_the_themes(name: str) -> None:
    theme = Theme(MAIN)
    stamp = Stamp(theme.env)
    for title in ("plain", name, f"{name} too"):
        given = context(theme, page(title, description=title))
        assert stamped(stamp, given) == theme.env.get_template("main.html").render(given)


def test_the_theme_makes_the_frame_once_for_pages_of_one_kind() -> None:
    theme = Theme(MAIN)
    stamp = Stamp(theme.env)
    for title in "abcdefg":
        given = context(theme, page(title))
        stamped(stamp, given)
    assert theme.made == 1 + PROOFS


def test_pages_that_the_navigation_lists_are_left_to_the_theme() -> None:
    theme = Theme(MAIN)
    stamp = Stamp(theme.env)
    for title in "abcdefg":
        given = context(theme, page(title, hidden=False))
        assert stamped(stamp, given) == theme.env.get_template("main.html").render(given)
    assert theme.made == 2 * len("abcdefg")


@pytest.mark.parametrize(
    "other",
    [{"url": "benchmarks/b/"}, {"url": "b/"}, {"description": "It has one."}],
    ids=["another folder", "another depth", "a description"],
)
def test_pages_of_another_kind_have_another_frame(other: dict[str, str]) -> None:
    theme = Theme(MAIN + "{{ page.url.split('/')[:-2] }}")
    stamp = Stamp(theme.env)
    for given in (context(theme, page("a")), context(theme, page("b", **other))):
        assert stamped(stamp, given) == theme.env.get_template("main.html").render(given)


@pytest.mark.parametrize(
    "changed",
    ["{{ page.meta.title | urlencode }}", "{{ page.meta.title | upper }}", "{{ page.url }}", "{{ page.content | e }}"],
)
def test_where_the_theme_does_more_with_a_value_it_makes_each_page(changed: str) -> None:
    theme = Theme(MAIN + changed)
    stamp = Stamp(theme.env)
    for title in ("bee", "ant", "b & e"):
        given = context(theme, page(title))
        assert stamped(stamp, given) == theme.env.get_template("main.html").render(given)
