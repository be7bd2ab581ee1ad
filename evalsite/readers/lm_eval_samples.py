"""Samples of lm-evaluation-harness since 0.4, ``samples_<task>_<time>.jsonl``: one line a document and filter."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import Any

from evalsite.errors import quoted
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_bounds import parse
from evalsite.readers.json_text import first_text, text
from evalsite.readers.ledger import Ledger
from evalsite.readers.lm_harness import TOOL, metric_name
from evalsite.readings import Reading, Reason, RunFacts

_NAME = re.compile(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?)")
_KEYS = frozenset(["doc_id", "resps", "filtered_resps"])
_LONGEST = 4 * 1024 * 1024  # of a first line that sniffing parses


class LmEvalSamples:
    """Format ``lm-eval-samples``: items of the run whose results file has the same time in its name; no rows.

    Of that run this file knows neither the model nor anything else: the results file does.
    """

    name = "lm-eval-samples"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """The first line has a document, the model's answers, and what a filter left of them."""
        if not document.head.lstrip().startswith('{"'):
            return None
        try:
            first, _ = parse(document.data.removeprefix(BOM_UTF8).split(b"\n", 1)[0][:_LONGEST])
        except ValueError:
            return None
        return "`doc_id`, `resps` and `filtered_resps`" if isinstance(first, dict) and first.keys() >= _KEYS else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One item a document, filter and metric."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        fit = _NAME.fullmatch(document.stem)
        task = rule.benchmark if rule and rule.benchmark else fit["task"] if fit else ""
        if fit:
            ledger.runs[fit["time"]] = RunFacts(model=rule.model if rule else "", tool=TOOL)
            ledger.inferred.append(f"The samples are of the run whose results file has the time {fit['time']}.")
        if task:
            _Samples(ledger=ledger, task=task, run=fit["time"] if fit else document.stem).read(document.lines())
        else:
            ledger.refuse(
                "",
                "",
                "the task in the file's name, as in samples_<task>_<time>.jsonl",
                f"Write `files: [{{match: {quoted(document.path)}, benchmark: ...}}]` in evalsite.yml.",
            )
        return ledger.reading()


class _Samples:
    """The lines of one file while they are read."""

    def __init__(self, *, ledger: Ledger, task: str, run: str) -> None:
        self.ledger, self.task, self.run = ledger, task, run
        self.aside: dict[str, int] = {}

    def read(self, lines: Iterator[tuple[int, bytes]]) -> None:
        for number, line in lines:
            if line.strip():
                self.take(number, line)
        for metric, count in self.aside.items():
            why = f"{metric}: no number a sample, only its aggregate is one"
            self.ledger.leave_out(Reason.IGNORED, count, "", why)
        if not self.ledger.items and not self.ledger.left_out:
            self.ledger.refuse("", "", "at least one metric of a sample")

    def take(self, number: int, line: bytes) -> None:
        try:
            sample, _ = parse(line)
        except ValueError:
            sample = None
        if not isinstance(sample, dict) or "doc_id" not in sample:
            found = line.strip()[:800].decode(errors="replace")
            self.ledger.refuse(number, found, "one sample with its `doc_id`, as a JSON object on one line")
            return
        for metric in _metrics(sample):
            self.add(sample, metric)

    def add(self, sample: Mapping[str, Any], metric: str) -> None:
        value = sample.get(metric)
        name = metric_name(metric, first_text(sample.get("filter")))
        if isinstance(value, int | float) and abs(value) < 1e300:
            item = text(sample["doc_id"])
            outcomes = [(float(value), "")]
            self.ledger.item(run=self.run, benchmark=self.task, item=item, metric=name, outcomes=outcomes)
        else:
            self.aside[name] = self.aside.get(name, 0) + 1


def _metrics(sample: Mapping[str, Any]) -> Iterator[str]:
    """The sample's metrics: the listed ones; in early files, which list none, what holds a number."""
    listed = sample.get("metrics")
    if isinstance(listed, list):
        return (metric for metric in listed if isinstance(metric, str))
    return (key for key, value in sample.items() if key != "doc_id" and isinstance(value, int | float))
