"""The links from a page to itself in the site's other languages."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from evalsite.render import Renderer


class LanguageLink(Struct, frozen=True, kw_only=True):
    """One language of the switch. ``href`` is relative to the page, ``exists`` says that it leads to the same page."""

    code: str
    name: str
    href: str
    current: bool
    exists: bool


def language_links(
    url: str, language: str, folders: Mapping[str, str], exists_in: Mapping[str, bool]
) -> tuple[LanguageLink, ...]:
    """Links from the page at ``url`` to itself in each language, or to the home page where it does not exist.

    ``url`` counts from the root of the language's tree, ``folders`` are the trees' places from the root of
    the site, and ``exists_in`` says which have the page.
    """
    to_root = "../" * f"{folders[language]}{url}".count("/")
    return tuple(
        LanguageLink(
            code=code,
            name=name_of(code),
            href=to_root + folder + (url if exists_in[code] else "") or "./",
            current=code == language,
            exists=exists_in[code],
        )
        for code, folder in folders.items()
    )


def absolute_links(site_url: str, language: str, folders: Mapping[str, str]) -> Iterator[LanguageLink]:
    """Links to each language's home page from a page that is shown at any address, such as 404.html."""
    root = root_path(site_url, folders[language])
    for code, folder in folders.items():
        yield LanguageLink(code=code, name=name_of(code), href=root + folder, current=code == language, exists=False)


def root_path(site_url: str, folder: str) -> str:
    """The path of the whole site (``/report/``), given the address of the tree that stands in ``folder`` of it."""
    path = urlsplit(site_url).path.rstrip("/") + "/"
    return path.removesuffix(folder) if folder else path


@cache
def name_of(language: str) -> str:
    """What a language is called in itself, as HTML."""
    return Renderer(language).words("language.name")


def spoken(palette: Any, language: str) -> Any:
    """The theme's palettes, each toggle's name that is given by language (``{en: Dark, zh: 深色}``) in this one."""
    if isinstance(palette, list):
        return [spoken(each, language) for each in palette]
    toggle = palette.get("toggle") if isinstance(palette, dict) else None
    if not isinstance(toggle, dict) or not isinstance(names := toggle.get("name"), dict) or not names:
        return palette
    return {**palette, "toggle": {**toggle, "name": names.get(language, next(iter(names.values())))}}
