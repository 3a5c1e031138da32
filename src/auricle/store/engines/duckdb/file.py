"""One DuckDB file, opened once per process and shared by all who open it there."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import duckdb

from auricle.store.store import StoreBusy, StoreUnreadable

from ....sentence import sentence
from ..one_process import held_elsewhere, only_process
from .columns import shape
from .notes import grow_version, version
from .tables import literal

PATIENCE_SECONDS = 60.0

_HELD: dict[Path, File] = {}
_HELD_LOCK = threading.RLock()


class File:
    """The connection to a file, with the locks that its users need.

    Readers go on while one writer writes (the engine isolates them), also while the file is written
    anew; only putting the new one in its place waits until nobody reads.
    """

    def __init__(self, path: Path, memory: str):
        self.path = path
        self.memory = memory
        self.holders = 0
        self.writing = threading.RLock()
        self._readers = 0
        self._changes = 0
        self._seen = (-1, 0)
        self._changing: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        self._gate = threading.Condition()
        self._mine = self._take()
        try:
            self._discard_draft()
            self._root = self._connect()
            self._first = self._version()
        except BaseException:
            self._mine.close()
            raise

    @property
    def _draft(self) -> Path:
        return self.path.with_name(f"{self.path.name}.rewriting")

    @property
    def _config(self) -> dict[str, str | bool | int | float | list[str]]:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(self.path.parent / "spill"),
            "preserve_insertion_order": True,
        }
        return {**config, "memory_limit": self.memory} if self.memory else config

    def _take(self) -> TextIO:
        """The engine locks the file it has open, and has none while a new one is put in its place."""
        try:
            return only_process(self.path.with_name(f"{self.path.name}.lock"), self.path)
        except OSError as error:
            raise _unreadable(self.path, error.strerror) from error

    def _connect(self) -> duckdb.DuckDBPyConnection:
        try:
            root = duckdb.connect(str(self.path), config=self._config)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise held_elsewhere(self.path) from error
            raise _unreadable(self.path, str(error).splitlines()[0]) from error
        os.chmod(self.path, 0o600)
        root.execute("SET GLOBAL TimeZone = 'UTC'")
        shape(root)
        return root

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own, for one query in one thread."""
        with self._gate:
            self._readers += 1
            cursor = self._root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
            with self._gate:
                self._readers -= 1
                self._gate.notify_all()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection inside a transaction; committed at the end, rolled back on any error."""
        with self.writing, self.reading() as cursor:
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
                self._changed |= self._changing
            except BaseException:
                cursor.rollback()
                raise
            finally:
                self._changing = {}
                self._changes += 1

    def grow_version(self, connection: duckdb.DuckDBPyConnection, entities: Iterable[str], at_least: int = 0) -> None:
        """Let the version grow in a transaction, because these entities change in it."""
        self._changing |= dict.fromkeys(entities, grow_version(connection, at_least))

    def version(self, entities: Iterable[str] = ()) -> int:
        """The version of the facts, or that in which some entities last changed (at least that of the opening)."""
        return max((self._changed.get(name, self._first) for name in entities), default=0) or self._version()

    def _version(self) -> int:
        """Read once between two changes: every page asks for it dozens of times."""
        changes = self._changes
        if self._seen[0] != changes:
            with self.reading() as connection:
                self._seen = (changes, version(connection))
        return self._seen[1]

    def rewrite(self, copy: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        """Write everything that is alive into a new file and put it in the old one's place.

        The engine leaves what was deleted in the file's free blocks; a new file has none of it.
        ``copy`` is given a connection to the old database with another, ``new``, beside it. Meanwhile
        others read, and writers wait. Killed at any moment, the old or the new file is there, whole.

        Raises
            StoreBusy: somebody was still reading ``PATIENCE_SECONDS`` after the new file was written.
        """
        with self.writing:
            try:
                self._write_draft(copy)
                self._put_in_place()
            finally:
                self._discard_draft()

    def _write_draft(self, copy: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
        self._discard_draft()
        with self._root.cursor() as copier:
            copier.execute(f"ATTACH {literal(str(self._draft))} AS new")
            try:
                copy(copier)
                copier.execute("CHECKPOINT new")
            finally:
                copier.execute("DETACH new")
        os.chmod(self._draft, 0o600)
        _sync(self._draft)

    def _put_in_place(self) -> None:
        with self._gate:
            if not self._gate.wait_for(lambda: self._readers == 0, PATIENCE_SECONDS):
                raise StoreBusy(
                    sentence("{file} is being read; let the export end, or stop it, and try again", file=self.path)
                )
            self._root.close()
            try:
                self._draft.replace(self.path)
                _sync(self.path.parent)
            finally:
                self._root = self._connect()

    def _discard_draft(self) -> None:
        for draft in (self._draft, self._draft.with_name(f"{self._draft.name}.wal")):
            draft.unlink(missing_ok=True)

    def close(self) -> None:
        with _HELD_LOCK:
            self.holders -= 1
            if self.holders == 0:
                _HELD.pop(self.path, None)
                self._root.close()
                self._mine.close()


def hold(path: Path, memory: str = "") -> File:
    """The file at ``path``, created when it is not there; close it as often as it was held."""
    path = path.resolve()
    with _HELD_LOCK:
        if path not in _HELD:
            _HELD[path] = File(path, memory)
        _HELD[path].holders += 1
        return _HELD[path]


def _unreadable(path: Path, reason: str | None) -> StoreUnreadable:
    return StoreUnreadable(
        sentence(
            "{file} cannot be opened ({reason}); put it aside and restore a snapshot into a new store",
            file=path,
            reason=reason or "",
        )
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
