"""Which items of a benchmark are solved by whom, and the file that has all of it for the script and for programs."""

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from evalsite.analysis.arrays import Bools, Floats
from evalsite.analysis.board import Board
from evalsite.analysis.items import ItemScores
from evalsite.analysis.study import Findings
from evalsite.config.log_links import filled
from evalsite.metrics import Direction, Kind, Metric
from evalsite.pages.atlas import Atlas
from evalsite.pages.run_book import RunBook
from evalsite.runs.details import shown
from evalsite.statistics.items import FEWEST_MODELS, flaky, solved, trend

FORMAT = 1
"""The version of the file; its description is in docs/items.md."""

WIDTHS = (1, 2, 4, 8, 16, 32)
MOST_FLAKY = 3
"""How many of the models that are flaky on an item are named."""

Entry = tuple[int, ...]
"""An item, and the models that are named beside it: places among the items, and rows of the board."""


def items_address(atlas: Atlas, benchmark: str) -> str:
    """``benchmarks/mbpp/items/``."""
    return atlas.benchmark_address(benchmark, "items/")


def data_address(atlas: Atlas, benchmark: str) -> str:
    """``benchmarks/mbpp/items/items.json``."""
    return f"{items_address(atlas, benchmark)}items.json"


def with_items(board: Board) -> int | None:
    """The column of the first judged metric of quality of which there are items and more is better."""
    return next((j for j in board.judged if j in board.items and _counts(board.metrics[j])), None)


def _counts(metric: Metric) -> bool:
    return metric.kind is Kind.QUALITY and metric.direction is Direction.HIGHER


class ItemData(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The items of one benchmark on its metric ``j``.

    ``models`` are the rows of the board that count (reference rows only where they are ranked), ``logs`` has for each
    model the address of its logs, in which ``{item}`` is left.
    """

    findings: Findings
    j: int
    models: tuple[int, ...]
    shown: Sequence[str]
    logs: Mapping[str, str]

    @classmethod
    def of(cls, atlas: Atlas, findings: Findings, book: RunBook) -> "ItemData | None":
        """The items of a benchmark; None where there are none."""
        board = findings.board
        j = with_items(board)
        if j is None:
            return None
        rule = atlas.study.question.references
        known = board.items[j].known
        counting = (i for i, name in enumerate(board.models) if known[i] and (rule.rank or name not in rule.models))
        return cls(
            findings=findings,
            j=j,
            models=tuple(counting),
            shown=[atlas.shown[name] for name in board.models],
            logs=_logs(atlas, findings, board.metrics[j], book),
        )

    @property
    def metric(self) -> Metric:
        """The metric that the scores are of."""
        return self.findings.board.metrics[self.j]

    @property
    def scores(self) -> ItemScores:
        """The scores of all rows of the board."""
        return self.findings.board.items[self.j]

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Entry]]:
        """The items ``none``, exactly ``one`` and ``all`` of the models solved, ``suspicious`` and ``flaky`` ones.

        In the order of the items' names, but for suspicious ones, of which the most suspicious come first.
        """
        mine = self.scores.scores[list(self.models)]
        counts = solved(mine)
        return {
            "none": self._logged(counts.by_none),
            "one": [(place, self.models[int(np.argmax(mine[:, place] > 0))]) for place in _places(counts.by_one)],
            "all": self._logged(counts.by_all),
            "suspicious": self._suspicious(mine),
            "flaky": self._flaky(mine),
        }

    @property
    def can_be_suspicious(self) -> bool:
        """Whether there are enough models to say which items are."""
        return len(self.models) >= FEWEST_MODELS

    @property
    def can_be_flaky(self) -> bool:
        """Whether a model has several samples of an item, each of them right or wrong."""
        return self.metric.binary and bool((self.scores.samples[list(self.models)] > 1).any())

    def _logged(self, which: Bools) -> list[Entry]:
        """Items with the first model that tried each, for its log; without one where there are no logs."""
        return [self._first(place) for place in _places(which)]

    def _first(self, place: int) -> Entry:
        if not self.logs:
            return (place,)
        tried = ~np.isnan(self.scores.scores[list(self.models), place])
        return (place, self.models[int(np.argmax(tried))])

    def _suspicious(self, mine: Floats) -> list[Entry]:
        if not self.can_be_suspicious:
            return []
        taus = trend(mine, self.findings.board.values[list(self.models), self.j])
        order = np.argsort(taus, kind="stable")  # NaN comes last
        return [self._first(place) for place in order.tolist() if taus[place] < 0]

    def _flaky(self, mine: Floats) -> list[Entry]:
        if not self.can_be_flaky:
            return []
        which = flaky(mine, self.scores.samples[list(self.models)])
        rows = np.array(self.models)
        return [
            (place, *rows[which[:, place]][:MOST_FLAKY].tolist()) for place in _places(np.asarray(which.any(axis=0)))
        ]

    def flipped(self, own: int, base: int) -> Mapping[str, Sequence[Entry]]:
        """The items that the model of row ``own`` ``gained`` and ``lost`` against that of row ``base``."""
        mine, theirs = self.scores.scores[own], self.scores.scores[base]
        models = (own, base) if self.logs else ()
        return {
            name: [(place, *models) for place in _places(which)]
            for name, which in {"gained": mine > theirs, "lost": mine < theirs}.items()
        }

    def file(self) -> bytes:
        """All of it as JSON of ASCII characters; the same scores give the same bytes."""
        board = self.findings.board
        levels, bits, rows = packed(self.scores.scores)
        models = [
            {"name": name, "shown": shown} | ({"log": self.logs[name]} if name in self.logs else {})
            for name, shown in zip(board.models, self.shown, strict=True)
        ]
        content = {
            "format": FORMAT,
            "benchmark": self.findings.benchmark,
            "metric": self.metric.name,
            "items": self.scores.names,
            "models": models,
            "levels": levels,
            "bits": bits,
            "scores": rows,
            "lists": self.lists,
        }
        return (json.dumps(content, separators=(",", ":"), allow_nan=False) + "\n").encode("ascii")


def packed(scores: Floats) -> tuple[list[float | None], int, list[str]]:
    """The values that occur, null last if any is missing; the width of a place among them in bits; each row's places.

    A row is Base64; places follow each other without a gap, in bits and bytes the lowest first.
    """
    given = np.isfinite(scores)
    values = np.unique(scores[given])
    places = np.where(given, np.searchsorted(values, scores), len(values)).astype(np.uint32)
    levels = [*values.tolist(), *([] if given.all() else [None])]
    width = next(width for width in WIDTHS if len(levels) <= 1 << width)
    return levels, width, [_row(row, width) for row in places]


def _row(places: npt.NDArray[np.uint32], width: int) -> str:
    bits = (places[:, None] >> np.arange(width, dtype=np.uint32)) & 1
    return base64.b64encode(np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()).decode("ascii")


def _places(which: npt.NDArray[np.bool_]) -> list[int]:
    places: list[int] = np.flatnonzero(which).tolist()
    return places


def _logs(atlas: Atlas, findings: Findings, metric: Metric, book: RunBook) -> Mapping[str, str]:
    """For each model of which a single run counts: the address of its logs, relative to the page of items.

    There is none that would tell the name of a run that looks private.
    """
    template = atlas.config.log_template(findings.benchmark)
    if not template:
        return {}
    up = "" if "://" in template else "../" * items_address(atlas, findings.benchmark).count("/")
    frame = book.frame
    rows = frame[(frame["benchmark"] == findings.benchmark) & (frame["metric"] == metric.name)]
    found = {}
    for model, file, run_id in rows[["model", "file", "run"]].astype(str).itertuples(index=False, name=None):
        run = book.runs.get(run_id)
        values = {
            "run": (shown(run.name or run.id) or "") if run else "",
            "file": file,
            "sample": "1",
            "model": model,
            "benchmark": findings.benchmark,
        }
        if file and (address := filled(template, values)):  # what was made of several rows has no file
            found[model] = up + address
    return found
