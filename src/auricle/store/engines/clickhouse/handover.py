"""Gives facts of some customers to others, so that they can be given back."""

from __future__ import annotations

import pyarrow as pa

from auricle.model.entities import ENTITIES, IDENTITIES
from auricle.model.entity import Entity
from auricle.store.store import MOVES

from . import arrival
from .change import Change
from .redirect import redirect
from .tables import names_of, quoted, stored_columns


def stage_handover(change: Change, moves: pa.Table, identities: pa.Table | None, zone: str) -> dict[str, int]:
    """Stage the facts as they will be, and the identities; rows that change, by entity."""
    going = change.create(
        "going", "all", "(customer String, identity Nullable(String), `to` String) ENGINE = StripeLog"
    )
    change.connections.add(going, moves.cast(MOVES))
    moved = {
        fact.name: _stage(change, fact, going, "coalesce(f.known_as, concat('customer:', f.customer))")
        for fact in ENTITIES.values()
        if fact.has("known_as")
    }
    put = 0 if identities is None else put_in_place_of(change, IDENTITIES, identities, zone)
    moved[IDENTITIES.name] = _stage(change, IDENTITIES, going, "f.identity", put)
    return {name: rows for name, rows in moved.items() if rows}


def put_in_place_of(change: Change, entity: Entity, rows: pa.Table | pa.RecordBatchReader, zone: str) -> int:
    """Stage rows, of each key the last, and that those with their keys leave; gives how many."""
    key = quoted(entity.key)
    arrival.stage(change, entity, rows)
    if entity is not IDENTITIES:
        redirect(change, entity)
    given = quoted(change.name("given", entity))
    written = arrival.admit(change, entity, zone, f"place IN (SELECT max(place) FROM {given} GROUP BY {key})")
    change.keys("leaving", entity, f"SELECT {key} AS key FROM {given}")
    return written


def take_out(change: Change, entity: Entity, keys: pa.Array) -> int:
    """Stage that rows with some keys leave; gives how many there are."""
    table = change.create("unwanted", entity.name, "(key String) ENGINE = StripeLog")
    change.connections.add(table, pa.table({"key": keys.drop_null().cast(pa.string())}))
    key = quoted(entity.key)
    theirs = f"FROM {quoted(entity.name)} WHERE {key} IN (SELECT key FROM {quoted(table)})"
    change.keys("leaving", entity, f"SELECT {key} AS key {theirs}")
    return change.connections.number(f"SELECT count(*) {theirs}")


def _stage(change: Change, fact: Entity, going: str, known: str, put: int = 0) -> int:
    """Rows of an entity that change hands, beside ``put`` rows that are staged already and stay out of it."""
    key, arriving = quoted(fact.key), quoted(change.name("arriving", fact))
    moves = f"SELECT DISTINCT * FROM {quoted(going)} WHERE customer != `to`"
    mine = (
        f"FROM {quoted(fact.name)} AS f INNER JOIN ({moves}) AS m "
        f"ON f.customer = m.customer WHERE f.customer IN (SELECT customer FROM {quoted(going)}) "
        f"AND (m.identity IS NULL OR m.identity = {known})"
    )
    mine += f" AND f.{key} NOT IN (SELECT {key} FROM {arriving})" if put else ""
    moved = change.connections.number(f"SELECT count(*) {mine}")
    if moved:
        now = {"customer": "m.to", "known_as": f"nullIf({known}, concat('customer:', m.to))"}
        values = ", ".join(now.get(c.name, f"f.{quoted(c.name)}") for c in stored_columns(fact))
        if not put:
            change.like("arriving", fact)
        change.connections.run(f"INSERT INTO {arriving} ({names_of(fact)}) SELECT {values} {mine}")
        change.keys("leaving", fact, f"SELECT {key} AS key FROM {arriving}")
    return moved + put
