"""Names and addresses: the one place that makes them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.pages.model import Link, Localised, Name

RESULTS = "model,pass@1\nsft,0.25\nsft-dpo-qfs,0.5\nGPT 4,0.75\n"
SETTINGS = """\
benchmarks: {mbpp: {slug: mbpp-base, title: {en: MBPP, zh: 基准}}}
models: {GPT 4: {slug: gpt-4}}
metrics: {pass@1: {label: Solved}}
short: [{pattern: "sft-dpo-*", show: "*"}]
baselines:
  sft: {model: sft}
  paper: {fixed: {mbpp: {pass@1: 0.5}}, source: Table 2, label: the paper, slug: p}
"""


@pytest.fixture(scope="module")
def atlas(read_site: Any) -> Any:
    return read_site({"evalsite.yml": SETTINGS, "results/mbpp.csv": RESULTS}).inputs.atlas


def test_addresses_come_from_names_or_as_declared(atlas: Any) -> None:
    assert atlas.benchmark_address("mbpp", "#results") == "benchmarks/mbpp-base/#results"
    assert [atlas.model_address(model) for model in ("sft", "GPT 4")] == ["models/sft/", "models/gpt-4/"]
    assert [atlas.matrix_address("sft"), atlas.matrix_address("paper", 2)] == ["matrix/sft/", "matrix/p/2/"]


def test_ids_of_rows(atlas: Any) -> None:
    assert atlas.row_id("GPT 4") == "m-gpt-4"
    assert [atlas.versus_id("paper"), atlas.versus_id("paper", "sft")] == ["vs-p", "vs-p-m-sft"]
    assert atlas.reason_address("mbpp", "sft", "GPT 4") == "benchmarks/mbpp-base/#vs-sft-m-gpt-4"


def test_titles_and_labels_are_those_of_the_settings_else_the_names(atlas: Any) -> None:
    assert atlas.benchmark("mbpp") == Link(Localised({"en": "MBPP", "zh": "基准"}), "benchmarks/mbpp-base/")
    assert atlas.baseline("paper") == Localised({"": "the paper"})
    assert atlas.baseline("sft") == Name("sft")
    [metric] = atlas.study.question.metrics
    assert atlas.metric(metric) == Localised({"": "Solved"})


def test_short_names_are_shown_in_lists_and_never_in_addresses(atlas: Any) -> None:
    short = atlas.model("sft-dpo-qfs", short=True)
    assert short == Name("qfs", "sft-dpo-qfs", "models/sft-dpo-qfs/")
    assert atlas.model("sft-dpo-qfs").text == "sft-dpo-qfs"


@pytest.mark.parametrize(
    ("models", "short", "shown"),
    [
        (("a-x", "b-x"), (("*-x", "x"),), {"a-x": "a-x", "b-x": "b-x"}),
        (("a-x", "x"), (("*-x", "x"),), {"a-x": "a-x", "x": "x"}),
        # what two are shown as in full must not be a third one's short name
        (("a-x", "b-x", "c"), (("*-x", "x"), ("c", "a-x")), {"a-x": "a-x", "b-x": "b-x", "c": "c"}),
    ],
)
def test_no_two_models_are_shown_alike(
    read_site: Any, models: tuple[str, ...], short: tuple[tuple[str, str], ...], shown: dict[str, str]
) -> None:
    assert shown_as(read_site, models, short) == shown


@given(
    st.lists(st.text("ab-", min_size=1, max_size=4), min_size=1, max_size=5, unique=True),
    st.lists(st.tuples(st.text("ab*", min_size=1, max_size=3), st.text("ab-", min_size=1, max_size=3)), max_size=3),
)
def test_every_model_is_told_from_the_others(read_site: Any, models: list[str], short: list[tuple[str, str]]) -> None:
    models = [model for model in models if model.strip("-")]
    shown = shown_as(read_site, models or ["a"], tuple(dict(short).items()))
    assert len(set(shown.values())) == len(shown)


def shown_as(read_site: Any, models: Any, short: Any) -> dict[str, str]:
    patterns = "".join(f'  - {{pattern: "{pattern}", show: "{show}"}}\n' for pattern, show in short)
    rows = "".join(f'"{model}",0.5\n' for model in models)
    settings = f"short:\n{patterns}" if patterns else ""
    return dict(read_site({"evalsite.yml": settings, "results/mbpp.csv": f"model,pass@1\n{rows}"}).inputs.atlas.shown)
