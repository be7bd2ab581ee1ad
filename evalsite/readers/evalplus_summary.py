"""Summaries of EvalPlus results that evaluation scripts write beside them: ``{"humaneval": {"pass@1": 61.6}, ...}``."""

from collections.abc import Mapping
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape
from evalsite.readers.ledger import Ledger
from evalsite.readings import Reading, Reason, RunFacts

_BENCHMARKS = frozenset(["humaneval", "humaneval+", "mbpp", "mbpp+"])


class EvalPlusSummary:
    """Reads a summary when evalsite.yml names its model; else leaves it aside, as it repeats the tasks' own file.

    The percents of a summary are rounded, so that they would contradict the exact values of the run that they sum up.
    """

    name = "evalplus-summary"

    def sniff(self, document: Document) -> str | None:
        """An object of nothing but EvalPlus benchmarks, each with pass@k."""
        data = document.json
        if not isinstance(data, dict) or not data or not _BENCHMARKS.issuperset(data):
            return None
        return "pass@k by EvalPlus benchmark" if all(_has_pass_at_k(part) for part in data.values()) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The values in percent, as fractions."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        data: Mapping[str, Mapping[str, Any]] = document.json
        if rule is None or not rule.model:
            return _aside(ledger, sum(map(len, data.values())))
        for benchmark, values in data.items():
            for metric, said in values.items():
                pointer = f"/{escape(benchmark)}/{escape(metric)}"
                ledger.row(
                    benchmark=benchmark,
                    model=rule.model,
                    run=rule.model,
                    metric=metric,
                    value=ledger.proportion(said, pointer, metric, percent=True),
                    direction=Direction.HIGHER.value,
                    pointer=pointer,
                )
        ledger.runs[rule.model] = RunFacts(model=rule.model, tool="EvalPlus")
        return ledger.reading()


def _has_pass_at_k(part: Any) -> bool:
    return isinstance(part, dict) and bool(part) and all(name.startswith("pass@") for name in part)


def _aside(ledger: Ledger, count: int) -> Reading:
    ledger.problem(
        "",
        "",
        "the results of each task, but this only sums them up, in rounded percents",
        "Keep the `*_eval_results.json` beside it and ignore this file, or, where there is none, write"
        f" `files: [{{match: {quoted(ledger.document.path)}, model: ...}}]` in evalsite.yml.",
    )
    ledger.leave_out(Reason.IGNORED, count, "", "a summary of another file, in rounded percents")
    return ledger.reading()
