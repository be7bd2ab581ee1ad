"""Addresses of the tools' own log viewers, as templates: ``https://logs.example/{run}?sample={item}``."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, WithJsonSchema

from evalsite.config.values import wrong
from evalsite.errors import did_you_mean

PLACEHOLDERS = ("run", "item", "sample", "file", "model", "benchmark")
EVERY_BENCHMARK = "*"

_HOST = re.compile(r"https?://[A-Za-z0-9._-]+(:[0-9]+)?(?=[/?#]|$)", re.IGNORECASE)
_WITHIN = re.compile(r"[A-Za-z0-9._~-]+([/?#]|$)")
_PLAIN = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")


def _log_template(text: str) -> str:
    """``text``, when it leads to a fixed host, or to a place within the site, wherever its placeholders lead."""
    parts = _parts(text)
    unknown = next((name for _, name in parts if name is not None and name not in PLACEHOLDERS), None)
    if not parts or unknown is not None:
        places = ", ".join(f"`{{{name}}}`" for name in PLACEHOLDERS)
        advice = did_you_mean(unknown or "", PLACEHOLDERS)
        raise wrong(f"an address with no other placeholders than {places}", advice=advice)
    climbs = ".." in re.split("[/?#]", text)
    if climbs or not _leads_somewhere_known(parts[0][0]) or not all(_PLAIN.fullmatch(words) for words, _ in parts):
        raise wrong(
            "an address that begins with `https://` or `http://` and a host, or a path within the site"
            " such as `logs/{run}.html`,",
            advice="Spell other characters than those of addresses as %XX; a host holds no placeholder.",
        )
    return text


def _parts(text: str) -> list[tuple[str, str | None]]:
    """The words of a template, each with the placeholder that follows it; nothing where its braces are wrong."""
    try:
        found = list(Formatter().parse(text))
    except ValueError:
        return []
    bare = all(not form and not conversion for _, _, form, conversion in found)
    return [(words, name) for words, name, _, _ in found] if bare else []


def _leads_somewhere_known(start: str) -> bool:
    """Whether what stands before the first placeholder is a scheme and a host, or the first part of a path."""
    return bool(_HOST.match(start) or _WITHIN.match(start))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The address; ``""`` where one of its ``values`` is empty, or is none that an address can hold.

    Each value is percent-encoded whole, its slashes too; a placeholder that has none in ``values`` stays one.
    """
    address = []
    for words, name in _parts(template):
        address.append(words)
        if name is not None:
            value = encoded(values[name]) if name in values else f"{{{name}}}"
            if not value:
                return ""
            address.append(value)
    return "".join(address)


def encoded(value: str) -> str:
    """``value`` percent-encoded; ``""`` for ``.`` and ``..``, which would change a path, and for lone surrogates."""
    if value in (".", ".."):
        return ""
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        return ""


LogTemplate = Annotated[str, AfterValidator(_log_template), WithJsonSchema({"type": "string", "minLength": 1})]
"""The address of an item in the log viewer of the tool that evaluated it."""
