"""The one boundary between text from outside and HTML.

Nothing else in the project turns text into HTML. What comes out is plain ``str``, which adds up without ado; it
becomes ``Markup`` where it is handed to a template, so that nothing is escaped twice. It holds nothing that
HTML, a Markdown stage, Jinja or YAML would read as more than text.
"""

import re
import unicodedata
from functools import lru_cache

REPLACEMENT = "\ufffd"
LONGEST_NAME = 400
_JOINERS = "\u200c\u200d"  # they shape letters and emoji; every other format character hides or reorders text
_RISKY = re.compile(r"[^\w \-.,/+%()?!:@]")
_AFTER_LESS_THAN = "&#8288;"  # WORD JOINER, which takes no room


@lru_cache(maxsize=65536)
def escape(text: str) -> str:
    """``text`` for the inside of an element or of an attribute between double quotes.

    Control, format (bidi overrides among them), surrogate, separator and noncharacter code points become U+FFFD;
    ASCII characters outside a small safe set become ``&#N;``.

    >>> escape('a<b "c" {{ 1 }}')
    'a&#60;b &#34;c&#34; &#123;&#123; 1 &#125;&#125;'
    """
    return _RISKY.sub(_spelled, text)


@lru_cache(maxsize=65536)
def escape_title(text: str) -> str:
    """``text`` for a place that may be printed raw, or have its entities undone once and then be printed raw.

    Material prints ``page.title | striptags`` inside ``<title>``, which turns ``&#60;`` back into ``<``.
    No tag can begin where a word joiner follows it.
    """
    return escape(text).replace("&#60;", "&#60;" + _AFTER_LESS_THAN)


@lru_cache(maxsize=65536)
def isolated(text: str, full: str = "") -> str:
    """A name as ``<bdi>``, so that its direction cannot reorder what stands beside it.

    What is not shown of it is at hand in a title: the ``full`` name behind a short one, or all of a very long one.
    """
    shown, whole = shortened(text), full or text
    title = f' title="{escape(whole)}"' if whole != shown else ""
    return f"<bdi{title}>{escape(shown)}</bdi>"


def shortened(name: str) -> str:
    """``name``, or the two ends of one that is longer than anyone reads."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME // 2]}…{name[1 - LONGEST_NAME // 2 :]}"


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    if _hidden(character):
        return REPLACEMENT
    return f"&#{ord(character)};" if character.isascii() else character


def _hidden(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _JOINERS
    return category in {"Cc", "Cs", "Zl", "Zp"} or _is_noncharacter(ord(character))


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
