"""One metric's cells to numbers: what is missing, what is percent, what is no number."""

import math

import pytest

from evalsite.readers.numbers import counts, read


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "N/A", "n/a", "NA", "null", "None", "NULL", "?", "nan", "NaN"])
def test_missing_is_nan_and_no_problem(cell: str) -> None:
    numbers = read("bleu", ["27.5", cell])
    assert numbers.values[0] == 27.5
    assert math.isnan(numbers.values[1])
    assert not numbers.faults


@pytest.mark.parametrize("cell", ["83.1 ± 0.4", "83.1±0.4", "83.1 +- 0.4", "83.1 +/- 0.4", " 83.1 +/-0.4 "])
def test_a_value_with_its_standard_error(cell: str) -> None:
    numbers = read("bleu", [cell, "80"])
    assert numbers.values == [83.1, 80.0]
    assert numbers.stderrs is not None
    assert numbers.stderrs[0] == 0.4
    assert math.isnan(numbers.stderrs[1])


def test_percent_moves_the_decimal_point_without_losing_a_digit() -> None:
    numbers = read("pass@1", ["12.3%", "28.999999999999996 %", "1.5e1%", "0.07 ± 0.01%", "7%"])
    assert numbers.values == [0.123, 0.28999999999999996, 0.15, 0.0007, 0.07]
    assert numbers.stderrs is not None
    assert numbers.stderrs[3] == 0.0001


def test_a_proportion_without_signs_is_percent_or_fraction_as_a_whole() -> None:
    percent = read("pass@1", ["0.5", "61.6", "-"], ["0.1", "1.2", ""])
    assert percent.values[:2] == [0.005, 0.616]
    assert percent.stderrs is not None
    assert percent.stderrs[:2] == [0.001, 0.012]
    assert percent.inferred == ['"pass@1" is taken as percent: some are above 1.']
    fraction = read("pass@1", ["0.5", "1"])
    assert fraction.values == [0.5, 1.0]
    assert fraction.inferred == ['"pass@1" is taken as fractions of 1: none is above 1.']


def test_signs_in_some_cells_only_are_one_problem_for_the_column() -> None:
    numbers = read("pass@1", ["12.3%", "0.5", "0.7 ± 0.1", "-"])
    assert numbers.values[0] == 0.123
    assert all(map(math.isnan, numbers.values[1:]))
    assert numbers.stderrs is not None
    assert all(map(math.isnan, numbers.stderrs))
    (fault,) = numbers.faults
    assert (fault.whole, fault.cell, fault.found) == (True, 1, "0.5")
    assert "1 have one and 2 have none" in fault.expected
    assert 'scale: {"pass@1": percent}' in fault.advice


@pytest.mark.parametrize(("scale", "value"), [("percent", 0.005), ("fraction", 0.5)])
def test_a_declared_scale_decides_over_all_and_a_sign_stays_a_percent(scale: str, value: float) -> None:
    numbers = read("speed", ["12.3%", "0.5"], scale=scale)  # type: ignore[arg-type]
    assert numbers.values == [0.123, value]
    assert not numbers.faults


def test_a_sign_makes_a_proportion_of_a_metric_that_nobody_knows() -> None:
    assert read("our metric", ["12.3%", "150%"]).values == [0.123, 1.5]
    assert read("our metric", ["12.3", "150"]).values == [12.3, 150.0]


def test_what_is_no_proportion_is_left_blank_and_does_not_decide_the_scale() -> None:
    numbers = read("acc", ["0.5", "-1", "0.7"])
    assert numbers.values[::2] == [0.5, 0.7]
    assert math.isnan(numbers.values[1])
    assert [(fault.cell, fault.found) for fault in numbers.faults] == [(1, "-1")]


@pytest.mark.parametrize(
    "cell", ["true", "1_000", "fast", "0x10", "１２", "1e", "--", "(0.5)", "0.5 ± x", "1e9999999999"]
)
def test_what_python_or_a_spreadsheet_might_take_for_a_number(cell: str) -> None:
    numbers = read("bleu", ["1", cell])
    assert math.isnan(numbers.values[1])
    assert [(fault.cell, fault.found, fault.expected) for fault in numbers.faults] == [(1, cell, "expected a number")]


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "∞", "1e999", "9" * 400])
def test_infinite_is_no_value(cell: str) -> None:
    numbers = read("avg_time", ["1", cell])
    assert math.isnan(numbers.values[1])
    assert [fault.expected for fault in numbers.faults] == ["expected a finite number"]


def test_thousands_where_nothing_else_can_be_meant() -> None:
    numbers = read("avg_time", ["1,234.5", "12,345", "1,234,567"])
    assert numbers.values == [1234.5, 12345.0, 1234567.0]
    assert numbers.inferred == ['Commas in "avg_time" separate thousands.']


@pytest.mark.parametrize("cell", ["0,5", "12,34", "1.234,5", "1,234"])
def test_a_decimal_comma_is_asked_about(cell: str) -> None:
    (fault,) = read("avg_time", ["10", cell]).faults
    assert fault.found == cell
    assert fault.expected == "expected a number with a decimal point, but this one has a comma"


def test_a_typographic_minus_is_a_minus() -> None:
    assert read("elo", ["−3.5"]).values == [-3.5]


def test_standard_errors_are_finite_and_not_negative() -> None:
    numbers = read("bleu", ["1", "2", "3 ± -1"], ["-0.1", "inf", ""])
    assert numbers.values == [1.0, 2.0, 3.0]
    assert sorted((fault.cell, fault.beside) for fault in numbers.faults) == [(0, True), (1, True), (2, False)]


def test_only_text_is_told_from_nothing_at_all() -> None:
    assert read("colour", ["red", "-", "blue"]).only_text
    assert not read("colour", ["red", "1"]).only_text
    assert not read("colour", ["", "-"]).only_text


def test_numbers_of_samples_are_above_zero() -> None:
    numbers = counts(["164", "0", "-5", "all", ""])
    assert numbers.values[0] == 164.0
    assert all(map(math.isnan, numbers.values[1:]))
    assert sorted(fault.found for fault in numbers.faults) == ["-5", "0", "all"]
