"""The generated pages of one build, made when MkDocs asks for them, ahead by workers, or later in a preview."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from msgspec.structs import replace

from evalsite.adapters import generated, stamp
from evalsite.adapters.apart import INSTEAD, Apart, leave_out
from evalsite.adapters.job import PutOff
from evalsite.adapters.stamp import Context, Stamp
from evalsite.render import RenderedPage, Renderer
from evalsite.site import PlannedPage

Dress = Callable[[Context, Page], None]
"""Gives a template what stands around a page, of which the outline is known."""


class Making:
    """Makes the ``planned`` pages, by the paths that MkDocs knows them by.

    ``linked`` are the paths of those that the author's pages have links to places in, which MkDocs checks.
    """

    def __init__(
        self,
        planned: Mapping[str, PlannedPage],
        renderer: Renderer,
        stamp: Stamp,
        *,
        dress: Dress,
        linked: frozenset[str],
    ) -> None:
        self._planned = planned
        self._renderer = renderer
        self._stamp = stamp
        self._dress = dress
        self._linked = linked
        self._rendered: RenderedPage | None = None
        self._apart: Apart | None = None
        self._waiting: frozenset[str] = frozenset()
        self._later: PutOff = {}
        self._folder = ""

    def begin(self, files: Files, nav: Navigation, config: MkDocsConfig) -> None:
        """Every page is known: those that stand alone can be left to workers."""
        context = partial(get_context, nav, files.documentation_pages(), config)
        alone = self._alone(files)
        self._apart = Apart(alone, lambda page: self._whole({**context(page)}, page), Path(config.site_dir))

    def put_off(self, files: Files, config: MkDocsConfig, later: PutOff, folder: str) -> None:
        """Leave those that stand alone to whoever asks for them, in ``folder`` of the site: most never are."""
        alone = self._alone(files)
        leave_out(alone.values(), Path(config.site_dir))
        self._waiting, self._later, self._folder = frozenset(alone), later, folder

    def show_outline(self, page: Page) -> None:
        """Give MkDocs what the search is to see of the page.

        Raises:
            EvalsiteError: the page could not be made.
        """
        path = page.file.src_uri
        if path in self._waiting:
            page.content = f"<h1>{page.title}</h1>"
        else:
            self._show(self._apart.made(page) if self._apart and path in self._apart else self._made(path), page)

    def show_body(self, context: Context, page: Page) -> None:
        """Give MkDocs the page itself, or where others write it something in its place."""
        path = page.file.src_uri
        if path in self._waiting:
            self._later[self._folder + page.file.dest_uri] = lambda: "".join(self._whole(context, page)[1])
            page.content = INSTEAD
        elif self._apart and path in self._apart:
            page.content = INSTEAD
        else:
            page.content = "".join(self._text(context, page))

    def free(self, page: Page) -> None:
        """Forget the page, which is written now."""
        page.content, page.toc, self._rendered = None, TableOfContents([]), None

    def finish(self) -> None:
        """All pages are made."""
        if self._apart:
            self._apart.finish()

    def give_up(self) -> None:
        """Let workers end."""
        if self._apart:
            self._apart.end()

    def _alone(self, files: Files) -> dict[str, Page]:
        pages = files.documentation_pages()
        return {file.src_uri: file.page for file in pages if file.page and self._stands_alone(file.page)}

    def _stands_alone(self, page: Page) -> bool:
        """Whether nobody but evalsite has to see the whole page."""
        return page.meta.get("template") == stamp.TEMPLATE and page.file.src_uri not in self._linked

    def _whole(self, context: Context, page: Page) -> tuple[RenderedPage, Sequence[str]]:
        """All that MkDocs would do for a page that stands alone: the page without its body, and all of its text."""
        was_active, page.active = page.active, True
        try:
            rendered = self._made(page.file.src_uri)
            self._show(rendered, page)
            self._dress(context, page)
            return replace(rendered, pieces=()), self._text(context, page)
        finally:
            self.free(page)
            page.active = was_active

    def _made(self, path: str) -> RenderedPage:
        return self._renderer.page(self._planned[path].make())

    def _show(self, rendered: RenderedPage, page: Page) -> None:
        page.content, page.toc = rendered.outline, generated.contents(rendered.headings)
        page.meta["description"] = rendered.description
        if len(rendered.headings) < 2:
            page.meta["hide"] = ["toc"]  # a page that is one table takes the room of the contents list
        # Links of the author's that lead into the page are checked against the ids that it has.
        page.present_anchor_ids = (
            set(re.findall(r'\sid="([^"]+)"', rendered.body)) if page.file.src_uri in self._linked else None
        )
        self._rendered = rendered

    def _text(self, context: Context, page: Page) -> Sequence[str]:
        """What takes the place of the outline, in pieces."""
        body, self._rendered = self._rendered.pieces if self._rendered else (), None
        return self._stamp(context, page, body) if page.meta.get("template") == stamp.TEMPLATE else body
