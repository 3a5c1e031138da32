"""Whether the collector can keep what comes: room on the disk, and a journal that is not too far behind."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from auricle.collector.journal.journal import CannotKeep
from auricle.collector.journal.opening import most_journal_bytes

from .held import Held

RESERVE_BYTES = 64 * 1024**2
"""Left on the disk for the drain, which frees room; a twentieth of a small disk."""


class Capacity:
    """Looks every second; ``reason`` says why nothing can be taken now, or is empty."""

    def __init__(self, home: Path, journal: Held):
        self._home, self._journal = home, journal
        self._most = most_journal_bytes()
        self._found = ""
        self.ending = False

    @property
    def reason(self) -> str:
        return "the collector is being stopped" if self.ending else self._found

    async def watch(self) -> None:
        """Runs until it is cancelled."""
        while True:
            self._found = await self._look()
            await asyncio.sleep(1)

    async def _look(self) -> str:
        try:
            disk = os.statvfs(self._home)
            free = disk.f_bavail * disk.f_frsize
            if free < min(RESERVE_BYTES, disk.f_blocks * disk.f_frsize // 20):
                return f"the disk of the journal has only {free:,} bytes left"
            size = await self._journal.ask(lambda journal: journal.size())
        except (CannotKeep, OSError) as error:
            return f"the journal cannot be reached ({error})"
        return f"the journal holds {size:,} bytes, more than it may; the drain is behind" if size > self._most else ""
