"""A second process that reads from the last file on, and keeps what it has read where the first will look for it."""

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from evalsite.processes import double, processors

log = logging.getLogger(__name__)
WORTH = 2_000_000
"""So many bytes are worth a second process, which takes a hundredth of a second to begin."""


class Ahead:
    """Reads ``files`` from the end, once :meth:`begin` says that they have to be read; stops when the block ends.

    ``read`` reads the file at a place of the list, and keeps its reading. Nothing depends on whether it comes to one:
    what it has not kept, or could not read, is read where it is asked for. Where two are at one file, both read it.
    """

    def __init__(self, files: Sequence[Path], read: Callable[[int], object]) -> None:
        self._files = files
        self._read = read
        self._begun = False
        self.process: BaseProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process:
            self.process.terminate()

    def begin(self) -> None:
        """Begin, where that is worth it; the first call counts."""
        if self._begun:
            return
        self._begun = True
        if processors() > 1 and sum(map(_size, self._files)) >= WORTH:
            self.process = double(self._work)

    def _work(self) -> None:
        signal.signal(signal.SIGTERM, _end)
        for place in reversed(range(len(self._files))):
            try:
                self._read(place)
            except Exception as error:  # it goes wrong again where it can be told
                log.debug("%s could not be read ahead", self._files[place], exc_info=error)
                return


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0


def _end(*_: object) -> None:
    """End as at the end of a program, with nothing left unfinished on the disk."""
    sys.exit()
