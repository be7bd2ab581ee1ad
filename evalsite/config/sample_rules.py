"""What settings of samples may say wrong of themselves."""

from collections.abc import Collection, Iterator

from evalsite.config.places import Path
from evalsite.config.sample_settings import SampleSource
from evalsite.config.settings import Config
from evalsite.errors import Problem


def broken(config: Config, unsure: Collection[Path]) -> Iterator[Problem]:
    """Every rule on samples that the settings break; ``unsure`` as in :func:`rules.broken`."""
    if "samples" in config.model_fields_set and ("samples",) not in unsure and not config.samples.sources:
        yield config.places.problem(
            ("samples", "sources"),
            expected="expected at least one entry of `sources`, but there is none",
            advice="Say where the samples are, and which column holds what.",
        )
    for number, source in enumerate(config.samples.sources):
        yield from _ways(config, number, source)
        yield from _names(config, number, source)
        yield from _companions(config, number, source)
        yield from _statuses(config, number, source)
    yield from _doubles(config)


def _ways(config: Config, number: int, source: SampleSource) -> Iterator[Problem]:
    """Exactly one of two settings, twice."""
    path: Path = ("samples", "sources", number)
    for where, settings, keys in ((path, source, ("files", "table")), ((*path, "columns"), source.columns, _OUTCOMES)):
        given = [key for key in keys if getattr(settings, key) is not None]
        if len(given) != 1:
            yield config.places.problem(
                (*where, *given[1:]),
                found=" and ".join(given),
                expected=f"expected exactly one of `{keys[0]}` and `{keys[1]}`",
                advice="Leave out one of them." if given else "Add the one that there is.",
            )


_OUTCOMES = ("passed", "score")


def _names(config: Config, number: int, source: SampleSource) -> Iterator[Problem]:
    """The model and the benchmark: from a column, or one for all."""
    for key in ("model", "benchmark"):
        column, name = getattr(source.columns, key), getattr(source, key)
        if (column is None) == (name is None):
            yield config.places.problem(
                ("samples", "sources", number, *([key] if name else [])),
                found=name or "",
                expected=f"expected the {key} either under `columns:` or as `{key}:` of all samples"
                + (", but both are there" if name else ", but there is neither"),
                advice="Leave out one of them." if name else f"Add `{key}:` to one of them.",
            )


def _companions(config: Config, number: int, source: SampleSource) -> Iterator[Problem]:
    """Settings that mean something only beside a column."""
    columns = source.columns
    for key, owner in (
        ("k", "passed"),
        ("metric", "score"),
        ("time_metric", "time"),
        ("completed", "status"),
        ("failed", "status"),
    ):
        if key in source.model_fields_set and getattr(columns, owner) is None:
            yield config.places.problem(
                ("samples", "sources", number, key),
                found=key,
                expected=f"expected `{key}` only where `columns:` has `{owner}`; it means nothing here",
                advice=f"Leave out `{key}:`.",
            )
    if source.format and source.table:
        yield config.places.problem(
            ("samples", "sources", number, "format"),
            found=source.format,
            expected="expected `format` only beside `files`; it means nothing here",
            advice="Leave out `format:`.",
        )


def _statuses(config: Config, number: int, source: SampleSource) -> Iterator[Problem]:
    for status in sorted(set(source.completed) & set(source.failed)):
        yield config.places.problem(
            ("samples", "sources", number, "failed"),
            found=status,
            expected="expected each status either under `completed:` or under `failed:`, but this one is in both",
            advice="Remove it from one of the two.",
        )


def _doubles(config: Config) -> Iterator[Problem]:
    """The ledger tells sources apart by what they are called."""
    seen: set[str] = set()
    for number, source in enumerate(config.samples.sources):
        if source.called in seen:
            yield config.places.problem(
                ("samples", "sources", number, "name" if source.name else "files"),
                found=source.called,
                expected="expected a source of a name of its own, but there is one already",
                advice="Add `name:`, which is what the site calls it.",
            )
        seen.add(source.called)
