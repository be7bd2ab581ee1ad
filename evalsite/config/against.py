"""Settings against the results that were read: what they name must be there."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from evalsite.config.log_links import EVERY_BENCHMARK
from evalsite.config.places import Path
from evalsite.config.rules import baseline_models
from evalsite.config.settings import BaselineSettings, Config
from evalsite.errors import Problem, did_you_mean, quoted
from evalsite.names import fit, slug

_MISSPELT = 0.8
"""How alike two names are (difflib's ratio) for one to pass for a misspelling of the other."""


def check_against(
    config: Config,
    models: Collection[str],
    benchmarks: Mapping[str, Collection[str]],
    metrics: Collection[str],
) -> list[Problem]:
    """Everything that settings name and the results do not have.

    A baseline without a model to stand for it is an error, and so is what looks like a misspelt name, or
    a slug that a name of the results has. The rest is of severity ``record``: settings may speak of what is
    yet to come.

    Args:
        config: the settings.
        models: all models with a result, ``same_as`` applied.
        benchmarks: the models of each benchmark.
        metrics: all metrics with a result.
    """
    problems = [*_baseline_models(config, models, benchmarks), *_fixed(config, benchmarks, metrics)]
    problems += [*_named(config, models, benchmarks, metrics), *_patterns(config, models)]
    problems += [*_slugs(config, "models", models), *_slugs(config, "benchmarks", benchmarks)]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _baseline_models(
    config: Config, models: Collection[str], benchmarks: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for path, model in baseline_models(config):
        without = [benchmark for benchmark, there in benchmarks.items() if model not in there]
        if model not in models:
            yield config.places.problem(
                path,
                found=model,
                expected="expected a model that has results",
                advice=did_you_mean(model, models) or f"Models with results: {_some(models)}.",
            )
        elif without:
            yield _lacking(config, path, model, config.baselines[str(path[1])], without)


def _lacking(config: Config, path: Path, model: str, baseline: BaselineSettings, without: Collection[str]) -> Problem:
    advice = "There nothing is compared with this baseline."
    if baseline.partial:
        advice = "There the baseline is made of the others that have results."
    elif baseline.best_of:
        advice += " Say `partial: true` to take the best of its other models."
    return config.places.problem(
        path,
        found=model,
        expected=f"expected results on every benchmark, but there are none on {_some(without)}",
        advice=advice,
        severity="record",
    )


def _fixed(config: Config, benchmarks: Mapping[str, Collection[str]], metrics: Collection[str]) -> Iterator[Problem]:
    """Fixed values must meet a result somewhere; apart from that they may say more than there is."""
    for name, baseline in config.baselines.items():
        fixed = baseline.fixed or {}
        path: Path = ("baselines", name, "fixed")
        lost = not any(benchmark in benchmarks for benchmark in fixed)
        if fixed and lost:
            near = did_you_mean(next(iter(fixed)), benchmarks)
            yield config.places.problem(
                path,
                found=", ".join(fixed),
                expected="expected values for a benchmark that has results",
                advice=near or f"Benchmarks with results: {_some(benchmarks)}.",
            )
        for benchmark, values in fixed.items():
            if benchmark not in benchmarks and not lost:
                yield _absent(config, (*path, benchmark), benchmark, "benchmark", benchmarks, fixed)
            for metric in values:
                if metric not in metrics:
                    yield _absent(config, (*path, benchmark, metric), metric, "metric", metrics, values)


def _named(
    config: Config, models: Collection[str], benchmarks: Collection[str], metrics: Collection[str]
) -> Iterator[Problem]:
    """Names outside baselines that no result has."""
    there = {
        "metrics": metrics,
        "benchmarks": benchmarks,
        "models": models,
        "same_as": models,
        "logs": {*benchmarks, EVERY_BENCHMARK},
    }
    for section, found in there.items():
        said = getattr(config, section)
        for name in said:
            if name not in found:
                what = {"same_as": "model", "logs": "benchmark"}.get(section, section[:-1])
                yield _absent(config, (section, name), name, what, found, said)
    references = config.references.models
    for number, name in enumerate(references):
        if name not in models:
            yield _absent(config, ("references", "models", number), name, "model", models, references)


def _slugs(config: Config, section: Literal["models", "benchmarks"], names: Collection[str]) -> Iterator[Problem]:
    """Declared slugs that are the address of another name, which declares none."""
    settings = getattr(config, section)
    taken = {slug(name): name for name in names if name not in settings or not settings[name].slug}
    join = ", or join them with `same_as:`" if section == "models" else ""
    for name, said in settings.items():
        if name in names and said.slug in taken:
            other = quoted(taken[said.slug])
            yield config.places.problem(
                (section, name, "slug"),
                found=said.slug,
                expected=f"expected a slug of its own, but it is that of the {section[:-1]} {other}",
                advice=f"Declare another `slug:` for one of them{join}.",
            )


def _patterns(config: Config, models: Collection[str]) -> Iterator[Problem]:
    for number, entry in enumerate(config.short):
        if not any(fit(entry.pattern, model) for model in models):
            yield config.places.problem(
                ("short", number, "pattern"),
                found=entry.pattern,
                expected="expected a pattern that fits a model that has results",
                advice="It changes nothing now; mend it or remove it.",
                severity="record",
            )


def _absent(config: Config, path: Path, name: str, what: str, there: Collection[str], said: Collection[str]) -> Problem:
    """A name that no result has: misspelt when one is close that the settings do not name as well."""
    meant = difflib.get_close_matches(name, set(there) - set(said), n=1, cutoff=_MISSPELT)
    return config.places.problem(
        path,
        found=name,
        expected=f"expected a {what} that has results",
        advice=f"Did you mean {quoted(meant[0])}?" if meant else "It changes nothing until there are some.",
        severity="error" if meant else "record",
    )


def _some(names: Collection[str], most: int = 8) -> str:
    """The names, or the first of them and how many there are besides."""
    shown = ", ".join(quoted(name) for name in sorted(names)[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown or "none"
