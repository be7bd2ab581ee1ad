"""Readers of third parties: the example of the docs as an installed package, and packages that are broken."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from evalsite.errors import Problem
from evalsite.readers.folder import read_folder
from evalsite.readings import Reading

PAGE = Path(__file__).resolve().parents[2] / "docs" / "readers.md"
Install = Callable[..., Path]
Build = Callable[..., subprocess.CompletedProcess[str]]
HEAD = "from evalsite.readings import Reading\nclass R:\n    name = 'odd'\n"
SNIFF = "    def sniff(self, document): return document.text if document.path == 'a.json' else None\n"
HOSTILE = "<script>alert(1)</script>"


def example() -> Mapping[str, str]:
    """The files on the page, by their titles."""
    blocks = re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return dict(blocks)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """``install("name", code)``: a module on the path, and the dist-info of a package with its entry point."""
    folder = tmp_path / "site-packages"
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)

    def write(module: str, code: str, entry: str = "", package: str = "") -> Path:
        info = folder / f"{package or module}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package or module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[evalsite.readers]\n{entry or f'r = {module}:R'}\n")
        (folder / f"{module}.py").write_text(code)
        importlib.invalidate_caches()
        return folder

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]


def install_example(install: Install) -> Path:
    """As pip would: the entry point of the page's pyproject.toml, the module beside it."""
    files = example()
    (entry,) = re.findall(r'^(trial) = "(.+)"$', files["pyproject.toml"], re.MULTILINE)
    return install("evalsite_trial", files["evalsite_trial.py"], " = ".join(entry), "evalsite_trial")


def read(tmp_path: Path, files: Mapping[str, str]) -> tuple[Mapping[str, Reading], tuple[Problem, ...]]:
    for name, text in files.items():
        (tmp_path / "results").mkdir(exist_ok=True)
        (tmp_path / "results" / name).write_text(text)
    readings, problems = read_folder(tmp_path / "results", [], shown="results")
    return {reading.file.removeprefix("results/"): reading for reading in readings}, problems


def test_the_example_reads_its_file(install: Install, tmp_path: Path) -> None:
    install_example(install)
    data = json.loads(example()["results/coder-7b.json"])
    mended = {**data, "tasks": data["tasks"][:3]}
    readings, problems = read(tmp_path, {"a.json": json.dumps(data), "b.json": json.dumps(mended)})
    assert problems == ()
    broken, whole = readings["a.json"], readings["b.json"]
    (problem,) = broken.problems
    assert str(problem).startswith('results/a.json#/tasks/3: found "yes"; expected true or false under `passed`.')
    assert (whole.format, whole.columns["value"], whole.columns["n"]) == ("trial", [1 / 3], [3.0])
    assert [*whole.items["status"]] == ["", "", "timeout"]


def test_from_a_file_to_a_page(install: Install, tmp_path: Path, evalsite: Build) -> None:
    folder = install_example(install)
    data = json.loads(example()["results/coder-7b.json"])
    data["tasks"] = data["tasks"][:3]
    project = tmp_path / "project"
    files = {
        "mkdocs.yml": "site_name: Trials\nsite_url: https://example.org/\nhooks: [hooks/evalsite_hooks.py]\n"
        "theme: {name: material, font: false}\n",
        "docs/index.md": "# Trials\n",
        "hooks/evalsite_hooks.py": (PAGE.parents[1] / "hooks" / "evalsite_hooks.py").read_text(),
        "evalsite.yml": "baselines:\n  sft: {model: sft}\n",
        "results/mbpp.csv": "model,pass@1\nsft,0.25\n",
        "results/coder-7b.json": json.dumps(data),
        "results/odd.json": json.dumps({**data, "model": HOSTILE}),
    }
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    built = evalsite("build", cwd=project, PYTHONPATH=str(folder))
    assert built.returncode == 0, built.stdout + built.stderr
    page = (project / "site" / "benchmarks" / "mbpp" / "index.html").read_text(encoding="utf-8")
    assert "acme/coder-7b" in page
    assert HOSTILE not in page
    sources = (project / "site" / "sources" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"<bdi>trial</bdi>|>trial<", sources), re.findall(r".{90}`trial`.{90}|.{90}tasks.{90}", sources)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("x = 1\n", "AttributeError: module 'evalsite_odd' has no attribute 'R'"),
        ("class R:\n    pass\n", "TypeError: it has no `name`"),
        ("class R:\n    name = 'odd'\n", "TypeError: it has no method `sniff`"),
        (
            HEAD.replace("odd", "csv") + SNIFF + "    def read(self, d, r): pass\n",
            'ValueError: there is a reader with the name "csv" already',
        ),
    ],
)
def test_a_broken_package_is_an_error_that_names_it(code: str, why: str, install: Install, tmp_path: Path) -> None:
    install("evalsite_odd", code, package="evalsite_odd_package")
    readings, (problem,) = read(tmp_path, {"mbpp.csv": "model,pass@1\nm,0.5\n"})
    assert readings["mbpp.csv"].length == 1
    assert str(problem) == (
        f'evalsite.readers: found "r = evalsite_odd:R"; expected each installed reader to be usable, but that is not: '
        f"{why}. Mend or uninstall evalsite_odd_package."
    )
    assert problem.severity == "error"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (SNIFF.replace("document.text", "document.nothing") + "    def read(self, d, r): pass\n", "AttributeError"),
        (SNIFF + "    def read(self, document, rule): return {}['key']\n", "KeyError: 'key'"),
        (SNIFF + "    def read(self, document, rule): return None\n", "ValueError: it gave NoneType, not a Reading"),
        (
            SNIFF + "    def read(self, document, rule): return Reading(file='', columns={'score': [1]})\n",
            'ValueError: there is no column "score"',
        ),
        (
            SNIFF
            + "    def read(self, document, rule): return Reading(file='', columns={'value': [1], 'model': []})\n",
            "ValueError: its columns have different lengths",
        ),
        (
            SNIFF + "    def read(self, document, rule): return Reading(file='', columns={'value': [1]})\n",
            "ValueError: rows need the columns benchmark, model, metric and value",
        ),
        (
            SNIFF + "    def read(self, document, rule): return Reading(file='', items={'value': [1]})\n",
            "ValueError: items need the columns run, benchmark, item, sample, metric, value, status",
        ),
    ],
)
def test_a_reader_that_fails_on_a_file_is_named_and_the_others_go_on(
    code: str, why: str, install: Install, tmp_path: Path
) -> None:
    install("evalsite_odd", HEAD + code)
    readings, problems = read(tmp_path, {"a.json": "{}", "mbpp.csv": "model,pass@1\nm,0.5\n"})
    assert (problems, readings["mbpp.csv"].length) == ((), 1)
    (problem,) = readings["a.json"].problems
    assert f'the reader "r = evalsite_odd:R" of evalsite_odd 1.0 to read the file, but it failed: {why}' in str(problem)
    assert readings["a.json"].format == "odd"


def test_names_of_plugins_are_shown_and_kept_as_they_are(install: Install, tmp_path: Path) -> None:
    columns: Any = {"model": [HOSTILE], "benchmark": ["b"], "metric": ["acc"], "value": [0.5]}
    install("evalsite_odd", HEAD + SNIFF + f"    def read(self, d, r): return Reading(file='', columns={columns!r})\n")
    readings, _ = read(tmp_path, {"a.json": HOSTILE})
    assert (readings["a.json"].file, readings["a.json"].why) == ("results/a.json", HOSTILE)
    assert readings["a.json"].columns["model"] == [HOSTILE]
