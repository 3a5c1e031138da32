from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from auricle.store.conformance.rows import calls, rows
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.engines.duckdb.pushdown import narrowed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStore]:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    noon = datetime(2024, 5, 5, 12, tzinfo=UTC)
    store.append(
        {
            "customers": rows(
                "customers", {"customer": "c1", "segment": "gold"}, {"customer": "c2", "segment": "basic"}
            ),
            "interactions": calls(5),
            "orders": rows(
                "orders", {"order": "1", "at": noon, "customer": "c1"}, {"order": "2", "at": noon, "customer": None}
            ),
        }
    )
    yield store
    store.close()


def _tree(sql: str) -> exp.Query:
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    assert isinstance(tree, exp.Query)
    return tree


NARROWED = [
    "select * from interactions where customer = 'c1'",
    "select interaction from interactions where customer in ('c1', 'c3') and activity = 'call' order by interaction",
    "select i.interaction, c.segment from interactions as i left join customers as c on i.customer = c.customer "
    "where i.customer = 'c2'",
    "select i.interaction, c.segment from interactions as i left join customers as c on i.customer = c.customer "
    "where c.customer = 'c2'",
    'select o."order", i.interaction from orders as o right join interactions as i on o.customer = i.customer '
    "where o.customer = 'c1'",
    "with theirs as (select * from orders where customer = 'c1') select count(*) from theirs",
    "select interaction as row from interactions where customer = 'c1' "
    "union all select \"order\" from orders where customer = 'c1' order by 1",
]
LEFT_ALONE = [
    "select * from interactions where customer = 'c1' or activity = 'call'",
    "select * from interactions where not customer = 'c1'",
    "select * from interactions where customer = activity",
    "select segment from customers as c, orders as o where segment = 'gold'",
    "select * from (select customer from orders) as orders where customer = 'c1'",
    "select interaction from interactions where customer in (select customer from orders)",
]


@pytest.mark.parametrize("sql", NARROWED)
def test_a_query_about_named_customers_reads_only_their_places(store: DuckDBStore, sql: str) -> None:
    assert "place in" in narrowed(_tree(sql)).sql("duckdb").lower()


@pytest.mark.parametrize("sql", LEFT_ALONE)
def test_any_other_query_is_left_alone(store: DuckDBStore, sql: str) -> None:
    assert narrowed(_tree(sql)) == _tree(sql)


@pytest.mark.parametrize("sql", [*NARROWED, *LEFT_ALONE])
def test_narrowing_changes_no_answer(store: DuckDBStore, sql: str) -> None:
    with store._open.reading() as connection:
        plain = connection.sql(sql).to_arrow_table()
    asked = store.query(_tree(sql))
    assert asked.column_names == plain.column_names
    assert sorted(map(str, asked.to_pylist())) == sorted(map(str, plain.to_pylist()))
