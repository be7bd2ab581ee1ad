"""The runs of a site by what is asked of them: which numbers they have, where they count, and which count instead."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from typing import Any, Literal

import pandas as pd
from msgspec import Struct, field

from evalsite.pages.model import Link, Literally, Message, Text
from evalsite.readings import CONDITIONS
from evalsite.results import Results
from evalsite.runs.details import Detail, Kind, details, shown
from evalsite.runs.edited import Edits
from evalsite.runs.run import Run
from evalsite.runs.standing import Rule, Standing

How = Literal["latest", "best", "agree", "mean", "conflict", "several"]


class Stand(Struct, frozen=True, kw_only=True):
    """What stands for a model on a benchmark of which several runs tell.

    ``how`` is the policy that chose, ``mean`` of all, ``conflict`` where none counts, and ``several`` where more than
    one counts, each for metrics of its own. ``runs`` are the ids of those that count, none of a mean; ``""`` is the id
    of numbers of which no file tells the run. ``count`` is how many runs there are, each counted once that two tell.
    """

    how: How
    count: int
    runs: tuple[str, ...]


class RunBook(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The runs that files tell of, by id, with their rows: those that count, and those that do not.

    A row of ``others`` has in ``standing`` why it does not count. ``linked`` says whether runs have pages,
    ``policy`` which one counts of several, ``edits`` whose numbers are not those of the revision before, and ``tags``
    the words that evalsite.yml gives to the runs of a file.
    """

    runs: Mapping[str, Run]
    frame: pd.DataFrame
    others_frame: pd.DataFrame
    policy: Rule
    linked: bool
    edits: Edits
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        results: Results,
        *,
        policy: Rule = "latest",
        linked: bool,
        edits: Edits | None = None,
        tags: Mapping[str, Sequence[str]] | None = None,
    ) -> "RunBook":
        """The runs of ``results``, of which ``policy`` chose."""
        return cls(
            runs=results.runs,
            frame=results.frame,
            others_frame=results.others,
            policy=policy,
            linked=linked,
            edits=edits or Edits(),
            tags=tags or {},
        )

    @cached_property
    def counting(self) -> Mapping[str, Sequence[Any]]:
        """The rows that count, by run."""
        return _by_run(self.frame[self.frame["run"] != ""])

    @cached_property
    def others(self) -> Mapping[str, Sequence[Any]]:
        """The rows that do not count, by run."""
        return _by_run(self.others_frame[self.others_frame["run"] != ""])

    @cached_property
    def by_model(self) -> Mapping[str, Sequence[Run]]:
        """The runs of each model, the oldest first as far as dates tell."""
        found: dict[str, list[Run]] = defaultdict(list)
        for run in sorted(self.runs.values(), key=lambda run: (run.date, run.id)):
            found[run.model].append(run)
        return found

    def name(self, run: Run) -> Text:
        """The id of a run, linked to its page where it has one."""
        shown = Literally(run.id, code=True)
        return Link(shown, address(run)) if self.linked else shown

    def tags_of(self, run: Run) -> tuple[str, ...]:
        """The words that evalsite.yml gives to the files of a run."""
        return tuple(dict.fromkeys(tag for source in run.sources for tag in self.tags.get(source.file, ())))

    def details(self, run: Run) -> Mapping[Kind, Sequence[Detail]]:
        """What is told of a run beside its numbers, by kind; nothing of it is private."""
        found: dict[Kind, list[Detail]] = defaultdict(list)
        for detail in details(run, self.tags_of(run)):
            found[detail.kind].append(detail)
        return found

    def redacted(self) -> Iterator[tuple[Kind, str, Hashable]]:
        """What is not shown since it looks private: its kind, its name if that is shown, and a key of the run.

        Numbers of which no file tells the run have one for each model and benchmark.
        """
        for run in self.runs.values():
            for detail in chain.from_iterable(self.details(run).values()):
                if detail.redacted:
                    yield detail.kind, detail.name or "", run.id
        for frame, name in product((self.frame, self.others_frame), CONDITIONS):
            hidden = [word for word in frame[name].unique() if shown(word, name) is None]
            for row in _rows(frame[frame[name].isin(hidden)]):
                yield "conditions", name, row.run or (row.model, row.benchmark)

    def counts_on(self, run: Run) -> list[str]:
        """The benchmarks on which a number of the run counts."""
        return sorted({row.benchmark for row in self.counting.get(run.id, ())})

    def several(self, benchmark: str, model: str) -> Stand | None:
        """What stands for the model there; None where no more than one run tells of it."""
        found = self.stands.get((benchmark, model))
        return found if found and found.count > 1 else None

    @cached_property
    def stands(self) -> Mapping[tuple[str, str], Stand]:
        """What stands for each (benchmark, model) of which a number was set aside."""
        rivals: dict[tuple[str, str], set[str]] = defaultdict(set)
        averaged = set()
        for row in _rows(self.others_frame):
            runs = rivals[row.benchmark, row.model]
            if row.standing != Standing.DUPLICATE:
                runs.add(row.run)
            if row.standing == Standing.AVERAGED:
                averaged.add((row.benchmark, row.model))
        chosen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in _rows(_at(self.frame, rivals)):
            if row.file:  # what was made of several rows has none
                chosen[row.benchmark, row.model].add(row.run)
        return {
            pair: self._stand(chosen[pair], runs | chosen[pair], averaged=pair in averaged)
            for pair, runs in rivals.items()
        }

    def _stand(self, chosen: set[str], all_of_them: set[str], *, averaged: bool) -> Stand:
        how: How = self.policy
        if averaged:
            how, chosen = "mean", set()
        elif not chosen:
            how = "conflict"
        elif len(chosen) > 1:
            how = "several"
        return Stand(how=how, count=len(all_of_them), runs=tuple(sorted(chosen)))

    def told(self, stand: Stand) -> Text:
        """``latest of 3 runs``, linked to the run where one run counts and has a page."""
        words = Message(f"stand.{stand.how}", {"count": stand.count})
        [run, *others] = [self.runs.get(name) for name in stand.runs] or [None]
        return Link(words, address(run)) if run and self.linked and not others else words


def address(run: Run) -> str:
    """``runs/3721ab50d9e8/``."""
    return f"runs/{run.id}/"


def _at(frame: pd.DataFrame, pairs: Collection[tuple[str, str]]) -> pd.DataFrame:
    """The rows of the benchmark and the model of one of ``pairs``."""
    if not pairs:
        return frame.iloc[:0]
    # An index of pandas cannot hold every name: half a character is none that UTF-8 knows.
    return frame[[pair in pairs for pair in zip(frame["benchmark"].tolist(), frame["model"].tolist(), strict=True)]]


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    return frame.itertuples(index=False)


def _by_run(frame: pd.DataFrame) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in _rows(frame):
        found[row.run].append(row)
    return found
