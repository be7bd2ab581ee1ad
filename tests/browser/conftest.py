"""One context and one page for all that only look; what changes something takes a page of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass(kw_only=True)
class Visit:
    """A page of the site, all that its console said, and all that was asked for while it was shown."""

    page: "Page"
    said: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def reader(chromium: "Browser") -> Iterator[Visit]:
    context = chromium.new_context(service_workers="block", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    visit = watched(context.new_page())
    yield visit
    context.close()


def watched(page: "Page") -> Visit:
    visit = Visit(page=page)
    page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
    page.on("request", lambda request: visit.requested.append(request.url))
    return visit


@pytest.fixture
def visit(reader: Visit, built_site: Path, site_url: str) -> Iterator[Callable[..., Visit]]:
    """``visit("models/", width=320, color_scheme="dark")``: the page, on a screen of that width; medium as emulated."""
    assert built_site.is_dir()

    def go(address: str, *, width: int = 1280, **media: Any) -> Visit:
        reader.page.set_viewport_size({"width": width, "height": 800})
        reader.page.emulate_media(**media)
        reader.said.clear()
        reader.requested.clear()
        reader.page.goto(site_url + address)
        return reader

    yield go
    reader.page.emulate_media(media="null", color_scheme="null")
