"""Dates as files tell them: as precise as they are, with their zone or the lack of it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from msgspec import Struct

Precision = Literal["year", "month", "day", "minute", "second"]

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d+))?)?"
    r" ?(?P<zone>Z|UTC|[+-]\d\d:?(?:\d\d)?)?)?)?)?",
    re.ASCII,
)
_LENGTH = {"day": timedelta(days=1), "minute": timedelta(minutes=1), "second": timedelta(seconds=1)}
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
"""How far a clock of some zone can be ahead of UTC, and behind it."""


class Moment(Struct, frozen=True, kw_only=True):
    """The span in which something took place: from ``start`` to before ``end``, in UTC if ``zoned``, else local."""

    start: datetime
    end: datetime
    precision: Precision
    zoned: bool

    def after(self, other: "Moment") -> bool:
        """Whether this took place after ``other``, however the two are taken. Two local times share their clock."""
        here, there = self, other
        if self.zoned != other.zoned:
            here, there = self.anywhere(), other.anywhere()
        return here.start >= there.end

    def anywhere(self) -> "Moment":
        """The span in UTC; that of a local time has room for every zone."""
        if self.zoned:
            return self
        return Moment(start=self.start - _AHEAD, end=self.end + _BEHIND, precision=self.precision, zoned=True)


def moment(text: str) -> Moment | None:
    """What ``text`` says; None when it is no date, such as ``""``."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    said = found.groupdict()
    try:
        start = datetime(*_clock(said), tzinfo=_zone(said["zone"]))
        precision = _precision(said)
        if said["part"]:
            start = start.replace(microsecond=int(said["part"][:6].ljust(6, "0")))
            end = start + timedelta(microseconds=10 ** max(0, 6 - len(said["part"])))
        else:
            end = _end(start, precision)
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(start=start, end=end, precision=precision, zoned=bool(said["zone"]))


def _clock(said: dict[str, str | None]) -> tuple[int, int, int, int, int, int]:
    year, month, day = (int(said[name] or 1) for name in ("year", "month", "day"))
    hour, minute, second = (int(said[name] or 0) for name in ("hour", "minute", "second"))
    return year, month, day, hour, minute, second


def _precision(said: dict[str, str | None]) -> Precision:
    finest: tuple[Precision, ...] = ("second", "minute", "day", "month")
    return next((name for name in finest if said[name]), "year")


def _end(start: datetime, precision: Precision) -> datetime:
    if precision == "year":
        return start.replace(year=start.year + 1)
    if precision == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + _LENGTH[precision]


def _zone(text: str | None) -> tzinfo | None:
    """UTC for none: such a time is compared with its like only, on the clock they share."""
    if text is None or text in ("Z", "UTC"):
        return UTC
    return datetime.strptime(text.replace(":", "").ljust(5, "0"), "%z").tzinfo


def latest(dates: Sequence[str]) -> int | None:
    """The place of the date that is after every other; None when they do not decide.

    They do not when two are equal, one is missing or no date, a day stands against a minute of that day, or a time
    without a zone against one with a zone, closer than zones can lie apart.
    """
    moments = [moment(date) for date in dates]
    for place, one in enumerate(moments):
        others = moments[:place] + moments[place + 1 :]
        if one and all(other is not None and one.after(other) for other in others):
            return place
    return None


def may_be_one(one: str, other: str) -> bool:
    """Whether two dates can be that of one run: they are equal, they overlap, or one is missing."""
    first, second = moment(one), moment(other)
    if first is None or second is None:
        return one == other or not (one and other)
    return not first.after(second) and not second.after(first)
