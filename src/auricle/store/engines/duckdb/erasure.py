"""Removes a person from every entity of the file."""

from __future__ import annotations

import duckdb

from auricle.model.entities import ENTITIES, entity
from auricle.store.erasure import concerns, is_about

from . import arrivals
from .asking import count
from .change import change
from .cubes import Cubes
from .tables import literal, whole

_FACTS_FIRST = sorted(ENTITIES.values(), key=lambda e: e.name == "customers")
_WITH_KNOWN_AS = [e for e in ENTITIES.values() if e.has("known_as")]


def names_in_use(connection: duckdb.DuckDBPyConnection, customer: str) -> list[str]:
    """The customer, and those merged into them of whom nothing else is left."""
    who = is_about([customer])
    known = " UNION ALL ".join(f"SELECT known_as FROM {whole(e)} WHERE {_near([customer])}" for e in _WITH_KNOWN_AS)
    found = connection.execute(
        f"SELECT DISTINCT name FROM (SELECT original AS name FROM {whole(entity('identities'))} WHERE {who} "
        f"UNION ALL SELECT substr(known_as, 10) FROM ({known}) WHERE known_as LIKE 'customer:%') "
        f"WHERE name <> {literal(customer)}"
    ).fetchall()
    others = [name for (name,) in found]
    busy = _with_facts(connection, others)
    return [customer, *(name for name in others if name not in busy)]


def remove(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, customers: list[str], words: list[str]
) -> dict[str, int]:
    """Take the customers' rows out of every entity; rows removed per entity."""
    removed = {}
    for e in _FACTS_FIRST:
        where = concerns(e, _near(customers), customers, words)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE leaving AS SELECT * FROM {whole(e)} WHERE {where}")
        change(connection, cubes, e, removed="leaving")
        arrivals.forget_rows(connection, e, "leaving")
        removed[e.name] = count(connection, "leaving")
    return {name: removed[name] for name in ENTITIES}


def _with_facts(connection: duckdb.DuckDBPyConnection, customers: list[str]) -> set[str]:
    facts = [e for e in ENTITIES.values() if e.has("customer") and e.name != "customers"]
    rows = " UNION ".join(f"SELECT customer FROM {whole(e)} WHERE {_near(customers)}" for e in facts)
    return {name for (name,) in connection.execute(rows).fetchall()} if customers else set()


def _near(customers: list[str]) -> str:
    """As ``_is_about``, for tables sorted by place."""
    return f"place IN ({', '.join(f'hash({literal(c)})' for c in customers)}) AND {is_about(customers)}"
