"""The events of MkDocs that a hook file hands on to evalsite.

What answers them is imported when an event comes: under ``mkdocs serve`` the package is dropped before a build
when it was edited, so that this shows up without a restart.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority

from evalsite.starting import loading

FIRST, LAST = 100, -100
_EVENTS = "evalsite.adapters.events"

_ANSWERS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "on_pre_build": (("read", FIRST),),
    "on_files": (("add_files", FIRST),),
    "on_nav": (("keep_navigation", FIRST),),
    "on_page_markdown": (("begin_page", FIRST),),
    "on_page_content": (("finish_author_page", LAST),),
    "on_env": (("check_author_pages", LAST),),
    "on_template_context": (("begin_template", FIRST),),
    # The search plugin stands between the two: it indexes the outline, and never sees the tables.
    "on_page_context": (("show_outline", FIRST), ("show_body", LAST)),
    "on_post_page": (("free_page", LAST),),
    "on_post_build": (("finish", LAST),),
    "on_build_error": (("give_up", LAST),),
    "on_shutdown": (("give_up", LAST),),
}


def handlers() -> dict[str, Any]:
    """The events by name, as a hook file offers them to MkDocs."""
    session = _Session()
    answers = {
        event: CombinedEvent(*(_handler(method, priority) for method, priority in methods))
        for event, methods in _ANSWERS.items()
    }
    return {
        "on_startup": session.startup,
        "on_serve": session.serve,
        **answers,
        "on_config": CombinedEvent(session.config),
    }


class LoadedPackage:
    """The package as it was when it was imported."""

    def __init__(self) -> None:
        self._files = _files()

    def drop_if_changed(self) -> None:
        """When a file of the package has changed, forget its modules, so that the next import reads them anew."""
        if (files := _files()) == self._files:
            return
        self._files = files
        for name in [name for name in sys.modules if name == "evalsite" or name.startswith("evalsite.")]:
            del sys.modules[name]


def _files() -> dict[str, tuple[int, int]]:
    """Each file of the package with its time and size, compiled modules left out."""
    files = (path for path in Path(__file__).parent.parent.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


class _Session:
    """One run of the command ``mkdocs``; ``serve`` builds many times in one session."""

    def __init__(self) -> None:
        self.package = LoadedPackage()
        self.preview: dict[str, Callable[[], str]] | None = None

    def startup(self, *, command: str, **_: Any) -> None:
        """Remember whether this is a preview."""
        self.preview = {} if command == "serve" else None

    @event_priority(FIRST)
    def config(self, config: Any) -> None:
        """A build begins; in a preview with the package as it is now."""
        if self.preview is not None:
            self.package.drop_if_changed()
        else:
            _begin(config)  # while the rest is loaded
        _events().start(config, preview=self.preview)

    def serve(self, server: Any, *, config: Any, **_: Any) -> None:
        """Watch everything that the pages are made from, and make those that were put off when they are asked for."""
        serve = import_module("evalsite.adapters.serve")
        serve.watch(server, config)
        serve.make_on_demand(server, self.preview)


def _begin(config: Any) -> None:
    """Let other processes compile templates and read results."""
    with loading():
        templates, files = import_module("evalsite.adapters.templates"), import_module("evalsite.files")
    templates.begin_compiling(config)
    files.begin_reading(Path(config.config_file_path).resolve().parent)


def _handler(method: str, priority: int) -> Callable[..., Any]:
    @event_priority(priority)
    def handle(*args: Any, **kwargs: Any) -> Any:
        return getattr(_events(), method)(*args, **kwargs)

    return handle


def _events() -> Any:
    if _EVENTS not in sys.modules:
        with loading():
            import_module(_EVENTS)
    return sys.modules[_EVENTS].EVENTS
