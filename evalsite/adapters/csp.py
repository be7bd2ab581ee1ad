"""The content security policy: what the pages of a site may load and run.

It is asked for in mkdocs.yml (``extra: {evalsite: {csp: true}}``), since it would stop scripts that an author
has written into pages. Scripts come from the site itself; of those that stand in the page, only the theme's own
run, which are known by the hashes of what the theme's files hold. Never of what a page holds: a script that found
its way into a page would be let in by that.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_theme_dir

from evalsite.errors import Problem, did_you_mean

THEME = "material"
_OPTION = "csp"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SCOPE = re.compile(r"\{\{\s*config\.extra\.scope\s*\|\s*d\(base_url\)\s*\}\}")

_REST = (
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "img-src 'self' data:",  # the theme's style sheets carry their icons
    "style-src 'self' 'unsafe-inline'",  # the theme, and tables of Markdown, set style attributes; they run nothing
    "connect-src 'self'",
    "frame-src 'none'",
)


def policy(config: MkDocsConfig) -> str:
    """The policy, or nothing when it is not asked for; ``extra.scope`` must be set.

    Without ``extra.scope`` one of the theme's scripts would be another at each depth.
    """
    if not _asked(config):
        return ""
    hashes = (f"'sha256-{_digest(script)}'" for script in _theme_scripts(str(config.extra["scope"])))
    return "; ".join(["default-src 'self'", " ".join(["script-src 'self'", *hashes]), *_REST])


def problems(config: MkDocsConfig) -> Iterator[Problem]:
    """What is wrong with ``extra: {evalsite: ...}`` in mkdocs.yml."""
    file, options = Path(config.config_file_path).name, config.extra.get("evalsite") or {}
    if not isinstance(options, Mapping):
        yield Problem(
            file=file,
            pointer="/extra/evalsite",
            found=str(options),
            expected="expected settings such as {csp: true}",
        )
        return
    for name, value in options.items():
        if name != _OPTION:
            yield Problem(
                file=file,
                pointer="/extra/evalsite",
                found=str(name),
                expected=f"expected no setting but `{_OPTION}`",
                advice=did_you_mean(str(name), [_OPTION]),
            )
        elif not isinstance(value, bool):
            yield Problem(
                file=file, pointer=f"/extra/evalsite/{_OPTION}", found=str(value), expected="expected true or false"
            )
    if _asked(config) and config.theme.name != THEME:
        yield Problem(
            file=file,
            pointer=f"/extra/evalsite/{_OPTION}",
            found=str(config.theme.name),
            expected=f"expected the theme {THEME}, the only one whose scripts are known",
            advice="Leave the setting out.",
        )


def _asked(config: MkDocsConfig) -> bool:
    options = config.extra.get("evalsite")
    return isinstance(options, Mapping) and options.get(_OPTION) is True


def _theme_scripts(scope: str) -> Iterator[str]:
    """The theme's scripts that stand in pages; one that differs from page to page (for versions) is left out."""
    for file in sorted(Path(get_theme_dir(THEME)).glob("partials/javascripts/*.html")):
        for script in _SCRIPT.findall(file.read_text(encoding="utf-8")):
            filled = _SCOPE.sub(lambda _: scope, script)
            if "{{" not in filled:
                yield filled


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
