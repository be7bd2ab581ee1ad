"""From the text cells of one metric to numbers in one unit.

A proportion is a fraction of 1 inside. Whether a file gives it in percent is decided for the metric as a
whole, never for a cell: 0.5 may be a half, or half a percent.
"""

import math
import re
from collections.abc import Sequence
from typing import Literal, cast

import numpy as np
from jiter import from_json
from msgspec import Struct, field
from msgspec.structs import replace

from evalsite.errors import quoted
from evalsite.metrics import known
from evalsite.readers.table import NumberCells

Scale = Literal["percent", "fraction"]

MISSING = frozenset(["", "-", "—", "–", "n/a", "na", "null", "none", "?", "nan"])
_PLAIN = b"0123456789+-.eE,nul"
"""What numbers, null and commas between them are made of."""
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?"
_GROUPS = r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?"
_CELL = re.compile(
    rf"({_NUMBER}|{_GROUPS})\s*(%?)(?:\s*(?:±|\+-|\+/-)\s*({_NUMBER}|{_GROUPS}|[^\d\s%]*)\s*(%?))?", re.ASCII
)
_SURE_GROUPS = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]*)?|,[0-9]{3}\.[0-9]*)(?![0-9,])", re.ASCII
)
_INFINITE = re.compile(r"[+-]?inf(?:inity)?|∞|[+-]∞", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9.]*,[0-9]+\s*%?", re.ASCII)
_LONGEST = 500  # of a cell; bounds what a hostile one can cost the patterns
_A_NUMBER = "Write a number, or leave the cell empty when there is none."


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong with one cell, by its index, or with the ``whole`` column, of which it is the first example.

    ``beside`` says that the cell is not the value's own, but that of its standard error.
    """

    cell: int
    found: str
    expected: str
    advice: str
    whole: bool = False
    beside: bool = False


class Numbers(Struct, kw_only=True):
    """The numbers of one metric: NaN where there is none, or where there is a fault.

    ``stderrs`` is None when no cell has a standard error. ``only_text`` says that there are cells with
    something in them, and not one of them is a number.
    """

    values: list[float] = field(default_factory=list)
    stderrs: list[float] | None = None
    faults: list[Fault] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)
    only_text: bool = False


def read(
    metric: str, cells: Sequence[str], stderrs: Sequence[str] | None = None, scale: Scale | None = None
) -> Numbers:
    """The numbers in the cells of ``metric``, with ``stderrs`` beside them, as ``scale`` or as found out."""
    said = _Cells.read(cells)
    numbers = Numbers(faults=said.faults, only_text=said.only_text)
    if said.commas:
        numbers.inferred.append(f"Commas in {quoted(metric)} separate thousands.")
    percent = _percent(metric, said, scale, numbers)
    numbers.values = said.floats(percent)
    if scale is None and _is_proportion(metric) and not is_within(numbers.values, 0, 1):
        _check_range(metric, cells, numbers)
    if said.plain is None:
        _check_finite(cells, numbers)
    if stderrs is not None or said.errors:
        beside = _Cells.read(stderrs) if stderrs is not None else None
        numbers.stderrs = _stderrs(said, beside, percent, numbers)
    return numbers


def counts(cells: Sequence[str]) -> Numbers:
    """The numbers of samples in ``cells``: above zero, or NaN."""
    said = _Cells.read(cells)
    numbers = Numbers(values=said.floats(percent=False), faults=said.faults)
    if said.plain is not None and is_within(numbers.values, math.ulp(0.0), math.inf):
        return numbers
    for index, value in enumerate(numbers.values):
        if value <= 0 or math.isinf(value) or index in said.signed:
            _reject(index, cells, numbers, "a number of samples above zero", _A_NUMBER)
    return numbers


class _Cells(Struct, kw_only=True):
    """Cells taken apart: ``""`` for no number; ``signed`` and ``errors`` by index.

    ``plain`` has the numbers when every cell is one and nothing else, or empty; then ``values`` are the cells.
    """

    values: Sequence[str]
    plain: list[float] | None = None
    signed: set[int] = field(default_factory=set)
    errors: dict[int, tuple[str, bool]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    commas: bool = False
    only_text: bool = False

    @classmethod
    def read(cls, cells: Sequence[str]) -> "_Cells":
        found = plain(cells)
        if found is None:
            stripped = [cell.strip() for cell in cells]
            cells = ["" if cell.casefold() in MISSING else cell for cell in stripped]
            found = plain(cells)
        if found is not None:
            return cls(values=cells, plain=found)
        values = [""] * len(cells)
        said = cls(values=values)
        groups = any(_SURE_GROUPS.match(cell) for cell in cells if "," in cell)
        for index, cell in enumerate(cells):
            values[index] = said.take(index, cell.replace("−", "-"), groups)
        said.only_text = bool(said.faults) and not any(values)
        return said

    @property
    def empty(self) -> bool:
        """Whether no cell has a number."""
        return not any(self.values) if self.plain is None else all(map(math.isnan, self.plain))

    def take(self, index: int, cell: str, groups: bool) -> str:
        """The number in a cell, as written; what else the cell holds is noted."""
        if cell.casefold() in MISSING:
            return ""
        fit = _CELL.fullmatch(cell) if len(cell) <= _LONGEST else None
        if not fit or ("," in cell and not groups) or not _error_fits(fit[3]):
            self.faults.append(_not_a_number(index, cell))
            return ""
        self.commas = self.commas or "," in cell
        signed = bool(fit[2] or fit[4])
        if signed:
            self.signed.add(index)
        if fit[3] and fit[3].casefold() not in MISSING:
            self.errors[index] = (fit[3].replace(",", ""), signed)
        return fit[1].replace(",", "")

    def floats(self, percent: bool) -> list[float]:
        """The numbers, NaN for none; those with a sign are in percent, and all others when ``percent``."""
        if self.plain is not None:
            return _fractions(self.values, self.plain) if percent else list(self.plain)
        each = enumerate(self.values)
        return [_number(text, percent or index in self.signed) if text else math.nan for index, text in each]


def _error_fits(error: str | None) -> bool:
    return error is None or error.casefold() in MISSING or re.fullmatch(rf"{_NUMBER}|{_GROUPS}", error) is not None


def plain(cells: Sequence[str], *, percent: bool = False) -> list[float] | None:
    """The cells as numbers when each is empty (NaN) or one that JSON could hold: the common case, and fast; else None.

    All are parsed at once by a parser that gives the same numbers as ``float``. Those in ``percent`` become fractions:
    the decimal point is moved in the text, so that no digit is lost. None of the numbers is infinite.
    """
    if isinstance(cells, NumberCells) and not percent:
        return cells.numbers
    if not cells:
        return []
    end = "e-2" if percent else ""
    try:
        return finite(_parsed(f"{end},".join(cells) + end, len(cells), percent=percent))
    except (ValueError, OverflowError):
        if all(cells):
            return None
    try:
        return finite(
            _parsed(",".join([cell + end if cell else "null" for cell in cells]), len(cells), percent=percent)
        )
    except (ValueError, OverflowError):
        return None


def _parsed(text: str, length: int, *, percent: bool) -> list[float]:
    """The ``length`` numbers between commas in ``text``, NaN for ``null``.

    Raises:
        ValueError: there is something else in it.
        OverflowError: a whole number is too large.
    """
    data = text.encode()
    if data.translate(None, delete=_PLAIN):
        raise ValueError("other characters than those of numbers")
    found: list[float | None] = from_json(b"[%b]" % data, allow_inf_nan=False)
    if len(found) != length:
        raise ValueError("more numbers than cells")
    if data.count(b"e" if percent else b".") == length:  # none is missing, and none is whole
        return cast(list[float], found)
    return [math.nan if number is None else float(number) for number in found]


def finite(numbers: list[float]) -> list[float] | None:
    """The same, None when one of them is infinite."""
    return numbers if math.isfinite(sum(numbers)) or not any(map(math.isinf, numbers)) else None


def _fractions(cells: Sequence[str], percents: Sequence[float]) -> list[float]:
    """The percents that stand in the cells as fractions; of cells without a text of their own by the shortest text."""
    if isinstance(cells, NumberCells):
        cells = ["" if math.isnan(number) else repr(number) for number in percents]
    found = plain(cells, percent=True)
    if found is not None:
        return found
    return [math.nan if cell in MISSING else _number(cell, percent=True) for cell in cells]


def is_within(values: Sequence[float], least: float, largest: float) -> bool:
    """Whether no number is less or larger; NaN is none."""
    if not values or (least <= min(values) and max(values) <= largest):  # a NaN that comes first makes this false
        return True
    said = _said(values)
    return len(said) < len(values) and is_within(said, least, largest)


def _said(values: Sequence[float]) -> Sequence[float]:
    """The values without NaN."""
    return [value for value in values if value == value] if math.isnan(sum(values)) else values


def _percent(metric: str, said: _Cells, scale: Scale | None, numbers: Numbers) -> bool:
    """Whether the numbers without a sign are in percent; those with one always are."""
    if scale is not None:
        return scale == "percent"
    if not said.signed:
        return _is_proportion(metric) and not said.empty and _looks_percent(metric, said, numbers)
    unsigned = [index for index, value in enumerate(said.values) if value and index not in said.signed]
    if unsigned:
        numbers.faults.append(_mixed(metric, said, unsigned))
        values = list(said.values)
        for index in unsigned:
            values[index] = ""
        said.values = values
    return True


def _looks_percent(metric: str, said: _Cells, numbers: Numbers) -> bool:
    values = _said(said.floats(percent=False))
    percent = max(values) > 1 and any(1 < value <= 100 for value in values)
    why = "some are above 1" if percent else "none is above 1"
    numbers.inferred.append(f"{quoted(metric)} is taken as {'percent' if percent else 'fractions of 1'}: {why}.")
    return percent


def _is_proportion(metric: str) -> bool:
    about = known(metric)
    return about is not None and about.proportion


def _mixed(metric: str, said: _Cells, unsigned: Sequence[int]) -> Fault:
    return Fault(
        cell=unsigned[0],
        whole=True,
        found=said.values[unsigned[0]],
        expected=(
            f"expected every number of {quoted(metric)} with a % sign or none, but {len(said.signed)} have one and"
            f" {len(unsigned)} have none, which are left out"
        ),
        advice=f"Write `scale: {{{quoted(metric)}: percent}}` (or fraction) under `files:` in evalsite.yml.",
    )


def _number(text: str, percent: bool) -> float:
    """The number, a percent as a fraction: the decimal point is moved in the text, so that no digit is lost."""
    if not percent:
        return float(text)
    mantissa, _, exponent = text.lower().partition("e")
    return float(f"{mantissa}e{int(exponent or 0) - 2}")


def _stderrs(said: _Cells, beside: _Cells | None, percent: bool, numbers: Numbers) -> list[float]:
    """The standard error of each value, in its unit: the one in the cell itself, else the one beside it."""
    errors = np.array(beside.floats(percent) if beside else [math.nan] * len(said.values))
    numbers.faults.extend(replace(fault, beside=True) for fault in (beside.faults if beside else ()))
    for index, (text, signed) in said.errors.items():
        errors[index] = _number(text, percent or signed)
    for index in np.flatnonzero((errors < 0) | np.isinf(errors)).tolist():
        expected = "a standard error that is finite and not negative"
        found = said.errors[index][0] if index in said.errors else f"{errors[index]:g}"
        fault = Fault(cell=index, found=found, expected=f"expected {expected}", advice=_A_NUMBER)
        numbers.faults.append(replace(fault, beside=index not in said.errors))
        errors[index] = math.nan
    errors[np.isnan(numbers.values)] = math.nan
    return list(errors.tolist())


def _check_range(metric: str, cells: Sequence[str], numbers: Numbers) -> None:
    for index, value in enumerate(numbers.values):
        if (value < 0 or value > 1) and not math.isinf(value):
            expected = f"a proportion in {quoted(metric)}: from 0 to 1, or from 0 to 100 in percent"
            advice = "Correct it, or write `scale:` under `files:` in evalsite.yml, which takes numbers as they are."
            _reject(index, cells, numbers, expected, advice)


def _check_finite(cells: Sequence[str], numbers: Numbers) -> None:
    if not any(map(math.isinf, numbers.values)):
        return
    for index, value in enumerate(numbers.values):
        if math.isinf(value):
            _reject(index, cells, numbers, "a finite number", _A_NUMBER)


def _reject(index: int, cells: Sequence[str], numbers: Numbers, expected: str, advice: str) -> None:
    numbers.faults.append(Fault(cell=index, found=cells[index], expected=f"expected {expected}", advice=advice))
    numbers.values[index] = math.nan


def _not_a_number(index: int, cell: str) -> Fault:
    if len(cell) > _LONGEST:
        return Fault(cell=index, found=cell, expected="expected a number of a usual length", advice=_A_NUMBER)
    if _INFINITE.fullmatch(cell):
        return Fault(cell=index, found=cell, expected="expected a finite number", advice=_A_NUMBER)
    if _DECIMAL_COMMA.fullmatch(cell):
        point = cell.replace(".", "").replace(",", ".")
        return Fault(
            cell=index,
            found=cell,
            expected="expected a number with a decimal point, but this one has a comma",
            advice=f"Write {point}, or the digits without a comma where it separates thousands.",
        )
    return Fault(cell=index, found=cell, expected="expected a number", advice=_A_NUMBER)
