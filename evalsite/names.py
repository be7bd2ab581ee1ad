"""From names to addresses, and from long names to short ones."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from evalsite.errors import AddressError, Problem, quoted

LONGEST_SLUG = 60
_RESERVED = frozenset(
    ["index", "readme", "404", "search", "assets", "sitemap", "con", "prn", "aux", "nul"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)]
)


def slug(name: str) -> str:
    """The part of an address that stands for ``name``: ``[a-z0-9-]``, at most 67 characters.

    NFKC, casefold, every run of other characters becomes ``-``. When that changed the name, or the name
    is reserved, six hex digits of its sha256 follow: no name that comes later can take the address over.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:LONGEST_SLUG].strip("-")
    if plain and plain == name and plain not in _RESERVED:
        return plain
    return f"{plain}-{digest(name)}".lstrip("-")


def digest(name: str, length: int = 6) -> str:
    """The first ``length`` hex digits of the sha256 of ``name``."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def slugs(names: Iterable[str], declared: Mapping[str, str], *, what: str) -> dict[str, str]:
    """The slug of each name, a declared one first.

    Raises:
        AddressError: two names share a slug; every pair is named.
    """
    taken: dict[str, str] = {}
    problems = []
    for name in sorted(names):
        address = declared.get(name) or slug(name)
        if address in taken:
            problems.append(
                Problem(
                    found=name,
                    expected="expected an address of its own,"
                    f" but the {what} {quoted(taken[address])} also has the slug `{address}`",
                    advice="Declare another `slug:` for one of them, or join them with `same_as:`.",
                )
            )
        taken.setdefault(address, name)
    if problems:
        raise AddressError(problems)
    return {name: address for address, name in taken.items()}


def fit(pattern: str, name: str) -> re.Match[str] | None:
    """How ``pattern``, a name with ``*`` for any text, fits ``name``: a group a ``*``; None when it does not.

    Each ``*`` takes as little as it can and the last one the rest, without ever going back (``(?>``): the time
    is that of reading the name once a ``*``, whatever the two are.
    """
    first, *rest = (re.escape(part) for part in pattern.split("*"))
    stars = [f"(?>(.*?){part})" for part in rest[:-1]] + [f"(.*){part}" for part in rest[-1:]]
    return re.fullmatch(first + "".join(stars), name, re.DOTALL)


class Shortener(Struct, frozen=True):
    """Patterns that change how a name is displayed, never what it is.

    Each pattern is a name with ``*`` in it, and its replacement may take what the ``*`` stood for:
    ``("sft-25-original-data-1b-dpo-*", "sft-*")``. The first pattern that fits is used.
    """

    patterns: Sequence[tuple[str, str]] = ()

    def __call__(self, name: str) -> str:
        """``name`` as it is displayed; never empty."""
        for pattern, replacement in self.patterns:
            if found := fit(pattern, name):
                return _filled(replacement, found.groups()) or name
        return name


def _filled(replacement: str, parts: Iterable[str]) -> str:
    """``replacement`` with its ``*`` replaced by ``parts``, one after the other."""
    rest = iter(parts)
    return re.sub(r"\*", lambda _: next(rest, ""), replacement)


_PARTS = re.compile(r"\d+|[^\W\d_]+|[^\w\s.:-]")
"""Digits, letters, and each other character that says something; the rest only keeps these apart."""


def near_names(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Names that may be one model's: they differ in case, separators, punctuation of versions or organisation only.

    Numbers stay apart (``v1.5`` is not ``v15``), and of two organisations each has models of its own. Nothing is
    joined by this: it is a question.
    """
    alike: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names):
        organisation, _, model = name.rpartition("/")
        if key := _plain(model):
            alike.setdefault(key, {}).setdefault(_plain(organisation), []).append(name)
    groups = (group for by_organisation in alike.values() for group in _possible(by_organisation))
    return tuple(sorted(group for group in groups if len(group) > 1))


def _possible(by_organisation: Mapping[str, list[str]]) -> Iterable[tuple[str, ...]]:
    """All together, unless there are several organisations: then nothing says whose the names without one are."""
    if len(by_organisation.keys() - {""}) < 2:
        return [tuple(sorted(name for names in by_organisation.values() for name in names))]
    return map(tuple, by_organisation.values())


def _plain(name: str) -> str:
    parts: list[str] = _PARTS.findall(unicodedata.normalize("NFKC", name).casefold())
    apart = (f".{part}" if part[0].isdecimal() and before[-1].isdecimal() else part for before, part in pairwise(parts))
    return "".join([*parts[:1], *apart])
