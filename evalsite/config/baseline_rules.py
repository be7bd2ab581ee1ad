"""What settings of baselines may say wrong: of themselves, and against each other."""

from collections.abc import Collection, Iterator
from itertools import combinations

from evalsite.config.places import Path
from evalsite.config.settings import BaselineSettings, Config
from evalsite.errors import Problem, quoted
from evalsite.verdicts import Category, Outcome

LISTS = frozenset(word.value for word in (*Category, *Outcome)) | {"cannot-tell"}
"""The categories and outcomes: ``vs-<baseline>-<one of these>`` is the id of a list."""


def broken(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    """Every rule on baselines that the settings break; ``unsure`` as in :func:`rules.broken`."""
    sure = {name: it for name, it in config.baselines.items() if ("baselines", name) not in unsure}
    for name, baseline in sure.items():
        yield from _kind(config, name, baseline)
        yield from _companions(config, name, baseline)
        yield from _few(config, name, baseline)
    for name, baseline in config.baselines.items():
        yield from _givers(config, name, baseline)
    for one, other in combinations(sure, 2):
        yield from _ids(config, one, other)


def _kind(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
    given = baseline.ways
    if len(given) != 1:
        found = " and ".join(f"`{key}`" for key in given) or "none of them"
        yield config.places.problem(
            ("baselines", name, *given[1:2]),
            found=name,
            expected=f"expected exactly one of `model`, `best_of` and `fixed`, but there is {found}",
            advice="Say what the baseline is in one way; a second baseline is an entry of its own.",
        )


def _companions(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
    """Settings that belong together."""
    if baseline.fixed is not None and baseline.source is None:
        yield config.places.problem(
            ("baselines", name, "fixed"),
            found=name,
            expected="expected a `source:` beside `fixed` values",
            advice="Say where they were published, so that readers can check them.",
        )
    for key, owner in (("source", "fixed"), ("members", "best_of"), ("partial", "best_of")):
        if key in baseline.model_fields_set and baseline.ways and owner not in baseline.ways:
            yield config.places.problem(
                ("baselines", name, key),
                found=key,
                expected=f"expected `{key}` only beside `{owner}`; it means nothing here",
                advice=f"Leave out `{key}:`.",
            )


def _few(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
    if baseline.best_of is not None and len(set(baseline.best_of)) < 2:
        yield config.places.problem(
            ("baselines", name, "best_of"),
            found=", ".join(dict.fromkeys(baseline.best_of)),
            expected="expected two models or more to take the best of",
            advice="Write `model:` for a baseline that is one model.",
        )


def _givers(config: Config, name: str, baseline: BaselineSettings) -> Iterator[Problem]:
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
