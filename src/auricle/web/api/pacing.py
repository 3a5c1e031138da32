"""How fast one key may ask: so many requests a minute on average, and a tenth of them at once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from auricle.sentence import sentence

_BURST_MINUTES = 0.1
_MOST_KEYS = 10_000


class TooFast(ValueError):
    """The key has asked all it may for now; ``wait_seconds`` until it may again."""

    def __init__(self, a_minute: int, wait_seconds: int):
        self.wait_seconds = wait_seconds
        super().__init__(
            sentence(
                "a key may ask {a_minute} times a minute; ask again in {wait} seconds",
                a_minute=a_minute,
                wait=wait_seconds,
            )
        )


@dataclass
class Bucket:
    """Requests left at a time of the clock, in seconds."""

    left: float
    at: float


class Pace:
    """Keys' buckets of this process; there is one web process to a home."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[int, Bucket] = {}

    def step(self, key: int) -> None:
        """Take one request of a key; none is counted where ``API_REQUESTS_A_MINUTE`` is 0.

        Raises
            TooFast: the bucket is empty.
        """
        a_minute = settings.API_REQUESTS_A_MINUTE
        if not a_minute:
            return
        most, a_second = max(1.0, a_minute * _BURST_MINUTES), a_minute / 60
        with self._lock:
            bucket = self._bucket(key, most, a_second)
            if bucket.left < 1:
                raise TooFast(a_minute, math.ceil((1 - bucket.left) / a_second))
            bucket.left -= 1

    def _bucket(self, key: int, most: float, a_second: float) -> Bucket:
        now = self._clock()
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.clear()
        bucket = self._buckets.setdefault(key, Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * a_second)
        bucket.at = now
        return bucket


pace = Pace()
