"""Work that another process does while this one goes on."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from threading import Event, Thread
from typing import Any

import pytest

from evalsite import processes
from evalsite.processes import MOST, Elsewhere, double, processors

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux are there other processes")


@pytest.fixture
def _room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There are two processors, whatever this machine has and however the tests run; no process goes on afterwards."""
    monkeypatch.setattr(processes, "processors", lambda: 2)
    yield
    for process in active_children():
        process.terminate()
        process.join()


def waited(elsewhere: Elsewhere[Any]) -> Any:
    """The result, when it has come."""
    until = time.monotonic() + 20
    while (given := elsewhere.result()) is None and time.monotonic() < until:
        time.sleep(0.005)
    return given


@ONLY_LINUX
@pytest.mark.usefixtures("_room")
def test_another_process_does_it_and_more_fits_than_a_pipe_holds() -> None:
    elsewhere = Elsewhere(lambda: (os.getpid(), "x" * 200_000))
    process, long = waited(elsewhere)
    assert process != os.getpid()
    assert len(long) == 200_000
    assert elsewhere.result() is None  # it was given once


@ONLY_LINUX
@pytest.mark.usefixtures("_room")
def test_nobody_waits_for_what_is_not_done() -> None:
    began = time.monotonic()
    assert Elsewhere(lambda: time.sleep(20)).result() is None
    assert time.monotonic() - began < 10


def fails() -> int:
    raise ValueError


def ends() -> int:
    sys.exit()


@ONLY_LINUX
@pytest.mark.parametrize("work", [fails, ends])
@pytest.mark.usefixtures("_room")
def test_what_fails_there_is_left_to_be_done_here(work: Callable[[], int]) -> None:
    elsewhere = Elsewhere(work)
    while elsewhere.waiting:
        assert elsewhere.result() is None


@ONLY_LINUX
@pytest.mark.usefixtures("_room")
def test_where_no_process_may_begin_there_is_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_fork() -> int:
        raise BlockingIOError  # as where there are as many processes as are allowed

    monkeypatch.setattr(os, "fork", no_fork)
    assert double(time.sleep, 20) is None
    elsewhere = Elsewhere(os.getpid)
    assert not elsewhere.waiting
    assert elsewhere.result() is None


def test_with_one_processor_there_is_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 1)
    monkeypatch.setattr(processes, "double", lambda *_: pytest.fail("a process began"))
    assert Elsewhere(os.getpid).result() is None


@ONLY_LINUX
@pytest.mark.parametrize(("has", "are"), [({0}, 1), ({0, 1}, 2), (set(range(64)), MOST)])
def test_there_are_as_many_as_this_process_may_use_and_not_too_many(
    monkeypatch: pytest.MonkeyPatch, has: set[int], are: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: has)
    monkeypatch.setattr(processes.threading, "active_count", lambda: 1)
    assert processors() == are


def test_beside_another_thread_no_process_is_doubled() -> None:
    done = Event()
    thread = Thread(target=done.wait)
    thread.start()
    try:
        assert processors() == 1
    finally:
        done.set()
        thread.join()


def test_elsewhere_than_on_linux_no_process_is_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert processors() == 1
