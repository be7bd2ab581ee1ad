"""The one expression: samples in, one row an item out. Every engine runs the same.

Whether a sample stands there twice is the expensive question: to group by item and sample needs room for every
sample, where grouping by item needs room for the items only. So it is first asked cheaply: of each item the sum of
``2 ** sample`` is taken, and of n powers of two it has n bits set if, and only if, no two are alike. Only the models
of which that does not show it are grouped by sample, too.
"""

from collections.abc import Sequence

from evalsite.samples.columns import Fault, Samples
from evalsite.samples.engines import Table

WIDTH = 53
"""How many numbers of samples one sum tells apart: as many as floating point has bits for whole numbers."""


def items(samples: Samples, firsts: Sequence[int] = ()) -> Table:
    """For each item of each run: its ``rows``, the ``samples`` among them without a fault, ``failures``, ``points``.

    Where the source has them, ``time`` is the median over the samples that did not fail, and ``date`` the latest.
    For each number in ``firsts`` a column ``sum_<place>`` has the sum of ``2 ** (sample - first)`` over the
    :data:`WIDTH` samples from there on.
    """
    table = samples.table
    sound = table["fault"] == int(Fault.NONE)
    counted = {
        "rows": table["copies"].sum() if samples.has("copies") else table.count(),
        "samples": table.count(where=sound),
        "points": table["points"].sum(),
        "failures": table.count(where=sound & table["failed"]),
    }
    if samples.has("time"):
        counted["time"] = table["time"].median()
    if samples.has("date"):
        counted["date"] = table["date"].max(where=sound)
    for place, first in enumerate(firsts):
        counted[f"sum_{place}"] = _powers(table, first).sum(where=sound)
    return table.group_by(list(samples.keys)).aggregate(**counted)


def _powers(table: Table, first: int) -> Table:
    import ibis

    inside = table["sample"].between(first, first + WIDTH - 1)
    place = ibis.cases((inside, table["sample"] - first), else_=None).cast("int64")
    return (ibis.literal(1).cast("int64") << place).cast("float64")


def reach(samples: Samples) -> Table:
    """The ``first`` and the ``last`` number that samples have."""
    number = samples.table["sample"]
    return samples.table.aggregate(first=number.min(), last=number.max())


def distinct(samples: Samples, models: Sequence[str] | None = None) -> Samples:
    """The samples without a fault, each once, of ``models`` (all if None); ``copies`` has how many rows it had.

    Where the rows of one sample do not say the same, none counts: :attr:`Fault.DIFFERING`.
    """
    import ibis

    table = samples.table.filter(samples.table["fault"] == int(Fault.NONE))
    if models is not None:
        table = table.filter(table["model"].isin(models))
    said = {
        "points": table["points"].min(),
        "most": table["points"].max(),
        "failures": table.count(where=table["failed"]),
    }
    if samples.has("time"):
        said |= {"time": table["time"].min(), "longest": table["time"].max()}
    if samples.has("date"):
        said["date"] = table["date"].max()
    once = table.group_by([*samples.keys, "sample"]).aggregate(copies=table.count(), **said)
    differs = (once["points"] != once["most"]) | ((once["failures"] > 0) & (once["failures"] < once["copies"]))
    if samples.has("time"):
        differs |= (once["time"] != once["longest"]).fill_null(False)
    fault = ibis.cases((differs, int(Fault.DIFFERING)), else_=int(Fault.NONE))
    points = ibis.cases((differs, 0), else_=once["points"]).cast("int64")
    time = {"time": ibis.cases((differs, None), else_=once["time"])} if samples.has("time") else {}
    once = once.mutate(fault=fault, failed=once["failures"] > 0, points=points, **time)
    return Samples(table=once, keys=samples.keys, grain=samples.grain)


def faults(samples: Samples) -> Table:
    """How many ``rows`` have each ``fault``, unknown statuses by the word; ``again`` are rows that repeat others."""
    import ibis

    table = samples.table
    unknown = table["fault"] == int(Fault.UNKNOWN_STATUS)
    word = ibis.cases((unknown, table["status"]), else_="") if samples.has("status") else ibis.literal("")
    copies = table["copies"] if samples.has("copies") else ibis.literal(1).cast("int64")
    table = table.mutate(word=word, copies=copies)
    grouped = table.group_by(["fault", "word"])
    return grouped.aggregate(rows=table["copies"].sum(), again=(table["copies"] - 1).sum())
