"""What a path tells of a run when the file does not: its model first, by the layouts in which tools write."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

_TOOLS = ["bigcodebench", "evalperf", "evalplus", "humaneval", "humanevalplus", "mbpp", "mbppplus"]
_STEPS = ["completion", "completions", "data", "eval", "evals", "evaluation", "evaluations", "generated", "generation"]
_STEPS += ["generations", "json", "log", "logs", "outptus", "output", "outputs", "raw", "result", "results", "run"]
_STEPS += ["runs", "sample", "samples"]
_KINDS = ["all", "brief", "calibrated", "complete", "full", "hard", "instruct", "sanitized"]
_WORDS = frozenset(_TOOLS + _STEPS + _KINDS)
_NOT_IN_NAMES = frozenset(["instruct", "full", "complete"])  # words that models' names end with
_BACKENDS = "anthropic|bedrock|google|gptqmodel|hf|mistral|ollama|openai|openvino|vllm"
_TAIL = re.compile(r"[-_.](?:eval|evalperf)_results(?:\.brief)?|_pass_at_k", re.IGNORECASE)
_TEMPERATURE = re.compile(rf"(.+?)(?:_({_BACKENDS}))?_temp_([0-9]+(?:\.[0-9]+)?).*", re.DOTALL)
_BIGCODEBENCH = re.compile(r"(.+?)--bigcodebench-(hard-)?(complete|instruct)--([a-z]+)-([0-9.]+)-([0-9]+).*", re.DOTALL)
_DAY = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}.*", re.DOTALL)
_LONGEST = 1000  # of a name that patterns are tried on


class PathFacts(Struct, frozen=True, kw_only=True):
    """The model, ``""`` when the path names none; the part of the path it was taken from; settings as text."""

    model: str
    place: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


def from_path(path: str, *, org_folder: bool = False) -> PathFacts:
    """What ``path`` tells of the run in the file.

    First by the names that tools give: ``<org>--<model>_<backend>_temp_<T>_eval_results.json``,
    ``<org>--<model>--<revision>--bigcodebench-<split>--<backend>-<T>-<n>...``. Then what remains of the file's
    name without words such as ``samples``, ``humaneval`` and ``results``; then the nearest folder that such
    words do not name wholly. With ``org_folder`` the layout is ``<org>/<model>...``.
    """
    *folders, name = PurePosixPath(path).parts or ("",)
    stem = _TAIL.sub("", PurePosixPath(name).stem)
    facts = _as_generated(stem[:_LONGEST])
    if facts is not None:
        return facts
    if model := _without_words(stem):
        org = f"{folders[-1]}/" if org_folder and folders and _names_something(folders[-1]) else ""
        return PathFacts(model=org + with_slash(model), place="the file's name" + (" and its folder's" if org else ""))
    for folder in reversed(folders):
        if _names_something(folder):
            return PathFacts(model=with_slash(folder), place="a folder's name")
    return PathFacts(model="")


def with_slash(name: str) -> str:
    """A model's name as its publisher writes it: ``org--model`` in file names stands for ``org/model``.

    >>> with_slash("Qwen--Qwen2.5-7B")
    'Qwen/Qwen2.5-7B'
    """
    org, separator, model = name.partition("--")
    return f"{org}/{model}" if separator and org and model else name


def with_revision(name: str) -> tuple[str, Mapping[str, str]]:
    """The model and, as a setting, its revision from ``org--model--revision``.

    >>> with_revision("Qwen--Qwen2.5-7B--main")
    ('Qwen/Qwen2.5-7B', {'model revision': 'main'})
    """
    org, *rest = name.split("--", 2)
    revision = {"model revision": rest[1]} if len(rest) == 2 else {}
    return with_slash("--".join([org, *rest[:1]])), revision


def _as_generated(stem: str) -> PathFacts | None:
    if fit := _BIGCODEBENCH.fullmatch(stem):
        model, hard, split, backend, temperature, samples = fit.groups()
        settings = {"split": split, "backend": backend, "temperature": temperature, "samples per task": samples}
        if hard:
            settings["subset"] = "hard"
        name, revision = with_revision(model)
        return PathFacts(model=name, place="the file's name", settings={**settings, **revision})
    if fit := _TEMPERATURE.fullmatch(stem):
        model, backend, temperature = fit.groups()
        settings = {"backend": backend} if backend else {}
        settings["temperature"] = temperature
        return PathFacts(model=with_slash(model), place="the file's name", settings=settings)
    return None


def _names_something(folder: str) -> bool:
    parts = [part.casefold() for part in re.split(r"[-_. +]+", folder) if part]
    return not _DAY.fullmatch(folder) and not _WORDS.issuperset(parts)


def _without_words(stem: str) -> str:
    """``stem`` without the words at its two ends that name no model."""
    parts = re.split(r"([-_. +]+)", stem)
    is_word = [not part or part.casefold() in _WORDS for part in parts[::2]]
    first = next((index for index, word in enumerate(is_word) if not word), len(is_word))
    last = len(is_word)
    while last > first and is_word[last - 1] and parts[2 * last - 2].casefold() not in _NOT_IN_NAMES:
        last -= 1
    return "".join(parts[2 * first : 2 * last - 1])
