"""What each block looks like in each language, as golden files: tests/golden/render/."""

from collections.abc import Callable

import pytest

from evalsite.pages.model import Message, Page
from evalsite.render import Renderer
from evalsite.render.catalog import languages

KINDS = (
    "paragraph",
    "bullets",
    "notice",
    "facts",
    "snippet",
    "legend",
    "table",
    "empty-table",
    "names",
    "empty-names",
    "items",
    "empty-items",
    "section",
)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_each_block(kind: str, language: str, example_blocks: Callable, golden: Callable[[str, str], None]) -> None:
    page = Page(address="benchmarks/mbpp/", title=Message("table.model"), blocks=[example_blocks("sft-qfs")[kind]])
    golden(f"render/{kind}.{language}.html", Renderer(language).page(page).body + "\n")


def test_every_kind_of_block_is_shown_here(example_blocks: Callable) -> None:
    assert set(example_blocks("sft")) == set(KINDS)
