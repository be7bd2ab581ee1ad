"""The law of the ledger: rows in = rows shown + rows left out, file by file, whichever run counts."""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring

from evalsite.adapters.check import check
from evalsite.adapters.check_json import json_text
from evalsite.adapters.check_text import text
from evalsite.pages.ledger import ledger
from evalsite.readers.folder import read_folder
from evalsite.readings import LeftOut, Reading, Reason, RunFacts
from evalsite.results import Results
from evalsite.runs.standing import Policy, Rule

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
RULES: tuple[Rule, ...] = ("latest", "best", "mean", "agree")

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "benchmark": st.sampled_from(["sums", "words"]),
            "model": st.sampled_from(["ant", "Ant"]),
            "run": st.sampled_from(["", "one", "two"]),
            "metric": st.sampled_from(["pass@1", "time"]),
            "value": st.sampled_from([0.0, 0.5, 1.0, math.nan]),
            "stderr": st.sampled_from([0.1, math.nan]),
            "date": st.sampled_from(["", "2024-05-01", "2024-05-02", "soon"]),
        }
    ),
    max_size=8,
)
LEFT_OUT = st.lists(st.tuples(st.sampled_from(Reason), st.integers(1, 5)), max_size=2)
FILES = st.lists(st.tuples(ROWS, LEFT_OUT, st.booleans()), max_size=4)


def reading(file: str, rows: list[Mapping[str, Any]], left_out: list[tuple[Reason, int]], told: bool) -> Reading:
    return Reading(
        file=file,
        columns={name: [row[name] for row in rows] for name in rows[0]} if rows else {},
        left_out=tuple(LeftOut(file=file, reason=reason, count=count) for reason, count in left_out),
        runs={"one": RunFacts(model="ant", native_id="x")} if told else {},
    )


def broken(readings: tuple[Reading, ...], results: Results) -> list[str]:
    """The files that do not add up."""
    lines = ledger(readings, results)
    assert [line.reading.file for line in lines] == sorted(each.file for each in readings)
    return [line.reading.file for line in lines if line.rows_in != line.reading.rows_in]


@given(FILES, st.sampled_from(RULES))
def test_rows_in_are_rows_shown_and_rows_left_out(files: list[tuple[Any, Any, bool]], rule: Rule) -> None:
    readings = tuple(reading(f"{place}.csv", *file) for place, file in enumerate(files))
    results = Results.gather(readings, {"Ant": "ant"}, policy=Policy(rule=rule, metric="pass@1"))
    assert broken(readings, results) == []
    assert not results.frame.duplicated(["benchmark", "model", "metric"]).any()


@given(FILES)
def test_the_order_of_files_changes_nothing(files: list[tuple[Any, Any, bool]]) -> None:
    readings = tuple(reading(f"{place}.csv", *file) for place, file in enumerate(files))
    one, other = Results.gather(readings), Results.gather(readings[::-1])
    assert one.digest() == other.digest()
    assert list(one.runs) == list(other.runs)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the sample files beside the checkout")
def test_the_law_holds_for_every_real_file() -> None:
    readings, _ = read_folder(SAMPLES, [], shown="samples")
    assert sum(each.rows_in for each in readings) > 1000
    for rule in ("latest", "mean"):
        assert broken(readings, Results.gather(readings, policy=Policy(rule=rule))) == []


PAGE = {
    "evalsite.yml": "files: [{match: old.csv, ignore: true}]\n",
    "results/a.csv": "model,run,date,pass@1\nant,one,2024-05-01,0.5\nant,two,2024-05-02,0.25\nbee,one,2024-05-01,x\n",
    "results/b.csv": "benchmark,model,run,date,pass@1\na,ant,two,2024-05-02,0.25\n",
    "results/many.csv": "model,pass@1\n" + "".join(f"m{number},\n" for number in range(7)),
    "results/notes.txt": "Nothing that is data.\n",
    "results/old.csv": "model,pass@1\nant,1\n",
}


def aside(page: HtmlElement) -> list[str]:
    """The list of what is not shown."""
    return [
        " ".join(item.text_content().split()) for item in page.xpath("//h2[@id='left-out']/following-sibling::ul[1]/li")
    ]


def test_the_page_says_what_is_not_shown_why_and_where(read_site: Any) -> None:
    page = read_site(PAGE).trees()["sources/"]
    superseded, missing, duplicate, many, unknown, ignored = aside(page)
    assert superseded == "1 superseded: results/a.csv:2 (ant, a, pass@1)"
    assert missing.startswith("1 missing: results/a.csv:4 ")
    assert duplicate == "1 duplicate: results/b.csv:2 (ant, a, pass@1)"
    assert many.startswith("7 missing: results/many.csv:2 (m0, many, pass@1), results/many.csv:3 (m1, many, pass@1), ")
    assert many.endswith("results/many.csv:6 (m4, many, pass@1) and 2 more places")
    assert unknown.startswith("1 of unknown format: results/notes.txt")
    assert ignored == "1 ignored: results/old.csv (`ignore: true` in evalsite.yml)"


CONDITIONS = {
    "results/a.csv": "model,acc,shots,dataset_version\n" + "".join(f"m{number},0.5,0,1\n" for number in range(9)),
    "results/b.csv": "benchmark,model,acc,shots,dataset_version\n"
    "a,ant,0.5,5,1\na,bee,0.5,0,2\na,cow,,5,1\n" + "".join(f"a,n{number},0.25,5,1\n" for number in range(5)),
}


def test_what_is_not_comparable_is_shown_and_has_its_reason(read_site: Any) -> None:
    page = read_site(CONDITIONS).trees()["sources/"]
    size = page.xpath("string(//p[contains(@class, 'es-lead')])")
    assert size.startswith("2 files with 17 records, of which 16 are shown. 7 of those shown take no rank")
    assert [cell.text_content() for cell in page.xpath("//table[@id='files']//td[last() - 1]")] == [
        "nothing",
        "1 not comparable (version) and 6 not comparable (number of shots)",
    ]
    version, shots = (item.text_content() for item in page.xpath("//h2[@id='unranked']/following-sibling::ul[1]/li"))
    assert version == "1 not comparable (version): results/b.csv:3 (bee, a, acc)"
    assert shots.startswith("6 not comparable (number of shots): results/b.csv:2 (ant, a, acc), results/b.csv:5 (n0,")
    assert shots.endswith("results/b.csv:8 (n3, a, acc) and 1 more place")


def test_check_says_the_same(read_site: Any) -> None:
    found = check(read_site(CONDITIONS).inputs.root)
    assert (
        "  unranked  1 of those shown (not comparable: the benchmark's version is not the usual one): "
        "results/b.csv:3 (bee, a, acc)"
    ) in text(found).splitlines()
    alike, unlike = json.loads(json_text(found))["sources"]
    assert (alike["unranked"], unlike["rows_in"], unlike["rows_shown"]) == ([], 8, 7)
    assert [(each["reason"], each["count"]) for each in unlike["left_out"]] == [("missing", 1)]
    assert [(each["reason"], each["condition"], each["count"], each["more"]) for each in unlike["unranked"]] == [
        ("not-comparable", "version", 1, 0),
        ("not-comparable", "shots", 6, 1),
    ]


def test_each_file_has_its_digest(read_site: Any) -> None:
    page = read_site(PAGE).trees()["sources/"]
    [cell] = page.xpath("//table[@id='files']//tr[th='results/a.csv']/td[last()]/bdi")
    assert cell.get("title") == hashlib.sha256(PAGE["results/a.csv"].encode()).hexdigest()
    assert cell.get("title").startswith(cell.text)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A/b-1 and B_1: if they are one model, join them with same_as in evalsite.yml."),
        ("zh", "A/b-1、B_1：如果是同一个模型，请在evalsite.yml中用same_as合并。"),
    ],
)
def test_near_names_are_a_question_and_no_answer(read_site: Any, language: str, said: str) -> None:
    small = read_site({"results/sums.csv": "model,acc\nA/b-1,1\nB_1,0.5\nB_11,0.5\n"})
    page = fragment_fromstring(small.bodies(language)["sources/"], create_parent="div")
    assert page.xpath("string(//h2[@id='near-names']/following-sibling::ul/li)") == said
    assert len(small.inputs.study.models) == 3
