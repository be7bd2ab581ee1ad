"""The files of results: where they are, what evalsite.yml says of each, and how they are read.

Nothing here loads pandas: another process may begin to read while this one loads it.
"""

import logging
import signal
import sys
from collections.abc import Sequence
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path

from evalsite.config import Config, FileSettings, load
from evalsite.errors import ConfigError, Problem
from evalsite.processes import double, processors
from evalsite.readers.base import FileRule
from evalsite.readers.folder import Progress, read_ahead, read_folder
from evalsite.readings import Reading

log = logging.getLogger(__name__)

SETTINGS = "evalsite.yml"
READINGS = Path(".cache", "evalsite", "readings")
"""Where readings are kept from one build to the next, seen from the folder of evalsite.yml."""


def results_folder(config: Config, root: Path, results: Path | None = None) -> tuple[Path, str]:
    """The results folder, ``results`` or the one that is named, and what messages call it."""
    return (root / config.results, config.results) if results is None else (results, results.as_posix())


def named_folder(root: Path) -> Path:
    """The results folder that evalsite.yml in ``root`` names; wrong settings name none, and a build says so."""
    try:
        config = load(root / SETTINGS)
    except ConfigError:
        config = Config()
    return results_folder(config, root)[0]


def read_files(
    config: Config,
    root: Path,
    results: Path | None = None,
    *,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """One reading for each file, as :func:`evalsite.readers.folder.read_folder` gives it."""
    folder, shown = results_folder(config, root, results)
    return read_folder(folder, rules(config), shown=shown, progress=progress, cache=cache)


@cache
def begin_reading(root: Path) -> BaseProcess | None:
    """Let another process read the results from the last file on, where there is a processor for it.

    What it has read lies in :data:`READINGS` when :func:`read_files` looks for it; nothing depends on that. For each
    folder the first call counts.
    """
    return double(_read_ahead, root) if processors() > 1 else None


def _read_ahead(root: Path) -> None:
    signal.signal(signal.SIGTERM, _end)
    try:
        config = load(root / SETTINGS)
        folder, shown = results_folder(config, root)
        read_ahead(folder, rules(config), shown=shown, cache=root / READINGS)
    except Exception as error:  # it goes wrong again where it can be told
        log.debug("Nothing more is read ahead", exc_info=error)


def _end(*_: object) -> None:
    """End as at the end of a program, with nothing left unfinished on the disk."""
    sys.exit()


def rules(config: Config) -> tuple[FileRule, ...]:
    """What evalsite.yml says of files, as readers know it."""
    return tuple(
        FileRule(
            match=rule.match,
            ignore=rule.ignore,
            benchmark=rule.benchmark or "",
            model=rule.model or "",
            columns=rule.columns,
            scale=rule.scale,
            conditions=rule.conditions,
            line=config.line("files", number, "match"),
        )
        for number, rule in enumerate(config.files)
    )


def said_of_files(config: Config, shown: str, readings: Sequence[Reading]) -> dict[str, FileSettings]:
    """What evalsite.yml says of each file; of the rules that fit a file the first one speaks."""
    pairs = list(zip(rules(config), config.files, strict=True))
    first = {
        reading.file: next((said for rule, said in pairs if rule.fits(_below(shown, reading.file))), None)
        for reading in readings
    }
    return {file: said for file, said in first.items() if said}


def _below(shown: str, file: str) -> str:
    return file.removeprefix(f"{shown}/")
