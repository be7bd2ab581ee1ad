"""What evalsite does at each event of a build.

MkDocs calls these in the order in which they stand here, the page events once for each page::

    start, read, [site/ is emptied], add_files, keep_navigation, (begin_page, finish_author_page),
    check_author_pages, (show_outline, show_body, free_page), finish; give_up after any error

Everything is read and checked before MkDocs empties ``site/``. A build that is alone writes into a folder
beside ``site/``, which takes its place when all has succeeded.
"""

import gzip
import logging
import shutil
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from evalsite.adapters import author, chinese, csp, generated, judging, share
from evalsite.adapters.folder import beside, put_in_place
from evalsite.adapters.job import Job, PutOff, current_job
from evalsite.adapters.languages import absolute_links, language_links, root_path, spoken
from evalsite.adapters.making import Making
from evalsite.adapters.settings import wrong_settings
from evalsite.adapters.stamp import Context, Stamp
from evalsite.adapters.templates import add_ours
from evalsite.errors import EvalsiteError, Problem
from evalsite.pages.model import Literally
from evalsite.render import Renderer
from evalsite.render.theme import quick
from evalsite.site import PlannedPage

log = logging.getLogger("mkdocs.hooks.evalsite")


class Build:
    """The build of one job, from the time when everything was read."""

    def __init__(self, job: Job, config: MkDocsConfig, *, preview: PutOff | None) -> None:
        self.job = job
        self.preview = preview
        self.config = config
        self.renderer = Renderer(job.language, config.site_url or "")
        self.planned: dict[str, PlannedPage] = {generated.source_path(page): page for page in job.site.pages}
        self.written = author.Written({})
        self.problems: list[Problem] = []
        self.nav = Navigation([], [])
        self.making: Making | None = None
        chinese.keep_dictionary()

    @property
    def first_language(self) -> str:
        """The language of pages without a suffix."""
        return self.job.languages[0]

    @cached_property
    def policy(self) -> str:
        """The content security policy of every page; the script of a preview would be stopped by it."""
        return csp.policy(self.config) if self.preview is None else ""

    def add_files(self, files: Files) -> None:
        """See :meth:`Events.add_files`."""
        set_exclusions(files, self.config)
        self.written = author.translate(files, self.config, self.job.languages, self.job.language)
        set_exclusions(files, self.config)
        ours = generated.navigation(self.job.site.pages, self.renderer)
        ours += self._add_judging(files)
        self.config.nav = generated.without_titles(
            generated.with_author(self.config.nav, files, ours), self._translated()
        )
        listed = set(map(generated.source_path, generated.listed_pages(self.job.site.pages)))
        for path, page in self.planned.items():
            files.append(generated.page_file(page, self.renderer, self.config, listed=path in listed))
        for data in self.job.site.files:
            files.append(generated.data_file(data, self.config))
        for address, file in generated.asset_files(self.config).items():
            files.append(file)
            if file.is_css():
                self.config.extra_css.append(address)
            elif file.is_javascript():
                self.config.extra_javascript.append(address)

    def _add_judging(self, files: Files) -> list[object]:
        """Add the page on how evalsite judges, and give its place at the end of ours where the author says none."""
        if not judging.add_page(files, self.config, self.job.language):
            return []
        self.written.languages[judging.PATH] = set(self.job.languages)
        return [] if judging.named(self.config.nav) else [judging.PATH]

    def _translated(self) -> set[str]:
        """Pages whose titles in ``nav`` are not in the language of this build."""
        if self.job.language == self.first_language:
            return set()
        return {path for path, languages in self.written.languages.items() if self.job.language in languages}

    def finish_author_page(self, html: str, page: Page) -> str:
        """See :meth:`Events.finish_author_page`."""
        path = author.shown_path(page.file.abs_src_path or page.file.src_uri, self.config)
        self.problems += author.unrendered_macros(f"{html}\n{page.title or ''}", page.file.content_string, path)
        shown = self.written.shown_in(page.file.src_uri, self.job.language, self.first_language)
        return html if shown in (self.job.language, None) else self._untranslated(html, str(shown))

    def _untranslated(self, html: str, shown: str) -> str:
        name = Literally(Renderer(shown).words("language.name"))
        notice = self.renderer.words("language.untranslated", language=name)
        return (
            f'<div class="admonition note"><p class="admonition-title">{notice}</p></div>\n'
            f'<div lang="{shown}">\n{html}\n</div>'
        )

    def links(self, page: Page) -> tuple[Any, ...]:
        """The page's links to its languages, when there are several; the generated pages are in all of them."""
        path, job = page.file.src_uri, self.job
        if len(job.folders) == 1:
            return ()
        exists = {code: path in self.planned or self._has(path, code) for code in job.folders}
        return language_links(page.url, job.language, job.folders, exists)

    def _has(self, path: str, language: str) -> bool:
        return self.written.shown_in(path, language, self.first_language) is not None

    def begin_pages(self, env: Any, files: Files) -> None:
        """Every page is known; those of a preview can wait, those of a site are begun."""
        pages = (file.page for file in files.documentation_pages())
        linked = frozenset(target.src_uri for page in pages if page for target in page.links_to_anchors or {})
        self.making = Making(self.planned, self.renderer, Stamp(env), dress=self.dress, linked=linked)
        if self.preview is None:
            self.making.begin(files, self.nav, self.config)
        else:
            self.making.put_off(files, self.config, self.preview, self.job.folders[self.job.language])

    def dress(self, context: Context, page: Page) -> None:
        """Give the template of a page its languages, its policy, and what the page says of itself."""
        context["languages"], context["csp"] = self.links(page), self.policy
        generated_page = page.file.src_uri in self.planned
        if not generated_page:
            page.meta["description"] = share.author_description(page, self.config)  # which the theme prints as it is
        title = str(page.title) if generated_page else share.author_title(page)
        context["card"] = share.card(page, self.config, self.job.language, title=title)


class Events:
    """Hands each event on to the build it belongs to.

    ``page`` is the page that was begun last, ``front_matter`` the number of lines above its Markdown.
    """

    def __init__(self) -> None:
        self.preview: PutOff | None = None
        self.warnings = CountHandler()
        self.page: Page | None = None
        self.config: MkDocsConfig | None = None
        self.front_matter = 0
        self._build: Build | None = None
        self._new: Path | None = None
        self._old = ""

    @property
    def build(self) -> Build:
        """The build that is under way.

        Raises:
            PluginError: `read` has not been called, because the hook file does not offer `on_pre_build`.
        """
        if self._build is None:
            raise PluginError("evalsite: nothing was read yet; use hooks/evalsite_hooks.py as it is")
        return self._build

    def start(self, config: MkDocsConfig, *, preview: PutOff | None) -> None:
        """Begin a build; ``preview`` takes the pages of a preview that were put off.

        Warnings are counted, since under ``strict`` MkDocs looks at them only when the new site is in place.
        """
        self._build, self.preview = None, preview
        config.theme.get_env = partial(quick, config.theme.get_env)  # type: ignore[method-assign]
        self.warnings = CountHandler()
        self.warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self.warnings)

    def read(self, *, config: MkDocsConfig) -> None:
        """Read and check everything.

        Raises:
            PluginError: with every problem, a line each.
        """
        problems = list(wrong_settings(config))
        try:
            job = current_job(config)
            problems += _collisions(job, config)
            self._build = Build(job, config, preview=job.preview if self.preview is None else {})
        except EvalsiteError as error:
            problems += error.problems
        stop(problems)
        _prepare_theme(self.build.job, config)
        if self.build.job.alone:
            self._begin_alone(config)

    def _begin_alone(self, config: MkDocsConfig) -> None:
        for problem in self.build.job.inputs.problems:
            log.warning("%s", problem)
        if self.preview is None:
            self._old, self._new = config.site_dir, beside(Path(config.site_dir).resolve())
            config.site_dir = str(self._new)

    def add_files(self, files: Files, **_: Any) -> None:
        """Add the generated pages, and let translations take the places of what they translate."""
        self.build.add_files(files)

    def keep_navigation(self, nav: Navigation, **_: Any) -> None:
        """Keep it for pages that are made apart from MkDocs."""
        self.build.nav = nav

    def begin_page(self, markdown: str, *, page: Page, config: MkDocsConfig, **_: Any) -> None:
        """Remember the page: a macro in it may have something to say."""
        self.page, self.config = page, config
        self.front_matter = page.file.content_string.count("\n") - markdown.count("\n")

    def finish_author_page(self, html: str, *, page: Page, **_: Any) -> str:
        """Look for macros that were left unrendered, and say so when the page is in another language."""
        return html if page.file.src_uri in self.build.planned else self.build.finish_author_page(html, page)

    def check_author_pages(self, env: Any, *, files: Files, **_: Any) -> None:
        """Stop when macros failed or were left unrendered, in whatever page.

        Raises:
            PluginError: with every problem, a line each.
        """
        stop(self.build.problems)
        self.build.begin_pages(env, files)

    def begin_template(self, context: Context, *, template_name: str, config: MkDocsConfig) -> None:
        """Give a page such as 404.html, which has no address, its policy and links to each language's home page."""
        job = self.build.job
        context["csp"] = self.build.policy
        if template_name.endswith(".html") and len(job.folders) > 1:
            context["languages"] = tuple(absolute_links(config.site_url or "/", job.language, job.folders))

    def show_outline(self, context: Context, *, page: Page, **_: Any) -> None:
        """Make the page; the search plugin, which comes next, sees its outline.

        Raises:
            PluginError: the page could not be made.
        """
        if making := self._making(page):
            try:
                making.show_outline(page)
            except EvalsiteError as error:
                raise PluginError(str(error)) from error
        self.build.dress(context, page)

    def show_body(self, context: Context, *, page: Page, **_: Any) -> None:
        """Put the page itself in the place of its outline, now that the search plugin has passed."""
        if making := self._making(page):
            making.show_body(context, page)

    def free_page(self, _output: str, *, page: Page, **_: Any) -> None:
        """Forget the page, which is written now."""
        if making := self._making(page):
            making.free(page)

    def _making(self, page: Page) -> Making | None:
        """What makes the page; nothing of ours where it is the author's."""
        return self.build.making if page.file.src_uri in self.build.planned else None

    def finish(self, *, config: MkDocsConfig) -> None:
        """Put the new site in place.

        Raises:
            PluginError: there were warnings, and the build is strict.
        """
        counts = self.warnings.get_counts()
        if config.strict and counts:
            found = ", ".join(f"{count} {level.lower()}s" for level, count in counts)
            raise PluginError(f"{found} in strict mode: the site stays as it was")
        if self.build.making:
            self.build.making.finish()
        _forget_the_day(Path(config.site_dir))
        if self._new is not None:
            put_in_place(self._new, Path(self._old).resolve())
        if self.preview is not None:
            self.preview.clear()
            self.preview.update(self.build.preview or {})
        self._end(config)

    def give_up(self, **_: Any) -> None:
        """Leave the old site as it is."""
        self._end(self._build.config if self._build else None)

    def _end(self, config: MkDocsConfig | None) -> None:
        logging.getLogger("mkdocs").removeHandler(self.warnings)
        if self._build is not None and self._build.making:
            self._build.making.give_up()
        if self._new is not None:
            shutil.rmtree(self._new, ignore_errors=True)
            if config is not None:
                config.site_dir = self._old
        self._new = self._build = self.page = None


EVENTS = Events()


def stop(problems: Sequence[Problem]) -> None:
    """Raise when there are problems.

    Raises:
        PluginError: with every problem, a line each.
    """
    if problems:
        raise PluginError("\n".join(map(str, problems)))


def _collisions(job: Job, config: MkDocsConfig) -> list[Problem]:
    files = get_files(config)
    author.translate(files, config, job.languages, job.language)
    set_exclusions(files, config)
    others = [] if job.folders[job.language] else list(job.folders.values())
    built = [file for file in files if file.inclusion is not InclusionLevel.EXCLUDED]
    return list(generated.collisions(built, job.site, others, author.shown_path(config.docs_dir, config)))


def _prepare_theme(job: Job, config: MkDocsConfig) -> None:
    """Give the theme our templates, and what these need."""
    config.theme["palette"] = spoken(config.theme.get("palette"), job.language)
    add_ours(config)
    # What a reader has chosen (light or dark) is kept under this path: one for all pages and languages.
    config.extra.setdefault("scope", root_path(config.site_url or "/", job.folders[job.language]))
    if len(job.folders) > 1:
        # Not a list: the theme would write one link for all pages into the head of each.
        config.extra["alternate"] = True


def _forget_the_day(site: Path) -> None:
    """Pack the sitemap again, without the time that MkDocs packed it at."""
    sitemap = site / "sitemap.xml"
    if sitemap.exists():
        (site / "sitemap.xml.gz").write_bytes(gzip.compress(sitemap.read_bytes(), mtime=0))
