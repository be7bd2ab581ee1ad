"""What the built pages are: generated ones in their places, tables past Markdown and search."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

Tree = Callable[[Path], BeautifulSoup]


def navigation(page: BeautifulSoup) -> list[str]:
    return [" ".join(link.text.split()) for link in page.select("nav.md-nav--primary a.md-nav__link:not([href^='#'])")]


def test_generated_pages_follow_the_authors_in_the_navigation(small_site: Path, tree: Tree) -> None:
    assert navigation(tree(small_site / "guide" / "index.html")) == [
        "Welcome", "Guide", "Summary", "Matrix", "Benchmarks", "sums", "words", "Models", "Sources",
        "How evalsite judges",
    ]  # fmt: skip


def test_a_placeholder_says_where_generated_pages_stand(source: Any, run: Any, tree: Tree) -> None:
    root = source()
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text() + "nav: [Start: index.md, Results: [evalsite], More: [guide.md]]\n")
    assert run(root, "evalsite", "build", "--strict").returncode == 0
    page = tree(root / "site" / "guide" / "index.html")
    entries = page.select("nav.md-nav--primary > ul > li")
    assert [entry.select_one(".md-ellipsis").text.strip() for entry in entries] == ["Start", "Results", "More"]
    assert {"Matrix", "sums", "Sources"} <= {link.text.strip() for link in entries[1].select("a")}


def test_the_many_are_not_in_the_navigation_and_yet_built(small_site: Path, tree: Tree) -> None:
    assert (small_site / "models" / "bee" / "index.html").is_file()
    assert "bee" not in navigation(tree(small_site / "index.html"))


def test_many_benchmarks_are_listed_on_their_index_alone(source: Any, run: Any, tree: Tree) -> None:
    many = {f"results/b{number}.csv": "model,pass@1\nant,0.25\nbee,0.5\n" for number in range(45)}
    root = source(many)
    assert run(root, "mkdocs", "build").returncode == 0
    assert (root / "site" / "benchmarks" / "b7" / "index.html").is_file()
    assert navigation(tree(root / "site" / "guide" / "index.html"))[2:] == [
        "Summary", "Matrix", "Benchmarks", "Models", "Sources", "How evalsite judges",
    ]  # fmt: skip


def test_a_page_has_its_title_its_finding_and_its_contents(small_site: Path, tree: Tree) -> None:
    page = tree(small_site / "benchmarks" / "sums" / "index.html")
    assert page.title.text == "sums - Two models"
    assert "bee" in page.select_one("meta[name=description]")["content"]
    assert [heading.text.strip() for heading in page.select("h1")] == ["sums"]
    contents = {link["href"] for link in page.select("nav.md-nav--secondary a")}
    assert contents
    assert all(page.find(id=link.removeprefix("#")) for link in contents)


def test_tables_are_on_the_page_and_not_in_the_search(small_site: Path, tree: Tree) -> None:
    table = tree(small_site / "benchmarks" / "sums" / "index.html").find(id="results")
    assert [row["id"] for row in table.select("tbody tr")] == ["m-bee", "m-ant"]
    documents = json.loads((small_site / "search" / "search_index.json").read_text())["docs"]
    found = {document["location"]: document for document in documents}
    assert found["benchmarks/sums/"]["title"] == "sums"
    assert found["models/bee/"]["title"] == "bee"
    assert "data-value" not in json.dumps(documents)
    assert table.caption.text
    assert table.caption.text not in json.dumps(documents)


def test_the_search_knows_no_more_locations_than_there_are_ids(small_site: Path, tree: Tree) -> None:
    for document in json.loads((small_site / "search" / "search_index.json").read_text())["docs"]:
        address, _, fragment = document["location"].partition("#")
        page = tree(small_site / address / "index.html")
        assert not fragment or page.find(id=fragment), document["location"]


def test_styles_are_linked_by_their_content(small_site: Path, tree: Tree) -> None:
    page = tree(small_site / "benchmarks" / "sums" / "index.html")
    [link] = [link["href"] for link in page.select("link[rel=stylesheet]") if "evalsite" in link["href"]]
    path, _, digest = link.partition("?")
    assert path == "../../assets/evalsite/evalsite.css"
    assert len(digest) == 8
    assert (small_site / "assets" / "evalsite" / "evalsite.css").is_file()


def test_links_of_the_author_into_generated_pages_are_checked(source: Any, run: Any) -> None:
    root = source(
        {"docs/index.md": "# Home\n\n[rows](benchmarks/sums/index.md#m-bee) [none](benchmarks/sums/index.md#m-cat)\n"}
    )
    built = run(root, "evalsite", "build", "--strict")
    assert built.returncode == 1
    assert "'benchmarks/sums/index.md#m-cat'" in built.stderr
    assert "m-bee" not in built.stderr


def test_no_page_can_be_edited_at_a_place_that_does_not_exist(source: Any, run: Any, tree: Tree) -> None:
    root = source()
    settings = root / "mkdocs.yml"
    settings.write_text(
        settings.read_text().replace("features: [", "features: [content.action.edit, ")
        + "edit_uri_template: https://example.org/edit/{path}\n"
    )
    assert run(root, "evalsite", "build").returncode == 0
    assert edit_link(tree(root / "site" / "guide" / "index.html")) == ["https://example.org/edit/guide.md"]
    assert edit_link(tree(root / "site" / "zh" / "guide" / "index.html")) == ["https://example.org/edit/guide.zh.md"]
    assert edit_link(tree(root / "site" / "models" / "bee" / "index.html")) == []


def edit_link(page: BeautifulSoup) -> list[str]:
    return [link["href"] for link in page.select("a[rel=edit]")]


def test_the_same_inputs_give_the_same_bytes_on_another_day(
    source: Any, run: Any, digest: Callable[[Path], str]
) -> None:
    root = source()
    for epoch in ("0", "1700000000"):
        for command in ("mkdocs", "evalsite"):
            built = run(root, command, "build", "--site-dir", f"{command}-{epoch}", SOURCE_DATE_EPOCH=epoch)
            assert built.returncode == 0, built.stderr
    for command in ("mkdocs", "evalsite"):
        assert digest(root / f"{command}-0") == digest(root / f"{command}-1700000000")


def test_hostile_names_are_text_in_titles_navigation_and_search(source: Any, run: Any, tree: Tree) -> None:
    name = """</title><script>alert(1)</script>{{ 7*7 }}{% raw %} &lt;b&gt; "' __x__"""
    quoted = name.replace('"', '""')
    root = source({"results/odd.csv": f'model,benchmark,pass@1\nant,"{quoted}",0.25\n"{quoted}","{quoted}",0.5\n'})
    built = run(root, "evalsite", "build")
    assert built.returncode == 0, built.stderr
    for folder in ("benchmarks", "models"):
        [path] = (root / "site" / folder).glob("title-script*/index.html")
        page = tree(path)
        assert "alert(1)" in page.title.text
        assert [script for script in page.select("script") if "alert" in script.text] == []
        assert " ".join(page.h1.bdi.text.split()) == " ".join(name.split())
    assert any("alert(1)" in label for label in navigation(tree(root / "site" / "index.html")))
