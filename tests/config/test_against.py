"""What settings name, and what the results have."""

import pytest

from evalsite.config import check_against, parse

BENCHMARKS = {"mbpp": ["sft", "dpo", "kto"], "humaneval": ["sft", "dpo"]}
MODELS = ["sft", "dpo", "kto"]
METRICS = ["pass@1", "avg_time"]


def told(settings: str) -> list[str]:
    """Each problem, with its severity before it."""
    problems = check_against(parse(settings), MODELS, BENCHMARKS, METRICS)
    return [f"{problem.severity}: {problem}" for problem in problems]


def test_settings_that_name_only_what_there_is() -> None:
    settings = """
metrics: {pass@1: {digits: 2}, avg_time: {}}
benchmarks: {mbpp: {}, humaneval: {}}
models: {sft: {description: Fine-tuned}}
short: [{pattern: s*, show: "*"}]
same_as: {sft: [SFT]}
references: {models: [kto]}
baselines:
  sft: {model: sft}
  best: {best_of: [sft, dpo]}
  paper: {fixed: {mbpp: {pass@1: 0.5}}, source: Paper}
"""
    assert told(settings) == []


def test_a_baseline_of_a_model_without_results() -> None:
    assert told("baselines:\n  base:\n    model: sfd\n") == [
        'error: evalsite.yml:3: found "sfd"; expected a model that has results. Did you mean "sft"?'
    ]


def test_a_baseline_of_a_model_that_resembles_none() -> None:
    assert told("baselines: {base: {model: llama}}") == [
        'error: evalsite.yml:1: found "llama"; expected a model that has results. '
        'Models with results: "dpo", "kto", "sft".'
    ]


def test_every_member_without_results() -> None:
    assert told("baselines:\n  best:\n    best_of:\n      - sft\n      - dpq\n      - ktoo\n") == [
        'error: evalsite.yml:5: found "dpq"; expected a model that has results. Did you mean "dpo"?',
        'error: evalsite.yml:6: found "ktoo"; expected a model that has results. Did you mean "kto"?',
    ]


def test_a_baseline_on_some_benchmarks_only_is_no_error() -> None:
    assert told("baselines: {base: {model: kto}}") == [
        'record: evalsite.yml:1: found "kto"; expected results on every benchmark, but there are none on "humaneval". '
        "There nothing is compared with this baseline."
    ]


@pytest.mark.parametrize(
    ("partial", "advice"),
    [
        (
            "false",
            "There nothing is compared with this baseline. Say `partial: true` to take the best of its other models.",
        ),
        ("true", "There the baseline is the best of its other models."),
    ],
)
def test_a_member_on_some_benchmarks_only(partial: str, advice: str) -> None:
    assert told(f"baselines: {{best: {{best_of: [sft, kto], partial: {partial}}}}}") == [
        'record: evalsite.yml:1: found "kto"; expected results on every benchmark, but there are none on "humaneval". '
        + advice
    ]


def test_published_values_for_no_benchmark_there_is() -> None:
    assert told("baselines:\n  paper:\n    fixed:\n      gsm8k: {pass@1: 0.5}\n    source: Paper\n") == [
        'error: evalsite.yml:3: found "gsm8k"; expected values for a benchmark that has results. '
        'Benchmarks with results: "humaneval", "mbpp".',
        'record: evalsite.yml:4: found "gsm8k"; expected a benchmark that has results. '
        "It changes nothing until there are some.",
    ]


def test_published_values_with_a_misspelt_metric() -> None:
    assert told("baselines: {paper: {fixed: {mbpp: {pass@l: 0.5}}, source: Paper}}") == [
        'error: evalsite.yml:1: found "pass@l"; expected a metric that has results. Did you mean "pass@1"?'
    ]


@pytest.mark.parametrize(
    ("settings", "what", "found", "meant"),
    [
        ("benchmarks: {humanevall: {order: 1}}", "benchmark", "humanevall", "humaneval"),
        ("metrics: {avgtime: {direction: lower, kind: cost}}", "metric", "avgtime", "avg_time"),
        ("references: {models: [ktoo]}", "model", "ktoo", "kto"),
        ("models: {dpoo: {slug: d}}", "model", "dpoo", "dpo"),
        ("same_as: {dpoo: [x]}", "model", "dpoo", "dpo"),
    ],
)
def test_a_misspelt_name_is_an_error(settings: str, what: str, found: str, meant: str) -> None:
    assert told(settings) == [
        f'error: evalsite.yml:1: found "{found}"; expected a {what} that has results. Did you mean "{meant}"?'
    ]


def test_a_name_of_what_is_yet_to_come_is_no_error() -> None:
    assert told(
        "benchmarks: {humanevall: {}, humaneval: {}}\nmetrics: {latency: {}}\nreferences: {models: [oracle]}"
    ) == [
        'record: evalsite.yml:1: found "humanevall"; expected a benchmark that has results. '
        "It changes nothing until there are some.",
        'record: evalsite.yml:2: found "latency"; expected a metric that has results. '
        "It changes nothing until there are some.",
        'record: evalsite.yml:3: found "oracle"; expected a model that has results. '
        "It changes nothing until there are some.",
    ]


def test_a_pattern_that_fits_no_model() -> None:
    assert told("short:\n  - {pattern: llama-*, show: '*'}\n") == [
        'record: evalsite.yml:2: found "llama-*"; expected a pattern that fits a model that has results. '
        "It changes nothing now; mend it or remove it."
    ]


def test_of_many_names_the_first_are_told_and_the_rest_counted() -> None:
    models = [f"m{number:02}" for number in range(30)]
    (problem,) = check_against(parse("baselines: {b: {model: llama}}"), models, {"mbpp": models}, [])
    assert problem.advice == (
        'Models with results: "m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07" and 22 more.'
    )
