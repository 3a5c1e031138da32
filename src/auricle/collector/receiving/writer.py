"""Brings requests into the journal: one thread, and whatever waits goes into one transaction."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from auricle.collector.journal.journal import Arriving, CannotKeep, Damaged, Journal

from .answers import Refusal, later

log = logging.getLogger(__name__)
MOST_WAITING_BYTES = 64 * 1024**2
_MOST_TOGETHER = 4_000
_OVERHEAD_BYTES = 500

Waiting = tuple[Arriving, "asyncio.Future[None]"]


class Writer:
    """A queue before the journal; ``keep`` returns when the request is on disk."""

    def __init__(self, opened: Callable[[], Journal], mend: Callable[[Damaged], None]):
        self._opened, self._mend = opened, mend
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._waiting_bytes = 0
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
        self._queue.put((request, kept))
        try:
            await kept
        finally:
            self._waiting_bytes -= size

    def stop(self) -> None:
        """Write what waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        journal: Journal | None = None
        while (first := self._queue.get()) is not None:
            together, ends = self._gathered(first)
            try:
                journal = journal or self._opened()
                journal.append([request for request, _ in together])
                refusal = None
            except CannotKeep as error:
                refusal = later("cannot_keep", str(error), 5)
                _close(journal)
                journal = None
                if isinstance(error, Damaged):
                    self._try_to_mend(error)
            self.commits += 1
            self._loop.call_soon_threadsafe(_settle, together, refusal)
            if ends:
                break
        _close(journal)

    def _try_to_mend(self, damage: Damaged) -> None:
        try:
            self._mend(damage)
        except (CannotKeep, OSError) as error:
            log.error("the journal is damaged and cannot be mended now: %s", error)

    def _gathered(self, first: Waiting) -> tuple[list[Waiting], bool]:
        """Everything that waits, and whether the end came with it."""
        together = [first]
        while len(together) < _MOST_TOGETHER:
            try:
                found = self._queue.get_nowait()
            except Empty:
                break
            if found is None:
                return together, True
            together.append(found)
        return together, False


def _settle(together: list[Waiting], refusal: Refusal | None) -> None:
    for _, kept in together:
        if kept.done():  # whoever asked went away
            continue
        if refusal is None:
            kept.set_result(None)
        else:
            kept.set_exception(Refusal(429, refusal.reason, str(refusal), 5))


def _close(journal: Journal | None) -> None:
    """After a failure the file is opened anew: nothing is believed that was read before it."""
    if journal is not None:
        journal.close()
