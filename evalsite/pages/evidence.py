"""What the verdicts of one comparison stand on: for each metric a table with intervals, and a reason in words."""

from collections.abc import Iterator, Mapping

import numpy as np

from evalsite.analysis.arrays import Bools, Floats
from evalsite.analysis.comparison import Comparison, threshold
from evalsite.analysis.conditions import COMPARABLE
from evalsite.analysis.study import Findings
from evalsite.analysis.tested import Tested
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas
from evalsite.pages.model import (
    Args,
    Block,
    Literally,
    Message,
    Number,
    NumberColumn,
    Paragraph,
    Section,
    Sentences,
    Table,
    Text,
    TextColumn,
)
from evalsite.readings import CONDITIONS
from evalsite.statistics.evidence import BASES, Basis, Note, notes
from evalsite.statistics.measured import Correction, Scale, Settings
from evalsite.statistics.words import REASONS
from evalsite.verdicts import VERDICTS, Verdict

_BARS: Mapping[Note, str] = {
    Note.MISSING: "missing",
    Note.DIFFERENT_ITEMS: "different-items",
    Note.DIFFERENT_SOLVED: "different-solved",
    Note.NOT_POSITIVE: "not-positive",
}
"""Notes that keep two values from being compared, and the words that say why."""


def evidence_sections(atlas: Atlas, findings: Findings, comparison: Comparison) -> tuple[Section, ...]:
    """A section for each metric of which some difference is tested."""
    return tuple(
        _Evidence(atlas=atlas, findings=findings, comparison=comparison, j=j, found=found).section()
        for j, found in comparison.tested.items()
        if (found.tested | found.barred).any() and _compared(findings, comparison, j).any()
    )


def _compared(findings: Findings, comparison: Comparison, j: int) -> Bools:
    """The candidates (C,) with a value on both sides."""
    values = findings.board.values[list(comparison.rows), j]
    return np.asarray(~np.isnan(comparison.base[:, j]) & ~np.isnan(values))


def percent(confidence: float) -> Literally:
    """``95 %``."""
    return Literally(f"{confidence * 100:.10g} %")


class _Evidence:
    """One metric of one comparison."""

    def __init__(self, *, atlas: Atlas, findings: Findings, comparison: Comparison, j: int, found: Tested) -> None:
        self.atlas, self.findings, self.comparison, self.j, self.found = atlas, findings, comparison, j, found
        self.metric = findings.board.metrics[j]
        self.settings: Settings = atlas.study.question.statistics.settings
        self._confidence = percent(self.settings.confidence)
        self.ratio = findings.known[j].measured.scale is Scale.RATIO
        self.sign = self.metric.direction.sign if self.metric.direction else 1
        self.digits = atlas.digits[findings.benchmark][j]
        self.tolerance = threshold(self.metric.tolerance, comparison.base[:, j])
        self.shown = np.flatnonzero(_compared(findings, comparison, j))
        """The candidates with a value on both sides, by their places in the comparison."""

    def section(self) -> Section:
        place = f"{self.atlas.versus_id(self.comparison.baseline.id)}-evidence-{self.j}"
        return Section(
            id=place,
            title=Message("evidence.title", {"metric": self.atlas.metric(self.metric)}),
            blocks=(*self._chance(), self._table(f"{place}-table")),
        )

    def _chance(self) -> tuple[Block, ...]:
        sentences = self._expected()
        return (Paragraph(sentences=sentences),) if sentences else ()

    def _expected(self) -> Sentences:
        """How many differences would look real by chance alone, or that this is corrected for."""
        count = int(self.found.tested.sum())
        if not count:
            return ()
        if self.settings.correction is not Correction.NONE:
            return (Message(f"evidence.corrected_{self.settings.correction.value}"),)
        expected = count * self.settings.alpha
        said: Args = {
            "count": count,
            "confidence": self._confidence,
            "expected": Number(f"{expected:.1f}", expected),
        }
        return (Message("evidence.chance", said),)

    def _table(self, place: str) -> Table:
        atlas, comparison = self.atlas, self.comparison
        places = self.shown.tolist()
        return Table(
            id=place,
            caption=Message(
                "evidence.caption",
                {"baseline": atlas.baseline(comparison.baseline.id), "metric": atlas.metric(self.metric)},
            ),
            head=Message("table.model"),
            rows=[atlas.plain_row(self.findings.board.models[comparison.rows[i]]) for i in places],
            columns=(
                self._differences(),
                TextColumn(
                    key="interval",
                    label=Message("evidence.interval", {"confidence": self._confidence}),
                    texts=[self._interval(i) for i in places],
                    number=True,
                ),
                TextColumn(
                    key="reason",
                    label=Message("evidence.reason"),
                    texts=[self._reason(i) for i in places],
                ),
            ),
        )

    def _differences(self) -> NumberColumn:
        """The difference that was judged: of times the speedup, else in the metric's unit and direction."""
        shown = self._in_units(self.found.evidence.delta[self.shown])
        return NumberColumn(
            key="difference",
            label=Message("table.speedup") if self.ratio else Message("evidence.difference"),
            values=numbers.present(shown),
            texts=self._texts(shown),
            verdicts=[VERDICTS[code] for code in self.comparison.verdicts[self.shown, self.j].tolist()],
        )

    def _texts(self, shown: Floats) -> list[str]:
        return numbers.speedups(np.round(shown, 2)) if self.ratio else numbers.signed(shown, self.digits)

    def _in_units(self, oriented: Floats) -> Floats:
        with np.errstate(over="ignore"):  # a ratio too large for a number is none, and is not shown
            return np.exp(oriented) if self.ratio else oriented * self.sign

    def _interval(self, i: int) -> Text | None:
        if not self.found.tested[i]:
            return None
        evidence = self.found.evidence
        low, high = sorted(self._in_units(np.array([evidence.low[i], evidence.high[i]])).tolist())
        if not np.isfinite([low, high]).all():
            return None
        ends = numbers.speedups([low, high]) if self.ratio else numbers.signed([low, high], self.digits)
        return Number(" – ".join(ends), low)

    def _reason(self, i: int) -> Text:
        """Why candidate ``i`` has its verdict, in a sentence, with what a reader must know besides."""
        reason = self._sentence(i)
        said = tuple(self._notes(i))
        return Message("evidence.with_notes", {"reason": reason, "notes": said}) if said else reason

    def _sentence(self, i: int) -> Text:
        verdict = self.comparison.verdict(i, self.j)
        if verdict is Verdict.NOT_COMPARABLE:
            return Message("evidence.not-comparable", {"why": self._bar(i)})
        if not self.found.tested[i]:
            word = Message(f"verdict.{verdict.value}")
            return Message("evidence.untested", {"verdict": word, "found": self._found(i)})
        args: Args = {"found": self._found(i), "basis": self._basis(i)}
        if verdict is Verdict.WITHIN_NOISE:
            args["why"] = Message(f"why.{REASONS[int(self.found.decision.reasons[i])].value}")
        return Message(f"evidence.{verdict.value}", args)

    def _found(self, i: int) -> Text:
        """``+0.0310, 95 % interval +0.0120 – +0.0500, tolerance 0``."""
        (difference,) = self._texts(self._in_units(self.found.evidence.delta[[i]]))
        allowed = float(self.tolerance[i])
        key = "evidence.ratio" if self.ratio else "evidence.amount"
        args: Args = {
            "amount": Message(key, {"difference": Literally(difference or "?")}),
            "tolerance": Number(f"{allowed:.4g}", allowed),
        }
        interval = self._interval(i)
        if interval is None:
            return Message("evidence.found", args)
        return Message("evidence.found_within", {**args, "interval": interval, "confidence": self._confidence})

    def _bar(self, i: int) -> Text:
        evidence = self.found.evidence
        differing = int(self.comparison.differing[i, self.j])
        if differing != COMPARABLE:
            return Message("why.condition", {"condition": Message(f"conditions.{CONDITIONS[differing]}")})
        told = next((_BARS[note] for note in notes(int(evidence.notes[i])) if note in _BARS), "missing")
        counts: Args = {
            name: _count(float(column[i]))
            for name, column in (
                ("shared", evidence.shared),
                ("own", evidence.own_items),
                ("base", evidence.base_items),
            )
        }
        return Message(f"why.{told}", counts if told == "different-items" else {})

    def _basis(self, i: int) -> Text:
        """``paired on 164 items (p 0.0021)``."""
        evidence = self.found.evidence
        basis = BASES[int(evidence.basis[i])]
        args: Args = {}
        if basis in (Basis.COUNTS, Basis.BOUND):
            args = {"own": _count(float(evidence.own_items[i])), "base": _count(float(evidence.base_items[i]))}
        elif basis not in (Basis.STDERR, Basis.RERUNS):
            args = {"count": int(evidence.shared[i])}
        said: Text = Message(f"basis.{basis.value}", args)
        if basis is Basis.PAIRED_TIMES:
            said = self._times(i, said)
        p = float(evidence.p[i])
        return said if np.isnan(p) else Message("evidence.with_p", {"basis": said, "p": _p(p)})

    def _times(self, i: int, said: Text) -> Text:
        evidence = self.found.evidence
        return Message(
            "evidence.times",
            {
                "basis": said,
                "median": Literally(f"{np.exp(evidence.median[i]):.2f}x"),
                "low": Literally(f"{np.exp(evidence.median_low[i]):.2f}x"),
                "high": Literally(f"{np.exp(evidence.median_high[i]):.2f}x"),
                "faster": _count(float(evidence.won[i])),
                "slower": _count(float(evidence.lost[i])),
                "items": _count(float(evidence.shared[i])),
            },
        )

    def _notes(self, i: int) -> Iterator[Text]:
        for note in notes(int(self.found.evidence.notes[i])):
            if note not in _BARS:
                key = (note.name or "").lower().replace("_", "-")
                counted = note is Note.SHARED_ITEMS_ONLY
                yield Message(f"evidence_note.{key}", {"count": int(self.found.evidence.shared[i])} if counted else {})


def _count(number: float) -> Literally:
    return Literally("?" if np.isnan(number) else f"{number:.0f}")


def _p(p: float) -> Literally:
    """``= 0.0312``, or ``< 0.0001``."""
    text = numbers.p_value(p)
    return Literally(text if text.startswith("<") else f"= {text}")


def doubts(atlas: Atlas, findings: Findings) -> Sentences:
    """A sentence for each standard error or number of items that cannot be, and what was done about it."""
    said: list[Text] = []
    for j, known in findings.known.items():
        for check in known.doubts:
            wanted = _NUMBERS[check.doubt.value]
            args: Args = {name: Literally(f"{check.numbers[name]:.4g}") for name in wanted}
            model = atlas.model(findings.board.models[check.row], short=True)
            args |= {"model": model, "metric": atlas.metric(findings.board.metrics[j])}
            said.append(Message(f"doubt.{check.doubt.value}", args))
    return tuple(said)


_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "negative-stderr": (),
    "zero-stderr": (),
    "impossible-stderr": ("stderr", "largest"),
    "implied-n": ("stderr",),
    "impossible-n": ("n",),
}
