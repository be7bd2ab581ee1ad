"""From files to planned pages: what is read, in which order pages come, what the build's id depends on."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from evalsite.errors import ConfigError, EvalsiteError
from evalsite.pages import matrix_pages
from evalsite.pages.model import Message, Name
from evalsite.site import Inputs, plan, read

FILES = {
    "evalsite.yml": "benchmarks:\n  mbpp: {}\nbaselines:\n  sft: {model: sft}\n",
    "results/mbpp.csv": "model,pass@1,avg_time\nsft,0.25,10\nqfs,0.5,8\n",
    "results/humaneval.csv": "model,pass@1,avg_time\nsft,0.5,4\nqfs,0.25,5\n",
}
Make = Callable[[Mapping[str, str | None]], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """``make({"evalsite.yml": "..."})``: a folder with a small site, some of its files changed or left out."""

    def write(changes: Mapping[str, str | None]) -> Path:
        for name, text in {**FILES, **changes}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def said(root: Path, *, strict: bool = False) -> list[str]:
    """What reading the site stops at."""
    with pytest.raises(EvalsiteError) as caught:
        read(root, strict=strict)
    return str(caught.value).splitlines()


def test_pages_come_in_the_order_of_navigation_and_benchmarks_in_that_of_the_settings(make: Make) -> None:
    assert [page.address for page in plan(read(make({}))).pages] == [
        "summary/",
        "matrix/",
        "matrix/sft/",
        "benchmarks/",
        "benchmarks/mbpp/",
        "benchmarks/humaneval/",
        "models/",
        "models/qfs/",
        "models/sft/",
        "sources/",
    ]


def test_a_page_is_what_was_planned(make: Make) -> None:
    for planned in plan(read(make({}))).pages:
        page = planned.make()
        assert (page.address, page.title) == (planned.address, planned.title)
        assert planned.address.startswith(planned.section)
        assert planned.index == (planned.address == f"{planned.section}/")


def test_a_site_needs_no_settings(make: Make) -> None:
    inputs = read(make({"evalsite.yml": None}))
    assert [metric.name for metric in inputs.study.question.metrics] == ["pass@1", "avg_time"]
    assert all(metric.judged for metric in inputs.study.question.metrics)
    assert "matrix/" in [page.address for page in plan(inputs).pages]


def test_declared_metrics_come_first_then_judged_ones_quality_before_cost(make: Make) -> None:
    root = make(
        {
            "evalsite.yml": "metrics:\n  tokens: {digits: 0}\n",
            "results/mbpp.csv": "model,avg_time,sparkle,pass@1,tokens\nsft,10,1,0.5,99\n",
            "results/humaneval.csv": None,
        }
    )
    names = [metric.name for metric in read(root).study.question.metrics]
    assert names == ["tokens", "pass@1", "avg_time", "sparkle"]


def test_a_direction_that_a_file_states_judges_a_metric_that_nobody_knows(make: Make) -> None:
    root = make({"results/quiz.csv": "model,metric,value,direction\nsft,sparkle,7,higher\nqfs,sparkle,8,higher\n"})
    [metric] = [metric for metric in read(root).study.question.metrics if metric.name == "sparkle"]
    assert (metric.direction, metric.judged, metric.kind) == ("higher", True, None)


def test_a_record_is_a_problem_of_the_inputs_and_under_strict_an_error(make: Make) -> None:
    root = make({"results/mbpp.csv": "model,pass@1\nsft,0.25\nqfs,much\n"})
    assert [problem.place for problem in read(root).problems] == ["results/mbpp.csv:3"]
    assert said(root, strict=True) == [str(problem) for problem in read(root).problems]
    make({"results/mbpp.csv": "model,pass@1\nsft,0.25\nqfs,much\n", "evalsite.yml": "strict: true\n"})
    assert len(said(root)) == 1


def test_errors_come_before_records_in_one_report(make: Make) -> None:
    root = make(
        {
            "results/mbpp.csv": "model,pass@1\nsft,0.25\nqfs,much\n",
            "evalsite.yml": "baselines:\n  qfs: {model: qsf}\nreferences:\n  models: [qtf]\n",
        }
    )
    assert [line.partition(";")[0] for line in said(root)] == [
        'evalsite.yml:2: found "qsf"',
        'results/mbpp.csv:3: found "much"',
        'evalsite.yml:4: found "qtf"',
    ]


def test_settings_that_cannot_be_read_stop_everything(make: Make) -> None:
    with pytest.raises(ConfigError, match="titel"):
        read(make({"evalsite.yml": "titel: x\n"}))


def test_results_may_be_in_another_folder(make: Make) -> None:
    root = make({"evalsite.yml": "results: data\n", "data/mbpp.csv": "model,acc\nsft,1\n"})
    assert list(read(root).study.models) == ["sft"]
    assert list(read(root, results=root / "results").study.models) == ["qfs", "sft"]


def test_joined_models_are_one_page_and_short_names_change_no_address(make: Make) -> None:
    settings = 'same_as:\n  sft: [qfs]\nshort:\n  - {pattern: "s*", show: "short *"}\n'
    root = make({"evalsite.yml": settings, "results/humaneval.csv": "model,acc\nsft,1\nqfs,1\n"})
    pages = plan(read(root)).pages
    assert [page.title for page in pages if page.section == "models" and not page.index] == [Name("sft")]


def test_a_large_matrix_takes_several_pages(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"m{number},0.5\n" for number in range(5))
    inputs = read(make({"results/mbpp.csv": f"model,pass@1\nsft,0.25\n{rows}", "results/humaneval.csv": None}))
    monkeypatch.setattr(matrix_pages, "MOST_CELLS", 2)
    pages = [page for page in plan(inputs).pages if page.address.startswith("matrix/sft/")]
    assert [page.address for page in pages] == ["matrix/sft/", "matrix/sft/2/", "matrix/sft/3/"]
    assert [part(page.title) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    tables = [block for page in pages for block in page.make().blocks if block.kind == "table"]
    models = [row.name.full for table in tables for row in table.rows]
    assert models == ["m0", "m1", "m2", "m3", "m4"]


def part(title: object) -> tuple[object, object]:
    assert isinstance(title, Message)
    return title.args["part"], title.args["total"]


def test_the_build_id_is_that_of_the_inputs(make: Make) -> None:
    first = plan(read(make({}))).build_id
    assert plan(read(make({}))).build_id == first
    changed = {
        "a value": {"results/mbpp.csv": "model,pass@1,avg_time\nsft,0.25,10\nqfs,0.5,9\n"},
        "a name": {"results/mbpp.csv": "model,pass@1,avg_time\nsft,0.25,10\nqts,0.5,8\n"},
        "a setting": {"evalsite.yml": FILES["evalsite.yml"] + "title: x\n"},
    }
    ids = {what: plan(read(make(change))).build_id for what, change in changed.items()}
    assert len({first, *ids.values()}) == 4


def test_two_names_with_one_address_are_told_by_the_line_that_declares_it(make: Make) -> None:
    [message] = said(make({"evalsite.yml": "models:\n  sft: {slug: qfs}\n"}))
    assert message == (
        'evalsite.yml:2: found "qfs"; expected a slug of its own, but it is that of the model "qfs". '
        "Declare another `slug:` for one of them, or join them with `same_as:`."
    )
    assert plan(read(make({"evalsite.yml": "models:\n  sft: {slug: q-f-s}\n  gone: {slug: qfs}\n"}))).pages


def test_reading_again_changes_nothing(make: Make) -> None:
    root = make({})
    one, other = read(root), read(root)
    assert isinstance(one, Inputs)
    assert [replace(reading) for reading in one.readings] == list(other.readings)
