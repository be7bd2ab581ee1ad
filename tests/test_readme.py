"""The README is true: its example gives what it quotes, and each of its commands runs.

Commands run in copies and borrow the present environment: `make` is told that the set-up is done (`--assume-old`) and
runs what it would run after it. The set-up itself is what a clone goes through before these tests can run at all.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from evalsite.adapters.beginning import PLACES

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")


def commands(text: str) -> list[str]:
    """The commands that stand in the text."""
    return [line for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


COMMANDS = commands(README)
PUBLISHED = commands(README.partition("\n## From an empty repository to a published site\n")[2].partition("\n## ")[0])
WHO = {f"GIT_{role}_{what}": "team@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
OUTSIDE = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
ENVIRONMENT = {**OUTSIDE, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

Evalsite = Callable[..., subprocess.CompletedProcess[str]]


def run(*command: str, cwd: Path, **environment: str) -> str:
    """What the command prints; it has to succeed."""
    ran = subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT | environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def block(before: str) -> str:
    """The block of code that follows the words ``before`` in the README."""
    found = re.search(re.escape(before) + r"[^`]*\n\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"no block of code after {before!r}"
    return found[1]


def words(element: Tag) -> str:
    """The text that is seen, in one line."""
    return " ".join(element.get_text().split())


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The README's example as files: a site that somebody has already, with evalsite added."""
    for name, before in {
        "results/codebench.csv": "`results/codebench.csv`:",
        "evalsite.yml": "`evalsite.yml`:",
        "mkdocs.yml": "these lines in `mkdocs.yml`:",
        "hooks/evalsite_hooks.py": "`hooks/evalsite_hooks.py`:",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(block(before), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Our models\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def clone(tmp_path: Path, project: Path) -> Path:
    """This repository with an environment that is set up already."""
    folder = tmp_path / "clone"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("site", "evalsite"))
    shutil.copytree(REPOSITORY / "evalsite", folder / "evalsite", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "schema", folder / "schema")
    for name in ("LICENSE", "Makefile", "README.md", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def test_the_example_gives_what_the_readme_quotes(example: Path) -> None:
    assert run("evalsite", "build", cwd=example)
    page = BeautifulSoup((example / "site/benchmarks/codebench/index.html").read_text("utf-8"), "html5lib")
    quote = " ".join(re.findall(r"(?m)^> (.*)$", README))
    assert quote in words(page)
    table = page.find(id="vs-base")
    assert table is not None
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    # A reader sees a sign where the page has the word, which the style sheet draws as that sign.
    told = README.replace("▲", "better").replace("▼", "worse")
    quoted = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"(?m)^\|.*", told)]
    assert [[cell.replace(" ", "") for cell in row] for row in rows] == [
        [cell.replace(" ", "") for cell in row] for row in quoted if row[0] != "---"
    ]
    for title, members in re.findall(r"(?m)^- (.*): (.*)$", README):
        heading = page.find(lambda tag, title=title: tag.name in ("h3", "h4") and words(tag).startswith(title))
        assert heading is not None
        assert heading.parent is not None
        assert members in words(heading.parent)
    assert (example / "site/zh/benchmarks/codebench/index.html").is_file()


def test_the_misspelt_baseline_is_refused_as_quoted(example: Path, evalsite: Evalsite) -> None:
    settings = example / "evalsite.yml"
    settings.write_text(settings.read_text("utf-8").replace("base-7b", "base-7"), encoding="utf-8")
    refused = evalsite("build", cwd=example)
    assert refused.returncode == 1
    assert refused.stderr == block("misspelt as `base-7`:")


def test_a_site_from_before_is_built_with_the_new_pages(example: Path) -> None:
    run("mkdocs", "build", cwd=example)
    assert 'href="benchmarks/codebench/"' in (example / "site/index.html").read_text("utf-8")


def test_evalsite_build(example: Path) -> None:
    run("evalsite", "build", cwd=example)
    assert (example / "site/zh/index.html").is_file()


def test_pip_install(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "path/to").mkdir(parents=True)
    (tmp_path / "path/to/evalsite").symlink_to(clone)
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_TARGET": "installed"}
    run("python", "-m", "pip", "install", "path/to/evalsite", cwd=tmp_path, **offline)
    assert (tmp_path / "installed/evalsite/render/templates").is_dir()


def test_make_site(clone: Path) -> None:
    printed = run("make", "--assume-old=.venv/.site", "site", cwd=clone)
    assert (clone / "site/index.html").is_file()
    assert "http.server" in printed


def test_make_check(clone: Path) -> None:
    assert "results/mbpp.csv" in run("make", "--assume-old=.venv/.site", "check", cwd=clone)


def test_make_test(clone: Path) -> None:
    (clone / "tests").mkdir()
    (clone / "tests/test_one.py").write_text("def test_one():\n    assert 1 + 1 == 2\n", encoding="utf-8")
    assert "1 passed" in run(
        "make", "--assume-old=lint", "--assume-old=spark", "--assume-old=.venv/.dev", "test", cwd=clone
    )


def test_make_serve(clone: Path) -> None:
    with served(clone, "make", "--assume-old=.venv/.site", "serve", "ARGS=--addr {address}") as get:
        assert "MBPP+" in get("evalsite/benchmarks/")


@contextmanager
def served(cwd: Path, *command: str) -> Iterator[Callable[[str], str]]:
    """A function that gets pages of the preview that ``command`` serves at ``{address}``; both end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = [word.format(address=address) for word in command]
    with (cwd.parent / "log").open("wb") as log:
        preview = subprocess.Popen(words, cwd=cwd, env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True)
        try:
            yield lambda page: fetched(f"http://{address}/{page}", preview)
        finally:
            if preview.poll() is None:
                os.killpg(preview.pid, signal.SIGTERM)
            preview.wait(timeout=20)


def fetched(address: str, server: subprocess.Popen[bytes]) -> str:
    """The page at ``address``, as soon as the server gives it; at most a minute."""
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 (an address of our own)
                return str(answer.read().decode("utf-8"))
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"nothing was served at {address}")


def test_the_way_from_an_empty_repository_to_a_published_site(clone: Path, tmp_path: Path) -> None:
    """The commands as they stand there, but for the address; what they need of the network is at hand."""
    run("git", "init", "--quiet", "--initial-branch=main", cwd=clone)
    run("git", "add", "--all", "--", ":!.venv", cwd=clone)
    run("git", "commit", "--quiet", "--message=evalsite", cwd=clone, **WHO)
    origin, mine = tmp_path / "origin.git", tmp_path / "mine"
    run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin), cwd=tmp_path)
    run("git", "clone", "--quiet", str(origin), str(mine), cwd=tmp_path)
    make, activate, install, new, freeze, serve, add, commit, push = PUBLISHED
    offline = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    borrowed = f"echo {sysconfig.get_path('purelib')} > $(echo .venv/lib/*/site-packages)/libraries.pth"
    address = f"file://localhost{clone}"
    install = install.replace("https://example.org/evalsite.git", address)
    assert address in install
    run("bash", "-ec", "\n".join([make, activate, borrowed, install, new, freeze]), cwd=mine, **offline)
    revision = run("git", "rev-parse", "HEAD", cwd=clone).strip()
    assert f"evalsite @ git+{address}@{revision}\n" in (mine / "requirements.txt").read_text("utf-8")

    (mine / "results" / "codebench.csv").write_text(block("`results/codebench.csv`:"), encoding="utf-8")
    (mine / "evalsite.yml").write_text(block("`evalsite.yml`:"), encoding="utf-8")
    with served(mine, "bash", "-ec", f"{activate}\n{serve} --addr {{address}}") as get:
        assert "tuned-7b-long" in get("models/benchmarks/codebench/")

    run("bash", "-ec", "\n".join([add, commit, push]), cwd=mine, **WHO)
    pushed = run("git", "ls-tree", "-r", "--name-only", "main", cwd=origin).splitlines()
    assert set(pushed) == {*PLACES, "requirements.txt", "results/codebench.csv"}
    run("git", "clone", "--quiet", str(origin), "theirs", cwd=tmp_path)
    steps = yaml.safe_load((tmp_path / "theirs/.github/workflows/publish.yml").read_text("utf-8"))["jobs"]["build"][
        "steps"
    ]
    install, build = [step["run"] for step in steps if "run" in step]
    assert install == "python -m pip install --requirement requirements.txt"
    run(*build.split(), cwd=tmp_path / "theirs", SITE_URL="https://team.example.org/report/")
    page = (tmp_path / "theirs/site/benchmarks/codebench/index.html").read_text("utf-8")
    assert '<meta property="og:url" content="https://team.example.org/report/benchmarks/codebench/">' in page


RUN_BY: dict[str, Callable[..., None]] = {
    "make site": test_make_site,
    "make serve": test_make_serve,
    "make check": test_make_check,
    "make test": test_make_test,
    **dict.fromkeys(PUBLISHED, test_the_way_from_an_empty_repository_to_a_published_site),
    "python -m pip install path/to/evalsite": test_pip_install,
    "mkdocs build": test_a_site_from_before_is_built_with_the_new_pages,
    "evalsite build": test_evalsite_build,
}


def test_every_command_of_the_readme_is_run() -> None:
    assert list(RUN_BY) == COMMANDS


def test_files_that_the_readme_links_to_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (REPOSITORY / target).exists(), target
