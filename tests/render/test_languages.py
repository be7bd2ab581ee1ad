"""Both catalogues say everything, the same things, and nothing that nobody asks for."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from babel import Locale

import evalsite
from evalsite.metrics import Direction
from evalsite.pages.model import NOT_COMPARED
from evalsite.render.catalog import entries, languages
from evalsite.verdicts import Category, Mark, Outcome, Verdict

SOURCE = Path(evalsite.__file__).parent
EVERY_LANGUAGE = pytest.mark.parametrize("language", languages())

CODES = {
    "verdict": [*Verdict, NOT_COMPARED],
    "outcome": [*Outcome, NOT_COMPARED, "cannot-tell"],  # cannot tell: once uncertainty is known
    "category": [*Category],
    "short.category": [*Category, NOT_COMPARED],
    "direction": [*Direction],
    "mark": [*Mark],
    "legend.mark": [*Mark],
    "legend.verdict": [*Verdict],
}
"""The families of keys that end in a code which analysis gives; each code of each must have words."""


def module_files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def first_arguments(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given as key to each ``Message(...)`` and ``words(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            keys = [keyword.value for keyword in node.keywords if keyword.arg == "key"]
            if function in {"Message", "words"}:
                yield from [*node.args[:1], *keys]


def keys_in(expression: ast.expr) -> Iterator[str]:
    """The keys that an expression can become, as patterns: each part of an f-string that is filled in is any word."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield re.escape(expression.value)
    elif isinstance(expression, ast.JoinedStr):
        yield "".join(re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w.-]+" for p in expression.values)
    elif isinstance(expression, ast.IfExp):
        yield from (*keys_in(expression.body), *keys_in(expression.orelse))


def keys_asked_for() -> set[str]:
    """Every key that the source or a template asks for, as a pattern."""
    in_python = {
        key
        for file in module_files()
        for argument in first_arguments(ast.parse(file.read_text(encoding="utf-8")))
        for key in keys_in(argument)
    }
    templates = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.jinja"))
    in_templates = re.findall(r"words\('([\w.-]+)'(?: ~ [\w.]+)?", templates)
    return in_python | {re.escape(key) + (r"[\w-]+" if key.endswith(".") else "") for key in in_templates}


def texts_in_source() -> set[str]:
    return {
        node.value
        for file in module_files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@EVERY_LANGUAGE
def test_every_language_has_the_same_keys(language: str) -> None:
    assert entries(language).keys() == entries("en").keys()


@EVERY_LANGUAGE
def test_every_entry_has_the_same_placeholders(language: str) -> None:
    different = {
        key: (sorted(entry.arguments), sorted(entries("en")[key].arguments))
        for key, entry in entries(language).items()
        if entry.arguments - {"count"} != entries("en")[key].arguments - {"count"}
    }
    assert different == {}


@EVERY_LANGUAGE
def test_an_entry_with_a_plural_has_each_form_of_its_language(language: str) -> None:
    needed = {*Locale.parse(language).plural_form.tags, "other"}
    wrong = {
        key: sorted(entry.forms)
        for key, entry in entries(language).items()
        if len(entries("en")[key].forms) > 1 and set(entry.forms) != needed
    }
    assert wrong == {}


@EVERY_LANGUAGE
def test_every_form_of_a_plural_says_the_same(language: str) -> None:
    """A singular may leave the count out ("one model"), and nothing else."""
    different = [
        key
        for key, entry in entries(language).items()
        if len({frozenset(name for _, name in form if name and name != "count") for form in entry.forms.values()}) > 1
    ]
    assert different == []


@pytest.mark.parametrize(("language", "family"), list(product(languages(), CODES)))
def test_every_code_has_its_words(language: str, family: str) -> None:
    assert {f"{family}.{code}" for code in CODES[family]} <= entries(language).keys()


def test_every_key_asked_for_has_words() -> None:
    known = entries("en").keys()
    assert [key for key in sorted(keys_asked_for()) if not any(re.fullmatch(key, name) for name in known)] == []


def test_every_entry_is_asked_for() -> None:
    asked = keys_asked_for()
    written = texts_in_source()
    families = {f"{family}.{code}" for family, codes in CODES.items() for code in codes}
    idle = [
        key
        for key in entries("en")
        if key not in families and key not in written and not any(re.fullmatch(pattern, key) for pattern in asked)
    ]
    assert idle == []


@EVERY_LANGUAGE
def test_no_words_are_empty_or_hold_markup(language: str) -> None:
    for key, entry in entries(language).items():
        for form in entry.forms.values():
            words = "".join(literal for literal, _ in form)
            assert not set(words) & set("<>"), key
            assert form or key == "text.space", key


def test_chinese_is_chinese() -> None:
    """Words without a Chinese character are only those that hold nothing but placeholders or signs."""
    plain = {
        key
        for key, entry in entries("zh").items()
        if not any(
            re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", words)
            for form in entry.forms.values()
            for words, _ in form
        )
    }
    untranslated = [
        key for key in plain if any(re.search(r"[A-Za-z]", words) for words, _ in entries("zh")[key].forms["other"])
    ]
    assert untranslated == []
