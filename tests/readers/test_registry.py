"""Which reader takes a file: its content decides, not its name."""

from collections.abc import Callable

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document, FileRule
from evalsite.readers.later import Later
from evalsite.readings import Reading


@pytest.mark.parametrize("path", ["a.csv", "a.json", "a.yml", "a.txt", "a"])
@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("model,acc\na,0.5\n", "csv", "comma-separated, a header of 2 names"),
        ('[{"model": "a", "acc": 0.5}]', "json", "a JSON list"),
        ('{"a": {"acc": 0.5}}', "json", "a JSON object"),
        ('{"model": "a", "acc": 0.5}\n{"model": "b", "acc": 0.5}\n', "jsonl", "a JSON object on each line"),
        ("- model: a\n  acc: 0.5\n", "yaml", "a YAML list"),
        ("a:\n  acc: 0.5\n", "yaml", "a YAML mapping"),
    ],
)
def test_content_decides(read: Callable[..., Reading], path: str, text: str, name: str, why: str) -> None:
    reading = read(text, path)
    assert (reading.format, reading.why) == (name, why)
    assert reading.length


class Always:
    name = "always"

    def sniff(self, document: Document) -> str | None:
        return f"{document.stem} is always it" if document.data.startswith(b"magic") else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        return Reading(file=document.shown, format=self.name, inferred=(rule.match if rule else "no rule",))


def test_a_reader_of_ones_own_comes_before_the_plain_tables() -> None:
    readers = (Always(), *registry.READERS)
    document = Document(path="a.csv", shown="results/a.csv", data=b"magic,acc\na,1\n")
    reading = registry.read(document, None, readers)
    assert (reading.format, reading.why, reading.inferred) == ("always", "a is always it", ("no rule",))


def test_sniffing_looks_at_the_head_only() -> None:
    document = Document(path="a.csv", shown="a.csv", data=b"model,acc\n" + b"x" * 10_000_000)
    assert len(document.head) == 65536
    assert registry.READERS[-1].sniff(document)


OTHER = {
    "a table": b"model,dataset,pass@1\nant,sums,0.5\n",
    "a table of tabs": b"model\tStderr\nant\t0.5\n",
    "a Markdown table": b"| model | pass@1 |\n| --- | --- |\n| ant | 0.5 |\n",
    "YAML": b"name: ant\nsite: https://example.org\nscores: {pass@1: 0.5}\n",
    "JSON Lines": b'{"model": "ant", "pass@1": 0.5}\n{"model": "bee", "pass@1": 0.75}\n',
    "no format": b"\x00\x01",
    "another archive": b"PK\x03\x04",
    "UTF-16": b"\xff\xfem\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("data", OTHER.values(), ids=OTHER)
def test_a_reader_that_is_not_loaded_for_a_file_would_pass_it_over(data: bytes) -> None:
    document = Document(path="file", shown="file", data=data)
    passed_over = [each for each in registry.READERS if isinstance(each, Later) and not each.may_be(document)]
    assert [each.name for each in passed_over if each.reader.sniff(document)] == []
    assert passed_over


@pytest.mark.parametrize(
    "text", ["9", "9,", "1 ", "9.", "a.", ". ", "n (", "time ", "avg_", ": ", "- ", "{", "} ", "± ", "%"]
)
@pytest.mark.parametrize("shape", ["model,acc\na,{}x\n", "model,acc,{}x\na,1,2\n", "{}", "- {}", '{{"a": {}', "a: {}"])
def test_no_text_is_slow_to_read(read: Callable[..., Reading], text: str, shape: str) -> None:
    """A pattern that goes back and forth would take minutes for any of these."""
    reading = read(shape.format(text * 30_000))
    assert reading.length or reading.problems
