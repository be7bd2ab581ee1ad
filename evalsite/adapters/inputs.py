"""What a site is made from: where all of it is, and whether that is all."""

from collections.abc import Iterator
from os.path import normpath
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader

import evalsite
from evalsite import config as settings
from evalsite.adapters.job import root_of
from evalsite.adapters.unchanged import Places
from evalsite.errors import ConfigError
from evalsite.files import SETTINGS, named_folder

PURE = frozenset(["search", "material/search", "macros", "offline", "material/offline", "tags", "material/tags"])
"""Plugins whose pages depend on nothing but the files that are looked at here."""

HOOK = "evalsite_hooks.py"
"""The one hook of which that is known, too."""


def watched(config: MkDocsConfig) -> list[Path]:
    """What the site is made from: pages, settings, results, hooks, templates and this package."""
    return [path for path in _paths(config) if path.exists()]


def places(config: MkDocsConfig) -> Places:
    """The same, whether or not it is there yet."""
    own = _inherited(Path(config.config_file_path), config)
    return Places(settings=list(map(str, own)), others=list(map(str, _paths(config))))


def _paths(config: MkDocsConfig) -> list[Path]:
    root = root_of(config)
    paths = [
        Path(config.docs_dir),
        Path(config.config_file_path),
        root / SETTINGS,
        named_folder(root),
        root / "hooks",
        Path(evalsite.__file__).parent,
        *map(Path, config.watch),
        *([Path(config.theme.custom_dir)] if config.theme.custom_dir else []),
    ]
    return list(dict.fromkeys(path.resolve() for path in paths))


def _inherited(file: Path, config: MkDocsConfig) -> Iterator[Path]:
    """A file of settings for MkDocs, and those that it takes its defaults from, where MkDocs finds them.

    They are parsed only for that, which takes long.
    """
    yield file
    data = file.read_bytes()
    said = yaml.load(data, get_yaml_loader(config=config)) if b"INHERIT" in data else {}  # noqa: S506 - as MkDocs does
    if "INHERIT" in said:
        yield from _inherited(Path(normpath(file.parent / said["INHERIT"])), config)


def is_pure(config: MkDocsConfig) -> bool:
    """Whether only plugins and hooks are at work of which it is known what their pages depend on."""
    ours = {hook for hook in config.hooks if Path(hook).name == HOOK}
    return set(config.plugins) - ours <= PURE


def is_all_known(config: MkDocsConfig) -> bool:
    """Whether the site is made from nothing but its :func:`places`.

    Samples are too many, or too far away, to be looked at for a change.
    """
    return is_pure(config) and not _counts_samples(root_of(config))


def _counts_samples(root: Path) -> bool:
    try:
        return bool(settings.load(root / SETTINGS).samples.sources)
    except ConfigError:
        return False
