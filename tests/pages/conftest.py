"""Sites for tests of pages: from files to page models and HTML, without a generator."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html

from evalsite.pages.model import Page
from evalsite.render import Renderer
from evalsite.site import Inputs, plan, read

Files = Mapping[str, str]
Read = Callable[[Files], "Small"]


@dataclass(frozen=True, kw_only=True)
class Small:
    """A site that was read and planned."""

    inputs: Inputs

    def pages(self) -> Iterator[Page]:
        """Every page, in order."""
        return (planned.make() for planned in plan(self.inputs).pages)

    def bodies(self, language: str = "en") -> dict[str, str]:
        """The HTML of every page, by address."""
        renderer = Renderer(language)
        return {page.address: renderer.page(page).body for page in self.pages()}

    def trees(self) -> dict[str, html.HtmlElement]:
        """The elements of every page, by address."""
        return {address: html.fragment_fromstring(body, create_parent="div") for address, body in self.bodies().items()}


@pytest.fixture(scope="session")
def read_site(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """``read_site({"evalsite.yml": ..., "results/mbpp.csv": ...})``: what a build would make of these files."""

    def read_files(files: Files) -> Small:
        root = tmp_path_factory.mktemp("site")
        write(root, files)
        return Small(inputs=read(root))

    return read_files


def write(root: Path, files: Files) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
