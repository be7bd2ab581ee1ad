"""What workers do ahead is what this process would have done."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evalsite.adapters import workers
from evalsite.adapters.workers import WORTH, Workers

JOBS = [f"models/{number}/index.md" for number in range(WORTH)]
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux are there workers")
Made = tuple[str, int, str]


def work(job: str) -> Made:
    """The job, the process it was done in, and more than a pipe holds."""
    return job, os.getpid(), "x" * 200_000


@pytest.fixture(autouse=True)
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are two processors, whatever this machine has and however the tests run."""
    monkeypatch.setattr(workers, "processors", lambda: 2)


@pytest.fixture
def begun() -> Iterator[Callable[..., Workers[Made]]]:
    """Begins workers, which end with the test."""
    all_of_them: list[Workers[Made]] = []

    def begin(jobs: list[str], do: Callable[[str], Made]) -> Workers[Made]:
        all_of_them.append(Workers(jobs, do))
        return all_of_them[-1]

    yield begin
    for each in all_of_them:
        each.end()


def everything(begun: Workers[Made], jobs: list[str], do: Callable[[str], Made] = work) -> list[Made]:
    """All jobs in turn, as whoever hands them on does them: those that no worker did are done here."""
    return [begun.done(job) or do(job) for job in jobs]


@ONLY_LINUX
def test_each_job_is_done_once_and_some_by_a_worker(begun: Any, tmp_path: Path) -> None:
    def once(job: str) -> Made:
        (tmp_path / job.replace("/", "-")).touch(exist_ok=False)
        return work(job)

    made = everything(begun(JOBS, once), JOBS, once)
    assert [job for job, _, _ in made] == JOBS
    assert len({process for _, process, _ in made}) == 2
    assert len(list(tmp_path.iterdir())) == len(JOBS)


@ONLY_LINUX
@pytest.mark.parametrize("count", [3, 4])
def test_there_may_be_several_workers(begun: Any, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: count)
    assert [job for job, _, _ in everything(begun(JOBS, work), JOBS)] == JOBS


@ONLY_LINUX
@pytest.mark.parametrize("end", [lambda: 1 / 0, lambda: os.kill(os.getpid(), 9)], ids=["error", "killed"])
def test_what_a_worker_could_not_do_is_done_here(begun: Any, end: Callable[[], object]) -> None:
    def some(job: str) -> Made:
        if os.getpid() != here:
            end()
        return work(job)

    here = os.getpid()
    made = everything(begun(JOBS, some), JOBS, some)
    assert [(job, process) for job, process, _ in made] == [(job, here) for job in JOBS]


@ONLY_LINUX
def test_what_nobody_can_do_goes_wrong_here(begun: Any) -> None:
    def some(job: str) -> Made:
        if job == JOBS[5]:
            raise ValueError(job)
        return work(job)

    with pytest.raises(ValueError, match="models/5/"):
        everything(begun(JOBS, some), JOBS, some)


@ONLY_LINUX
def test_a_build_that_is_given_up_leaves_no_process(begun: Any) -> None:
    pool = begun(JOBS, work)
    assert multiprocessing.active_children()
    pool.end()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("few", [JOBS[: WORTH - 1], []], ids=["a job less", "none"])
def test_few_jobs_are_done_here(begun: Any, few: list[str]) -> None:
    assert {process for _, process, _ in everything(begun(few, work), few)} <= {os.getpid()}


def test_on_one_processor_all_jobs_are_done_here(begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 1)
    assert {process for _, process, _ in everything(begun(JOBS, work), JOBS)} == {os.getpid()}


def test_where_a_process_cannot_be_doubled_nothing_of_that_is_asked_for(
    begun: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(method: str) -> None:
        raise ValueError(method)  # as on Windows

    monkeypatch.setattr(workers, "processors", lambda: 1)
    monkeypatch.setattr(workers, "get_context", not_there)
    assert [job for job, _, _ in everything(begun(JOBS, work), JOBS)] == JOBS


@ONLY_LINUX
@pytest.mark.parametrize("error", [FileNotFoundError, PermissionError, ImportError])
def test_without_locks_between_processes_all_jobs_are_done_here(
    begun: Any, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def no_lock(_: object) -> None:
        raise error  # as where there is no /dev/shm

    monkeypatch.setattr(type(multiprocessing.get_context("fork")), "Lock", no_lock)
    assert {process for _, process, _ in everything(begun(JOBS, work), JOBS)} == {os.getpid()}
    assert multiprocessing.active_children() == []


@ONLY_LINUX
def test_where_no_process_may_begin_all_jobs_are_done_here(begun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_fork() -> int:
        raise BlockingIOError  # as where there are as many processes as are allowed

    monkeypatch.setattr(os, "fork", no_fork)
    assert {process for _, process, _ in everything(begun(JOBS, work), JOBS)} == {os.getpid()}


@ONLY_LINUX
@pytest.mark.slow
@pytest.mark.skipif(os.cpu_count() == 1, reason="there is only one processor")
def test_a_site_is_the_same_from_one_process_or_several(source: Any, run: Any, digest: Callable[[Path], str]) -> None:
    rows = "".join(f"model {number},0.{number:03},{number + 1}\n" for number in range(WORTH))
    root = source({"results/many.csv": f"model,pass@1,avg_time\nant,0.25,10\n{rows}"})
    built, all_of_them = [], os.sched_getaffinity(0)
    for processors in (all_of_them, {min(all_of_them)}):
        os.sched_setaffinity(0, processors)  # what is started from here has no more
        try:
            done = run(root, "mkdocs", "build", "--strict", "--verbose")
        finally:
            os.sched_setaffinity(0, all_of_them)
        assert done.returncode == 0
        assert ("Workers made 0 of " in done.stderr) == (len(processors) == 1)
        built.append(digest(root / "site"))
    assert built[0] == built[1]
