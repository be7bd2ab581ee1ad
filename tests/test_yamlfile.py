"""YAML as a tree: text as written, lines, and everything dangerous refused."""

import pytest
import yaml

from evalsite.errors import EvalsiteError
from evalsite.yamlfile import compose, line


def problems(text: str, **bounds: int) -> list[tuple[int | None, str]]:
    with pytest.raises(EvalsiteError) as caught:
        compose(text, "f.yml", **bounds)
    return [(problem.line, str(problem)) for problem in caught.value.problems]


def test_scalars_keep_their_text_and_every_node_its_line() -> None:
    root = compose("a: no\nb:\n  - 1.10\n  - '007'\n", "f.yml")
    assert isinstance(root, yaml.MappingNode)
    (a, no), (_, numbers) = root.value
    assert (a.value, no.value, no.tag) == ("a", "no", "tag:yaml.org,2002:bool")
    assert [(node.value, line(node)) for node in numbers.value] == [("1.10", 3), ("007", 4)]
    assert (line(no), line(numbers)) == (1, 3)


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_no_document(text: str) -> None:
    assert compose(text, "f.yml") is None


def test_all_problems_at_once() -> None:
    found = problems("a: &x 1\nb: *x\na: 2\n? [c]\n: 3\nd: !!python/name:os.system x\n")
    assert [at for at, _ in found] == [2, 3, 4, 6]
    told = "\n".join(message for _, message in found)
    assert 'f.yml:2: found "*x"; expected values written out, no aliases' in told
    assert 'f.yml:3: found "a"; expected each key once, but this one is on line 1 as well' in told
    assert "f.yml:4: expected a key that is text" in told
    assert "f.yml:6: " in told


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("a: 1\nb: [1\n", 3, "expected valid YAML, but did not find expected ',' or ']'"),
        ("a: 1\n---\nb: 2\n", 2, "expected one document in the file"),
        ("a: 1\nb: \x01\n", 2, "expected only characters that YAML allows"),
        ("a: \ud800\n", 1, "expected only characters that YAML allows"),
        ("[" * 100_000, 1, "expected at most 64 levels of nesting"),
    ],
)
def test_where_reading_stops(text: str, at: int, message: str) -> None:
    ((where, told),) = problems(text)
    assert where == at
    assert message in told


def test_the_number_of_values_is_bounded() -> None:
    assert problems("[" + "1," * 50 + "]", most_nodes=20) == [
        (1, "f.yml:1: expected at most 20 values. Split it, or write CSV.")
    ]


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_both_parsers_say_the_same(parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, parser):
        pytest.skip("PyYAML was built without its parser in C")
    monkeypatch.setattr("evalsite.yamlfile._Loader", getattr(yaml, parser))
    for text, lines in [("a: &x 1\nb: *x\na: 2\n", [2, 3]), ("a: 1\nb: \x01\n", [2]), ("a: 1\n---\nb: 2\n", [2])]:
        assert [at for at, _ in problems(text)] == lines
    root = compose("a: {b: 1}\n", "f.yml")
    assert isinstance(root, yaml.MappingNode)
