"""Reading a text as a file of the results folder, and its rows as tuples."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evalsite.readers import folder, registry
from evalsite.readers.base import Document, FileRule
from evalsite.readings import Reading
from tests.readers.items_law import disagreements

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read() -> Read:
    """``read("model,acc\\na,0.5", "mbpp.csv", benchmark="mbpp")``: the reading, with a rule of these settings.

    Where a file has no problem, its rows are the means of its items: a law, held to unless it is not ``lawful``.
    """

    def read_text(text: str | bytes, path: str = "mbpp.csv", *, lawful: bool = True, **settings: Any) -> Reading:
        data = text if isinstance(text, bytes) else text.encode()
        rule = FileRule(match=path, **settings) if settings else None
        reading = registry.read(Document(path=path, shown=f"results/{path}", data=data), rule)
        if lawful and not reading.problems:
            assert [*disagreements(reading)] == []
        return reading

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


@pytest.fixture(scope="session")
def samples() -> Callable[[str], list[Reading]]:
    """``samples("inspect")``: a reading of every real file of this folder; skips where there are none."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "samples"

    @cache
    def read_all(name: str) -> list[Reading]:
        if not (folder / name).is_dir():
            pytest.skip(f"no sample files of {name} beside the checkout (shared/samples)")
        files = sorted(file for file in (folder / name).rglob("*") if file.is_file() and file.name != "README.md")
        paths = [(file, file.relative_to(folder).as_posix()) for file in files]
        return [registry.read(Document(path=path, shown=path, data=file.read_bytes())) for file, path in paths]

    return read_all


@pytest.fixture(scope="session")
def sample(samples: Callable[[str], list[Reading]]) -> Callable[[str, str], Reading]:
    """``sample("inspect", "logs/a.json")``: the reading of the one real file whose path ends so."""

    def read_one(name: str, ending: str) -> Reading:
        (found,) = [reading for reading in samples(name) if reading.file.endswith(ending)]
        return found

    return read_one


@pytest.fixture
def read_files(tmp_path: Path) -> Callable[..., dict[str, Reading]]:
    """``read_files({"run/stats.json": [...], "run/notes.txt": "..."})``: the readings of a folder, by path."""

    def read_all(files: Mapping[str, Any], *rules: FileRule) -> dict[str, Reading]:
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(data if isinstance(data, str) else json.dumps(data))
        readings, _ = folder.read_folder(tmp_path, rules, shown="results")
        return {reading.file.removeprefix("results/"): reading for reading in readings}

    return read_all
