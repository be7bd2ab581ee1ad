"""What settings of the right kind may still say wrong: of themselves, and against each other."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from evalsite.config import baseline_rules, sample_rules
from evalsite.config.places import Path
from evalsite.config.settings import Config
from evalsite.config.values import Words
from evalsite.errors import Problem, quoted
from evalsite.metrics import Direction, Metric, known, unknown


def broken(config: Config, *, unsure: Collection[Path] = ()) -> list[Problem]:
    """Every rule that the settings break.

    ``unsure`` are the paths of what could not be read and is not in ``config``: nobody complains that it is missing.
    """
    problems = [*_slugs(config), *_joins(config), *_aliases(config), *_patterns(config), *_files(config)]
    for rule in (_metrics, baseline_rules.broken, sample_rules.broken, _doubles, _untranslated, _runs):
        problems += rule(config, unsure)
    return problems


# Metrics


def _metrics(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    for name in config.metrics:
        yield from _contradiction(config, name)
        yield from _tolerance(config, name)
        if ("metrics", name) not in unsure:
            yield from _direction(config, name)


def _contradiction(config: Config, name: str) -> Iterator[Problem]:
    said, of_the_field = config.metrics[name].direction, (known(name) or unknown(name)).direction
    if said and of_the_field and said is not of_the_field:
        yield config.places.problem(
            ("metrics", name, "direction"),
            found=said,
            expected=f"expected `{of_the_field}`, which is better for every metric called {quoted(name)}",
            advice="Rename the metric in the results if it measures something else, or leave out `direction:`.",
        )


def _direction(config: Config, name: str) -> Iterator[Problem]:
    """What makes no sense without a direction, or in the wrong one."""
    said, metric = config.metrics[name], config.metric(name)
    if metric.direction is None and (said.kind or said.judged):
        yield config.places.problem(
            ("metrics", name, "kind" if said.kind else "judged"),
            found=said.kind or "true",
            expected=f"expected a direction as well, since nothing is known of a metric called {quoted(name)}",
            advice="Add `direction: higher` or `direction: lower`.",
        )
    if said.speedup and metric.direction is not Direction.LOWER:
        yield config.places.problem(
            ("metrics", name, "speedup"),
            found="true",
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


def _doubles(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    for path, setting, entries in _lists(config):
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            place = (*path, number)
            if place not in unsure and entry in seen:
                yield config.places.problem(
                    place,
                    found=entry,
                    expected=f"expected each entry of `{setting}` once",
                    advice="Remove one of them.",
                )
            seen |= {entry} if place not in unsure else set()


def _lists(config: Config) -> Iterator[tuple[Path, str, Iterable[str]]]:
    """Every list of names: where it stands, the setting that it is, and what must differ in it."""
    yield ("languages",), "languages", config.languages
    yield ("short",), "short", [entry.pattern for entry in config.short]
    yield ("references", "models"), "models", config.references.models
    for name, baseline in config.baselines.items():
        yield ("baselines", name, "best_of"), "best_of", baseline.best_of or ()
    for name, aliases in config.same_as.items():
        yield ("same_as", name), "same_as", aliases


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
                found=rest[0],
                expected="expected nothing but `match` beside `ignore: true`",
                advice="Leave out one of the two.",
            )


def _runs(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    """The policy ``best`` needs a metric with a direction."""
    said = config.runs
    if said.policy == "best" and not unsure and not (said.metric and config.metric(said.metric).direction):
        yield config.places.problem(
            ("runs", "metric") if said.metric else ("runs",),
            found=said.metric or "policy: best",
            expected="expected the metric that the best run is best on, and which way it gets better",
            advice="Write `metric:` here, and its `direction:` under `metrics:` where it is not known.",
        )


def _untranslated(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    if ("languages",) in unsure:
        return
    for path, words in _words(config):
        missing = [language for language in config.languages if language not in words]
        if missing:
            yield config.places.problem(
                path,
                found=", ".join(words),
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
