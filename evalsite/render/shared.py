"""What many pages show is printed once."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from evalsite.pages.model import Shared

T = TypeVar("T")


class Prints:
    """What was printed of everything that pages share, for pages at one depth: their links are the same."""

    def __init__(self) -> None:
        # By identity; what was printed is kept too, so that no other value can take its id.
        self._known: dict[int, tuple[object, list[str]]] = {}

    def __call__(self, items: Sequence[T], write: Callable[[T], str]) -> list[str]:
        """Each of ``items`` as ``write`` prints it."""
        if not isinstance(items, Shared):
            return [write(item) for item in items]
        everything = items.everything
        if id(everything) not in self._known:
            self._known[id(everything)] = (everything, [write(item) for item in everything])
        printed = self._known[id(everything)][1]
        return [printed[place] for place in items.places]
