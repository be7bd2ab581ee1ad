"""Pages that are written here, many by workers, while MkDocs sees no more of them than it needs."""

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from mkdocs.structure.pages import Page

from evalsite.adapters.workers import Workers
from evalsite.render import RenderedPage

INSTEAD = "<!-- written apart -->"
"""What MkDocs writes for such a page, to nowhere."""

_SCRAP = ".evalsite-page"
log = logging.getLogger("mkdocs.hooks.evalsite")

Make = Callable[[Page], tuple[RenderedPage, Sequence[str]]]
"""Gives the page without its body, and all of its text in pieces."""


def leave_out(pages: Iterable[Page], site: Path) -> str:
    """Let MkDocs, which writes its site into ``site``, write these nowhere, and say where that is: others make them."""
    nowhere = os.devnull if os.name == "posix" else str(site / _SCRAP)
    for page in pages:
        page.file.abs_dest_path = nowhere
    return nowhere


class Apart:
    """``pages`` by their paths, in the order in which MkDocs asks for them, when it writes its site into ``site``."""

    def __init__(self, pages: Mapping[str, Page], make: Make, site: Path) -> None:
        self._pages = pages
        self._make = make
        self._places = {path: page.file.abs_dest_path for path, page in pages.items()}
        self._nowhere = leave_out(pages.values(), site)
        self._by_workers = 0
        self._workers: Workers[RenderedPage] | None = None

    def __contains__(self, path: str) -> bool:
        return path in self._pages

    def made(self, page: Page) -> RenderedPage:
        """The page, which MkDocs is at, without its body, when it was written here or by a worker."""
        path = page.file.src_uri
        made = (self._workers or self._begin(page)).done(path)
        if made is None:
            return self._write(path)
        self._by_workers += 1
        return made

    def _begin(self, page: Page) -> Workers[RenderedPage]:
        """Let workers begin when the first page is asked for: by then the theme's templates are compiled for all."""
        page.active = False  # for them it is not the page that they are at
        self._workers = Workers(list(self._pages), self._write)
        page.active = True
        return self._workers

    def finish(self) -> None:
        """All pages are written: MkDocs may know where they stand."""
        self.end()
        log.debug("Workers made %d of %d pages", self._by_workers, len(self._pages))
        for path, page in self._pages.items():
            page.file.abs_dest_path = self._places[path]
        if self._nowhere != os.devnull:
            Path(self._nowhere).unlink(missing_ok=True)

    def end(self) -> None:
        """Let the workers end."""
        if self._workers:
            self._workers.end()

    def _write(self, path: str) -> RenderedPage:
        rendered, pieces = self._make(self._pages[path])
        place = Path(self._places[path])
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            file.writelines(piece.encode("utf-8", "xmlcharrefreplace") for piece in pieces)  # as MkDocs does
        return rendered
