"""From NumPy to Arrow, a column at a time: ids, picked names, instants, amounts, and rows of an entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from auricle.model.entities import ENTITIES, entity

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Truths = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min  # stands for a missing instant in an array of microseconds
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def ids(prefix: str, numbers: Whole, width: int = 6, suffix: str = "") -> pa.Array:
    """Texts such as O202509-000123; a negative number gives a missing id."""
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers, mask=numbers < 0), pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, suffix, "")


def joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def picked(names: Sequence[str], codes: Whole) -> pa.Array:
    """The name of each code; a negative code gives a missing one."""
    return pa.array(names, pa.string()).take(pa.array(codes.astype(np.int64), mask=codes < 0))


def scattered(values: pa.Array, where: Truths) -> pa.Array:
    """Puts values, in order, where the mask is true; missing elsewhere."""
    return values.take(pa.array(np.cumsum(where) - 1, mask=~where))


def instants(microseconds: Whole) -> pa.Array:
    return pa.array(microseconds, pa.int64(), mask=microseconds == NEVER).cast(pa.timestamp("us", tz="UTC"))


def dates(days: Whole, missing: Truths | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def amounts(cents: Whole, missing: Truths | None = None) -> pa.Array:
    """Hundredths as exact decimals of four places."""
    wide = np.empty((len(cents), 2), np.int64)
    wide[:, 0] = cents * 100
    wide[:, 1] = wide[:, 0] >> 63  # the upper half of a 128-bit number carries the sign
    exact = pa.Array.from_buffers(pa.decimal128(18, 4), len(cents), [None, pa.py_buffer(wide)])
    return exact if missing is None else pc.if_else(pa.array(~missing), exact, pa.scalar(None, exact.type))


def numbers(values: NDArray[Any]) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def table(name: str, /, **columns: Any) -> pa.Table:
    """Rows of an entity in its schema: a single value is repeated, a column not given is missing."""
    schema = entity(name).schema
    length = next(len(c) for c in columns.values() if isinstance(c, (pa.Array, pa.ChunkedArray)))
    if unknown := columns.keys() - set(schema.names):
        raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    return pa.table([_filled(columns.get(f.name), f, length) for f in schema], schema=schema)


def _filled(value: Any, field: pa.Field, length: int) -> pa.Array:
    if value is None:
        return pa.nulls(length, field.type)
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return value
    return pa.repeat(pa.scalar(value, field.type), length)


class Rows:
    """Tables gathered by entity until there are enough of them to store; of the entities wanted only."""

    def __init__(self, wanted: frozenset[str] = frozenset(ENTITIES)) -> None:
        self._wanted = wanted
        self._tables: dict[str, list[pa.Table]] = defaultdict(list)
        self.count = 0

    def wants(self, name: str) -> bool:
        return name in self._wanted

    def add(self, name: str, rows: pa.Table) -> None:
        if rows.num_rows and self.wants(name):
            self._tables[name].append(rows)
            self.count += rows.num_rows

    def extend(self, tables: Iterable[tuple[str, pa.Table]]) -> None:
        for name, rows in tables:
            self.add(name, rows)

    def __iter__(self) -> Iterator[tuple[str, pa.Table]]:
        return ((name, rows) for name, tables in self._tables.items() for rows in tables)

    def batch(self) -> dict[str, pa.Table]:
        return {name: pa.concat_tables(tables) for name, tables in self._tables.items()}
