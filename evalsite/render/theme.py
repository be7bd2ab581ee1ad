"""The environment of a theme's templates."""

import os
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from evalsite.render.compiling import KEPT


def quick(make: Callable[[], Environment]) -> Environment:
    """The environment that ``make`` gives, for the templates of a theme, which are compiled once."""
    environment = make()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = ThemeLoader(environment.loader.searchpath)
    environment.bytecode_cache = environment.bytecode_cache or KEPT
    return environment


class ThemeLoader(FileSystemLoader):
    """Does not look for files in hidden folders, such as Material's 14,000 icons: MkDocs would leave them out."""

    def list_templates(self) -> list[str]:
        """The templates by name, without those in hidden folders."""
        found: set[str] = set()
        for folder in self.searchpath:
            for place, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(Path(place, name).relative_to(folder).as_posix() for name in files)
        return sorted(found)
