"""The company in two sizes: small for what holds always, whole for what holds on average."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from auricle.datasets.company import Company

Ask = Callable[[str], list[tuple[Any, ...]]]


def tables_of(company: Company, rows_a_batch: int = 600_000) -> dict[str, pa.Table]:
    found: dict[str, list[pa.Table]] = defaultdict(list)
    for batch, _ in company.batches(rows_a_batch):
        for name, rows in batch.items():
            found[name].append(rows)
    return {name: pa.concat_tables(parts).combine_chunks() for name, parts in found.items()}


@pytest.fixture(scope="session")
def small() -> dict[str, pa.Table]:
    return tables_of(Company(customers=2_000))


@pytest.fixture(scope="session")
def ask() -> Ask:
    """SQL over the demo company in its usual size; a view ``local_<entity>`` adds its day in the company's zone."""
    wanted = frozenset({"customers", "orders", "feedback", "answers", "mentions", "exposures"})
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    for name, rows in tables_of(Company(entities=wanted)).items():
        connection.register(name, rows)
        if "at" in rows.column_names:
            connection.execute(f'CREATE VIEW local_{name} AS SELECT *, CAST("at" AS DATE) AS day FROM {name}')
    return lambda sql: connection.sql(sql).fetchall()
