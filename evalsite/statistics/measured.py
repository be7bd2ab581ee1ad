"""What is known of some models on one metric of one benchmark, and how to judge it."""

from enum import StrEnum

import numpy as np
from msgspec import Struct

from evalsite.statistics.arrays import Bools, Floats, Ints


class Scale(StrEnum):
    """What one item's score can be, which decides the formulas."""

    BINARY = "binary"
    """Right or wrong, one sample an item: the value is k of n."""
    UNIT = "unit"
    """Between 0 and 1: several samples an item, partial credit."""
    REAL = "real"
    """Any number."""
    RATIO = "ratio"
    """Positive, compared by ratios: times and other costs. Differences are of logarithms."""


class Correction(StrEnum):
    """What is done about many comparisons with one baseline."""

    NONE = "none"
    HOLM = "holm"
    BH = "bh"


class Settings(Struct, frozen=True, kw_only=True):
    """How evidence is judged.

    ``confidence`` of every interval; ``intersect`` compares on shared items however few they are of all;
    ``simultaneous`` makes all rank intervals of a column hold together (Bonferroni over its pairs).
    """

    confidence: float = 0.95
    correction: Correction = Correction.NONE
    intersect: bool = False
    simultaneous: bool = False

    @property
    def alpha(self) -> float:
        """How often a statement about no difference may be wrong."""
        return 1 - self.confidence


class Measured(Struct, frozen=True, kw_only=True, eq=False):
    """M models on one metric of one benchmark. NaN is unknown, everywhere; nothing is imputed.

    ``values`` (M,) in the metric's unit, ``sign`` +1 when more is better, -1 when less is.
    ``stderr`` (M,) as reported; ``n`` (M,) how many items a value is over (of a mean time: the items solved);
    ``step`` (M,) the smallest unit the value was printed with (0.0001 for four digits; 0 or NaN: all digits).
    ``repeats`` (M,) how many runs of the whole benchmark, ``spread`` (M,) their standard deviation (ddof=1).
    ``scores`` (M, N) by item, the mean over the item's samples; of times the median over repeats, and only of
    solved items. None when no model has any; a row of NaN when this model has none.
    ``samples`` (M, N) how many samples each score is the mean of; None means one each.
    ``clusters`` (N,) a code for each item's cluster, None when there are none.

    Raises:
        ValueError: shapes that do not belong together, or a sign that is neither +1 nor -1.
    """

    values: Floats
    sign: int
    scale: Scale
    stderr: Floats
    n: Floats
    step: Floats
    repeats: Floats
    spread: Floats
    scores: Floats | None = None
    samples: Floats | None = None
    clusters: Ints | None = None

    def __post_init__(self) -> None:
        models = self.values.shape
        columns = (self.stderr, self.n, self.step, self.repeats, self.spread)
        items = (models[0], 0) if self.scores is None else self.scores.shape
        wrong = [
            what
            for what, is_wrong in {
                f"one column has not the shape {models} of the values": any(c.shape != models for c in columns),
                f"scores have the shape {items}, and there are {models[0]} models": items[0] != models[0],
                f"samples have not the shape {items} of the scores": not _fits(self.samples, items),
                f"clusters have not the shape {items[1:]} of the items": not _fits(self.clusters, items[1:]),
                f"the sign is {self.sign!r}; expected +1 or -1": self.sign not in (1, -1),
            }.items()
            if is_wrong
        ]
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def count(self) -> int:
        """How many models."""
        return len(self.values)


def _fits(array: Floats | Ints | None, shape: tuple[int, ...]) -> bool:
    return array is None or array.shape == shape


def measured(
    values: Floats,
    *,
    sign: int = 1,
    scale: Scale = Scale.BINARY,
    stderr: Floats | None = None,
    n: Floats | None = None,
    step: Floats | None = None,
    repeats: Floats | None = None,
    spread: Floats | None = None,
    scores: Floats | None = None,
    samples: Floats | None = None,
    clusters: Ints | None = None,
) -> Measured:
    """A `Measured` in which every column that is not given is unknown."""
    values = np.asarray(values, dtype=np.float64)
    unknown = np.full(values.shape, np.nan)
    return Measured(
        values=values,
        sign=sign,
        scale=scale,
        stderr=unknown if stderr is None else stderr,
        n=unknown if n is None else n,
        step=unknown if step is None else step,
        repeats=unknown if repeats is None else repeats,
        spread=unknown if spread is None else spread,
        scores=scores,
        samples=samples,
        clusters=clusters,
    )


def single_binary(known: Measured) -> Bools:
    """Which models (M,) have items, all of one sample, each right or wrong."""
    if known.scores is None or known.scale is Scale.RATIO:
        return np.zeros(known.count, dtype=bool)
    seen = ~np.isnan(known.scores)
    plain = ~seen | (known.scores == 0) | (known.scores == 1)
    if known.samples is not None:
        plain &= ~seen | (known.samples <= 1)
    result: Bools = plain.all(axis=1) & seen.any(axis=1)
    return result
