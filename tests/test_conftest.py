"""What the other tests stand on: golden files tell, missing browsers are loud, the server keeps to its prefix."""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

TESTS = Path(__file__).parent
BROWSER_TESTS = """
import pytest

@pytest.mark.browser
def test_one(browser_page): ...

@pytest.mark.browser
def test_two(browser_page): ...
"""
GOLDEN_TEST = """
def test_page(golden):
    golden("page.txt", "first line\\nsecond line\\n")

def test_without_golden_files():
    raise AssertionError("not to be run by --accept")
"""


@pytest.fixture
def run_pytest(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run pytest over one file of tests, with this project's settings and shared fixtures."""
    shutil.copy(TESTS.parent / "pyproject.toml", tmp_path)
    tests = tmp_path / "tests"
    tests.mkdir()
    shutil.copy(TESTS / "conftest.py", tests)

    def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (tests / "test_example.py").write_text(code, encoding="utf-8")
        plain = {name: value for name, value in os.environ.items() if name not in ("CI", "EVALSITE_CHROMIUM")}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=plain | environment, capture_output=True, encoding="utf-8", check=False
        )

    return run


def test_missing_browser_is_said_loudly(run_pytest: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ran = run_pytest(BROWSER_TESTS, EVALSITE_CHROMIUM="no-such-browser")
    assert ran.returncode == 0
    assert "2 skipped" in ran.stdout
    assert "!! 2 browser tests did NOT run !!" in ran.stdout
    assert "sudo apt-get install chromium" in ran.stdout


def test_missing_browser_fails_in_ci(run_pytest: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ran = run_pytest(BROWSER_TESTS, EVALSITE_CHROMIUM="no-such-browser", CI="true")
    assert ran.returncode == 1
    assert "2 errors" in ran.stdout
    assert "2 browser tests did NOT run" in ran.stdout


def test_golden_file_that_differs_shows_the_difference(
    run_pytest: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    file = tmp_path / "tests" / "golden" / "page.txt"
    file.parent.mkdir()
    file.write_text("first line\nanother line\n", encoding="utf-8")
    ran = run_pytest(GOLDEN_TEST, "-k", "test_page")
    assert ran.returncode == 1
    assert "-another line\n+second line\n" in ran.stdout
    assert "make golden" in ran.stdout


def test_golden_file_that_is_missing_fails(run_pytest: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ran = run_pytest(GOLDEN_TEST, "-k", "test_page")
    assert ran.returncode == 1
    assert "tests/golden/page.txt does not exist" in ran.stdout


def test_accept_writes_golden_files_and_runs_nothing_else(
    run_pytest: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    ran = run_pytest(GOLDEN_TEST, "--accept")
    assert ran.returncode == 0
    assert "1 passed, 1 deselected" in ran.stdout
    assert (tmp_path / "tests" / "golden" / "page.txt").read_bytes() == b"first line\nsecond line\n"
    assert run_pytest(GOLDEN_TEST, "-k", "test_page").returncode == 0


def test_server_serves_below_its_prefix_only(serve: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("found", encoding="utf-8")
    address = serve(tmp_path, "/some/prefix/")
    assert address.endswith("/some/prefix/")
    with urllib.request.urlopen(f"{address}page.txt") as answer:  # noqa: S310 (an address of our own)
        assert answer.read() == b"found"
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(address.replace("/some/prefix/", "/page.txt"))  # noqa: S310
    refused.value.close()


@pytest.mark.browser
def test_browser_shows_the_site_at_its_own_address(built_site: Path, site_url: str, browser_page: "Page") -> None:
    browser_page.goto(f"{site_url}zh/summary/")
    assert (built_site / "zh" / "summary" / "index.html").is_file()
    assert browser_page.locator("html").get_attribute("lang") == "zh"
    assert browser_page.locator("link[rel=canonical]").get_attribute("href") == f"{site_url}zh/summary/"
