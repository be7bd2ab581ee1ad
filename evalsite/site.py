"""From results and settings to the pages of a site. Knows no generator and no language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evalsite.pages.model import Page, Text


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
