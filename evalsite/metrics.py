"""What a metric is, and the metrics that need no declaration."""

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct


class Direction(StrEnum):
    """Which way a metric gets better."""

    HIGHER = "higher"
    LOWER = "lower"

    @property
    def sign(self) -> int:
        """``+1`` when more is better, ``-1`` when less is."""
        return 1 if self is Direction.HIGHER else -1


class Kind(StrEnum):
    """Whether a metric speaks of how good a model is, or of what it costs."""

    QUALITY = "quality"
    COST = "cost"


class Tolerance(Struct, frozen=True, kw_only=True):
    """How large a difference still counts as on par: absolute, or relative to the baseline's value.

    ``amount`` is in the metric's unit, or a fraction of the baseline's absolute value (0.01 = 1 %).
    """

    amount: float = 0.0
    relative: bool = False


class Metric(Struct, frozen=True, kw_only=True):
    """One metric as the site uses it: declared, known, or neither.

    ``direction`` and ``kind`` are None for an unknown metric, which is then never judged.
    ``digits`` are declared decimals; None means the ``usual_digits`` of such a metric, and more where these would hide
    small values; with both None as many as the values need, at most four. ``unit`` None means that none is known.
    ``speedup`` asks for the ratio baseline / candidate beside the difference.
    ``proportion`` says that values are fractions of 1, which files may give in percent, and ``binary`` that they are
    shares of items that are either right or wrong.
    """

    name: str
    label: str
    unit: str | None = None
    direction: Direction | None = None
    kind: Kind | None = None
    digits: int | None = None
    usual_digits: int | None = None
    tolerance: Tolerance = Tolerance()
    judged: bool = False
    speedup: bool = False
    proportion: bool = False
    binary: bool = False


class Family(Struct, frozen=True, kw_only=True):
    """Metrics that the field knows by their names. ``examples`` are names that ``pattern`` fits."""

    examples: tuple[str, ...]
    pattern: re.Pattern[str]
    direction: Direction
    kind: Kind
    digits: int
    speedup: bool = False
    proportion: bool = False
    binary: bool = False


FAMILIES = (
    Family(
        examples=("pass@1", "accuracy", "exact_match", "win_rate", "resolved"),
        pattern=re.compile(
            r"(pass|success)@1|acc(uracy)?|acc_norm|exact_match|em"
            r"|(success|solve|win|pass|resolved?)[ _-]?rate|resolved"
        ),
        direction=Direction.HIGHER,
        kind=Kind.QUALITY,
        digits=4,
        proportion=True,
        binary=True,
    ),
    Family(
        examples=("pass@10", "f1", "precision", "recall"),
        pattern=re.compile(r"(pass|success|score)@\d+|f1|precision|recall"),
        direction=Direction.HIGHER,
        kind=Kind.QUALITY,
        digits=4,
        proportion=True,
    ),
    Family(
        examples=("error_rate", "hallucination_rate", "toxicity", "brier", "ece"),
        pattern=re.compile(r"error[ _-]?rate|hallucination[ _-]?rate|toxicity|brier|ece"),
        direction=Direction.LOWER,
        kind=Kind.QUALITY,
        digits=4,
        proportion=True,
    ),
    Family(  # may exceed 1, so that a 1.2 does not mean percent
        examples=("wer", "cer", "word_error_rate"),
        pattern=re.compile(r"(word|char(acter)?)[ _-]error[ _-]?rate|wer|cer"),
        direction=Direction.LOWER,
        kind=Kind.QUALITY,
        digits=4,
    ),
    Family(
        examples=("bleu", "rouge-l", "chrf", "ndcg@10", "mrr", "dps", "elo"),
        pattern=re.compile(r"bleu|rouge[-_]?[12l]?|chrf|meteor|dps|elo|ndcg(@\d+)?|mrr|map"),
        direction=Direction.HIGHER,
        kind=Kind.QUALITY,
        digits=2,
    ),
    Family(
        examples=("avg_time", "latency", "runtime_ms", "wall_time_s", "seconds_per_case"),
        pattern=re.compile(
            r"((avg|mean|median|total|wall|cpu|run|exec|execution|inference)[ _-]?)*(time|runtime|latency|duration)"
            r"([ _-](s|ms|us|ns|sec|seconds))?|seconds|seconds_per_case"
        ),
        direction=Direction.LOWER,
        kind=Kind.COST,
        digits=2,
        speedup=True,
    ),
    Family(
        examples=("total_cost", "price_usd", "tokens", "memory_mb", "perplexity", "loss"),
        pattern=re.compile(
            r"((avg|total|mean)[ _-]?)?(cost|price|tokens|memory|energy|flops)([ _-](usd|mb|gb))?|perplexity|ppl|loss"
        ),
        direction=Direction.LOWER,
        kind=Kind.COST,
        digits=2,
    ),
)


@lru_cache(maxsize=4096)
def known(name: str) -> Metric | None:
    """The metric that ``name`` stands for in the field, or None.

    A qualifier in brackets at the end is left aside: ``exact_match (strict-match)``.

    >>> known("pass@1").direction, known("avg_time").kind
    (<Direction.HIGHER: 'higher'>, <Kind.COST: 'cost'>)
    """
    plain = re.sub(r" \([^()]*\)$", "", name.strip().casefold())
    for family in FAMILIES:
        if family.pattern.fullmatch(plain):
            return Metric(
                name=name,
                label=_label(name),
                direction=family.direction,
                kind=family.kind,
                judged=True,
                speedup=family.speedup,
                proportion=family.proportion,
                binary=family.binary,
                usual_digits=family.digits,
            )
    return None


def unknown(name: str) -> Metric:
    """A metric of which nothing is known: shown, never judged."""
    return Metric(name=name, label=name)


def _label(name: str) -> str:
    return "P" + name[1:] if re.fullmatch(r"pass@\d+", name) else name
