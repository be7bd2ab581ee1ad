"""Whether a site would be built from what it was built from: then it can stay as it is.

What is remembered is one small file below ``.cache/evalsite/``, which may be deleted at any time. It says what the
site was made from (a hash of every input, of this package and of what is installed) and what the site was then
(the path, size and time of each of its files), so that a site that anybody touched is built again.
"""

import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import yaml_load

import evalsite
from evalsite import config as settings
from evalsite.adapters.job import root_of
from evalsite.errors import ConfigError
from evalsite.readers.cache import make_folder
from evalsite.site import SETTINGS

CACHE = Path(".cache", "evalsite")
PURE = frozenset(["search", "material/search", "macros", "offline", "material/offline", "tags", "material/tags"])
"""Plugins whose pages depend on nothing but the files that are looked at here."""

_ABOUT = (".dist-info", ".egg-info")

HOOK = "evalsite_hooks.py"
"""The one hook of which that is known, too."""


def watched(config: MkDocsConfig) -> list[Path]:
    """What the site is made from: pages, settings, results, hooks, templates and this package."""
    root = root_of(config)
    paths = [
        Path(config.docs_dir),
        Path(config.config_file_path),
        root / SETTINGS,
        root / _results_folder(root),
        root / "hooks",
        Path(evalsite.__file__).parent,
        *map(Path, config.watch),
        *([Path(config.theme.custom_dir)] if config.theme.custom_dir else []),
    ]
    return [path for path in dict.fromkeys(path.resolve() for path in paths) if path.exists()]


def _results_folder(root: Path) -> str:
    """The folder that evalsite.yml names; settings that are wrong name none, and reading the inputs tells why."""
    try:
        return settings.load(root / SETTINGS).results
    except ConfigError:
        return settings.Config().results


def is_pure(config: MkDocsConfig) -> bool:
    """Whether only plugins and hooks are at work of which it is known what their pages depend on."""
    ours = {hook for hook in config.hooks if Path(hook).name == HOOK}
    return set(config.plugins) - ours <= PURE


def _counts_samples(root: Path) -> bool:
    """Whether the site stands on samples, too: they are too many, or too far away, to be looked at for a change."""
    try:
        return bool(settings.load(root / SETTINGS).samples.sources)
    except ConfigError:
        return False


class Footprint:
    """What one site is built from, and where that is remembered."""

    def __init__(self, config: MkDocsConfig, site: Path, *words: str) -> None:
        root = root_of(config)
        self._site = site.resolve()
        self._pure = is_pure(config) and not _counts_samples(root)
        name = hashlib.sha256(str(self._site).encode()).hexdigest()[:16]
        self._file = root / CACHE / f"{name}.built"
        self._made_from = _made_from(root, [*watched(config), *root.glob("*.py")], words)

    def is_built(self) -> bool:
        """Whether the site stands there, built from just this, and nobody has touched it since."""
        try:
            known = self._file.read_text(encoding="ascii")
        except OSError:
            return False
        return self._pure and self._site.is_dir() and known == self._now()

    def remember(self) -> None:
        """The site was built from this. Two builds at once leave the word of one of them."""
        make_folder(self._file.parent)
        new = self._file.with_suffix(f".{secrets.token_hex(4)}")
        new.write_text(self._now(), encoding="ascii")
        new.replace(self._file)

    def _now(self) -> str:
        return f"{self._made_from} {_digest(_listed(self._site))}"


def _made_from(root: Path, inputs: Iterable[Path], words: Iterable[str]) -> str:
    """A hash of all that the site is made from; ``words`` are the choices of the command."""
    with (root / "mkdocs.yml").open("rb") as file:
        said = repr(yaml_load(file))  # what is inherited and what the environment says included
    paths = sorted({path.resolve() for path in inputs})
    return _digest((sys.version, said, *_installed(), *words, *_contents(paths)))


def _installed() -> list[str]:
    """Everything that is installed, with its version: so are the folders called that describe it."""
    folders = (Path(place) for place in sys.path)
    entries = (entry for folder in folders if folder.is_dir() for entry in folder.iterdir())
    return sorted(entry.name for entry in entries if entry.suffix in _ABOUT)


def _contents(paths: Iterable[Path]) -> Iterator[str]:
    """The path and the content of each file at or below ``paths``, compiled modules left out."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                yield f"{file} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _listed(site: Path) -> Iterator[str]:
    """Each file of a folder with its size and time."""
    folders = [str(site)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    state = entry.stat(follow_symlinks=False)
                    yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()
