"""Gives facts of one customer to another, so that they can be given back."""

from __future__ import annotations

from auricle.model.entities import ENTITIES, entity
from auricle.model.entity import Entity

from .change import Change
from .tables import literal, names_of, quoted, stored_columns


def stage_handover(change: Change, customer: str, identities: list[str], to: str) -> dict[str, int]:
    """Stage the facts as they will be, and the identities; rows that change, by entity."""
    known = f"coalesce(known_as, {literal('customer:' + customer)})"
    moved = {}
    for fact in ENTITIES.values():
        if fact.has("known_as"):
            moved[fact.name] = _stage(change, fact, customer, to, known, identities)
    moved["identities"] = _stage(change, entity("identities"), customer, to, "identity", identities)
    return {name: rows for name, rows in moved.items() if rows}


def _stage(change: Change, fact: Entity, customer: str, to: str, known: str, identities: list[str]) -> int:
    mine = f"customer = {literal(customer)}"
    if identities:
        mine += f" AND {known} IN ({', '.join(map(literal, identities))})"
    if not change.connections.number(f"SELECT count(*) FROM {quoted(fact.name)} WHERE {mine}"):
        return 0
    put = {"customer": literal(to), "known_as": f"nullIf({known}, {literal('customer:' + to)})"}
    values = ", ".join(put.get(c.name, quoted(c.name)) for c in stored_columns(fact))
    arriving = change.like("arriving", fact)
    change.connections.run(
        f"INSERT INTO {quoted(arriving)} ({names_of(fact)}) SELECT {values} FROM {quoted(fact.name)} WHERE {mine}"
    )
    change.keys("leaving", fact, f"SELECT {quoted(fact.key)} AS key FROM {quoted(arriving)}")
    return change.count(arriving)
