"""Reading a text as a file of the results folder, and its rows as tuples."""

from collections.abc import Callable
from typing import Any

import pytest

from evalsite.readers import registry
from evalsite.readers.base import Document, FileRule
from evalsite.results import Reading

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read() -> Read:
    """``read("model,acc\\na,0.5", "mbpp.csv", benchmark="mbpp")``: the reading, with a rule of these settings."""

    def read_text(text: str | bytes, path: str = "mbpp.csv", **settings: Any) -> Reading:
        data = text if isinstance(text, bytes) else text.encode()
        rule = FileRule(match=path, **settings) if settings else None
        return registry.read(Document(path=path, shown=f"results/{path}", data=data), rule)

    return read_text


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[tuple[Any, ...]]]:
    """``rows(reading, "model", "value")``: these columns, a tuple a row, in the order of the reading."""

    def as_tuples(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
        return list(zip(*(reading.columns[name] for name in names), strict=True))

    return as_tuples


@pytest.fixture(scope="session")
def said() -> Callable[[Reading], list[str]]:
    """The problems of a reading as they are printed."""
    return lambda reading: [str(problem) for problem in reading.problems]
