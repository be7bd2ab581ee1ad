"""The example of docs/samples.md, run; every other setting on that page is read."""

import re
from pathlib import Path

import pytest

from evalsite.config import parse
from evalsite.readings import Reading
from evalsite.samples import counting, items, read_samples
from evalsite.samples.columns import LARGEST
from tests.samples.conftest import left_out, values

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, CHINESE = ((DOCS / name).read_text(encoding="utf-8") for name in ("samples.md", "samples.zh.md"))
SETTINGS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    lines = re.search(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert lines
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "run-1.jsonl").write_text(lines[1], encoding="utf-8")
    [reading] = read_samples(parse(SETTINGS[0]), tmp_path)
    return reading


def test_the_example_gives_the_table_on_the_page(reading: Reading) -> None:
    for model in ("alpha", "beta"):
        cells = " | ".join(str(values(reading, metric)[model]) for metric in ("pass@1", "pass@2", "time"))
        assert f"| sums | {model} | {cells} |" in PAGE
    assert set(reading.columns["n"]) == {2}
    assert left_out(reading) == {"duplicate": 1}


@pytest.mark.parametrize("text", SETTINGS, ids=range(len(SETTINGS)))
def test_every_example_of_settings_is_right(text: str) -> None:
    assert parse(text).samples.sources


def test_the_bounds_on_the_page_are_those_of_the_code() -> None:
    assert f"between -{LARGEST:,} and {LARGEST:,}" in PAGE
    assert f"up to {counting.MOST_SUMS * items.WIDTH} samples an item" in PAGE


def test_the_page_in_chinese_has_the_same_examples_and_figures() -> None:
    blocks = (re.findall(r"^```\w+\n(.*?)^```$", page, re.DOTALL | re.MULTILINE) for page in (PAGE, CHINESE))
    english, chinese = ([re.sub(r"#.*", "", block) for block in found] for found in blocks)
    assert chinese == english
    for figure in re.findall(r"\| sums \|.*|\d[\d,]{4,}\d", PAGE.split("`make bench`")[0]):
        assert figure in CHINESE
