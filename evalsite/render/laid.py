"""Text that stands in columns, joined at once: there may be a hundred thousand parts."""

from collections.abc import Sequence

from msgspec.json import encode


def laid(columns: Sequence[str | Sequence[str]], end: str) -> str:
    """The first of all ``columns``, ``end``, the second of all columns, and so on.

    A column that is one text is the same in each line; at least one is a sequence.

    Raises:
        ValueError: the columns are not of one length.
    """
    step = len(columns) + 1
    count = next(len(column) for column in columns if not isinstance(column, str))
    parts = [*(column if isinstance(column, str) else "" for column in columns), end] * count
    for place, column in enumerate(columns):
        if not isinstance(column, str):
            parts[place::step] = column
    return "".join(parts)


def exactly(values: Sequence[float | None]) -> list[str]:
    """Each number by the shortest text that is read as the same number; anything where there is none."""
    return encode(values).decode("ascii")[1:-1].split(",") if values else []  # five times as fast as ``repr``
