"""Sources made by the tests themselves: files in a folder, a mapping, a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auricle.sources import ImportReport, parse_mapping, run
from auricle.store.engines.duckdb.engine import DuckDBStore

ORDERS = """
name: shop
zone: Asia/Shanghai
files: {orders: "*.csv"}
entities:
  orders:
    columns:
      order: id
      at: at
      customer: customer
      amount: amount
      items: items
"""


class Desk:
    """A folder to put files in, and a store they are imported into."""

    def __init__(self, folder: Path, store: DuckDBStore):
        self.folder = folder
        self.store = store

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, mapping: str = ORDERS) -> ImportReport:
        return run(parse_mapping(mapping), self.folder, self.store)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the store holds, asked past its interface."""
        with self.store._file.reading() as connection:
            return [tuple(row.values()) for row in connection.sql(sql).to_arrow_table().to_pylist()]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStore]:
    opened = DuckDBStore(tmp_path / "facts.duckdb", zone="Asia/Shanghai")
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path, store: DuckDBStore) -> Desk:
    folder = tmp_path / "files"
    folder.mkdir()
    return Desk(folder, store)
