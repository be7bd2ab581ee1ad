"""Parquet tables, read by DuckDB, through the same path as a CSV file."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.readers.base import Document, FileRule
from evalsite.readers.rows import refusal, tidy
from evalsite.readers.table import NoTableError, Table
from evalsite.readings import Reading, Reason

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MAGIC = b"PAR1"
MOST_CELLS = 5_000_000
MOST_TEXT = 256 * 1024 * 1024
"""The most bytes that all cells of a table may have as text, whatever they are compressed to."""
_NESTED = frozenset(["list", "array", "struct", "map", "union", "variant", "blob"])
_BOUNDS: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "memory_limit": "1GB",
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # no query reads a variable of ours
}


class ParquetTable:
    """Format ``parquet``."""

    name = "parquet"

    def sniff(self, document: Document) -> str | None:
        """The four bytes that Parquet files begin with."""
        return "the mark of Parquet files" if document.data.startswith(_MAGIC) else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:
        """The table's rows."""
        try:
            reading = tidy(_parse(document), document, rule)
        except NoTableError as error:
            reading = refusal(document.shown, error, Reason.UNKNOWN_FORMAT)
        except EvalsiteError as error:
            reading = refusal(document.shown, error)
        return replace(reading, format=self.name)


def _parse(document: Document) -> Table:
    """The table, its cells as text; places are line numbers as if the header stood on line 1.

    Raises:
        EvalsiteError: the file is broken, or its table is too large.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config=_BOUNDS) as database:
        path = Path(folder) / "results.parquet"
        path.write_bytes(document.data)
        try:
            return _table(_locked(database, str(path)), document)
        except (duckdb.Error, RuntimeError, ValueError) as error:  # the last two where damaged text becomes Python's
            reason = str(error).partition("\n")[0].replace(str(path), document.path)
            expected = f"expected a Parquet file that is whole, but DuckDB says {quoted(reason)}"
            raise _refused(document, expected, "Write the file again with the tool that made it.") from error


def _locked(database: "DuckDBPyConnection", path: str) -> "DuckDBPyConnection":
    """The database with the file as the view ``results``, and without a way to any other file."""
    literal = "'" + path.replace("'", "''") + "'"
    database.execute(f"SET allowed_paths = [{literal}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    database.execute(f"CREATE VIEW results AS SELECT * FROM read_parquet({literal})")  # noqa: S608 (a literal of ours)
    return database


def _table(database: "DuckDBPyConnection", document: Document) -> Table:
    schema = database.sql("SELECT * FROM results LIMIT 0")
    names, types = schema.columns, [kind.id for kind in schema.types]
    cells = _count(database, "SELECT count(*) FROM results") * len(names)
    _check(document, cells, MOST_CELLS, "cells")
    _check(
        document, _count(database, "SELECT sum(strlen(columns(*)::VARCHAR)) FROM results"), MOST_TEXT, "bytes of text"
    )
    rows = database.sql("SELECT coalesce(columns(*)::VARCHAR, '') FROM results").fetchall()
    nested = [at for at, kind in enumerate(types) if kind in _NESTED]
    return Table(
        shown=document.shown,
        header=tuple(names),
        columns=tuple(zip(*rows, strict=True)) if rows else ((),) * len(names),
        places=range(2, len(rows) + 2),
        nested=frozenset((row, at) for at in nested for row in range(len(rows))),
        inferred=("The lines are those of the table's rows, as if its header stood on line 1.",),
    )


def _count(database: "DuckDBPyConnection", query: str) -> int:
    """The sum of the numbers in the one row that the query gives."""
    rows: Sequence[tuple[int | None, ...]] = database.sql(query).fetchall()
    return sum(int(number or 0) for number in rows[0])


def _check(document: Document, found: int, most: int, what: str) -> None:
    if found > most:
        expected = f"expected at most {most:,} {what}, but there are {found:,}"
        raise _refused(document, expected, "Split it, or keep the rows that are results.")


def _refused(document: Document, expected: str, advice: str) -> EvalsiteError:
    return EvalsiteError(Problem(file=document.shown, expected=expected, advice=advice, severity="record"))
