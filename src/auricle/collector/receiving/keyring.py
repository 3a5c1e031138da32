"""The write keys, as the collector knows them."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from auricle.collector.journal.journal import CannotKeep
from auricle.collector.keys import WriteKey, hash_of

from .answers import later, unknown_key
from .held import Held

FRESH_SECONDS = 1.0
_SOONEST_SECONDS = 0.05


class Keyring:
    """Finds a key by its secret. It reads them again every second, and at once when it is asked for one it does
    not know, so that a key that was just made works and one that was revoked soon does not.
    """

    def __init__(self, journal: Held):
        self._journal = journal
        self._by_hash: dict[bytes, WriteKey] = {}
        self._by_secret: dict[str, WriteKey] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, secret: str) -> WriteKey:
        """The key that works now.

        Raises
            Refusal: it is unknown (401), or cannot be looked up now (429).
        """
        key = self._by_secret.get(secret)
        if key is None:
            key = self._by_secret[secret] = await self._look_up(secret)
        if key.ends_at is not None and not key.works(datetime.now(UTC)):
            raise unknown_key()
        return key

    async def _look_up(self, secret: str) -> WriteKey:
        if not secret or len(secret) > 200:
            raise unknown_key()
        wanted = hash_of(secret)
        if wanted not in self._by_hash:
            await self.read(since=time.monotonic())
        if wanted not in self._by_hash:
            raise unknown_key()
        return self._by_hash[wanted]

    async def read(self, since: float = float("inf")) -> None:
        """Read all keys again, unless that was begun after ``since``; not more than twenty times a second.

        Raises
            Refusal: they cannot be read now.
        """
        async with self._reading:
            if self._read_at > since:
                return
            await asyncio.sleep(max(0.0, self._read_at + _SOONEST_SECONDS - time.monotonic()))
            self._read_at = time.monotonic()
            try:
                found = await self._journal.ask(lambda journal: journal.keys())
            except CannotKeep as error:
                raise later("keys_unreadable", str(error), 5) from None
            self._by_hash = {key.hash: key for key in found}
            self._by_secret = {s: self._by_hash[k.hash] for s, k in self._by_secret.items() if k.hash in self._by_hash}
