"""A new site beside the old one, which it replaces whole or not at all."""

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path


def beside(site: Path) -> Path:
    """A new empty folder beside ``site``, on the same file system, so that a rename can put it in place."""
    folder = site.parent / f".{site.name}-{secrets.token_hex(4)}.new"
    folder.mkdir(parents=True)
    return folder


def put_in_place(new: Path, site: Path) -> None:
    """Let ``new`` take the place of ``site``. When that fails, ``site`` is what it was."""
    old = site.parent / f".{site.name}-{secrets.token_hex(4)}.old"
    if not site.exists():
        new.rename(site)
        return
    site.rename(old)
    try:
        new.rename(site)
    except OSError:
        old.rename(site)
        raise
    shutil.rmtree(old)


@contextlib.contextmanager
def replacing(site: Path) -> Iterator[Path]:
    """An empty folder that takes the place of ``site`` when the block ends, and is gone when it fails."""
    site = site.resolve()
    new = beside(site)
    try:
        yield new
        put_in_place(new, site)
    finally:
        shutil.rmtree(new, ignore_errors=True)
