"""What mkdocs.yml must say for evalsite."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from evalsite.adapters import csp
from evalsite.adapters.inputs import watched
from evalsite.errors import Problem


def wrong_settings(config: MkDocsConfig) -> tuple[Problem, ...]:
    """Everything in mkdocs.yml that stops a build."""
    return (*_address(config), *_replaced(config), *csp.problems(config))


def _address(config: MkDocsConfig) -> tuple[Problem, ...]:
    if config.site_url:
        return ()
    problem = Problem(
        file=Path(config.config_file_path).name,
        expected="expected `site_url`, without which no page knows its own address",
        advice="Write the address that the site will be published at, such as `site_url: https://example.org/report/`.",
    )
    return (problem,)


def _replaced(config: MkDocsConfig) -> tuple[Problem, ...]:
    """A problem for each file or folder that the site is made from, and that would be gone when it is in place."""
    site = Path(config.site_dir).resolve()
    return tuple(
        Problem(
            file=Path(config.config_file_path).name,
            found=config.site_dir,
            expected=f"expected `site_dir` to be a folder for the site alone, but {path.name} is in it",
            advice="Name another folder: what is in it is replaced by the site.",
        )
        for path in watched(config)
        if path.is_relative_to(site)
    )
