"""Who was measured under other conditions than the others, and so takes no rank or is not compared."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from evalsite.analysis.arrays import Codes
from evalsite.analysis.baselines import Point
from evalsite.analysis.comparison import Comparison
from evalsite.analysis.conditions import COMPARABLE
from evalsite.analysis.study import Findings
from evalsite.pages.atlas import Atlas
from evalsite.pages.model import Args, Literally, Message, Text
from evalsite.readings import CONDITIONS
from evalsite.runs.details import shown


def unranked(atlas: Atlas, findings: Findings) -> Iterator[Text]:
    """For each metric and condition, the models that take no rank for it, what theirs is, and what is usual."""
    for j, condition, found, rows in _groups(findings, findings.unusual, range(len(findings.board.models))):
        usual = _usual(findings, j, condition)
        args = _args(atlas, findings, j, condition, found, rows)
        yield Message("conditions.unranked", {**args, "usual": usual})


def assumed(atlas: Atlas, findings: Findings) -> Iterator[Text]:
    """That times whose environment is not told are compared nevertheless, where evalsite.yml says so."""
    timed = any(metric.speedup for metric in findings.board.metrics)
    if timed and atlas.config.assume_same_environment:
        yield Message("conditions.environment_assumed")


def uncompared(atlas: Atlas, findings: Findings, comparison: Comparison) -> Iterator[Text]:
    """For each metric and condition, the candidates that are not compared for it, what theirs is and the baseline's."""
    for j, condition, found, rows in _groups(findings, comparison.differing, comparison.rows):
        base = _word(findings, condition, comparison.point.rows[0], j)
        args = _args(atlas, findings, j, condition, found, rows)
        yield Message("conditions.uncompared", {**args, "base": base})


def divided(atlas: Atlas, findings: Findings, point: Point) -> Iterator[Text]:
    """For each metric of which there is no best, because the baseline's models differ, in what they do."""
    for j, code in enumerate(point.differing):
        if code != COMPARABLE:
            yield Message(
                "conditions.members",
                {
                    "metric": atlas.metric(findings.board.metrics[j]),
                    "condition": Message(f"conditions.{CONDITIONS[code]}"),
                },
            )


def _groups(findings: Findings, codes: Codes, rows: Sequence[int]) -> Iterator[tuple[int, int, Text, list[int]]]:
    """Metric, condition, what is said of it, and the rows of the board of which it is said."""
    for j in range(codes.shape[1]):
        groups: dict[tuple[int, str], list[int]] = defaultdict(list)
        for place in np.flatnonzero(codes[:, j] != COMPARABLE).tolist():
            condition = int(codes[place, j])
            groups[condition, _said(findings, condition, rows[place], j)].append(rows[place])
        for (condition, said), members in sorted(groups.items()):
            yield j, condition, _told(condition, said), members


def _args(atlas: Atlas, findings: Findings, j: int, condition: int, found: Text, rows: Sequence[int]) -> Args:
    return {
        "count": len(rows),
        "metric": atlas.metric(findings.board.metrics[j]),
        "models": atlas.some_models([findings.board.models[row] for row in rows]),
        "condition": Message(f"conditions.{CONDITIONS[condition]}"),
        "found": found,
    }


def _usual(findings: Findings, j: int, condition: int) -> Text:
    """What is said of a condition by the first value that is as usual."""
    usual = (findings.unusual[:, j] == COMPARABLE) & ~np.isnan(findings.board.values[:, j])
    return _word(findings, condition, int(np.argmax(usual)), j)


def _word(findings: Findings, condition: int, row: int, j: int) -> Text:
    return _told(condition, _said(findings, condition, row, j))


def _said(findings: Findings, condition: int, row: int, j: int) -> str:
    told = findings.board.conditions
    return told.word(condition, row, j) if told else ""


def _told(condition: int, said: str) -> Text:
    if not said:
        return Message("conditions.untold")
    text = shown(said, CONDITIONS[condition])
    return Message("run.redacted") if text is None else Literally(text)
