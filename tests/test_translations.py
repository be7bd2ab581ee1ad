"""Each page of the documentation and its translation hold the same: examples, sections, tables, names."""

import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
JUDGING = REPOSITORY / "evalsite" / "render" / "judging.zh.md"
TWINS = sorted(path.name.removesuffix(".zh.md") for path in DOCS.glob("*.zh.md"))
WRITTEN_APART = {"index", "introduction"}
"""Pages that say the same in other words and with other figures."""
REFERENCE = [name for name in TWINS if name not in WRITTEN_APART]


def both(name: str) -> tuple[str, str]:
    english, chinese = ((DOCS / f"{name}{suffix}.md").read_text(encoding="utf-8") for suffix in ("", ".zh"))
    return english, chinese.split("---\n", 2)[2]


def examples(text: str) -> list[str]:
    """Everything but comments, which are in the page's language."""
    return [re.sub(r"(?m) +# .*$", "", block) for block in re.findall(r"(?ms)^ *```.*?^ *```$", text)]


def prose(text: str) -> str:
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", text)


def anchors(text: str) -> list[tuple[str, str]]:
    """Level and id of each heading."""
    found = re.findall(r"(?m)^(#+) (.*?)(?: \{#([\w-]+)\})?$", prose(text))
    return [(level, declared or slugify(words, "-")) for level, words, declared in found]


def tables(text: str) -> list[tuple[int, list[str]]]:
    """How many cells each row has, and what its first cell says in code."""
    rows = [line for line in prose(text).splitlines() if line.startswith("|")]
    return [(len(re.findall(r"(?<!\\)\|", row)), re.findall(r"`[^`]+`", row.split("|")[1])) for row in rows]


@pytest.mark.parametrize("name", REFERENCE)
def test_examples_are_the_same(name: str) -> None:
    english, chinese = map(examples, both(name))
    assert chinese == english


@pytest.mark.parametrize("name", REFERENCE)
def test_links_to_sections_lead_to_the_same_in_both(name: str) -> None:
    english, chinese = map(anchors, both(name))
    assert chinese[1:] == english[1:]  # nobody links to a page's title


@pytest.mark.parametrize("name", REFERENCE)
def test_tables_are_the_same(name: str) -> None:
    english, chinese = map(tables, both(name))
    assert chinese == english


@pytest.mark.parametrize("name", REFERENCE)
def test_names_in_code_are_the_same(name: str) -> None:
    english, chinese = (set(re.findall(r"`([^`]+)`", prose(text))) for text in both(name))
    assert chinese == english


@pytest.mark.parametrize("page", [*sorted(DOCS.glob("*.zh.md")), JUDGING], ids=lambda page: page.name)
def test_no_line_ends_within_chinese(page: Path) -> None:
    """A browser shows the end of a line as a space, and Chinese has none."""
    text = prose(page.read_text(encoding="utf-8"))
    assert re.findall(r".{9}[\u3000-\u9fff\uff00-\uffef]\n *[\u3400-\u9fff]", text) == []


IN_ENGLISH_ALONE = {"performance"}
"""Figures that change with each measurement; it is for those who work on evalsite."""


def test_pages_in_the_navigation_are_in_both_languages() -> None:
    named = set(re.findall(r"(?m)^  - [^:\n]+: (\w+)\.md$", (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")))
    assert named - set(TWINS) - {"judging"} == IN_ENGLISH_ALONE
