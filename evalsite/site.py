"""From results and settings to the pages of a site. Knows no generator and no language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evalsite.config import Config
from evalsite.errors import Problem
from evalsite.pages.model import Page, Text
from evalsite.results import Reading, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that was read: settings, files, results, and what could not be used.

    ``problems`` are those of severity ``record``; they stop a build only under ``strict``.
    """

    root: Path
    config: Config
    readings: Sequence[Reading]
    results: Results
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """A page that can be made when it is its turn, so that they need not all be held at once.

    ``section`` groups pages for navigation: ``summary``, ``matrix``, ``benchmarks``, ``models``,
    ``sources``. ``index`` is True for the page that stands for its section in the navigation.
    """

    address: str
    title: Text
    section: str
    index: bool
    make: Callable[[], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything a generator needs: the pages in order, and a hash of all inputs."""

    pages: Sequence[PlannedPage]
    build_id: str


def read(root: Path, *, results: Path | None = None, strict: bool = False) -> Inputs:
    """Read ``root/evalsite.yml`` and the results folder (``results``, or the one it names).

    Raises:
        EvalsiteError: with every problem of severity ``error``, from settings and results alike; with
            those of severity ``record`` too when ``strict`` or the settings ask for it.
    """
    raise NotImplementedError


def plan(inputs: Inputs) -> Site:
    """The pages of the site.

    Raises:
        AddressError: two pages, models or benchmarks would stand at one address.
    """
    raise NotImplementedError
