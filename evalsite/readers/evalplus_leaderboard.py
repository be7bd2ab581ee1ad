"""The ``results.json`` behind the EvalPlus leaderboard, and behind BigCodeBench's, which has the same shape."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from evalsite.metrics import Direction
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import as_found, escape
from evalsite.readers.ledger import Ledger
from evalsite.readings import Reading, Reason, RunFacts

_SPLITS = frozenset(["complete", "instruct"])
_METRIC = "pass@1"
_SNIFFED = 5


class EvalPlusLeaderboard:
    """Reads ``{model: {"pass@1": {benchmark: percent}, "link": ...}}``; null means not evaluated."""

    name = "evalplus-leaderboard"

    def sniff(self, document: Document) -> str | None:
        """Models with ``pass@1`` by benchmark, and a link."""
        entries = document.json.values() if isinstance(document.json, dict) else ()
        return "models with `pass@1` and `link`" if any(map(_is_entry, islice(entries, _SNIFFED))) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """A run for each model, a row for each benchmark."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        hard = _board(ledger)
        for model, entry in document.json.items():
            if _is_entry(entry) and model.strip():
                _add(ledger, model, entry, hard)
            else:
                ledger.problem(f"/{escape(model)}", entry, "a model's name with `pass@1` by benchmark and `link`")
                ledger.leave_out(Reason.UNREADABLE, 1, f"/{escape(model)}", "no entry of a leaderboard")
        elos = sum(_is_entry(entry) and entry.get("elo_mle") is not None for entry in document.json.values())
        if elos:
            ledger.leave_out(Reason.IGNORED, elos, "", "`elo_mle`: the file does not say what it was computed from")
        return ledger.reading()


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and "link" in entry and isinstance(entry.get(_METRIC), dict) and bool(entry[_METRIC])


def _board(ledger: Ledger) -> str:
    """What BigCodeBench's splits are splits of: only the file's name tells the hard subset from the full one."""
    entries: Mapping[str, Any] = ledger.document.json
    if not any(_SPLITS.intersection(entry[_METRIC]) for entry in entries.values() if _is_entry(entry)):
        return ""
    if ledger.rule and ledger.rule.benchmark:
        return ledger.rule.benchmark
    board = "bigcodebench-hard" if "hard" in ledger.document.stem.casefold() else "bigcodebench"
    ledger.inferred.append(f"The splits are those of {board}, from the file's name.")
    return board


def _add(ledger: Ledger, model: str, entry: Mapping[str, Any], board: str) -> None:
    for split, said in entry[_METRIC].items():
        pointer = f"/{escape(model)}/{_METRIC}/{escape(split)}"
        ledger.row(
            benchmark=f"{board}-{split}" if split in _SPLITS else split,
            model=model,
            run=model,
            metric=_METRIC,
            value=ledger.proportion(said, pointer, _METRIC, percent=True),
            direction=Direction.HIGHER.value,
            pointer=pointer,
        )
    ledger.runs[model] = RunFacts(
        model=model, tool="BigCodeBench" if board else "EvalPlus", settings=dict(_settings(entry))
    )


def _settings(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, said in entry.items():
        if name not in (_METRIC, "elo_mle") and said is not None and not isinstance(said, dict | list):
            yield name, as_found(said)
