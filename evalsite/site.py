"""From results and settings to the pages of a site. Knows no generator and no language."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from evalsite import __version__
from evalsite.analysis.baselines import Baseline, Rule
from evalsite.analysis.boards import Measurements
from evalsite.analysis.conditions import Harmless
from evalsite.analysis.study import Question, References, Study, study
from evalsite.analysis.uncertainty import Statistics, cluster_of
from evalsite.config import BaselineSettings, Config, load
from evalsite.config.against import check_against
from evalsite.errors import ConfigError, EvalsiteError, Problem
from evalsite.files import SETTINGS, read_files, results_folder, rules, said_of_files
from evalsite.history.edits import find_edits
from evalsite.metrics import Direction, Metric
from evalsite.pages.atlas import Atlas
from evalsite.pages.benchmark import benchmark_page
from evalsite.pages.benchmark_index import benchmark_index
from evalsite.pages.item_data import ItemData, data_address, items_address
from evalsite.pages.item_pages import items_page, items_title
from evalsite.pages.matrix_pages import matrix_index, matrix_page, matrix_parts, matrix_title
from evalsite.pages.model import Message, Name, Page, Text
from evalsite.pages.model_pages import model_page, models_index
from evalsite.pages.run_book import RunBook, address
from evalsite.pages.run_pages import run_page, run_title
from evalsite.pages.sources import sources_page
from evalsite.pages.summary import summary_page
from evalsite.pages.untold_runs import with_untold
from evalsite.readers.folder import Progress
from evalsite.readings import Reading
from evalsite.results import Results
from evalsite.runs.edited import Edits
from evalsite.runs.standing import Policy
from evalsite.statistics.measured import Correction, Settings


class Inputs(Struct, frozen=True, kw_only=True, eq=False):
    """Everything that was read and found: settings, files, results, the study, and what could not be used.

    ``problems`` are those of severity ``record``; they stop a build only under ``strict``.
    """

    root: Path
    config: Config
    readings: Sequence[Reading]
    results: Results
    study: Study
    atlas: Atlas
    problems: Sequence[Problem]
    edits: Edits = field(default_factory=Edits)


class PlannedPage(Struct, frozen=True, kw_only=True):
    """A page that can be made when it is its turn, so that they need not all be held at once.

    ``section`` groups pages for navigation: ``summary``, ``matrix``, ``benchmarks``, ``items``, ``models``,
    ``runs``, ``sources``. ``index`` is True for the page that stands for its section in the navigation.
    """

    address: str
    title: Text
    section: str
    index: bool
    make: Callable[[], Page]


class PlannedFile(Struct, frozen=True, kw_only=True):
    """A file of data beside the pages; ``address`` is its path from the site's root."""

    address: str
    make: Callable[[], bytes]


class Site(Struct, frozen=True, kw_only=True):
    """Everything a generator needs: the pages in order, the files beside them, and a hash of all inputs."""

    pages: Sequence[PlannedPage]
    build_id: str
    files: Sequence[PlannedFile] = ()


class Found(Struct, frozen=True, kw_only=True, eq=False):
    """What was read, before anything is judged: ``problems`` of every severity."""

    root: Path
    config: Config
    readings: Sequence[Reading]
    results: Results
    metrics: tuple[Metric, ...]
    problems: Sequence[Problem]


def look(
    root: Path, *, results: Path | None = None, progress: Progress | None = None, cache: Path | None = None
) -> Found:
    """Read ``root/evalsite.yml`` and the results folder (``results``, or the one it names), and judge nothing.

    Where evalsite.yml is wrong, the files are read as if it said nothing. Readings are kept in ``cache``, if given.
    """
    try:
        return _look(load(root / SETTINGS), root, results, progress, cache)
    except ConfigError as error:
        found = _look(Config(), root, results, progress, cache)
        # what the settings would have changed in the files is not told
        records = (problem for problem in found.problems if problem.severity == "record")
        return replace(found, problems=(*error.problems, *records))


def _look(config: Config, root: Path, results: Path | None, progress: Progress | None, cache: Path | None) -> Found:
    _, shown = results_folder(config, root, results)
    files, unsafe = read_files(config, root, results, progress=progress, cache=cache)
    counted = _samples(config, root)
    if any(reading.length for reading in counted):
        unsafe = tuple(problem for problem in unsafe if problem.file != shown)  # there may be nothing but samples
    readings = (*files, *counted)
    gathered = Results.gather(
        readings, _aliases(config), policy=_policy(config), declared=_declared(config, shown, files)
    )
    metrics, contradictions = _metrics(config, gathered)
    problems = [
        *unsafe,
        *(problem for reading in readings for problem in reading.problems),
        *gathered.problems,
        *contradictions,
        *_against(config, gathered),
    ]
    return Found(
        root=root, config=config, readings=readings, results=gathered, metrics=metrics, problems=tuple(problems)
    )


def _samples(config: Config, root: Path) -> Sequence[Reading]:
    if not config.samples.sources:
        return ()
    from evalsite.samples import read_samples  # what they need is much to load, and few sites have any

    return read_samples(config, root)


def judge(found: Found) -> Inputs:
    """Judge what was read.

    Raises:
        AddressError: two things would stand at one address.
    """
    results = found.results
    measured = Measurements(
        frame=results.frame, items=results.items, repeats=results.repeats, errors=found.config.statistics.errors
    )
    judged = study(measured, _question(found.config, found.metrics))
    return Inputs(
        root=found.root,
        config=found.config,
        readings=found.readings,
        results=found.results,
        study=judged,
        atlas=Atlas.of(judged, found.config),
        problems=found.problems,
    )


def read(root: Path, *, results: Path | None = None, strict: bool = False, cache: Path | None = None) -> Inputs:
    """Read ``root/evalsite.yml`` and the results folder (``results``, or the one it names), and judge them.

    The readings of unchanged files are taken from the folder ``cache``, if given, and kept there.

    Raises:
        EvalsiteError: with every problem of severity ``error``, from settings and results alike; with
            those of severity ``record`` too when ``strict`` or the settings ask for it.
    """
    found = _look(load(root / SETTINGS), root, results, None, cache)
    if strict or found.config.strict or any(problem.severity == "error" for problem in found.problems):
        _stop(found.problems)
    # The rows are in the frame; held twice, they would be there when judging needs most memory.
    found = replace(found, readings=tuple(reading.without_rows() for reading in found.readings))
    return replace(judge(found), edits=_edits(found, results))


def _edits(found: Found, results: Path | None) -> Edits:
    folder, shown = results_folder(found.config, found.root, results)
    return find_edits(
        folder,
        found.readings,
        found.results,
        rules=rules(found.config),
        shown=shown,
        declared=partial(_declared, found.config, shown),
        aliases=_aliases(found.config),
    )


def plan(inputs: Inputs) -> Site:
    """The pages of the site, in the order of its navigation, and the files of data beside them."""
    build_id, book = _build_id(inputs), run_book(inputs, edits=inputs.edits)
    found = ((name, ItemData.of(inputs.atlas, each, book)) for name, each in inputs.study.benchmarks.items())
    items = {name: data for name, data in found if data}
    files = (PlannedFile(address=data_address(inputs.atlas, name), make=data.file) for name, data in items.items())
    return Site(pages=tuple(_pages(inputs, build_id, book, items)), build_id=build_id, files=tuple(files))


def _stop(problems: Sequence[Problem]) -> None:
    """Raise with all problems, those that stop any build first."""
    if problems:
        raise EvalsiteError(sorted(problems, key=lambda problem: problem.severity != "error"))


def _aliases(config: Config) -> dict[str, str]:
    return {alias: model for model, aliases in config.same_as.items() for alias in aliases}


def _policy(config: Config) -> Policy:
    name = config.runs.metric or ""
    direction = config.metric(name).direction if name else None
    return Policy(rule=config.runs.policy, metric=name, sign=direction.sign if direction else 1.0)


def _declared(config: Config, shown: str, readings: Sequence[Reading]) -> dict[str, str]:
    """The runs that evalsite.yml names, by file."""
    return {file: said.run for file, said in said_of_files(config, shown, readings).items() if said.run}


def _metrics(config: Config, results: Results) -> tuple[tuple[Metric, ...], list[Problem]]:
    """Every metric of the results, declared ones first, with the direction that files give to unknown ones."""
    present = results.frame["metric"].unique().tolist()
    declared = [name for name in config.metrics if name in present]
    rest = sorted((name for name in present if name not in config.metrics), key=lambda name: _undeclared(config, name))
    metrics, problems = [], []
    for name in (*declared, *rest):
        metric, said = config.metric(name), results.direction(name)
        if said and metric.direction and said != metric.direction:
            problems.append(_contradiction(config, metric, results))
        if said and not metric.direction:
            metric = config.metric(name, direction=Direction(said))
        metrics.append(metric)
    return tuple(metrics), problems


def _undeclared(config: Config, name: str) -> tuple[bool, bool, str]:
    """Metrics that are judged come first, quality before cost, then by name."""
    metric = config.metric(name)
    return (not metric.judged, metric.kind != "quality", name)


def _contradiction(config: Config, metric: Metric, results: Results) -> Problem:
    row = results.directions[results.directions["metric"] == metric.name].iloc[0]
    declared = config.metrics.get(metric.name)
    authority = f"{SETTINGS} says" if declared and declared.direction else "is known of this metric"
    return Problem(
        file=str(row["file"]),
        line=int(row["line"]) or None,
        pointer=str(row["pointer"]),
        found=f"{metric.name}: {row['direction']}",
        expected=f"expected {metric.direction} to be better, as {authority}",
        advice="Correct the file, or give the metric a name of its own.",
    )


def _against(config: Config, results: Results) -> list[Problem]:
    if results.frame.empty:
        return []  # nothing that settings name is there, and that has one reason, which is told
    models, metrics = (frozenset(results.frame[name].unique().tolist()) for name in ("model", "metric"))
    return check_against(config, models, _models_by_benchmark(results), metrics)


def _models_by_benchmark(results: Results) -> dict[str, frozenset[str]]:
    benchmark, model = (results.frame[name].cat for name in ("benchmark", "model"))
    names = model.categories.to_numpy(dtype=object)
    here = np.zeros((len(benchmark.categories), len(names)), dtype=bool)
    here[benchmark.codes, model.codes] = True
    rows = zip(benchmark.categories, here, strict=True)
    return {str(name): frozenset(names[row].tolist()) for name, row in rows if row.any()}


def _question(config: Config, metrics: Sequence[Metric]) -> Question:
    references = config.references
    order = {name: (settings.order, place) for place, (name, settings) in enumerate(config.benchmarks.items())}

    def place(name: str) -> tuple[int, str]:
        declared, position = order.get(name, (None, len(order)))
        return (declared if declared is not None else position, name)

    return Question(
        metrics=metrics,
        baselines=tuple(_baseline(name, settings) for name, settings in config.baselines.items()),
        references=References(
            models=frozenset(references.models),
            rank=references.rank,
            compare=references.compare,
            matrix=references.matrix,
            donate=references.donate,
        ),
        benchmark_order=place,
        harmless=Harmless(
            everywhere=frozenset(config.harmless),
            on={name: frozenset(settings.harmless) for name, settings in config.benchmarks.items()},
            unknown_environment=config.assume_same_environment,
        ),
        statistics=_statistics(config),
    )


def _statistics(config: Config) -> Statistics:
    said = config.statistics
    return Statistics(
        settings=Settings(
            confidence=said.confidence,
            correction=Correction(said.correction),
            intersect=said.items == "intersection",
            simultaneous=said.simultaneous,
        ),
        sizes={name: settings.n for name, settings in config.benchmarks.items() if settings.n},
        clusters={
            name: cluster_of(settings.clusters) for name, settings in config.benchmarks.items() if settings.clusters
        },
    )


def _baseline(name: str, settings: BaselineSettings) -> Baseline:
    rule: Rule = "model" if settings.model else "best-of" if settings.best_of else "fixed"
    members = (settings.model,) if settings.model else settings.best_of or ()
    return Baseline(
        id=name,
        rule=rule,
        members=tuple(members),
        compare_members=settings.members,
        partial=settings.partial,
        published=settings.fixed,
    )


def run_book(inputs: Inputs | Found, *, results: Path | None = None, edits: Edits | None = None) -> RunBook:
    """The runs of a site as its pages know them; ``results`` is the folder that was read in place of the named one."""
    runs, (_, shown) = inputs.config.runs, results_folder(inputs.config, inputs.root, results)
    digests = {reading.file: reading.sha256 for reading in inputs.readings}
    known = with_untold(inputs.results, digests) if runs.pages == "all" else inputs.results
    said = said_of_files(inputs.config, shown, inputs.readings)
    tags = {file: each.tags for file, each in said.items()}
    return RunBook.of(known, policy=runs.policy, linked=runs.pages != "none", edits=edits, tags=tags)


def _pages(inputs: Inputs, build_id: str, book: RunBook, items: Mapping[str, ItemData]) -> Iterator[PlannedPage]:
    atlas, found = inputs.atlas, inputs.study

    def index(section: str, make: Callable[[], Page]) -> PlannedPage:
        title = Message(f"section.{section}")
        return PlannedPage(address=f"{section}/", title=title, section=section, index=True, make=make)

    yield index("summary", partial(summary_page, atlas))
    yield index("matrix", partial(matrix_index, atlas))
    yield from _matrices(atlas)
    yield index("benchmarks", partial(benchmark_index, atlas))
    for name, findings in found.benchmarks.items():
        yield PlannedPage(
            address=atlas.benchmark_address(name),
            title=atlas.benchmark_title(name),
            section="benchmarks",
            index=False,
            make=partial(benchmark_page, atlas, findings, book),
        )
    for name, data in items.items():
        yield PlannedPage(
            address=items_address(atlas, name),
            title=items_title(atlas, name),
            section="items",
            index=False,
            make=partial(items_page, atlas, data),
        )
    yield index("models", partial(models_index, atlas))
    for model in found.models:
        yield PlannedPage(
            address=atlas.model_address(model),
            title=Name(model),
            section="models",
            index=False,
            make=partial(model_page, atlas, model, book),
        )
    for run in book.runs.values() if book.linked else ():
        yield PlannedPage(
            address=address(run),
            title=run_title(run),
            section="runs",
            index=False,
            make=partial(run_page, atlas, book, run),
        )
    ledger = partial(sources_page, inputs.readings, inputs.results, inputs.problems, build_id, book, atlas)
    yield index("sources", ledger)


def _matrices(atlas: Atlas) -> Iterator[PlannedPage]:
    for baseline in atlas.baselines():
        parts = tuple(matrix_parts(atlas, baseline.id))
        for part, tallies in parts:
            yield PlannedPage(
                address=atlas.matrix_address(baseline.id, part),
                title=matrix_title(atlas, baseline.id, part, len(parts)),
                section="matrix",
                index=False,
                make=partial(matrix_page, atlas, baseline.id, part, tallies, len(parts)),
            )


def _build_id(inputs: Inputs) -> str:
    """A hash of everything that the pages are made from: the results, the settings, the version of evalsite."""
    digest = hashlib.sha256(f"evalsite {__version__}\n".encode())
    digest.update(inputs.config.model_dump_json().encode("utf-8", "surrogatepass"))
    digest.update(inputs.results.digest())
    digest.update(repr(inputs.edits).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:16]
