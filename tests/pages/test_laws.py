"""Laws of pages, on generated results: what is printed is what was found, and every link leads somewhere."""

import json
import re
from collections import Counter
from decimal import Decimal
from importlib.resources import files as files_of
from itertools import chain
from typing import Any
from urllib.parse import urljoin

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring

from evalsite.pages.ledger import ledger
from evalsite.verdicts import Outcome

SETTINGS = """\
languages: [en, zh]
metrics:
  avg_time: {digits: 2, tolerance: "5%"}
references: {models: [m4], rank: true}
short:
  - {pattern: "m*", show: "* (short)"}
baselines:
  one: {model: m0}
  best: {best_of: [m1, m2], partial: true}
  others: {best_of: [m1, m2], members: others}
  paper: {fixed: {a: {pass@1: 0.5, avg_time: 10}}, source: Table 2}
"""
ALWAYS = [
    {"benchmark": "a", "model": model, "metric": metric, "value": value, "run": "", "date": ""}
    for model, metric, value in (
        ("m0", "pass@1", 0.5),
        ("m0", "avg_time", 10.0),
        ("m1", "pass@1", 0.25),
        ("m2", "avg_time", 8.0),
        ("m4", "pass@1", 1.0),
    )
]
"""What the settings name."""

NUMBERS = {
    "pass@1": st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1, allow_subnormal=False),
    "avg_time": st.sampled_from([0.0, 8.0, 10.0, 10.5]) | st.floats(0, 1e7, allow_subnormal=False),
    "tries": st.integers(-5, 100_000).map(float) | st.floats(-1e3, 1e3, allow_subnormal=False),
}


@st.composite
def rows(draw: Any) -> dict[str, Any]:
    metric = draw(st.sampled_from(sorted(NUMBERS)))
    return {
        "benchmark": draw(st.sampled_from(["a", "b"])),
        "model": draw(st.sampled_from(["m0", "m1", "m2", "m3", "m4", "M3"])),
        "metric": metric,
        "value": draw(NUMBERS[metric] | st.just("")),
        "run": draw(st.sampled_from(["", "", "first", "second"])),
        "date": draw(st.sampled_from(["", "2026-01-01", "2026-02-01"])),
    }


tables = st.lists(rows(), max_size=30).map(lambda drawn: [*ALWAYS, *drawn])
few = settings(max_examples=10)


def files(rows: list[dict[str, Any]], names: tuple[str, ...] = ("x.json", "y.json")) -> dict[str, str]:
    """The rows, dealt out to files in turn."""
    dealt = {f"results/{name}": json.dumps(rows[place :: len(names)]) for place, name in enumerate(names)}
    return {"evalsite.yml": SETTINGS, **dealt}


@few
@given(tables)
def test_every_number_is_its_value_at_the_digits_shown(read_site: Any, rows: Any) -> None:
    for address, page in read_site(files(rows)).trees().items():
        shown = [
            ((cell.xpath(".//*[@class='n']") or [cell])[0], cell.get("data-value"))
            for cell in page.xpath("//td[@data-value]")
        ]
        shown += [(number, number.get("value")) for number in page.xpath("//data")]
        for element, value in shown:
            assert close(element.text_content(), value), (address, element.text_content(), value)


def close(text: str, value: str) -> bool:
    """Whether ``text`` (``+0.25``, ``1.25x``, ``3 of 4``) is ``value``, rounded; at a half either neighbour will do."""
    plain = text.split(maxsplit=1)[0].removesuffix("x")
    digits = len(plain.partition(".")[2])
    return (
        float(plain) == float(value)
        or abs(Decimal(plain) - Decimal(value)) <= Decimal("0.5000001") * Decimal(10) ** -digits
    )


@few
@given(tables)
def test_every_list_says_how_long_it_is_and_together_they_hold_every_candidate(read_site: Any, rows: Any) -> None:
    for page in read_site(files(rows)).trees().values():
        for table in page.xpath("//table[starts-with(@id, 'vs-')]"):
            name = table.get("id")
            lists = page.xpath(f"//div[@class='es-names' and starts-with(@id, '{name}-')]")
            members = [part.xpath("ul/li/a/@href") for part in lists]
            assert [first_number(part.xpath("h3/small")[0]) for part in lists] == [len(those) for those in members]
            candidates = [f"#{row.get('id')}" for row in table.xpath("tbody/tr[@id]")]
            assert sorted(chain.from_iterable(members)) == sorted(candidates)


def first_number(element: HtmlElement) -> int:
    return int(element.text_content().split()[0])


@few
@given(tables)
def test_the_sentences_count_what_was_found(read_site: Any, rows: Any) -> None:
    small = read_site(files(rows))
    pages = small.trees()
    for findings in small.inputs.study.benchmarks.values():
        [lead] = pages[small.inputs.atlas.benchmark_address(findings.benchmark)].xpath("//p[@class='es-lead']")
        for name, comparison in findings.comparisons.items():
            total = len(comparison.rows)
            beat = sum(comparison.outcome(i) is Outcome.BEATS for i in range(total))
            verb = "beats" if beat == 1 else "beat"
            unsure = ", untested" if beat else ""  # nothing in these files tells of uncertainty
            said = f"{beat} of {total} candidates {verb} {name}{unsure}."
            if total and all(comparison.outcome(i) is Outcome.NOT_COMPARABLE for i in range(total)):
                nobody = "The only candidate is not" if total == 1 else f"None of {total} candidates is"
                said = f"{nobody} comparable with {name}."
            assert said in lead.text_content()


@few
@given(tables)
def test_every_link_leads_to_a_place_that_is_there(read_site: Any, rows: Any) -> None:
    small = read_site(files(rows))
    assert lost(small.bodies("en") | judging("en")) == lost(small.bodies("zh") | judging("zh")) == []


def judging(language: str) -> dict[str, str]:
    """The places of the page that every site has beside the planned ones: how evalsite judges."""
    text = (files_of("evalsite") / "render" / f"judging.{language}.md").read_text(encoding="utf-8")
    return {"judging/": "".join(f"<p id={place}></p>" for place in re.findall(r"\{#([a-z-]+)\}", text))}


def test_a_link_to_nowhere_would_be_found() -> None:
    bodies = {"models/": "<p id=a><p id=a><a href='../none/'>", "models/ant/": "<a href='../#a'><a href='../#b'>"}
    assert lost(bodies) == ["models/: #a twice", "models/ -> ../none/", "models/ant/ -> ../#b"]


def lost(bodies: dict[str, str]) -> list[str]:
    """Every link that leads nowhere, and every id that stands twice."""
    trees = {address: fragment_fromstring(body, create_parent="div") for address, body in bodies.items()}
    ids = {address: page.xpath("//@id") for address, page in trees.items()}
    wrong = [f"{address}: #{name} twice" for address in ids for name, n in Counter(ids[address]).items() if n > 1]
    for address, page in trees.items():
        for href in page.xpath("//@href"):
            target, _, fragment = urljoin(f"/{address}", href).lstrip("/").partition("#")
            if target and (target not in ids or (fragment and fragment not in ids[target])):
                wrong.append(f"{address} -> {href}")
    return wrong


@few
@given(tables)
def test_the_ledger_has_every_number_that_was_read(read_site: Any, rows: Any) -> None:
    small = read_site(files(rows))
    lines = ledger(small.inputs.readings, small.inputs.results)
    assert sum(line.rows_in for line in lines) == len(rows)
    for line in lines:
        assert line.reading.rows_in == line.rows_shown + sum(omission.count for omission in line.left_out)


@few
@given(tables, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_names_of_files_changes_a_page(
    read_site: Any, rows: Any, random: Any
) -> None:
    shuffled = random.sample(rows, len(rows))
    one, other = read_site(files(rows)).bodies(), read_site(files(shuffled, ("b.json", "a.json", "c.json"))).bodies()
    assert one.keys() == other.keys()
    changed = {address.split("/")[0] for address in one if one[address] != other[address]}
    assert changed <= {"sources", "runs"}, "only these say what stands where"
