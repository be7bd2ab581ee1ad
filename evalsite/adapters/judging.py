"""The page "How evalsite judges", which every site has at ``/judging/`` unless its author wrote one."""

from collections.abc import Sequence
from copy import copy
from importlib.resources import files as resources

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

PATH = "judging.md"
_PLACES = {PATH, "judging/index.md", "judging/README.md"}
_EXTENSIONS = ("attr_list", "tables")
"""What the text is written with, whatever the author's own pages are."""


class JudgingPage(Page):
    """The text of the package, read with the extensions that it needs."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Convert the text as the author's pages are, and its tables and ids too."""
        own = copy(config)
        given: list[str] = config["markdown_extensions"]
        own["markdown_extensions"] = [*given, *(name for name in _EXTENSIONS if name not in given)]
        super().render(own, files)


def add_page(files: Files, config: MkDocsConfig, language: str) -> bool:
    """Add the page in ``language`` to ``files``; False where the author has one of their own there.

    It is none of those that stand in a navigation that nobody wrote.
    """
    if any(files.get_file_from_path(path) for path in _PLACES):
        return False
    text = (resources("evalsite.render") / f"judging.{language}.md").read_text(encoding="utf-8")
    file = File.generated(config, PATH, content=text, inclusion=InclusionLevel.NOT_IN_NAV)
    JudgingPage(None, file, config)  # the file keeps it
    files.append(file)
    return True


def named(nav: Sequence[object] | None) -> bool:
    """Whether the author's ``nav`` says where the page stands."""
    return any(_names(item) for item in nav or ())


def _names(item: object) -> bool:
    if isinstance(item, dict):
        return any(named(value) if isinstance(value, list) else value == PATH for value in item.values())
    return item == PATH
