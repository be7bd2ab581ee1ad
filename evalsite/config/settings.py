"""The settings there are. The JSON Schema for editors is made from these models, descriptions included."""

from typing import Literal, get_args

from pydantic import Field, PrivateAttr

from evalsite import names
from evalsite.config.log_links import EVERY_BENCHMARK, LogTemplate
from evalsite.config.part import Model
from evalsite.config.places import Places
from evalsite.config.sample_settings import SampleSettings
from evalsite.config.values import (
    Condition,
    Count,
    Digits,
    Filled,
    Glob,
    Language,
    Maybe,
    Name,
    Number,
    ReadOnly,
    Role,
    Share,
    Slug,
    Table,
    Text,
    ToleranceSetting,
    Words,
)
from evalsite.metrics import Direction, Kind, Metric, known, unknown


class MetricSettings(Model):
    """What a metric is called, which way it gets better, and how large a difference counts."""

    label: Maybe[Words] = Field(None, description="What the metric is called on the site; its name if left out.")
    unit: Maybe[Text] = Field(None, description="The unit of its values, such as `ms`; left out when there is none.")
    direction: Maybe[Direction] = Field(None, description="Whether `higher` or `lower` values are better.")
    kind: Maybe[Kind] = Field(
        None, description="Whether the metric speaks of the `quality` of a model or of its `cost`."
    )
    digits: Maybe[Digits] = Field(
        None, description="How many digits are shown after the decimal point, 0 to 12; this never changes a verdict."
    )
    tolerance: Maybe[ToleranceSetting] = Field(
        None,
        description="The largest difference that still counts as on par: a number in the metric's unit,"
        ' or "1%" of the baseline\'s value; 0 if left out.',
    )
    judged: Maybe[bool] = Field(
        None,
        description="Whether the metric enters outcomes and categories;"
        " if left out, every metric with a direction does.",
    )
    speedup: Maybe[bool] = Field(
        None, description="Whether the ratio baseline / candidate is shown beside the difference; for times it is."
    )


class BenchmarkSettings(Model):
    """What a benchmark is called and is about, and where it stands."""

    title: Maybe[Words] = Field(None, description="What the benchmark is called on the site; its name if left out.")
    description: Maybe[Words] = Field(None, description="A sentence or two on what the benchmark measures.")
    order: Maybe[int] = Field(
        None, description="The benchmark's place among the others, lowest first; if left out, its place in this file."
    )
    slug: Maybe[Slug] = Field(None, description="The benchmark's part of addresses; made from its name if left out.")
    harmless: tuple[Condition, ...] = Field(
        (), description="Conditions in which results of this benchmark may differ and still be compared."
    )
    n: Maybe[Count] = Field(
        None, description="How many items the benchmark has, where the files do not tell it and each is right or wrong."
    )
    clusters: Glob | None = Field(
        None,
        description="Which items belong together, as a pattern on their names: those for which the first `*` stands for"
        " the same text.",
    )


class ModelSettings(Model):
    """What is said of one model: its address, and a sentence on what it is."""

    slug: Maybe[Slug] = Field(None, description="The model's part of addresses; made from its name if left out.")
    description: Maybe[Words] = Field(None, description="A sentence or two on what the model is.")


class ShortPattern(Model):
    """A long name and how it is displayed."""

    pattern: Name = Field(description="The models' names, with `*` for any text.")
    show: Name = Field(description="What is displayed instead; each `*` is what the `*` of the pattern stood for.")


class ReferenceSettings(Model):
    """Rows that are no models, such as a data set's own solutions: shown and marked."""

    models: tuple[Name, ...] = Field((), description="The names of the reference rows.")
    rank: bool = Field(False, description="Whether reference rows take part in ranks and medals.")
    compare: bool = Field(False, description="Whether reference rows are compared with the baselines.")
    matrix: bool = Field(False, description="Whether reference rows stand in the matrix and in its counts.")
    donate: bool = Field(False, description="Whether reference rows may give values to a `best_of` baseline.")


class BaselineSettings(Model):
    """What candidates are compared with: exactly one of ``model``, ``best_of`` and ``fixed``."""

    label: Maybe[Words] = Field(None, description="What the baseline is called on the site; its name if left out.")
    description: Maybe[Words] = Field(None, description="A sentence or two on what the baseline means.")
    slug: Maybe[Slug] = Field(
        None, description="The baseline's part of addresses and ids; made from its name if left out."
    )
    model: Name | None = Field(None, description="The one model whose results are the baseline.")
    best_of: tuple[Name, ...] | None = Field(
        None, description="Two or more models; metric by metric the best value among them is the baseline."
    )
    partial: bool = Field(
        False,
        description="Whether `best_of` is taken of those models that have a value, where another one of them has none;"
        " otherwise there is no baseline there.",
    )
    members: Literal["exclude", "others"] = Field(
        "exclude",
        description="Whether the models of `best_of` are left out of the comparison (`exclude`),"
        " or each is compared with the best of the `others`.",
    )
    fixed: Filled[Filled[Number]] | None = Field(
        None, description="Published values that are the baseline, by benchmark and metric."
    )
    source: Maybe[Words] = Field(None, description="Where the `fixed` values were published.")

    @property
    def ways(self) -> list[str]:
        """Which of ``model``, ``best_of`` and ``fixed`` are there."""
        return [key for key in ("model", "best_of", "fixed") if getattr(self, key) is not None]


class RunSettings(Model):
    """What to do where several runs of one model stand for one benchmark."""

    policy: Literal["latest", "best", "mean", "agree"] = Field(
        "latest",
        description="Which run counts: the `latest`, the `best` on `metric`, the `mean` of all,"
        " or any, since all must `agree`.",
    )
    metric: Name | None = Field(None, description="The metric that the policy `best` looks at.")
    pages: Literal["told", "all", "none"] = Field(
        "told",
        description="Which runs have a page of their own: those that files tell of (`told`),"
        " by a tool's account or a name in `run`; `all`, one for each model and benchmark at least; or `none`.",
    )


class StatisticsSettings(Model):
    """How sure a difference must be, and what is done about failures, missing items and many comparisons."""

    confidence: Share = Field(0.95, description="The confidence of every interval, between 0.5 and 1.")
    correction: Literal["none", "holm", "bh"] = Field(
        "none",
        description="What is done about many comparisons with one baseline: nothing (`none`), `holm`,"
        " or Benjamini and Hochberg's `bh`.",
    )
    simultaneous: bool = Field(
        False, description="Whether all rank intervals of a column hold at once, and not each by itself."
    )
    errors: Literal["wrong", "missing"] = Field(
        "wrong", description="Whether a sample that failed (a crash, a timeout) is `wrong` or `missing`."
    )
    items: Literal["same", "intersection"] = Field(
        "same",
        description="Whether two models are compared only on the `same` items (at least 90 % shared),"
        " or on the `intersection`, however small.",
    )


class FileSettings(Model):
    """What files cannot say themselves."""

    match: Glob = Field(description="The files that are meant: a pattern on the path below the results folder.")
    ignore: bool = Field(False, description="Whether these files are left alone, and named so in the ledger.")
    benchmark: Name | None = Field(None, description="The benchmark of all rows that do not name their own.")
    model: Name | None = Field(
        None,
        description="The model of all rows that do not name their own;"
        " `{1}` in it is what the first `*` of `match` is.",
    )
    version: Text | None = Field(None, description="The version of the benchmark, where the files do not tell it.")
    shots: Text | None = Field(None, description="The number of shots, where the files do not tell it.")
    parameters: Text | None = Field(
        None, description="The parameters of the metrics, where the files do not tell them."
    )
    environment: Text | None = Field(
        None, description="Where times were measured, such as `one A100`, where the files do not tell it."
    )
    tags: tuple[Name, ...] = Field((), description="Words that the pages of these runs show.")
    run: Name | None = Field(None, description="The name of the run, where its tool gives it no id of its own.")
    columns: Table[Role] = Field(
        default_factory=ReadOnly,
        description="What a column holds, where its name does not tell: `model`, `value`, `metric:<name>` and so on.",
    )
    scale: Table[Literal["percent", "fraction"]] = Field(
        default_factory=ReadOnly, description="Whether a metric's numbers are written as `percent` or as `fraction`."
    )

    @property
    def conditions(self) -> dict[str, str]:
        """What is said of the conditions under which values were measured."""
        said = {name: getattr(self, name) for name in get_args(Condition)}
        return {name: text for name, text in said.items() if text}


class Config(Model):
    """The whole of evalsite.yml."""

    title: Maybe[Words] = Field(None, description="The title of the site.")
    note: Maybe[Words] = Field(
        None, description="What readers must know of the data's origin; printed where the site tells it."
    )
    languages: tuple[Language, ...] = Field(
        ("en",), min_length=1, description="The languages of the site; the first one stands at its root."
    )
    results: Name = Field("results", description="The folder with the results, seen from the folder of evalsite.yml.")
    strict: bool = Field(False, description="Whether a record that cannot be read or judged stops the build.")
    metrics: Table[MetricSettings] = Field(
        default_factory=ReadOnly, description="What is said of each metric, by its name in the results."
    )
    benchmarks: Table[BenchmarkSettings] = Field(
        default_factory=ReadOnly, description="What is said of each benchmark, by its name in the results."
    )
    models: Table[ModelSettings] = Field(
        default_factory=ReadOnly, description="What is said of each model, by its name in the results."
    )
    short: tuple[ShortPattern, ...] = Field(
        (), description="How long names are displayed; the first pattern that fits is used."
    )
    same_as: Table[tuple[Name, ...]] = Field(
        default_factory=ReadOnly, description="The other names of a model, by the name that it goes by on the site."
    )
    references: ReferenceSettings = Field(
        ReferenceSettings(), description="Rows that are no models, such as a data set's own solutions."
    )
    baselines: Table[BaselineSettings] = Field(
        default_factory=ReadOnly, description="What models are compared with, by the name of each baseline."
    )
    runs: RunSettings = Field(
        RunSettings(), description="Which run counts where several of one model stand for one benchmark."
    )
    statistics: StatisticsSettings = Field(
        StatisticsSettings(), description="How sure a difference must be before it is called one."
    )
    harmless: tuple[Condition, ...] = Field(
        (),
        description="Conditions in which results may differ and still be compared: `version` of the benchmark, `shots`,"
        " `parameters` of the metric, `environment` of times.",
    )
    assume_same_environment: bool = Field(
        False,
        description="Whether times measured in an environment that no file tells are compared with others;"
        " the site says so.",
    )
    files: tuple[FileSettings, ...] = Field(
        (), description="What files cannot say themselves; the first entry that fits a file is used."
    )
    samples: SampleSettings = Field(
        SampleSettings(), description="Samples by the million, which an engine counts into items before they are read."
    )
    logs: Table[LogTemplate] = Field(
        default_factory=ReadOnly,
        description="The address of an item in the log viewer of the tool that evaluated it, by benchmark (`*`: all"
        " others), with `{run}`, `{item}`, `{sample}`, `{file}`, `{model}` and `{benchmark}`.",
    )
    _places: Places = PrivateAttr(default=Places())

    @property
    def places(self) -> Places:
        """Where the settings stand in their file; without lines when they come from none."""
        return self._places

    def placed(self, places: Places) -> "Config":
        """The same settings, which know where they stand."""
        config = self.model_copy()
        config._places = places  # noqa: SLF001 - it is one of us
        return config

    def line(self, *path: str | int) -> int | None:
        """The line of a setting, or of the nearest one around it: ``line("baselines", "sft", "model")``."""
        return self._places.line(path)

    def metric(self, name: str, *, direction: Direction | None = None) -> Metric:
        """The metric ``name``: what is declared, over what is known of it, over what files say (``direction``).

        A metric is judged when it has a direction, unless ``judged`` says otherwise. Where the label was
        declared by language, ``label`` is that of the site's first one.
        """
        said = self.metrics.get(name, MetricSettings())
        base = known(name) or unknown(name)
        direction = said.direction or base.direction or direction
        return Metric(
            name=name,
            label=self._text(said.label) or base.label,
            unit=said.unit,
            direction=direction,
            kind=said.kind or base.kind,
            digits=said.digits,
            usual_digits=base.usual_digits,
            tolerance=said.tolerance or base.tolerance,
            judged=direction is not None if said.judged is None else said.judged,
            speedup=base.speedup if said.speedup is None else said.speedup,
            proportion=base.proportion,
            binary=base.binary,
        )

    def log_template(self, benchmark: str) -> str:
        """Where the logs of a benchmark's items are; ``""`` when it is not said."""
        return self.logs.get(benchmark, self.logs.get(EVERY_BENCHMARK, ""))

    def baseline_slug(self, name: str) -> str:
        """The baseline's part of addresses (``matrix/<slug>/``) and of ids (``vs-<slug>``)."""
        return self.baselines[name].slug or names.slug(name)

    def _text(self, words: Words | None) -> str:
        if words is None or isinstance(words, str):
            return words or ""
        return words.get(self.languages[0]) or next(iter(words.values()))
