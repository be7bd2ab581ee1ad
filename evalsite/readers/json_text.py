"""What JSON holds, as text: for settings, for messages, and as a place in the document."""

from collections.abc import Mapping
from typing import Any

LONGEST_INTEGER = 4000
"""Bits of the largest integer that is spelled out; Python refuses to spell out much larger ones."""
_HUGE = "an integer of more than 1,000 digits"


def text(said: object) -> str:
    """A short text for anything that JSON holds, whatever its size and depth; ``""`` for null."""
    if isinstance(said, str):
        return said
    if isinstance(said, dict | list):
        return "{...}" if isinstance(said, dict) else "[...]"
    if isinstance(said, bool) or said is None:
        return {True: "true", False: "false", None: ""}[said]
    if isinstance(said, int) and said.bit_length() > LONGEST_INTEGER:
        return _HUGE
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return str(int(said))
    return str(said)


def as_found(said: object, limit: int = 200) -> str:
    """What stands in a document, as a message quotes it: as it would be written there, its length bounded."""
    if isinstance(said, str):
        return said[:limit]
    if isinstance(said, dict | list):
        return ("an object" if isinstance(said, dict) else "a list") + f" of {len(said)}"
    if said is None:
        return "null"
    return repr(said)[:limit] if type(said) is float else text(said)[:limit]


def settings(said: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Settings as text, objects within by ``name.part``; what is empty, and lists of lists, are left away."""
    told: dict[str, str] = {}
    for name, value in said.items():
        if isinstance(value, dict):
            flat = {part: inner for part, inner in value.items() if not isinstance(inner, dict)}
            told |= settings(flat, f"{prefix}{name}.")
        elif isinstance(value, list):
            told[prefix + name] = ", ".join(text(part) for part in value[:20])
        else:
            told[prefix + name] = text(value)
    return {name: value for name, value in told.items() if value}


def first_text(*said: object) -> str:
    """The first that is text with something in it, or ``""``."""
    for part in said:
        if isinstance(part, str) and part.strip():
            return part
    return ""


def escape(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def json_pointer(*parts: object) -> str:
    """The JSON pointer that leads through ``parts``."""
    return "".join(f"/{escape(str(part))}" for part in parts)
