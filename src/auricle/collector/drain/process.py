"""The drain's process: ``python -m auricle.collector.drain.process HOME PARENT``."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auricle.collector.bell import DRAIN, Bell, ring
from auricle.collector.journal import mending
from auricle.collector.journal.journal import CannotKeep, Damaged, Journal
from auricle.collector.journal.opening import most_journal_bytes, open_journal
from auricle.collector.understanding import late_us
from auricle.identity import read_rules
from auricle.identity.rules import FILE as IDENTITIES
from auricle.model.document import DocumentError
from auricle.model.meaning import FILE as MEANING
from auricle.model.settings import FILE as SETTINGS
from auricle.model.settings import Settings, read_settings
from auricle.query.meaning.arriving import Understanding
from auricle.query.meaning.check import meaning_of
from auricle.store.engines.owner.engine import OwnerStore
from auricle.store.opening import StoreSettings, open_store
from auricle.store.store import Store

from .drain import EVENTS_AT_ONCE, Drain
from .priority import give_way
from .responses import GIVEN_AFTER

IDLE_SECONDS = 0.5
"""How long nobody looks when nobody rings: events of another machine, and of days that are over."""
GATHER_SECONDS = 0.2
"""What trickles in is brought in a few times a second, each time what has come."""
STREAM_SECONDS = 1.0
"""What pours in is brought in once a second: each range costs something, however few events it holds."""
LITTLE = 500
SWITCH_SECONDS = 0.0005
"""How long the thread that reads ahead keeps the interpreter from the other, which has something for the store.

A tenth of what is usual: the other gives it away again at each file and socket, and would wait as often.
"""
TRIM_EVERY_SECONDS = 60.0
REST_SECONDS = 5.0
log = logging.getLogger(__name__)


class Drains:
    """The drains of a home's workspaces; one that fails is tried again later, and the others go on."""

    def __init__(self, home: Path, stopping: threading.Event):
        self._home, self._stopping = home, stopping
        self._open: dict[str, Opened] = {}
        self._resting: dict[str, float] = {}
        self._early: list[str] | None = None
        self._behind: set[str] = set()
        self._piled: set[str] = set()
        self._patient = ThreadPoolExecutor(1, "pile", initializer=give_way)
        self._trim_at = self._left_at = 0.0

    def run(self, parent: int) -> None:
        """Until it is stopped, or the process that started it is gone."""
        with open_journal(self._home) as journal, Bell(self._home, DRAIN) as bell, self._holding():
            while not self._stopping.is_set() and os.getppid() == parent:
                began = time.monotonic()
                done = self._done(journal) or self._opened_early(journal)
                if not done:
                    bell.wait(IDLE_SECONDS)
                elif not self._piled and not self._early:
                    gather = STREAM_SECONDS if self._behind else GATHER_SECONDS
                    self._stopping.wait(began + gather - time.monotonic())

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """What is opened stays until the end, and is not looked through after each range."""
        try:
            yield
        finally:
            gc.unfreeze()
            for workspace in tuple(self._open):
                self._close(workspace)

    def _done(self, journal: Journal) -> int:
        """A range of each workspace that waits, and what is old; how many events."""
        waiting = [workspace for workspace in journal.waiting() if self._folder(workspace).is_dir()]
        return (
            sum(self._turn(workspace, journal) for workspace in waiting) + self._trimmed(journal) + self._left(journal)
        )

    def _opened_early(self, journal: Journal) -> int:
        """Open one more workspace while nothing waits, so that its first event need not; whether there was one."""
        if self._early is None:
            self._early = sorted(path.parent.name for path in self._folder("").glob(f"*/{SETTINGS}"))
        if not self._early:
            return 0
        self._attempt(self._early.pop(), lambda found: 0, journal)
        return 1

    def _folder(self, workspace: str) -> Path:
        return self._home / "workspaces" / workspace

    def _trimmed(self, journal: Journal) -> int:
        """Forget drained requests that are old enough, a few at a time; all of them when the journal is half full."""
        if time.monotonic() < self._trim_at:
            return 0
        full = journal.size() > most_journal_bytes() // 2
        keys = journal.keys()
        gone = sum(self._trim(workspace, journal, full) for workspace in {key.workspace for key in keys})
        self._trim_at = 0 if gone else time.monotonic() + TRIM_EVERY_SECONDS
        return gone

    def _left(self, journal: Journal) -> int:
        """Count what was left unfinished long ago, now and then."""
        if time.monotonic() < self._left_at:
            return 0
        self._left_at = time.monotonic() + TRIM_EVERY_SECONDS
        long_ago = datetime.now(UTC) - GIVEN_AFTER
        keys = journal.keys()
        workspaces = {key.workspace for key in keys if self._folder(key.workspace).is_dir()}
        return sum(
            self._attempt(workspace, lambda found: found.drain.count_left(datetime.now(UTC)), journal)
            for workspace in sorted(workspaces)
            if journal.left_before(workspace, long_ago, 1)
        )

    def _trim(self, workspace: str, journal: Journal, full: bool) -> int:
        try:
            kept = timedelta() if full else timedelta(days=read_settings(self._folder(workspace)).collector.keep_days)
        except (DocumentError, OSError):
            return 0  # its drain says what is wrong; or it is another machine's
        return journal.trim(workspace, datetime.now(UTC) - kept)

    def _turn(self, workspace: str, journal: Journal) -> int:
        """One range of a workspace; how many events.

        What is little comes in at once. A pile can wait a little longer, and gives way to who sends or opens a page.
        """
        if workspace in self._behind:
            drained = self._attempt(
                workspace, lambda found: self._patient.submit(found.turn, EVENTS_AT_ONCE).result(), journal
            )
        else:
            drained = self._attempt(workspace, lambda found: found.turn(LITTLE), journal)
        (self._behind.add if drained > LITTLE // 2 else self._behind.discard)(workspace)
        found = self._open.get(workspace)
        (self._piled.add if found and found.drain.is_piled else self._piled.discard)(workspace)
        return drained

    def _attempt(self, workspace: str, work: Callable[[Opened], int], journal: Journal) -> int:
        if time.monotonic() < self._resting.get(workspace, 0):
            return 0
        try:
            return work(self._opened(workspace, journal))
        except CannotKeep:
            raise
        except Exception as problem:
            log.warning("workspace %s is not drained now, and is tried again: %s", workspace, problem)
            self._close(workspace)
            self._resting[workspace] = time.monotonic() + REST_SECONDS
            return 0

    def _opened(self, workspace: str, journal: Journal) -> Opened:
        """The workspace as its files say now."""
        folder = self._folder(workspace)
        changed = tuple(_changed(folder / name) for name in (SETTINGS, MEANING, IDENTITIES))
        found = self._open.get(workspace)
        if found is None or found.changed != changed:
            self._close(workspace)
            found = self._open[workspace] = Opened.of(workspace, folder, journal, changed)
            gc.freeze()
        return found

    def _close(self, workspace: str) -> None:
        if found := self._open.pop(workspace, None):
            found.drain.close()


@dataclass(frozen=True, slots=True)
class Opened:
    """A workspace's drain, by the files it was read from."""

    workspace: str
    drain: Drain
    changed: tuple[float, ...]

    @classmethod
    def of(cls, workspace: str, folder: Path, journal: Journal, changed: tuple[float, ...]) -> Opened:
        settings = read_settings(folder)
        drain = Drain(
            workspace,
            journal,
            _store(folder, settings),
            read_rules(folder, settings.zone),
            Understanding(meaning_of(folder)),
            late_us(settings.collector),
            folder,
        )
        return cls(workspace, drain, changed)

    def turn(self, events: int) -> int:
        drained = self.drain.step(events)
        gc.collect()
        return drained


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def _store(folder: Path, settings: Settings) -> Store:
    """The store, through its owner where one process owns it: the drain never takes a file from the server."""
    engine = settings.store.engine
    if engine == "duckdb":
        return OwnerStore(folder)
    return open_store(folder, StoreSettings(engine, settings.zone, dimensions=settings.own_dimensions))


def main(home: Path, parent: int) -> None:
    """Drain the journal of a home until a signal ends it, or the process that started it is gone."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()  # a batch is many small things without circles, and looking through them costs a fifth of the time
    stopping = threading.Event()

    def leave(*_: object) -> None:
        stopping.set()
        ring(home, DRAIN)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    while not stopping.is_set():
        try:
            Drains(home, stopping).run(parent)
            break
        except CannotKeep as problem:
            if isinstance(problem, Damaged):
                mending.report(home)
            log.warning("the journal cannot be read now, and is tried again: %s", problem)
            stopping.wait(REST_SECONDS)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
