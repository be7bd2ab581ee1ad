"""Addresses in the tools' log viewers: values are encoded, and what no address can hold has none."""

import pytest

from evalsite.config import parse
from evalsite.config.log_links import filled

TEMPLATE = "https://logs.example/{run}#{item}"


def test_each_value_is_encoded_whole() -> None:
    values = {"run": "a/b c", "item": '"><script>é&{model}'}
    assert filled(TEMPLATE, values) == "https://logs.example/a%2Fb%20c#%22%3E%3Cscript%3E%C3%A9%26%7Bmodel%7D"


@pytest.mark.parametrize("item", ["", ".", "..", "bad\ud800end"])
def test_there_is_no_address_where_a_value_is_missing_or_would_change_the_path(item: str) -> None:
    assert filled(TEMPLATE, {"run": "r", "item": item}) == ""


def test_a_benchmark_has_its_own_template_or_that_of_all_others() -> None:
    config = parse(f"logs: {{sums: '{TEMPLATE}', '*': 'logs/{{item}}'}}")
    assert [config.log_template(name) for name in ("sums", "words")] == [TEMPLATE, "logs/{item}"]
    assert parse("").log_template("sums") == ""
