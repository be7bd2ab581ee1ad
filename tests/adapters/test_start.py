"""What a build does not need it does not load: most of the time that a small site takes goes into loading."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

Source = Callable[..., Path]
BUILD = """
import sys
from evalsite.cli import main
code = main(["build"])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""

SAMPLES = """
samples:
  sources:
    - {name: tasks, files: samples.jsonl, benchmark: tasks, columns: {model: model, item: task, passed: ok}}
"""


def sample(task: int) -> str:
    """A line of samples: the bee solves eleven tasks of forty."""
    return json.dumps({"model": "bee", "task": f"t{task}", "ok": task < 11}) + "\n"


def loaded(root: Path) -> set[str]:
    """The modules that a build of the site loads."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=root, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stderr.splitlines()[-1].split())


def test_only_what_is_uncertain_needs_scipy_and_only_samples_need_an_engine(source: Source) -> None:
    modules = loaded(source())
    assert "evalsite.statistics.distributions" in modules
    assert not modules & {"scipy", "scipy.special", "evalsite.samples", "ibis", "duckdb", "pyarrow"}


def test_only_readers_of_formats_that_a_file_may_have_are_loaded(source: Source) -> None:
    modules = loaded(source())
    assert "evalsite.readers.delimited" in modules
    assert not modules & {f"evalsite.readers.{tool}" for tool in ("evalplus", "helm", "inspect_log", "lm_eval")}


def test_scipy_is_there_where_something_is_known_of_uncertainty(source: Source) -> None:
    modules = loaded(source({"results/sums.csv": "model,pass@1,stderr\nant,0.25,0.01\nbee,0.5,0.01\n"}))
    assert "scipy.special" in modules


def test_samples_are_counted_by_what_pandas_was_loaded_without(source: Source) -> None:
    root = source({"evalsite.yml": SAMPLES, "samples.jsonl": "".join(sample(task) for task in range(40))})
    modules = loaded(root)
    assert {"evalsite.samples", "duckdb", "pyarrow"} <= modules
    assert 'data-value="0.2750"' in (root / "site" / "benchmarks" / "tasks" / "index.html").read_text(encoding="utf-8")


MACRO = """
import pandas

def define_env(env):
    env.macro(lambda: pandas.Series(["ant"], dtype="string[pyarrow]").str.upper()[0], "shout")
"""


def test_an_author_s_own_python_may_have_columns_of_pyarrow(source: Source) -> None:
    root = source({"main.py": MACRO, "docs/loud.md": "---\nrender_macros: true\n---\n# Loud\n\n{{ shout() }}\n"})
    assert "pyarrow" in loaded(root)
    assert "<p>ANT</p>" in (root / "site" / "loud" / "index.html").read_text(encoding="utf-8")
