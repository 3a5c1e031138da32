"""Gives facts of some customers to others, so that they can be given back."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from auricle.model.entities import ENTITIES, IDENTITIES
from auricle.model.entity import Entity
from auricle.store.store import MOVES

from .asking import count, first_row
from .change import change
from .cubes import Cubes
from .tables import key_hash, literal, place_of, whole

_FEW = 50
"""So many customers may be named outright, which lets the engine read only where their facts lie."""


def hand_over(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, moves: pa.Table, settled: str
) -> tuple[int, set[str]]:
    """Rows changed (facts that carry ``known_as``, and identities but those of the table ``settled``), and of whom.

    The latter are the entities whose facts or cubes change.
    """
    if not moves.num_rows:
        return 0, set()
    connection.register("given_moves", moves.cast(MOVES))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE moves AS SELECT DISTINCT *, hash(customer) AS place FROM given_moves "
        'WHERE customer <> "to"'
    )
    connection.unregister("given_moves")
    near = _near(connection)
    kept_out = f"{near} AND f.identity NOT IN (SELECT identity FROM {settled})" if settled else near
    facts = [fact for fact in ENTITIES.values() if fact.has("known_as")]
    moved = [_move(connection, cubes, fact, "coalesce(f.known_as, 'customer:' || f.customer)", near) for fact in facts]
    moved.append(_move(connection, cubes, IDENTITIES, "f.identity", kept_out))
    return sum(rows for rows, _ in moved), set().union(*(changed for _, changed in moved))


def _near(connection: duckdb.DuckDBPyConnection) -> str:
    found = first_row(connection, f"SELECT list(DISTINCT customer) FROM (FROM moves LIMIT {_FEW + 1})")
    customers = (found and found[0]) or []
    if len(customers) > _FEW:
        return "true"
    return f"f.place IN ({', '.join(f'hash({literal(c)})' for c in customers)})" if customers else "false"


def _move(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, fact: Entity, known: str, near: str
) -> tuple[int, set[str]]:
    connection.execute(
        f'CREATE OR REPLACE TEMP TABLE leaving AS SELECT f.*, moves."to", {known} AS known '
        f"FROM {whole(fact)} AS f JOIN moves ON f.place = moves.place AND f.customer = moves.customer "
        f"AND (moves.identity IS NULL OR moves.identity = {known}) WHERE {near}"
    )
    moved = count(connection, "leaving")
    if not moved:
        return 0, set()
    remembered = ", nullif(known, 'customer:' || \"to\") AS known_as" if fact.has("known_as") else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE coming AS SELECT * REPLACE ({place_of(fact)} AS place), "
        f"{key_hash(fact)} AS key_hash FROM "
        f'(SELECT * EXCLUDE (spot, "to", known) REPLACE ("to" AS customer{remembered}) FROM leaving)'
    )
    return moved, change(connection, cubes, fact, removed="leaving", added="coming")
