from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from sqlglot import exp, parse_one

if importlib.util.find_spec("chdb") is None:
    pytest.skip("the engine in process needs the package chdb", allow_module_level=True)

from auricle.store.engines.clickhouse.address import embedded
from auricle.store.engines.clickhouse.connection import Connections
from auricle.store.engines.clickhouse.spelling import ClickHouseSpelling


@pytest.fixture(scope="module")
def connections(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connections]:
    connections = Connections(embedded(tmp_path_factory.mktemp("engine") / "facts"))
    yield connections
    connections.close()


def rendered(sql: str) -> str:
    return parse_one(sql, dialect="duckdb").sql(ClickHouseSpelling().dialect)


TEXTS = "(SELECT 'a' AS x UNION ALL SELECT NULL UNION ALL SELECT 'É_\\日') AS t"
NUMBERS = "(SELECT 1 AS x UNION ALL SELECT NULL UNION ALL SELECT 3) AS t"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT date '1890-01-02' AS d, date '2290-12-31' AS e, date '9999-12-31' AS f",
        "SELECT cast('3' AS double) AS x, cast(NULL AS text) AS y, cast(2.5 AS decimal(18, 4)) AS z",
        f"SELECT x = 'a' AS p, x <> 'a' AS q, NOT (x = 'a') AS r, x IN ('a') AS s, x IS NULL AS t "
        f"FROM {TEXTS} ORDER BY x",
        f"SELECT x = 'a' AND x IS NOT NULL AS p, x LIKE '%a%' OR x IS NULL AS q FROM {TEXTS} ORDER BY x",
        f"SELECT x LIKE '%\\%' AS p, x LIKE '%\\日' AS q, x ILIKE 'é%' AS r FROM {TEXTS} ORDER BY x",
        f"SELECT x NOT LIKE '%a%' AS p, NOT x ILIKE 'É%' AS q, x LIKE 'a!_' ESCAPE '!' AS r FROM {TEXTS} ORDER BY x",
        f"SELECT lower(x) AS l, upper(x) AS u, length(x) AS n, substring(x, 1, 1) AS s FROM {TEXTS} ORDER BY x",
        f"SELECT x FROM {NUMBERS} ORDER BY x DESC",
        f"SELECT x FROM {NUMBERS} ORDER BY x NULLS FIRST",
        f"SELECT x BETWEEN 1 AND 2 AS b, CASE WHEN x > 1 THEN 'more' ELSE 'less' END AS c FROM {NUMBERS} ORDER BY x",
        f"SELECT min(x) AS a, max(x) AS b, avg(x) AS c, count(x) AS d, count(*) AS e FROM {NUMBERS}",
        f"SELECT min(x) AS a, max(x) AS b, avg(x) AS c, count(x) AS d, count(*) AS e FROM {NUMBERS} WHERE x > 9",
        "SELECT sum(y) AS s FROM (SELECT cast(1.5 AS double) AS y) AS t WHERE y > 9",
        f"SELECT count(DISTINCT x) AS d FROM {TEXTS}",
        "SELECT 7 / 2 AS a, 7 % 2 AS b, 1 / NULLIF(0, 0) AS c, abs(-1) AS d",
        "SELECT 'a' || NULL AS a, coalesce(NULL, 'b') AS b, 'it''s \\n' AS c",
        f"SELECT coalesce(x, 'none') AS x, count(*) AS n FROM {TEXTS} GROUP BY 1 ORDER BY 1",
        "SELECT a.x, b.y FROM (SELECT 1 AS x UNION ALL SELECT 2) AS a LEFT JOIN (SELECT 1 AS x, 0 AS y) AS b "
        "ON a.x = b.x ORDER BY 1",
        f"SELECT x + 1 AS x FROM {NUMBERS} WHERE x > 2",
        f"SELECT x, row_number() OVER (ORDER BY x) AS r FROM {NUMBERS} ORDER BY x",
        f"SELECT t.x IS NOT DISTINCT FROM u.x AS same FROM {NUMBERS} CROSS JOIN (SELECT NULL AS x) AS u ORDER BY t.x",
        "SELECT timestamptz '1850-02-03 04:05:06.789012+00' AS at",
    ],
)
def test_a_tree_means_the_same_as_on_duckdb(connections: Connections, sql: str) -> None:
    theirs = duckdb.sql(sql).to_arrow_table()
    ours = connections.rows(rendered(sql))
    assert ours.column_names == theirs.column_names
    assert _values(ours) == _values(theirs)
    assert _values(connections.rows(_travelled(rendered(sql)))) == _values(theirs)


def _travelled(sql: str) -> str:
    """As the owner of a store does with a query that came through its socket."""
    dialect = ClickHouseSpelling().dialect
    return parse_one(sql, dialect=dialect).sql(dialect)


def _values(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def test_a_selected_comparison_is_true_or_false(connections: Connections) -> None:
    answer = connections.rows(rendered("SELECT 1 = 1 AS claim"))["claim"][0].as_py()
    assert answer is True


def test_a_failed_query_leaves_nothing_in_the_next_result(connections: Connections) -> None:
    with pytest.raises(Exception, match="non-zero"):
        connections.rows("SELECT throwIf(number = 70000) AS wrong FROM numbers(100000)")
    assert connections.rows("SELECT 1 AS right").to_pydict() == {"right": [1]}


def test_a_result_larger_than_one_block_streams_whole(connections: Connections) -> None:
    with connections.reader("SELECT number AS n FROM numbers(300000)") as reader:
        assert sum(batch.num_rows for batch in reader) == 300_000


def test_the_log_bin_of_what_is_not_positive_is_missing(connections: Connections) -> None:
    tree = exp.select(exp.alias_(ClickHouseSpelling().log_bin(exp.column("v"), 0.01), "bin"))
    source = parse_one("SELECT 0 AS v UNION ALL SELECT -1 UNION ALL SELECT 2 UNION ALL SELECT NULL ORDER BY v")
    query = tree.from_(exp.Subquery(this=source, alias=exp.TableAlias(this=exp.to_identifier("t"))))
    assert sorted(connections.rows(query.sql(ClickHouseSpelling().dialect))["bin"].to_pylist(), key=str) == [
        69,
        None,
        None,
        None,
    ]
