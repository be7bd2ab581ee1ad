"""The files that a site begins with: what MkDocs and evalsite need, a first page, and how GitHub publishes it."""

import os
from pathlib import Path

from evalsite.files import named_folder

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


def begin(folder: Path) -> list[str]:
    """Write what a site begins with into ``folder``, which is made where it is missing. Nothing there is changed.

    Returns:
        Which of :data:`PLACES` were written. Something stood at the others, and stays as it is.

    Raises:
        OSError: something cannot be written, since it stands in the place of a folder, say.
    """
    written = [place for place in PLACES if not os.path.lexists(folder / place)]
    for place in written:
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((STARTER / PLACES[place]).read_bytes())
    named_folder(folder).mkdir(parents=True, exist_ok=True)
    return written
