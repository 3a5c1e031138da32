"""Where the demo begins within a month: what came before, or follows from it, is left out.

The month is made whole and cut afterwards, so that its facts do not depend on where it is cut.
"""

from __future__ import annotations

from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from auricle.model.dimension import LINKED
from auricle.model.entities import entity

from .columns import Rows

_LINKED_FIRST = ("orders", "interactions", "feedback", "answers", "mentions", "points", "exposures")


def since(rows: Rows, begins: int) -> Rows:
    """The rows at or after an instant (microseconds) that refer to nothing before it."""
    tables, kept = rows.batch(), Rows()
    for name in _LINKED_FIRST:
        if name in tables:
            kept.add(name, tables[name].filter(_stays(name, tables[name], kept.batch(), begins)))
    return kept


def _stays(name: str, table: pa.Table, kept: dict[str, pa.Table], begins: int) -> pa.ChunkedArray:
    late_enough = pc.greater_equal(table["at"], pa.scalar(begins, pa.timestamp("us", "UTC")))
    links = (
        _leads_to(table[other.key], kept[other.name][other.key])
        for other in map(entity, LINKED)
        if other.name in kept and other.name != name and other.key in table.column_names
    )
    return reduce(pc.and_, links, late_enough)


def _leads_to(link: pa.ChunkedArray, keys: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.or_(pc.is_null(link), pc.is_in(link, keys))
