"""Every kind of page as it is written, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from evalsite.render import Renderer
from evalsite.site import plan

FILES: dict[str, str] = yaml.safe_load(Path(__file__).with_name("golden.yml").read_text(encoding="utf-8"))
KINDS = (
    *("summary/", "matrix/", "matrix/sft/", "matrix/best/", "benchmarks/", "models/", "sources/"),
    *("benchmarks/code/", "benchmarks/wide/", "benchmarks/alone/", "benchmarks/again/"),
    *("models/sft/", "models/sft-a/", "models/sft-z/", "models/solutions/"),
    *("runs/60b3a2a478d8/", "runs/e035ee48fe84/"),  # ids of runs never change
)
WITHOUT_BASELINES = {"results/mbpp.csv": "model,pass@1\nsft,0.5\n"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("address", KINDS)
def test_page(address: str, language: str, read_site: Any, golden: Callable[[str, str], None]) -> None:
    small = read_site(FILES)
    golden(f"pages/{language}/{address.rstrip('/')}.html", written(small, address, language))


@pytest.mark.parametrize("address", ["summary/", "matrix/", "benchmarks/mbpp/", "models/sft/"])
def test_page_of_a_site_with_one_model_and_no_settings(
    address: str, read_site: Any, golden: Callable[[str, str], None]
) -> None:
    golden(f"pages/alone/{address.rstrip('/')}.html", written(read_site(WITHOUT_BASELINES), address, "en"))


def written(small: Any, address: str, language: str) -> str:
    """What the page says of itself and its body; the hash of all inputs is that of evalsite's version, too."""
    [page] = [page for page in small.pages() if page.address == address]
    rendered = Renderer(language).page(page)
    text = f"<!-- {rendered.title} | {rendered.description} -->\n{rendered.body}\n"
    return text.replace(plan(small.inputs).build_id, "BUILD-ID")


def test_every_kind_of_page_is_here(read_site: Any) -> None:
    planned = {page.address.split("/")[0] for page in plan(read_site(FILES).inputs).pages}
    assert {address.split("/")[0] for address in KINDS} == planned
