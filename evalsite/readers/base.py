"""What a reader is given, and what it must offer."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any, BinaryIO, Literal, Protocol, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from evalsite.readers.json_bounds import parse
from evalsite.readers.json_stream import Entries, Whole, beginning
from evalsite.readings import Reading

Role = Literal[
    "model", "benchmark", "metric", "value", "stderr", "n", "run", "date", "direction",
    "version", "shots", "parameters", "environment", "ignore",
]  # fmt: skip
ROLES: tuple[Role, ...] = get_args(Role)
HEAD = 64 * 1024
"""How many bytes of a file sniffing looks at, unless a format says its name elsewhere."""
BEGINNING = 4 * 1024 * 1024
"""How many bytes are at hand of a file that is too large to be held."""
LONGEST_LINE = 16 * 1024 * 1024
"""The most bytes of a line."""


_BOM = BOM_UTF8.decode()
_STAR = re.compile(r"\{(\d)\}", re.ASCII)


class FileRule(Struct, frozen=True, kw_only=True):
    """What evalsite.yml says of the files that ``match`` fits: what they cannot say themselves.

    ``match`` is a glob on the path below the results folder. ``columns`` gives a column its role:
    one of :data:`Role`, or ``metric:<name>`` for a column that holds one metric, or
    ``stderr:<metric>`` / ``n:<metric>`` for a companion of that metric. ``scale`` says of a metric
    whether its numbers are ``percent`` or ``fraction``. ``benchmark`` and ``model`` stand for every row
    of the file that does not name its own; in ``model`` each ``{1}``, ``{2}`` is what that ``*`` or ``**`` of ``match``
    stands for. ``version``, ``shots``, ``parameters`` and ``environment`` are the conditions
    (:data:`evalsite.readings.CONDITIONS`) of every row that tells none. ``line`` is where evalsite.yml says so.
    """

    match: str
    ignore: bool = False
    benchmark: str = ""
    model: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    scale: Mapping[str, Literal["percent", "fraction"]] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None

    def fits(self, path: str) -> bool:
        """Whether the rule speaks of the file at ``path`` (relative, with ``/``).

        ``*`` and ``?`` stay within one folder; ``**`` as a whole part of the path stands for any folders.
        """
        return _glob(self.match).fullmatch(path) is not None

    def of(self, path: str) -> "FileRule":
        """The rule for one file that it fits: the model's name with what stands in the path."""
        found = _glob(self.match).fullmatch(path)
        if found is None or "{" not in self.model:
            return self
        stars = {str(number): (text or "").strip("/") for number, text in enumerate(found.groups(), start=1)}
        return replace(self, model=_STAR.sub(lambda star: stars.get(star[1], star[0]), self.model))


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """``pattern`` as a regular expression, the same on every version of Python."""
    parts = pattern.split("/")
    folders = "".join("((?:[^/]+/)*)" if part == "**" else _part(part) + "/" for part in parts[:-1])
    return re.compile(folders + ("(.*)" if parts[-1] == "**" else _part(parts[-1])), re.DOTALL)


def _part(part: str) -> str:
    return re.escape(part).replace(r"\*", "([^/]*)").replace(r"\?", "[^/]")


class Document(Struct, frozen=True, kw_only=True, dict=True):
    """One file as a reader sees it: its path as shown to people, and its bytes, already within bounds.

    ``path`` is relative to the results folder, with ``/``; ``shown`` is what messages and pages print.
    ``on_disk`` is where a file stands that is too large to be held: ``data`` is then only its first :data:`BEGINNING`
    bytes, for sniffing, and it is read by :meth:`open`, :meth:`lines` or :meth:`entries`, which fit any document.
    ``beside`` gives the bytes of another file of the results folder by such a path, for :meth:`sibling`.
    """

    path: str
    shown: str
    data: bytes
    on_disk: Path | None = None
    beside: Callable[[str], bytes | None] = lambda _: None

    def sibling(self, name: str) -> "Document | None":
        """The file ``name`` (``run_spec.json``, ``../summary.json``) of the same results folder, by this one's folder.

        Some tools tell in one file what was run and in another what came out. None when it is not there, leads out
        of the results folder, is ignored by evalsite.yml, or exceeds the bounds.
        """
        path = normpath(self.pure_path.parent / name)
        data = self.beside(path)
        return None if data is None else replace(self, path=path, shown=path, data=data, on_disk=None)

    @cached_property
    def text(self) -> str:
        """The bytes as UTF-8 text, a BOM left out, line ends as they are.

        Raises:
            UnicodeDecodeError: the bytes are not UTF-8.
        """
        return self.data.decode().removeprefix(_BOM)

    @cached_property
    def head(self) -> str:
        """The first :data:`HEAD` bytes as text, for sniffing: what is not UTF-8 is replaced, never an error."""
        return self.data[:HEAD].decode(errors="replace").removeprefix(_BOM)

    @cached_property
    def json(self) -> Any:
        """The document as JSON, parsed once for all readers; None when it is not JSON, or not within bounds.

        NaN and infinities, which tools do write, become floats; readers report them where they stand for a value.
        Of a file that is not held whole it is only the first entries of each part, which tell its format.
        """
        return beginning(self.data) if self.on_disk else self._parsed[0]

    @property
    def has_repeated_keys(self) -> bool:
        """Whether an object of :attr:`json` had a key more than once."""
        return self.on_disk is None and self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[Any, bool]:
        if self.head.lstrip()[:1] not in ("{", "["):
            return None, False
        try:
            return parse(self.data.removeprefix(BOM_UTF8))
        except ValueError:
            return None, False

    def open(self) -> BinaryIO:
        """The whole file, from its start.

        Raises:
            OSError: it cannot be read any more.
        """
        return self.on_disk.open("rb") if self.on_disk else BytesIO(self.data)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines with their numbers from 1, without a BOM; each is cut off at :data:`LONGEST_LINE`."""
        number = 0
        with self.open() as file:
            while line := file.readline(LONGEST_LINE):
                number += 1
                yield number, line.removeprefix(BOM_UTF8) if number == 1 else line
                while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)

    def entries(self, member: str = "") -> "Entries | Whole":
        """The entries of the outermost object's ``member``, or of the outermost list; see :class:`Entries`."""
        return Entries(self.open, member) if self.on_disk else Whole(self.json, member)

    @property
    def stem(self) -> str:
        """The file's name without its last suffix: the benchmark, when nothing else names one."""
        name = self.path.rpartition("/")[2]
        stem, _, suffix = name.rpartition(".")
        return stem if stem and suffix else name

    @cached_property
    def pure_path(self) -> PurePosixPath:
        """:attr:`path` in its parts."""
        return PurePosixPath(self.path)


class Reader(Protocol):
    """One format. ``name`` stands in the ledger; ``sniff`` says why the document is one, or None.

    A reader that has ``in_pieces = True`` reads files of any size, by :meth:`Document.open`, :meth:`Document.lines` or
    :meth:`Document.entries`; the others are only given files that can be held.
    """

    @property
    def name(self) -> str:
        """The format's name, as the ledger prints it."""

    def sniff(self, document: Document) -> str | None:
        """What the document was recognised by, in a few words, or None when it is something else."""

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The document's rows, with every problem met. Does not raise for what the document holds."""
