"""The ids of runs: they stay the same wherever a file lies, whenever it was written and whatever it found."""

import json
import re
from collections.abc import Mapping

from evalsite.names import digest

LENGTH = 12
"""How many hex digits an id has."""

_PLACE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z]:[\\/]|(?<![\w.])~?/|\\\\)[^\s,;'\"]*")
_NO_SETTING = re.compile(
    r"path|file|folder|dir$|(?:^|[._ -])(?:link|url|site|size|act_param|date|time|tags|checked)$|resolved"
)
_BOARDS = frozenset(["evalplus-leaderboard", "livecodebench-performances", "swe-bench-board"])
"""Formats whose settings are facts about models, told beside their numbers."""


def native_id(tool: str, native: str, model: str = "") -> str:
    """The id of a run that its tool has given an id. ``model`` is told where one native id stands for several."""
    return _id("native", tool, native, model)


def declared_id(run: str, model: str) -> str:
    """The id of a run that was given a name: in a column ``run``, or in evalsite.yml."""
    return _id("declared", run, model)


def settings_id(model: str, benchmark: str, settings: Mapping[str, str], *told: str) -> str:
    """The id of a run without a name: of its model, benchmark and settings; ``told`` are settings without a name."""
    return _id("settings", model, benchmark, dict(sorted(settings.items())), *told)


def untold_id(model: str, benchmark: str) -> str:
    """The id of the numbers of which a file tells no more than these: a run without settings.

    ``model`` is the model's name in the file: the id stays when the model is joined with another.
    """
    return settings_id(model, benchmark, {})


def identifying(settings: Mapping[str, str], format_name: str) -> dict[str, str]:
    """Those settings that tell one run from another: no paths or addresses, and nothing that describes the model."""
    if format_name in _BOARDS:
        return {}
    return {name: _PLACE.sub("", value) for name, value in settings.items() if not _NO_SETTING.search(name.casefold())}


def _id(*parts: object) -> str:
    return digest(json.dumps(parts, ensure_ascii=False), LENGTH)
