"""What mkdocs.yml must say for evalsite."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from evalsite.adapters import csp
from evalsite.errors import Problem


def wrong_settings(config: MkDocsConfig) -> tuple[Problem, ...]:
    """Everything in mkdocs.yml that stops a build."""
    return (*_address(config), *csp.problems(config))


def _address(config: MkDocsConfig) -> tuple[Problem, ...]:
    if config.site_url:
        return ()
    problem = Problem(
        file=Path(config.config_file_path).name,
        expected="expected `site_url`, without which no page knows its own address",
        advice="Write the address that the site will be published at, such as `site_url: https://example.org/report/`.",
    )
    return (problem,)
