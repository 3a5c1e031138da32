"""Importing a CSV with validation, beside doing it by hand with pandas and with Polars.

The same work for all: read the file, refuse rows whose time, number or key is wrong, drop rows met before, and
have the rest in a DuckDB file. Ours also sorts them by customer and time, lists their keys, stamps days, keeps the
cubes, quarantines what it refuses, and says of every row what became of it. The bare engine reads, types and sorts
the same rows into the same order and checks nothing: no import into this store can be faster. Each runs in a
process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from .timing import Timing

ROW_SHARE = 0.2  # of the answers asked for: 50 million ask for a file of 10 million rows, about a gigabyte
MAPPING = """
name: benchmark
files: {calls: calls.csv}
entities:
  interactions:
    columns:
      interaction: id
      at: at
      customer: customer
      channel: channel
      touchpoint: touchpoint
      activity: activity
      duration_seconds: seconds
      outcome: outcome
"""
_ROW = """
SELECT 'I' || i AS id, strftime(TIMESTAMP '2024-01-01' + INTERVAL (i % 30000000) SECOND, '%Y-%m-%d %H:%M:%S') AS "at",
       'C' || (i * 7919 % 500000) AS customer, ['web', 'app', 'phone', 'store'][1 + i % 4] AS channel,
       ['checkout', 'delivery', 'support', 'search'][1 + i // 4 % 4] AS touchpoint,
       ['view', 'call', 'buy'][1 + i % 3] AS activity, round(i * 31 % 9000 / 10, 1) AS seconds,
       ['resolved', 'open', 'abandoned'][1 + i % 3] AS outcome, 'some words about it ' || i AS note
FROM range({rows}) AS t(i)
"""


def run(answers: int) -> Iterator[Timing]:
    rows = max(int(answers * ROW_SHARE), 100_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.csv"
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({_ROW.format(rows=rows)}) TO '{path}' (HEADER)")
        megabytes = path.stat().st_size / 1e6
        work = f"import of {rows:,} rows, {megabytes:,.0f} MB of CSV, validated"
        for who, importer, lacks in _IMPORTERS:
            seconds, busy, peak = _alone(importer, path)
            note = f"{rows / seconds:,.0f} rows/s, {busy:.1f} s of processor, peak {peak:,.0f} MB{lacks}"
            yield Timing(work, who, seconds, 1, note)


def _alone(importer: Callable[[Path], int], path: Path) -> tuple[float, float, float]:
    """Seconds, seconds of processor and megabytes of one import in a fresh process, loading modules not counted."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(importer, path, sending))
    process.start()
    measured: tuple[float, float, float] = receiving.recv()
    process.join()
    return measured


def _measured(importer: Callable[[Path], int], path: Path, sending: multiprocessing.connection.Connection) -> None:
    import pandas as pd  # noqa: F401
    import polars as pl  # noqa: F401

    import auricle.sources
    import auricle.store.engines.duckdb.engine  # noqa: F401

    start, busy = time.perf_counter(), time.process_time()
    importer(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    sending.send((time.perf_counter() - start, time.process_time() - busy, peak))


def _auricle(path: Path) -> int:
    from auricle.sources import parse_mapping, run
    from auricle.store.opening import StoreSettings, open_store

    store = open_store(path.parent / "auricle", StoreSettings(memory="1GB"))
    report = run(parse_mapping(MAPPING), path.parent, store)
    store.close()
    return report.entities["interactions"].stored


def _again(path: Path) -> int:
    """The same file into the store that has it: every row is found to be a duplicate."""
    return _auricle(path)


def _bare(path: Path) -> int:
    with duckdb.connect(str(path.parent / "bare.duckdb"), config={"memory_limit": "1GB"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            'CREATE TABLE interactions AS SELECT id, try_cast("at" AS TIMESTAMP) AS "at", customer, channel, '
            "touchpoint, activity, try_cast(seconds AS DOUBLE) AS seconds, outcome, hash(customer) AS place "
            f"FROM read_csv('{path}', all_varchar = true) ORDER BY place, \"at\""
        )
        return int(connection.execute("SELECT count(*) FROM interactions").fetchall()[0][0])


def _pandas(path: Path) -> int:
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["at"] = pd.to_datetime(frame["at"], format="%Y-%m-%d %H:%M:%S", errors="coerce", utc=True)
    frame["seconds"] = pd.to_numeric(frame["seconds"], errors="coerce")
    good = frame["at"].notna() & (frame["seconds"] >= 0) & (frame["id"] != "") & (frame["activity"] != "")
    kept = frame[good].drop_duplicates("id")
    with duckdb.connect(str(path.parent / "pandas.duckdb")) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("kept", kept)
        connection.execute("CREATE TABLE interactions AS SELECT * EXCLUDE note FROM kept")
    return len(kept)


def _polars(path: Path) -> int:
    import polars as pl

    text = pl.scan_csv(path, infer_schema=False)
    typed = text.with_columns(
        pl.col("at").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_zone="UTC"),
        pl.col("seconds").cast(pl.Float64, strict=False),
    )
    good = typed.filter(pl.col("at").is_not_null() & (pl.col("seconds") >= 0) & pl.col("id").is_not_null())
    kept = good.unique("id").drop("note").collect().to_arrow()
    with duckdb.connect(str(path.parent / "polars.duckdb")) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("kept", kept)
        connection.execute("CREATE TABLE interactions AS SELECT * FROM kept")
    return kept.num_rows


_UNSORTED = "; neither sorted nor quarantined, no key list, no cubes"
_IMPORTERS: tuple[tuple[str, Callable[[Path], int], str], ...] = (
    ("Auricle", _auricle, ""),
    ("Auricle, the same file again", _again, "; every row a duplicate"),
    ("Polars by hand", _polars, _UNSORTED),
    ("pandas by hand", _pandas, _UNSORTED),
    ("DuckDB, bare", _bare, "; nothing checked, the floor"),
)
