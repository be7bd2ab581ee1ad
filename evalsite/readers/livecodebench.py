"""LiveCodeBench: results by problem as its runner writes them, its site's table of performances, and printed scores.

Scores depend on which problems' dates are taken in: that window is the version of the benchmark, where it is known.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct, field

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings
from evalsite.readers.ledger import Ledger
from evalsite.readers.pass_rates import in_columns
from evalsite.readings import Reading, Reason, RunFacts
from evalsite.statistics.estimators import pass_at_ks

_TOOL = "LiveCodeBench"
_FILE = re.compile(r"(?:Scenario\.)?([a-z]+)_([0-9]+)_([0-9.]+)(?:_cot)?_eval(?:_all)?(?:_eval)?", re.ASCII)
_SCENARIOS = {"codegeneration": "", "generation": ""}
_OF_SITE = re.compile(r"performances_([a-z]+)")
_SETTING_FOLDER = re.compile(r"n[0-9]+(?:_.*)?", re.DOTALL)
_PASS = re.compile(r"(pass@[0-9]+)(?:-(cot))?", re.IGNORECASE)
_WINDOW = re.compile(r"[0-9]{4}-[0-9]{4}", re.ASCII)
_PRINTED = re.compile(r"(?:(Easy|Medium|Hard) )?Pass@1: (\S+)")
_KS = (1, 5, 10)
_MILLISECONDS = (1e12, 2e13)
_FAILED, _PASSED, _BROKEN = range(3)
_OUTCOMES = ("", "", "error")


class _Run(Struct, frozen=True, kw_only=True):
    """What the path of a runner's file tells."""

    model: str
    benchmark: str
    settings: Mapping[str, str]

    @property
    def key(self) -> str:
        """What identifies the run: model, scenario, samples and temperature."""
        return " ".join([self.model, self.benchmark, *self.settings.values()])


def _run(ledger: Ledger) -> _Run:
    """By the layout ``output/<model>/<scenario>_<n>_<temperature>_eval.json``."""
    path = ledger.document.pure_path
    fit = _FILE.fullmatch(path.stem)
    told = {"samples per task": fit[2], "temperature": fit[3]} if fit else {}
    if ledger.rule and ledger.rule.model:
        model = ledger.rule.model
    else:
        folders = [part for part in path.parts[:-1] if not _SETTING_FOLDER.fullmatch(part)]
        model = folders[-1] if folders else ""
        if model:
            ledger.inferred.append(f"The model is {quoted(model)}, from a folder's name.")
    return _Run(model=model, benchmark=_benchmark(ledger, fit[1] if fit else ""), settings=told)


def _benchmark(ledger: Ledger, scenario: str) -> str:
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark
    kind = _SCENARIOS.get(scenario, scenario)
    return f"livecodebench-{kind}" if kind else "livecodebench"


def _add(ledger: Ledger, run: _Run, metric: str, value: float, **cells: Any) -> None:
    ledger.row(
        benchmark=run.benchmark,
        model=run.model,
        run=run.key,
        metric=metric,
        value=value,
        direction=Direction.HIGHER.value,
        **cells,
    )


def _tell(ledger: Ledger, run: _Run) -> None:
    ledger.runs[run.key] = RunFacts(model=run.model, tool=_TOOL, settings=run.settings)


class LiveCodeBenchEval:
    """Format ``livecodebench``: ``..._eval.json``: scores, those of each problem, and each sample's tests."""

    name = "livecodebench"

    def sniff(self, document: Document) -> str | None:
        """A list that begins with scores and their ``detail``."""
        data = document.json
        first = data[0] if isinstance(data, list) and data else None
        fits = isinstance(first, dict) and isinstance(first.get("detail"), dict)
        return "a list that begins with scores and their `detail`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row for each pass@k; items by problem and sample."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        run, scores = _run(ledger), document.json[0]
        for metric, said in scores.items():
            if metric != "detail":
                place = f"/0/{escape(metric)}"
                value = ledger.proportion(said, place, metric, percent=False)
                detail = scores["detail"].get(metric)
                problems = detail if isinstance(detail, dict) else {}
                _check(ledger, value, problems, place)
                _add(ledger, run, metric, value, n=float(len(problems)) if problems else math.nan, pointer=place)
        ledger.expect("pass@1 beside `detail`", "/0")
        _add_items(ledger, run, document.json)
        _tell(ledger, run)
        return ledger.reading()


def _check(ledger: Ledger, value: float, problems: Mapping[str, Any], place: str) -> None:
    numbers = [part for part in problems.values() if isinstance(part, int | float) and abs(part) <= 1]
    found = math.fsum(numbers) / len(numbers) if numbers and len(numbers) == len(problems) else math.nan
    if not math.isnan(found) and not math.isnan(value) and not math.isclose(found, value, rel_tol=1e-9):
        advice = "The stated number is shown; look into the run."
        ledger.problem(place, value, f"{found!r}, the mean of its `detail`", advice)


def _add_items(ledger: Ledger, run: _Run, data: Sequence[Any]) -> None:
    """Each sample passes when all of its tests are true; numbers below 0 stand for errors and timeouts."""
    tested = data[1] if len(data) > 1 and isinstance(data[1], dict) else {}
    tasks: dict[str, list[int]] = {}
    for problem, samples in tested.items():
        if isinstance(samples, list) and {list}.issuperset(map(type, samples)):
            tasks[problem] = list(map(_outcome, samples))
        else:
            expected = "a list of samples, each a list with an outcome a test"
            ledger.problem(f"/1/{escape(problem)}", samples, expected)
    lengths, outcomes = in_columns(tasks)
    ledger.items.add_tasks(
        run=run.key,
        benchmark=run.benchmark,
        metric="pass@1",
        tasks=lengths,
        values=(outcomes == _PASSED).astype(np.float64),
        statuses=_OUTCOMES,
        codes=outcomes,
    )


def _outcome(tests: Sequence[Any]) -> int:
    """Whether all tests passed; and if not, whether one broke, which a number below 0 says."""
    right = tests.count(True)
    if right + tests.count(False) == len(tests):  # the common case
        return _PASSED if right == len(tests) > 0 else _FAILED
    if all(type(test) in (bool, int) and test > 0 for test in tests):
        return _PASSED
    return _BROKEN if any(type(test) is int and test < 0 for test in tests) else _FAILED


class _Problems(Struct, kw_only=True):
    """Problems of one model and metric: each with its difficulty, and its samples or its share of right ones."""

    shares: dict[str, float] = field(default_factory=dict)
    difficulties: dict[str, str] = field(default_factory=dict)

    def parts(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """All shares by problem, under ``""``, and those of each difficulty."""
        yield "", self.shares
        for level in dict.fromkeys(self.difficulties.values()):
            if level:
                yield level, {name: self.shares[name] for name, said in self.difficulties.items() if said == level}


class LiveCodeBenchPerformances:
    """Format ``livecodebench-performances``: a row a problem and model, in percent."""

    name = "livecodebench-performances"

    def sniff(self, document: Document) -> str | None:
        """``performances`` beside ``models``."""
        data = document.json
        fits = isinstance(data, dict) and isinstance(data.get("performances"), list) and "models" in data
        return "`performances` and `models`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The mean of each model, over all problems and by difficulty; items by problem."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        rows = document.json["performances"]
        fit = _OF_SITE.fullmatch(document.stem)
        benchmark = _benchmark(ledger, fit[1] if fit else "")
        version = _window(row.get("date") for row in _objects(rows))
        about = _about(document.json["models"])
        for (model, metric), problems in _by_model(ledger, rows).items():
            run = _Run(model=model, benchmark=benchmark, settings={})
            _add_means(ledger, run, metric, problems, version)
            ledger.runs[run.key] = RunFacts(model=model, tool=_TOOL, settings=about.get(model, {}))
        ledger.expect("problems with `model` and `pass@1`", "/performances")
        return ledger.reading()


def _objects(rows: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    return (row for row in rows if isinstance(row, dict))


def _about(models: Any) -> Mapping[str, Mapping[str, str]]:
    """What the file says of each model, by the name that its performances use."""
    listed = models if isinstance(models, list) else []
    return {
        first_text(model.get("model_repr")): settings({key: model.get(key) for key in ("model_name", "link")})
        for model in _objects(listed)
    }


def _by_model(ledger: Ledger, rows: Sequence[Any]) -> Mapping[tuple[str, str], _Problems]:
    found: dict[tuple[str, str], _Problems] = {}
    for index, row in enumerate(rows):
        place = f"/performances/{index}"
        model = first_text(row.get("model")) if isinstance(row, dict) else ""
        metrics = [(key, metric) for key in row if (metric := _metric(key))] if model else []
        name = str(row.get("question_id", row.get("sample_id", index)))[:200] if model else ""
        if not metrics:
            ledger.problem(place, row, "an object with `model` and `pass@1`")
        for key, metric in metrics:
            share = ledger.proportion(row[key], f"{place}/{escape(key)}", metric, percent=True)
            problems = found.setdefault((model, metric), _Problems())
            if problems.shares.setdefault(name, share) != share and not math.isnan(share):
                ledger.problem(place, row[key], f"the number said before of {quoted(name)}, which counts")
            problems.difficulties.setdefault(name, first_text(row.get("difficulty")))
    return found


@lru_cache(maxsize=256)
def _metric(key: str) -> str:
    """The metric of a column, or ``""`` when it holds something else.

    >>> _metric("Pass@1-COT"), _metric("platform")
    ('pass@1 (cot)', '')
    """
    fit = _PASS.fullmatch(key)
    if fit is None:
        return ""
    return f"{fit[1].lower()} (cot)" if fit[2] else fit[1].lower()


def _with(metric: str, level: str) -> str:
    return f"{metric.removesuffix(')')}, {level})" if metric.endswith(")") else f"{metric} ({level})"


def _add_means(ledger: Ledger, run: _Run, metric: str, problems: _Problems, version: str) -> None:
    """The mean over a model's problems; missing when one of them is, since it would be of another benchmark."""
    for level, shares in problems.parts():
        value = math.fsum(shares.values()) / len(shares)
        name = _with(metric, level) if level else metric
        _add(ledger, run, name, value, n=float(len(shares)), version=version, pointer="/performances")
        ledger.items.add_tasks(
            run=run.key,
            benchmark=run.benchmark,
            metric=name,
            tasks=dict.fromkeys(shares, 1),
            values=np.array(list(shares.values())),
        )


def _window(dates: Iterable[Any]) -> str:
    """The first and the last day of problems' dates in milliseconds since 1970, or of text that begins with a day."""
    low, high = _MILLISECONDS
    days = []
    for said in {date for date in dates if isinstance(date, str | int | float)}:
        if not isinstance(said, str):
            if low < said < high:
                days.append(datetime.fromtimestamp(said / 1000, UTC).date().isoformat())
        elif re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", said, re.ASCII):
            days.append(said[:10])
    return f"{min(days)}..{max(days)}" if days else ""


class LiveCodeBenchProblems:
    """Format ``livecodebench-problems``: ``..._eval_all.json``: a problem each, with its samples' grades."""

    name = "livecodebench-problems"
    in_pieces = True

    def sniff(self, document: Document) -> str | None:
        """A list of problems with ``graded_list``."""
        data = document.json
        first = data[0] if isinstance(data, list) and data else None
        fits = isinstance(first, dict) and {"question_id", "graded_list"} <= first.keys()
        return "problems with `graded_list`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """pass@k over all problems and by difficulty; items by problem and sample."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        run, levels, dates = _run(ledger), dict[str, list[tuple[int, int]]](), set[str | float]()
        for index, row in document.entries():
            grades = row.get("graded_list") if isinstance(row, dict) else None
            if not isinstance(grades, list) or not grades or not all(isinstance(grade, bool) for grade in grades):
                ledger.problem(f"/{index}", row, "a problem with `graded_list`, a list of true and false")
                ledger.leave_out(Reason.UNREADABLE, 1, f"/{index}", "a problem without grades")
                continue
            if isinstance(date := row.get("contest_date"), str | int | float):
                dates.add(date)
            name, outcomes = str(row.get("question_id"))[:200], [(float(grade), "") for grade in grades]
            for level in dict.fromkeys(["", first_text(row.get("difficulty"))]):
                levels.setdefault(level, []).append((len(grades), sum(grades)))
                metric = _with("pass@1", level) if level else "pass@1"
                ledger.item(run=run.key, benchmark=run.benchmark, item=name, metric=metric, outcomes=outcomes)
        version = _window(dates)
        for level, counts in levels.items():
            complete = not ledger.left_out
            for k, value in pass_at_ks(counts, _KS).items():
                name = _with(f"pass@{k}", level) if level else f"pass@{k}"
                said = value if complete else math.nan
                _add(ledger, run, name, said, n=float(len(counts)), version=version, pointer="")
        _tell(ledger, run)
        return ledger.reading()


class LiveCodeBenchPrinted:
    """Format ``livecodebench-printed``: what its score command prints, kept in a file."""

    name = "livecodebench-printed"

    def sniff(self, document: Document) -> str | None:
        """First lines that say pass@1, of all problems and of the easy ones."""
        lines = document.head.split("\n", 2)
        fits = len(lines) > 1 and _PRINTED.match(lines[0].strip()) and lines[1].startswith("Easy Pass@1: ")
        return "`Pass@1` and `Easy Pass@1`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a line; the window of dates is taken from the file's name, as in ``results_2408-2411.txt``."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        run, fit = _run(ledger), _WINDOW.search(document.stem)
        version = fit[0] if fit else ""
        if version:
            ledger.inferred.append(f"The window of dates is {version}, from the file's name.")
        for number, text in enumerate(document.data.decode("utf-8-sig", "replace").splitlines(), 1):
            printed = _PRINTED.fullmatch(text.strip())
            if printed:
                level, said = printed.groups()
                metric = f"pass@1 ({level.casefold()})" if level else "pass@1"
                value = ledger.proportion(_as_float(said), "", metric, percent=False)
                _add(ledger, run, metric, value, version=version, line=number)
            elif text.strip():
                ledger.problem("", text.strip(), f"`Pass@1: <number>` on line {number}")
                ledger.leave_out(Reason.UNREADABLE, 1, "", f"line {number}")
        _tell(ledger, run)
        return ledger.reading()


def _as_float(said: str) -> float | str:
    try:
        return float(said)
    except ValueError:
        return said
