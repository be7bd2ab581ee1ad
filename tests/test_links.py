"""Every link, fragment and id of the built site, at its own address and below any other prefix."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from lxml import html

HOST = "https://site.invalid"


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Something that a page points at: its whole address without the fragment, and the fragment."""

    page: str
    url: str
    fragment: str


@dataclass(frozen=True, kw_only=True)
class Built:
    """A built site, as it is found when it is served below ``prefix``."""

    references: tuple[Reference, ...]
    ids: dict[str, Counter[str]]
    files: frozenset[str]


def survey(site: Path, prefix: str) -> Built:
    """All references and ids of the HTML files in ``site``."""
    ids, references = {}, []
    for path in sorted(site.rglob("*.html")):
        address = address_of(path.relative_to(site), prefix)
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        ids[address] = Counter(page.xpath("//@id"))
        references += referred(page, address)
    files = frozenset(address_of(path.relative_to(site), prefix) for path in site.rglob("*") if path.is_file())
    return Built(references=tuple(references), ids=ids, files=files)


def address_of(path: Path, prefix: str) -> str:
    return HOST + prefix + path.as_posix().removesuffix("index.html")


def referred(page: html.HtmlElement, address: str) -> Iterator[Reference]:
    """What is linked or loaded; the canonical address alone is absolute, and tells where the site was built for."""
    links = "//@href[not(parent::link[@rel='canonical'])] | //@*[name()='xlink:href']"
    for value in page.xpath(f"{links} | //@src | //form/@action"):
        whole = urljoin(address, value.strip())
        parts = urlsplit(whole)
        url = parts._replace(query="", fragment="").geturl()
        yield Reference(page=address, url=unquote(url), fragment=unquote(parts.fragment))


def broken(built: Built) -> list[str]:
    """One line for each reference of the site to itself that leads nowhere."""
    found = []
    for reference in built.references:
        if not reference.url.startswith(HOST):
            continue
        known = built.ids.get(reference.url)
        if reference.url not in built.files:
            found.append(f"{reference.page} -> {reference.url}: no such page")
        elif reference.fragment and known is not None and not known[reference.fragment]:
            found.append(f"{reference.page} -> {reference.url}#{reference.fragment}: no such id")
    return sorted(set(found))


def elsewhere(built: Built) -> set[str]:
    """The other hosts that are linked to or loaded from."""
    return {
        urlsplit(r.url).netloc
        for r in built.references
        if not r.url.startswith(HOST) and urlsplit(r.url).scheme != "data"
    }


# Pages that are shown at addresses of their own choosing have links from the root of `site_url`.
AT_ITS_ADDRESS = "/evalsite/"


def without_404(built: Built) -> Built:
    references = tuple(r for r in built.references if not r.page.endswith("404.html"))
    return Built(references=references, ids=built.ids, files=built.files)


def test_every_link_and_fragment_leads_somewhere(built_site: Path) -> None:
    built = survey(built_site, AT_ITS_ADDRESS)
    assert len(built.references) > 1000
    assert broken(built) == []


@pytest.mark.parametrize("prefix", ["/", "/a/b/"])
def test_links_hold_below_any_prefix(built_site: Path, prefix: str) -> None:
    built = without_404(survey(built_site, prefix))
    assert len(built.references) > 1000
    assert broken(built) == []


def test_no_two_elements_of_a_page_share_an_id(built_site: Path) -> None:
    doubled = {
        page: [name for name, count in ids.items() if count > 1]
        for page, ids in survey(built_site, "/").ids.items()
        if max(ids.values()) > 1
    }
    assert doubled == {}


def test_nothing_is_loaded_from_another_host(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        loaded = page.xpath("//@src | //link[not(@rel='canonical')]/@href")
        assert [url for url in loaded if urlsplit(url).netloc] == [], path


def test_each_page_leads_to_itself_in_each_language(built_site: Path) -> None:
    for path in built_site.rglob("index.html"):
        here = path.relative_to(built_site).as_posix()
        plain = here.removeprefix("zh/")
        page = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        links = page.xpath("//a[contains(@class, 'md-select__link')]")
        targets = {link.get("hreflang"): urljoin(f"{HOST}/{here}", link.get("href")) for link in links}
        assert targets == {
            "en": f"{HOST}/{plain.removesuffix('index.html')}",
            "zh": f"{HOST}/zh/{plain.removesuffix('index.html')}",
        }, here
        head = page.xpath("//link[@hreflang]")
        alternates = {link.get("hreflang"): urljoin(f"{HOST}/{here}", link.get("href")) for link in head}
        assert alternates == {**targets, "x-default": targets["en"]}, here


def test_pages_are_served_below_a_prefix(built_site: Path, serve: Callable[..., str]) -> None:
    address = serve(built_site, "/some/where/")
    for page in ("", "zh/", "summary/", "zh/benchmarks/mbpp/", "assets/evalsite/evalsite.css"):
        with urlopen(address + page) as answer:  # noqa: S310 (a server of this test)
            assert answer.status == 200
            assert answer.read()


def test_the_checker_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "index.html").write_text("<p id=a>one<p id=a>two")
    (tmp_path / "index.html").write_text(
        '<a href="there/#a">well</a> <a href="there/#b">no id</a> <a href="/there/">root</a> <img src="no.png">'
    )
    found = broken(survey(tmp_path, "/prefix/"))
    assert found == [
        f"{HOST}/prefix/ -> {HOST}/prefix/no.png: no such page",
        f"{HOST}/prefix/ -> {HOST}/prefix/there/#b: no such id",
        f"{HOST}/prefix/ -> {HOST}/there/: no such page",
    ]
    assert survey(tmp_path, "/").ids[f"{HOST}/there/"]["a"] == 2


def test_other_hosts_are_only_linked_to(built_site: Path) -> None:
    assert elsewhere(survey(built_site, "/")) <= {
        "duckdb.org",
        "example.org",
        "ibis-project.org",
        "squidfunk.github.io",
    }
