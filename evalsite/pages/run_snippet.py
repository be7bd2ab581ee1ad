"""A run in a few lines of Markdown, to be pasted into a discussion."""

from collections.abc import Sequence
from typing import Any

from evalsite.pages import numbers
from evalsite.pages.atlas import Atlas
from evalsite.pages.came_out import outcome
from evalsite.pages.model import Literally, Message, Name, Number, Snippet, Text
from evalsite.pages.run_book import RunBook
from evalsite.runs.run import Run

MOST_BENCHMARKS = 20
"""Of more benchmarks a discussion only hears how many they are; the page has them all."""


def run_snippet(atlas: Atlas, book: RunBook, run: Run) -> Snippet:
    """The model, a line for each benchmark with its numbers and what came out, and the run's link."""
    said = [_said(atlas, book, run, name) for name in run.benchmarks[:MOST_BENCHMARKS]]
    left = len(run.benchmarks) - len(said)
    return Snippet(
        opening=Message("snippet.model", {"model": Name(run.model)}),
        items=(*said, *([Message("snippet.more", {"count": left})] if left else [])),
        link=Message("run.title", {"run": Literally(run.id)}),
    )


def _said(atlas: Atlas, book: RunBook, run: Run, benchmark: str) -> Message:
    """One benchmark: numbers that count with what came out; where none does, that they do not."""
    title = atlas.benchmark_title(benchmark) if benchmark in atlas.benchmark_slugs else Name(benchmark)
    counting = [row for row in book.counting.get(run.id, ()) if row.benchmark == benchmark]
    rows = counting or [row for row in book.others.get(run.id, ()) if row.benchmark == benchmark]
    values = tuple(
        Message("snippet.value", {"metric": Name(row.metric), "value": _shown(atlas, row)})
        for row in rows
        if row.value == row.value
    )
    came_out = _came_out(atlas, benchmark, run.model)
    if not counting:
        return Message("snippet.not_counting", {"benchmark": title, "values": values})
    if not came_out:
        return Message("snippet.counting", {"benchmark": title, "values": values})
    return Message("snippet.judged", {"benchmark": title, "values": values, "outcomes": came_out})


def _shown(atlas: Atlas, row: Any) -> Number:
    """A value with as many digits as its benchmark's page shows."""
    names: Sequence[str] = []
    if row.benchmark in atlas.benchmark_slugs:
        names = [metric.name for metric in atlas.study.benchmarks[row.benchmark].board.metrics]
    if row.metric not in names:
        return Number(repr(row.value), row.value)
    [text] = numbers.plain([row.value], atlas.digits[row.benchmark][names.index(row.metric)])
    return Number(text, row.value)


def _came_out(atlas: Atlas, benchmark: str, model: str) -> tuple[Text, ...]:
    found = ((each.id, outcome(atlas, each.id, benchmark, model)) for each in atlas.baselines())
    return tuple(
        Message("snippet.outcome", {"baseline": atlas.baseline(name), "outcome": Message(f"outcome.{code}")})
        for name, code in found
        if code
    )
