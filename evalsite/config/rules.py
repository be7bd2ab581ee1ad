"""What settings of the right kind may still say wrong: of themselves, and against each other."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from evalsite.config.places import Path
from evalsite.config.settings import BaselineSettings, Config
from evalsite.config.values import Words
from evalsite.errors import Problem, quoted
from evalsite.metrics import Direction, Metric, known, unknown

LISTS = (
    *("better-both", "better-quality", "better-cost", "on-par", "faster-less-accurate", "slower-more-accurate"),
    *("worse-quality", "worse-cost", "worse-both", "not-comparable", "beats", "mixed", "loses", "cannot-tell"),
)
"""The categories and outcomes: ``vs-<baseline>-<one of these>`` is the id of a list."""


def broken(config: Config, *, unsure: Collection[str | int] = ()) -> list[Problem]:
    """Every rule that the settings break; ``unsure`` are the top settings that could not be read as they are."""
    problems = [*_metrics(config), *_baselines(config), *_slugs(config), *_joins(config), *_aliases(config)]
    problems += [*_doubles(config), *_patterns(config), *_files(config)]
    if "languages" not in unsure:
        problems += _untranslated(config)
    return problems


# Metrics


def _metrics(config: Config) -> Iterator[Problem]:
    for name in config.metrics:
        yield from _direction(config, name)
        yield from _tolerance(config, name)


def _direction(config: Config, name: str) -> Iterator[Problem]:
    said, metric = config.metrics[name], config.metric(name)
    of_the_field = (known(name) or unknown(name)).direction
    path: Path = ("metrics", name)
    if said.direction and of_the_field and said.direction is not of_the_field:
        yield config.places.problem(
            (*path, "direction"),
            found=said.direction,
            expected=f"expected `{of_the_field}`, which is better for every metric called {quoted(name)}",
            advice="Rename the metric in the results if it measures something else, or leave out `direction:`.",
        )
    if metric.direction is None and (said.kind or said.judged):
        yield config.places.problem(
            (*path, "kind" if said.kind else "judged"),
            expected=f"expected a direction as well, since nothing is known of a metric called {quoted(name)}",
            advice="Add `direction: higher` or `direction: lower`.",
        )
    if said.speedup and metric.direction is not Direction.LOWER:
        yield config.places.problem(
            (*path, "speedup"),
            expected="expected `speedup` only where lower is better, since it is baseline / candidate",
            advice="Add `direction: lower` if it is, or leave out `speedup:`.",
        )


def _tolerance(config: Config, name: str) -> Iterator[Problem]:
    metric: Metric = config.metric(name)
    tolerance = metric.tolerance
    if metric.proportion and not tolerance.relative and tolerance.amount >= 1:
        yield config.places.problem(
            ("metrics", name, "tolerance"),
            found=f"{tolerance.amount:g}",
            expected=f"expected less than 1, since the values of {quoted(name)} are fractions of 1",
            advice="Write 0.01 for one point of a hundred.",
        )


# Baselines


def _baselines(config: Config) -> Iterator[Problem]:
    for name, baseline in config.baselines.items():
        yield from _sources(config, name, baseline)
        yield from _members(config, name, baseline)
    for one, other in combinations(config.baselines, 2):
        yield from _ids(config, one, other)


def _sources(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
    given = [key for key in ("model", "best_of", "fixed") if getattr(baseline, key) is not None]
    if len(given) != 1:
        found = " and ".join(f"`{key}`" for key in given) or "none of them"
        yield config.places.problem(
            ("baselines", name, *given[1:2]),
            expected=f"expected exactly one of `model`, `best_of` and `fixed` for {quoted(name)}, but there is {found}",
            advice="Say what the baseline is in one way; a second baseline is an entry of its own.",
        )
    if baseline.fixed is not None and baseline.source is None:
        yield config.places.problem(
            ("baselines", name, "fixed"),
            expected="expected a `source:` beside `fixed` values",
            advice="Say where they were published, so that readers can check them.",
        )
    for key, owner in (("source", "fixed"), ("members", "best_of"), ("partial", "best_of")):
        if key in baseline.model_fields_set and given and owner not in given:
            yield config.places.problem(
                ("baselines", name, key),
                expected=f"expected `{key}` only beside `{owner}`; it means nothing here",
                advice=f"Leave out `{key}:`.",
            )


def _members(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
    if baseline.best_of is not None and len(set(baseline.best_of)) < 2:
        yield config.places.problem(
            ("baselines", name, "best_of"),
            found=", ".join(dict.fromkeys(baseline.best_of)),
            expected="expected two models or more to take the best of",
            advice="Write `model:` for a baseline that is one model.",
        )
    for number, member in enumerate(baseline.best_of or ()):
        if member in config.references.models and not config.references.donate:
            yield config.places.problem(
                ("baselines", name, "best_of", number),
                found=member,
                expected="expected a model that may give values, but `references` says that this one may not",
                advice="Remove it here, or write `donate: true` there.",
            )


def _ids(config: Config, one: str, other: str) -> Iterator[Problem]:
    """Whether an id that one baseline makes could be one that the other makes."""
    short, long = sorted((config.baseline_slug(one), config.baseline_slug(other)), key=len)
    if not (_fixed_ids(short) & _fixed_ids(long) or f"{long}-".startswith(f"{short}-m-")):
        return
    first, last = sorted((one, other), key=lambda name: config.line("baselines", name) or 0)
    yield config.places.problem(
        ("baselines", last, "slug") if config.baselines[last].slug else ("baselines", last),
        found=last,
        expected=f"expected ids of its own, but vs-{long} could also be an id of the baseline {quoted(first)}"
        if short != long
        else f"expected ids of its own, but the baseline {quoted(first)} also has the slug `{short}`",
        advice="Declare another `slug:` for one of the two.",
    )


def _fixed_ids(slug: str) -> set[str]:
    return {slug, *(f"{slug}-{part}" for part in LISTS)}


# Names


def _slugs(config: Config) -> Iterator[Problem]:
    for section in ("benchmarks", "models"):
        first: dict[str, str] = {}
        for name, settings in getattr(config, section).items():
            if settings.slug and first.setdefault(settings.slug, name) != name:
                yield config.places.problem(
                    (section, name, "slug"),
                    found=settings.slug,
                    expected=f"expected a slug of its own, but {quoted(first[settings.slug])} has it already",
                    advice="Declare another one.",
                )


def _joins(config: Config) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for name, aliases in config.same_as.items():
        for number, alias in enumerate(aliases):
            path: Path = ("same_as", name, number)
            if alias in config.same_as:
                yield config.places.problem(
                    path,
                    found=alias,
                    expected="expected another name, but this one has other names itself under `same_as`",
                    advice="List all names of a model under the one that it goes by."
                    if alias != name
                    else "Remove it.",
                )
            elif owner.setdefault(alias, name) != name:
                yield config.places.problem(
                    path,
                    found=alias,
                    expected=f"expected a name of {quoted(name)} alone, but it is also one of {quoted(owner[alias])}",
                    advice="Remove it from one of the two.",
                )


def _aliases(config: Config) -> Iterator[Problem]:
    """Names that ``same_as`` replaces do not occur any more when settings are applied."""
    goes_by = {alias: name for name, aliases in config.same_as.items() for alias in aliases}
    for path, name in models_named(config):
        if name in goes_by:
            yield config.places.problem(
                path,
                found=name,
                expected=f"expected the name that the model goes by, which `same_as` says is {quoted(goes_by[name])}",
                advice="Write that name here.",
            )


def models_named(config: Config) -> Iterator[tuple[Path, str]]:
    """Every place in the settings that names one model, `same_as` and `files` apart."""
    for name in config.models:
        yield ("models", name), name
    for number, name in enumerate(config.references.models):
        yield ("references", "models", number), name
    yield from baseline_models(config)


def baseline_models(config: Config) -> Iterator[tuple[Path, str]]:
    """Every place that names a model of a baseline."""
    for name, baseline in config.baselines.items():
        if baseline.model is not None:
            yield ("baselines", name, "model"), baseline.model
        for number, member in enumerate(baseline.best_of or ()):
            yield ("baselines", name, "best_of", number), member


def _doubles(config: Config) -> Iterator[Problem]:
    lists: dict[Path, Iterable[str]] = {
        ("languages",): config.languages,
        ("short",): [entry.pattern for entry in config.short],
        ("references", "models"): config.references.models,
    }
    lists |= {("baselines", name, "best_of"): it.best_of for name, it in config.baselines.items() if it.best_of}
    lists |= {("same_as", name): aliases for name, aliases in config.same_as.items()}
    for path, entries in lists.items():
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            if entry in seen:
                yield config.places.problem(
                    (*path, number, "pattern") if path == ("short",) else (*path, number),
                    found=entry,
                    expected=f"expected each entry of `{path[-1] if path[0] != 'same_as' else 'same_as'}` once",
                    advice="Remove one of them.",
                )
            seen.add(entry)


def _patterns(config: Config) -> Iterator[Problem]:
    for number, entry in enumerate(config.short):
        stars = entry.pattern.count("*")
        if entry.show.count("*") > stars:
            yield config.places.problem(
                ("short", number, "show"),
                found=entry.show,
                expected=f"expected at most as many `*` as in the pattern {quoted(entry.pattern)}, which has {stars}",
                advice="Each `*` is replaced by what one `*` of the pattern stood for.",
            )


# Files and words


def _files(config: Config) -> Iterator[Problem]:
    for number, entry in enumerate(config.files):
        rest = sorted(entry.model_fields_set - {"match", "ignore"})
        if entry.ignore and rest:
            yield config.places.problem(
                ("files", number, rest[0]),
                expected=f"expected nothing but `match` beside `ignore: true`, but there is `{rest[0]}`",
                advice="Leave out one of the two.",
            )


def _untranslated(config: Config) -> Iterator[Problem]:
    for path, words in _words(config):
        missing = [language for language in config.languages if language not in words]
        if missing:
            yield config.places.problem(
                path,
                expected=f"expected a text in each language of the site, but there is none in {', '.join(missing)}",
                advice="Add it, or write one text without languages for all of them.",
            )


def _words(config: Config) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Every text that is given by language."""
    entries: list[tuple[Path, object]] = [((), config)]
    for section in ("metrics", "benchmarks", "models", "baselines"):
        entries += [((section, name), settings) for name, settings in getattr(config, section).items()]
    for path, settings in entries:
        for key in ("title", "note", "label", "description", "source"):
            words: Words | None = getattr(settings, key, None)
            if isinstance(words, Mapping):
                yield (*path, key), words
