"""Brings requests into the journal: one thread, and whatever waits goes into one transaction."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from auricle.collector.journal.journal import Arriving, CannotKeep, Damaged, Journal

from .answers import Refusal, later

log = logging.getLogger(__name__)
MOST_WAITING_BYTES = 64 * 1024**2
_MOST_TOGETHER = 4_000
_LITTLE_BYTES = 64 * 1024
_GATHER_SECONDS = 0.001
"""While little waits, those who were just answered may send their next: a transaction by itself costs as much as thirty
single events in it."""
_OVERHEAD_BYTES = 500

Waiting = tuple[Arriving, "asyncio.Future[None]"]


class Writer:
    """A queue before the journal; ``keep`` returns when the request is on disk.

    What came while the thread was busy goes to it as one, soon after it is free again: threads change hands rarely.
    ``tell`` is called when something is on disk.
    """

    def __init__(self, opened: Callable[[], Journal], mend: Callable[[Damaged], None], tell: Callable[[], None]):
        self._opened, self._mend, self._tell = opened, mend, tell
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Waiting] = []
        self._waiting_bytes = 0
        self._is_busy = False
        self._given: SimpleQueue[list[Waiting] | None] = SimpleQueue()
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)
        self._thread.start()

    async def keep(self, request: Arriving) -> None:
        """Put a request on disk.

        Raises
            Refusal: it cannot be kept now (429); nothing of it was.
        """
        size = len(request.body) + _OVERHEAD_BYTES
        if self._waiting_bytes + size > MOST_WAITING_BYTES:
            raise later("busy", "too many requests wait for the disk")
        kept = self._loop.create_future()
        self._waiting_bytes += size
        self._waiting.append((request, kept))
        if not self._is_busy:
            self._is_busy = True
            self._loop.call_soon(self._give)  # after whatever else arrived at the same time
        await kept

    async def stop(self) -> None:
        """Write what waits, and end."""
        while self._is_busy:
            await asyncio.sleep(0.01)
        self._given.put(None)
        await asyncio.to_thread(self._thread.join)

    def leave(self) -> None:
        """End after what was given, without waiting: its loop is over."""
        self._given.put(None)

    def _give(self) -> None:
        self._given.put(self._waiting[:_MOST_TOGETHER])
        del self._waiting[:_MOST_TOGETHER]

    def _run(self) -> None:
        journal: Journal | None = None
        while (together := self._given.get()) is not None:
            try:
                journal = journal or self._opened()
                journal.append([request for request, _ in together])
                self._tell()
                refusal = None
            except CannotKeep as error:
                refusal = later("cannot_keep", str(error), 5)
                _close(journal)
                journal = None
                if isinstance(error, Damaged):
                    self._try_to_mend(error)
            self.commits += 1
            self._loop.call_soon_threadsafe(self._settle, together, refusal)
        _close(journal)

    def _settle(self, together: list[Waiting], refusal: Refusal | None) -> None:
        for request, kept in together:
            self._waiting_bytes -= len(request.body) + _OVERHEAD_BYTES
            if kept.done():  # whoever asked went away
                continue
            if refusal is None:
                kept.set_result(None)
            else:
                kept.set_exception(Refusal(429, refusal.reason, str(refusal), 5))
        self._is_busy = bool(self._waiting)
        if self._waiting_bytes > _LITTLE_BYTES:
            self._give()
        elif self._is_busy:
            self._loop.call_later(_GATHER_SECONDS, self._give)

    def _try_to_mend(self, damage: Damaged) -> None:
        try:
            self._mend(damage)
        except (CannotKeep, OSError) as error:
            log.error("the journal is damaged and cannot be mended now: %s", error)


def _close(journal: Journal | None) -> None:
    """After a failure the file is opened anew: nothing is believed that was read before it."""
    if journal is not None:
        journal.close()
