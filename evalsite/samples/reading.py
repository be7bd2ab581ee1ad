"""Readings of sources of samples: rows from their items, the items themselves, and a word on every sample."""

from pathlib import Path

from evalsite.config import Config, SampleSource
from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.names import digest
from evalsite.readings import LeftOut, Reading, Reason
from evalsite.runs.privacy import private
from evalsite.samples.columns import samples_of
from evalsite.samples.counting import count
from evalsite.samples.engines import Engine, Table, connected
from evalsite.samples.left_out import losses, named, numbers
from evalsite.samples.rows import rows_of
from evalsite.samples.stores import located

FORMAT = "samples"


def read_samples(config: Config, root: Path) -> tuple[Reading, ...]:
    """A reading for each source under ``samples:``, in their order; ``root`` is the folder of evalsite.yml.

    What the settings say wrong (no such column, no file that fits, an engine that is not there) is a problem of
    severity ``error``; what is wrong with samples is a ``record``. Where there is no source no engine is imported.
    """
    sources = config.samples.sources
    if not sources:
        return ()
    try:
        with connected(config, root) as engine:
            return tuple(_read(config, number, source, engine, root) for number, source in enumerate(sources))
    except EvalsiteError as error:
        return tuple(_refused(source, error if source is sources[0] else None) for source in sources)


def shown(source: SampleSource) -> str:
    """What the source is called; of a place that looks private the last part, and a hash that tells it from others."""
    text = source.called
    if source.name or not private("", text):
        return text
    return f"…/{text.rpartition('/')[2]} ({digest(text, 6)})"


def _read(config: Config, number: int, source: SampleSource, engine: Engine, root: Path) -> Reading:
    try:
        return _counted(config, number, source, engine, root)
    except EvalsiteError as error:
        return _refused(source, error)
    except Exception as error:  # noqa: BLE001 - engines are many, and raise what they like; it is told
        return _refused(source, _failed(source, engine.said(error, root)))


def _counted(config: Config, number: int, source: SampleSource, engine: Engine, root: Path) -> Reading:
    file = shown(source)
    samples = samples_of(_table(config, number, source, engine, root), source, config.places, number)
    counted = count(samples, engine)
    if not counted.read:
        raise EvalsiteError(_none(file))
    frame, lacking = named(counted.frame)
    rows = rows_of(frame, source, samples.grain)
    lost = (*losses(counted, lacking, source), *numbers(rows.too_few))
    made = len(rows.columns.get("value", ()))
    return Reading(
        file=file,
        format=FORMAT,
        why=f"counted by {engine.name}",
        columns=rows.columns,
        left_out=tuple(loss.entry(file) for loss in lost),
        problems=tuple(loss.problem(file) for loss in lost),
        inferred=(f"Samples read: {counted.read:,}; items: {len(frame):,}; numbers: {made:,}.",),
        runs=rows.runs,
        items=rows.items,
    )


def _table(config: Config, number: int, source: SampleSource, engine: Engine, root: Path) -> Table:
    if source.table:
        return engine.table(source.table)
    return engine.read(engine.connection, located(source, root, config.places, number))


def _none(file: str) -> Problem:
    expected, advice = "expected samples, but there are none", "Write them, or remove the source from evalsite.yml."
    return Problem(file=file, expected=expected, advice=advice, severity="record")


def _failed(source: SampleSource, reason: str) -> EvalsiteError:
    expected = f"expected samples that can be counted, but the engine says {quoted(reason)}"
    advice = "Correct the samples or `connect:`; what the engine is set up with is said there."
    return EvalsiteError(Problem(file=shown(source), expected=expected, advice=advice, severity="record"))


def _refused(source: SampleSource, error: EvalsiteError | None) -> Reading:
    """Nothing of the source could be read; the problems of an engine are told once, beside the first source."""
    file, problems = shown(source), error.problems if error else ()
    detail = str(problems[0]) if problems else "the engine could not be started"
    entry = LeftOut(file=file, reason=Reason.UNREADABLE, place=file, detail=detail)
    return Reading(file=file, left_out=(entry,), problems=problems)
