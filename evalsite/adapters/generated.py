"""The pages and assets that evalsite makes, as files of MkDocs."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files as resources
from importlib.resources.abc import Traversable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import nest_paths

from evalsite.adapters.stamp import TEMPLATE, may_stamp
from evalsite.errors import Problem
from evalsite.render import Heading, Renderer
from evalsite.site import PlannedFile, PlannedPage, Site

LISTED_BENCHMARKS = 40
"""How many benchmarks the navigation lists: it stands on every page, and grows with the square of its length."""

PLACEHOLDER = "evalsite"
"""An item of the author's ``nav:`` that the generated pages take the place of."""

ASSETS = "assets/evalsite"


def source_path(page: PlannedPage) -> str:
    """The path that MkDocs knows the page by: ``benchmarks/mbpp/index.md``."""
    return f"{page.address}index.md"


class GeneratedPage(Page):
    """A page that is HTML already: it has a front matter, and no Markdown that would have to be read."""

    def __init__(self, file: File, config: MkDocsConfig, front: Mapping[str, object]) -> None:
        super().__init__(None, file, config)
        self._front = front

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 (as MkDocs calls it)
        """There is nothing to read."""
        self.markdown, self.meta = "", dict(self._front)

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 (as MkDocs calls it)
        """There is nothing to convert."""
        self.content, self.toc, self.present_anchor_ids = "", TableOfContents([]), set()


def page_file(page: PlannedPage, renderer: Renderer, config: MkDocsConfig, *, listed: bool) -> File:
    """The page as a file without content; its title is escaped, and no macro is rendered in it."""
    front = {"title": renderer.title(page.title), "render_macros": False}
    inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, source_path(page), content="", inclusion=inclusion)
    if may_stamp(config):
        front["template"] = TEMPLATE
    GeneratedPage(file, config, front)  # the file keeps it
    return file


def listed_pages(pages: Sequence[PlannedPage]) -> list[PlannedPage]:
    """The pages that the navigation lists: the sections' own, and the benchmarks when they are not too many."""
    benchmarks = [page for page in pages if page.section == "benchmarks" and not page.index]
    few = len(benchmarks) <= LISTED_BENCHMARKS
    return [page for page in pages if page.index or (few and page.section == "benchmarks")]


def navigation(pages: Sequence[PlannedPage], renderer: Renderer) -> list[object]:
    """The items of the generated pages for the ``nav`` of MkDocs, in the order of ``pages``."""
    sections: dict[str, list[PlannedPage]] = {}
    for page in listed_pages(pages):
        sections.setdefault(page.section, []).append(page)
    return [_section(section, renderer) for section in sections.values()]


def _section(pages: Sequence[PlannedPage], renderer: Renderer) -> object:
    paths = [source_path(page) for page in pages]
    return paths[0] if len(paths) == 1 else {renderer.title(pages[0].title): paths}


def with_author(nav: Sequence[object] | None, files: Files, ours: Sequence[object]) -> list[object]:
    """The author's ``nav`` with ``ours`` in place of its placeholder, or at its end."""
    if nav is None:
        author = sorted(files.documentation_pages(), key=file_sort_key)
        paths = [file.src_uri for file in author if file.inclusion is InclusionLevel.INCLUDED]
        nav = nest_paths(paths)  # type: ignore[no-untyped-call]
    filled = _filled(nav, ours)
    return filled if filled != nav else [*nav, *ours]


def _filled(nav: Sequence[object], ours: Sequence[object]) -> list[object]:
    return [part for item in nav for part in (ours if item == PLACEHOLDER else [_inside(item, ours)])]


def _inside(item: object, ours: Sequence[object]) -> object:
    if not isinstance(item, dict):
        return item
    return {title: _filled(value, ours) if isinstance(value, list) else value for title, value in item.items()}


def without_titles(nav: Sequence[object], translated: set[str]) -> list[object]:
    """``nav`` without the titles of pages that say theirs themselves, in another language than ``nav``."""
    return [_without_title(item, translated) for item in nav]


def _without_title(item: object, translated: set[str]) -> object:
    if not isinstance(item, dict):
        return item
    [(title, value)] = item.items()
    if isinstance(value, list):
        return {title: without_titles(value, translated)}
    return value if value in translated else item


def collisions(files: Iterable[File], site: Site, folders: Iterable[str], shown: str) -> Iterator[Problem]:
    """The author's files that would stand where a generated page, file of data or another language does.

    Addresses are compared without case: some file systems see no difference.
    """
    planned = {f"{page.address}index.html".casefold(): page.address for page in site.pages}
    planned |= {data.address.casefold(): data.address for data in site.files}
    planned |= {path.casefold(): path for path, _, _ in _assets()}
    for file in files:
        place, path = file.dest_uri.casefold(), f"{shown}/{file.src_uri}"
        if place in planned:
            yield Problem(
                file=path,
                found=file.src_uri,
                expected=f"expected nothing of yours at /{planned[place]}, which evalsite makes",
                advice="Rename or move your file.",
            )
        for folder in folders:
            if folder and place.startswith(folder):
                yield Problem(
                    file=path,
                    found=file.src_uri,
                    expected=f"expected no file of yours below /{folder}, where the site's other language stands",
                    advice=f"Put a translation beside its page instead: x.md and x.{folder.rstrip('/')}.md.",
                )


def contents(headings: Sequence[Heading]) -> TableOfContents:
    """The headings of a generated page as its contents list."""
    return TableOfContents([_anchor(heading, 2) for heading in headings])


def _anchor(heading: Heading, level: int) -> AnchorLink:
    anchor = AnchorLink(heading.title, heading.id, level)
    anchor.children = [_anchor(child, level + 1) for child in heading.children]
    return anchor


def data_file(data: PlannedFile, config: MkDocsConfig) -> File:
    """A file of data beside the pages."""
    return File.generated(config, data.address, content=data.make(), inclusion=InclusionLevel.INCLUDED)


def asset_files(config: MkDocsConfig) -> dict[str, File]:
    """Styles and scripts by the address they are linked by, which changes with their content."""
    return {
        f"{path}?{digest}": File.generated(config, path, content=data, inclusion=InclusionLevel.INCLUDED)
        for path, data, digest in _assets()
    }


@cache
def _assets() -> tuple[tuple[str, bytes, str], ...]:
    found = sorted(_walk(resources("evalsite.render") / "assets", ASSETS))
    return tuple((path, data, hashlib.sha256(data).hexdigest()[:8]) for path, data in found)


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}/{entry.name}")
        else:
            yield f"{path}/{entry.name}", entry.read_bytes()
