"""Doors for hand-written pages: live figures, each with a link to its evidence, through mkdocs-macros.

In mkdocs.yml, ``plugins: [macros: {modules: [evalsite.adapters.macros]}]``; then in a page with
``render_macros: true``: ``{{ value("mbpp", "sft", "pass@1") }}``. Every public method of
:class:`evalsite.pages.figures.Figures` is a macro of the same name.
"""

import inspect
import re
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

from evalsite.adapters import author
from evalsite.adapters.events import EVENTS
from evalsite.errors import EvalsiteError, Problem, did_you_mean
from evalsite.pages.figures import Figures
from evalsite.pages.model import Text

DOORS = tuple(name for name in vars(Figures) if not name.startswith("_") and callable(getattr(Figures, name)))
"""The names of the macros."""

_MARKDOWN = re.compile(r"(?P<kept><[^>]*>|&#?\w+;)|[_:@/!(]|--|www(?=\.)", re.IGNORECASE)


def define_env(env: Any) -> None:
    """Called by mkdocs-macros; ``env`` is its plugin."""
    for name in DOORS:
        env.macro(_door(name), name)


def _door(name: str) -> Callable[..., str]:
    def door(*args: Any, **kwargs: Any) -> str:
        """One figure as HTML; what is wrong with the call is told with all that is wrong on the author's pages."""
        build = EVENTS.build
        try:
            text = _figure(Figures(build.job.inputs.atlas), name, args, kwargs)
        except EvalsiteError as error:
            build.problems += [_placed(problem) for problem in error.problems]
            return ""
        address = EVENTS.page.url if EVENTS.page else ""
        return _past_markdown(str(build.renderer.html(text, address)))

    door.__doc__ = inspect.getdoc(getattr(Figures, name))
    return door


def _past_markdown(html: str) -> str:
    """``html`` with what Markdown and its extensions would read as more than text spelled out."""
    return _MARKDOWN.sub(lambda found: found["kept"] or "".join(f"&#{ord(c)};" for c in found[0]), html)


def _figure(figures: Figures, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Text:
    method = getattr(figures, name)
    signature = inspect.signature(method)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        expected = f"{name}({', '.join(signature.parameters)})"
        raise EvalsiteError(Problem(found=f"{name}(...)", expected=f"expected {expected}: {error}")) from None
    text: Text = method(*bound.args, **bound.kwargs)
    return text


def _placed(problem: Problem) -> Problem:
    """The problem with the author's page and the line of the macro."""
    file, line = place_of_page(_template_line())
    return Problem(file=file, line=line, found=problem.found, expected=problem.expected, advice=problem.advice)


def _template_line() -> int | None:
    """The line of the template from which this module was called, as Jinja's own tracebacks find it."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 (the documented way to the frames below)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            line: int = template.get_corresponding_lineno(frame.f_lineno)
            return line
        frame = frame.f_back
    return None


def place_of_page(line: int | None) -> tuple[str, int | None]:
    """The page whose macros are being rendered, as ``(file, line)``; ``line`` counts from below the front matter."""
    page, config = EVENTS.page, EVENTS.config
    if page is None or config is None:
        return "", line
    file = author.shown_path(page.file.abs_src_path or page.file.src_uri, config)
    return file, line + EVENTS.front_matter if line else None


def macro_problem(error: BaseException) -> Problem:
    """Why mkdocs-macros ended the build: the error of a macro that is none of the doors, or of the template."""
    line = getattr(error, "lineno", None) or next(
        (
            frame.lineno
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if frame.filename == "<template>"
        ),
        None,
    )
    file, line = place_of_page(line)
    source = (EVENTS.page.file.content_string if EVENTS.page else "").splitlines()
    found = source[line - 1].strip() if line and line <= len(source) else ""
    word = getattr(error, "name", None) or str(error).partition("'")[2].partition("'")[0]
    return Problem(
        file=file,
        line=line,
        found=found,
        expected=f"expected macros that can be rendered, but {error}".rstrip("."),
        advice=did_you_mean(word, DOORS) if word else "",
    )
