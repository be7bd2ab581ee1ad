"""The settings of ``samples:``: where samples are, what their columns hold, and which engine counts them."""

from typing import Annotated, Literal

from pydantic import Field

from evalsite.config.part import Model
from evalsite.config.values import Maybe, Name, ReadOnly, Table

Draws = Annotated[int, Field(ge=1, le=100_000)]
"""The k of pass@k."""


class SampleColumns(Model):
    """Which column of the samples holds what. A sample is one attempt of one model at one item."""

    item: Name = Field(description="The column with the item: the task, the question.")
    model: Maybe[Name] = Field(None, description="The column with the model; otherwise `model:` names the one of all.")
    benchmark: Maybe[Name] = Field(
        None, description="The column with the benchmark; otherwise `benchmark:` names the one of all."
    )
    run: Maybe[Name] = Field(None, description="The column with the run; without one, a model has one run.")
    sample: Maybe[Name] = Field(
        None,
        description="The column that tells the samples of one item apart: with it, a sample that stands there twice"
        " is counted once.",
    )
    passed: Maybe[Name] = Field(
        None, description="The column that says whether the sample is right: `true` or `false`, 1 or 0."
    )
    score: Maybe[Name] = Field(None, description="The column with the sample's score, in the place of `passed`.")
    status: Maybe[Name] = Field(None, description="The column that says whether the attempt was completed or failed.")
    time: Maybe[Name] = Field(None, description="The column with the time that the sample took.")
    date: Maybe[Name] = Field(None, description="The column with the date; the latest one is that of the run.")


class SampleSource(Model):
    """Files of samples, or a table of them: either `files` or `table`."""

    files: Maybe[Name] = Field(
        None,
        description="The files: a pattern such as `samples/**/*.parquet`, a folder, or an address that the engine"
        " knows.",
    )
    table: Maybe[Name] = Field(None, description="A table that the engine has, in the place of files.")
    name: Maybe[Name] = Field(
        None, description="What the source is called on the site; its files or table if left out."
    )
    format: Maybe[Literal["parquet", "jsonl"]] = Field(
        None, description="The files' format, `parquet` or `jsonl`, where their names do not tell it."
    )
    columns: SampleColumns = Field(description="Which column holds what.")
    model: Maybe[Name] = Field(None, description="The model of all samples, where no column names it.")
    benchmark: Maybe[Name] = Field(None, description="The benchmark of all samples, where no column names it.")
    k: tuple[Draws, ...] = Field(
        (1,),
        min_length=1,
        description="For each k the metric pass@k: how likely one of k samples is right, where samples have `passed`.",
    )
    metric: Maybe[Name] = Field(
        None, description="The metric that is the mean of the column `score`; `score` if left out."
    )
    time_metric: Maybe[Name] = Field(
        None, description="The metric that is the mean over items of their median `time`; `time` if left out."
    )
    completed: tuple[Name, ...] = Field(
        ("ok", "completed", "success"), description="What the column `status` says of attempts that were completed."
    )
    failed: tuple[Name, ...] = Field(
        ("error", "crash", "timeout", "cancelled"),
        description="What it says of attempts that failed: they are wrong, score 0, and took no time that is known.",
    )

    @property
    def called(self) -> str:
        """What the source is called."""
        return self.name or self.files or self.table or ""


class SampleSettings(Model):
    """Where samples are counted into items, and which ones."""

    engine: Name = Field(
        "duckdb",
        description="What counts the samples: `duckdb` on this machine, `spark`, or another backend of Ibis.",
    )
    connect: Table[Name] = Field(
        default_factory=ReadOnly,
        description="How the engine is reached and set up, by its own names; `$NAME` is taken from the environment.",
    )
    sources: tuple[SampleSource, ...] = Field(
        (), description="Where the samples are; each entry is a source of its own."
    )
