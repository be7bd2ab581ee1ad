"""A reader for any syntax of plain tables: how it is known, and how its text becomes a table."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem
from evalsite.readers.base import Document, FileRule
from evalsite.readers.rows import refusal, tidy
from evalsite.readers.table import NoTableError, Table
from evalsite.readings import Reading, Reason


class PlainTable(Struct, frozen=True, kw_only=True):
    """One syntax: ``looks`` says of a file's head why it is this syntax, ``parse`` may raise EvalsiteError."""

    name: str
    looks: Callable[[str], str | None]
    parse: Callable[[Document], Table]

    def sniff(self, document: Document) -> str | None:
        """What the document was recognised by, or None."""
        return self.looks(document.head)

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The document's rows, with every problem met."""
        try:
            check_text(document)
            reading = tidy(self.parse(document), document, rule)
        except NoTableError as error:
            reading = refusal(document.shown, error, Reason.UNKNOWN_FORMAT)
        except EvalsiteError as error:
            reading = refusal(document.shown, error)
        return replace(reading, format=self.name)


def check_text(document: Document) -> None:
    """Refuse what is not text.

    Raises:
        EvalsiteError: bytes that are not UTF-8, or a NUL, each with its line.
    """
    try:
        at, found = document.text.find("\0"), "\0"
        line = document.text.count("\n", 0, at) + 1 if at >= 0 else 0
    except UnicodeDecodeError as error:
        at, found = error.start, f"byte 0x{document.data[error.start]:02x}"
        line = document.data.count(b"\n", 0, at) + 1
    if at >= 0:
        raise EvalsiteError(
            Problem(
                file=document.shown,
                line=line,
                found=found,
                expected="expected text in UTF-8, without NUL characters",
                advice="Save the file as UTF-8.",
                severity="record",
            )
        )
