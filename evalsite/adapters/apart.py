"""Pages that are written beside the site, some by workers, while MkDocs sees no more of them than it needs."""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mkdocs.structure.pages import Page

from evalsite.adapters.workers import Workers
from evalsite.render import RenderedPage

INSTEAD = "<!-- written beside the site -->"
"""What MkDocs writes in the place of such a page."""

FOLDER = ".evalsite-pages"
log = logging.getLogger("mkdocs.hooks.evalsite")

Make = Callable[[Page], tuple[RenderedPage, Sequence[str]]]
"""Gives the page without its body, and all of its text in pieces."""


class Apart:
    """``pages`` by their paths, in the order in which MkDocs asks for them, when it writes its site into ``site``."""

    def __init__(self, pages: Mapping[str, Page], make: Make, site: Path) -> None:
        self._pages = pages
        self._make = make
        self._folder = site / FOLDER
        self._folder.mkdir(parents=True)
        self._files = {path: self._folder / str(number) for number, path in enumerate(pages)}
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

    def put_in_place(self) -> None:
        """Put the pages where MkDocs has written something in their place."""
        self.end()
        log.debug("Workers made %d of %d pages", self._by_workers, len(self._pages))
        for path, file in self._files.items():
            file.replace(self._pages[path].file.abs_dest_path)
        shutil.rmtree(self._folder)

    def end(self) -> None:
        """Let the workers end."""
        if self._workers:
            self._workers.end()

    def _write(self, path: str) -> RenderedPage:
        rendered, pieces = self._make(self._pages[path])
        with self._files[path].open("wb") as file:
            file.writelines(piece.encode("utf-8", "xmlcharrefreplace") for piece in pieces)  # as MkDocs does
        return rendered
