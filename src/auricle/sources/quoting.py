"""Names and values inside the SQL of a source's staging engine, always quoted by sqlglot.

Headers come from files and codes from mappings: they are data, and reach the engine only through here.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp


def name(identifier: str) -> str:
    return exp.to_identifier(identifier, quoted=True).sql("duckdb")


def text(value: str) -> str:
    return exp.Literal.string(value).sql("duckdb")


def texts(values: Iterable[str]) -> str:
    return ", ".join(text(v) for v in values)
