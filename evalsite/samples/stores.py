"""Which files a source is, of what format, and which columns their folders' names hold."""

import glob
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from evalsite.config.places import Places
from evalsite.config.sample_settings import SampleSource
from evalsite.errors import EvalsiteError

_FORMATS: dict[str, Literal["parquet", "jsonl"]] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}
_PACKED = re.compile(r"\.(gz|zst|bz2)$")
_WILD = re.compile(r"[*?\[{]")


class Files(Struct, frozen=True, kw_only=True):
    """Files of one format. ``partitions`` are the columns that folders name (``model=a/``), below ``base``.

    ``columns`` are those that are asked for: JSON Lines do not say which they have.
    """

    paths: Sequence[str]
    format: Literal["parquet", "jsonl"]
    columns: tuple[str, ...]
    partitions: frozenset[str] = frozenset()
    base: str = ""

    def quoted(self, quote: Callable[[str], str]) -> list[str]:
        """The paths as an engine takes them to be no patterns; an address may be one, and stays as it is."""
        return [
            path if "://" in path else re.sub(r"[*?\[\]{}\\]", lambda wild: quote(wild[0]), path) for path in self.paths
        ]


def located(source: SampleSource, root: Path, places: Places, number: int) -> Files:
    """The files of the source ``number``; ``root`` is the folder that relative patterns start from.

    Raises:
        EvalsiteError: no file fits the pattern, or their format is in doubt.
    """
    pattern = source.files or ""
    paths = [pattern] if "://" in pattern else _found(pattern, root)
    if not paths:
        raise EvalsiteError(
            places.problem(
                ("samples", "sources", number, "files"),
                found=pattern,
                expected="expected files of samples, but none fits",
                advice="Correct the pattern; it starts from the folder of evalsite.yml.",
            )
        )
    formats = {source.format} if source.format else {_format(path) for path in paths}
    [chosen, *more] = formats
    if more or chosen is None:
        raise EvalsiteError(
            places.problem(
                ("samples", "sources", number, "files"),
                found=pattern,
                expected="expected files that are all Parquet or all JSON Lines, by their names",
                advice="Add `format: parquet` or `format: jsonl`, or make each format a source of its own.",
            )
        )
    return Files(
        paths=paths,
        format=chosen,
        columns=tuple(dict.fromkeys(name for _, name in source.columns if name)),
        partitions=frozenset(key for path in paths for key in _keys(path)),
        base=_base(pattern, root),
    )


def _found(pattern: str, root: Path) -> list[str]:
    """The files that fit, sorted; of a folder those below it whose names tell a format. A file's own name fits it."""
    start = root / pattern
    if start.is_file():
        return [str(start)]
    if start.is_dir():
        return sorted(str(path) for path in start.rglob("*") if _counts(path, start))
    matches = (root / match for match in glob.glob(pattern, root_dir=root, recursive=True))  # noqa: PTH207 - absolute, too
    return sorted(str(path) for path in matches if path.is_file())


def _counts(path: Path, start: Path) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.relative_to(start).parts)
    return not hidden and _format(path.name) is not None and path.is_file()


def _format(path: str) -> Literal["parquet", "jsonl"] | None:
    return _FORMATS.get(Path(_PACKED.sub("", path)).suffix.casefold())


def _keys(path: str) -> list[str]:
    return [part.partition("=")[0] for part in path.split("/")[:-1] if "=" in part]


def _base(pattern: str, root: Path) -> str:
    """The folder above the first part of the pattern that is wild or names a column."""
    text = pattern if "://" in pattern else str(root / pattern)
    parts = text.split("/")
    end = next((at for at, part in enumerate(parts) if _WILD.search(part) or "=" in part), None)
    if end is None:
        return text if _format(text) is None else text.rpartition("/")[0]
    return "/".join(parts[:end])
