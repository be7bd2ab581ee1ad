"""The live preview: an edit to a result, a page, the settings or the package shows up; a broken edit does no harm."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from mkdocs.livereload import LiveReloadServer

from evalsite.adapters.job import PutOff
from evalsite.adapters.mkdocs_settings import load
from evalsite.adapters.serve import LOOK_EVERY, make_on_demand, watch

PACKAGE = Path(__file__).resolve().parents[2] / "evalsite"
PATIENCE = 90
"""Seconds; a busy machine builds slowly."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def preview(root: Path, *command: str, packages: Path) -> Iterator[Callable[[str], str]]:
    """The server of ``command``, and a function that gets a page; both end with the block."""
    port = free_port()
    with (root / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command, f"127.0.0.1:{port}"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(packages), "NO_MKDOCS_2_WARNING": "1"},
            stdout=log,
            stderr=log,
        )
        try:
            yield lambda page: get(f"http://127.0.0.1:{port}/report/{page}")
        finally:
            server.terminate()
            server.wait(timeout=20)


def get(url: str) -> str:
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310 (a server of this test)
            text: str = answer.read().decode()
            return text
    except (URLError, TimeoutError, ConnectionError) as error:
        return f"({error})"


def comes(what: str, page: Callable[[], str], root: Path) -> None:
    """Wait until ``what`` stands on the page."""
    end = time.monotonic() + PATIENCE
    while what not in (text := page()):
        assert time.monotonic() < end, f"{what!r} did not come:\n{text[-500:]}\n{(root / 'server.log').read_text()}"
        time.sleep(0.2)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A copy of the package, to be edited."""
    shutil.copytree(PACKAGE, tmp_path / "packages" / "evalsite", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "packages"


@pytest.mark.slow
def test_edits_show_up_in_every_language_and_broken_ones_do_no_harm(source: Any, packages: Path) -> None:
    root = source()
    with preview(root, "evalsite", "serve", "--addr", packages=packages) as get_page:

        def benchmark() -> str:
            return get_page("zh/benchmarks/sums/")

        comes('data-value="0.5000"', benchmark, root)
        edit(root / "results/sums.csv", "bee,0.5,8", "bee,0.75,8")
        comes('data-value="0.7500"', benchmark, root)

        edit(root / "docs/guide.zh.md", "指南", "手册")
        comes("手册", lambda: get_page("zh/guide/"), root)

        edit(root / "evalsite.yml", "model: ant", "model: aunt")
        comes('Did you mean "ant"?', (root / "server.log").read_text, root)
        assert 'data-value="0.7500"' in benchmark()

        edit(root / "docs/guide.md", "value(", "valeu(")
        edit(root / "evalsite.yml", "model: aunt", "model: bee")
        comes("'valeu' is undefined", (root / "server.log").read_text, root)
        assert 'data-value="0.7500"' in benchmark()

        edit(root / "docs/guide.md", "valeu(", "value(")
        comes('id="vs-plain-m-ant"', benchmark, root)

        edit(packages / "evalsite/render/languages/zh.yml", "name: 中文", "name: 汉语")
        comes("汉语", benchmark, root)

        edit(packages / "evalsite/adapters/generated.py", "render_macros", "render_macros ??? (")
        edit(packages / "evalsite/adapters/generated.py", "def source_path", "def source_path(((")
        comes("SyntaxError", (root / "server.log").read_text, root)
        assert "汉语" in benchmark()


@pytest.mark.slow
def test_mkdocs_serve_shows_edits_to_results_and_to_the_package(source: Any, packages: Path) -> None:
    root = source()
    with preview(root, "mkdocs", "serve", "--dev-addr", packages=packages) as get_page:

        def benchmark() -> str:
            return get_page("benchmarks/sums/")

        comes('data-value="0.5000"', benchmark, root)
        edit(root / "results/sums.csv", "bee,0.5,8", "bee,0.75,8")
        comes('data-value="0.7500"', benchmark, root)
        edit(packages / "evalsite/render/languages/en.yml", "permalink: Permanent link", "permalink: Lasting link")
        comes("Lasting link", benchmark, root)


ASKED = """
import sys
from pathlib import Path
from evalsite.adapters.build import build_all

put_off = {}
built = build_all(Path("."), site_dir=Path("preview"), serve_url="https://example.org/report/", preview=put_off)
for path, make in put_off.items():
    assert not (built / path).exists(), path
    (built / path).parent.mkdir(parents=True, exist_ok=True)
    (built / path).write_text(make(), encoding="utf-8")
print(*sorted(put_off), sep="\\n")
"""


@pytest.mark.slow
def test_a_page_that_was_put_off_is_the_page_of_the_built_site(source: Any) -> None:
    root = source()
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "NO_MKDOCS_2_WARNING": "1"}

    def python(*words: str) -> list[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=root, env=environment, capture_output=True, encoding="utf-8", check=True
        ).stdout.split()

    made = python("-c", ASKED)
    python("-m", "evalsite", "build")
    assert {"summary/index.html", "zh/models/bee/index.html", "zh/benchmarks/words/index.html"} <= {*made}
    assert "benchmarks/sums/index.html" not in made  # the home page leads to an id in it, which is checked
    for page in made:
        assert (root / "preview" / page).read_bytes() == (root / "site" / page).read_bytes(), page


def test_what_is_watched_is_looked_at_often_even_what_was_watched_before(source: Any) -> None:
    root = source()
    server = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(root))
    server.watch(str(root / "docs"))  # as MkDocs does before it asks its hooks
    watch(server, load(root))
    server.server_close()
    often = {emitter.watch.path: emitter.timeout for emitter in server.observer.emitters}
    assert {str(root / name) for name in ("docs", "results", "")} <= {*often}  # settings are seen in their folder
    assert {*often.values()} == {LOOK_EVERY}


def server_of(root: Path, preview: PutOff, mount: str = "/report/") -> Callable[[str], tuple[str, bytes]]:
    """A function that asks the server of MkDocs for what stands at a path: the status, and what is given."""
    server = LiveReloadServer(builder=lambda: None, host="127.0.0.1", port=0, root=str(root), mount_path=mount)
    server.server_close()
    make_on_demand(server, preview)

    def ask(path: str) -> tuple[str, bytes]:
        said: list[str] = []
        given = server.get_app()({"PATH_INFO": path}, lambda status, _: said.append(status))
        text = b"".join(given)
        if hasattr(given, "close"):
            given.close()
        assert len(said) == 1
        return said[0], text

    return ask


def test_a_page_is_made_once_when_it_is_asked_for(tmp_path: Path) -> None:
    asked: list[str] = []
    preview: PutOff = {"a/index.html": lambda: f"made {asked.append('a') or len(asked)}", "b/index.html": lambda: "b"}
    ask = server_of(tmp_path, preview)
    for path in ("/report/a/", "/report/a/", "/report/a/index.html"):
        assert ask(path) == ("200 OK", b"made 1")
    assert list(preview) == ["b/index.html"]
    assert ask("/report/c/")[0] == "404 Not Found"


def test_the_name_of_a_folder_leads_to_its_page(tmp_path: Path) -> None:
    ask = server_of(tmp_path, {"a/index.html": lambda: "made", "index.html": lambda: "home"})
    assert ask("/report/a") == ("302 Found", b"")
    assert ask("/report/a/") == ("200 OK", b"made")
    assert ask("/report/") == ("200 OK", b"home")


def test_the_address_of_the_site_need_not_be_ascii(tmp_path: Path) -> None:
    ask = server_of(tmp_path, {"a/index.html": lambda: "made"}, mount="/报告/")
    assert ask("/报告/a/".encode().decode("latin-1")) == ("200 OK", b"made")


def test_a_page_that_cannot_be_made_is_tried_again(tmp_path: Path) -> None:
    tries = iter([0, 1])
    ask = server_of(tmp_path, {"index.html": lambda: str(1 // next(tries))})
    with pytest.raises(ZeroDivisionError):
        ask("/report/")
    assert ask("/report/") == ("200 OK", b"1")


def test_several_who_ask_at_once_get_the_page(tmp_path: Path) -> None:
    def make() -> str:
        time.sleep(0.2)
        return "made"

    ask = server_of(tmp_path, {"a/index.html": make})
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(ask, ["/report/a/"] * 4)] == [("200 OK", b"made")] * 4
