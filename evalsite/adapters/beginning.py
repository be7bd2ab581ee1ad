"""The files that a site begins with: what MkDocs and evalsite need, a first page, and how GitHub publishes it."""

from pathlib import Path
from typing import NamedTuple

STARTER = Path(__file__).with_name("starter")
PLACES = {
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/publish.yml": "publish.yml",
    ".gitignore": "gitignore.txt",
    "docs/index.md": "index.md",
    "evalsite.yml": "evalsite.yml",
    "hooks/evalsite_hooks.py": "hooks.txt",
    "mkdocs.yml": "mkdocs.yml",
}
"""Where each file goes, and what it is called here, where it does nothing."""
RESULTS = "results"


class Begun(NamedTuple):
    """The files that were written, and those that were there already and stay as they are."""

    written: list[str]
    kept: list[str]


def begin(folder: Path) -> Begun:
    """Write what a site begins with into ``folder``, which is made where it is missing. Nothing there is changed.

    Raises:
        OSError: something cannot be written, since it stands in the place of a folder, say.
    """
    begun = Begun([], [])
    for place, name in PLACES.items():
        target = folder / place
        if target.exists() or target.is_symlink():
            begun.kept.append(place)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((STARTER / name).read_bytes())
        begun.written.append(place)
    (folder / RESULTS).mkdir(exist_ok=True)
    return begun
