"""Settings without the parts that cannot be read, so that the rest of them can be checked as well."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from evalsite.config.places import Path

_DEPTHS: Mapping[str, int] = {
    "references": 2,
    "same_as": 2,
    "metrics": 3,
    "benchmarks": 3,
    "models": 3,
    "baselines": 3,
}
"""How deep a single setting lies below each of these; all others are single settings themselves."""

_STAND_INS: Mapping[str, Mapping[str, str]] = {"short": {"pattern": "*", "show": "*"}, "files": {"match": "*"}}
"""What takes the place of a broken entry in a list, so that the others keep their places."""

_ALONE = frozenset(["label", "description", "unit", "digits", "tolerance"])
"""Settings whose absence contradicts no other one."""


def unsure(broken: Iterable[Path]) -> frozenset[Path]:
    """The paths of which, with those in ``broken`` gone, nobody can say what they lack."""
    return frozenset(
        path[:end] for path in broken for end in range(1, len(path) + 1) if end > 2 or _ALONE.isdisjoint(path[2:3])
    )


def mended(data: Mapping[str, Any], broken: Iterable[Path]) -> dict[str, Any]:
    """A copy of ``data`` without the settings around the paths in ``broken``."""
    rest = copy.deepcopy(dict(data))
    for path in broken:
        _mend(rest, path)
    return rest


def _mend(rest: dict[str, Any], path: Path) -> None:
    top = str(path[0]) if path else ""
    if top in _STAND_INS and len(path) > 1 and isinstance(path[1], int):
        rest[top][path[1]] = _STAND_INS[top]
        return
    *around, last = path[: _DEPTHS.get(top, 1)] or ("",)
    place: Any = rest
    for part in around:
        place = place.get(part) if isinstance(place, dict) else None
    if isinstance(place, dict):
        place.pop(last, None)
