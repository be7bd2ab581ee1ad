"""Pages that a second process makes ahead are the pages that this one would have made."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalsite.adapters import ahead
from evalsite.adapters.ahead import WORTH, Ahead
from evalsite.render import RenderedPage

PATHS = [f"models/{number}/index.md" for number in range(WORTH)]
FORKS = pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is there a second process")


def page(path: str) -> RenderedPage:
    """A page whose body says in which process it was made, and is larger than a pipe holds."""
    return RenderedPage(title=path, description="", headings=(), outline="", body=f"{os.getpid()} " + "x" * 200_000)


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is room, whatever this machine has and however the tests run."""
    monkeypatch.setattr(ahead, "has_room", lambda: True)


def processes(made: list[RenderedPage]) -> list[str]:
    return [each.body.split()[0] for each in made]


@FORKS
def test_every_other_page_comes_from_the_other_process() -> None:
    pages = Ahead(PATHS, page)
    made = [pages(path) for path in PATHS]
    pages.end()
    assert [each.title for each in made] == PATHS
    assert set(processes(made)[::2]) == {str(os.getpid())}
    assert len(set(processes(made)[1::2])) == 1
    assert set(processes(made)[1::2]) != {str(os.getpid())}


@FORKS
def test_a_page_that_cannot_be_made_there_fails_here_and_the_rest_are_made_here() -> None:
    def some(path: str) -> RenderedPage:
        if path == PATHS[5]:
            raise ValueError(path)
        return page(path)

    pages = Ahead(PATHS, some)
    made = [pages(path) for path in PATHS[:5]]
    with pytest.raises(ValueError, match="models/5/"):
        pages(PATHS[5])
    made += [pages(path) for path in PATHS[6:]]
    pages.end()
    assert set(processes(made)[5:]) == {str(os.getpid())}


@FORKS
def test_out_of_order_every_page_is_still_the_one_that_was_asked_for() -> None:
    pages = Ahead(PATHS, page)
    asked = [PATHS[1], PATHS[5], PATHS[3], *PATHS[6:]]
    assert [pages(path).title for path in asked] == asked
    pages.end()


@FORKS
def test_a_build_that_is_given_up_leaves_no_process() -> None:
    pages = Ahead(PATHS, page)
    pages(PATHS[0])
    pages.end()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, 0)


@pytest.mark.parametrize("few", [PATHS[: WORTH - 1], []], ids=["a page less", "none"])
def test_few_pages_are_made_here(few: list[str]) -> None:
    pages = Ahead(few, page)
    made = [pages(path) for path in few]
    pages.end()
    assert set(processes(made)) <= {str(os.getpid())}


def test_without_room_all_pages_are_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "has_room", lambda: False)
    pages = Ahead(PATHS, page)
    assert set(processes([pages(path) for path in PATHS])) == {str(os.getpid())}


@FORKS
@pytest.mark.slow
@pytest.mark.skipif(os.cpu_count() == 1, reason="there is only one processor")
def test_a_site_is_the_same_from_one_process_or_two(source: Any, run: Any, digest: Callable[[Path], str]) -> None:
    rows = "".join(f"model {number},0.{number:03},{number + 1}\n" for number in range(WORTH))
    root = source({"results/many.csv": f"model,pass@1,avg_time\nant,0.25,10\n{rows}"})
    built, all_of_them = [], os.sched_getaffinity(0)
    for processors in (all_of_them, {min(all_of_them)}):
        os.sched_setaffinity(0, processors)  # what is started from here has no more
        try:
            assert run(root, "mkdocs", "build").returncode == 0
        finally:
            os.sched_setaffinity(0, all_of_them)
        built.append(digest(root / "site"))
    assert built[0] == built[1]
