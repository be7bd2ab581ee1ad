"""The settings of MkDocs, which a build begins with."""

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from evalsite.errors import CannotRun, Problem

SETTINGS = "mkdocs.yml"


def load(root: Path, *, site_dir: Path | None = None, strict: bool = False) -> MkDocsConfig:
    """The settings of MkDocs in ``root``.

    Raises:
        CannotRun: there is no mkdocs.yml.
        SystemExit: MkDocs does not accept it, and its log says why.
    """
    if not (root / SETTINGS).is_file():
        raise CannotRun(
            Problem(
                file=SETTINGS,
                expected=f"expected this file in {root}",
                advice="Run the command in the folder of your site.",
            )
        )
    # None leaves a setting to the file.
    folder = str(site_dir.absolute()) if site_dir else None
    return load_config(str(root / SETTINGS), site_dir=folder, strict=strict or None)
