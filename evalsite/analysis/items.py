"""Scores by item of one benchmark: models by items."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from msgspec import Struct

from evalsite.analysis.arrays import Bools, Floats
from evalsite.metrics import Kind, Metric

_PASS_AT = re.compile(r"(?P<name>pass|success)@(?P<k>\d+)(?P<rest>.*)", re.ASCII | re.DOTALL)
Errors = Literal["wrong", "missing"]


class ItemScores(Struct, frozen=True, kw_only=True, eq=False):
    """One metric of one benchmark by item: ``names`` (N,) of the items, in alphabetical order.

    ``scores`` (M, N) is each model's mean over the samples of an item, NaN where it has none, and ``samples`` (M, N)
    how many samples that are.
    """

    names: tuple[str, ...]
    scores: Floats
    samples: Floats

    @property
    def binary(self) -> bool:
        """Whether every score is that of one sample, which is right or wrong."""
        given = self.scores[~np.isnan(self.scores)]
        return bool((self.samples <= 1).all() and np.isin(given, (0.0, 1.0)).all())

    @property
    def known(self) -> Bools:
        """The models (M,) of which at least one item has a score."""
        return np.asarray((~np.isnan(self.scores)).any(axis=1))


class ItemFrame(Struct, frozen=True, kw_only=True, eq=False):
    """A frame of items (:func:`evalsite.items.gather_items`), and where each benchmark's part of it lies.

    ``errors`` says whether a sample that failed counts as ``wrong`` or as ``missing``; of a cost it is always missing.
    """

    frame: pd.DataFrame | None
    parts: Mapping[tuple[str, str], slice]
    errors: Errors = "wrong"

    @classmethod
    def of(cls, frame: pd.DataFrame | None, errors: Errors = "wrong") -> "ItemFrame":
        """The parts of ``frame``, which is in the order of benchmark and metric."""
        if frame is None or frame.empty:
            return cls(frame=None, parts={}, errors=errors)
        codes = np.stack([frame[name].cat.codes.to_numpy() for name in ("benchmark", "metric")])
        new = np.flatnonzero((np.diff(codes, axis=1, prepend=-1) != 0).any(axis=0)).tolist()
        names = frame[["benchmark", "metric"]].iloc[new].itertuples(index=False, name=None)
        parts = dict(zip(names, map(slice, new, [*new[1:], len(frame)]), strict=True))
        return cls(frame=frame, parts=parts, errors=errors)

    def scores(self, benchmark: str, models: Sequence[str], metrics: Sequence[Metric]) -> dict[int, ItemScores]:
        """The scores of those of ``metrics`` of which there are items, by their place; rows as in ``models``."""
        found = {
            j: self._part(benchmark, metric, metric.name, models) or self._estimated(benchmark, metric, models)
            for j, metric in enumerate(metrics)
        }
        return {j: scores for j, scores in found.items() if scores is not None}

    def _part(self, benchmark: str, metric: Metric, name: str, models: Sequence[str]) -> ItemScores | None:
        rows = self.parts.get((benchmark, name))
        if rows is None or self.frame is None:
            return None
        return _scores(self.frame.iloc[rows], models, wrong=self.errors == "wrong" and metric.kind is Kind.QUALITY)

    def _estimated(self, benchmark: str, metric: Metric, models: Sequence[str]) -> ItemScores | None:
        """pass@k of each item from its samples' pass@1, by the unbiased estimator."""
        told = _PASS_AT.fullmatch(metric.name)
        single = self._part(benchmark, metric, f"{told['name']}@1{told['rest']}", models) if told else None
        return pass_at(int(told["k"]), single) if told and single else None


def _scores(frame: pd.DataFrame, models: Sequence[str], *, wrong: bool) -> ItemScores | None:
    """The items of ``frame``, all of one benchmark and metric, as matrices; failures are ``wrong``, or not there."""
    place = {model: i for i, model in enumerate(models)}
    by_code = np.array([place.get(name, -1) for name in frame["model"].cat.categories])
    rows = by_code[frame["model"].cat.codes.to_numpy()]
    here = rows >= 0
    items, columns = np.unique(frame["item"].cat.codes.to_numpy()[here], return_inverse=True)
    if not len(items):
        return None
    value, samples, failed = (frame[name].to_numpy()[here] for name in ("value", "samples", "failed"))
    if wrong:
        total = samples + failed
        with np.errstate(invalid="ignore"):
            value, samples = np.where(failed > 0, np.nan_to_num(value) * samples / total, value), total
    scores = np.full((len(models), len(items)), np.nan)
    counts = np.zeros(scores.shape)
    scores[rows[here], columns], counts[rows[here], columns] = value, samples
    return ItemScores(names=tuple(frame["item"].cat.categories[items].tolist()), scores=scores, samples=counts)


def pass_at(k: int, single: ItemScores) -> ItemScores | None:
    """pass@k by item from pass@1: 1 - C(n-c, k) / C(n, k) (Chen et al. 2021); None where an item has fewer samples."""
    samples, scores = single.samples, single.scores
    given = ~np.isnan(scores)
    if k < 1 or not given.any() or (samples[given] < k).any():
        return None
    wrong = samples - np.rint(scores * samples)
    missed = np.ones(scores.shape)
    for drawn in range(k):
        missed *= np.divide(
            np.maximum(wrong - drawn, 0), samples - drawn, where=given, out=np.full(scores.shape, np.nan)
        )
    return ItemScores(names=single.names, scores=1 - missed, samples=samples)
