"""What pages say of uncertainty and of conditions: each word, interval and reason, from files to sentences."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SETTINGS = "baselines:\n  base: {model: base}\n"
HEAD = "model,benchmark,pass@1,pass@1_stderr,n\n"


def page(read_site: Any, rows: str, settings: str = SETTINGS, head: str = HEAD) -> Any:
    files = {"evalsite.yml": settings, "results/a.csv": head + rows}
    return read_site(files).trees()["benchmarks/mbpp/"]


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def reasons(tree: Any, place: str = "vs-base-evidence-0-table") -> dict[str, list[str]]:
    (table,) = tree.xpath(f'//table[@id="{place}"]')
    return {text(row.find("th")): [text(cell) for cell in row.findall("td")] for row in table.iterfind("tbody/tr")}


def verdicts(tree: Any) -> dict[str, str]:
    rows = tree.xpath('//table[@id="vs-base"]/tbody/tr')
    return {text(row.find("th")): row.find("td").get("data-verdict") for row in rows}


STDERR = "base,mbpp,0.50,0.02,\nfar,mbpp,0.60,0.02,\nnear,mbpp,0.52,0.02,\nlow,mbpp,0.40,0.02,\nbare,mbpp,0.55,,\n"


def test_a_difference_inside_its_error_is_within_noise(read_site: Any) -> None:
    tree = page(read_site, STDERR)
    assert verdicts(tree) == {"far": "better", "near": "within-noise", "low": "worse", "bare": "better"}


def test_each_verdict_has_its_reason(read_site: Any) -> None:
    told = reasons(page(read_site, STDERR))
    # 0.10 +- 1.96 * sqrt(0.02^2 + 0.02^2) = 0.10 +- 0.0554; z = 3.54
    assert told["far"] == [
        "better +0.1000",
        "+0.0446 – +0.1554",
        (
            "Better than the baseline by more than the tolerance, unpaired, from reported standard errors (p = 0.0004):"
            " difference +0.1000, 95 % interval +0.0446 – +0.1554, tolerance 0."
        ),
    ]
    assert told["near"] == [
        "within noise +0.0200",
        "-0.0354 – +0.0754",
        (
            "Within noise, unpaired, from reported standard errors (p = 0.4795):"
            " the interval holds 0 and reaches beyond the tolerance"
            " (difference +0.0200, 95 % interval -0.0354 – +0.0754, tolerance 0)."
        ),
    ]
    assert told["bare"][1:] == ["—no result", "better (uncertainty unknown): difference +0.0500, tolerance 0."]


def test_the_page_counts_what_is_untested_once(read_site: Any) -> None:
    body = text(page(read_site, STDERR))
    assert body.count("1 of 4 differences is untested") == 1
    assert "3 comparisons at 95 %: were there no differences, about 0.2 would look real." in body


def test_without_any_uncertainty_the_page_says_so_and_shows_no_evidence(read_site: Any) -> None:
    tree = page(read_site, "base,mbpp,0.5\nnew,mbpp,0.6\n", head="model,benchmark,pass@1\n")
    assert text(tree).count("Differences are untested") == 1
    assert not tree.xpath('//table[contains(@id, "evidence")]')
    assert verdicts(tree) == {"new": "better"}


def test_a_metric_within_noise_leaves_the_outcome_open(read_site: Any) -> None:
    tree = page(read_site, STDERR)
    (list_,) = tree.xpath('//*[@id="vs-base-cannot-tell"]')
    assert [text(item) for item in list_.iterfind("ul/li")] == ["near Pass@1 within noise +0.0200"]
    assert "1 cannot be told (a metric is within noise)" in text(tree)


def test_on_par_is_shown_by_an_interval_inside_the_tolerance(read_site: Any) -> None:
    settings = SETTINGS + "metrics:\n  pass@1: {tolerance: 0.08}\n"
    tree = page(read_site, STDERR, settings)
    assert verdicts(tree)["near"] == "on-par"
    assert reasons(tree)["near"][2] == (
        "On par, unpaired, from reported standard errors (p = 0.4795):"
        " the whole interval lies within the tolerance"
        " (difference +0.0200, 95 % interval -0.0354 – +0.0754, tolerance 0.08)."
    )


def test_the_confidence_is_a_setting(read_site: Any) -> None:
    tree = page(read_site, STDERR, SETTINGS + "statistics: {confidence: 0.9999}\n")
    assert verdicts(tree)["far"] == "within-noise"
    assert "99.99 % interval" in text(tree)


def test_a_correction_takes_back_what_may_be_chance(read_site: Any) -> None:
    rows = "base,mbpp,0.50,0.02,\n" + "".join(f"m{i},mbpp,0.56,0.02,\n" for i in range(5))  # p = 0.034 each
    assert set(verdicts(page(read_site, rows)).values()) == {"better"}
    tree = page(read_site, rows, SETTINGS + "statistics: {correction: holm}\n")
    assert set(verdicts(tree).values()) == {"within-noise"}
    assert "Corrected for many comparisons by Holm's method." in text(tree)
    assert reasons(tree)["m0"][2].endswith(
        "the difference does not hold after the correction for many comparisons"
        " (difference +0.0600, 95 % interval +0.0046 – +0.1154, tolerance 0)."
    )


def test_right_answers_among_n_items_have_an_interval(read_site: Any) -> None:
    tree = page(read_site, "base,mbpp,0.5,,100\nnew,mbpp,0.9,,100\n")
    assert (
        "Better than the baseline by more than the tolerance, unpaired, from right answers among 100 and 100 items:"
        " difference +0.4000, 95 % interval"
    ) in reasons(tree)["new"][2]


def test_the_number_of_items_can_be_declared(read_site: Any) -> None:
    settings = SETTINGS + "benchmarks:\n  mbpp: {n: 10}\n"
    tree = page(read_site, "base,mbpp,0.5\nnew,mbpp,0.9\n", settings, "model,benchmark,pass@1\n")
    assert verdicts(tree) == {"new": "within-noise"}
    assert "from right answers among 10 and 10 items" in reasons(tree)["new"][2]


def test_ranks_have_intervals_and_medals_that_may_be_chance_are_told(read_site: Any) -> None:
    tree = page(read_site, STDERR)
    rows = tree.xpath('//table[@id="results"]/tbody/tr')
    told = {text(row.find("th").find("a")): text(row.findall("td")[1]) for row in rows}
    assert told == {
        "far": "1 (1–2), may be first",  # surely better than all but bare, of which nothing is known
        "bare": "2 (untested)",
        "near": "3 (2–4)",
        "base": "4 (2–4)",
        "low": "5 (4–5)",
    }
    assert "Behind each rank stands between which ranks it may lie, at 95 % confidence." in text(tree)


def test_the_smallest_difference_that_a_benchmark_can_detect(read_site: Any) -> None:
    settings = SETTINGS + "metrics:\n  pass@1: {tolerance: 0.01}\n"
    body = text(page(read_site, "base,mbpp,0.5,,100\nnew,mbpp,0.6,,100\n", settings))
    # 2.80 times the standard error of a difference, 0.07
    assert "can detect is about 0.20 (100 items, unpaired)." in body
    assert "A tolerance of 0.01 cannot be shown here: intervals reach about 0.14 to each side." in body


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("odd,mbpp,0.6,0,", "a standard error of 0 is no certainty and was not used"),
        ("odd,mbpp,0.6,0.3,100", "the standard error 0.3 is larger than the largest possible one"),
        ("odd,mbpp,0.613,,10", "no number of right answers among 10 items gives this value"),
    ],
)
def test_what_cannot_be_is_told_and_not_used(read_site: Any, row: str, said: str) -> None:
    trees = read_site({"evalsite.yml": SETTINGS, "results/a.csv": f"{HEAD}base,mbpp,0.50,0.02,\n{row}\n"}).trees()
    assert said in text(trees["benchmarks/mbpp/"])
    assert said in text(trees["sources/"])


CONDITIONS = "base,mbpp,0.50,1\nnew,mbpp,0.60,2\nsame,mbpp,0.40,1\n"


def test_other_conditions_are_told_where_they_count(read_site: Any) -> None:
    files = {
        "evalsite.yml": SETTINGS,
        "results/a.csv": "model,benchmark,pass@1,benchmark version\n" + CONDITIONS,
    }
    trees = read_site(files).trees()
    body = text(trees["benchmarks/mbpp/"])
    assert "On Pass@1, new takes no rank: its version is 2, where 1 is usual." in body
    assert "On Pass@1, new is not compared: its version is 2, that of the baseline is 1." in body
    assert verdicts(trees["benchmarks/mbpp/"]) == {"new": "not-comparable", "same": "worse"}
    assert "1 of those shown takes no rank, since it is not comparable." in text(trees["sources/"])


def test_an_assumed_environment_is_told(read_site: Any) -> None:
    head, rows = "model,benchmark,avg_time,environment\n", "base,mbpp,5,A100\nnew,mbpp,4,\n"
    strict = page(read_site, rows, SETTINGS, head)
    assert verdicts(strict) == {"new": "not-comparable"}
    lenient = page(read_site, rows, SETTINGS + "assume_same_environment: true\n", head)
    assert verdicts(lenient) == {"new": "better"}
    told = "Times of which no file tells the environment are compared as if it were the same."
    assert (told in text(lenient), told in text(strict)) == (True, False)


def test_members_that_differ_have_no_best(read_site: Any) -> None:
    settings = "baselines:\n  base: {best_of: [base, new]}\n"
    tree = page(read_site, CONDITIONS, settings, "model,benchmark,pass@1,benchmark version\n")
    assert "On Pass@1, the models of this baseline differ in their version, so there is no best of them." in text(tree)


def test_hostile_conditions_stay_harmless(read_site: Any) -> None:
    head = "model,benchmark,pass@1,benchmark version\n"
    rows = 'base,mbpp,0.5,1\nnew,mbpp,0.6,"<script>alert(1)</script>{{ 7*7 }}"\n'
    files = {"evalsite.yml": SETTINGS, "results/a.csv": head + rows}
    body = read_site(files).bodies()["benchmarks/mbpp/"]
    assert "<script>alert" not in body
    assert "&#60;script&#62;alert(1)" in body


EXTREMES = st.sampled_from(["0", "1", "0.5", "1e-300", "1e300", "", "5", "-1"])
ERRORS = st.sampled_from(["", "0", "0.01", "1e-300", "5", "1e300"])
SIZES = st.sampled_from(["", "1", "2", "9", "10", "164", "1000000000", "0.5"])
CELLS = st.tuples(EXTREMES, ERRORS, SIZES, st.sampled_from(["", "1", "2"]), st.sampled_from(["", "A", "B"]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    metric=st.sampled_from(["pass@1", "avg_time", "bleu", "loss", "f1"]),
    cells=st.lists(CELLS, min_size=4, max_size=4),
    correction=st.sampled_from(["none", "holm", "bh"]),
    tolerance=st.sampled_from(["0", "0.1", "5%"]),
)
def test_whatever_a_table_says_pages_come_out_and_no_number_is_made_up(
    read_site: Any, metric: str, cells: list[tuple[str, ...]], correction: str, tolerance: str
) -> None:
    head = f"model,benchmark,{metric},{metric}_stderr,n,benchmark version,environment\n"
    rows = "".join(f"{model},mbpp,{','.join(cell)}\n" for model, cell in zip("abcd", cells, strict=True))
    files = {
        "evalsite.yml": "baselines:\n  base: {model: a}\n  best: {best_of: [b, c], members: others}\n"
        f"statistics: {{correction: {correction}, simultaneous: true}}\n"
        f"metrics: {{{metric}: {{tolerance: {tolerance}}}}}\n",
        "results/a.csv": head + rows,
    }
    body = text(read_site(files).trees()["benchmarks/mbpp/"])
    assert not re.search(r"\b(nan|inf)\b", body)


def test_every_verdict_leads_to_how_it_came_about(read_site: Any) -> None:
    trees = read_site({"evalsite.yml": SETTINGS, "results/a.csv": HEAD + STDERR}).trees()
    for address, tree in trees.items():
        for shown in tree.xpath("//*[@data-verdict or @data-outcome]"):
            (box,) = shown.xpath(
                "(ancestor-or-self::*[starts-with(@class, 'es-table') or @class='es-names' or @class='es-legend'])[1]"
            )
            beside = box.getnext() if box.get("class").startswith("es-table") else box
            judging = re.sub(r"[^/]+/", "../", address) + "judging/"
            links = {link.partition("#")[0] for link in beside.xpath(".//a/@href")}
            assert judging in links, (address, text(shown))
    assert trees["benchmarks/mbpp/"].xpath("//*[@data-verdict]")


def test_many_doubts_take_one_box_and_lead_to_all_of_them(read_site: Any) -> None:
    rows = "base,mbpp,0.50,0.02,\n" + "".join(f"m{i},mbpp,0.6,0,\n" for i in range(10))
    trees = read_site({"evalsite.yml": SETTINGS, "results/a.csv": HEAD + rows}).trees()
    (box,) = trees["benchmarks/mbpp/"].xpath("//div[contains(@class, 'admonition')][.//a[contains(@href, '#doubts')]]")
    assert text(box).count("a standard error of 0 is no certainty") == 8
    assert text(box).endswith("2 more are on the page Sources.")
    assert text(trees["sources/"].get_element_by_id("doubts").getparent()).count("standard error of 0") == 10
