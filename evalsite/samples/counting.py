"""What an engine brings back: items as arrays, and how many samples were not counted, and why."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from msgspec import Struct, field

from evalsite.samples.columns import KEYS, Fault, Samples
from evalsite.samples.engines import Engine, Table
from evalsite.samples.items import WIDTH, distinct, faults, items, reach

MOST_SUMS = 8
"""Samples whose numbers lie further apart than so many sums reach are all grouped one by one."""
MOST_MODELS = 1000
"""The most models that a query names."""

Faults = Mapping[tuple[Fault, str], int]
"""How many samples have a fault; unknown statuses by the word, other faults with ``""``."""


class Counted(Struct, frozen=True, kw_only=True):
    """``frame`` has a row an item, in the order of its names: the keys as ordered categories, then the numbers.

    ``read`` is how many samples there are, ``faults`` how many were not counted, ``again`` how many repeat another.
    """

    frame: pd.DataFrame
    read: int
    faults: Faults = field(default_factory=dict)
    again: int = 0


def count(samples: Samples, engine: Engine) -> Counted:
    """Have the engine count the samples; each once, where the source says which is which."""
    quick = _quick(samples, engine)
    if quick is None:
        found, _ = _faults(samples, engine)
        frame, differing, again = _thorough(samples, engine, None)
        return Counted(frame=_ordered(frame), read=sum(found.values()), faults=_unsound(found, differing), again=again)
    read = int(quick["rows"].sum())
    found = _faults(samples, engine)[0] if read != quick["samples"].sum() else {}
    doubtful = quick[_in_doubt(quick)]
    if doubtful.empty:
        return Counted(frame=_ordered(quick), read=read, faults=_unsound(found))
    models = _models(doubtful)
    frame, differing, again = _thorough(samples, engine, models)
    if models is not None:
        frame = _joined(quick[~quick["model"].isin(models)], frame)
    return Counted(frame=_ordered(frame), read=read, faults=_unsound(found, differing), again=again)


def _quick(samples: Samples, engine: Engine) -> pd.DataFrame | None:
    """The items, with sums that may show that no sample is there twice; None where sums cannot."""
    if not samples.has("sample"):
        return _fetched(items(samples), engine)
    if not samples.table["sample"].type().is_integer():
        return None
    [(first, last)] = _fetched(reach(samples), engine).itertuples(index=False)
    if pd.isna(first):
        return _fetched(items(samples), engine)
    firsts = range(int(first), int(last) + 1, WIDTH)
    return _fetched(items(samples, firsts), engine) if len(firsts) <= MOST_SUMS else None


def _thorough(samples: Samples, engine: Engine, models: Sequence[str] | None) -> tuple[pd.DataFrame, Faults, int]:
    """The items of ``models`` (all if None), the faults that only their samples together have, and the repeats."""
    once = distinct(samples, models)
    found, again = _faults(once, engine)
    return _fetched(items(once), engine), found, again


def _in_doubt(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """The items of which the sums do not show that each sample is there once."""
    doubt = np.zeros(len(frame), dtype=bool)
    sums = [name for name in frame.columns if name.startswith("sum_")]
    bits = np.zeros(len(frame), dtype=np.int64)
    for name in sums:
        numbers = frame[name].fillna(0).to_numpy(dtype=np.float64)
        beyond = numbers >= 2.0**WIDTH
        bits += _bits(np.where(beyond, 0, numbers).astype(np.uint64))
        doubt |= beyond
    return doubt | (bits != frame["samples"].to_numpy()) if sums else doubt


_BITS = np.array([number.bit_count() for number in range(256)], dtype=np.int64)


def _bits(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """How many bits of each number are set."""
    made: npt.NDArray[np.int64] = _BITS[numbers.view(np.uint8).reshape(-1, 8)].sum(axis=1)
    return made


def _models(frame: pd.DataFrame) -> list[str] | None:
    if "model" not in frame or frame["model"].isna().any():
        return None
    models = [str(name) for name in frame["model"].unique()]
    return models if len(models) <= MOST_MODELS else None


def _faults(samples: Samples, engine: Engine) -> tuple[Faults, int]:
    """How many samples have each fault, those without one among them, and how many repeat another."""
    frame = _fetched(faults(samples), engine)
    found = {
        (Fault(int(fault)), str(word)): int(rows)
        for fault, word, rows in zip(frame["fault"], frame["word"], frame["rows"], strict=True)
    }
    sound = frame["fault"] == Fault.NONE
    return found, int(frame.loc[sound, "again"].sum())


def _unsound(*found: Faults) -> Faults:
    return {key: rows for part in found for key, rows in sorted(part.items()) if key[0] is not Fault.NONE}


def _fetched(table: Table, engine: Engine) -> pd.DataFrame:
    """What the engine makes of the expression; names as categories, which are many rows but few words."""
    import pyarrow as pa

    made = engine.connection.to_pyarrow(table)
    for place, name in enumerate(made.column_names):
        if name in KEYS:
            made = made.set_column(place, name, made[name].cast(pa.string()).dictionary_encode())
    frame: pd.DataFrame = made.to_pandas()
    return frame


def _joined(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    from pandas.api.types import union_categoricals

    keys = {name: union_categoricals([one[name], other[name]]) for name in one.columns if name in KEYS}
    shared = [name for name in one.columns if name in other.columns and name not in KEYS]
    return pd.concat([one[shared], other[shared]], ignore_index=True).assign(**keys)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame in the order of its keys, whatever order the engine gave."""
    keys = [name for name in KEYS if name in frame.columns]
    for name in keys:
        frame[name] = frame[name].cat.reorder_categories(sorted(frame[name].cat.categories), ordered=True)
    return frame.sort_values(keys, kind="stable", ignore_index=True)
