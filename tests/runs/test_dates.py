"""Which date is the latest, and when that cannot be said."""

import pytest

from evalsite.runs.dates import latest, may_be_one, moment


@pytest.mark.parametrize(
    ("dates", "place"),
    [
        (["2024-05-01", "2024-05-02"], 1),
        (["2024-05-02T10:00", "2024-05-01"], 0),
        (["2024-05-01T10:00:01.5", "2024-05-01T10:00:01.25"], 0),
        (["2024-05-01T10:00Z", "2024-05-01T11:00+02:00"], 0),
        (["2024", "2025-01"], 1),
        (["2024-05-01T10:00", "2024-05-09T10:00Z"], 1),
        (["2024-05-01T10:00", "2024-05-01T11:00", "2024-05-01T12:00"], 2),
    ],
)
def test_the_latest_is_after_all_others(dates: list[str], place: int) -> None:
    assert latest(dates) == place


@pytest.mark.parametrize(
    "dates",
    [
        ["2024-05-01", "2024-05-01"],
        ["2024-05-01", ""],
        ["2024-05-01", "yesterday"],
        ["2024-05-01", "2024-05-01T23:59"],
        ["2024-05-01T10:00", "2024-05-01T12:00Z"],
        ["2024-05-01", "2024-05-02T10:00Z"],
        ["2024-05", "2024-05-31"],
        ["2024-02-30", "2024-01-01", "2024-03-01"],
    ],
)
def test_dates_that_do_not_decide(dates: list[str]) -> None:
    assert latest(dates) is None


def test_a_date_keeps_its_precision_and_its_lack_of_a_zone() -> None:
    said = moment("2024-05-01T18:37")
    assert said is not None
    assert (said.precision, said.zoned) == ("minute", False)


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [("", "2024-05-01", True), ("2024-05-01", "2024-05-01T10:00", True), ("2024-05-01", "2024-05-02", False)],
)
def test_dates_of_what_may_be_one_run(one: str, other: str, may: bool) -> None:
    assert may_be_one(one, other) is may_be_one(other, one) is may
