"""bigcode-evaluation-harness: numbers by task, and the arguments of the command that made them under ``config``."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import escape, first_text, settings, text
from evalsite.readers.ledger import Ledger
from evalsite.readers.lm_harness import model as evaluated
from evalsite.readings import Reading, Reason, RunFacts

_ARGUMENTS = ("allow_code_execution", "n_samples", "metric_output_path")


class BigCodeHarness:
    """Format ``bigcode-harness``: one file is one run of one model over one or more tasks."""

    name = "bigcode-harness"

    def sniff(self, document: Document) -> str | None:
        """The arguments that only this tool has."""
        data = document.json
        config = data.get("config") if isinstance(data, dict) else None
        fits = isinstance(config, dict) and all(argument in config for argument in _ARGUMENTS)
        return "`config` with `allow_code_execution`" if fits else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a task and metric."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        config = document.json["config"]
        model = _model(ledger, config)
        run = f"{model} {first_text(config.get('metric_output_path'))}".strip()
        cells = {
            "model": model,
            "run": run,
            "version": PurePosixPath(first_text(config.get("custom_test"))).name,
            "shots": text(config.get("n_shot")),
        }
        for task, numbers in document.json.items():
            if task != "config":
                _add(ledger, task, numbers, cells)
        ledger.expect("at least one task with its numbers beside `config`")
        ledger.runs[run] = RunFacts(model=model, tool="bigcode-evaluation-harness", settings=settings(config))
        return ledger.reading()


def _model(ledger: Ledger, config: Mapping[str, Any]) -> str:
    """The model that made the programs: not ``model`` when they were loaded, which then is only the default."""
    loaded = first_text(config.get("load_generations_path"))
    if not loaded:
        said = first_text(config.get("peft_model"), config.get("model"))
        found = evaluated(said, {"revision": text(config.get("revision"))}, ledger.document, ledger.rule)
        if found.inferred:
            ledger.inferred.append(found.inferred)
        return found.name
    if ledger.rule and ledger.rule.model:
        return ledger.rule.model
    name = PurePosixPath(loaded.replace("\\", "/")).parent.name
    if name:
        default = quoted(text(config.get("model")))
        ledger.inferred.append(
            f"The model is {quoted(name)}, the folder of `load_generations_path`: the programs were loaded from there,"
            f" and {default} under `model` did not write them."
        )
    return name


def _add(ledger: Ledger, task: str, numbers: Any, cells: Mapping[str, str]) -> None:
    place = f"/{escape(task)}"
    if not isinstance(numbers, dict) or not numbers:
        ledger.problem(place, numbers, "an object with numbers by metric, such as `pass@1`")
        ledger.leave_out(Reason.UNREADABLE, 1, place, "no numbers by metric")
        return
    for metric, said in numbers.items():
        at = f"{place}/{escape(metric)}"
        about = known(metric)
        if about is not None and about.proportion:
            value = ledger.proportion(said, at, metric, percent=False)
        else:
            value = ledger.number(said, at, quoted(metric))
        ledger.row(benchmark=task, metric=metric, value=value, pointer=at, **cells)
