"""HELM's tables by group: means over runs, in ``groups/json/<group>_<table>.json`` and ``groups/<group>.json``."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalsite.errors import quoted
from evalsite.metrics import Direction, known
from evalsite.readers.base import Document, FileRule
from evalsite.readers.json_text import first_text
from evalsite.readers.ledger import Ledger
from evalsite.readings import Reading, Reason, RunFacts

_MODEL = re.compile(r"(?:^|[,:-])model=([^,]+)")
_WIN_RATE = "Mean win rate"
_DIRECTIONS = {True: Direction.LOWER.value, False: Direction.HIGHER.value}


class HelmTables:
    """Format ``helm-table``: one table or a list of them, a row a model, a column a metric of a group of runs."""

    name = "helm-table"

    def sniff(self, document: Document) -> str | None:
        """A header and rows of cells, each cell an object."""
        data = document.json
        first = data[0] if data and isinstance(data, list) else data
        return "`header` and `rows` of cells" if _is_table(first) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """One row a cell; cells of columns in which no model has a number are left out."""
        ledger = Ledger(document=document, format=self.name, rule=rule)
        for place, table in _tables(document.json):
            if not _is_table(table):
                ledger.problem(place, table, "a table with `header` and `rows`")
                ledger.leave_out(Reason.UNREADABLE, 1, place, "no table")
            elif not _value(table["header"][0]).startswith("Model"):
                detail = "a table of groups, not of models"
                ledger.leave_out(Reason.IGNORED, len(table["rows"]) * (len(table["header"]) - 1), place, detail)
            else:
                _add_table(ledger, place, table)
        ledger.expect("rows of models with numbers")
        return ledger.reading()


def _tables(data: Any) -> Sequence[tuple[str, Any]]:
    if isinstance(data, list):
        return [(f"/{index}", table) for index, table in enumerate(data)]
    return [("", data)] if isinstance(data, dict) else []


def _is_table(data: Any) -> bool:
    header = data.get("header") if isinstance(data, dict) else None
    return (
        isinstance(header, list)
        and isinstance(data.get("rows"), list)
        and bool(header)
        and all(isinstance(cell, dict) and "value" in cell for cell in header)
    )


def _value(cell: Any) -> str:
    return first_text(cell.get("value")) if isinstance(cell, dict) else ""


def _add_table(ledger: Ledger, place: str, table: Mapping[str, Any]) -> None:
    rows, (suite, date) = list(_rows(ledger, place, table)), _suite(ledger.document)
    for at, head in enumerate(table["header"][1:], 1):
        benchmark, metric = _column(ledger, table, head)
        filled = any(_number_in(cells[at]) is not None for _, _, cells in rows)
        if not filled or not metric:
            column = quoted(f"{benchmark}: {metric}")
            reason, what = (
                (Reason.MISSING, f"no model has a number of {column}")
                if metric
                else (Reason.UNREADABLE, "a column without a name")
            )
            if rows:
                ledger.leave_out(reason, len(rows), f"{place}/header/{at}", what)
            continue
        for row_place, model, cells in rows:
            cells_about = {"benchmark": benchmark, "metric": metric, "model": model, "date": date}
            cells_about["run"] = f"{suite} {model}".strip()
            _add(ledger, f"{row_place}/{at}/value", cells[at], cells_about, head)
            ledger.runs.setdefault(cells_about["run"], RunFacts(model=model, tool="HELM", date=date))


def _suite(document: Document) -> tuple[str, str]:
    """The suite's name and date: from its summary.json, above the folder of the groups."""
    for name in ("../summary.json", "../../summary.json"):
        beside = document.sibling(name)
        said = beside.json if beside is not None else None
        if isinstance(said, dict):
            return first_text(said.get("suite")), first_text(said.get("date"))
    return "", ""


def _rows(ledger: Ledger, place: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str, Sequence[Any]]]:
    """Each row's place, its model and its cells, which are as many as the header has."""
    width = len(table["header"])
    for index, cells in enumerate(table["rows"]):
        at = f"{place}/rows/{index}"
        if not isinstance(cells, list) or len(cells) != width or not _value(cells[0]):
            ledger.problem(at, cells, f"{width} cells, the first of which names a model")
            ledger.leave_out(Reason.UNREADABLE, width - 1, at, "a row that does not fit the header")
        else:
            yield at, _model(ledger, cells), cells


def _model(ledger: Ledger, cells: Sequence[Any]) -> str:
    """The model's id where the row's runs all name one; else its title, which is all that the first cell has."""
    title = _value(cells[0])
    names = [name for cell in cells for name in _run_names(cell)]
    models = {fit[1] if (fit := _MODEL.search(name)) else "" for name in names}
    if len(models) != 1 or not (found := models.pop().replace("_", "/", 1)):
        return title
    ledger.inferred.append(f"The model {quoted(title)} is {quoted(found)}, from the names of its runs.")
    return found


def _run_names(cell: Any) -> Iterator[str]:
    names = cell.get("run_spec_names") if isinstance(cell, dict) else None
    return (name for name in (names if isinstance(names, list) else ()) if isinstance(name, str))


def _column(ledger: Ledger, table: Mapping[str, Any], head: Mapping[str, Any]) -> tuple[str, str]:
    """Benchmark and metric of a column; a win rate is one among the models of its table, which is its benchmark."""
    about = head.get("metadata")
    about = about if isinstance(about, dict) else {}
    name, group = first_text(head.get("value")), first_text(about.get("run_group"))
    metric, perturbed = first_text(about.get("metric")), first_text(about.get("perturbation"))
    title, stem, own = first_text(table.get("title")), ledger.document.stem, first_text(table.get("name"))
    if name == _WIN_RATE:
        return stem if stem.endswith(own) else f"{stem}_{own}", "win rate (mean)"
    if not metric:
        return title, name
    benchmark = group if name.startswith(f"{group} - ") or not title else f"{group} ({title})"
    return benchmark or title, f"{metric} ({perturbed})" if perturbed else metric


def _number_in(cell: Any) -> Any:
    return cell.get("value") if isinstance(cell, dict) else cell


def _add(ledger: Ledger, place: str, cell: Any, about_cell: Mapping[str, str], head: Mapping[str, Any]) -> None:
    metric = about_cell["metric"]
    said, about = _number_in(cell), known(metric)
    if said is None:
        value = math.nan
    elif about is not None and about.proportion:
        value = ledger.proportion(said, place, metric, percent=False)
    else:
        value = ledger.number(said, place, quoted(metric))
    lower = head.get("lower_is_better")
    ledger.row(
        value=value,
        direction=_DIRECTIONS[lower] if isinstance(lower, bool) else "",
        pointer=place,
        **about_cell,
    )
