"""Single figures for hand-written pages, each linked to its evidence.

Names are those of the results and settings. A name that is not there is an error, with the nearest one.
"""

from collections.abc import Collection, Sequence

from msgspec import Struct

from evalsite.analysis.comparison import Comparison
from evalsite.analysis.study import Findings
from evalsite.errors import BuildError, Problem, did_you_mean
from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas, count_of
from evalsite.pages.baseline import tolerance_text
from evalsite.pages.model import Link, Message, Number, Text
from evalsite.verdicts import CATEGORIES, OUTCOMES, Outcome


class Figures(Struct, frozen=True):
    """Looks figures up in a study. Each method gives a part of a page, linked to where it comes from."""

    atlas: Atlas

    def value(self, benchmark: str, model: str, metric: str) -> Text:
        """A model's value of one metric: ``0.1713``, linked to its row."""
        findings, row, j = self._cell(benchmark, model, metric)
        return Link(self._number(findings, j, row), self._row_address(benchmark, model))

    def rank(self, benchmark: str, model: str, metric: str) -> Text:
        """A model's rank among all that are ranked: ``2 of 17``."""
        findings, row, j = self._cell(benchmark, model, metric)
        ranking = findings.rankings[j]
        rank = int(ranking.ranks[row])
        if not rank:
            raise _unknown(model, f"a model that is ranked by {metric} on {benchmark}", ())
        return Link(count_of(rank, ranking.count), self._row_address(benchmark, model))

    def leader(self, benchmark: str, metric: str) -> Text:
        """Who has the best value of a metric, all of them when tied."""
        findings = self._findings(benchmark)
        ranking = findings.rankings[self._metric(findings, metric)]
        first = [findings.board.models[row] for row in ranking.rows(1)]
        if not first:
            raise _unknown(metric, f"a metric of {benchmark} that is ranked", ())
        return self._names(benchmark, first)

    def baseline(self, baseline: str, benchmark: str, metric: str) -> Text:
        """The value that a baseline has on a benchmark, linked to its section."""
        findings, comparison = self._comparison(benchmark, baseline)
        j = self._metric(findings, metric)
        value = float(comparison.point.values[j])
        decimals = self.atlas.digits[benchmark][j]
        text = numbers.plain([value], decimals)[0]
        if not text:
            raise _unknown(metric, f"a metric that {baseline} has a value of on {benchmark}", ())
        return Link(Number(text, value), self.atlas.baseline_link(baseline, benchmark).href)

    def donors(self, baseline: str, benchmark: str, metric: str) -> Text:
        """The models that a baseline's value of a metric comes from, all of them when tied."""
        findings, comparison = self._comparison(benchmark, baseline)
        donors = comparison.point.donors[self._metric(findings, metric)]
        if not donors:
            raise _unknown(metric, f"a metric that {baseline} has from a model on {benchmark}", ())
        return self._names(benchmark, donors)

    def tolerance(self, benchmark: str, metric: str) -> Text:
        """The tolerance that differences of a metric are judged by."""
        findings = self._findings(benchmark)
        return tolerance_text(findings.board.metrics[self._metric(findings, metric)])

    def delta(self, benchmark: str, model: str, metric: str, baseline: str) -> Text:
        """The difference between a model and a baseline: ``+0.0512``, linked to its row in the comparison."""
        findings, comparison = self._comparison(benchmark, baseline)
        i, j = self._candidate(findings, comparison, model), self._metric(findings, metric)
        value = float(comparison.differences.values[i, j])
        decimals = self.atlas.digits[benchmark][j]
        return self._reason(benchmark, baseline, model, Number(numbers.signed([value], decimals)[0], value))

    def speedup(self, benchmark: str, model: str, metric: str, baseline: str) -> Text:
        """How many times faster than a baseline a model is: ``1.25x``."""
        findings, comparison = self._comparison(benchmark, baseline)
        i, j = self._candidate(findings, comparison, model), self._metric(findings, metric)
        speedups = comparison.differences.speedups
        value = float(speedups.values[i, j])
        text = numbers.speedups([float(speedups.shown[i, j])])[0]
        if not text:
            raise _unknown(metric, f"a metric with a speedup of {model} over {baseline} on {benchmark}", ())
        return self._reason(benchmark, baseline, model, Number(text, value))

    def outcome(self, benchmark: str, model: str, baseline: str) -> Text:
        """What came out of a comparison, in a word."""
        findings, comparison = self._comparison(benchmark, baseline)
        found = comparison.outcome(self._candidate(findings, comparison, model))
        return self._reason(benchmark, baseline, model, Message(f"outcome.{found.value}"))

    def members(self, benchmark: str, baseline: str, code: str) -> Text:
        """The models in a category (``faster-less-accurate``) or with an outcome (``beats``), or "None"."""
        findings, comparison = self._comparison(benchmark, baseline)
        found = self._coded(findings, comparison, code)
        if not found:
            return Message("list.empty")
        names = [
            self.atlas.model(model, short=True, href=self.atlas.reason_address(benchmark, baseline, model))
            for model in found
        ]
        return Message("list.plain", {"parts": tuple(names)})

    def count(self, benchmark: str, baseline: str, code: str) -> Text:
        """How many candidates are in a category or have an outcome: ``26 of 32``, linked to the section."""
        findings, comparison = self._comparison(benchmark, baseline)
        found = count_of(len(self._coded(findings, comparison, code)), len(comparison.rows))
        return Link(found, self.atlas.baseline_link(baseline, benchmark).href)

    def beats(self, model: str, baseline: str) -> Text:
        """On how many of the benchmarks compared a model beats a baseline: ``3 of 4``."""
        tallies = self.atlas.study.tallies[_known(baseline, self.atlas.study.tallies, "a baseline")]
        tally = tallies[_known(model, tallies, f"a model that is compared with {baseline}")]
        return Link(count_of(tally.count(Outcome.BEATS), tally.compared), self.atlas.model_address(model))

    def benchmarks(self) -> Text:
        """How many benchmarks there are, linked to their index."""
        return Link(Message("count.plain", {"part": len(self.atlas.study.benchmarks)}), "benchmarks/")

    def models(self) -> Text:
        """How many models there are, reference rows left out, linked to their index."""
        count = len(set(self.atlas.study.models) - self.atlas.references())
        return Link(Message("count.plain", {"part": count}), "models/")

    def benchmark(self, benchmark: str) -> Text:
        """A benchmark's title, linked to its page."""
        return self.atlas.benchmark(_known(benchmark, self.atlas.study.benchmarks, "a benchmark"))

    def model(self, model: str) -> Text:
        """A model's short name, linked to its page."""
        return self.atlas.model(_known(model, self.atlas.study.models, "a model"), short=True)

    def _findings(self, benchmark: str) -> Findings:
        return self.atlas.study.benchmarks[_known(benchmark, self.atlas.study.benchmarks, "a benchmark")]

    def _metric(self, findings: Findings, metric: str) -> int:
        names = [known.name for known in findings.board.metrics]
        return names.index(_known(metric, names, f"a metric of {findings.benchmark}"))

    def _cell(self, benchmark: str, model: str, metric: str) -> tuple[Findings, int, int]:
        findings = self._findings(benchmark)
        models = findings.board.models
        row = models.index(_known(model, models, f"a model with results on {benchmark}"))
        return findings, row, self._metric(findings, metric)

    def _comparison(self, benchmark: str, baseline: str) -> tuple[Findings, Comparison]:
        findings = self._findings(benchmark)
        _known(baseline, self.atlas.study.tallies, "a baseline")
        found = _known(baseline, findings.comparisons, f"a baseline that has values on {benchmark}")
        return findings, findings.comparisons[found]

    def _candidate(self, findings: Findings, comparison: Comparison, model: str) -> int:
        names = [findings.board.models[row] for row in comparison.rows]
        return names.index(
            _known(model, names, f"a candidate against {comparison.baseline.id} on {findings.benchmark}")
        )

    def _coded(self, findings: Findings, comparison: Comparison, code: str) -> list[str]:
        outcomes = [word.value for word in OUTCOMES]
        categories = [word.value for word in CATEGORIES] if comparison.categories is not None else []
        _known(code, (*outcomes, *categories), "an outcome or a category of this benchmark")
        words, codes = (categories, comparison.categories) if code in categories else (outcomes, comparison.outcomes)
        found = [] if codes is None else codes.tolist()
        return [
            findings.board.models[row] for row, word in zip(comparison.rows, found, strict=True) if words[word] == code
        ]

    def _number(self, findings: Findings, j: int, row: int) -> Text:
        value = float(findings.board.values[row, j])
        text = numbers.plain([value], self.atlas.digits[findings.benchmark][j])[0]
        return Number(text, value) if text else Message("table.missing")

    def _names(self, benchmark: str, models: Sequence[str]) -> Text:
        names = tuple(self.atlas.model(model, short=True, href=self._row_address(benchmark, model)) for model in models)
        return Message("list.plain", {"parts": names})

    def _row_address(self, benchmark: str, model: str) -> str:
        return self.atlas.benchmark_address(benchmark, f"#{self.atlas.row_id(model)}")

    def _reason(self, benchmark: str, baseline: str, model: str, text: Text) -> Text:
        return Link(text, self.atlas.reason_address(benchmark, baseline, model))


def _known(name: str, names: Collection[str], what: str) -> str:
    if name not in names:
        raise _unknown(name, what, names)
    return name


def _unknown(name: str, what: str, names: Collection[str]) -> BuildError:
    advice = did_you_mean(name, names) or (f"There are: {', '.join(sorted(names)[:10])}." if names else "")
    return BuildError(Problem(found=name, expected=f"expected {what}", advice=advice))
