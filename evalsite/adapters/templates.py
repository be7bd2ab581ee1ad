"""The templates that a build needs: the theme's with ours among them, and those of the generated pages."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from evalsite.render import own_templates
from evalsite.render.catalog import languages
from evalsite.render.compiling import KEPT
from evalsite.render.theme import quick

_OURS = str(Path(__file__).parent / "theme")
_FIRST = ("main.html", "404.html", "sitemap.xml", *(f"partials/languages/{language}.html" for language in languages()))


def add_ours(config: MkDocsConfig) -> None:
    """Put our templates before the theme's and behind the author's."""
    if _OURS not in config.theme.dirs:
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, _OURS)


def begin_compiling(config: MkDocsConfig) -> None:
    """Let the templates be compiled, where there is another processor, before they are needed."""
    KEPT.begin(partial(_wanted, config))


def _wanted(config: MkDocsConfig) -> Iterator[tuple[Any, Iterable[str]]]:
    add_ours(config)
    yield quick(config.theme.get_env), _FIRST
    own = own_templates()
    yield own, own.list_templates()
