"""A second process that makes every other page ahead, while this one makes the rest and hands all to MkDocs."""

import contextlib
import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import BinaryIO

from evalsite.render import RenderedPage

WORTH = 100
"""So many pages are worth a process of their own: it takes a moment to begin, and memory of its own."""

Make = Callable[[str], RenderedPage]


def has_room() -> bool:
    """Whether this process may be doubled, and a processor is there for the other half."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Ahead:
    """The pages at ``paths``, to be asked for in this order; ``make`` makes one."""

    def __init__(self, paths: Sequence[str], make: Make) -> None:
        self._make = make
        self._process = 0
        self._theirs = frozenset(paths[1::2] if len(paths) >= WORTH and has_room() else ())
        if self._theirs:
            self._begin(paths[1::2])

    def __call__(self, path: str) -> RenderedPage:
        """The page, made here or there. What goes wrong there is tried again here, where it is told."""
        if path not in self._theirs:
            return self._make(path)
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            made: tuple[str, RenderedPage] = pickle.load(self._pipe)  # noqa: S301 (our own process wrote it)
            if made[0] == path:
                return made[1]
        self._theirs = frozenset()
        return self._make(path)

    def end(self) -> None:
        """Close the pipe, at which the other process ends too, and wait for that."""
        if self._process:
            self._pipe.close()
            os.waitpid(self._process, 0)
            self._process = 0

    def _begin(self, paths: Sequence[str]) -> None:
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Python 3.12 warns of other threads; those that there are belong to numerical libraries, and are idle.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if self._process:
            os.close(writing)
            self._pipe: BinaryIO = os.fdopen(reading, "rb")
            return
        os.close(reading)
        # Nothing of what this process inherited may run twice, whatever happens: it ends here.
        try:
            with os.fdopen(writing, "wb") as pipe:
                for path in paths:
                    pickle.dump((path, self._make(path)), pipe, pickle.HIGHEST_PROTOCOL)
        finally:
            os._exit(0)
