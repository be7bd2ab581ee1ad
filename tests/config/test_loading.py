"""What is read from evalsite.yml: names as they are written, values as their settings mean them."""

import copy
import pickle
from pathlib import Path

import pytest
from pydantic import ValidationError

from evalsite.config import Config, load, parse
from evalsite.errors import ConfigError
from evalsite.metrics import Direction, Kind, Tolerance

ODD_NAMES = [
    "no",
    "yes",
    "1.10",
    "007",
    "1e5",
    "0x1F",
    "12:30:00",
    "2026-01-02",
    "null",
    "~",
    "None",
    "NA",
    "-x",
    "模型",
]


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "evalsite.yml") == Config()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "metrics:\nbaselines:\ntitle:\n"])
def test_a_file_that_says_nothing_gives_defaults(text: str) -> None:
    assert parse(text) == Config()


def test_a_byte_order_mark_and_windows_lines_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "evalsite.yml").write_bytes(b"\xef\xbb\xbftitle: Models\r\nresults: data\r\n")
    config = load(tmp_path / "evalsite.yml")
    assert (config.title, config.results, config.line("results")) == ("Models", "data", 2)


def test_a_file_that_is_not_utf_8_is_told_with_its_line_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "evalsite.yml").write_bytes(b"# settings\ntitle: \xb1\n")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "evalsite.yml")
    assert str(caught.value) == 'evalsite.yml:2: found "\\xb1"; expected UTF-8 text. Save the file as UTF-8.'


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "evalsite.yml").mkdir()
    with pytest.raises(ConfigError, match=r"^evalsite\.yml: expected a file that can be read, but: "):
        load(tmp_path / "evalsite.yml")


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "evalsite.yml").symlink_to("moved.yml")
    with pytest.raises(ConfigError, match=r"No such file or directory\.$"):
        load(tmp_path / "evalsite.yml")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_the_text_that_was_written_wherever_a_name_stands(name: str) -> None:
    config = parse(
        f"""
models:
  {name}: {{slug: a}}
metrics:
  {name}: {{direction: higher, kind: quality}}
benchmarks:
  {name}: {{order: 1}}
baselines:
  {name}:
    model: {name}
  best:
    best_of:
      - {name}
      - other
  paper:
    fixed:
      {name}:
        {name}: 1
    source: Paper
references:
  models: [{name}]
  donate: true
same_as:
  first:
    - {name}.old
short:
  - pattern: {name}
    show: {name}
"""
    )
    tables = (config.models, config.metrics, config.benchmarks, config.baselines["paper"].fixed)
    assert all(name in table for table in tables if table)
    assert config.baselines[name].model == name
    assert config.baselines["best"].best_of == (name, "other")
    assert config.baselines["paper"].fixed == {name: {name: 1.0}}
    assert config.references.models == (name,)
    assert config.same_as == {"first": (f"{name}.old",)}
    assert (config.short[0].pattern, config.short[0].show) == (name, name)


@pytest.mark.parametrize("word", ["yes", "2026", "1.0", "null and void"])
def test_texts_are_what_was_written_too(word: str) -> None:
    assert parse(f"title: {word}").title == word


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null"])
def test_nothing_after_a_setting_leaves_it_out(nothing: str) -> None:
    config = parse(f"title: {nothing}\nmetrics:\n  acc: {{unit: {nothing}, digits: {nothing}, judged: {nothing}}}")
    assert config.title is None
    assert config.metrics["acc"].unit is config.metrics["acc"].digits is config.metrics["acc"].judged is None


@pytest.mark.parametrize("text", ["'null'", '"~"'])
def test_null_in_quotes_is_a_text(text: str) -> None:
    assert parse(f"title: {text}").title == text[1:-1]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0", Tolerance()),
        ("0.01", Tolerance(amount=0.01)),
        (".5", Tolerance(amount=0.5)),
        ("1e-3", Tolerance(amount=0.001)),
        ("12", Tolerance(amount=12)),
        ("1%", Tolerance(amount=0.01, relative=True)),
        ('"0.5 %"', Tolerance(amount=0.005, relative=True)),
    ],
)
def test_tolerances(written: str, meant: Tolerance) -> None:
    assert parse(f"metrics: {{time: {{tolerance: {written}}}}}").metric("time").tolerance == meant


def test_the_line_of_a_setting_or_of_the_nearest_one_around_it() -> None:
    config = parse("title: x\nbaselines:\n  sft:\n    model:\n      a\n  best:\n    best_of:\n      - b\n      - c\n")
    assert config.line("title") == 1
    assert config.line("baselines", "sft") == 3
    assert config.line("baselines", "sft", "model") == 5, "the text that was found stands there"
    assert config.line("baselines", "best", "best_of", 1) == 9
    assert config.line("baselines", "best", "label") == 6
    assert Config().line("title") is None


def test_where_a_setting_stands_changes_nothing_in_what_it_says() -> None:
    assert parse("title: x") == parse("\n\n# comment\ntitle: x") == Config(title="x")


def test_settings_cannot_be_changed() -> None:
    config = parse("metrics: {acc: {label: {en: Accuracy}}}")
    with pytest.raises(ValidationError, match="frozen"):
        config.title = "other"  # type: ignore[misc]
    with pytest.raises(TypeError, match="read-only"):
        config.metrics["f1"] = config.metrics["acc"]  # type: ignore[index]
    with pytest.raises(TypeError, match="read-only"):
        config.metrics["acc"].label.update(zh="x")  # type: ignore[union-attr]
    with pytest.raises(TypeError, match="read-only"):
        Config().baselines.pop("sft")  # type: ignore[attr-defined]


def test_settings_survive_copies_and_pickles_and_can_be_hashed_as_json() -> None:
    config = parse("metrics: {acc: {tolerance: 1%, label: {en: A}}}\nbaselines: {b: {best_of: [x, y]}}")
    assert copy.deepcopy(config) == config == pickle.loads(pickle.dumps(config))  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(config)).line("baselines") == 2  # noqa: S301
    assert '"tolerance":{"amount":0.01,"relative":true}' in config.model_dump_json()


def test_what_is_declared_of_a_metric_stands_over_what_is_known_of_it() -> None:
    metric = parse("metrics: {pass@1: {label: P1, unit: points, kind: cost, digits: 1, judged: false}}").metric(
        "pass@1"
    )
    assert (metric.name, metric.label, metric.unit, metric.digits) == ("pass@1", "P1", "points", 1)
    assert (metric.direction, metric.kind, metric.judged) == (Direction.HIGHER, Kind.COST, False)
    assert metric.proportion, "a metric stays a proportion, whatever it is called"


def test_a_metric_of_which_nothing_is_said_is_what_is_known_of_it() -> None:
    metric = Config().metric("avg_time")
    assert (metric.direction, metric.kind, metric.judged, metric.speedup) == (Direction.LOWER, Kind.COST, True, True)


def test_an_unknown_metric_is_not_judged_until_something_gives_it_a_direction() -> None:
    assert not Config().metric("niceness").judged
    assert parse("metrics: {niceness: {direction: higher}}").metric("niceness").judged
    from_files = Config().metric("niceness", direction=Direction.LOWER)
    assert (from_files.direction, from_files.judged) == (Direction.LOWER, True)


def test_what_files_say_of_a_metric_stands_below_what_is_declared_or_known() -> None:
    declared = parse("metrics: {niceness: {direction: higher, kind: quality}}")
    assert declared.metric("niceness", direction=Direction.LOWER).direction is Direction.HIGHER
    assert Config().metric("pass@1", direction=Direction.LOWER).direction is Direction.HIGHER


def test_a_label_by_language_is_that_of_the_first_language() -> None:
    config = parse("languages: [zh, en]\nmetrics: {acc: {label: {en: Accuracy, zh: 准确率}}}")
    assert config.metric("acc").label == "准确率"


def test_a_baselines_slug_is_declared_or_made_from_its_name() -> None:
    config = parse("baselines: {sft: {model: a}, Best of: {model: b, slug: best}}")
    assert [config.baseline_slug(name) for name in config.baselines] == ["sft", "best"]


@pytest.mark.parametrize(
    ("one", "other"), [("sft", "sft-dpo"), ("a", "a-mx"), ("a", "am-x"), ("better", "better-both"), ("a", "b")]
)
def test_baselines_that_only_look_alike_need_no_slug(one: str, other: str) -> None:
    assert list(parse(f"baselines: {{{one}: {{model: x}}, {other}: {{model: y}}}}").baselines) == [one, other]


def test_a_slug_keeps_the_ids_of_two_baselines_apart() -> None:
    config = parse("baselines: {sft: {model: x}, sft-better-both: {model: y, slug: both}}")
    assert config.baseline_slug("sft-better-both") == "both"
