"""The engines that the suite runs on. A new engine is one more entry."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from auricle.store.engines.owner.engine import OwnerStore
from auricle.store.engines.owner.serving import serve_store
from auricle.store.opening import StoreSettings, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auricle.store.store import Store


@dataclass(frozen=True, slots=True)
class Candidate:
    """An engine under test: how to open it on a folder, and the packages it needs installed.

    Opened twice on one folder, one after the other, it must find the same facts. ``survives_kill``
    says that the facts outlive the process (an engine in memory has nothing to be killed).
    """

    name: str
    open: Callable[[Path, StoreSettings], AbstractContextManager[Store]]
    needs: tuple[str, ...] = ()
    survives_kill: bool = True


def _engine(name: str) -> Callable[[Path, StoreSettings], AbstractContextManager[Store]]:
    @contextmanager
    def opened(folder: Path, settings: StoreSettings) -> Iterator[Store]:
        store = open_store(folder, replace(settings, engine=name))
        try:
            yield store
        finally:
            store.close()

    return opened


def _served(name: str) -> Callable[[Path, StoreSettings], AbstractContextManager[Store]]:
    @contextmanager
    def opened(folder: Path, settings: StoreSettings) -> Iterator[Store]:
        with _engine(name)(folder, settings) as owned, serve_store(owned, folder):
            yield OwnerStore(folder)

    return opened


CANDIDATES: dict[str, Candidate] = {
    c.name: c
    for c in (
        Candidate("duckdb", _engine("duckdb")),
        Candidate("owner", _served("duckdb")),
        Candidate("chdb", _engine("chdb"), needs=("clickhouse_connect", "chdb")),
    )
}
