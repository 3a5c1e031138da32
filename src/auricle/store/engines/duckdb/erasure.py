"""Removes a person from every entity, and from the snapshots beside the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from auricle.model.entities import ENTITIES, entity
from auricle.model.entity import Entity
from auricle.store import snapshot
from auricle.store.needles import patterns

from .asking import count, first_row
from .change import change
from .cubes import Cubes
from .tables import kept, literal

_FACTS_FIRST = sorted(ENTITIES.values(), key=lambda e: e.name == "customers")
_WITH_KNOWN_AS = [e for e in ENTITIES.values() if e.has("known_as")]

Tables = Callable[[Entity], str]
"""Where the rows of an entity are: in the file, or in a snapshot."""


def names_in_use(connection: duckdb.DuckDBPyConnection, customer: str) -> list[str]:
    """The customer, and those merged into them of whom nothing else is left."""
    who = _is_about([customer])
    known = " UNION ALL ".join(f"SELECT known_as FROM {kept(e)} WHERE {_near([customer])}" for e in _WITH_KNOWN_AS)
    found = connection.execute(
        f"SELECT DISTINCT name FROM (SELECT original AS name FROM {kept(entity('identities'))} WHERE {who} "
        f"UNION ALL SELECT substr(known_as, 10) FROM ({known}) WHERE known_as LIKE 'customer:%') "
        f"WHERE name <> {literal(customer)}"
    ).fetchall()
    others = [name for (name,) in found]
    busy = _with_facts(connection, others)
    return [customer, *(name for name in others if name not in busy)]


def words_of(connection: duckdb.DuckDBPyConnection, customers: list[str], tables: Tables = kept) -> list[str]:
    """Every id, address and number the customers are known by."""
    who = _is_about(customers)
    selects = [
        f"SELECT unnest([value, identity]) AS word FROM {tables(entity('identities'))} "
        f"WHERE {who} AND kind <> 'conflict'",  # which names somebody else
        f"SELECT unnest([email, phone]) FROM {tables(entity('customers'))} WHERE {who}",
        *(f"SELECT known_as FROM {tables(e)} WHERE {who} AND known_as NOT LIKE 'customer:%'" for e in _WITH_KNOWN_AS),
    ]
    found = connection.execute(f"SELECT DISTINCT word FROM ({' UNION ALL '.join(selects)}) WHERE word <> ''").fetchall()
    words = {word for (word,) in found}
    return sorted({*customers, *words, *(w.partition(":")[2] for w in words if ":" in w)})


def remove(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, customers: list[str], words: list[str]
) -> dict[str, int]:
    """Take the customers' rows out of every entity; rows removed per entity."""
    removed = {}
    for e in _FACTS_FIRST:
        where = _concerns(e, _near(customers), customers, words)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE leaving AS SELECT *, rowid AS spot FROM {kept(e)} WHERE {where}"
        )
        change(connection, cubes, e, removed="leaving")
        removed[e.name] = count(connection, "leaving")
    return {name: removed[name] for name in ENTITIES}


def remove_from_snapshots(folders: Iterable[Path], customers: list[str], words: list[str]) -> None:
    """Write the snapshots that hold the customers again, without them."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for folder in folders:
            _remove_from_snapshot(connection, folder, customers, words)


def _remove_from_snapshot(
    connection: duckdb.DuckDBPyConnection, folder: Path, customers: list[str], words: list[str]
) -> None:
    manifest = snapshot.check(folder)

    def table(e: Entity) -> str:
        return f"read_parquet({literal(str(folder / manifest.tables[e.name].file))})"

    words = sorted({*words, *words_of(connection, customers, table)})
    for e in ENTITIES.values():
        where = _concerns(e, _is_about(customers), customers, words)
        if first_row(connection, f"SELECT 1 FROM {table(e)} WHERE {where} LIMIT 1"):
            others = connection.sql(f"SELECT * FROM {table(e)} WHERE ({where}) IS NOT TRUE").to_arrow_reader()
            manifest = snapshot.rewrite_part(folder, manifest, e.name, others)


def _with_facts(connection: duckdb.DuckDBPyConnection, customers: list[str]) -> set[str]:
    facts = [e for e in ENTITIES.values() if e.has("customer") and e.name != "customers"]
    rows = " UNION ".join(f"SELECT customer FROM {kept(e)} WHERE {_near(customers)}" for e in facts)
    return {name for (name,) in connection.execute(rows).fetchall()} if customers else set()


def _concerns(e: Entity, about: str, customers: list[str], words: list[str]) -> str:
    """True of rows that are a customer's, of conflicts of others with them, and of quarantined rows that name them."""
    if not e.has("customer"):
        return _mentions(e, words)
    named = f"kind = 'conflict' AND value IN ({', '.join(map(literal, customers))})"
    return f"({about} OR {named})" if e.name == "identities" else about


def _is_about(customers: list[str]) -> str:
    return f"customer IN ({', '.join(map(literal, customers))})"


def _near(customers: list[str]) -> str:
    """As ``_is_about``, for tables sorted by place."""
    return f"place IN ({', '.join(f'hash({literal(c)})' for c in customers)}) AND {_is_about(customers)}"


def _mentions(e: Entity, words: list[str]) -> str:
    """True of quarantined rows whose raw input holds one of the words."""
    if e.name != "quarantine":
        return "FALSE"
    looked_at = "concat_ws(' ', CAST(raw AS VARCHAR), CAST(to_json(value) AS VARCHAR))"
    return " OR ".join(f"regexp_matches({looked_at}, {literal(p)})" for p in patterns(words)) or "FALSE"
