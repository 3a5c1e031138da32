"""How many events a second a key may send."""

from __future__ import annotations

import time

from auricle.collector.keys import BURST_SECONDS, WriteKey

from .answers import later


class Rates:
    """An allowance for each key that fills up again with time; it holds ten seconds' worth."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: WriteKey, events: int) -> None:
        """Use the allowance of a key; Refusal (429) when it does not reach, and then nothing is used."""
        if not key.per_second:
            return
        now, most = time.monotonic(), float(key.per_second * BURST_SECONDS)
        left, since = self._left.get(key.id, (most, now))
        left = min(most, left + (now - since) * key.per_second)
        if left < min(events, most):  # a batch larger than the allowance goes when that is full
            self._left[key.id] = left, now
            wait = (min(events, most) - left) / key.per_second
            raise later("too_many_events", f"this key may send {key.per_second:,} events a second", int(wait) + 1)
        self._left[key.id] = left - events, now
