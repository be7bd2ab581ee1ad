"""Addresses from the site's root become relative, and lead nowhere else."""

import pytest

from evalsite.errors import BuildError
from evalsite.render.links import Links


@pytest.mark.parametrize(
    ("page", "href", "relative"),
    [
        ("", "models/sft/", "models/sft/"),
        ("", "", "./"),
        ("models/", "models/sft/", "../models/sft/"),
        ("benchmarks/mbpp/", "models/sft/", "../../models/sft/"),
        ("benchmarks/mbpp/", "benchmarks/humaneval/#vs-sft-m-sft-qfs", "../../benchmarks/humaneval/#vs-sft-m-sft-qfs"),
        ("benchmarks/mbpp/", "", "../../"),
        ("benchmarks/mbpp/", "#m-sft", "#m-sft"),
        ("models/", "compare/?m=a&m=b", "../compare/?m=a&amp;m=b"),
    ],
)
def test_links_are_relative_to_the_page_they_stand_on(page: str, href: str, relative: str) -> None:
    assert Links(page)(href) == relative


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org/",
        "javascript:alert(1)",
        "//example.org/",
        "/models/",
        "../../etc/",
        'models/"onclick="x',
        "models/a b/",
        "models/\n",
        "#a b",
        "模型/",
    ],
)
def test_a_link_off_the_site_stops_the_build(href: str) -> None:
    with pytest.raises(BuildError, match="address from the site's root"):
        Links("models/")(href)


def test_many_addresses_are_made_at_once() -> None:
    hrefs = ["benchmarks/mbpp/#m-sft", None, "", "#m-sft", "models/?a=1&b=2"]
    made = ["../../benchmarks/mbpp/#m-sft", None, "../../", "#m-sft", "../../models/?a=1&amp;b=2"]
    assert Links("models/sft/").each(hrefs) == made
    assert Links("models/sft/").each(hrefs[:2]) == made[:2]


@pytest.mark.parametrize("href", ["javascript:x", "models/\n", "models/sft/\nmodels/", "../x/", 'a"b/', "//host/"])
def test_among_many_addresses_one_that_leads_off_the_site_is_found(href: str) -> None:
    with pytest.raises(BuildError):
        Links("models/sft/").each(["models/sft/", href, "models/qfs/"])
