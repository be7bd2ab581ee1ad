"""The page of a benchmark's items, and the file of data beside it."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from evalsite.pages import item_pages
from evalsite.pages.item_data import packed
from evalsite.render import Renderer
from evalsite.site import plan

SETTINGS = """
baselines:
  plain: {model: ant}
  best: {best_of: [ant, bee]}
samples:
  sources:
    - {files: samples.jsonl, columns: {model: model, item: task, passed: ok}, benchmark: sums}
"""
LOGS = "logs: {sums: 'https://logs.example/{model}?item={item}&sample={sample}'}\n"

OUTCOMES = {  # of ant, bee and cat
    "easy": "111",
    "hard": "000",
    "only-bee": "010",
    "not-ant": "011",
    "only-ant": "100",
}


def files(outcomes: dict[str, str] = OUTCOMES, settings: str = SETTINGS, models: Any = ("ant", "bee", "cat")) -> Any:
    """Results by item: a digit for each model, ``-`` where it has no sample."""
    rows = [
        {"model": model, "task": task, "ok": digit == "1"}
        for task, digits in outcomes.items()
        for model, digit in zip(models, digits, strict=True)
        if digit != "-"
    ]
    return {"evalsite.yml": settings, "samples.jsonl": "".join(json.dumps(row) + "\n" for row in rows)}


def tree(small: Any, language: str = "en") -> html.HtmlElement:
    return html.fragment_fromstring(small.bodies(language)["benchmarks/sums/items/"], create_parent="div")


def listed(page: html.HtmlElement, name: str) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.get_element_by_id(name).iter("li")]


def data(small: Any) -> Any:
    [file] = plan(small.inputs).files
    assert file.address == "benchmarks/sums/items/items.json"
    return json.loads(file.make())


def test_the_page_says_who_solved_what(read_site: Any) -> None:
    page = tree(read_site(files()))
    assert next(page.iter("p")).text_content() == (
        "5 items, judged by Pass@1. 3 models tried them."
        " Solved by no model: 1; by exactly one: 2; by all that tried: 1."
    )
    assert {name: listed(page, name) for name in ("none", "one", "all")} == {
        "none": ["hard"],
        "one": ["only-ant ant", "only-bee bee"],
        "all": ["easy"],
    }


def test_each_candidate_has_what_it_gained_and_lost_against_a_baseline_that_is_a_model(read_site: Any) -> None:
    page = tree(read_site(files()))
    table = page.get_element_by_id("items-vs-plain")
    rows = [[cell.text_content().strip() for cell in row] for row in table.find("tbody")]
    assert rows == [["bee", "2", "1", "1", "1"], ["cat", "1", "1", "1", "2"]]
    assert listed(page, "gained-plain-m-bee") == ["not-ant", "only-bee"]
    assert listed(page, "lost-plain-m-bee") == ["only-ant"]
    assert page.xpath("//*[@id='items-vs-best']") == []


def test_few_models_are_told_and_so_are_single_samples(read_site: Any) -> None:
    text = tree(read_site(files())).text_content()
    assert "can be told from 10 models on; here are 3." in text
    assert "No model has several samples of an item" in text


def test_ten_models_show_which_items_are_against_the_trend(read_site: Any) -> None:
    models = [f"m{place}" for place in range(10)]
    ladder = {f"i{place}": "1" * place + "0" * (10 - place) for place in range(2, 10)}
    small = read_site(files({**ladder, "odd": "0000000111"}, models=models, settings=SETTINGS.replace("ant", "m0")
                            .replace("bee", "m1")))  # fmt: skip
    assert listed(tree(small), "suspicious") == ["odd"]


def test_samples_of_one_model_that_differ_make_an_item_unsteady(read_site: Any) -> None:
    small = files()
    more = [{"model": "cat", "task": task, "ok": ok} for task, ok in [("easy", False), ("hard", False)]]
    small["samples.jsonl"] += "".join(json.dumps(row) + "\n" for row in more)
    page = tree(read_site(small))
    assert listed(page, "flaky") == ["easy cat"]
    assert "has solved it when one of them is right" in page.text_content()


def test_the_names_of_models_lead_to_their_logs(read_site: Any) -> None:
    page = tree(read_site(files(settings=SETTINGS + LOGS)))
    links = [link.get("href") for link in page.get_element_by_id("gained-plain-m-cat").iter("a")]
    assert links == [
        "https://logs.example/cat?item=not-ant&sample=1",
        "https://logs.example/ant?item=not-ant&sample=1",
    ]


def test_logs_within_the_site_are_found_from_the_page(read_site: Any) -> None:
    page = tree(read_site(files(settings=SETTINGS + "logs: {'*': 'logs/{item}.html'}\n")))
    assert [link.get("href") for link in page.get_element_by_id("none").iter("a")] == ["../../../logs/hard.html"]


def test_what_is_too_long_for_the_page_is_in_the_file(read_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_pages, "MOST_ROWS", 1)
    page = tree(read_site(files()))
    more = page.get_element_by_id("one").find("p")
    assert (more.get("data-items"), more.get("data-from")) == ("one", "1")
    assert more.text_content() == "1 more is in the data file"
    assert more.find("a").get("href") == "../../../benchmarks/sums/items/items.json"


def test_the_page_has_only_so_many_items_that_flipped(read_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_pages, "MOST_ROWS", 2)
    monkeypatch.setattr(item_pages, "MOST_PAIRS", 1)
    page = tree(read_site(files()))
    assert (listed(page, "gained-plain-m-bee"), listed(page, "lost-plain-m-bee")) == (
        ["not-ant", "only-bee"],
        [],
    )
    assert page.get_element_by_id("lost-plain-m-bee").find("p").get("data-items") == "lost 0 1"
    assert page.xpath("//*[@id='gained-plain-m-cat']") == []
    assert "What flipped for 1 more model: in the data file." in page.text_content()


def test_the_file_has_every_score_of_every_model(read_site: Any) -> None:
    file = data(read_site(files({**OUTCOMES, "untried": "1-0"}, settings=SETTINGS + LOGS)))
    assert file["levels"] == [0, 1, None]
    assert unpacked(file) == {
        "ant": [1, 0, 0, 1, 0, 1],
        "bee": [1, 0, 1, 0, 1, None],
        "cat": [1, 0, 1, 0, 0, 0],
    }
    assert file["items"] == ["easy", "hard", "not-ant", "only-ant", "only-bee", "untried"]
    assert {model["name"]: model["log"] for model in file["models"]}["cat"] == (
        "https://logs.example/cat?item={item}&sample=1"
    )


def unpacked(file: Any) -> dict[str, list[float | None]]:
    """Each model's scores, as docs/items.md says that they are to be read."""
    found = {}
    for model, row in zip(file["models"], file["scores"], strict=True):
        number, bits = int.from_bytes(base64.b64decode(row), "little"), file["bits"]
        places = [(number >> bits * item) & ((1 << bits) - 1) for item in range(len(file["items"]))]
        found[model["name"]] = [file["levels"][place] for place in places]
    return found


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 1.0, 2.5, float("nan")]), min_size=3, max_size=3)))
def test_scores_come_back_as_they_were(rows: list[list[float]]) -> None:
    levels, bits, packed_rows = packed(np.array(rows).reshape(-1, 3))
    names = [{"name": place} for place in range(len(rows))]
    file = {"items": "abc", "models": names, "levels": levels, "bits": bits, "scores": packed_rows}
    told = [[float("nan") if score is None else score for score in row] for row in unpacked(file).values()]
    np.testing.assert_array_equal(np.reshape(told, (-1, 3)), np.reshape(rows, (-1, 3)))


def test_hostile_names_of_items_do_nothing(read_site: Any) -> None:
    names = [
        '<img src=x onerror="alert(1)">',
        "</script><script>alert(1)</script>",
        "{{ 7*7 }}",
        "..",
        "a\u202eb",
        "|&",
    ]
    small = read_site(files(dict.fromkeys(names, "010"), settings=SETTINGS + LOGS))
    page = tree(small)
    assert not list(page.iter("img", "script"))
    assert listed(page, "one") == sorted(f"{name} bee".replace("\u202e", "\ufffd") for name in names)
    links = {link.getparent().getparent()[0].text: link.get("href") for link in page.get_element_by_id("one").iter("a")}
    assert ".." not in links  # it would lead elsewhere
    assert links["|&"] == "https://logs.example/bee?item=%7C%26&sample=1"
    assert sorted(data(small)["items"]) == sorted(names)


def test_the_benchmark_leads_to_its_items_and_one_without_items_has_no_such_page(read_site: Any) -> None:
    alone = {"results/words.csv": "model,pass@1\nant,0.5\nbee,0.25\n"}
    bodies = read_site({**files(), **alone}).bodies()
    assert 'href="../../benchmarks/sums/items/"' in bodies["benchmarks/sums/"]
    assert "benchmarks/words/items/" not in bodies
    assert "/items/" not in bodies["benchmarks/words/"]


def test_reference_rows_solve_nothing(read_site: Any) -> None:
    page = tree(read_site(files(settings=SETTINGS + "references: {models: [cat]}\n")))
    assert listed(page, "one") == ["not-ant bee", "only-ant ant", "only-bee bee"]


def test_the_same_samples_in_another_order_give_the_same_bytes(read_site: Any) -> None:
    one = files()
    other = {**one, "samples.jsonl": "".join(reversed(one["samples.jsonl"].splitlines(keepends=True)))}
    small, turned = read_site(one), read_site(other)
    assert plan(small.inputs).files[0].make() == plan(turned.inputs).files[0].make()
    [page], [same] = ([p for p in each.pages() if p.address.endswith("/items/")] for each in (small, turned))
    assert Renderer("zh").page(page).body == Renderer("zh").page(same).body


def test_a_baseline_against_which_nothing_flips_says_why(read_site: Any) -> None:
    settings = SETTINGS.replace("  plain: {model: ant}\n", "  plain: {model: ant}\n  other: {model: dog}\n")
    small = read_site(files(settings=settings) | {"results/sums.csv": "model,benchmark,pass@1\ndog,sums,0.5\n"})
    page = tree(small)
    assert "best is not one model, so that no item can be gained from it" in page.text_content()
    assert "Nothing tells on which items other was right" in page.text_content()
    lonely = SETTINGS.replace("  best: {best_of: [ant, bee]}\n", "")
    alone = tree(read_site(files({"easy": "1", "hard": "0"}, lonely, models=["ant"])))
    assert "No model whose items are known was compared with plain." in alone.text_content()
