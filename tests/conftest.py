"""What many tests share: golden files, a built site, a server, and a real browser."""

import difflib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden"
SITE_INPUTS = ("docs", "evalsite.yml", "hooks", "mkdocs.yml", "results")

# Time is no law: a busy machine must not fail a test.
settings.register_profile("evalsite", deadline=None)
settings.load_profile("evalsite")

# Golden files


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write golden files anew; runs only the tests that use them")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden("benchmark/mbpp.html", text)``: text is what tests/golden/benchmark/mbpp.html holds."""
    return _accept if request.config.getoption("--accept") else _compare


def _accept(name: str, text: str) -> None:
    file = GOLDEN / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _compare(name: str, text: str) -> None:
    file = GOLDEN / name
    accepted = file.read_bytes().decode("utf-8") if file.exists() else ""
    if file.exists() and text == accepted:
        return
    lines = difflib.unified_diff(
        accepted.splitlines(keepends=True), text.splitlines(keepends=True), f"tests/golden/{name}", "now", n=2
    )
    shown = "".join(line if line.endswith("\n") else line + "\n" for line in lines)
    pytest.fail(
        f"{shown[:20_000]}\ntests/golden/{name} {'differs' if file.exists() else 'does not exist'}. "
        "If this is what you want: make golden, then git diff tests/golden",
        pytrace=False,
    )


# A real browser

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
BROWSER_ADVICE = """\
    sudo apt-get install chromium              on Debian and Ubuntu
    .venv/bin/playwright install chromium      anywhere else
    EVALSITE_CHROMIUM=/path/to/chromium        if it is there under another name"""


@cache
def find_chromium() -> str | None:
    """The path of a Chromium: the one that EVALSITE_CHROMIUM names, the system's, or playwright's own."""
    declared = os.environ.get("EVALSITE_CHROMIUM")
    if declared:
        return shutil.which(declared)
    return next(filter(None, map(shutil.which, BROWSER_NAMES)), None) or _chromium_of_playwright()


def _chromium_of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return shutil.which(playwright.chromium.executable_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--accept"):
        kept = [item for item in items if "golden" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or find_chromium():
        return
    item.config.stash.setdefault(NOT_RUN, []).append(item.nodeid)
    if os.environ.get("CI"):
        pytest.fail("no Chromium was found, and CI is set: browser tests have to run there", pytrace=False)
    pytest.skip("no Chromium was found")


NOT_RUN = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say it loudly when browser tests did not run: an S in a row of dots is easily missed."""
    not_run = config.stash.get(NOT_RUN, [])
    if not not_run:
        return
    count = "1 browser test" if len(not_run) == 1 else f"{len(not_run)} browser tests"
    terminalreporter.section(f"{count} did NOT run", sep="!", red=True, bold=True)
    terminalreporter.write_line("No Chromium was found. To run them, install one:")
    terminalreporter.write_line(BROWSER_ADVICE)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for the whole session. Tests that use it are marked ``browser``."""
    from playwright.sync_api import sync_playwright

    sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*BROWSER_ARGUMENTS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: "Browser") -> Iterator["Page"]:
    """A page in a context of its own: no storage, no cache, no service worker of another test."""
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


# A site, and a server for it


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder below a path prefix, and nothing above it."""

    def __init__(self, *args: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.prefix)
        return super().translate_path(path[len(self.prefix) - 1 :] if inside else "/outside-of-the-prefix")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name in the standard library)
        """Keep the output for the tests."""


@contextmanager
def serving(folder: Path, prefix: str = "/") -> Iterator[str]:
    """Serve ``folder`` on a free port of the loopback; gives the address, which ends with ``prefix`` (``/.../``)."""
    handler = partial(_QuietHandler, directory=str(folder), prefix=prefix)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """``serve(folder, "/some/prefix/")``: the address at which the folder is served until the session ends."""
    with ExitStack() as servers:
        yield lambda folder, prefix="/": servers.enter_context(serving(folder, prefix))


def run_evalsite(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command ``evalsite`` in ``cwd``, with ``environment`` on top of the present one."""
    return subprocess.run(
        [Path(sys.executable).with_name("evalsite"), *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def evalsite() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``evalsite("build", "--strict", cwd=folder, TZ="Asia/Tokyo")``: the command, its exit code and output."""
    return run_evalsite


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that this repository's own site is built from."""
    folder = tmp_path_factory.mktemp("project")
    for name in SITE_INPUTS:
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    (folder / "evalsite").mkdir()  # mkdocs.yml watches it
    return folder


@pytest.fixture(scope="session")
def site_url(project: Path, serve: Callable[..., str]) -> str:
    """Where :func:`built_site` is served: the very address it was built for, or instant navigation is off."""
    site = project / "site"
    site.mkdir()
    return serve(site, "/evalsite/")


@pytest.fixture(scope="session")
def built_site(project: Path, site_url: str) -> Path:
    """This repository's site, all languages, as ``evalsite build`` makes it."""
    settings = project / "mkdocs.yml"
    text, count = re.subn(r"(?m)^site_url:.*$", f"site_url: {site_url}", settings.read_text(encoding="utf-8"))
    assert count == 1, "mkdocs.yml has one site_url"
    settings.write_text(text, encoding="utf-8")
    built = run_evalsite("build", cwd=project)
    assert built.returncode == 0, built.stdout + built.stderr
    return project / "site"
