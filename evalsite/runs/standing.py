"""Which numbers count where several runs of one model stand for one benchmark."""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Literal, NamedTuple, TypeVar

from msgspec import Struct, field

from evalsite.runs.dates import latest, may_be_one

Rule = Literal["latest", "best", "mean", "agree"]
K = TypeVar("K")


class Policy(Struct, frozen=True, kw_only=True):
    """Which run counts: the ``latest``; the ``best`` on ``metric``; the ``mean`` of all; any, since they ``agree``.

    ``sign`` is 1 where higher values of ``metric`` are better, else -1.
    """

    rule: Rule = "latest"
    metric: str = ""
    sign: float = 1.0


class Standing(StrEnum):
    """What becomes of a number that does not count."""

    MISSING = "missing"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    AVERAGED = "averaged"
    CONFLICT = "conflict"


class Entry(NamedTuple):
    """One number of one model on one benchmark; ``place`` is the caller's name for it, NaN means none was said.

    ``conditions`` are those under which it was measured (:data:`evalsite.readings.CONDITIONS`).
    """

    place: int
    metric: str
    run: str
    value: float
    stderr: float
    n: float
    date: str
    conditions: tuple[str, ...] = ()


class Mean(NamedTuple):
    """The mean of repeats: its standard error over ``runs`` of them (NaN for one)."""

    value: float
    stderr: float
    runs: int


Why = Literal["identity", "dates", "tie", "agree", "conditions"]


class Decision(Struct, kw_only=True):
    """What was decided of the entries of one model on one benchmark, all by place.

    What is not in ``standing`` counts. ``repeats`` names for each duplicate what it repeats. ``conflicts`` are the
    entries of one metric of which none counts, and why. ``means`` hangs a mean on the first of the entries that went
    into it.
    """

    standing: dict[int, Standing] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)
    conflicts: list[tuple[Why, tuple[int, ...]]] = field(default_factory=list)
    means: dict[int, Mean] = field(default_factory=dict)

    def drop(self, entries: Iterable[Entry], standing: Standing) -> None:
        """Let ``entries`` not count."""
        self.standing.update((entry.place, standing) for entry in entries)

    def conflict(self, why: Why, entries: Sequence[Entry]) -> None:
        """Let none of ``entries`` count, but for those that have their metric to themselves."""
        for same in _by(entries, lambda entry: entry.metric).values():
            if len(same) > 1:
                self.drop(same, Standing.CONFLICT)
                self.conflicts.append((why, tuple(entry.place for entry in same)))

    def left(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of ``entries`` that still count."""
        return [entry for entry in entries if entry.place not in self.standing]


def decide(entries: Sequence[Entry], policy: Policy) -> Decision:
    """Which entries of one model on one benchmark count: at most one for each metric.

    A missing value gives way to a number. Within one run equal numbers are told once, and different ones ask. Between
    runs, a number that another run tells as well, at what may be the same date, is a duplicate; then ``policy``
    decides among runs that share a metric. Runs that share none stand beside each other.
    """
    made = Decision()
    _give_way(entries, made)
    _within_runs(entries, made)
    _repeated_runs(entries, made)
    for rivals in _rivals(made.left(entries)):
        _choose(rivals, policy, made)
    return made


def _give_way(entries: Sequence[Entry], made: Decision) -> None:
    for same in _by(entries, lambda entry: entry.metric).values():
        numbers = [entry for entry in same if not math.isnan(entry.value)]
        kept = numbers or same[:1]
        made.drop((entry for entry in same if entry not in kept), Standing.MISSING)


def _within_runs(entries: Sequence[Entry], made: Decision) -> None:
    contested = set()
    for (metric, _), same in _by(made.left(entries), lambda entry: (entry.metric, entry.run)).items():
        fullest, *rest = sorted(same, key=_fullness)
        if any(entry.value != fullest.value or _differ(entry.stderr, fullest.stderr) for entry in rest):
            contested.add(metric)
            continue
        for entry in rest:
            _repeat(entry, fullest, made)
    for metric in sorted(contested):
        made.conflict("identity", [entry for entry in made.left(entries) if entry.metric == metric])


def _repeated_runs(entries: Sequence[Entry], made: Decision) -> None:
    """A run whose shared numbers are all those of a fuller one, at what may be its date, tells them again."""
    runs = sorted(_by(made.left(entries), lambda entry: entry.run).values(), key=lambda run: min(map(_fullness, run)))
    for place, run in enumerate(runs):
        for other in runs[:place]:
            told = {entry.metric: entry for entry in made.left(other)}
            shared = [entry for entry in made.left(run) if entry.metric in told]
            if shared and all(_same(entry, told[entry.metric]) for entry in shared):
                for entry in shared:
                    _repeat(entry, told[entry.metric], made)


def _repeat(entry: Entry, of: Entry, made: Decision) -> None:
    made.drop([entry], Standing.DUPLICATE)
    made.repeats[entry.place] = of.place


def _same(one: Entry, other: Entry) -> bool:
    return one.value == other.value and not _differ(one.stderr, other.stderr) and may_be_one(one.date, other.date)


def _differ(one: float, other: float) -> bool:
    """Whether both are said, and not the same."""
    return one == one and other == other and one != other


def _fullness(entry: Entry) -> tuple[bool, bool, bool, bool, str, int]:
    """Sorts first what tells most: how many items, how sure, when, and of which run; never by where it stands first."""
    return (math.isnan(entry.n), math.isnan(entry.stderr), not entry.date, not entry.run, entry.run, entry.place)


def _rivals(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries of runs that share a metric, directly or through others, where there are at least two of them."""
    groups: list[tuple[set[str], list[Entry]]] = []
    for run in _by(entries, lambda entry: entry.run).values():
        metrics, members = {entry.metric for entry in run}, list(run)
        for group in [group for group in groups if group[0] & metrics]:
            groups.remove(group)
            metrics, members = metrics | group[0], [*group[1], *members]
        groups.append((metrics, members))
    return [members for _, members in groups if len({entry.run for entry in members}) > 1]


def _choose(entries: Sequence[Entry], policy: Policy, made: Decision) -> None:
    """Let ``policy`` decide among the runs of ``entries``."""
    runs = list(_by(entries, lambda entry: entry.run).values())
    if policy.rule == "mean":
        _average(entries, made)
        return
    place, why = _chosen(runs, policy)
    if place is None:
        made.conflict(why, entries)
    else:
        made.drop((entry for run in runs[:place] + runs[place + 1 :] for entry in run), Standing.SUPERSEDED)


def _chosen(runs: Sequence[Sequence[Entry]], policy: Policy) -> tuple[int | None, Why]:
    if policy.rule == "best":
        return _best(runs, policy), "tie"
    if policy.rule == "agree":
        return (0 if _agree(runs) else None), "agree"
    return latest([_date(run) for run in runs]), "dates"


def _agree(runs: Sequence[Sequence[Entry]]) -> bool:
    told = _by((entry for run in runs for entry in run), lambda entry: entry.metric)
    return all(len({entry.value for entry in same}) == 1 for same in told.values())


def _date(run: Sequence[Entry]) -> str:
    """The one date of a run's entries, or ``""``."""
    dates = {entry.date for entry in run}
    return dates.pop() if len(dates) == 1 else ""


def _best(runs: Sequence[Sequence[Entry]], policy: Policy) -> int | None:
    """The place of the one run with the best value of the policy's metric; None where there is none, or several."""
    gains = {
        place: entry.value * policy.sign
        for place, run in enumerate(runs)
        for entry in run
        if entry.metric == policy.metric
    }
    best = [place for place, gain in gains.items() if gain == max(gains.values())]
    return best[0] if len(best) == 1 else None


def _average(entries: Sequence[Entry], made: Decision) -> None:
    for same in _by(entries, lambda entry: entry.metric).values():
        values = [entry.value for entry in same]
        if len(values) < 2:
            continue
        if len({entry.conditions for entry in same}) > 1:
            made.conflict("conditions", same)
            continue
        made.drop(same, Standing.AVERAGED)
        spread = statistics.stdev(values) / math.sqrt(len(values))
        made.means[same[0].place] = Mean(statistics.fmean(values), spread, len(values))


def _by(entries: Iterable[Entry], key: Callable[[Entry], K]) -> Mapping[K, list[Entry]]:
    groups: dict[K, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups
