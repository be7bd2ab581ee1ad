"""A live preview of all languages: an edit to anything that the site is made from shows up without a restart."""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from evalsite.adapters.build import build_all
from evalsite.adapters.hooks import LoadedPackage
from evalsite.adapters.inputs import watched
from evalsite.adapters.job import PutOff
from evalsite.adapters.mkdocs_settings import load

log = logging.getLogger("mkdocs.hooks.evalsite")

LOOK_EVERY = 0.2
SETTLED_AFTER = 0.02
"""Seconds, both."""


def serve(root: Path, *, address: str | None = None) -> None:
    """Build the site in ``root``, serve it on ``address`` (``host:port``), and build it again after each edit.

    A build that fails is reported, and the last good site stays. Returns after Ctrl-C.

    Raises:
        EvalsiteError: the first build found something that stops it.
        SystemExit: MkDocs stopped the first build, and its log says why.
    """
    # Compiled modules would be written into a folder that is watched.
    sys.dont_write_bytecode = True
    config = load(root)
    host, port = _host_and_port(address, config)
    mount = urlsplit(config.site_url or "/").path
    url = f"http://{host}:{port}/{mount.strip('/')}".rstrip("/") + "/"
    with tempfile.TemporaryDirectory(prefix="evalsite-") as temporary:
        site = Path(temporary) / "site"
        preview: PutOff = {}
        build_all(root, site_dir=site, serve_url=url, preview=preview)
        build_again = partial(_rebuild, root, site, url, preview, LoadedPackage())
        with _serving(build_again, host, port, site, mount) as server:
            make_on_demand(server, preview)
            watch(server, config)
            server.serve()  # type: ignore[no-untyped-call]


def _host_and_port(address: str | None, config: MkDocsConfig) -> tuple[str, int]:
    host, _, port = (address or "").rpartition(":")
    return host or str(config.dev_addr.host), int(port) if port else config.dev_addr.port


def watch(server: LiveReloadServer, config: MkDocsConfig) -> None:
    """Let ``server`` watch everything that the pages are made from, more often than MkDocs would (0.5 s).

    What changed since it looked last is told at once, so that it need not wait 0.1 s for more.
    """
    server.build_delay = SETTLED_AFTER
    for path in watched(config):
        server.watch(str(path))
    for emitter in server.observer.emitters:
        emitter._timeout = LOOK_EVERY  # noqa: SLF001 - what is watched already has no setting


def make_on_demand(server: LiveReloadServer, preview: PutOff) -> None:
    """Let ``server`` make a page that a build has put off when somebody asks for it, and then give it."""
    answer: Any = server.get_app()
    lock = Lock()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"].startswith("/livereload/"):
            return answer(environ, start)  # which waits for the next build
        said: list[tuple[Any, ...]] = []
        with lock:
            given = answer(environ, lambda *words: said.append(words))  # waits for a build that is under way
            if page := _put_off(_path(environ).removeprefix(server.mount_path), preview):
                place = Path(server.root, page)
                text = preview[page]()
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8", errors="xmlcharrefreplace")
                del preview[page]
                getattr(given, "close", lambda: None)()
                given = answer(environ, lambda *words: said.append(words))
        start(*said[-1])
        return given

    server.set_app(app)


def _path(environ: dict[str, Any]) -> str:
    """What is asked for: a server gives its bytes as Latin-1 (PEP 3333)."""
    return str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "ignore")


def _put_off(path: str, preview: PutOff) -> str | None:
    """The page that stands at ``path``, or at the folder of that name, when it was put off."""
    pages = [path + "index.html"] if path.endswith("/") or not path else [path, path + "/index.html"]
    return next((page for page in pages if page in preview), None)


def _rebuild(root: Path, site: Path, url: str, preview: PutOff, package: LoadedPackage) -> None:
    """Build with the package as it is now. Whatever goes wrong is reported: the last good site is served on.

    The server would let every request wait for a build that succeeds, if an exception left this function.
    """
    package.drop_if_changed()
    try:
        import_module("evalsite.adapters.build").build_all(root, site_dir=site, serve_url=url, preview=preview)
    except SystemExit:
        log.error("The last good site is shown until the errors above are mended.")
    except Exception as error:
        told = getattr(error, "problems", None)  # an EvalsiteError of the package as it was just imported
        log.error("%s\nThe last good site is shown until this is mended.", error, exc_info=told is None)


@contextmanager
def _serving(builder: Callable[[], None], host: str, port: int, site: Path, mount: str) -> Iterator[LiveReloadServer]:
    server = LiveReloadServer(builder=builder, host=host, port=port, root=str(site), mount_path=mount)
    server.error_handler = lambda code: _error_page(site, code)
    try:
        yield server
    except KeyboardInterrupt:
        log.info("Shutting down...")
    finally:
        server.shutdown()


def _error_page(site: Path, code: int) -> bytes | None:
    page = site / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
