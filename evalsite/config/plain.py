"""From a tree of YAML nodes to plain values, without losing what was written or where.

Every scalar stays the text that it is: a setting's own type reads ``2`` as a number and ``no`` as an
answer, so that a model named ``1.10``, ``007`` or ``no`` needs no quotes. Only an empty scalar is None,
and ``null`` or ``~`` without quotes is :class:`Null`, which a setting takes for nothing and a name for a name.
"""

from collections.abc import Iterator

import yaml

from evalsite import yamlfile
from evalsite.config.places import Path, Places
from evalsite.config.values import Null

Plain = str | list["Plain"] | dict[str, "Plain"] | None

_NULLS = frozenset(["~", "null", "Null", "NULL"])


def plain(node: yaml.Node) -> Plain:
    """The values below ``node``: texts, lists and mappings from text."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    text = str(node.value)
    if not _bare(node):
        return text
    return Null(text) if text in _NULLS else text or None


def _bare(node: yaml.Node) -> bool:
    """Whether a scalar was written without quotes, and not as a block of lines."""
    return isinstance(node, yaml.ScalarNode) and not node.style


def places(root: yaml.Node | None, file: str) -> Places:
    """The line of each value, and of the key where a value has lines of its own."""
    return Places(file=file, lines=dict(_lines(root)) if root else {})


def _lines(node: yaml.Node, path: Path = ()) -> Iterator[tuple[Path, int]]:
    yield path, yamlfile.line(node)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*path, key.value))
            if not (isinstance(value, yaml.ScalarNode) and value.value):
                yield (*path, key.value), yamlfile.line(key)
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*path, number))
