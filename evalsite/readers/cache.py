"""Readings kept from one build to the next: a file whose bytes are the same is not parsed again.

What identifies a file is its content, never its size and times, which a copy, a checkout or a clock can make alike
for different contents. Every file is therefore read and hashed in each build, which costs little beside parsing. A
reading is used again only when all that it depends on is the same: the file's path and bytes, the rule that
evalsite.yml has for it, the files beside it that its reader asked for, and the code: that of this package, of the
readers of third parties, and the versions of what both stand on.

The folder may be deleted at any time. Each entry begins with the checksum of its rest; one that is damaged, or not
whole, is as good as none. Two builds at once leave the entry of one of them. What nobody used for :data:`DAYS_KEPT`
days, such as the readings of files that were deleted, goes; a build that would have used it just then parses its file.
"""

import hashlib
import os
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from msgspec.structs import replace

import evalsite
from evalsite.readers.base import Document, FileRule, Reader
from evalsite.readers.packed import PackedError, compact, pack, unpack
from evalsite.readings import Reading

Read = Callable[[Document, FileRule | None], Reading]
DAYS_KEPT = 14
"""For how many days an entry is kept that no build uses."""

_CHECKSUM = 64
_DAY = 24 * 60 * 60
_ENTRY = re.compile(r"[0-9a-f]{64}(\.\d+-[0-9a-f]{8})?")
"""The name of an entry, or of one that was not finished."""

_NEEDED = ("duckdb", "jiter", "numpy", "pandas", "PyYAML", "zstandard")


class Cache:
    """The readings in ``folder``, made by ``readers`` under ``bounds``; ``found`` is how many were there already."""

    def __init__(self, folder: Path, readers: Iterable[Reader], *bounds: int) -> None:
        self._folder = folder
        self._used: set[str] = set()
        self.found = 0
        self._made_by = [code_hash(frozenset(_packages(readers))), *map(str, bounds)]

    def read(self, document: Document, rule: FileRule | None, digest: str, read: Read) -> Reading:
        """The reading of the document, whose SHA-256 is ``digest``: a kept one, else what ``read`` makes of it."""
        key = _digest([*self._made_by, document.path, document.shown, digest, repr(rule)])
        path = self._folder / _digest([document.shown, document.path])
        self._used.add(path.name)
        kept = _kept(path, key, document)
        if kept is not None:
            self.found += 1
            _used_today(path)
            return kept
        asked: dict[str, str] = {}

        def beside(name: str) -> bytes | None:
            data = document.beside(name)
            asked[name] = _digest_of(data)
            return data

        reading = compact(replace(read(replace(document, beside=beside), rule), sha256=digest))
        _keep(path, pack(reading, {"key": key, "beside": asked}))
        return reading

    def prune(self) -> None:
        """Remove what was used neither here nor, for :data:`DAYS_KEPT` days, anywhere."""
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name not in self._used and _ENTRY.fullmatch(entry.name):
                    _remove_unused(Path(entry.path))


def _remove_unused(path: Path) -> None:
    with suppress(OSError):  # another build may have removed it, or be reading it
        if path.stat().st_mtime < time.time() - DAYS_KEPT * _DAY:
            path.unlink()


def _used_today(path: Path) -> None:
    """The time of an entry is when it was used last, to the day: most builds write nothing."""
    with suppress(OSError):
        if path.stat().st_mtime < time.time() - _DAY:
            path.touch()


def _kept(path: Path, key: str, document: Document) -> Reading | None:
    """The reading in an entry; None when there is none, it is damaged, or anything that it depends on has changed."""
    try:
        entry = path.read_bytes()
        if hashlib.sha256(entry[_CHECKSUM:]).hexdigest().encode() != entry[:_CHECKSUM]:
            return None
        reading, about = unpack(entry[_CHECKSUM:])
    except (OSError, PackedError):
        return None
    if about["key"] != key:
        return None
    same = all(_digest_of(document.beside(name)) == digest for name, digest in about["beside"].items())
    return reading if same else None


def _keep(path: Path, data: bytes) -> None:
    """Write an entry, at once or not at all; where nothing can be written, the next build reads the file again."""
    new = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
    with suppress(OSError):
        make_folder(path.parent)
        try:
            new.write_bytes(hashlib.sha256(data).hexdigest().encode() + data)
            new.replace(path)
        except SystemExit:
            new.unlink(missing_ok=True)
            raise


def make_folder(folder: Path) -> None:
    """Make the folder of a cache, which tells git to pass it over.

    Raises:
        OSError: nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / ".gitignore"
    if not told.exists():
        told.write_text("*\n", encoding="ascii")


def _packages(readers: Iterable[Any]) -> Iterator[str]:
    """The packages of readers that are not of this one."""
    for reader in readers:
        package = getattr(reader, "module", type(reader).__module__).partition(".")[0]
        if package != evalsite.__name__:
            yield package


@lru_cache
def code_hash(packages: frozenset[str]) -> str:
    """A hash of the code of this package and ``packages``, and of the versions of what they stand on.

    What other packages import is not known: then all that is installed counts.
    """
    files = [file for name in (evalsite.__name__, *sorted(packages)) for file in sources(name)]
    installed = distributions() if packages else (each for name in _NEEDED for each in distributions(name=name))
    versions = sorted(f"{package.name} {package.version}" for package in installed)
    contents = (f"{file} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files)
    return _digest([sys.version, *versions, *contents])


def sources(package: str) -> Sequence[Path]:
    """The package's modules; a module that is no package stands alone."""
    file = getattr(sys.modules.get(package), "__file__", None)
    if file is None:
        return ()
    return sorted(Path(file).parent.rglob("*.py")) if Path(file).name == "__init__.py" else [Path(file)]


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _digest_of(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
