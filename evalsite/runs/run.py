"""A run: one evaluation of one model."""

from collections.abc import Mapping

from msgspec import Struct, field


class Source(Struct, frozen=True, kw_only=True):
    """A file that tells of a run: where in it, and the file's sha256 ("" when it is not known)."""

    file: str
    place: str = ""
    sha256: str = ""


class Run(Struct, frozen=True, kw_only=True):
    """What is known of one evaluation of one model; text that no file tells is ``""``.

    ``name`` is what the run is called: its tool's native id (``native`` is then True) or the declared ``run``.
    ``date`` is ISO 8601, as precise as the file tells it, with its offset where there is one.
    ``settings`` are as the tool wrote them, private ones included.
    """

    id: str
    model: str
    benchmarks: tuple[str, ...]
    name: str = ""
    native: bool = False
    tool: str = ""
    tool_version: str = ""
    date: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    versions: tuple[str, ...] = ()
    shots: tuple[str, ...] = ()
    code_revision: str = ""
    sources: tuple[Source, ...] = ()
