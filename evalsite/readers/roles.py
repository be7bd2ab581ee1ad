"""What each column of a table is for: declared in evalsite.yml, or guessed from its name."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from evalsite.errors import EvalsiteError, Problem, did_you_mean, quoted
from evalsite.metrics import known
from evalsite.readers.base import ROLES, FileRule, Role
from evalsite.readers.table import NoTableError

# For each role the names that tell it, the surest first; compared without case, with - and _ as spaces.
WORDS: Mapping[Role, tuple[str, ...]] = {
    "model": (
        "model", "model name", "modelname", "model id", "models", "模型", "模型名称", "模型名", "モデル", "モデル名",
        "모델", "modèle", "modell", "modelo", "modello", "модель",
        "checkpoint", "method", "system", "name", "名称", "方法",
    ),
    "benchmark": (
        "benchmark", "benchmark name", "benchmarks", "基准", "基准测试", "评测集", "ベンチマーク", "벤치마크",
        "dataset", "data set", "dataset name", "数据集", "データセット", "task", "task name", "任务",
    ),
    "metric": (
        "metric", "metric name", "metrics", "指标", "度量", "评价指标", "評価指標", "指標",
        "métrique", "metrik", "métrica",
    ),
    "value": (
        "value", "values", "score", "result", "值", "数值", "得分", "分数", "结果", "値", "スコア",
        "wert", "valeur", "valor", "metric value",
    ),
    "stderr": ("stderr", "std err", "standard error", "std error", "sem", "标准误", "标准误差", "標準誤差"),
    "n": (
        "n", "n samples", "num samples", "number of samples", "sample size", "n items", "num items",
        "n total", "样本数", "样本量", "题数",
    ),
    "run": ("run", "run id", "runid", "run name", "运行"),
    "date": ("date", "timestamp", "run date", "evaluated at", "evaluated on", "日期"),
    "direction": ("direction", "higher is better", "lower is better", "方向"),
    "version": ("benchmark version", "dataset version", "data set version", "task version", "基准版本", "数据集版本"),
    "shots": ("shots", "n shots", "n shot", "num fewshot", "fewshot", "few shot", "num shots", "样例数"),
    "parameters": ("metric parameters", "metric params", "指标参数"),
    "environment": ("environment", "hardware", "device", "gpu", "cpu", "machine", "环境", "硬件", "设备"),
    "ignore": (
        "note", "notes", "comment", "comments", "remark", "remarks", "description", "url", "link", "license", "licence",
        "commit", "commit hash", "version", "versions", "command", "rank", "index", "id", "row",
        "std", "stddev", "std dev", "备注", "说明", "链接", "许可证", "排名", "标准差",
    ),
}  # fmt: skip
_VAGUE = frozenset(["checkpoint", "method", "system", "name", "名称", "方法"])
_LONGEST = 500  # of a name with a companion in it; bounds what a hostile one can cost the patterns
_SAID: Mapping[Role, str] = {"stderr": "standard error", "n": "number of samples"}
_COMPANIONS: Mapping[Role, str] = {
    "stderr": r"stderr|std err|standard error|std error|sem|标准误|标准误差",
    "n": r"n|n samples|num samples|样本数",
}


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """``name`` as it is compared: no case, no widths, ``-`` and ``_`` and runs of space as one space."""
    return re.sub(r"[-_\s]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()


def guess(name: str) -> Role | None:
    """The role that a column's name tells, or None: a metric, or nothing that is known."""
    return _GUESSES.get(plain(name))


def names_a_model(name: str) -> bool:
    """Whether a column's name says that it holds models, and not just names of something."""
    return guess(name) == "model" and plain(name) not in _VAGUE


def is_known(name: str) -> bool:
    """Whether a column's name speaks of evaluation results."""
    return (guess(name) or "ignore") != "ignore" or known(name) is not None


class MetricColumn(Struct, frozen=True, kw_only=True):
    """A column of a wide table that holds one metric, with the columns that hold its companions.

    ``sure`` says that the metric is declared or known: it stays a metric whatever its cells hold.
    """

    metric: str
    value: int
    stderr: int | None = None
    n: int | None = None
    sure: bool = False


class Roles(Struct, kw_only=True):
    """The columns' roles, by index: one column for a role, the metrics of a wide table, and the rest.

    ``aside`` has the columns that are not read, each with the reason.
    """

    columns: dict[Role, int] = field(default_factory=dict)
    metrics: list[MetricColumn] = field(default_factory=list)
    aside: dict[int, str] = field(default_factory=dict)
    inferred: list[str] = field(default_factory=list)

    @property
    def long(self) -> bool:
        """Whether each row holds one number, and names its metric."""
        return "metric" in self.columns and "value" in self.columns

    @property
    def used(self) -> set[int]:
        """The columns that are read."""
        of_metrics = (index for metric in self.metrics for index in (metric.value, metric.stderr, metric.n))
        return {*self.columns.values(), *(index for index in of_metrics if index is not None)}


def assign(header: Sequence[str], rule: FileRule | None, shown: str) -> Roles:
    """The role of every column.

    Raises:
        NoTableError: no column names the model, or none may hold numbers.
        EvalsiteError: a declared column does not exist or has a role that does not, one role is declared twice.
    """
    roles = _guessed(tuple(header)) if rule is None else _assigned(header, rule, shown)
    _check(roles, header, rule, shown)
    return roles


@lru_cache(maxsize=16)
def _guessed(header: Sequence[str]) -> Roles:
    """The roles of columns of which no rule says anything: the files of a folder have few headers."""
    return _assigned(header, None, "")


def _assigned(header: Sequence[str], rule: FileRule | None, shown: str) -> Roles:
    declared = _Declared.of(header, rule, shown)
    roles = Roles(columns=dict(declared.single))
    free = [index for index in range(len(header)) if index not in declared.taken]
    free = _guess_single(roles, header, free)
    roles.aside |= dict.fromkeys(declared.ignored, "evalsite.yml says so")
    if not roles.long:
        _wide(roles, header, free, declared, shown)
    for column in sorted(set(range(len(header))) - roles.used - roles.aside.keys()):
        roles.aside[column] = "its role is not known" if header[column] else "it has no name"
    return roles


def _check(roles: Roles, header: Sequence[str], rule: FileRule | None, shown: str) -> None:
    problems = []
    if "model" not in roles.columns and not (rule and rule.model):
        problems.append(("a column that names the model", f"columns: {{{quoted(header[0])}: model}}"))
    if not roles.long and not roles.metrics:
        problems.append(("a column of numbers", f"columns: {{{quoted(header[-1])}: metric:NAME}}"))
    if problems:
        names = ", ".join(quoted(name) for name in header)
        raise NoTableError(
            [
                Problem(
                    file=shown,
                    expected=f"expected {what}, but the columns are {names}",
                    advice=f"Declare it in evalsite.yml, such as `files: [{{match: ..., {example}}}]`.",
                    severity="record",
                )
                for what, example in problems
            ]
        )


class _Declared(Struct, frozen=True, kw_only=True):
    """What a rule says of the columns of one header, by index."""

    single: dict[Role, int]
    metrics: list[tuple[int, str]]
    companions: dict[tuple[Role, str], int]
    ignored: list[int]

    @property
    def taken(self) -> set[int]:
        metrics = (column for column, _ in self.metrics)
        return {*self.single.values(), *metrics, *self.companions.values(), *self.ignored}

    @classmethod
    def of(cls, header: Sequence[str], rule: FileRule | None, shown: str) -> "_Declared":
        declared = cls(single={}, metrics=[], companions={}, ignored=[])
        problems = []
        for name, role in (rule.columns if rule else {}).items():
            if name not in header:
                problems.append(_no_such_column(name, header, shown))
            elif not declared.add(header.index(name), role):
                problems.append(_no_such_role(name, role, shown))
        if problems:
            raise EvalsiteError(problems)
        return declared

    def add(self, column: int, role: str) -> bool:
        """Note one declaration; False when there is no such role, or another column has it."""
        kind, _, metric = role.partition(":")
        if kind == "metric" and metric:
            self.metrics.append((column, metric))
        elif kind in ("stderr", "n") and metric:
            return self.companions.setdefault((_role(kind), metric), column) == column
        elif role == "ignore":
            self.ignored.append(column)
        elif role in ROLES:
            return self.single.setdefault(_role(role), column) == column
        else:
            return False
        return True


def _role(name: str) -> Role:
    return next(role for role in ROLES if role == name)


def _no_such_column(name: str, header: Sequence[str], shown: str) -> Problem:
    return Problem(
        file=shown,
        found=name,
        expected=f"expected the columns that `files:` declares, and these are {', '.join(map(quoted, header))}",
        advice=f"{did_you_mean(name, header)} Correct `columns:` in evalsite.yml.".strip(),
    )


def _no_such_role(name: str, role: str, shown: str) -> Problem:
    return Problem(
        file=shown,
        found=f"{name}: {role}",
        expected=f"expected each role once, and one of {', '.join(ROLES)}, metric:NAME, stderr:NAME, n:NAME",
        advice=f"{did_you_mean(role, ROLES)} Correct `columns:` in evalsite.yml.".strip(),
    )


def _guess_single(roles: Roles, header: Sequence[str], free: Sequence[int]) -> list[int]:
    """Give each role that no rule gave to the column whose name tells it best; the columns that remain."""
    candidates: dict[Role, list[int]] = {}
    for column in free:
        role = guess(header[column])
        if role:
            candidates.setdefault(role, []).append(column)
    if "model" not in roles.columns and "model" not in candidates and 0 in free and not header[0]:
        candidates["model"] = [0]
    for role in _possible(roles, candidates):
        words = WORDS[role]
        best = sorted(candidates[role], key=lambda column: words.index(plain(header[column])) if header[column] else 0)
        _settle(roles, role, best, header)
    taken = {*roles.columns.values(), *roles.aside}
    return [column for column in free if column not in taken]


def _possible(roles: Roles, candidates: Mapping[Role, list[int]]) -> Iterator[Role]:
    """The roles that the candidates may take: a metric and a value only together, an error of one metric later."""
    pair = all(role in candidates or role in roles.columns for role in ("metric", "value"))
    for role in candidates:
        if pair or role not in ("metric", "value", "stderr"):
            yield role


def _settle(roles: Roles, role: Role, best: Sequence[int], header: Sequence[str]) -> None:
    rest = best
    if role == "ignore":
        roles.aside |= dict.fromkeys(best, "its name says that it is no metric")
        return
    if role not in roles.columns:
        roles.columns[role], rest = best[0], best[1:]
        if plain(header[best[0]]) != role:
            from_ = (
                f"the column {quoted(header[best[0]])}" if header[best[0]] else "the first column, which has no name"
            )
            roles.inferred.append(f"The {_SAID.get(role, role)} is taken from {from_}.")
    roles.aside |= dict.fromkeys(
        rest, f"the {_SAID.get(role, role)} is taken from {quoted(header[roles.columns[role]])}"
    )


def _wide(roles: Roles, header: Sequence[str], free: Sequence[int], declared: _Declared, shown: str) -> None:
    """Make metrics of the columns that are left, each with its companions."""
    names = dict(declared.metrics) | {column: header[column] for column in free if header[column]}
    companions = _companions(header, free, names) | declared.companions
    metrics = {column: name for column, name in names.items() if column not in companions.values()}
    for column in [column for column, name in metrics.items() if guess(name) == "metric" and column in free]:
        roles.aside[column] = "no column holds its values"
        del metrics[column]
    _one_stderr(roles, header, metrics, companions)
    _check_companions(declared, metrics.values(), shown)
    for column, name in sorted(metrics.items()):
        sure = column not in free or known(name) is not None
        stderr, n = companions.get(("stderr", name)), companions.get(("n", name))
        roles.metrics.append(MetricColumn(metric=name, value=column, stderr=stderr, n=n, sure=sure))
    for role in ("metric", "value") if len(metrics) == 1 else ("metric", "value", "direction"):
        _drop(roles, _role(role))


def _drop(roles: Roles, role: Role) -> None:
    """Set the column of a role aside that says nothing in a wide table."""
    column = roles.columns.pop(role, None)
    if column is not None and role == "direction":
        roles.aside[column] = "it does not say of which metric"
    elif column is not None:
        roles.aside[column] = (
            f"it gives the {role}, and no column gives the {'value' if role == 'metric' else 'metric'}"
        )


def _check_companions(declared: _Declared, metrics: Collection[str], shown: str) -> None:
    problems = [
        Problem(
            file=shown,
            found=f"{role}:{metric}",
            expected=f"expected one of the metrics {', '.join(map(quoted, sorted(metrics)))}",
            advice=f"{did_you_mean(metric, metrics)} Correct `columns:` in evalsite.yml.".strip(),
        )
        for role, metric in declared.companions
        if metric not in metrics
    ]
    if problems:
        raise EvalsiteError(problems)


def _companions(header: Sequence[str], free: Sequence[int], names: Mapping[int, str]) -> dict[tuple[Role, str], int]:
    """Columns such as ``pass@1_stderr`` and ``n (pass@1)`` of the metrics named, by role and metric."""
    metrics = {plain(name): name for name in names.values()}
    found: dict[tuple[Role, str], int] = {}
    for column in (column for column in free if len(header[column]) <= _LONGEST):
        for role, pattern in _COMPANION_PATTERNS.items():
            fit = pattern.fullmatch(plain(header[column]))
            metric = metrics.get((fit[1] or fit[2]).strip(" .,:")) if fit else None
            if metric:
                found.setdefault((role, metric), column)
    return found


def _one_stderr(
    roles: Roles, header: Sequence[str], metrics: dict[int, str], companions: dict[tuple[Role, str], int]
) -> None:
    """A column that is called just ``stderr`` is the error of the only metric; among several it cannot be told."""
    bare = roles.columns.pop("stderr", None)
    guessed = [column for column in metrics if guess(metrics[column]) == "stderr"]
    for column in guessed:
        del metrics[column]
    for column in guessed if bare is None else [bare, *guessed]:
        if len(metrics) == 1:
            companions.setdefault(("stderr", next(iter(metrics.values()))), column)
        else:
            name = quoted(header[column])
            roles.aside[column] = f"it does not say of which metric; declare `{name}: stderr:NAME`"


_GUESSES: Mapping[str, Role] = {word: role for role, words in WORDS.items() for word in words}
_COMPANION_PATTERNS: Mapping[Role, re.Pattern[str]] = {
    role: re.compile(rf"(.+?)[ .,:(]+(?:{words})\)?|(?:{words})[ (]+(.+?)\)?") for role, words in _COMPANIONS.items()
}
