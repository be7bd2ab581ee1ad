"""Bad input, each kind against a small site that was built before: what stays, what is said, what is done."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

from evalsite.cli import main

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("bad_input.yml").read_text(encoding="utf-8"))
ERRORS, RECORDS = CASES["errors"], CASES["records"]
TOGETHER = [name for name, case in RECORDS.items() if not case.get("alone")]
HOOK = Path(__file__).resolve().parents[2] / "hooks" / "evalsite_hooks.py"

Evalsite = Callable[..., subprocess.CompletedProcess[str]]
Break = Callable[[dict[str, Any]], Path]
Check = Callable[[Path], tuple[int, list[str]]]
Built = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, evalsite: Evalsite) -> Path:
    """The small site, built: the "old site" of every case."""
    root = tmp_path_factory.mktemp("good") / "report"
    write(root, CASES["good"] | {"hooks/evalsite_hooks.py": HOOK.read_text(encoding="utf-8")})
    built = evalsite("build", "--strict", cwd=root)
    assert (built.returncode, built.stderr) == (0, "")
    return root


@pytest.fixture
def broken(good: Path, tmp_path: Path) -> Break:
    """``broken(case)``: a copy of the small site and its pages, with what the case does to it."""

    def copy(case: dict[str, Any]) -> Path:
        root = tmp_path / "report"
        shutil.copytree(good, root)
        break_site(root, case)
        return root

    return copy


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """``check(root)``: the exit code of ``evalsite check`` there, and the problems that it printed."""

    def run(root: Path) -> tuple[int, list[str]]:
        monkeypatch.chdir(root)
        code = main(["check"])
        lines = capsys.readouterr().out.splitlines()
        return code, [line.partition(": ")[2] for line in lines if line.startswith(("error: ", "warning: "))]

    return run


def write(root: Path, files: dict[str, str], encoding: str = "utf-8") -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding)


def break_site(root: Path, case: dict[str, Any]) -> None:
    for name in case.get("remove", ()):
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    write(root, case.get("write", {}), case.get("encoding", "utf-8"))
    for name, target in case.get("link", {}).items():
        (root / name).symlink_to(target)
    for name, size in case.get("size", {}).items():
        with (root / name).open("wb") as file:
            file.truncate(size)


def digest(root: Path) -> dict[str, str]:
    """Every file of the built site by its path, and a hash of its bytes."""
    files = (path for path in sorted((root / "site").rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def nothing_half_built(root: Path) -> bool:
    return not list(root.glob(".site*"))


def plain(html: BeautifulSoup) -> str:
    return " ".join(html.get_text(" ", strip=False).split())


# What stops every build


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_and_the_old_site_stays(name: str, good: Path, broken: Break, evalsite: Evalsite) -> None:
    root = broken(ERRORS[name])
    built = evalsite("build", cwd=root)
    assert built.stderr.splitlines() == [f"error: {line}" for line in ERRORS[name]["said"]]
    assert (built.returncode, built.stdout) == (1, "")
    assert digest(root) == digest(good)
    assert nothing_half_built(root)


@pytest.mark.parametrize("name", [name for name, case in ERRORS.items() if case.get("sees") != "build"])
def test_check_tells_it_before_anything_is_built(name: str, broken: Break, check: Check) -> None:
    assert check(broken(ERRORS[name])) == (1, ERRORS[name]["said"])


# What only a strict build stops at


@pytest.mark.parametrize("name", RECORDS)
def test_a_strict_build_stops_at_a_record_and_the_old_site_stays(
    name: str, good: Path, broken: Break, evalsite: Evalsite
) -> None:
    root = broken(RECORDS[name])
    built = evalsite("build", "--strict", cwd=root)
    assert built.stderr.splitlines() == [f"error: {line}" for line in RECORDS[name]["said"]]
    assert (built.returncode, built.stdout) == (1, "")
    assert digest(root) == digest(good)
    assert nothing_half_built(root)


@pytest.fixture(scope="module")
def every_record(good: Path, tmp_path_factory: pytest.TempPathFactory, evalsite: Evalsite) -> Built:
    """One lenient build with every record that can stand beside others."""
    root = tmp_path_factory.mktemp("records") / "report"
    shutil.copytree(good, root)
    for name in TOGETHER:
        break_site(root, RECORDS[name])
    return root, evalsite("build", cwd=root)


def test_a_build_goes_on_without_the_records_and_names_each(every_record: Built, check: Check) -> None:
    root, built = every_record
    said = [line for name in TOGETHER for line in RECORDS[name]["said"]]
    assert built.returncode == 0
    assert sorted(built.stderr.splitlines()) == sorted(f"warning: {line}" for line in said)
    code, told = check(root)
    assert (code, sorted(told)) == (1, sorted(said))
    assert listed(root, "sources/") == told
    assert listed(root, "zh/sources/") == told


@pytest.mark.parametrize("name", TOGETHER)
def test_the_ledger_counts_what_is_left_out(name: str, every_record: Built) -> None:
    root, _ = every_record
    assert {file: left_out(root, file) for file in RECORDS[name]["ledger"]} == RECORDS[name]["ledger"]


@pytest.mark.parametrize("name", [name for name in RECORDS if name not in TOGETHER])
def test_settings_that_fit_only_a_part_are_told_and_the_pages_say_so(
    name: str, broken: Break, evalsite: Evalsite, check: Check
) -> None:
    root, case = broken(RECORDS[name]), RECORDS[name]
    built = evalsite("build", cwd=root)
    assert built.returncode == 0
    assert built.stderr.splitlines() == [f"warning: {line}" for line in case["said"]]
    assert check(root) == (1, case["said"])
    assert listed(root, "sources/") == case["said"]
    for address, sentence in case.get("pages", {}).items():
        assert sentence in plain(page(root, address))


def listed(root: Path, address: str) -> list[str]:
    """The problems that the ledger's page lists."""
    return [plain(entry) for entry in page(root, address).select("#problems ~ ul li")]


def page(root: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((root / "site" / address / "index.html").read_text(encoding="utf-8"), "html5lib")


def left_out(root: Path, file: str) -> str:
    """What the ledger says is not shown of a file."""
    table = page(root, "sources/").select_one("#files")
    keys = [head.get("data-key") for head in table.select("thead th[data-key]")]
    [row] = [row for row in table.select("tbody tr") if row.th.bdi.text == file]
    return plain(row.find_all("td")[keys.index("left_out")])


# The same through a bare `mkdocs build`


@pytest.mark.parametrize("name", ["a baseline that does not exist", "a link to a file outside", "no site_url"])
def test_mkdocs_build_stops_as_well_and_the_old_site_stays(name: str, good: Path, broken: Break) -> None:
    root = broken(ERRORS[name])
    built = mkdocs_build(root)
    assert built.returncode == 1
    for line in ERRORS[name]["said"]:
        assert line in built.stderr
    assert "Traceback" not in built.stderr
    assert digest(root) == digest(good)
    assert nothing_half_built(root)


def test_mkdocs_build_tells_of_a_record_and_stops_when_it_is_strict(good: Path, broken: Break) -> None:
    case = RECORDS["a value that is no number"]
    root = broken(case)
    strict = mkdocs_build(root, "--strict")
    assert (strict.returncode, digest(root)) == (1, digest(good))
    lenient = mkdocs_build(root)
    assert lenient.returncode == 0
    for built in (strict, lenient):
        assert case["said"][0] in built.stderr
    assert case["said"][0] in plain(page(root, "sources/"))


def mkdocs_build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
