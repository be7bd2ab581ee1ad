"""Every file of the results folder, read or named: nothing found there is passed over in silence."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem, did_you_mean, quoted
from evalsite.readers import registry
from evalsite.readers.base import BEGINNING, Document, FileRule, Reader
from evalsite.readers.cache import Cache, make_folder
from evalsite.readers.plugins import installed
from evalsite.readers.rows import refusal
from evalsite.readings import LeftOut, Reading, Reason

LARGEST = 64 * 1024 * 1024
"""The most bytes of a file that is held in memory; larger ones are read in pieces, where their format can be."""
Progress = Callable[[int, int], None]
"""Is told how many files were read so far, and how many there are."""


def read_folder(
    folder: Path,
    rules: Sequence[FileRule],
    *,
    shown: str,
    largest: int = LARGEST,
    readers: Sequence[Reader] | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """One reading for each file below ``folder``, by path, and what makes it unsafe or pointless to go on.

    ``shown`` is what messages call the folder. The first of ``rules`` that fits a file speaks of it.
    Without ``readers`` those of third parties are asked first, then those of this package.
    README and hidden files are ignored, and named. The problems are of severity ``error`` (a symbolic link
    that leads out of the folder, which is not followed; no folder; no file with results; a reader that is broken),
    except that a rule that fits no file is a ``record``. What is wrong inside a file is in its reading. From the folder
    ``cache`` the readings of unchanged files are taken (:mod:`evalsite.readers.cache`); without it all are parsed.
    """
    if not folder.is_dir():
        return (), (_no_folder(folder, shown),)
    readers, unusable = _ours_and_others(readers)
    visit, entries = _arrived(folder, rules, shown, largest, readers, Cache(cache, readers, largest) if cache else None)
    readings = tuple(visit.read(entry) for entry in _told(entries, progress))
    if visit.cache:
        visit.cache.prune()
    problems = [*unusable, *visit.problems, *_idle_rules(rules, entries), *_idle_scales(visit, entries, readings)]
    if not any(reading.length for reading in readings):
        problems.append(_nothing(readings, shown))
    return readings, tuple(problems)


def read_ahead(
    folder: Path,
    rules: Sequence[FileRule],
    *,
    shown: str,
    cache: Path,
    largest: int = LARGEST,
    readers: Sequence[Reader] | None = None,
) -> None:
    """Read as :func:`read_folder` does, from the last file to the second, and leave the readings in ``cache``.

    It ends at the first file whose reading is there already: another process has come as far from the first file on,
    or little is new.

    Raises:
        OSError: nothing can be kept in ``cache``.
    """
    make_folder(cache)
    readers, _ = _ours_and_others(readers)
    kept = Cache(cache, readers, largest)
    visit, entries = _arrived(folder, rules, shown, largest, readers, kept)
    for entry in reversed(entries[1:]):
        visit.read(entry)
        if kept.found:
            return


def _ours_and_others(readers: Sequence[Reader] | None) -> tuple[Sequence[Reader], Sequence[Problem]]:
    """The readers that are given, else all that are installed; and what is wrong with those."""
    if readers is not None:
        return readers, ()
    others, unusable = installed(registry.READERS)
    return (*others, *registry.READERS), unusable


def _arrived(
    folder: Path, rules: Sequence[FileRule], shown: str, largest: int, readers: Sequence[Reader], cache: Cache | None
) -> "tuple[_Visit, Sequence[_Entry]]":
    """A visit to the folder that has read nothing yet, and what is to be read, by path."""
    root = Path(os.path.realpath(folder))
    visit = _Visit(root=root, rules=rules, shown=shown, largest=largest, readers=readers, cache=cache)
    entries = sorted(_walk(root, ""), key=lambda entry: entry.path)
    visit.known = {entry.full for entry in entries if not entry.full.is_symlink() and not visit.ignored(entry)}
    return visit, entries


def _told(entries: "Sequence[_Entry]", progress: Progress | None) -> "Iterator[_Entry]":
    for done, entry in enumerate(entries):
        if progress:
            progress(done, len(entries))
        yield entry


def shown_path(path: str) -> str:
    """A path as it is printed: one line, characters that do not print spelled out, and no two paths alike."""
    plain = path.replace("\\", "\\\\")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in plain)


class _Entry(Struct, frozen=True, kw_only=True):
    """Something below the results folder that is no plain folder; ``path`` is relative, with ``/``."""

    path: str
    full: Path
    error: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def _walk(folder: Path, prefix: str) -> Iterator[_Entry]:
    """Files, links, hidden folders and folders that cannot be opened; links are never followed here."""
    try:
        with os.scandir(folder) as entries:
            children = list(entries)
    except OSError as error:
        yield _Entry(path=prefix.rstrip("/"), full=folder, error=_reason(error))
        return
    for child in children:
        if child.is_dir(follow_symlinks=False) and not child.name.startswith("."):
            yield from _walk(folder / child.name, f"{prefix}{child.name}/")
        else:
            yield _Entry(path=prefix + child.name, full=folder / child.name)


class _Visit(Struct, kw_only=True):
    """Reads entries one by one. ``known`` has the files that are read, or will be, so that none is read twice."""

    root: Path
    rules: Sequence[FileRule]
    shown: str
    largest: int
    readers: Sequence[Reader]
    cache: Cache | None
    known: set[Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def read(self, entry: _Entry) -> Reading:
        shown = f"{self.shown}/{shown_path(entry.path)}"
        why = self.ignored(entry)
        if why:
            return _left_out(shown, Reason.IGNORED, why)
        if entry.error:
            return _unreadable(shown, entry.error)
        if entry.full.is_symlink():
            return self.link(entry, shown)
        return self.file(entry, shown)

    def rule(self, entry: _Entry) -> FileRule | None:
        return next((rule for rule in self.rules if rule.fits(entry.path)), None)

    def ignored(self, entry: _Entry) -> str:
        """Why the entry is no data, or nothing."""
        if entry.name.startswith("."):
            return "hidden"
        if entry.name.upper().startswith("README"):
            return "README files are not data"
        rule = self.rule(entry)
        return "`ignore: true` in evalsite.yml" if rule and rule.ignore else ""

    def link(self, entry: _Entry, shown: str) -> Reading:
        """A symbolic link: read when it stays in the folder and leads to a file that is not read anyway."""
        target = Path(os.path.realpath(entry.full))
        if not target.is_relative_to(self.root):
            self.problems.append(_leads_out(entry, shown))
            return _left_out(shown, Reason.UNREADABLE, "a symbolic link out of the results folder")
        if target.is_dir():
            return _left_out(shown, Reason.IGNORED, "a link to a folder: files are read where they stand")
        if target in self.known:
            where = shown_path(target.relative_to(self.root).as_posix())
            return _left_out(shown, Reason.IGNORED, f"a link to {where}, which is read itself")
        self.known.add(target)
        return self.file(entry, shown)

    def file(self, entry: _Entry, shown: str) -> Reading:
        if entry.full.exists() and not entry.full.is_file():
            return _unreadable(shown, "it is a device, a socket or a pipe")
        try:
            document, digest = self.document(entry, shown)
            if self.cache:
                return self.cache.read(document, self.rule(entry), digest, self.taken)
            return replace(self.taken(document, self.rule(entry)), sha256=digest)
        except OSError as error:
            return _unreadable(shown, _reason(error))

    def document(self, entry: _Entry, shown: str) -> tuple[Document, str]:
        """The file and its SHA-256; one that is too large to be held stays on disk."""
        with entry.full.open("rb") as file:
            data = file.read(max(self.largest, BEGINNING) + 1)
            document = Document(path=entry.path, shown=shown, data=data, beside=self.beside)
            if len(data) <= self.largest:
                return document, hashlib.sha256(data).hexdigest()
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return replace(document, data=data[:BEGINNING], on_disk=entry.full), digest

    def taken(self, document: Document, rule: FileRule | None) -> Reading:
        """What the document becomes, under what evalsite.yml says of it."""
        fitted = rule and rule.of(document.path)
        if document.on_disk:
            found = registry.read_in_pieces(document, fitted, self.readers) or _too_large(document.shown, self.largest)
        else:
            found = registry.read(document, fitted, self.readers)
        return found.under(rule.conditions) if rule else found

    def beside(self, path: str) -> bytes | None:
        """The bytes of a file that may be read itself; None for links, and what is ignored, too large or not there."""
        full = self.root / path
        if full not in self.known or not full.is_file():
            return None
        try:
            with full.open("rb") as file:
                data = file.read(self.largest + 1)
        except OSError:
            return None
        return data if len(data) <= self.largest else None


def _left_out(shown: str, reason: Reason, detail: str) -> Reading:
    return Reading(file=shown, left_out=(LeftOut(file=shown, reason=reason, place=shown, detail=detail),))


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _unreadable(shown: str, reason: str) -> Reading:
    advice = "Make it readable for whoever builds the site, or remove it."
    return _refused(Problem(file=shown, expected=f"expected a file that can be read, but {reason}", advice=advice))


def _too_large(shown: str, largest: int) -> Reading:
    advice = "Split it, or keep what is no result (samples, logs) outside the results folder."
    return _refused(Problem(file=shown, expected=f"expected at most {largest:,} bytes in a file", advice=advice))


def _refused(problem: Problem) -> Reading:
    return refusal(problem.file, EvalsiteError(replace(problem, severity="record")))


def _leads_out(entry: _Entry, shown: str) -> Problem:
    return Problem(
        file=shown,
        found=str(entry.full.readlink()),
        expected="expected nothing that leads out of the results folder, but this symbolic link does",
        advice="Replace the link by a copy of the file, or remove it.",
    )


def _no_folder(folder: Path, shown: str) -> Problem:
    what = "this is a file" if folder.exists() else "there is none"
    return Problem(
        file=shown,
        expected=f"expected the folder of the results, but {what}",
        advice="Put what your evaluation tools wrote there, or name another folder with `results:` in evalsite.yml.",
    )


def _nothing(readings: Sequence[Reading], shown: str) -> Problem:
    files = sum(any(entry.reason is not Reason.IGNORED for entry in reading.left_out) for reading in readings)
    what = f"none of its {files} files gave one" if files else "there is no result file in it"
    return Problem(
        file=shown,
        expected=f"expected results, but {what}",
        advice="Put a table in it, such as a CSV file with the columns model and pass@1.",
    )


def _idle_rules(rules: Sequence[FileRule], entries: Sequence[_Entry]) -> Iterator[Problem]:
    for rule in rules:
        if not any(rule.fits(entry.path) for entry in entries):
            near = did_you_mean(rule.match, [entry.path for entry in entries])
            yield Problem(
                file="evalsite.yml",
                line=rule.line,
                found=rule.match,
                expected="expected each `match:` under `files:` to fit a file of the results folder",
                advice=f"{near} Correct or remove it.".strip(),
                severity="record",
            )


def _idle_scales(visit: _Visit, entries: Sequence[_Entry], readings: Sequence[Reading]) -> Iterator[Problem]:
    """A problem for each metric whose scale a rule declares, and that none of the rule's files has."""
    for rule in (rule for rule in visit.rules if rule.scale):
        read = (reading for entry, reading in zip(entries, readings, strict=True) if visit.rule(entry) is rule)
        metrics = {metric for reading in read for metric in reading.columns.get("metric", ())}
        for metric in sorted(set(rule.scale) - metrics):
            yield Problem(
                file="evalsite.yml",
                line=rule.line,
                found=metric,
                expected=f"expected each metric under `scale:` to be one of the files that {quoted(rule.match)} fits",
                advice=f"{did_you_mean(metric, metrics)} Correct or remove it.".strip(),
                severity="record",
            )
