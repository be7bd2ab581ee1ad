"""A hook that turns results into Markdown pages: per benchmark the values, comparisons and lists, and the matrix.

It says what evalsite says, of inputs that bench.inputs wrote (pass@1 and avg_time, one model and one best-of as
baselines), and knows nothing else that evalsite knows: no other formats, no rules, no settings, no hostile names.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

METRICS = ("pass@1", "avg_time")
SIGNS = {"pass@1": 1, "avg_time": -1}
DIGITS = {"pass@1": 4, "avg_time": 2}
BASELINES = {"one": ("model-0000",), "best": ("model-0001", "model-0002", "model-0003")}
CATEGORIES = {
    ("better", "better"): "better-both",
    ("better", "on-par"): "better-quality",
    ("on-par", "better"): "better-cost",
    ("on-par", "on-par"): "on-par",
    ("worse", "better"): "faster-less-accurate",
    ("better", "worse"): "slower-more-accurate",
    ("worse", "on-par"): "worse-quality",
    ("on-par", "worse"): "worse-cost",
    ("worse", "worse"): "worse-both",
}
ALWAYS = {"better-both", "faster-less-accurate", "slower-more-accurate", "worse-both"}
Values = Mapping[str, Mapping[str, float | None]]
"""model -> metric -> value"""


def on_files(files: Files, *, config: Any, **_: Any) -> Files:
    """Add a page for each benchmark, and one for each baseline's matrix."""
    results = read(Path(config.config_file_path).parent / "results")
    for name, values in results.items():
        files.append(_page(config, f"benchmarks/{name}.md", benchmark_page(name, values)))
    for baseline in BASELINES:
        files.append(_page(config, f"matrix/{baseline}.md", matrix_page(baseline, results)))
    return files


def _page(config: Any, path: str, text: str) -> File:
    return File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV)


def read(folder: Path) -> dict[str, Values]:
    """The values of every benchmark."""
    found: dict[str, Values] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = {
                row["model"]: {metric: float(row[metric]) if row[metric] else None for metric in METRICS}
                for row in csv.DictReader(file)
            }
    return found


def benchmark_page(name: str, values: Values) -> str:
    """The page of one benchmark."""
    models = sorted(values, key=lambda model: (-(values[model]["pass@1"] or -1.0), model))
    marks = {metric: _marks(values, metric) for metric in METRICS}

    def cell(model: str, metric: str) -> str:
        return _joined(_text(values[model][metric], f".{DIGITS[metric]}f"), marks[metric].get(model, ""))

    rows = ([_anchored(model, f"m-{model}"), *(cell(model, metric) for metric in METRICS)] for model in models)
    parts = [f"# {name}", "## Results", table(["Model", *METRICS], rows)]
    for baseline in BASELINES:
        parts += _comparison(baseline, values, models)
    return "\n\n".join(parts) + "\n"


def _comparison(baseline: str, values: Values, models: Sequence[str]) -> Iterator[str]:
    base = baseline_values(baseline, values)
    candidates = [model for model in models if model not in BASELINES[baseline]]
    quality, cost = METRICS
    yield f"## Against {baseline}"
    yield table(
        ["Model", "Δ pass@1", "Δ avg_time", "speedup"],
        (
            [
                _anchored(model, f"vs-{baseline}-m-{model}"),
                _delta(values[model], base, quality),
                _delta(values[model], base, cost),
                _speedup(values[model][cost], base[cost]),
            ]
            for model in candidates
        ),
    )
    members: dict[str, list[str]] = {code: [] for code in (*CATEGORIES.values(), "not-comparable")}
    for model in candidates:
        members[category(values[model], base)].append(model)
    for code, names in members.items():
        if names or code in ALWAYS:
            yield f"### {baseline}: {code}"
            yield "\n".join(_member(baseline, model, values[model], base) for model in names) or "None."


def _member(baseline: str, model: str, values: Mapping[str, float | None], base: Mapping[str, float | None]) -> str:
    reasons = ", ".join(f"{metric} {_delta(values, base, metric)}" for metric in METRICS)
    return f"- [{model}](#vs-{baseline}-m-{model}): {reasons}"


def _anchored(text: str, place: str) -> str:
    """A row's name, which lists and the matrix lead to."""
    return f'<span id="{place}">{text}</span>'


def matrix_page(baseline: str, results: Mapping[str, Values]) -> str:
    """The outcomes of every model on every benchmark."""
    bases = {name: baseline_values(baseline, values) for name, values in results.items()}
    models = sorted({model for values in results.values() for model in values} - set(BASELINES[baseline]))
    rows = (
        [
            model,
            *(
                f"[{outcome(values[model], bases[name])}](../benchmarks/{name}.md#vs-{baseline}-m-{model})"
                if model in values
                else ""
                for name, values in results.items()
            ),
        ]
        for model in models
    )
    return f"# Matrix: {baseline}\n\n{table(['Model', *results], rows)}\n"


def table(header: Sequence[str], rows: Iterator[list[str]]) -> str:
    """A Markdown table."""
    lines = (f"| {' | '.join(cells)} |" for cells in rows)
    return "\n".join([f"| {' | '.join(header)} |", "| --- " * len(header) + "|", *lines])


def baseline_values(baseline: str, values: Values) -> dict[str, float | None]:
    """Metric by metric the best value among a baseline's models."""
    best: dict[str, float | None] = {}
    for metric in METRICS:
        given = [v for name in BASELINES[baseline] if (v := values.get(name, {}).get(metric)) is not None]
        pick: Callable[..., float] = max if SIGNS[metric] > 0 else min
        best[metric] = pick(given) if given else None
    return best


def verdict(value: float | None, base: float | None, metric: str) -> str:
    """Better, worse, on par or not comparable."""
    if value is None or base is None:
        return "not-comparable"
    gain = (value - base) * SIGNS[metric]
    return "better" if gain > 0 else "worse" if gain < 0 else "on-par"


def category(values: Mapping[str, float | None], base: Mapping[str, float | None]) -> str:
    """The list that a model is in."""
    quality, cost = (verdict(values[metric], base[metric], metric) for metric in METRICS)
    return CATEGORIES.get((quality, cost), "not-comparable")


def outcome(values: Mapping[str, float | None], base: Mapping[str, float | None]) -> str:
    """What came out over both metrics."""
    found = {verdict(values[metric], base[metric], metric) for metric in METRICS}
    if "not-comparable" in found:
        return "not comparable"
    if {"better", "worse"} <= found:
        return "mixed"
    return "beats" if "better" in found else "loses" if "worse" in found else "on par"


def _delta(values: Mapping[str, float | None], base: Mapping[str, float | None], metric: str) -> str:
    value, other, digits = values[metric], base[metric], DIGITS[metric]
    if value is None or other is None:
        return _joined("", "not-comparable")
    text = f"{value - other:+.{digits}f}" if value != other else f"{0:.{digits}f}"
    return _joined(text, verdict(value, other, metric))


def _speedup(value: float | None, base: float | None) -> str:
    if value is None or base is None:
        return _joined("", "not-comparable")
    ratio = round(base / value * 100) / 100
    return _joined(f"{ratio:.2f}x", "better" if ratio > 1 else "worse" if ratio < 1 else "on-par")


def _text(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _joined(text: str, word: str) -> str:
    return f"{text} {word}".strip()


def _marks(values: Values, metric: str) -> dict[str, str]:
    """The three best, and the worst."""
    ranked = {model: v * SIGNS[metric] for model in values if (v := values[model][metric]) is not None}
    order = sorted(ranked.values(), reverse=True)
    marks = {model: str(order.index(v) + 1) for model, v in ranked.items() if v >= order[min(2, len(order) - 1)]}
    if len(order) >= 3 and order[0] != order[-1]:
        marks |= {model: "worst" for model, v in ranked.items() if v == order[-1]}
    return marks
