"""The author's own pages: their translations, and macros that were left unrendered."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from msgspec import Struct

from evalsite.errors import Problem

_MACRO = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_VERBATIM = frozenset({"code", "pre", "script", "style", "textarea"})


class Written(Struct, frozen=True):
    """The languages that each of the author's pages is written in, by the path of the untranslated page."""

    languages: dict[str, set[str]]

    def shown_in(self, path: str, language: str, first: str) -> str | None:
        """The language that a tree in ``language`` shows the page in; None when the tree does not have it."""
        written = self.languages.get(path, {first})
        return language if language in written else first if first in written else None


def split_language(path: str, languages: Sequence[str]) -> tuple[str, str]:
    """``guide/x.zh.md`` as ``("guide/x.md", "zh")``; a page without a suffix is in the first language."""
    page = PurePosixPath(path)
    suffix = PurePosixPath(page.stem).suffix.removeprefix(".")
    if suffix not in languages:
        return path, languages[0]
    return str(page.with_name(page.stem.removesuffix(f".{suffix}") + page.suffix)), suffix


def translate(files: Files, config: MkDocsConfig, languages: Sequence[str], language: str) -> Written:
    """Let each page's translation into ``language`` take its place in ``files``; the others are left out."""
    written: dict[str, set[str]] = {}
    for file in files.documentation_pages(inclusion=lambda _: True):
        path, code = split_language(file.src_uri, languages)
        written.setdefault(path, set()).add(code)
        if path != file.src_uri:
            files.remove(file)
            if code == language:
                _replace(files, path, file, config)
    return Written(written)


def _replace(files: Files, path: str, translation: File, config: MkDocsConfig) -> None:
    untranslated = files.get_file_from_path(path)
    if untranslated:
        files.remove(untranslated)
    page = File(path, config.docs_dir, config.site_dir, config.use_directory_urls)
    page.abs_src_path = translation.abs_src_path
    page.edit_uri = translation.src_uri
    files.append(page)


def shown_path(path: str | Path, config: MkDocsConfig) -> str:
    """A path as messages call it: from the folder of mkdocs.yml, when it is below it."""
    root, full = Path(config.config_file_path).resolve().parent, Path(path).resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else full.as_posix()


def unrendered_macros(html: str, source: str, shown: str) -> Iterator[Problem]:
    """Macros that a reader of the page would see as they were written; ``source`` is the page's file."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    for found in dict.fromkeys(_MACRO.findall("".join(finder.text))):
        yield Problem(
            file=shown,
            line=_line(found, source),
            found=unescape(found),
            expected="expected no macro that stays as it was written",
            advice="Write `render_macros: true` between `---` lines at the top of the page, "
            "or set the text as code if it is meant to be read.",
        )


def _line(found: str, source: str) -> int | None:
    """The first line of ``source`` that ``found`` may begin in, whatever Markdown made of quotes and spaces."""
    start = re.match(r"(\{[{%])\s*([\w.]*)", found)
    words = start and re.search(re.escape(start[1]) + r"\s*" + re.escape(start[2]), source)
    return source.count("\n", 0, words.start()) + 1 if words else None


class _Finder(HTMLParser):
    """Gathers text and tags outside of code; formulas are full of braces, and count as code.

    Entities stay as they are written: braces that stand as ``&#123;`` are text that somebody escaped.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text: list[str] = []
        self._verbatim: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VERBATIM or tag in self._verbatim or "arithmatex" in (dict(attrs).get("class") or ""):
            self._verbatim.append(tag)
        self.handle_data(f"\n{self.get_starttag_text()}\n")

    def handle_endtag(self, tag: str) -> None:
        if self._verbatim and tag == self._verbatim[-1]:
            self._verbatim.pop()

    def handle_data(self, data: str) -> None:
        if not self._verbatim:
            self.text.append(data)

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")
