"""Other processes: doubles of this one, each on a processor of its own, which know all that it knows."""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)

MOST = 4
"""More processes than these would wait for the first one, which hands on what all of them make."""


def processors() -> int:
    """How many processes may work at once: 1 where a process cannot safely be doubled."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def double(work: Callable[..., None], *args: Any) -> BaseProcess | None:
    """A process of its own that does ``work``, where :func:`processors` are more than one; it ends with this one.

    None where the system allows no other process: nothing needs one.
    """
    process = get_context("fork").Process(target=work, args=args, daemon=True)
    with warnings.catch_warnings():
        # Python 3.12 warns of other threads; those that there are belong to numerical libraries, and are idle.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            process.start()
        except OSError as error:
            log.debug("No other process can begin", exc_info=error)
            return None
    return process


def piped(work: Callable[..., None], *args: Any) -> tuple[Connection, BaseProcess] | None:
    """A :func:`double` that is given an end of a pipe to send by, with the other end; None where there is no double."""
    receiving, sending = get_context("fork").Pipe(duplex=False)
    with sending:
        if process := double(work, sending, *args):
            return receiving, process
    receiving.close()
    return None


class Elsewhere(Generic[T]):
    """What ``work`` gives, done by another process, where there is a processor for it, while this one goes on."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._pipe: Connection | None = None
        if processors() > 1 and (begun := piped(_send, work)):
            self._pipe, _ = begun

    @property
    def waiting(self) -> bool:
        """Whether something may still come."""
        return self._pipe is not None

    def result(self) -> T | None:
        """What it gave, once, when that is there: None before, after, and where there is no process, or it failed."""
        if self._pipe is None or not self._pipe.poll():
            return None
        pipe, self._pipe = self._pipe, None
        with pipe, suppress(EOFError):
            given: T = pipe.recv()
            return given
        return None


def _send(pipe: Connection, work: Callable[[], object]) -> None:
    try:
        pipe.send(work())
    except Exception:  # it goes wrong again where it can be told
        log.debug("Another process could not do its work", exc_info=True)
