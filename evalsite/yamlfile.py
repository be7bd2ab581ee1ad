"""YAML from outside as a tree of nodes: every scalar with its text as written and its line.

Nothing is constructed: ``no``, ``1.10`` and ``007`` stay the text that they are, and what a node means is
for the reader of the tree to say. The tree is put together from the parser's events without recursion, so
that no file can exhaust the stack or the memory: aliases (a few bytes can stand for billions), deep
nesting and an endless number of nodes are refused, each with its line.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field

from evalsite.errors import EvalsiteError, Problem

DEEPEST = 64
MOST_NODES = 1_000_000

# Any: PyYAML's stubs know neither the parser in C nor the marks that it gives.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.resolver.Resolver()
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)


def compose(text: str, shown: str, *, deepest: int = DEEPEST, most_nodes: int = MOST_NODES) -> yaml.Node | None:
    """The root node of the one document in ``text``, or None when there is no document.

    Keys of mappings are scalars, and no mapping has two keys of one text. Tags are resolved as YAML 1.1
    does, for readers who want to know whether a scalar was written as a number.

    Raises:
        EvalsiteError: broken syntax, aliases, duplicate keys, keys that are no scalars, tags, more than
            one document, nesting below ``deepest``, more than ``most_nodes`` nodes: with every problem
            up to the point where reading had to stop, each with its line in ``shown``.
    """
    tree = _Tree(shown=shown, deepest=deepest, most_nodes=most_nodes)
    tree.grow(text)
    if tree.problems:
        raise EvalsiteError(sorted(tree.problems, key=lambda problem: problem.line or 0))
    return tree.root


def line(place: yaml.Node | yaml.Event) -> int:
    """The line that a node starts on, from 1."""
    mark: Any = place.start_mark
    return int(mark.line) + 1


class _Tree(Struct, kw_only=True):
    """The tree so far: ``open`` holds the collections that have begun and not ended, with their parts."""

    shown: str
    deepest: int
    most_nodes: int
    root: yaml.Node | None = None
    problems: list[Problem] = field(default_factory=list)
    open: list[tuple[yaml.CollectionStartEvent, list[yaml.Node]]] = field(default_factory=list)
    nodes: int = 0

    def grow(self, text: str) -> None:
        """Read to the end, or to the first place beyond which reading would not be safe or has no sense."""
        try:
            for event in _events(text):
                self.take(event)
                if not (self.alone(event) and self.within_bounds(event)):
                    return
        except yaml.MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            parser_says = error.problem or error.context
            self.report(
                mark.line + 1, expected=f"expected valid YAML, but {parser_says}", advice="Mend the syntax here."
            )
        except yaml.reader.ReaderError as error:
            self.report(_line_of(text, error), expected=_PRINTABLE, advice=_ESCAPE, found=_character(error))

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.add(self.scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self.check_tag(event)
            self.open.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.add(self.collection())
        elif isinstance(event, yaml.AliasEvent):
            self.add(self.alias(event))

    def add(self, node: yaml.Node) -> None:
        self.nodes += 1
        if self.open:
            self.open[-1][1].append(node)
        elif self.root is None:
            self.root = node

    def scalar(self, event: yaml.ScalarEvent) -> yaml.ScalarNode:
        self.check_tag(event)
        tag = event.tag or _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
        mark: Any = event.start_mark
        return yaml.ScalarNode(tag, event.value, mark, None, event.style)

    def collection(self) -> yaml.Node:
        event, parts = self.open.pop()
        mark: Any = event.start_mark
        if isinstance(event, yaml.MappingStartEvent):
            return yaml.MappingNode("tag:yaml.org,2002:map", self.pairs(parts), mark)
        return yaml.SequenceNode("tag:yaml.org,2002:seq", parts, mark)

    def pairs(self, parts: list[yaml.Node]) -> list[tuple[yaml.Node, yaml.Node]]:
        first: dict[str, yaml.Node] = {}
        for key in parts[::2]:
            if not isinstance(key, yaml.ScalarNode):
                self.report(
                    line(key), expected="expected a key that is text", advice="Write a plain word before the colon."
                )
            elif first.setdefault(key.value, key) is not key:
                there = line(first[key.value])
                expected = f"expected each key once, but this one is on line {there} as well"
                self.report(line(key), found=key.value, expected=expected, advice="Remove or rename one of the two.")
        return list(zip(parts[::2], parts[1::2], strict=True))

    def alias(self, event: yaml.AliasEvent) -> yaml.ScalarNode:
        """A stand-in for what the alias means: reading goes on, to find what else is wrong."""
        self.report(
            line(event),
            found=f"*{event.anchor}",
            expected="expected values written out, no aliases (a few bytes of them can stand for gigabytes)",
            advice=f"Write here once more what `&{event.anchor}` stands for.",
        )
        mark: Any = event.start_mark
        return yaml.ScalarNode("", f"*{event.anchor}", mark)

    def check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag not in (None, "!") and event.tag not in _PLAIN_TAGS:
            self.report(
                line(event), found=event.tag, expected="expected a value without a tag", advice="Remove the tag."
            )

    def alone(self, event: yaml.Event) -> bool:
        """Whether this is not the start of a second document."""
        if self.root is None or not isinstance(event, yaml.DocumentStartEvent):
            return True
        self.report(
            line(event), expected="expected one document in the file", advice="Move the others into files of their own."
        )
        return False

    def within_bounds(self, event: yaml.Event) -> bool:
        if len(self.open) > self.deepest:
            self.report(
                line(event), expected=f"expected at most {self.deepest} levels of nesting", advice="Write it flatter."
            )
        elif self.nodes > self.most_nodes:
            self.report(
                line(event), expected=f"expected at most {self.most_nodes:,} values", advice="Split it, or write CSV."
            )
        else:
            return True
        return False

    def report(self, at: int | None, *, expected: str, advice: str, found: str = "") -> None:
        self.problems.append(Problem(file=self.shown, line=at, found=found, expected=expected, advice=advice))


_PRINTABLE = "expected only characters that YAML allows"
_ESCAPE = "Remove this one, or write it as an escape between double quotes."


def _events(text: str) -> Iterator[yaml.Event]:
    """The parser's events; a lone surrogate, which has no UTF-8, is one more character YAML does not allow."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except UnicodeEncodeError as error:
        raise yaml.reader.ReaderError("", error.start, ord(text[error.start]), "", "") from error


def _character(error: yaml.reader.ReaderError) -> str:
    """The parser in C gives the character's number, the one in Python the character."""
    character: Any = error.character
    return chr(character) if isinstance(character, int) else str(character)


def _line_of(text: str, error: yaml.reader.ReaderError) -> int:
    return text.count("\n", 0, text.find(_character(error))) + 1
