"""Results files of lm-evaluation-harness up to 0.3, under any name, and the table of runs made of them for BLOOM."""

import math
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings, text
from evalsite.readers.ledger import Ledger
from evalsite.readers.lm_eval import A_TASK
from evalsite.readers.lm_harness import TOOL, Model, Scores, arguments, evaluated, model, spelled
from evalsite.readings import Reading, RunFacts

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)")
_HIGHER = ("mc1", "mc2", "mcc", "multiple_choice_grade", "exact_str_match", "exact", "best_exact", "best_f1")
_HIGHER_PARTS = ("HasAns_exact", "HasAns_f1", "NoAns_exact", "NoAns_f1", "rouge2")
_LOWER = ("ppl", "word_perplexity", "byte_perplexity", "bits_per_byte", "likelihood_difference")
_DIRECTIONS = {
    **dict.fromkeys((*_HIGHER, *_HIGHER_PARTS), Direction.HIGHER.value),
    **dict.fromkeys(_LOWER, Direction.LOWER.value),
}
"""What the harness's own metrics mean; of ``pct_stereotype`` neither end is better."""


class LmEvalLegacy:
    """Format ``lm-eval-legacy``: ``results``, ``versions`` and mostly ``config``, and no commas in the metrics."""

    name = "lm-eval-legacy"

    def sniff(self, document: Document) -> str | None:
        """Results and versions by task, and nothing of the later layout."""
        data = document.json
        if not isinstance(data, dict) or not {"results", "versions"} <= data.keys() or "configs" in data:
            return None
        parts = data["results"], data["versions"]
        if "config_general" in data or not all(isinstance(part, dict) for part in parts):
            return None
        if "config" in data:
            return "`results`, `versions` and `config`"
        return "`results` by task and time, and `versions`" if _timed(data["results"]) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a task and metric."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        config = ledger.part(document.json, "config")
        given = arguments(config.get("model_args"))
        evaluated_model = _model(first_text(evaluated(given)), given, document, rule)
        return _Run(ledger=ledger, document=document, rule=rule, config=config, model=evaluated_model).read()


def _timed(results: Mapping[str, Any]) -> bool:
    """Whether the first tasks hold their scores by time; then there is a level more."""
    first = list(islice(results.values(), 3))
    return bool(first) and all(isinstance(part, dict) and part and all(map(_TIME.fullmatch, part)) for part in first)


def _model(said: str, given: Mapping[str, str], document: Document, rule: FileRule | None) -> Model:
    """The model of ``model_args``; without them evalsite.yml, else the folder that the file stands in."""
    if said or (rule and rule.model):
        return model(said, given, document, rule)
    folder = document.pure_path.parent.name
    return Model(name=folder, inferred=f"The model is {quoted(folder)}, from its folder.")


class _Run:
    """One file while it is read."""

    def __init__(
        self, *, ledger: Ledger, document: Document, rule: FileRule | None, config: Mapping[str, Any], model: Model
    ) -> None:
        self.ledger, self.document, self.config, self.model = ledger, document, config, model
        self.versions = ledger.part(document.json, "versions")
        self.scores = Scores(ledger=ledger, scale=rule.scale if rule else {})
        self.shots = self.number_of_shots()
        self.keys: dict[str, str] = {}

    def read(self) -> Reading:
        results = self.document.json["results"]
        timed = _timed(results)
        for task, scores in self.ledger.objects(results, "/results"):
            place = f"/results/{escape(task)}"
            if timed:
                for time, inner in self.ledger.objects(scores, place):
                    self.add(task, inner, f"{place}/{escape(time)}", _date(time))
            else:
                self.add(task, scores, place, "")
        if self.model.name and self.model.inferred:
            self.ledger.inferred.append(self.model.inferred)
        return self.scores.reading(A_TASK)

    def add(self, task: str, scores: Mapping[str, Any], place: str, date: str) -> None:
        version, run = spelled(self.versions.get(task)), self.keys.get(date) or self.key(date)
        about = (task, self.model.name, run, math.nan, date, version, self.shots)
        self.scores.tasks.append((scores, place, about, _DIRECTIONS))

    def key(self, date: str) -> str:
        """The run's key: files of one model with equal shots belong together, as far as these files tell."""
        shots = f" {self.shots}-shot" if self.shots else ""
        key = self.keys[date] = f"{self.model.name}{shots} {date}".rstrip()
        self.ledger.runs[key] = RunFacts(model=self.model.name, tool=TOOL, date=date, settings=settings(self.config))
        return key

    def number_of_shots(self) -> str:
        """``num_fewshot``; a list of different ones is in the order of a command line that nobody kept."""
        said = self.config.get("num_fewshot")
        if not isinstance(said, list):
            return text(said) if isinstance(said, int) else ""
        several = [text(shots) for shots in said]
        if len(set(several)) < 2:
            return "".join(several[:1])
        self.ledger.inferred.append("The tasks have different numbers of shots; which has which is not told.")
        return "mixed: " + ", ".join(several)


def _date(time: str) -> str:
    fit = _TIME.fullmatch(time)
    return f"{fit[1]}T{fit[2]}:{fit[3]}:{fit[4]}" if fit else ""
