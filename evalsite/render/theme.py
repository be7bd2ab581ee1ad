"""The theme's templates, compiled once for the environments that MkDocs and its plugins make of them."""

import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket


def quick(make: Callable[[], Environment]) -> Environment:
    """The environment that ``make`` gives, for the templates of a theme."""
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


class KeptBytecode(BytecodeCache):
    """Keeps what was compiled as long as this process runs; a template that has changed is compiled anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket``, if its template was compiled before, for an environment like its own."""
        bucket.code = self._known.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._known[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[str, ...]:
    environment = bucket.environment
    return bucket.key, bucket.checksum, *sorted(environment.extensions), *sorted(environment.filters)


KEPT = KeptBytecode()
