"""Other processes that do a share of the work, each on a processor of its own."""

import logging
from collections.abc import Callable, Sequence
from mmap import mmap
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from evalsite.processes import piped, processors

WORTH = 40
"""So many jobs are worth a second process, which takes a moment to begin, and memory of its own."""

T = TypeVar("T")
log = logging.getLogger("mkdocs.hooks.evalsite")


class Workers(Generic[T]):
    """Doubles of this process, which know all that it knows, and do ``jobs`` while it goes on.

    This process works, too: it asks for each job in turn, and does those that nobody has begun. What ``do`` gives is
    sent here, and should be small.
    """

    def __init__(self, jobs: Sequence[str], do: Callable[[str], T]) -> None:
        self._processes: dict[Connection, BaseProcess] = {}
        self._done: dict[str, T] = {}
        count = processors() if len(jobs) >= WORTH else 1
        self._claims = _claims(jobs) if count > 1 else None
        if self._claims is not None:
            for number in range(1, count):
                # Each begins with jobs of its own, and then takes those that others would come to last.
                self._begin([*jobs[number::count], *reversed(jobs)], do, self._claims)

    def done(self, job: str) -> T | None:
        """What a worker gave for ``job``; None where it is to be done here.

        What went wrong there is to be done here, too: it goes wrong again where it can be told.
        """
        if self._claims is None:
            return None
        self._receive(timeout=0)
        if self._claims.take(job):
            return None
        while job not in self._done and self._processes:
            self._receive(timeout=None)
        return self._done.pop(job, None)

    def end(self) -> None:
        """Let all of them end, whatever they have not done yet."""
        for pipe, process in self._processes.items():
            process.terminate()
            process.join()
            pipe.close()
        self._processes = {}

    def _begin(self, jobs: Sequence[str], do: Callable[[str], T], claims: "_Claims") -> None:
        if begun := piped(_work, jobs, do, claims):
            pipe, process = begun
            self._processes[pipe] = process

    def _receive(self, timeout: float | None) -> None:
        """Take what workers have sent, or wait for that, which it does not where there are none."""
        ready = wait(list(self._processes), timeout) if self._processes else ()
        for pipe in [pipe for pipe in self._processes if pipe in ready]:
            try:
                self._done |= pipe.recv()
            except EOFError:
                self._processes.pop(pipe).join()


class _Claims:
    """Which jobs somebody has begun: the same for all processes."""

    def __init__(self, jobs: Sequence[str]) -> None:
        self._places = {job: place for place, job in enumerate(jobs)}
        self._taken = mmap(-1, len(jobs))
        self._lock = get_context("fork").Lock()

    def take(self, job: str) -> bool:
        """Whether nobody had begun ``job``, which is begun now."""
        place = self._places[job]
        with self._lock:
            free = not self._taken[place]
            self._taken[place] = 1
            return free


def _claims(jobs: Sequence[str]) -> _Claims | None:
    """None where the system has no locks between processes, as some containers do."""
    try:
        return _Claims(jobs)
    except (OSError, ImportError) as error:
        log.debug("Nothing can be shared with other processes", exc_info=error)
        return None


def _work(pipe: Connection, jobs: Sequence[str], do: Callable[[str], T], claims: _Claims) -> None:
    for job in jobs:
        if claims.take(job):
            try:
                done = do(job)
            except Exception:
                log.debug("A worker could not make %s", job, exc_info=True)
                return
            pipe.send({job: done})
