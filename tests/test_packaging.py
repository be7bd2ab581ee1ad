"""What is locked, and what gets into the wheel."""

import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import Specifier
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
LOCKS = sorted((REPOSITORY / "requirements").glob("*.txt"))
RANGES = {
    "site.txt": PYPROJECT["project"]["dependencies"],
    "dev.txt": PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"],
    "build.txt": PYPROJECT["dependency-groups"]["build"] + PYPROJECT["build-system"]["requires"],
    "lock.txt": PYPROJECT["dependency-groups"]["lock"],
    "spark.txt": PYPROJECT["project"]["optional-dependencies"]["spark"],
}
RANGES["lowest.txt"] = RANGES["dev.txt"]


def pins(lock: Path) -> dict[str, str]:
    """The exact version of each package in a lock."""
    return dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ]+)", lock.read_text("utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_has_exact_versions_with_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        assert re.match(r"[a-z0-9-]+==[^ ]+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", entry), entry
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|://", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_is_within_the_declared_ranges(lock: Path) -> None:
    locked = pins(lock)
    for declared in map(Requirement, RANGES[lock.name]):
        assert locked[declared.name] in declared.specifier, declared


def test_the_lowest_versions_are_the_declared_ones() -> None:
    """Of all that the site needs, one lock has what the ranges begin with."""
    lowest = pins(REPOSITORY / "requirements" / "lowest.txt")
    for declared in map(Requirement, PYPROJECT["project"]["dependencies"]):
        floor = next(part.version for part in declared.specifier if part.operator == ">=")
        assert Version(lowest[declared.name]) in Specifier(f"=={floor}.*"), declared


def test_tests_and_site_use_the_same_versions() -> None:
    site, build, dev = (pins(REPOSITORY / "requirements" / name) for name in ("site.txt", "build.txt", "dev.txt"))
    assert (site | build).items() <= dev.items()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare environment with the wheel; it borrows the libraries, but not the checkout, of the present one."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([*install, "--quiet", "--disable-pip-version-check"], check=True)
    paths = sysconfig.get_paths(vars={"base": str(environment), "platbase": str(environment)})
    Path(paths["purelib"], "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment


def test_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    package = REPOSITORY / "evalsite"
    files = {path.relative_to(REPOSITORY).as_posix() for path in package.rglob("*") if path.is_file()}
    # The schemas stand at the repository's root, for editors and other programs.
    files |= {f"evalsite/schema/{path.name}" for path in (REPOSITORY / "schema").glob("*.json")}
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == {name for name in files if "__pycache__" not in name}
    assert {Path(name).suffix for name in inside} >= {".py", ".typed", ".css"}
    for folder in ("templates", "languages", "assets"):
        assert any(name.startswith(f"evalsite/render/{folder}/") for name in inside)


def test_wheel_holds_licence_command_and_ranges(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {Path(name).name: archive.read(name).decode() for name in archive.namelist() if ".dist-info/" in name}
    assert texts["LICENSE"] == (REPOSITORY / "LICENSE").read_text("utf-8")
    assert "evalsite = evalsite.cli:main" in texts["entry_points.txt"]
    assert "License-Expression: MIT" in texts["METADATA"]
    assert "Requires-Python: >=3.11" in texts["METADATA"]
    assert "Requires-Dist: mkdocs<2,>=1.6.1" in texts["METADATA"]


def test_installed_wheel_builds_the_site(installed: Path, project: Path, tmp_path: Path) -> None:
    command = [str(installed / "bin" / "evalsite"), "build", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "site" / "zh" / "summary" / "index.html").is_file()


def test_installed_wheel_is_what_runs(installed: Path) -> None:
    code = "import evalsite; print(evalsite.__file__)"
    shown = subprocess.run([installed / "bin" / "python", "-I", "-c", code], check=True, capture_output=True, text=True)
    assert Path(shown.stdout.strip()).is_relative_to(installed)
