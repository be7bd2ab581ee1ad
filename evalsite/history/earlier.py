"""What files held in the revision before, read by the readers of today."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from evalsite.history.revisions import Store, opened
from evalsite.readers import registry
from evalsite.readers.base import Document, FileRule
from evalsite.readers.folder import LARGEST, shown_path
from evalsite.readings import Reading


def read_earlier(
    folder: Path, blobs: Mapping[str, str], rules: Sequence[FileRule], *, shown: str
) -> tuple[Reading, ...]:
    """A reading for each file of ``blobs`` (see :func:`evalsite.history.revisions.changed_since`), by path.

    ``shown`` is what messages call the folder. What is ignored today is ignored, and so is what is too large to be
    held, or no longer in the repository.
    """
    wanted = [path for path in sorted(blobs) if not _ignored(path, rules)]
    if not wanted:
        return ()
    with opened(folder, LARGEST) as store:
        return tuple(_Earlier(folder=folder, blobs=blobs, store=store, shown=shown).readings(wanted, rules))


def _rule(path: str, rules: Sequence[FileRule]) -> FileRule | None:
    return next((rule for rule in rules if rule.fits(path)), None)


def _ignored(path: str, rules: Sequence[FileRule]) -> bool:
    """As in :func:`evalsite.readers.folder.read_folder`."""
    *_, name = parts = path.split("/")
    rule = _rule(path, rules)
    hidden = any(part.startswith(".") for part in parts)
    return hidden or name.upper().startswith("README") or bool(rule and rule.ignore)


class _Earlier(Struct, frozen=True, kw_only=True):
    folder: Path
    blobs: Mapping[str, str]
    store: Store
    shown: str

    def readings(self, paths: Sequence[str], rules: Sequence[FileRule]) -> Iterator[Reading]:
        for path in paths:
            data = self.store.content(self.blobs[path])
            if data is None:
                continue
            document = Document(path=path, shown=f"{self.shown}/{shown_path(path)}", data=data, beside=self.beside)
            rule = _rule(path, rules)
            yield registry.read(document, rule and rule.of(path))

    def beside(self, path: str) -> bytes | None:
        """What a file beside it held then: as it is today, unless it is one of those that changed."""
        if path in self.blobs:
            return self.store.content(self.blobs[path])
        full = self.folder / path
        inside = Path(os.path.realpath(full)).is_relative_to(os.path.realpath(self.folder))
        if not (inside and full.is_file()) or full.stat().st_size > LARGEST:
            return None
        return full.read_bytes()
