"""What customers may be told apart by: their segment, the workspace's own dimensions, and traits that many share."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import CUSTOMERS
from ..store.relation import Relation
from ..store.store import Store
from .steps import is_known, named

USUAL = ("segment", "region", "language")
LOOKED_AT, MOST_VALUES = 500, 20


def customer_groupings(store: Store, own: Iterable[Dimension]) -> tuple[str, ...]:
    """Names of dimensions of customers, the segment first; of traits those with few values among some customers."""
    mine = [each.name for each in own if each.entity == CUSTOMERS.name]
    return tuple(dict.fromkeys((USUAL[0], *mine, *USUAL[1:], *_traits(store))))


def _traits(store: Store) -> list[str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    traits = exp.column("traits", table=CUSTOMERS.name, quoted=True)
    rows = store.query(
        Relation(CUSTOMERS, store.spelling).select(*named(traits=traits)).where(is_known(traits)).limit(LOOKED_AT)
    )
    for text in rows.column("traits").to_pylist():
        given = json.loads(text)
        for name, value in given.items() if isinstance(given, dict) else ():
            if isinstance(value, str | bool | int):
                found[name].add(str(value))
    return sorted(f"traits.{name}" for name, values in found.items() if 1 < len(values) <= MOST_VALUES)
