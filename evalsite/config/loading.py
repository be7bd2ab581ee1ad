"""Reading evalsite.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from evalsite import yamlfile
from evalsite.config import rules, wording
from evalsite.config.mending import mended, unsure
from evalsite.config.places import Places
from evalsite.config.plain import places, plain
from evalsite.config.settings import Config
from evalsite.errors import ConfigError, EvalsiteError, Problem


def load(path: Path) -> Config:
    """The settings in the file at ``path``; a file that does not exist gives the defaults.

    Raises:
        ConfigError: with every problem, each with its line.
    """
    if not (path.exists() or path.is_symlink()):  # a link that leads nowhere is a mistake
        return Config()
    return parse(_read(path), path.name)


def parse(text: str, shown: str = "evalsite.yml") -> Config:
    """The settings in ``text``; messages call the file ``shown``. Raises as :func:`load` does."""
    root = _compose(text, shown)
    where = places(root, shown)
    data = None if root is None else plain(root)
    if data is None:
        return Config().placed(where)
    if not isinstance(data, dict):
        raise ConfigError(where.problem((), expected="expected settings (lines of `key: value`)"))
    return _checked(data, where)


def _checked(data: dict[str, Any], where: Places) -> Config:
    """The settings in ``data``, once each value is of its kind and all of them agree."""
    config, errors = _validated(data)
    problems = [wording.problem(error, data, where) for error in errors]
    broken = [wording.located(error["loc"], data) for error in errors]
    # What is left without the broken parts is checked as well, so that one report has everything.
    config = (config or _validated(mended(data, broken))[0] or Config()).placed(where)
    problems += rules.broken(config, unsure=unsure(broken))
    if problems:
        raise ConfigError(sorted(problems, key=lambda problem: problem.line or 0))
    return config


def _validated(data: Mapping[str, Any]) -> tuple[Config | None, list[ErrorDetails]]:
    try:
        return Config.model_validate(data), []
    except ValidationError as error:
        # A list counts as too short when its entries are wrong: those have been named.
        found = error.errors(include_url=False)
        return None, [one for one in found if not (one["type"] == "too_short" and one["input"])]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            Problem(
                file=path.name,
                line=line,
                found=repr(error.object[error.start : error.end])[2:-1],
                expected="expected UTF-8 text",
                advice="Save the file as UTF-8.",
            )
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            Problem(file=path.name, expected=f"expected a file that can be read, but: {reason}")
        ) from error


def _compose(text: str, shown: str) -> yaml.Node | None:
    try:
        return yamlfile.compose(text, shown)
    except EvalsiteError as error:
        raise ConfigError(error.problems) from error
