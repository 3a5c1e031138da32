"""Which rows are a person's, in a DuckDB file and in the Parquet files of any engine's snapshots, and the latter
written again without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
from sqlglot import exp

from auricle.model.entities import ENTITIES, entity
from auricle.model.entity import Entity

from . import snapshot
from .needles import patterns

Tables = Callable[[Entity], str]
"""Where the rows of an entity are: in the file, or in a snapshot."""

_WITH_KNOWN_AS = [e for e in ENTITIES.values() if e.has("known_as")]


def words_of(connection: duckdb.DuckDBPyConnection, customers: list[str], tables: Tables) -> list[str]:
    """Every id, address and number the customers are known by."""
    who = is_about(customers)
    selects = [
        f"SELECT unnest([value, identity]) AS word FROM {tables(entity('identities'))} "
        f"WHERE {who} AND kind <> 'conflict'",  # which names somebody else
        f"SELECT unnest([email, phone]) FROM {tables(entity('customers'))} WHERE {who}",
        *(f"SELECT known_as FROM {tables(e)} WHERE {who} AND known_as NOT LIKE 'customer:%'" for e in _WITH_KNOWN_AS),
    ]
    found = connection.execute(f"SELECT DISTINCT word FROM ({' UNION ALL '.join(selects)}) WHERE word <> ''").fetchall()
    words = {word for (word,) in found}
    return sorted({*customers, *words, *(w.partition(":")[2] for w in words if ":" in w)})


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
        return f"read_parquet({_literal(str(folder / manifest.tables[e.name].file))})"

    words = sorted({*words, *words_of(connection, customers, table)})
    for e in ENTITIES.values():
        where = concerns(e, is_about(customers), customers, words)
        if connection.execute(f"SELECT 1 FROM {table(e)} WHERE {where} LIMIT 1").fetchall():
            others = connection.sql(f"SELECT * FROM {table(e)} WHERE ({where}) IS NOT TRUE").to_arrow_reader()
            manifest = snapshot.rewrite_part(folder, manifest, e.name, others)


def concerns(e: Entity, about: str, customers: list[str], words: list[str]) -> str:
    """True of rows that are a customer's, of conflicts of others with them, and of quarantined rows that name them."""
    if not e.has("customer"):
        return _mentions(e, words)
    named = f"kind = 'conflict' AND value IN ({', '.join(map(_literal, customers))})"
    return f"({about} OR {named})" if e.name == "identities" else about


def is_about(customers: list[str]) -> str:
    return f"customer IN ({', '.join(map(_literal, customers))})"


def _mentions(e: Entity, words: list[str]) -> str:
    """True of quarantined rows whose raw input holds one of the words."""
    if e.name != "quarantine":
        return "FALSE"
    looked_at = "concat_ws(' ', CAST(raw AS VARCHAR), CAST(to_json(value) AS VARCHAR))"
    return " OR ".join(f"regexp_matches({looked_at}, {_literal(p)})" for p in patterns(words)) or "FALSE"


def _literal(text: str) -> str:
    return exp.Literal.string(text).sql(dialect="duckdb")
