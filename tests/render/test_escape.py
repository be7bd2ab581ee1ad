"""Text from outside stays text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.render.escape import REPLACEMENT, escape, escape_title, isolated


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("sft-25-original-data-1b", "sft-25-original-data-1b"),
        ("pass@1 (10 %), v1.10/a_b: 模型？", "pass@1 (10 %), v1.10/a_b: 模型？"),
        ("<b>", "&#60;b&#62;"),
        ('a"b', "a&#34;b"),
        ("R&D", "R&#38;D"),
        ("it's", "it&#39;s"),
        ("{{ 7*7 }}", "&#123;&#123; 7&#42;7 &#125;&#125;"),
        ("[x](y) `z` a|b # c", "&#91;x&#93;(y) &#96;z&#96; a&#124;b &#35; c"),
    ],
)
def test_what_is_not_plainly_harmless_is_spelled_as_a_number(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("character", "what"),
    [
        ("\0", "NUL"),
        ("\n", "line end"),
        ("\x1b", "escape"),
        ("\x85", "C1 control"),
        ("\u202e", "right-to-left override"),
        ("\u2066", "isolate"),
        ("\u200f", "right-to-left mark"),
        ("\u200b", "zero width space"),
        ("\ufeff", "byte order mark"),
        ("\u2028", "line separator"),
        ("\ud800", "surrogate"),
        ("\ufffe", "noncharacter"),
        ("\U0001ffff", "noncharacter"),
        ("\U000e0041", "tag"),
    ],
)
def test_what_hides_or_reorders_is_replaced(character: str, what: str) -> None:
    assert escape(f"a{character}b") == f"a{REPLACEMENT}b", what


@pytest.mark.parametrize("text", ["👩\u200d🔬", "می\u200cخواهم", "🥇", "é"])
def test_what_shapes_letters_and_emoji_stays(text: str) -> None:
    assert escape(text) == text


@given(st.text())
def test_whatever_comes_no_character_that_html_knows_is_left(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped.replace("&#", "")) & set("<>\"'&")
    assert escaped.encode("utf-8").decode("utf-8") == escaped


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    assert html.unescape(escape(text)) == text


def test_a_title_stays_text_when_a_template_undoes_its_entities() -> None:
    undone = html.unescape(escape_title("</title><script>alert(1)</script>"))
    assert undone.replace("\u2060", "") == "</title><script>alert(1)</script>"
    assert "</" not in undone
    assert "<s" not in undone


def test_a_name_is_isolated_and_has_its_full_text_at_hand() -> None:
    assert isolated("sft-qfs", 'sft "25"-qfs') == '<bdi title="sft &#34;25&#34;-qfs">sft-qfs</bdi>'
    assert isolated("sft", "sft") == "<bdi>sft</bdi>"


def test_a_name_longer_than_anyone_reads_shows_both_ends_and_has_the_rest_at_hand() -> None:
    name = "a" * 300 + "-" + "b" * 300
    shown = isolated(name)
    assert shown == f'<bdi title="{name}">{"a" * 200}…{"b" * 199}</bdi>'
    assert isolated("x" * 400) == f"<bdi>{'x' * 400}</bdi>"
