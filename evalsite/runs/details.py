"""What is told of a run beside its numbers, in texts that are shown or kept private: decided here, and nowhere else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from evalsite.runs.privacy import private
from evalsite.runs.run import Run

Kind = Literal["name", "tool", "tool_version", "tags", "date", "code_revision", "conditions", "settings", "environment"]


class Detail(Struct, frozen=True, kw_only=True):
    """One text of a run, and the ``name`` of the setting or condition that it is of; each is None if it looks private.

    ``kind`` is the field of :class:`Run`; ``tags`` come from evalsite.yml, and ``conditions`` are those of
    :data:`evalsite.readings.CONDITIONS`.
    """

    kind: Kind
    value: str | None
    name: str | None = ""

    @property
    def redacted(self) -> bool:
        """Whether something of it is not shown."""
        return self.value is None or self.name is None


def details(run: Run, tags: Sequence[str] = ()) -> tuple[Detail, ...]:
    """Every text that is told of a run; its model, its benchmarks and its files are names, which are always shown."""
    texts: Mapping[Kind, Sequence[str]] = {
        "name": [run.name],
        "tool": [run.tool],
        "tool_version": [run.tool_version],
        "tags": tags,
        "date": [run.date],
        "code_revision": [run.code_revision],
    }
    return (
        *(Detail(kind=kind, value=shown(text, kind)) for kind, said in texts.items() for text in said if text),
        *(Detail(kind="conditions", name="version", value=shown(text, "version")) for text in run.versions),
        *(Detail(kind="conditions", name="shots", value=shown(text, "shots")) for text in run.shots),
        *_settings("settings", run.settings),
        *_settings("environment", run.environment),
    )


def shown(text: str, name: str = "") -> str | None:
    """``text``, which is called ``name``; None if it looks private."""
    return None if private(name, text) else text


def _settings(kind: Kind, settings: Mapping[str, str]) -> Iterator[Detail]:
    for name, value in sorted(settings.items()):
        yield Detail(kind=kind, name=shown(name), value=shown(value, name))
