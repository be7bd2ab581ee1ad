"""Inspect logs: one evaluation of one model on one task, as ``.json`` or as an ``.eval`` archive."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.inspect_archive import (
    HEADER,
    LARGEST,
    REDUCTIONS,
    START,
    SUMMARIES,
    Archive,
    ArchiveError,
    looks_like_archive,
)
from evalsite.readers.inspect_samples import Grades, graded, is_count, short
from evalsite.readers.json_text import escape, first_text, settings, text
from evalsite.readers.ledger import Ledger, Row
from evalsite.readings import Reading, Reason, RunFacts

_MEANS = ("accuracy", "mean")
_STDERRS = ("stderr", "bootstrap_stderr")
_SPREADS = frozenset([*_STDERRS, "std", "var", "bootstrap_std"])
_FINAL = "success"
_AGAIN = "Write the log again with Inspect, or set `ignore: true` for the file under `files:` in evalsite.yml."


class InspectLog:
    """Format ``inspect``."""

    name = "inspect"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """An archive with a header or a journal; a JSON log with its status and the evaluation's id; their index."""
        if looks_like_archive(document):
            return "an archive with Inspect's parts"
        data = document.json
        if not isinstance(data, dict):
            return None
        if isinstance(data.get("eval"), dict) and "status" in data and data["eval"].keys() >= _LOG:
            return "a JSON log with `status` and `eval`"
        return "an index of Inspect's logs" if _is_index(data) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a score and metric; runs that did not end well are named, and none of their numbers shown."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        if document.data.startswith(b"PK"):
            _read_archive(ledger, document, rule)
        elif _is_index(document.json):
            ledger.leave_out(Reason.IGNORED, 1, "", "an index of logs: the logs are read themselves")
        else:
            entries = document.entries("samples")
            samples = [short(sample) for _, sample in entries]
            _Log(ledger, entries.others, rule).read(samples, entries.others.get("reductions"))
        return ledger.reading()


_LOG = frozenset(["task", "run_id"])
_INDEX = frozenset(["run_id", "task_id", "status", "model"])


def _is_index(data: Any) -> bool:
    """Whether ``data`` is the ``listing.json`` that stands beside published logs."""
    return isinstance(data, dict) and bool(data) and all(_is_listed(entry) for entry in data.values())


def _is_listed(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.keys() >= _INDEX


def _read_archive(ledger: Ledger, document: Document, rule: FileRule | None) -> None:
    """Read the header alone, and short accounts of the samples; a run that is not done has only its journal."""
    with document.open() as file:
        _read_parts(ledger, file, rule)


def _read_parts(ledger: Ledger, file: BinaryIO, rule: FileRule | None) -> None:
    try:
        archive = Archive.of(file)
        name = HEADER if HEADER in archive.parts else START
        header = archive.json(name) if name in archive.parts else None
        if not (isinstance(header, dict) and isinstance(header.get("eval"), dict)):
            raise ArchiveError(f"it has neither {HEADER} nor {START} with an `eval`")
        log = _Log(ledger, {"status": "started", **header} if name == START else header, rule)
    except ArchiveError as error:
        advice = "Copy the log again; if it is cut off where it was written, run the evaluation again."
        ledger.refuse("", "", f"an archive that Inspect has written, but {error}", advice)
        return
    log.read(_listed(ledger, archive, SUMMARIES), _listed(ledger, archive, REDUCTIONS))


def _listed(ledger: Ledger, archive: Archive, name: str) -> Any:
    """What the archive says of its samples; when that is damaged, the run's scores stand without them."""
    if name not in archive.parts:
        return ()
    if archive.parts[name].file_size > LARGEST:
        ledger.inferred.append(f"The samples in {name} are left aside: they take more than {LARGEST:,} bytes.")
        return ()
    try:
        return archive.json(name)
    except ArchiveError as error:
        advice = "Copy the log again; its scores are read all the same."
        ledger.problem("", "", f"the samples of the run, but {error}", advice)
        return ()


class _Log:
    """One log while it is read."""

    def __init__(self, ledger: Ledger, data: Mapping[str, Any], rule: FileRule | None) -> None:
        self.ledger, self.data = ledger, data
        self.eval = ledger.part(data, "eval")
        self.stats = ledger.part(data, "stats")
        self.config = ledger.part(self.eval, "config", "/eval")
        self.results = ledger.part(data, "results")
        self.model = _name(self.eval.get("model")) or (rule.model if rule else "")
        self.task = _name(self.eval.get("task")).removeprefix("inspect_evals/") or (rule.benchmark if rule else "")
        self.date = first_text(self.stats.get("started_at"), self.eval.get("created"))
        self.key = self.native_id() or f"{self.model} {self.task} {self.date}".strip()

    def native_id(self) -> str:
        """The evaluation's id; in logs before 2025 the ids of the run and of the task in it."""
        ids = [first_text(self.eval.get(name)) for name in ("run_id", "task_id")]
        return first_text(self.eval.get("eval_id")) or "/".join(part for part in ids if part)

    def read(self, samples: Any, reductions: Any) -> None:
        self.ledger.runs[self.key] = self.facts()
        found, grades = self.scores(), graded(samples, reductions)
        for place, score in found:
            self.add(score, place)
        scores = [score for _, score in found]
        status = "invalidated" if self.data.get("invalidated") is True else text(self.data.get("status"))
        if status != _FINAL and not self.is_complete(status):
            self.set_aside(status)
            return
        if not self.ledger.rows and not self.ledger.left_out:
            scores = [*self.computed(grades)]
        if not self.ledger.rows and not self.ledger.left_out:
            self.no_scores()
        elif not (self.model and self.task):
            self.nameless()
        else:
            self.add_items(grades, scores)

    def is_complete(self, status: str) -> bool:
        """Whether a cancelled run had scored all of its samples by then, so that its numbers are whole; told."""
        done, total = self.results.get("completed_samples"), self.results.get("total_samples")
        whole = status == "cancelled" and is_count(done) and done > 0 and done == total and bool(self.ledger.rows)
        if whole:
            expected = f"a run that has ended well, but it was cancelled after all of its {done} samples; it is shown"
            self.ledger.problem("/status", status, expected, "Look into the log, or set `ignore: true` for the file.")
        return whole

    def scores(self) -> list[tuple[str, Mapping[str, Any]]]:
        """The scores with their places; an odd one is refused."""
        listed = self.results.get("scores")
        found: list[tuple[str, Mapping[str, Any]]] = []
        for index, score in enumerate(listed if isinstance(listed, list) else ()):
            place = f"/results/scores/{index}"
            if isinstance(score, dict):
                found.append((place, score))
            else:
                self.ledger.refuse(place, score, "a score with its metrics", _AGAIN)
        return found

    def add(self, score: Mapping[str, Any], place: str) -> None:
        """One row a metric of the score; its standard error goes with the mean it belongs to, other spreads aside."""
        metrics = self.ledger.part(score, "metrics", place)
        values = {name: metric.get("value") if isinstance(metric, dict) else metric for name, metric in metrics.items()}
        error_name = next((name for name in _STDERRS if name in values), "")
        shown = [name for name in values if name not in _SPREADS]
        bearer = next((name for name in _MEANS if name in shown), shown[0] if len(shown) == 1 else "")
        for name, said in values.items():
            where = f"{place}/metrics/{escape(name)}/value"
            if name in shown:
                error = values.get(error_name) if name == bearer else None
                self.add_row(score, name, said, where, error)
            elif name != error_name or not bearer:
                self.ledger.leave_out(Reason.IGNORED, 1, where, f"{name}: a spread, which is no score")

    def add_row(self, score: Mapping[str, Any], name: str, said: Any, place: str, error: Any) -> None:
        value = self.ledger.number(said, place)
        stderr = self.ledger.stderr(error, place.replace(f"/{escape(name)}/value", "/stderr/value"))
        if name == "mean":
            said = f"{quoted(self.metric(score, name))} is taken for better when it is higher, as grades are."
            self.ledger.inferred.append(said)
        if value > 1 and name in _MEANS:
            self.ledger.inferred.append(f"{quoted(self.metric(score, name))} is on a scale of its scorer's own.")
        self.ledger.rows.append(
            Row(
                benchmark=self.task,
                model=self.model,
                run=self.key,
                metric=self.metric(score, name),
                value=value,
                stderr=math.nan if math.isnan(value) else stderr,
                n=self.count(score),
                direction=Direction.HIGHER.value if name in _MEANS else "",
                date=_in_utc(self.date),
                version=text(self.eval.get("task_version")),
                pointer=place,
            )
        )

    def metric(self, score: Mapping[str, Any], name: str) -> str:
        """The metric with its scorer, and with what reduced several epochs to one value unless that is the mean."""
        reducer = first_text(score.get("reducer"))
        said = [first_text(score.get("name"), score.get("scorer")), "" if reducer == "mean" else reducer]
        return f"{name} ({', '.join(part for part in said if part)})" if any(said) else name

    def count(self, score: Mapping[str, Any]) -> float:
        """How many samples were scored, each once however often it was repeated."""
        scored = score.get("scored_samples")
        if is_count(scored):
            return float(scored)
        completed, epochs = self.results.get("completed_samples"), self.config.get("epochs")
        return completed / ((is_count(epochs) and epochs) or 1) if is_count(completed) else math.nan

    def set_aside(self, status: str) -> None:
        """Name a run that has not ended well; its numbers are of a part of the samples."""
        done, total = (text(self.results.get(name)) for name in ("completed_samples", "total_samples"))
        state = (status or "not told") + (f" after {done} of {total} samples" if done and total else "")
        self.ledger.problem(
            "/status",
            status,
            f"a run that has ended well, but its status is {state}; none of its numbers is shown",
            f"Run {quoted(self.task)} of {quoted(self.model)} again, for instance by `inspect eval-retry`.",
        )
        self.ledger.set_aside(Reason.IGNORED, "/status", f"the run's status is {state}")

    def no_scores(self) -> None:
        expected = "at least one score, but the run was not scored, or it was scored elsewhere"
        advice = "Score it with `inspect score`, or set `ignore: true`."
        problem = self.ledger.problem("/results/scores", "", expected, advice)
        self.ledger.leave_out(Reason.MISSING, 1, "/results/scores", str(problem))

    def nameless(self) -> None:
        advice = "Write `model:` and `benchmark:` for the file under `files:` in evalsite.yml."
        problem = self.ledger.problem("/eval", "", "the names of the model and the task", advice)
        self.ledger.set_aside(Reason.UNREADABLE, "/eval", str(problem))

    def facts(self) -> RunFacts:
        revision = self.ledger.part(self.eval, "revision", "/eval")
        packages = self.ledger.part(self.eval, "packages", "/eval")
        commit = first_text(revision.get("commit"))
        told = {name: self.eval[name] for name in _SETTINGS if name in self.eval}
        data_set = dict(self.ledger.part(self.eval, "dataset", "/eval"))
        data_set.pop("sample_ids", None)
        return RunFacts(
            model=self.model,
            native_id=self.native_id(),
            tool="inspect_ai",
            tool_version=first_text(packages.get("inspect_ai")),
            date=self.date,
            code_revision=commit + ("+dirty" if commit and revision.get("dirty") is True else ""),
            settings=settings({**told, "dataset": data_set}),
        )

    def add_items(self, grades: Mapping[str, Grades], scores: Sequence[Mapping[str, Any]]) -> None:
        """The grade of each sample by each scorer, under the metric that is their mean."""
        names = {first_text(score.get("name"), score.get("scorer")): self.mean_of(score) for score in reversed(scores)}
        for scorer in filter(grades.__contains__, names):
            for sample, given in grades[scorer].samples.items():
                for grade in given:
                    self.ledger.item(
                        run=self.key,
                        benchmark=self.task,
                        item=sample,
                        metric=names[scorer],
                        outcomes=[(grade.value, grade.status)],
                        first=grade.epoch,
                    )

    def mean_of(self, score: Mapping[str, Any]) -> str:
        metrics = score.get("metrics")
        there = metrics if isinstance(metrics, dict) else {}
        return self.metric(score, next((name for name in _MEANS if name in there), "score"))

    def computed(self, grades: Mapping[str, Grades]) -> Sequence[Mapping[str, Any]]:
        """Scores made of grades, in a log of a run that has none of its own: of scorers that graded every sample."""
        every = {sample for given in grades.values() for sample in given.samples}
        completed = self.count({})
        if not math.isnan(completed) and completed != len(every):
            return []
        scores = []
        for scorer, given in grades.items():
            if given.samples.keys() == every and not math.isnan(given.mean):
                score = {"name": scorer, "scored_samples": len(every), "metrics": {given.metric: given.mean}}
                self.add_row(score, given.metric, given.mean, "/samples", None)
                said = f"{quoted(self.metric(score, given.metric))} is the mean of the samples' grades, since the log"
                self.ledger.inferred.append(f"{said} has no scores of the whole run.")
                scores.append(score)
        return scores


_SETTINGS = ("task_args", "solver", "solver_args", "model_generate_config", "model_args", "config")


def _name(said: Any) -> str:
    """A name with a letter or digit in it; logs that were made by hand have ``...`` in its place."""
    return said if isinstance(said, str) and any(map(str.isalnum, said)) else ""


def _in_utc(date: str) -> str:
    """``date`` in UTC, so that dates of all zones sort as text; one without a zone, or no date, as it stands."""
    try:
        moment = datetime.fromisoformat(date)
        return moment.astimezone(UTC).isoformat(timespec="seconds") if moment.tzinfo else date
    except (ValueError, OverflowError):
        return date
