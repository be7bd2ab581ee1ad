"""What can go wrong, as values and as exceptions.

A :class:`Problem` is one thing wrong at one place. Problems are gathered, never raised one by one:
the first error of an input hides the others, and the reader of the message has to run again for each.

::

    EvalsiteError              one or more problems that stop the work
    |-- ConfigError            evalsite.yml does not say what it must
    |-- ResultsError           there are no results, or reading them would not be safe
    |-- AddressError           two things would stand at one address of the site
    |-- BuildError             the site could not be put together from what was read
    `-- CannotRun              the command was asked for something that is not there
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "record"]


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong, at one place, with what to do about it.

    ``severity`` is ``"error"`` where no site may be built, and ``"record"`` where only the record at
    this place is left out: it is then named in the ledger, and stops a build only under ``strict``.
    """

    file: str = ""
    line: int | None = None
    pointer: str = ""
    found: str = ""
    expected: str
    advice: str = ""
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """``file:line``, ``file#/json/pointer`` or ``file``; empty when the problem has no place."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file}#{printable(self.pointer)}" if self.pointer else self.file

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        found = f"found {quoted(self.found)}; " if self.found else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{where}{found}{self.expected}.{advice}"


def quoted(text: str, limit: int = 120) -> str:
    """``text`` between double quotes, on one line, control characters spelled out, at most ``limit`` long."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return f'"{printable(cut)}"'


def printable(text: str) -> str:
    """``text`` on one line, with every character that does not print spelled out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``'Did you mean "sft"?'``, or nothing when no known word is close."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {quoted(close[0])}?" if close else ""


class EvalsiteError(Exception):
    """Work that had to stop, with every problem that was found."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigError(EvalsiteError):
    """evalsite.yml does not say what it must."""


class ResultsError(EvalsiteError):
    """There are no results, or reading them would not be safe."""


class AddressError(EvalsiteError):
    """Two things would stand at one address of the site."""


class BuildError(EvalsiteError):
    """The site could not be put together from what was read."""


class CannotRun(EvalsiteError):  # noqa: N818 (the exit code that it stands for is called so)
    """The command was asked for something that is not there."""
