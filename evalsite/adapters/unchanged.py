"""Whether a site would be built from what it was built from: then it can stay as it is.

What is remembered is one small file below ``.cache/evalsite/``, which may be deleted at any time. It says what the
site was made from (where all inputs are, and a hash of them, of this package and of what is installed) and what the
site was then (the path, size and time of each of its files), so that a site that anybody touched is built again.

This is asked before anything else is loaded, which takes many times as long: nothing here needs MkDocs or pandas.
"""

import hashlib
import json
import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

import evalsite
from evalsite.history.revisions import revision_before

CACHE = Path(".cache", "evalsite")
_PACKAGE = Path(evalsite.__file__).parent
_ABOUT = (".dist-info", ".egg-info")


class Places(Struct, frozen=True, kw_only=True):
    """Where the inputs of a site are: ``settings`` are mkdocs.yml and the files that it inherits from.

    ``others`` are files and folders, whether or not anything is there.
    """

    settings: list[str]
    others: list[str]


class Footprint:
    """What a command finds to build a site from."""

    def __init__(self, root: Path, places: Places, *, strict: bool) -> None:
        self._places = places
        self._made_from = _made_from(root, places, (str(strict), revision_before(root)))

    def digest(self, site: Path) -> str:
        """A hash of the inputs, and of ``site`` as it stands.

        Raises:
            OSError: there is no site.
        """
        return _digest((self._made_from, *_listed(site.resolve())))

    def remember(self, site: Path, file: Path) -> None:
        """Write to ``file`` that ``site`` was built from this. Two builds at once leave the word of one of them."""
        known = {"site": str(site), "places": asdict(self._places), "digest": self.digest(site)}
        new = file.with_suffix(f".{secrets.token_hex(4)}")
        new.write_text(json.dumps(known), encoding="ascii")
        new.replace(file)


def remembered(root: Path, site_dir: Path | None) -> Path:
    """The file that says what the site of a command was built from; ``site_dir`` is what the command says.

    It speaks of this folder alone: one that was copied with its cache has another.
    """
    return root / CACHE / f"{_digest([str(root.resolve()), str(site_dir or '')])[:16]}.built"


def standing(root: Path, *, site_dir: Path | None, strict: bool) -> Path | None:
    """The site that a command would build, where it stands built from just this, and nobody has touched it since."""
    try:
        known = json.loads(remembered(root, site_dir).read_text(encoding="ascii"))
        site, places = Path(known["site"]), Places(**known["places"])
        return site if Footprint(root, places, strict=strict).digest(site) == known["digest"] else None
    except (OSError, ValueError, KeyError, TypeError):  # nothing is remembered, or not as it is written here
        return None


def _made_from(root: Path, places: Places, words: Iterable[str]) -> str:
    """A hash of all that the site is made from; ``words`` are the choices of the command."""
    inputs = {*places.settings, *places.others, str(_PACKAGE), *map(str, root.glob("*.py"))}
    return _digest((sys.version, *words, *_variables(places.settings), *_installed(), *_contents(sorted(inputs))))


def _variables(settings: Iterable[str]) -> Iterator[str]:
    """The variables of the environment that are named in these files (``!ENV SITE_URL``), with their values."""
    text = "\n".join(Path(file).read_text(encoding="utf-8", errors="replace") for file in settings)
    return (f"{name}={os.environ[name]}" for name in sorted(set(re.findall(r"\w+", text))) if name in os.environ)


def _installed() -> list[str]:
    """Everything that is installed, with its version: so are the folders called that describe it.

    What a package brings for itself is not looked at: setuptools adds the folder of that when it is imported.
    """
    folders = (folder for folder in map(Path, set(sys.path)) if folder.is_dir() and folder.name != "_vendor")
    return sorted({entry.name for folder in folders for entry in folder.iterdir() if entry.suffix in _ABOUT})


def _contents(paths: Iterable[str]) -> Iterator[str]:
    """The path and the content of each file at or below ``paths``, compiled modules left out."""
    for path in paths:
        for file in sorted(_below(path)) if Path(path).is_dir() else [path]:
            if not file.endswith(".pyc") and Path(file).is_file():
                yield f"{file} {hashlib.sha256(Path(file).read_bytes()).hexdigest()}"


def _below(folder: str) -> Iterator[str]:
    return (entry.path for entry in _entries(folder))


def _listed(site: Path) -> Iterator[str]:
    """Each file of a folder with its size and time."""
    for entry in _entries(str(site)):
        state = entry.stat(follow_symlinks=False)
        yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _entries(folder: str) -> "Iterator[os.DirEntry[str]]":
    """Everything below a folder that is no folder itself, in the same order each time."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield entry


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()
