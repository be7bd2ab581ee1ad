"""Where samples are counted: DuckDB in this process, Spark, or any other backend of Ibis."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from evalsite.config import Config
from evalsite.config.places import Path as SettingPath
from evalsite.errors import EvalsiteError, did_you_mean, quoted
from evalsite.runs.privacy import private
from evalsite.samples.stores import Files

Table = Any
"""A table of Ibis, which is published without types."""

_QUIET: Mapping[str, Any] = {
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,  # no query reads a variable of ours
}
_SPARK = {
    "spark.ui.enabled": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a model named 007 stays it
}


class Engine(Struct, frozen=True, kw_only=True):
    """A connection, and how it reads files. ``secrets`` are texts that no message may hold."""

    name: str
    connection: Any
    read: Callable[[Any, Files], Table]
    secrets: tuple[str, ...] = ()

    def table(self, name: str) -> Table:
        """The table ``name``, or ``database.name``, or ``catalog.database.name``."""
        *database, table = name.split(".")
        return self.connection.table(table, database=tuple(database) if database else None)

    def said(self, error: Exception, root: Path) -> str:
        """The first line of what the engine says, without secrets, ``root`` and other places that look private."""
        text = str(error).replace(f"{root}/", "").strip().partition("\n")[0] or type(error).__name__
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return " ".join("…" if private("", word) else word for word in text.split(" "))


@contextmanager
def connected(config: Config, root: Path) -> Iterator[Engine]:
    """The engine that the settings name, connected, until the block ends.

    Raises:
        EvalsiteError: there is no such engine, it is not installed, or it cannot be reached.
    """
    name = config.samples.engine
    with ExitStack() as stack:
        _check(config, name)
        arguments = _arguments(config)
        connect, read = _KNOWN.get(name, (_any, _read_any))
        try:
            connection = connect(name, arguments, root, stack)
        except ImportError as error:
            raise _not_installed(config, name) from error
        except Exception as error:
            secrets = _secrets(config)
            reason = Engine(name=name, connection=None, read=read, secrets=secrets).said(error, root)
            raise _wrong(
                config,
                ("samples", "engine"),
                name,
                f"expected an engine that can be reached, but it says {quoted(reason)}",
                "Correct `connect:`, or start the engine.",
            ) from error
        yield Engine(name=name, connection=connection, read=read, secrets=_secrets(config))


# DuckDB


def _duckdb(_: str, arguments: Mapping[str, Any], root: Path, stack: ExitStack) -> Any:
    import ibis

    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="evalsite-samples-"))
    options = {**_QUIET, "temp_directory": folder, **arguments}
    connection = ibis.duckdb.connect(**_below(root, options))
    stack.callback(connection.disconnect)
    return connection


def _read_duckdb(connection: Any, files: Files) -> Table:
    hive = {"hive_partitioning": True, "hive_types_autocast": False} if files.partitions else {}
    paths = files.quoted(lambda wild: f"[{wild}]")
    if files.format == "parquet":
        return connection.read_parquet(paths, **hive)
    columns = dict.fromkeys((name for name in files.columns if name not in files.partitions), "VARCHAR")
    # A line that is no JSON becomes a sample without anything, which is counted and named.
    options = {"format": "newline_delimited", "ignore_errors": True, **hive}
    return connection.read_json(paths, columns=columns, **options)


# Spark


def _spark(_: str, arguments: Mapping[str, Any], __: Path, stack: ExitStack) -> Any:
    import ibis
    from pyspark.sql import SparkSession

    ours = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.appName("evalsite")
    for key, value in {**_SPARK, **arguments}.items():
        builder = builder.config(key, str(value).lower() if isinstance(value, bool) else str(value))
    session = builder.getOrCreate()
    if ours:
        stack.callback(session.stop)
    return ibis.pyspark.connect(session)


def _read_spark(connection: Any, files: Files) -> Table:
    from ibis import util
    from pyspark.sql.types import StringType, StructField, StructType

    reader = connection._session.read  # noqa: SLF001 - Ibis reads one path where Spark reads many
    if files.base and files.partitions:
        reader = reader.option("basePath", files.base)
    paths = files.quoted(lambda wild: f"\\{wild}")
    if files.format == "parquet":
        frame = reader.parquet(*paths)
    else:
        schema = StructType([StructField(name, StringType()) for name in files.columns])
        frame = reader.schema(schema).json(paths)
    name = util.gen_name("samples")
    frame.createOrReplaceTempView(name)
    return connection.table(name)


# Any other


def _any(name: str, arguments: Mapping[str, Any], root: Path, stack: ExitStack) -> Any:
    import ibis

    if "url" in arguments:
        rest = {key: value for key, value in arguments.items() if key != "url"}
        connection = ibis.connect(arguments["url"], **rest)
    else:
        connection = getattr(ibis, name).connect(**_below(root, arguments))
    stack.callback(connection.disconnect)
    return connection


def _read_any(connection: Any, files: Files) -> Table:
    read = connection.read_parquet if files.format == "parquet" else connection.read_json
    return read(list(files.paths))


_KNOWN = {"duckdb": (_duckdb, _read_duckdb), "spark": (_spark, _read_spark)}


# What the settings say


def _arguments(config: Config) -> dict[str, Any]:
    """The engine's own settings, each text read as the number or answer that it is.

    Raises:
        EvalsiteError: one of them is to come from the environment, and is not there.
    """
    problems, said = [], {}
    for key, text in config.samples.connect.items():
        value = os.environ.get(text[1:]) if text.startswith("$") else text
        if value is None:
            problems.append(
                config.places.problem(
                    ("samples", "connect", key),
                    found=text,
                    expected="expected a variable of the environment, but it is not set",
                    advice="Set it where the site is built, or write the value here.",
                )
            )
        else:
            said[key] = _plain(value)
    if problems:
        raise EvalsiteError(problems)
    return said


def _plain(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else str(text)


def _secrets(config: Config) -> tuple[str, ...]:
    """What came from the environment: it was not meant to be read by all."""
    names = [text[1:] for text in config.samples.connect.values() if text.startswith("$")]
    return tuple(value for name in names if (value := os.environ.get(name)))


def _below(root: Path, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A database in a file is looked for beside evalsite.yml, wherever the command runs."""
    database = str(arguments.get("database", ":"))
    if ":" in database or not (root / database).parent.is_dir():
        return dict(arguments)
    return {**arguments, "database": str(root / database)}


def _check(config: Config, name: str) -> None:
    import ibis

    backends = sorted({"spark", *(entry.name for entry in ibis.util.backend_entry_points())})
    if name not in backends:
        expected = f"expected an engine that there is: {', '.join(backends)}"
        raise _wrong(config, ("samples", "engine"), name, expected, did_you_mean(name, backends))


def _not_installed(config: Config, name: str) -> EvalsiteError:
    package = "evalsite[spark]" if name in ("spark", "pyspark") else f"ibis-framework[{name}]"
    expected = "expected an engine that is installed, but this one is not"
    return _wrong(config, ("samples", "engine"), name, expected, f"Run: pip install '{package}'")


def _wrong(config: Config, path: SettingPath, found: str, expected: str, advice: str) -> EvalsiteError:
    return EvalsiteError(config.places.problem(path, found=found, expected=expected, advice=advice))
