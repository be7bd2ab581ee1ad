"""evalsite.yml: what to compare with what. Frozen models; :func:`load` reads and checks a file.

The models are the one place that says which settings there are: the JSON Schema for editors and the
page of settings are made from them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from evalsite.metrics import Direction, Kind, Metric, Tolerance, known, unknown

Words = str | dict[str, str]
"""Text for the site: the same in every language, or one text a language (``{en: ..., zh: ...}``)."""


class Model(BaseModel):
    """A part of evalsite.yml: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False, populate_by_name=True)


class MetricSettings(Model):
    """What a metric is called, which way it gets better, and how large a difference counts."""

    label: Words | None = None
    unit: str | None = None
    direction: Direction | None = None
    kind: Kind | None = None
    digits: Annotated[int, Field(ge=0, le=12)] | None = None
    tolerance: float | str | None = None  # 0.01, or "1%" of the baseline
    judged: bool | None = None
    speedup: bool | None = None


class BenchmarkSettings(Model):
    title: Words | None = None
    description: Words | None = None
    order: int | None = None
    slug: str | None = None


class ModelSettings(Model):
    """What is said of one model: its address, and a sentence on what it is."""

    slug: str | None = None
    description: Words | None = None


class ShortPattern(Model):
    pattern: str
    show: str


class ReferenceSettings(Model):
    """Rows that are no models, such as a data set's own solutions: shown and marked."""

    models: tuple[str, ...] = ()
    rank: bool = False
    compare: bool = False
    matrix: bool = False
    donate: bool = False


class BaselineSettings(Model):
    """What candidates are compared with: exactly one of ``model``, ``best_of`` and ``fixed``."""

    label: Words | None = None
    description: Words | None = None
    model: str | None = None
    best_of: tuple[str, ...] | None = None
    members: Literal["exclude", "others"] = "exclude"
    fixed: dict[str, dict[str, float]] | None = None  # benchmark -> metric -> value
    source: Words | None = None


class FileSettings(Model):
    """What a file cannot say itself; see FileRule."""

    match: str
    ignore: bool = False
    benchmark: str | None = None
    model: str | None = None
    columns: dict[str, str] = {}
    scale: dict[str, Literal["percent", "fraction"]] = {}


class Config(Model):
    """The whole of evalsite.yml."""

    title: Words | None = None
    results: str = "results"
    languages: tuple[str, ...] = ("en",)
    strict: bool = False
    metrics: dict[str, MetricSettings] = {}
    benchmarks: dict[str, BenchmarkSettings] = {}
    models: dict[str, ModelSettings] = {}
    short: tuple[ShortPattern, ...] = ()
    same_as: dict[str, tuple[str, ...]] = {}
    references: ReferenceSettings = ReferenceSettings()
    baselines: dict[str, BaselineSettings] = {}
    files: tuple[FileSettings, ...] = ()
    note: Words | None = None  # on the data's origin; printed where the site tells it

    def metric(self, name: str) -> Metric:
        """The metric ``name``: what is declared, over what is known of it, over nothing.

        A metric is judged when it has a direction and a kind, unless ``judged`` says otherwise.
        """
        raise NotImplementedError


def load(path: Path) -> Config:
    """The settings in the file at ``path``; a file that does not exist gives the defaults.

    Raises:
        ConfigError: with every problem, each with its line.
    """
    raise NotImplementedError
