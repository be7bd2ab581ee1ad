"""Addresses and short names."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.errors import AddressError
from evalsite.names import LONGEST_SLUG, Shortener, digest, fit, near_names, slug, slugs


@pytest.mark.parametrize("name", ["sft", "sft-25-original-data-1b", "007", "a" * 60])
def test_a_name_that_is_an_address_stays_as_it_is(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("GPT-4", "gpt-4-"),
        ("sft 0.5qsl", "sft-0-5qsl-"),
        ("ﬁne", "fine-"),  # one letter to look at, two by NFKC
        ("Straße", "strasse-"),
        ("a--b", "a-b-"),
        ("-a", "a-"),
        ("a" * 61, "a" * 60 + "-"),
        ("index", "index-"),
        ("com1", "com1-"),
        ("../../etc/passwd", "etc-passwd-"),
    ],
)
def test_any_other_ends_in_six_digits_of_its_hash(name: str, start: str) -> None:
    assert slug(name) == start + hashlib.sha256(name.encode()).hexdigest()[:6]


@pytest.mark.parametrize("name", ["", "模型", "\U0001f947", "\ud800"])
def test_a_name_without_a_letter_of_an_address_is_only_its_hash(name: str) -> None:
    assert slug(name) == digest(name)
    assert re.fullmatch("[0-9a-f]{6}", slug(name))


@given(st.text())
def test_a_slug_is_safe_in_an_address_and_is_its_own_slug_or_has_a_hash(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= LONGEST_SLUG + 7
    assert made == name or made.endswith(digest(name))


def test_declared_slugs_come_first() -> None:
    assert slugs(["GPT 4", "sft"], {"GPT 4": "gpt-4"}, what="model") == {"GPT 4": "gpt-4", "sft": "sft"}


def test_every_pair_with_one_slug_is_told() -> None:
    with pytest.raises(AddressError) as caught:
        slugs(["a", "b", "c", "d"], {"b": "a", "d": "c"}, what="model")
    advice = "Declare another `slug:` for one of them, or join them with `same_as:`."
    assert str(caught.value).splitlines() == [
        f'found "b"; expected an address of its own, but the model "a" also has the slug `a`. {advice}',
        f'found "d"; expected an address of its own, but the model "c" also has the slug `c`. {advice}',
    ]


def test_a_hostile_name_in_such_a_message_is_harmless() -> None:
    with pytest.raises(AddressError) as caught:
        slugs(["a\n\x1b[31m", "b\u202e"], {"a\n\x1b[31m": "x", "b\u202e": "x"}, what="model")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("pattern", "show", "name", "shown"),
    [
        ("sft-25-dpo-*", "sft-*", "sft-25-dpo-qfs", "sft-qfs"),
        ("sft-25-dpo-*", "sft-*", "my-sft-25-dpo-qfs", "my-sft-25-dpo-qfs"),
        ("dpo-*", "*", "dpo-", "dpo-"),  # never nothing
        ("*-of-*", "*/*", "2-of-3", "2/3"),
        ("a-*-*", "*", "a-b-c", "b"),
        ("a.b", "x", "a.b", "x"),
        ("a.b", "x", "a+b", "a+b"),
        ("a*", r"\1 \g<0> *", "ab", r"\1 \g<0> b"),
        ("a*", "*", "a\nb", "\nb"),
        ("*-*", "*|*", "a-b-c", "a|b-c"),
    ],
)
def test_a_pattern_changes_what_is_displayed(pattern: str, show: str, name: str, shown: str) -> None:
    assert Shortener([(pattern, show)])(name) == shown


def test_the_first_pattern_that_fits_is_used() -> None:
    shorten = Shortener([("a-b-*", "first *"), ("a-*", "second *")])
    assert [shorten(name) for name in ("a-b-c", "a-c", "c")] == ["first c", "second c", "c"]


STARRED = st.text("ab*", max_size=8)


@given(STARRED, st.text("ab", max_size=12))
def test_a_pattern_fits_where_some_text_can_stand_for_each_star(pattern: str, name: str) -> None:
    fits = re.fullmatch(pattern.replace("*", ".*"), name) is not None
    found = fit(pattern, name)
    assert (found is not None) == fits
    if found:
        parts = iter(found.groups())
        assert "".join(next(parts) if part == "*" else part for part in pattern) == name


def test_many_stars_on_a_long_name_take_no_time() -> None:
    assert fit("*a" * 60 + "*b*c", "a" * 20_000) is None


@pytest.mark.parametrize(
    "names",
    [
        ("Qwen/Qwen2.5-7B", "Qwen2.5-7B", "qwen2.5_7b"),
        ("Qwen/Qwen2.5-7B", "qwen/qwen2-5-7b"),
        ("claude-3-5-sonnet", "claude-3.5-sonnet"),
        ("llama 3 8b", "llama3-8b"),
        ("code-llama", "codellama"),
        ("\uff27PT-4", "gpt-4"),
    ],
)
def test_names_that_may_be_one_model_s(names: tuple[str, ...]) -> None:
    assert near_names({*names, "another"}) == (tuple(sorted(names)),)


@pytest.mark.parametrize(
    "names",
    [
        ("llama-3-8b", "llama-3-80b"),
        ("gpt-4", "gpt-4o"),
        ("v1.5", "v15"),
        ("v1.5", "v1.50"),
        ("a-1-23", "a-12-3"),
        ("phi-2", "phi-2+"),
        ("gpt-4", "gpt-4 (high)"),
        ("meta/llama-7b", "ann/llama-7b"),
        ("llama-7b", "llama-7b-chat"),
        ("-", "--"),
        ("模型一", "模型二"),
    ],
)
def test_names_of_different_models(names: tuple[str, ...]) -> None:
    assert near_names(names) == ()


def test_of_two_organisations_nobody_knows_whose_a_bare_name_is() -> None:
    assert near_names(["meta/llama-7b", "Meta/Llama-7B", "ann/llama-7b", "llama-7b"]) == (
        ("Meta/Llama-7B", "meta/llama-7b"),
    )
