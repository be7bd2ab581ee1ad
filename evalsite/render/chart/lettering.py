"""How wide text will be when a browser sets it, as far as that can be told without its font."""

import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
BOLD = 1.1  # how much wider letters in bold may be
_CLASSES = {  # in the widest of the usual sans-serif fonts
    "fijlrtI|!.,:;'`()[]/\\- ": 0.42,
    "mwMW@%—…+=<>~": 1.0,
    "ABCDEFGHJKLNOPQRSTUVXYZ&": 0.79,
}
_WIDTHS = {character: wide for group, wide in _CLASSES.items() for character in group}
_USUAL = 0.64
_WIDE = 1.05  # Chinese characters, emoji
_UNKNOWN = 1.0  # other alphabets: rather too much than too little


def width(text: str, size: float) -> float:
    """At most how wide ``text`` is in letters of ``size`` that are not bold, in the unit of ``size``."""
    return size * sum(map(_width, text))


def shortened(text: str, size: float, widest: float) -> str:
    """``text``, or its beginning and its end when it is wider than ``widest``: names differ most at their end.

    >>> shortened("sft-25-original-data-1b-dpo-qfs", 10, 120)
    'sft-25-ori…b-dpo-qfs'
    """
    text = text[:200] + text[-200:] if len(text) > 400 else text
    if width(text, size) <= widest:
        return text
    room = (widest - width(ELLIPSIS, size)) / 2
    return text[: _fitting(text, size, room)] + ELLIPSIS + text[len(text) - _fitting(text[::-1], size, room) :]


def _fitting(text: str, size: float, room: float) -> int:
    """How many characters at the beginning of ``text`` are no wider than ``room``."""
    taken = 0.0
    for count, character in enumerate(text):
        taken += _width(character) * size
        if taken > room:
            return count
    return len(text)


@lru_cache(maxsize=4096)
def _width(character: str) -> float:
    if character in _WIDTHS:
        return _WIDTHS[character]
    if character.isascii():
        return _USUAL if character.isprintable() else _UNKNOWN
    if unicodedata.combining(character):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in "WFA" else _UNKNOWN
