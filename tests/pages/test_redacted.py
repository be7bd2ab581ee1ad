"""What looks private is on no page, wherever a file or a setting tells it, and ``evalsite check`` names all of it."""

import json
from typing import Any

import pytest

from evalsite.adapters.check import Check, check
from evalsite.adapters.check_text import text

SECRET = "/home/ann/keep"  # noqa: S105 - what looks private is sought on the pages
HARNESS = json.dumps(
    {
        "results": {"words": {"acc,none": 0.5}},
        "versions": {"words": 1},
        "configs": {},
        "config": {"model": "hf", "model_args": f"pretrained=org/ant,cache={SECRET}", SECRET: "a", "seed": 1},
        "model_name": "org/ant",
        "lm_eval_version": f"0.4 {SECRET}",
        "git_hash": f"{SECRET}@main",
        "pretty_env_info": f"CUDA in {SECRET}",
    }
)
TABLE = f"""model,run,date,dataset_version,environment,avg_time
ant,{SECRET},{SECRET},2,{SECRET}/gpu,1
bee,plain,2024-05-01,2,a gpu,2
cow,plain,2024-05-01,2,a gpu,3
dog,,2024-05-01,{SECRET},a gpu,3
"""
SETTINGS = f"""
files: [{{match: "*.csv", tags: ["see {SECRET}"]}}]
baselines: {{plain: {{model: bee}}}}
"""
FILES = {"results/words.json": HARNESS, "results/times.csv": TABLE, "evalsite.yml": SETTINGS}


@pytest.fixture(scope="module")
def small(read_site: Any) -> Any:
    return read_site(FILES)


@pytest.fixture(scope="module")
def found(small: Any) -> Check:
    return check(small.inputs.root)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_tells_it(small: Any, language: str) -> None:
    bodies = small.bodies(language)
    assert [address for address, body in bodies.items() if "ann" in body.replace("annot", "")] == []
    hidden = {"en": "not shown, since it looks private", "zh": "看似私密"}[language]
    assert {address.split("/")[0] for address, body in bodies.items() if hidden in body} >= {"runs", "benchmarks"}


def test_check_names_all_of_it(found: Check) -> None:
    assert [(part.kind, part.name, part.runs) for part in found.redacted] == [
        ("code_revision", "", 1),
        ("conditions", "environment", 1),
        ("conditions", "version", 1),
        ("date", "", 1),
        ("environment", "pretty_env_info", 1),
        ("name", "", 1),
        ("settings", "", 1),
        ("settings", "model_args", 1),
        ("tags", "", 3),
        ("tool_version", "", 1),
    ]


def test_check_says_so_without_telling_it(found: Check) -> None:
    said = text(found)
    assert SECRET not in said
    for line in (
        "redacted: the code revision of 1 run looks private and is not shown",
        "redacted: the condition environment of 1 run looks private and is not shown",
        "redacted: the setting model_args of 1 run looks private and is not shown",
        "redacted: the setting with a private name of 1 run looks private and is not shown",
        "redacted: the setting of the environment pretty_env_info of 1 run looks private and is not shown",
        "redacted: a tag of 3 runs looks private and is not shown",
    ):
        assert line in said.splitlines()


def test_what_every_run_has_a_page_for_is_counted_too(read_site: Any) -> None:
    small = read_site({**FILES, "evalsite.yml": f"runs: {{pages: all}}{SETTINGS}"})
    [tags] = [part for part in check(small.inputs.root).redacted if part.kind == "tags"]
    assert tags.runs == 4
    assert not any("ann" in body.replace("annot", "") for body in small.bodies().values())


@pytest.mark.parametrize(("run", "links"), [("nightly", 2), (SECRET, 0)])
def test_no_link_to_a_log_tells_the_name_of_a_run_that_looks_private(read_site: Any, run: str, links: int) -> None:
    tasks = {f"mbpp/{number}": [{"base_status": "fail", "plus_status": "fail"}] for number in (2, 3)}
    settings = f"files: [{{match: '*.json', run: '{run}', model: ant}}]\nlogs: {{'*': 'https://logs.example/{{run}}#{{item}}'}}\n"
    small = read_site({"results/ant_eval_results.json": json.dumps({"eval": tasks}), "evalsite.yml": settings})
    assert small.bodies()["benchmarks/mbpp/items/"].count('href="https://logs.example/') == links
