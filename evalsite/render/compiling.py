"""Templates are compiled once in a build: where there is another processor, by another process while this one reads."""

import marshal
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateNotFound
from jinja2.meta import find_referenced_templates

from evalsite.processes import Elsewhere

Key = tuple[str, ...]
Wanted = Callable[[], Iterable[tuple[Environment, Iterable[str]]]]
"""Gives environments, and the names of templates of each."""


class KeptBytecode(BytecodeCache):
    """Keeps what was compiled as long as this process runs; a template that has changed is compiled anew."""

    def __init__(self) -> None:
        self.known: dict[Key, bytes] = {}
        self._elsewhere: Elsewhere[Mapping[Key, bytes]] | None = None
        self._begun = False

    def begin(self, wanted: Wanted) -> None:
        """Let another process compile templates, and all that these name; the first call counts."""
        if not self._begun:
            self._begun = True
            self._elsewhere = Elsewhere(partial(self._compiled, wanted))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket``, if its template was compiled before, for an environment like its own."""
        self.receive()
        code = self.known.get(_key(bucket))
        bucket.code = None if code is None else marshal.loads(code)  # noqa: S302 - from a process of ours

    def receive(self) -> None:
        """Take what another process has compiled, which is not waited for."""
        if self._elsewhere and self._elsewhere.waiting:
            self.known |= self._elsewhere.result() or {}

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self.known[_key(bucket)] = marshal.dumps(bucket.code)

    def _compiled(self, wanted: Wanted) -> Mapping[Key, bytes]:
        for environment, names in wanted():
            waiting, met = [*names], {*names}
            while waiting:
                more = self._compile(environment, waiting.pop()) - met
                waiting += more
                met |= more
        return self.known

    def _compile(self, environment: Environment, name: str) -> set[str]:
        """Compile a template, and give the names that stand in it."""
        try:
            source, filename, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        except TemplateNotFound:  # it may be optional; where it is not, this is told when it is asked for
            return set()
        bucket = self.get_bucket(environment, name, filename, source)
        tree = environment.parse(source, name, filename)
        bucket.code = environment.compile(tree, name, filename)
        self.set_bucket(bucket)
        return {found for found in find_referenced_templates(tree) if found}


def _key(bucket: Bucket) -> Key:
    environment = bucket.environment
    return bucket.key, bucket.checksum, *sorted(environment.extensions), *sorted(environment.filters)


KEPT = KeptBytecode()
