"""A measure by month, touchpoint and segment: Auricle, the best SQL we can write, and four peers, from facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import parse_one

from auricle.workspace import Workspace

from .company import FOLDER, workspace
from .timing import Timing, timed

WORK = "CSAT by month, touchpoint and segment from facts"
CUBE = "CSAT by month, touchpoint and segment from the cube"
BY = ("month", "touchpoint", "segment")

# Grouped by score as well, so that the aggregate is one count; 24,000 rows are folded afterwards.
SQL = """
select year(a.day) * 12 + month(a.day) as month, a.touchpoint, c.segment, a.score, count(*) as n
from {answers} as a left join {customers} as c on a.customer = c.customer
where a.kind = 'csat' and a.score is not null group by 1, 2, 3, 4
"""

# What the rows of a result say, from those sums: n, the mean and its standard error.
FOLDED = """
select month, touchpoint, segment, sum(n) as n, sum(n * score) / sum(n) as mean,
       sqrt((sum(n * score * score) - sum(n * score) ** 2 / sum(n)) / (sum(n) - 1) / sum(n)) as standard_error
from ({sums}) group by 1, 2, 3 order by 1, 2, 3
"""


def run(answers: int) -> Iterator[Timing]:
    with closing(workspace(answers)) as ws:
        files = _files(ws, FOLDER / f"answers-{answers}.parquet")
        yield timed(WORK, "Auricle", lambda: ws.measure("csat_mean", by=BY, use_cubes=False).rows)
        yield timed(WORK, "DuckDB, SQL by hand", _duckdb(ws, FOLDED), note="folded, as ours")
        yield timed(WORK, "DuckDB, SQL by hand", _duckdb(ws), note="the sums only, not folded")
        assert ws.measure("csat_mean", by=BY).from_cube
        yield timed(CUBE, "Auricle", lambda: ws.measure("csat_mean", by=BY).rows, runs=21)
        expected = _counted(_duckdb(ws)())
        _refuse_other_totals(ws, expected)
    for name, peer in (("Polars", _polars), ("DataFusion", _datafusion), ("chDB", _chdb), ("pandas", _pandas)):
        work = peer(files)
        if _counted(work()) != expected:
            raise RuntimeError(f"{name} counts otherwise than DuckDB, so their times are of different work")
        yield timed(WORK, name, work, runs=3)


def _counted(found: Any) -> Counter[tuple[Any, ...]]:
    """How many answers each month, touchpoint, segment and score has, whoever counted them."""
    if hasattr(found, "reset_index"):
        found = pa.Table.from_pandas(found.reset_index(), preserve_index=False)
    elif hasattr(found, "bytes"):
        found = pa.ipc.open_file(found.bytes()).read_all()
    elif hasattr(found, "to_arrow"):
        found = found.to_arrow()
    rows = zip(*(column.to_pylist() for column in found.columns), strict=True)
    return Counter({tuple(cell): n for *cell, n in rows})


def _refuse_other_totals(ws: Workspace, expected: Counter[tuple[Any, ...]]) -> None:
    """Our groups must hold as many answers as the SQL's; those under the privacy floor say nothing."""
    groups: Counter[tuple[Any, ...]] = Counter()
    for (month, touchpoint, segment, _), n in expected.items():
        year, before = divmod(month - 1, 12)
        groups[f"{year}-{before + 1:02}", touchpoint, segment] += n
    ours = {tuple(r.by.values()): r.n for r in ws.measure("csat_mean", by=BY, use_cubes=False).rows if not r.suppressed}
    if any(groups[group] != n for group, n in ours.items()):
        raise RuntimeError("Auricle counts otherwise than the SQL by hand, so their times are of different work")


def _duckdb(ws: Workspace, over: str = "{sums}") -> Callable[[], object]:
    sums = SQL.format(answers="answers", customers="customers")
    tree: Any = parse_one(over.format(sums=sums), dialect="duckdb")
    return lambda: ws.store.query(tree)


def _files(ws: Workspace, folder: Path) -> dict[str, Path]:
    """The columns the work needs, as Parquet, for those who have no store of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, columns in {
        "answers": "customer, day, touchpoint, kind, score",
        "customers": "customer, segment",
    }.items():
        found[name] = folder / f"{name}.parquet"
        if not found[name].exists():
            tree: Any = parse_one(f"select {columns} from {name}", dialect="duckdb")
            reader = ws.store.stream(tree)
            with pq.ParquetWriter(found[name], reader.schema) as writer:
                for batch in reader:
                    writer.write_batch(batch)
    return found


def _polars(files: dict[str, Path]) -> Callable[[], object]:
    import polars as pl

    answers, customers = (pl.read_parquet(files[name]).lazy() for name in ("answers", "customers"))
    asked = (
        answers.filter((pl.col("kind") == "csat") & pl.col("score").is_not_null())
        .join(customers, on="customer", how="left")
        .group_by(pl.col("day").dt.year() * 12 + pl.col("day").dt.month(), "touchpoint", "segment", "score")
        .agg(pl.len())
    )
    return asked.collect


def _datafusion(files: dict[str, Path]) -> Callable[[], object]:
    from datafusion import SessionContext

    context = SessionContext()
    for name, path in files.items():
        context.register_parquet(name, str(path))
    sql = SQL.format(answers="answers", customers="customers")
    sql = sql.replace("year(a.day)", "date_part('year', a.day)").replace("month(a.day)", "date_part('month', a.day)")
    return lambda: context.sql(sql).to_arrow_table()


def _chdb(files: dict[str, Path]) -> Callable[[], object]:
    from chdb import session

    opened = session.Session()
    for name, path in files.items():
        order = "(customer)" if name == "customers" else "tuple()"
        opened.query(
            f"create table {name} engine = MergeTree order by {order} settings allow_nullable_key = 1 "
            f"as select * from file('{path}', Parquet)"
        )
    sql = (
        SQL.format(answers="answers", customers="customers").replace("year(", "toYear(").replace(" month(", " toMonth(")
    )
    return lambda: opened.query(sql, "Arrow")


def _pandas(files: dict[str, Path]) -> Callable[[], object]:
    import pandas as pd

    answers, customers = (pd.read_parquet(files[name]) for name in ("answers", "customers"))
    answers["day"] = pd.to_datetime(answers["day"])

    def work() -> object:
        asked = answers[(answers["kind"] == "csat") & answers["score"].notna()]
        joined = asked.merge(customers, on="customer", how="left")
        month = joined["day"].dt.year * 12 + joined["day"].dt.month
        return joined.groupby([month, "touchpoint", "segment", "score"], observed=True, dropna=False).size()

    return work
