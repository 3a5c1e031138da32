"""The drain's process: ``python -m auricle.collector.drain.process HOME PARENT``."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auricle.collector.journal.journal import CannotKeep, Journal
from auricle.collector.journal.opening import open_journal
from auricle.collector.public import WINDOW_US
from auricle.model.settings import read_settings
from auricle.store.engines.owner.engine import OwnerStore
from auricle.store.opening import StoreSettings, open_store
from auricle.store.store import Store

from .drain import Drain

IDLE_SECONDS = 0.5
WAIT_AFTER_FAILURE_SECONDS = 5.0
KEPT_FOR = timedelta(days=7)
log = logging.getLogger(__name__)


class Drains:
    """The drains of a home's workspaces; one that fails is tried again later, and the others go on."""

    def __init__(self, home: Path, stopping: threading.Event):
        self._home, self._stopping = home, stopping
        self._drains: dict[str, tuple[float, Drain]] = {}
        self._rest: dict[str, float] = {}

    def run(self, parent: int) -> None:
        """Until it is stopped, or the process that started it is gone."""
        with open_journal(self._home) as journal:
            while not self._stopping.is_set() and os.getppid() == parent:
                if not self._turn(journal):
                    self._stopping.wait(IDLE_SECONDS)

    def _turn(self, journal: Journal) -> int:
        """One range of each workspace that has something; how many events."""
        drained = 0
        for workspace in journal.waiting():
            try:
                drained += self._drain(workspace, journal).step()
                journal.trim(workspace, datetime.now(UTC) - KEPT_FOR)
            except Exception as problem:
                log.warning("workspace %s is not drained now, and is tried again: %s", workspace, problem)
                self._drains.pop(workspace, None)
                self._stopping.wait(WAIT_AFTER_FAILURE_SECONDS)
        return drained

    def _drain(self, workspace: str, journal: Journal) -> Drain:
        folder = self._home / "workspaces" / workspace
        changed = (folder / "auricle.yaml").stat().st_mtime
        found = self._drains.get(workspace)
        if found is None or found[0] != changed:
            found = self._drains[workspace] = changed, Drain(workspace, self._home, journal, _store(folder), WINDOW_US)
        return found[1]


def _store(folder: Path) -> Store:
    """The store, through its owner where one process owns it: the drain never takes a file from the server."""
    settings = read_settings(folder)
    engine = str(settings.store.get("engine", "duckdb"))
    if engine == "duckdb":
        return OwnerStore(folder)
    return open_store(folder, StoreSettings(engine, settings.zone, dimensions=settings.own_dimensions))


def main(home: Path, parent: int) -> None:
    """Drain the journal of a home until a signal ends it, or the process that started it is gone."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        try:
            Drains(home, stopping).run(parent)
            break
        except CannotKeep as problem:
            log.warning("the journal cannot be read now, and is tried again: %s", problem)
            stopping.wait(WAIT_AFTER_FAILURE_SECONDS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
