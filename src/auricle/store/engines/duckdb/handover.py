"""Gives facts of one customer to another, so that they can be given back."""

from __future__ import annotations

import duckdb

from auricle.model.entities import ENTITIES, entity
from auricle.model.entity import Entity

from .asking import count
from .change import change
from .cubes import Cubes
from .tables import kept, literal, place_of


def hand_over(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, customer: str, identities: list[str], to: str
) -> int:
    """Rows changed: facts that carry ``known_as``, and identities."""
    changed = 0
    for fact in ENTITIES.values():
        if fact.has("known_as"):
            known = f"coalesce(known_as, {literal('customer:' + customer)})"
            changed += _move(connection, cubes, fact, customer, to, known, identities)
    return changed + _move(connection, cubes, entity("identities"), customer, to, "identity", identities)


def _move(
    connection: duckdb.DuckDBPyConnection,
    cubes: Cubes,
    fact: Entity,
    customer: str,
    to: str,
    known: str,
    identities: list[str],
) -> int:
    among = f"AND {known} IN ({', '.join(map(literal, identities))})" if identities else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE leaving AS SELECT *, rowid AS spot FROM {kept(fact)} "
        f"WHERE place = hash({literal(customer)}) AND customer = {literal(customer)} {among}"
    )
    moved = count(connection, "leaving")
    if moved:
        remembered = f", nullif({known}, {literal('customer:' + to)}) AS known_as" if fact.has("known_as") else ""
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE coming AS SELECT * REPLACE ({place_of(fact)} AS place) FROM "
            f"(SELECT * EXCLUDE (spot) REPLACE ({literal(to)} AS customer{remembered}) FROM leaving)"
        )
        change(connection, cubes, fact, removed="leaving", added="coming")
    return moved
