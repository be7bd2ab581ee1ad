"""Addresses of the site, written relative to the page they stand on."""

import re
from collections.abc import Sequence
from functools import lru_cache

from evalsite.errors import BuildError, Problem

_OURS = re.compile(r"(?![/?])[A-Za-z0-9._~/?=&%-]*(#[A-Za-z0-9._~-]+)?")
_ALL_PAGES = re.compile(r"((?![/?])[A-Za-z0-9._~/?=%-]+(#[A-Za-z0-9._~-]+)?(\n|\Z))*")  # with nothing to escape


@lru_cache(maxsize=65536)
def checked(href: str) -> str:
    """``href`` itself, when it is an address of the site that needs no escaping.

    Raises:
        BuildError: it has a scheme, a host, a leading ``/``, ``..`` or a character that no address of ours has.
    """
    if not _OURS.fullmatch(href) or ".." in href:
        raise BuildError(
            Problem(
                found=href,
                expected="expected an address from the site's root, such as models/sft/ or #m-sft",
                advice="Links lead to pages of the site only; make them from slugs.",
            )
        )
    return href.replace("&", "&amp;")


class Links:
    """Makes addresses from the site's root relative to one page.

    >>> links = Links("benchmarks/mbpp/")
    >>> links("models/sft/"), links("#m-sft"), links("")
    ('../../models/sft/', '#m-sft', '../../')
    """

    def __init__(self, address: str) -> None:
        self._to_root = "../" * checked(address).count("/")

    def __call__(self, href: str) -> str:
        """The value of an href attribute that leads to ``href``.

        Raises:
            BuildError: see :func:`checked`.
        """
        if href.startswith("#"):
            return checked(href)
        return self._to_root + checked(href) or "./"

    def each(self, hrefs: Sequence[str | None]) -> list[str | None]:
        """The same for many at once; None stays None.

        Raises:
            BuildError: see :func:`checked`.
        """
        given = [href for href in hrefs if href is not None]
        together = "\n".join(given)
        if together.count("\n") < len(given) and _ALL_PAGES.fullmatch(together) and ".." not in together:
            return [None if href is None else self._to_root + href for href in hrefs]
        return [None if href is None else self(href) for href in hrefs]
