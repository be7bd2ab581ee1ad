"""The runs that files tell of, and the run of each row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from evalsite.errors import Problem
from evalsite.readings import DEFAULTS, Reading, RunFacts
from evalsite.runs.identity import declared_id, identifying, native_id, settings_id
from evalsite.runs.run import Run, Source

_TELLING = ("run", "model", "benchmark", "version", "shots", "date", "line", "pointer")


class Told(Struct, frozen=True, kw_only=True):
    """The readings with the id of its run in the column ``run`` of each row, and the runs by id.

    A row of which no file tells more than its model and benchmark keeps ``""`` for its run. ``ids`` leads from a
    file, a text in its column ``run``, and a benchmark to the id, for results by item.
    """

    readings: tuple[Reading, ...]
    runs: Mapping[str, Run]
    ids: Mapping[tuple[str, str, str], str]


class _Key(NamedTuple):
    run: str
    model: str
    benchmark: str
    version: str
    shots: str


class _Draft(Struct, kw_only=True):
    """A run while it is gathered from the files that tell of it."""

    model: str
    name: str
    native: bool
    facts: RunFacts
    benchmarks: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    shots: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    sources: dict[str, Source] = field(default_factory=dict)

    def add(self, key: _Key, date: str, source: Source) -> None:
        self.benchmarks.add(key.benchmark)
        self.versions.add(key.version)
        self.shots.add(key.shots)
        self.dates.add(date)
        self.sources.setdefault(source.file, source)

    def run(self, run_id: str, aliases: Mapping[str, str]) -> Run:
        dates = self.dates - {""}
        return Run(
            id=run_id,
            model=aliases.get(self.model, self.model),
            benchmarks=tuple(sorted(self.benchmarks)),
            name=self.name,
            native=self.native,
            tool=self.facts.tool,
            tool_version=self.facts.tool_version,
            date=self.facts.date or (dates.pop() if len(dates) == 1 else ""),
            settings=self.facts.settings,
            environment=self.facts.environment,
            versions=tuple(sorted(self.versions - {""})),
            shots=tuple(sorted(self.shots - {""})),
            code_revision=self.facts.code_revision,
            sources=tuple(self.sources[file] for file in sorted(self.sources)),
        )


def tell(
    readings: Iterable[Reading],
    declared: Mapping[str, str] | None = None,
    aliases: Mapping[str, str] | None = None,
    *,
    among: Sequence[Reading] = (),
) -> Told:
    """Name the run of each row; ``declared`` names the run of a file whose tool gives it none, by the file's path.

    A native id that stands for several models, here or ``among`` other readings, is told with its model.
    """
    readings = sorted(readings, key=lambda reading: reading.file)
    telling = _Telling(declared=declared or {}, shared=_shared([*readings, *among]))
    named = tuple(telling.named(reading) for reading in readings)
    runs = {run_id: draft.run(run_id, aliases or {}) for run_id, draft in sorted(telling.drafts.items())}
    return Told(readings=named, runs=runs, ids=telling.ids)


def _shared(readings: Sequence[Reading]) -> frozenset[tuple[str, str]]:
    """The native ids, each with its tool, that stand for several models."""
    models: dict[tuple[str, str], set[str]] = defaultdict(set)
    for facts in (facts for reading in readings for facts in reading.runs.values() if facts.native_id):
        models[facts.tool, facts.native_id].add(facts.model)
    return frozenset(key for key, names in models.items() if len(names) > 1)


class _Telling(Struct, kw_only=True):
    declared: Mapping[str, str]
    shared: frozenset[tuple[str, str]]
    drafts: dict[str, _Draft] = field(default_factory=dict)
    ids: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def named(self, reading: Reading) -> Reading:
        declared = self.declared.get(reading.file, "")
        if not (reading.runs or declared or any(reading.columns.get("run") or ())):
            return reading
        known: dict[_Key, str] = {}
        ids = []
        for *key, date, line, pointer in zip(*(_column(reading, name) for name in _TELLING), strict=True):
            told = _Key(*key)
            found = known.get(told)
            if found is None:
                found = known[told] = self.identify(reading, told, declared, date, _place(reading, line, pointer))
            elif found:
                self.drafts[found].dates.add(date)
            ids.append(found)
        return replace(reading, columns={**reading.columns, "run": ids})

    def identify(self, reading: Reading, key: _Key, declared: str, date: str, place: str) -> str:
        """The id of the run of a row, whose draft is begun or goes on; ``""`` when nothing is told of it."""
        facts = reading.runs.get(key.run)
        name = declared or ("" if facts else key.run)
        if not (facts or name):
            return ""
        facts = facts or RunFacts(model=key.model)
        run_id = self.identity(reading, key, facts, name)
        draft = self.drafts.setdefault(
            run_id,
            _Draft(model=key.model, name=facts.native_id or name, native=bool(facts.native_id), facts=facts),
        )
        draft.add(key, date, Source(file=reading.file, place=place, sha256=reading.sha256))
        self.ids.setdefault((reading.file, key.run, key.benchmark), run_id)
        return run_id

    def identity(self, reading: Reading, key: _Key, facts: RunFacts, name: str) -> str:
        native = (facts.tool, facts.native_id)
        if facts.native_id:
            return native_id(*native, model=key.model if native in self.shared else "")
        if name:
            return declared_id(name, key.model)
        settings = identifying(facts.settings, reading.format)
        return settings_id(key.model, key.benchmark, settings, facts.tool, key.version, key.shots)


def _column(reading: Reading, name: str) -> Iterable[Any]:
    return reading.columns.get(name) or repeat(DEFAULTS[name], reading.length)


def _place(reading: Reading, line: int, pointer: str) -> str:
    return Problem(file=reading.file, line=line or None, pointer=pointer, expected="").place
