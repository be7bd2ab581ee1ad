"""All languages of a site, each built by MkDocs, put in place of the old site when all have succeeded."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler

from evalsite.adapters.folder import replacing
from evalsite.adapters.inputs import is_all_known, places
from evalsite.adapters.job import Job, PutOff, doing, languages_of, localised
from evalsite.adapters.macros import macro_problem
from evalsite.adapters.mkdocs_settings import load
from evalsite.adapters.settings import wrong_settings
from evalsite.adapters.templates import begin_compiling
from evalsite.adapters.unchanged import Footprint, remembered
from evalsite.errors import BuildError, EvalsiteError, Problem
from evalsite.files import READINGS, begin_reading
from evalsite.readers.cache import make_folder
from evalsite.render import Renderer
from evalsite.site import Inputs, plan, read

log = logging.getLogger("mkdocs.hooks.evalsite")


def build_all(
    root: Path,
    *,
    site_dir: Path | None = None,
    strict: bool = False,
    serve_url: str | None = None,
    preview: PutOff | None = None,
    first: MkDocsConfig | None = None,
) -> Path:
    """Build every language of the site in ``root`` and return its folder, ``site_dir`` or that of mkdocs.yml.

    Nothing of the old site changes unless all languages succeed. ``serve_url`` is the address of a preview, which
    takes the place of ``site_url``; ``preview`` then has the pages that were put off. ``first`` are the settings of
    MkDocs for the first language, where they are loaded already. What another site was built from
    is remembered for :func:`evalsite.adapters.unchanged.standing`.

    Raises:
        EvalsiteError: settings or results cannot be used.
        SystemExit: MkDocs stopped with code 1, and its log says why.
    """
    first = first or load(root, site_dir=site_dir, strict=strict)
    begin_compiling(first)
    begin_reading(root)
    target = site_dir or Path(first.site_dir)
    footprint = Footprint(root, places(first), strict=strict) if serve_url is None and is_all_known(first) else None
    inputs = _read(root, () if serve_url else wrong_settings(first), strict=strict or bool(first.strict))
    for problem in inputs.problems:
        log.warning("%s", problem)
    site = plan(inputs)
    languages = languages_of(inputs.config, first)
    folders = {language: f"{language}/" if number else "" for number, language in enumerate(languages)}
    put_off: PutOff = {}
    with replacing(target) as folder, _counting() as warnings:
        for language in languages:
            job = Job(
                inputs=inputs,
                site=site,
                language=language,
                languages=languages,
                folders=folders,
                preview=None if preview is None else put_off,
            )
            config = first if language == languages[0] else load(root, site_dir=site_dir, strict=strict)
            _build_language(config, folder, job, serve_url=serve_url)
    if preview is not None:
        preview.clear()
        preview.update(put_off)
    if footprint and not inputs.problems and not warnings.get_counts():  # otherwise the next has the same to say
        file = remembered(root, site_dir)
        make_folder(file.parent)
        footprint.remember(target, file)
    return target


def _read(root: Path, problems: Sequence[Problem], *, strict: bool) -> Inputs:
    """Settings and results; ``problems`` of mkdocs.yml are told together with theirs."""
    try:
        inputs = read(root, strict=strict, cache=root / READINGS)
    except EvalsiteError as error:
        raise EvalsiteError([*problems, *error.problems]) from error
    if problems:
        raise EvalsiteError(problems)
    return inputs


def _build_language(config: MkDocsConfig, folder: Path, job: Job, *, serve_url: str | None) -> None:
    place = job.folders[job.language]
    config.site_dir = str(folder / place)
    config.theme["language"] = job.language
    site_url = serve_url or config.site_url
    config.site_url = f"{site_url.rstrip('/')}/{place}" if site_url else None
    title = job.inputs.config.title
    if title is not None:
        # Markup: templates print the name both raw and through a filter that escapes.
        config.site_name = Markup(Renderer(job.language).title(localised(title)))  # noqa: S704
    with doing(job), _started(config):
        try:
            build(config, serve_url=serve_url)
        except Abort:
            raise
        except SystemExit as end:
            # mkdocs-macros answers the error of a macro with the end of the process.
            raise BuildError(macro_problem(end.__context__ or end)) from None


@contextmanager
def _counting() -> Iterator[CountHandler]:
    """How many warnings there are inside this block."""
    counts = CountHandler()
    counts.setLevel(logging.WARNING)
    logging.getLogger("mkdocs").addHandler(counts)
    try:
        yield counts
    finally:
        logging.getLogger("mkdocs").removeHandler(counts)


@contextmanager
def _started(config: MkDocsConfig) -> Iterator[None]:
    config.plugins.on_startup(command="build", dirty=False)
    try:
        yield
    finally:
        config.plugins.on_shutdown()
