"""Text for a terminal: nothing in it moves the cursor, changes colours or hides what stands there."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import TextIO


def printable(text: str) -> str:
    """``text`` with every character that does not print spelled out; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)


def called(level: str, text: str) -> str:
    """``error: ...``, on each of the lines: one is one problem."""
    return "\n".join(f"{level}: {line}" for line in text.split("\n"))


class PlainFormatter(logging.Formatter):
    """``warning: ...`` for what must be seen, and the message alone for the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as printable text; a traceback keeps its lines."""
        text = printable(super().format(record))
        if record.levelno < logging.WARNING:
            return text
        level = record.levelname.lower()
        return f"{level}: {text}" if record.exc_info else called(level, text)


def log_to_stderr(level: int) -> None:
    """Print what MkDocs and its plugins log from ``level`` on.

    mkdocs-macros logs the error of a macro with its traceback; the build says the same with file and line.
    """
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(PlainFormatter())
    handler.addFilter(lambda record: not record.name.startswith("mkdocs.plugins.mkdocs_macros"))
    logger = logging.getLogger("mkdocs")
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
    # It tells of its dictionary each time, and sets its level when it is imported.
    logging.getLogger("jieba").addFilter(lambda record: record.levelno >= logging.WARNING)


@contextlib.contextmanager
def progress(stream: TextIO, *, quiet: bool = False, after: float = 1.0) -> Iterator[Callable[[int, int], None]]:
    """Say on one line of a terminal how far long work has come, once it took ``after`` seconds; wiped in the end."""
    begun = time.monotonic()
    said = False

    def told(done: int, total: int) -> None:
        nonlocal said
        if stream.isatty() and not quiet and time.monotonic() - begun > after:
            stream.write(f"\r{done} of {total} files")
            stream.flush()
            said = True

    yield told
    if said:
        stream.write("\r\x1b[K")
        stream.flush()
