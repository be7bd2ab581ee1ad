"""Every word the site says, by key and language, and how texts are put into words.

``languages/<language>.yml`` maps topics to entries; keys are written with dots (``verdict.better``).
An entry is a sentence with ``{placeholders}``, or one sentence for each plural category of the
language (``one``, ``other`` ...), chosen by the argument ``count``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import resources
from string import Formatter
from typing import Any

import yaml
from babel import Locale
from msgspec import Struct

from evalsite.errors import BuildError, ConfigError, Problem, did_you_mean
from evalsite.pages.model import Link, Literally, Localised, Message, Name, Number, Text
from evalsite.render.escape import escape, isolated, shortened
from evalsite.render.links import Links

_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where there is one, a tenth of the time
_LANGUAGES = resources.files("evalsite.render") / "languages"
Piece = tuple[str, str | None]
"""Literal text, and the placeholder that follows it, if any."""


class Entry(Struct, frozen=True, dict=True):
    """One entry of a catalogue: its pieces by plural category (``other`` alone when it has no plural)."""

    forms: Mapping[str, tuple[Piece, ...]]

    @cached_property
    def arguments(self) -> frozenset[str]:
        """The names of all placeholders in any form, and ``count`` when it chooses between forms."""
        names = frozenset(name for form in self.forms.values() for _, name in form if name)
        return names | {"count"} if len(self.forms) > 1 else names


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, in alphabetical order."""
    return tuple(sorted(file.name.removesuffix(".yml") for file in _LANGUAGES.iterdir() if file.name.endswith(".yml")))


@lru_cache
def entries(language: str) -> Mapping[str, Entry]:
    """All entries of one language by dotted key.

    Raises:
        ConfigError: there is no catalogue for the language.
        BuildError: the catalogue holds something other than words.
    """
    if language not in languages():
        raise ConfigError(
            Problem(
                found=language,
                expected=f"expected a language that the site has words for: {', '.join(languages())}",
                advice=did_you_mean(language, languages()),
            )
        )
    tree = yaml.load((_LANGUAGES / f"{language}.yml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (safe)
    return dict(_flattened(tree, f"languages/{language}.yml", ""))


def _flattened(tree: Any, file: str, prefix: str) -> Iterator[tuple[str, Entry]]:
    for key, value in tree.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, str):
            yield dotted, Entry({"other": _pieces(value)})
        elif isinstance(value, dict) and "other" in value and value.keys() <= _PLURALS:
            yield dotted, Entry({category: _pieces(text) for category, text in value.items()})
        elif isinstance(value, dict) and isinstance(key, str):
            yield from _flattened(value, file, f"{dotted}.")
        else:
            raise BuildError(_problem(file, dotted, f"{value!r}", "expected words, or a mapping of keys to words"))


def _pieces(template: str) -> tuple[Piece, ...]:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(template))


def _problem(file: str, key: str, found: str, expected: str) -> Problem:
    return Problem(file=file, pointer="/" + key.replace(".", "/"), found=found, expected=expected)


class Catalog:
    """Puts texts into the words of one language.

    Raises:
        ConfigError: there is no catalogue for the language.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._entries = entries(language)
        self._plural = lru_cache(Locale.parse(language, sep="-").plural_form)  # slow, and asked for the same again
        # What goes into no words is said thousands of times.
        self._fixed: dict[str, str] = {}
        self._fixed_html: dict[str, str] = {}
        self._right: dict[tuple[object, ...], Entry] = {}

    def plain(self, text: Text) -> str:
        """``text`` as plain text, not escaped.

        Raises:
            BuildError: as :meth:`html`.
        """
        match text:
            case Message():
                if text.args:
                    return self.filled(text, self.plain, str)
                if text.key not in self._fixed:
                    self._fixed[text.key] = self.filled(text, self.plain, str)
                return self._fixed[text.key]
            case Localised():
                return self._chosen(text)[1]
            case Link():
                return self.plain(text.text)
            case Name() | Literally():
                return shortened(text.text)
            case Number():
                return text.text

    def sentences(self, texts: Sequence[Text], links: Links | None = None) -> str:
        """Sentences one after the other, as HTML."""
        return self._space.join([self.html(text, links) for text in texts])

    def plain_sentences(self, texts: Sequence[Text]) -> str:
        """Sentences one after the other, as plain text that is not escaped."""
        return self._space.join(map(self.plain, texts))

    def words(self, key: str, **args: Text | int) -> str:
        """The words for ``key`` as HTML."""
        return self.html(Message(key, args))

    def frame(self, key: str, *placeholders: str) -> tuple[str, ...]:
        """The words around the placeholders of a key without plural, as HTML: for what is said a thousand times.

        Raises:
            BuildError: the key has no words, or has other placeholders or in another order.
        """
        message = Message(key, dict.fromkeys(placeholders, 0))
        pieces = [*self._form(message), ("", None)][: len(placeholders) + 1]
        if tuple(name for _, name in pieces[:-1]) != placeholders:
            raise BuildError(self._wrong(message, f"expected the placeholders in the order {placeholders}", ()))
        return tuple(escape(words) for words, _ in pieces)

    @property
    def _space(self) -> str:
        return self.plain(Message("text.space"))

    def html(self, text: Text, links: Links | None = None) -> str:
        """``text`` as HTML; its names are links only where ``links`` are given.

        Raises:
            BuildError: a key or a placeholder has no words, or an argument has no placeholder.
        """
        match text:
            case Message():
                return self._message(text, links)
            case Localised():
                language, words = self._chosen(text)
                foreign = language and language != self.language
                return f'<span lang="{escape(language)}">{escape(words)}</span>' if foreign else escape(words)
            case Name():
                return name_html(text, links)
            case Link():
                words = self.html(text.text)
                return words if links is None else f'<a href="{links(text.href)}">{words}</a>'
            case Number():
                return f'<data value="{float(text.value)!r}">{escape(text.text)}</data>'
            case Literally():
                return f"<code>{isolated(text.text)}</code>" if text.code else isolated(text.text)

    def _message(self, message: Message, links: Links | None) -> str:
        if message.args:
            return self.filled(message, lambda part: self.html(part, links), escape)
        if message.key not in self._fixed_html:
            self._fixed_html[message.key] = self.filled(message, self.plain, escape)
        return self._fixed_html[message.key]

    def _chosen(self, text: Localised) -> tuple[str, str]:
        """The language of the author's words that are used, and the words, on one line."""
        for language in (self.language, "", *text.texts):
            if language in text.texts:
                return language, " ".join(text.texts[language].split())
        return "", ""

    def filled(self, message: Message, say: Callable[[Text], str], literal: Callable[[str], str]) -> str:
        """The words of a message, each piece of them through ``literal`` and what goes into them through ``say``.

        Raises:
            BuildError: as :meth:`html`.
        """
        parts = []
        for words, placeholder in self._form(message):
            parts.append(literal(words))
            if placeholder:
                parts.append(self._argument(message.args[placeholder], say, literal))
        return "".join(parts)

    def _form(self, message: Message) -> tuple[Piece, ...]:
        count = message.args.get("count")
        number = count if isinstance(count, int) else None
        said = (message.key, number is None, *message.args)
        if said not in self._right:  # what is said with the same arguments needs no other look
            self._right[said] = self._checked(message, number)
        forms = self._right[said].forms
        return forms.get("other" if number is None else self._plural(number), forms["other"])

    def _checked(self, message: Message, number: int | None) -> Entry:
        entry = self._entries.get(message.key)
        if entry is None:
            raise BuildError(self._wrong(message, "expected a key of the catalogue", self._entries))
        given = message.args.keys() - ({"count"} if number is None else set())
        if not entry.arguments <= given or given - {"count"} != entry.arguments - {"count"}:
            raise BuildError(self._wrong(message, f"expected the arguments {sorted(entry.arguments)}", ()))
        return entry

    def _wrong(self, message: Message, expected: str, known: Mapping[str, Entry] | tuple[()]) -> Problem:
        found = f"{message.key}({', '.join(sorted(message.args))})"
        advice = did_you_mean(message.key, known)
        return Problem(file=f"languages/{self.language}.yml", found=found, expected=expected, advice=advice)

    def _argument(
        self, value: "Text | int | tuple[Text, ...]", say: Callable[[Text], str], literal: Callable[[str], str]
    ) -> str:
        if isinstance(value, int):
            return str(value)
        if isinstance(value, tuple):
            return self._list([say(part) for part in value], literal)
        return say(value)

    def _list(self, members: Sequence[str], literal: Callable[[str], str]) -> str:
        """``a, b and c``, in the language's way."""
        comma, last = (literal(self.plain(Message(key))) for key in ("text.comma", "text.and"))
        if len(members) < 2:
            return "".join(members)
        return comma.join(members[:-1]) + last + members[-1]


def name_html(name: Name, links: Links | None) -> str:
    """A name in ``<bdi>``, within a link when it leads somewhere and ``links`` are given."""
    printed = isolated(name.text, name.full)
    if links is None or name.href is None:
        return printed
    return f'<a href="{links(name.href)}">{printed}</a>'
