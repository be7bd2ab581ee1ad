"""Every sample that is not behind a number: how many, and why, for the ledger and for whoever can mend it."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct

from evalsite.config import SampleSource
from evalsite.errors import Problem, quoted
from evalsite.readings import LeftOut, Reason
from evalsite.samples.columns import KEYS, LARGEST, Fault
from evalsite.samples.counting import Counted
from evalsite.samples.rows import TooFew


class Loss(Struct, frozen=True, kw_only=True):
    """``count`` samples (or numbers, of :func:`numbers`) that are left out for one reason, and what to do about it."""

    reason: Reason
    count: int
    expected: str
    advice: str
    found: str = ""

    def entry(self, file: str) -> LeftOut:
        """For the ledger."""
        return LeftOut(file=file, reason=self.reason, count=self.count, place=file, detail=str(self.problem("")))

    def problem(self, file: str) -> Problem:
        """For whoever can mend it."""
        return Problem(file=file, found=self.found, expected=self.expected, advice=self.advice, severity="record")


def named(frame: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """The items all of whose names are there, and how many samples lack each name."""
    lacking: dict[str, int] = {}
    for key in (key for key in KEYS if key in frame.columns):
        blank = frame[key].isna() | frame[key].isin([name for name in frame[key].cat.categories if not name.strip()])
        samples = int(frame.loc[blank, "samples"].sum())
        if samples:
            lacking[key] = samples
        frame = frame[~blank]
    return frame.reset_index(drop=True), lacking


def losses(counted: Counted, lacking: Mapping[str, int], source: SampleSource) -> Iterator[Loss]:
    """What became of the samples that were not counted."""
    for key, count in lacking.items():
        column = getattr(source.columns, key)
        yield Loss(
            reason=Reason.MISSING,
            count=count,
            expected=f"expected the {key} in the column {quoted(column)}, but {_samples(count)} {_have(count)} none",
            advice="Write it there, or leave these samples away.",
        )
    for (fault, word), count in counted.faults.items():
        yield _fault(fault, word, count, source)
    if counted.again:
        yield Loss(
            reason=Reason.DUPLICATE,
            count=counted.again,
            expected=f"expected each sample once, but {_samples(counted.again)} {_stand(counted.again)} there again",
            advice="Each is counted once. Remove the copies.",
        )


def _fault(fault: Fault, word: str, count: int, source: SampleSource) -> Loss:
    columns, many = source.columns, _samples(count)
    outcome = quoted(columns.passed or columns.score or "")
    match fault:
        case Fault.NO_SAMPLE:
            reason = Reason.MISSING
            expected = (
                f"expected in {quoted(columns.sample or '')} which sample it is, but {many} {_have(count)} nothing"
            )
            advice = "Write it there, or leave out `sample:` under `columns:`."
        case Fault.NO_OUTCOME:
            reason, expected = Reason.MISSING, f"expected an outcome in {outcome}, but {many} {_have(count)} none"
            advice = "Write it there, or a status that says that the attempt failed."
        case Fault.WRONG_OUTCOME:
            kind = "1 or 0" if columns.passed else f"a number between -{LARGEST:,} and {LARGEST:,}"
            reason = Reason.UNREADABLE
            expected = f"expected {kind} in {outcome}, but {many} {_have(count)} something else"
            advice = "Correct these samples, or name another column."
        case Fault.UNKNOWN_STATUS:
            reason, expected = Reason.UNREADABLE, f"expected a status that is known, but {many} {_have(count)} this one"
            advice = "Add it to `completed:` or to `failed:` of this source in evalsite.yml."
        case _:
            reason, expected = Reason.CONFLICT, f"expected the rows of a sample to agree, but {count:,} do not"
            advice = "Find out which of them is right and remove the others; none of them is counted."
    return Loss(reason=reason, count=count, found=word, expected=expected, advice=advice)


def numbers(too_few: Sequence[TooFew]) -> Iterator[Loss]:
    """The values of pass@k that there are not, one loss for each k."""
    for metric in dict.fromkeys(few.metric for few in too_few):
        few = [one for one in too_few if one.metric == metric]
        first = few[0]
        yield Loss(
            reason=Reason.MISSING,
            count=len(few),
            found=f"{first.model}, {first.benchmark}, {first.item}",
            expected=f"expected for {metric} at least {metric.removeprefix('pass@')} samples of every item,"
            f" but this one has {first.samples}" + (f", and so it is in {len(few):,} results" if len(few) > 1 else ""),
            advice="Draw more samples, or leave this k out under `k:`.",
        )


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count:,} samples"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"
