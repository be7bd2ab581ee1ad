"""The pages of runs, from files to HTML: what a run found, whether it counts, and what is not shown of it."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from evalsite.render.page import Renderer
from evalsite.site import plan, read

TABLE = """benchmark,model,run,date,pass@1
sums,ant,first,2024-05-01,0.5
sums,ant,second,2024-05-02,0.25
sums,bee,only,2024-05-01,0.375
"""
HARNESS = {
    "results": {"words": {"acc": 0.5}},
    "versions": {"words": 1},
    "config": {
        "model": "hf",
        "model_args": "pretrained=/home/ann/ant",
        "num_fewshot": 0,
        "<b>odd</b>": "<script>alert(1)</script>",
    },
}
"""What a tool tells of a run: a home of somebody's, and a setting that would like to be a script."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "sums.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "results" / "ant.json").write_text(json.dumps(HARNESS), encoding="utf-8")
    return tmp_path


def settings(folder: Path, text: str) -> None:
    (folder / "evalsite.yml").write_text(text, encoding="utf-8")


def pages(folder: Path, language: str = "en") -> dict[str, BeautifulSoup]:
    renderer = Renderer(language)
    made = {page.address: renderer.page(page.make()).body for page in plan(read(folder)).pages}
    return {address: BeautifulSoup(body, "html5lib") for address, body in made.items()}


def words(page: BeautifulSoup, place: str) -> str:
    found = page.find(id=place)
    assert found
    return " ".join(found.get_text(" ").split())


def lead(page: BeautifulSoup) -> str:
    found = page.select_one(".es-lead")
    assert found
    return found.get_text()


def runs_of(site: dict[str, BeautifulSoup], model: str) -> dict[str, str]:
    """Each run in a model's table of runs: its address, and what its row says."""
    table = site[f"models/{model}/"].find(id="model-runs")
    assert table
    rows = [row for row in table.find_all("tr") if row.get("id")]
    return {row.find("a")["href"].removeprefix("../../"): " ".join(row.get_text(" ").split()) for row in rows}


def test_a_model_lists_its_runs_and_where_each_counts(folder: Path) -> None:
    rows = runs_of(pages(folder), "ant").values()
    assert [row.split(maxsplit=1)[1] for row in rows if "2024" in row] == [
        "sums not told 2024-05-01 nothing",
        "sums not told 2024-05-02 sums",
    ]


def new_run(link: Tag) -> bool:
    """Whether a link stands in the row of the second run."""
    return "2024-05-02" in str(link.find_parent("tr"))


def test_a_run_that_does_not_count_keeps_its_page(folder: Path) -> None:
    site = pages(folder)
    (old,) = (address for address, row in runs_of(site, "ant").items() if "2024-05-01" in row)
    assert words(site[old], "numbers").endswith("sums pass@1 0.5 superseded :2")
    assert "It counts nowhere. On sums, the latest of 2 runs counts: " in lead(site[old])
    (other,) = (link["href"] for link in site[old].select("#model-runs a[href*=runs]") if new_run(link))
    assert other.removeprefix("../../") in site


def places(folder: Path, files: dict[str, str]) -> tuple[str, list[str]]:
    """The head of the column of places of the only run of ``ant``, and its cells."""
    (folder / "results" / "sums.csv").unlink()
    (folder / "results" / "ant.json").unlink()
    for name, text in files.items():
        (folder / "results" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "results" / name).write_text(text, encoding="utf-8")
    (page,) = (page for address, page in pages(folder).items() if address.startswith("runs/"))
    head, *cells = (row.find_all(True, recursive=False)[-1].get_text(" ") for row in page.select("#numbers tr"))
    return " ".join(head.split()), [cell.strip() for cell in cells]


def test_places_in_one_file_name_it_once(folder: Path) -> None:
    found = places(folder, {"deep/down/sums.csv": "model,run,pass@1,acc\nant,one,0.5,0.25\n"})
    assert found == ("Read from sums.csv", [":2", ":2"])


def test_places_in_several_files_have_no_folder_that_all_are_in(folder: Path) -> None:
    table = "model,run,pass@1\nant,one,0.5\n"
    found = places(folder, {"deep/down/sums.csv": table, "deep/up/words.csv": table})
    assert found == ("Read from", ["down/sums.csv:2", "up/words.csv:2"])


def test_the_value_on_the_benchmark_is_that_of_the_run_that_counts(folder: Path) -> None:
    assert "0.25" in words(pages(folder)["benchmarks/sums/"], "m-ant")


def test_a_run_says_what_came_out_against_each_baseline(folder: Path) -> None:
    settings(folder, "baselines: {plain: {model: bee}}\n")
    site = pages(folder)
    (new,) = (address for address, row in runs_of(site, "ant").items() if "2024-05-02" in row)
    cell = site[new].select_one("#outcomes td a")
    assert cell
    assert (cell.get_text(strip=True), cell["href"]) == ("loses", "../../benchmarks/sums/#vs-plain-m-ant")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_looks_private_is_not_shown_and_what_is_hostile_is_text(folder: Path, language: str) -> None:
    site = pages(folder, language)
    html = "".join(map(str, site.values()))
    assert "/home/ann" not in html
    assert not any(page.find("script", string="alert(1)") for page in site.values())
    run = next(page for address, page in site.items() if address.startswith("runs/") and page.find(id="settings"))
    assert "model_args" in run.get_text()


def test_a_mean_of_repeats_counts_all_of_them_as_averaged(folder: Path) -> None:
    settings(folder, "runs: {policy: mean}\n")
    results = read(folder).results
    row = results.frame[(results.frame["model"] == "ant") & (results.frame["benchmark"] == "sums")].iloc[0]
    assert (row["value"], row["stderr"]) == (0.375, pytest.approx(0.125))
    assert results.repeats == {("sums", "ant", "pass@1"): 2}
    assert [entry.reason for entry in results.left_out] == ["averaged", "averaged"]


def test_pages_of_runs_can_be_left_away(folder: Path) -> None:
    settings(folder, "runs: {pages: none}\n")
    site = pages(folder)
    assert not [address for address in site if address.startswith("runs/")]
    assert site["models/ant/"].find(id="model-runs")
    assert not site["models/ant/"].select("#model-runs a[href*='/runs/']")


def test_runs_in_evalsite_yml_are_those_of_its_files(folder: Path) -> None:
    settings(folder, "files: [{match: ant.json, run: evening}]\n")
    names = {run.name for run in read(folder).results.runs.values()}
    assert names == {"first", "second", "only", "evening"}


def test_tags_of_a_file_stand_on_the_pages_of_its_runs(folder: Path) -> None:
    settings(folder, 'files: [{match: "*.csv", tags: [after the fix, "<b>bold</b>"]}]\n')
    found = [str(page) for address, page in pages(folder).items() if address.startswith("runs/")]
    tagged = [page for page in found if "after the fix" in page]
    assert len(tagged) == 3
    assert all("<b>bold" not in page for page in found)
