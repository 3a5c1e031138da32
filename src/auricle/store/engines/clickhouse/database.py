"""One ClickHouse database, opened once per process and shared by all who open it there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from auricle.store.store import StoreBusy

from ....sentence import sentence
from ..one_process import only_process
from .address import Address
from .change import Change
from .connection import Connections
from .gate import Gate
from .ledger import Ledger
from .tables import OWNER, SCHEMA, growth, literal

_HELD: dict[tuple[str, Path], Database] = {}
_HELD_LOCK = threading.Lock()


class Database:
    """The connections to a database, with the locks that its users need.

    Readers go on while one writer stages its change; they wait only while it is put into place.
    """

    def __init__(self, address: Address, folder: Path):
        self.address = address
        self.holders = 0
        self._folder = folder
        self._writing = threading.RLock()
        self._gate = Gate()
        with ExitStack() as opened:
            lock = opened.enter_context(only_process(folder / "clickhouse.lock", address.shown))
            self.connections = opened.enter_context(closing(Connections(address)))
            if not address.embedded:
                _only_workspace(self.connections, _name_in(lock))
            for statement in SCHEMA:
                self.connections.run(statement)
            self.ledger = Ledger(self.connections)
            self.ledger.settle()
            for statement in growth(_columns(self.connections)):
                self.connections.run(statement)
            self._opened = opened.pop_all()

    @contextmanager
    def reading(self) -> Iterator[Connections]:
        """For queries: no change is half in place meanwhile."""
        if self.ledger.unsettled:
            with self.writing():
                pass
        with self._gate.shared():
            yield self.connections

    @contextmanager
    def writing(self) -> Iterator[Connections]:
        """For one change at a time; whatever an earlier one left unfinished is finished first."""
        with self._writing:
            if self.ledger.unsettled:
                with self._gate.alone():
                    self.ledger.settle()
            yield self.connections

    @contextmanager
    def change(self) -> Iterator[Change]:
        """One change, staged inside; it happens when it is decided and not at all when an error comes first."""
        with self.writing() as connections:
            try:
                yield Change(connections, self.ledger, self._gate)
            finally:
                if not self.ledger.unsettled:
                    self.ledger.drop_staged()

    def close(self) -> None:
        with _HELD_LOCK:
            self.holders -= 1
            if self.holders == 0:
                _HELD.pop((self.address.shown, self._folder), None)
                self._opened.close()


def hold(address: Address, folder: Path) -> Database:
    """The database at ``address`` for the workspace in ``folder``; close it as often as it was held."""
    key = (address.shown, folder.resolve())
    with _HELD_LOCK:
        if key not in _HELD:
            _HELD[key] = Database(address, key[1])
        _HELD[key].holders += 1
        return _HELD[key]


def _columns(connections: Connections) -> list[tuple[str, str]]:
    found = connections.rows("SELECT table, name FROM system.columns WHERE database = currentDatabase()")
    return [(row["table"], row["name"]) for row in found.to_pylist()]


def _name_in(lock: TextIO) -> str:
    """The name that the workspace's lock file carries, given to it when it was made."""
    lock.seek(0)
    name = lock.read()
    if not name:
        name = uuid4().hex
        lock.write(name)
        lock.flush()
    return name


def _only_workspace(connections: Connections, name: str) -> None:
    """Refuse a database of another workspace: their locks are in different folders and keep nothing apart."""
    connections.run(f"CREATE TABLE IF NOT EXISTS {OWNER} (nothing UInt8) ENGINE = Memory COMMENT {literal(name)}")
    found = connections.rows(
        f"SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = {literal(OWNER)}"
    )
    if found["comment"][0].as_py() != name:
        raise StoreBusy(
            sentence(
                "the database {address} belongs to another workspace; name a database of its own in "
                "`store:`, or, if that workspace is gone for good, drop the table {owner} there",
                address=connections.address.shown,
                owner=OWNER,
            )
        )
