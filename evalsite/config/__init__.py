"""evalsite.yml: what to compare with what. Frozen models; :func:`load` reads and checks a file.

The models in ``settings.py`` are the one place that says which settings there are; the JSON Schema for
editors is made from them, and a test holds the page of settings to them.
"""

from evalsite.config.against import check_against
from evalsite.config.loading import load, parse
from evalsite.config.published import schema
from evalsite.config.sample_settings import SampleColumns, SampleSettings, SampleSource
from evalsite.config.settings import (
    BaselineSettings,
    BenchmarkSettings,
    Config,
    FileSettings,
    MetricSettings,
    ModelSettings,
    ReferenceSettings,
    RunSettings,
    ShortPattern,
    StatisticsSettings,
)
from evalsite.config.values import LANGUAGES, Words

__all__ = [
    "LANGUAGES",
    "BaselineSettings",
    "BenchmarkSettings",
    "Config",
    "FileSettings",
    "MetricSettings",
    "ModelSettings",
    "ReferenceSettings",
    "RunSettings",
    "SampleColumns",
    "SampleSettings",
    "SampleSource",
    "ShortPattern",
    "StatisticsSettings",
    "Words",
    "check_against",
    "load",
    "parse",
    "schema",
]
