"""What one run of MkDocs makes: one language of a site."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from msgspec import Struct

from evalsite.config import Config
from evalsite.files import READINGS
from evalsite.pages.model import Localised
from evalsite.site import Inputs, Site, plan, read

PutOff = dict[str, Callable[[], str]]
"""Pages of a preview that are made when somebody asks for them: what makes each, by its path in the site."""


class Job(Struct, frozen=True, kw_only=True, eq=False):
    """One language of a site.

    ``languages`` are all that the author writes pages in, the first of them without a suffix (``x.md``,
    ``x.zh.md``). ``folders`` are the places of those that are built beside each other, from the root of the
    site (``""``, ``"zh/"``). ``alone`` says that nobody else puts the result in the place of the old site,
    ``preview`` that it is looked at while it is worked on, and takes the pages that can wait.
    """

    inputs: Inputs
    site: Site
    language: str
    languages: tuple[str, ...]
    folders: Mapping[str, str]
    alone: bool = False
    preview: PutOff | None = None


_CURRENT: ContextVar[Job | None] = ContextVar("job", default=None)


@contextmanager
def doing(job: Job) -> Iterator[None]:
    """MkDocs builds ``job`` inside this block."""
    token = _CURRENT.set(job)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_job(config: MkDocsConfig) -> Job:
    """The job that is being done, or for a bare ``mkdocs build`` one of its own, in the theme's language.

    Raises:
        EvalsiteError: settings or results cannot be used; see :func:`evalsite.site.read`.
    """
    job = _CURRENT.get()
    if job is not None:
        return job
    root = root_of(config)
    inputs = read(root, strict=config.strict, cache=root / READINGS)
    language = theme_language(config)
    declared = languages_of(inputs.config, config)
    return Job(
        inputs=inputs,
        site=plan(inputs),
        language=language,
        languages=declared if language in declared else (language, *declared),
        folders={language: ""},
        alone=True,
    )


def root_of(config: MkDocsConfig) -> Path:
    """The folder that mkdocs.yml, evalsite.yml and the results are in."""
    return Path(config.config_file_path).resolve().parent


def theme_language(config: MkDocsConfig) -> str:
    """The language of the theme, which is English when it does not say."""
    return str(config.theme.get("language") or "en")


def languages_of(settings: Config, config: MkDocsConfig) -> tuple[str, ...]:
    """The languages that evalsite.yml asks for, or the theme's when it does not say."""
    return settings.languages if "languages" in settings.model_fields_set else (theme_language(config),)


def localised(words: str | Mapping[str, str]) -> Localised:
    """Words of evalsite.yml as text of a page."""
    return Localised({"": words} if isinstance(words, str) else words)
