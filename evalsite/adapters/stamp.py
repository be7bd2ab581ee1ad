"""The theme's frame around a page, rendered once for all pages that it stands around in the same way.

A page that the navigation does not list differs from its siblings in a few places only: its title, what it says of
itself, its address, its contents list, and the page itself. The theme renders the first of them with holes in these
places, and all of them are stamped from that. Whether these are all the places is checked: the first pages of a kind
have to be what the theme makes of them, byte for byte, and the theme may not have changed a hole on its way. Where
that does not hold, the theme renders each page, as it does wherever an author's templates or other plugins could
have a say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page
from msgspec import Struct
from msgspec.structs import replace

from evalsite.adapters.inputs import is_pure
from evalsite.adapters.share import Card

THEME = "material"
TEMPLATE = "evalsite-page.html"
"""Prints the content of a page that was stamped, and nothing else."""

_MARK = "evalsitehole"
# Any filter that the theme passes a value through would change one of these signs, and leave the mark.
_HOLE = re.compile(rf"{_MARK}-(\w+)<h1>&\"'")
_CONTENT = "content"
PROOFS = 2
"""So many pages of a kind are made in both ways, and compared."""

Context = dict[str, Any]
Kind = tuple[object, ...]


def _hole(name: str) -> str:
    return f"{_MARK}-{name}<h1>&\"'"


def may_stamp(config: MkDocsConfig) -> bool:
    """Whether nobody but the theme and evalsite has a say in what stands around a page."""
    return config.theme.name == THEME and not config.theme.custom_dir and is_pure(config)


class Frame(Struct, frozen=True):
    """What stands around a page: text, the name of a hole, text, and so on."""

    parts: tuple[str, ...]

    def around(self, body: Sequence[str], values: Mapping[str, str]) -> Iterator[str]:
        """The page in pieces: ``body`` is its content, and ``values`` are in the other holes."""
        for number, part in enumerate(self.parts):
            if number % 2 == 0:
                yield part
            elif part == _CONTENT:
                yield from body
            else:
                yield values[part]


class Stamp:
    """Makes whole pages with the templates of ``env``, the environment of MkDocs; those of one kind from one frame."""

    def __init__(self, env: Any) -> None:
        self._main = env.get_template("main.html")
        self._language = env.get_template("partials/language.html")
        self._contents = env.get_template("partials/toc.html")
        self._frames: dict[Kind, Frame | None] = {}
        self._made: Counter[Kind] = Counter()

    def __call__(self, context: Context, page: Page, body: Sequence[str]) -> Sequence[str]:
        """``page`` within its frame, both in pieces: what the template `main.html` makes of ``context``."""
        if page.file.inclusion is not InclusionLevel.NOT_IN_NAV:
            # Its neighbours, and its mark in the navigation, are its own.
            return (self._rendered(context, page, body),)
        kind, values = _kind(context, page), self._values(context, page)
        if kind not in self._frames:
            self._frames[kind] = self._frame(context, page, values)
        frame = self._frames[kind]
        made = tuple(frame.around(body, values)) if frame else ()
        if frame is None or self._made[kind] < PROOFS:
            rendered = self._rendered(context, page, body)
            self._made[kind] += 1
            if "".join(made) != rendered:
                self._frames[kind] = None
            return (rendered,)
        return made

    def _rendered(self, context: Context, page: Page, body: Sequence[str]) -> str:
        page.content = "".join(body)
        return str(self._main.render(context))

    def _frame(self, context: Context, page: Page, values: Mapping[str, str]) -> Frame | None:
        """The frame of a kind of pages, ``page`` being one; None where the theme changes what is in a hole."""
        rendered = str(self._main.render(_with_holes(context, page)))
        parts = _HOLE.split(rendered.replace(values["contents"], _hole("contents")))
        return None if any(_MARK in text for text in parts[::2]) else Frame(tuple(parts))

    def _values(self, context: Context, page: Page) -> dict[str, str]:
        card: Card = context["card"]
        language = self._language.make_module(context)
        return {
            "title": str(page.meta["title"]),
            "description": page.meta["description"],
            "canonical": page.canonical_url or "",
            "card_title": card.title,
            "card_description": card.description,
            "card_url": card.url,
            "contents": self._contents.render({**context, "lang": language}),
            **{f"language_{link.code}": link.href for link in context["languages"]},
        }


def _kind(context: Context, page: Page) -> Kind:
    """What the frame depends on but for the values in the holes.

    Links out of a page are relative to the folder it is in; the first heading is where the theme lets the keyboard
    skip to.
    """
    folder = page.url.rstrip("/").rpartition("/")[0]
    skip = next((item.url for item in page.toc), "")
    shown = (bool(page.meta["description"]), bool(page.canonical_url), tuple(page.meta.get("hide", ())))
    return folder, skip, *shown, tuple(replace(link, href="") for link in context["languages"])


def _with_holes(context: Context, page: Page) -> Context:
    holed, card = copy(page), context["card"]
    holed.meta = {**page.meta, "title": _hole("title")}
    holed.content = _hole(_CONTENT)
    if page.canonical_url:
        holed.canonical_url = _hole("canonical")
    if page.meta["description"]:
        holed.meta["description"] = _hole("description")
        card = replace(card, description=_hole("card_description"))
    return {
        **context,
        "page": holed,
        "card": replace(card, title=_hole("card_title"), url=_hole("card_url")),
        "languages": tuple(replace(link, href=_hole(f"language_{link.code}")) for link in context["languages"]),
    }
