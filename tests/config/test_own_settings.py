"""The project's own evalsite.yml, which newcomers copy, and the results beside it."""

import csv
from pathlib import Path

import jsonschema
import yaml

from evalsite.config import LANGUAGES, check_against, load, schema
from evalsite.names import Shortener

ROOT = Path(__file__).resolve().parents[2]
CONFIG = load(ROOT / "evalsite.yml")


def test_everything_that_it_names_is_in_the_results() -> None:
    benchmarks = {file.stem: _models(file) for file in sorted((ROOT / "results").glob("*.csv"))}
    models = set().union(*benchmarks.values())
    assert check_against(CONFIG, models, benchmarks, {"avg_time", "pass@1"}) == []
    assert set(CONFIG.benchmarks) == set(benchmarks)


def _models(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["model"] for row in csv.DictReader(lines)}


def test_an_editor_finds_nothing_wrong_in_it() -> None:
    jsonschema.validate(yaml.safe_load((ROOT / "evalsite.yml").read_text(encoding="utf-8")), schema())


def test_it_speaks_every_language_of_the_site() -> None:
    assert CONFIG.languages == LANGUAGES
    described = [*CONFIG.benchmarks.values(), *CONFIG.baselines.values()]
    assert all(set(settings.description or ()) == set(LANGUAGES) for settings in described)


def test_long_names_are_short_on_its_pages() -> None:
    shorten = Shortener([(entry.pattern, entry.show) for entry in CONFIG.short])
    assert shorten("sft-25-original-data-1b-dpo-pvf-qfs") == "sft-pvf-qfs"
    assert shorten("startcode1b-original-data-dpo-pvf") == "pvf"
    assert shorten("sft-25-original-data-1b") == "sft"
    assert shorten("startcode1b-original-data-sft-1") == "startcode1b-original-data-sft-1"


def test_its_two_metrics_are_one_of_cost_and_one_of_quality() -> None:
    time, quality = (CONFIG.metric(name) for name in CONFIG.metrics)
    assert (time.direction, time.kind, time.digits, time.speedup, time.unit) == ("lower", "cost", 2, True, None)
    assert (quality.direction, quality.kind, quality.digits, quality.speedup) == ("higher", "quality", 4, False)
    assert time.judged
    assert quality.judged
