"""YAML: a list of mappings, or a mapping by model; every scalar is the text that was written."""

import re
from itertools import islice

import yaml
from msgspec.structs import replace

from evalsite import yamlfile
from evalsite.errors import EvalsiteError
from evalsite.readers.base import Document
from evalsite.readers.records import Data, Entries, tabulate
from evalsite.readers.table import Table

_NULL = "tag:yaml.org,2002:null"
_KEY = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'#\[{][^\n]*?)"""
_ITEM = re.compile(rf"-(?:\s+{_KEY}:(?:\s.*)?|\s+\{{.*|\s*)")
_MAPPING = re.compile(rf"{_KEY}:(?:\s+[{{#].*|\s*)")
_SAID = re.compile(r"^[ \t]*[^\s#].*$", re.MULTILINE)
_ONE_ROW = re.compile(r"[^\s,;\"'#\[{-][^\s,;:]*:\s+\S.*")
_FLOW = re.compile(r"\{\s*[\w.-]+\s*:\s|\[\s*\{\s*[\w.-]+\s*:\s")


def looks_like_yaml(head: str) -> str | None:
    """Why ``head`` begins like YAML with rows in it, or None."""
    said = (line.group().rstrip() for line in _SAID.finditer(head))
    lines = [*islice(said, 3), "", "", ""]
    marked = lines[0] == "---"
    first, second = lines[marked : marked + 2]
    if _ITEM.fullmatch(first.lstrip()) or (marked and first.startswith("[")):
        return "a YAML list"
    if _MAPPING.fullmatch(first) and (second[:1] in (" ", "") or _MAPPING.fullmatch(second)):
        return "a YAML mapping"
    if _FLOW.match(first) or (_ONE_ROW.fullmatch(first) and (marked or _ONE_ROW.fullmatch(second))):
        return "a YAML mapping"
    return None


def parse(document: Document) -> Table:
    """The table in a YAML document; places are line numbers.

    Raises:
        EvalsiteError: what :func:`evalsite.yamlfile.compose` refuses, or none of the shapes of a table.
    """
    try:
        root = yamlfile.compose(document.text, document.shown)
    except EvalsiteError as error:
        raise EvalsiteError([replace(problem, severity="record") for problem in error.problems]) from error
    return tabulate(_entries(root), yamlfile.line(root) if root else 1, document.shown)


def _entries(root: yaml.Node | None) -> Entries:
    if isinstance(root, yaml.MappingNode):
        keys = [key for key, _ in root.value]
        return Entries(
            data=[_data(value) for _, value in root.value],
            places=list(map(yamlfile.line, keys)),
            keys=[key.value for key in keys],
        )
    nodes = root.value if isinstance(root, yaml.SequenceNode) else []
    return Entries(data=list(map(_data, nodes)), places=list(map(yamlfile.line, nodes)))


def _data(node: yaml.Node) -> Data:
    """The node as text, list and dict; its depth is bounded by what composed it."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_data(part) for part in node.value]
    return "" if node.value == "~" and node.tag == _NULL else str(node.value)
