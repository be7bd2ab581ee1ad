"""The words of judgement. Their values are ids that stand in pages and addresses and never change.

Arrays hold a word as its place in the enumeration, so that a million verdicts stay small; the enumerations'
order is that order.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """A candidate against a baseline on one metric; only what has an interval can be within noise."""

    NOT_COMPARABLE = "not-comparable"
    BETTER = "better"
    ON_PAR = "on-par"
    WORSE = "worse"
    WITHIN_NOISE = "within-noise"


class Outcome(StrEnum):
    """A candidate against a baseline on one benchmark, over its judged metrics."""

    BEATS = "beats"
    ON_PAR = "on-par"
    MIXED = "mixed"
    LOSES = "loses"
    CANNOT_TELL = "cannot-tell"
    NOT_COMPARABLE = "not-comparable"


class Category(StrEnum):
    """A candidate against a baseline where one quality and one cost metric are judged."""

    BETTER_BOTH = "better-both"
    BETTER_QUALITY = "better-quality"
    BETTER_COST = "better-cost"
    ON_PAR = "on-par"
    FASTER_LESS_ACCURATE = "faster-less-accurate"
    SLOWER_MORE_ACCURATE = "slower-more-accurate"
    WORSE_QUALITY = "worse-quality"
    WORSE_COST = "worse-cost"
    WORSE_BOTH = "worse-both"
    CANNOT_TELL = "cannot-tell"
    NOT_COMPARABLE = "not-comparable"


class Mark(StrEnum):
    """A value's place among the ranked values of its column."""

    FIRST = "1"
    SECOND = "2"
    THIRD = "3"
    WORST = "worst"


MARKS: tuple[Mark | None, ...] = (None, *Mark)
"""Marks by their codes; the codes of medals are their ranks."""
VERDICTS = tuple(Verdict)
OUTCOMES = tuple(Outcome)
CATEGORIES = tuple(Category)
