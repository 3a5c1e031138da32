"""Removes a person from every entity and from every file of the engine."""

from __future__ import annotations

import time

from auricle.model.entities import ENTITIES, entity
from auricle.model.entity import Entity
from auricle.store.needles import patterns
from auricle.store.store import StoreBusy

from .change import Change
from .connection import Connections
from .tables import literal, quoted

_PATIENCE_SECONDS = 60.0


def names_in_use(connections: Connections, customer: str) -> list[str]:
    """The customer, and those merged into them of whom nothing else is left."""
    merged = [f"SELECT original AS name FROM identities WHERE customer = {literal(customer)}"]
    merged += [
        f"SELECT substring(known_as, 10) FROM {quoted(e.name)} WHERE customer = {literal(customer)} "
        "AND startsWith(known_as, 'customer:')"
        for e in ENTITIES.values()
        if e.has("known_as")
    ]
    names = _texts(connections, " UNION ALL ".join(merged))
    others = [name for name in names if name != customer]
    busy = _with_facts(connections, others)
    return [customer, *(name for name in others if name not in busy)]


def words_of(connections: Connections, customers: list[str]) -> list[str]:
    """Every id, address and number the customers are known by."""
    theirs = _is_about(customers)
    ids = f"{theirs} AND kind != 'conflict'"  # which names somebody else
    known = [f"SELECT {c} AS word FROM identities WHERE {ids}" for c in ("value", "identity")]
    known += [f"SELECT {c} FROM customers WHERE {theirs}" for c in ("email", "phone")]
    known += [
        f"SELECT known_as FROM {quoted(e.name)} WHERE {theirs} AND NOT startsWith(known_as, 'customer:')"
        for e in ENTITIES.values()
        if e.has("known_as")
    ]
    words = set(_texts(connections, " UNION ALL ".join(known)))
    return sorted({*customers, *words, *(w.partition(":")[2] for w in words if ":" in w)})


def stage(change: Change, customers: list[str], words: list[str]) -> dict[str, int]:
    """Stage the keys of all rows about the customers; how many, by entity."""
    leaving = {}
    for e in ENTITIES.values():
        where = _concerns(e, customers) if e.has("customer") else _mentions(e, words)
        keys = change.keys("leaving", e, f"SELECT {quoted(e.key)} AS key FROM {quoted(e.name)} WHERE {where}")
        leaving[e.name] = change.count(keys)
    return leaving


def await_gone(connections: Connections) -> None:
    """Wait until no file holds what was taken out; the engine removes replaced ones within a second or two.

    Raises
        StoreBusy: somebody was still reading them after a minute.
    """
    replaced = "SELECT count(*) FROM system.parts WHERE database = currentDatabase() AND NOT active"
    end = time.monotonic() + _PATIENCE_SECONDS
    while connections.number(replaced):
        if time.monotonic() > end:
            raise StoreBusy(
                "what was erased is gone from every answer, but a long query or export still reads the old files; "
                "let it end, or stop it, and erase again"
            )
        time.sleep(0.1)


def _texts(connections: Connections, query: str) -> list[str]:
    column = connections.rows(f"SELECT DISTINCT * FROM ({query})").column(0)
    return sorted(text for text in column.to_pylist() if text)


def _with_facts(connections: Connections, customers: list[str]) -> set[str]:
    facts = [e for e in ENTITIES.values() if e.has("customer") and e.name != "customers"]
    rows = (f"SELECT customer FROM {quoted(e.name)} WHERE {_is_about(customers)}" for e in facts)
    return set(_texts(connections, " UNION ALL ".join(rows))) if customers else set()


def _concerns(e: Entity, customers: list[str]) -> str:
    """True of rows that are a customer's, and of conflicts of others with them."""
    named = f"kind = 'conflict' AND value IN ({', '.join(map(literal, customers))})"
    return f"({_is_about(customers)} OR {named})" if e.name == "identities" else _is_about(customers)


def _is_about(customers: list[str]) -> str:
    return f"customer IN ({', '.join(map(literal, customers))})"


def _mentions(e: Entity, words: list[str]) -> str:
    """True of quarantined rows whose raw input holds one of the words."""
    if e is not entity("quarantine"):
        return "false"
    looked_at = "concat(ifNull(raw, ''), ' ', ifNull(toJSONString(value), ''))"
    return " OR ".join(f"match({looked_at}, {literal(p)})" for p in patterns(words)) or "false"
