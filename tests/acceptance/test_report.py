"""The report that this project replaces, figure by figure, read back from the built pages of both languages."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from acceptance import reading

REPORT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("report.yml").read_text(encoding="utf-8"))
LANGUAGES = {"en": "", "zh": "zh/"}


@pytest.fixture(scope="module", params=LANGUAGES)
def shown(request: pytest.FixtureRequest, built_site: Path) -> dict[str, Any]:
    """What the built pages of one language show, in the shape of report.yml."""
    root = built_site / LANGUAGES[request.param]
    return {name: reading.read_benchmark(root / "benchmarks" / name / "index.html") for name in REPORT}


def differences(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Every place at which two trees differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in expected.keys() | found.keys():
            yield from differences(expected.get(key), found.get(key), f"{path}/{key}")
    elif expected != found:
        yield f"{path}: expected {expected}, found {found}"


def test_the_report_has_all_its_rows() -> None:
    assert sum(len(benchmark["main"]) for benchmark in REPORT.values()) == 103
    assert sum(len(benchmark["sft"]) for benchmark in REPORT.values()) == 99


def test_every_figure_mark_verdict_and_list_is_the_reports(shown: dict[str, Any]) -> None:
    assert list(differences(REPORT, shown)) == []


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("a value", ("mbpp", "main", "codedpo", 0), "112972.17"),
        ("a medal", ("mbpp", "main", "original-data", 3), "2"),
        ("a missing medal", ("humaneval", "main", "codedpo", 1), "3"),
        ("the worst", ("mbppplus", "main", "codedpo", 3), "-"),
        ("a difference", ("humaneval", "sft", "sft-codedpo", 4), "-0.0024"),
        ("a verdict", ("humaneval", "sft", "sft-codedpo", 5), "better"),
        ("a speedup", ("humaneval", "sft", "sft-codedpo", 2), "1.24x"),
        ("a speedup's colour", ("mbppplus", "sft", "sft-codedpo", 3), "better"),
        ("a baseline's value", ("mbpp", "baselines", "best-of-four", 1), "0.1139"),
    ],
)
def test_a_change_of_any_kind_is_noticed(shown: dict[str, Any], kind: str, path: tuple[Any, ...], value: str) -> None:
    changed = copy.deepcopy(REPORT)
    place = changed
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] != value, kind
    place[path[-1]] = value
    assert len(list(differences(changed, shown))) == 1, kind


@pytest.mark.parametrize("baseline", ["sft", "best-of-four"])
@pytest.mark.parametrize("code", ["better-both", "faster-less-accurate", "slower-more-accurate", "worse-both"])
@pytest.mark.parametrize("benchmark", REPORT)
def test_a_member_more_or_less_is_noticed(shown: dict[str, Any], benchmark: str, baseline: str, code: str) -> None:
    more, less = copy.deepcopy(REPORT), copy.deepcopy(REPORT)
    more[benchmark]["lists"][baseline][code].append("nobody")
    assert len(list(differences(more, shown))) == 1
    members = less[benchmark]["lists"][baseline][code]
    if members:
        members.pop()
        assert len(list(differences(less, shown))) == 1


@pytest.mark.parametrize("where", ["main", "sft"])
def test_a_row_more_or_less_is_noticed(shown: dict[str, Any], where: str) -> None:
    changed = copy.deepcopy(REPORT)
    del changed["mbpp"][where]["codedpo"]
    assert len(list(differences(changed, shown))) == 1


# The seven statements of the report that were false or incomplete: what stands in their place


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, built_site: Path) -> Callable[[str], Any]:
    """A built benchmark page of one language, parsed."""
    root = built_site / LANGUAGES[request.param]
    return lambda name: reading.BeautifulSoup(
        (root / "benchmarks" / name / "index.html").read_text(encoding="utf-8"), "lxml"
    )


def test_mbppplus_sft_pvf_qfs_is_slower_and_more_accurate_than_sft(page: Callable[[str], Any]) -> None:
    """The report: "sft-pvf-qfs is worse on both". Nobody is."""
    soup = page("mbppplus")
    slower = reading.read_list(soup, "vs-sft-slower-more-accurate")
    assert slower == ["sft-25-original-data-1b-dpo-pvf-qfs", "sft-25-original-data-1b-sft-1"]
    assert reading.read_list(soup, "vs-sft-worse-both") == []
    row = soup.find(id="vs-sft-m-sft-25-original-data-1b-dpo-pvf-qfs")
    assert [cell.find(class_="n").get_text() for cell in row.find_all("td")] == ["+6221.40", "1.00x", "+0.0752"]


def test_mbpp_four_are_faster_and_less_accurate_than_sft(page: Callable[[str], Any]) -> None:
    """The report: "pvf-qts, opt, optimise". There is no opt, and two were left out."""
    assert reading.read_list(page("mbpp"), "vs-sft-faster-less-accurate") == [
        "codedpo",
        "optimise",
        "startcode1b-original-data-dpo-pvf",
        "startcode1b-original-data-dpo-pvf-qts",
    ]


def test_humanevalplus_six_are_faster_and_less_accurate_than_the_best_of_four(page: Callable[[str], Any]) -> None:
    """The report lists pvf, which has no result there, and leaves out sft itself."""
    assert reading.read_list(page("humanevalplus"), "vs-best-of-four-faster-less-accurate") == [
        "sft-25-original-data-1b",
        "sft-25-original-data-1b-dpo-qts",
        "startcode1b-original-data-dpo-pvf-qfs",
        "startcode1b-original-data-dpo-pvf-qra",
        "startcode1b-original-data-dpo-pvf-qsl",
        "startcode1b-original-data-dpo-pvf-qts",
    ]


def test_mbpp_two_are_slower_than_sft_and_one_of_them_is_worse_on_both(page: Callable[[str], Any]) -> None:
    """The report: "sft-pvf-qts is slower"; startcode1b-original-data-sft-1 is too, and less accurate."""
    soup = page("mbpp")
    assert reading.read_list(soup, "vs-sft-slower-more-accurate") == ["sft-25-original-data-1b-dpo-pvf-qts"]
    assert reading.read_list(soup, "vs-sft-worse-both") == ["startcode1b-original-data-sft-1"]


def test_humaneval_four_are_faster_and_less_accurate_than_the_best_of_four(page: Callable[[str], Any]) -> None:
    """The report names three; startcode1b-original-data-sft-1 is too."""
    assert reading.read_list(page("humaneval"), "vs-best-of-four-faster-less-accurate") == [
        "startcode1b-original-data-dpo-pvf-qra",
        "startcode1b-original-data-dpo-pvf-qsl",
        "startcode1b-original-data-dpo-pvf-qts",
        "startcode1b-original-data-sft-1",
    ]


def test_humaneval_seven_are_faster_and_less_accurate_than_sft(page: Callable[[str], Any]) -> None:
    """The report names six; startcode1b-original-data-sft-1 is too."""
    assert reading.read_list(page("humaneval"), "vs-sft-faster-less-accurate") == [
        "codedpo",
        "optimise",
        "sft-codedpo",
        "startcode1b-original-data-dpo-pvf-qra",
        "startcode1b-original-data-dpo-pvf-qsl",
        "startcode1b-original-data-dpo-pvf-qts",
        "startcode1b-original-data-sft-1",
    ]


def test_humanevalplus_nine_are_better_on_both_than_the_best_of_four(page: Callable[[str], Any]) -> None:
    """The report names eight; sft-25-original-data-1b-sft-1 is too."""
    found = reading.read_list(page("humanevalplus"), "vs-best-of-four-better-both")
    assert len(found) == 9
    assert found == REPORT["humanevalplus"]["lists"]["best-of-four"]["better-both"]
    assert "sft-25-original-data-1b-sft-1" in found
