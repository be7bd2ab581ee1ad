"""Pages that workers make and write, while MkDocs sees no more of them than it needs."""

import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from mkdocs.structure.pages import Page

from evalsite.adapters.workers import Workers
from evalsite.render import RenderedPage

INSTEAD = "<!-- made by a worker -->"
"""What MkDocs writes in the place of such a page."""

FOLDER = ".evalsite-pages"
log = logging.getLogger("mkdocs.hooks.evalsite")

Make = Callable[[Page], tuple[RenderedPage, str]]
"""Gives the page without its body, and all of its text."""


class Apart:
    """``pages`` by their paths, in the order in which MkDocs asks for them, when it writes its site into ``site``."""

    def __init__(self, pages: Mapping[str, Page], make: Make, site: Path) -> None:
        self._pages = pages
        self._make = make
        self._folder = site / FOLDER
        self._folder.mkdir(parents=True)
        self._files = {path: self._folder / str(number) for number, path in enumerate(pages)}
        self._made: set[str] = set()
        self._workers: Workers[RenderedPage] | None = None

    def made(self, page: Page) -> RenderedPage | None:
        """The page, which MkDocs is at, without its body, if a worker made it."""
        path = page.file.src_uri
        if path not in self._pages:
            return None
        made = (self._workers or self._begin(page)).done(path)
        if made is not None:
            self._made.add(path)
        return made

    def _begin(self, page: Page) -> Workers[RenderedPage]:
        """Let workers begin when the first page is asked for: by then the theme's templates are compiled for all."""
        page.active = False  # for them it is not the page that they are at
        self._workers = Workers(list(self._pages), self._write)
        page.active = True
        return self._workers

    def wrote(self, path: str) -> bool:
        """Whether a worker made the page."""
        return path in self._made

    def put_in_place(self) -> None:
        """Put the pages where MkDocs has written something in their place."""
        self.end()
        log.debug("Workers made %d of %d pages", len(self._made), len(self._pages))
        for path in self._made:
            self._files[path].replace(self._pages[path].file.abs_dest_path)
        shutil.rmtree(self._folder)

    def end(self) -> None:
        """Let the workers end."""
        if self._workers:
            self._workers.end()

    def _write(self, path: str) -> RenderedPage:
        rendered, text = self._make(self._pages[path])
        self._files[path].write_bytes(text.encode("utf-8", "xmlcharrefreplace"))  # as MkDocs does
        return rendered
