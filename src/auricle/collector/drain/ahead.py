"""Reads the next requests while the store is busy with those before: their bodies ask for nothing but a processor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Request
from auricle.collector.understanding import read

Read = list[Event | Refused]


class Ahead:
    """What was read of requests before they were asked for; reading changes nothing and may be done again."""

    def __init__(self, window_us: int):
        self._window_us = window_us
        self._thread = ThreadPoolExecutor(1, "reading-ahead")
        self._found: Future[dict[int, Read]] | None = None

    def begin(self, requests: Sequence[Request]) -> None:
        """Read requests that will be asked for next."""
        self._found = self._thread.submit(self._all, requests) if requests else None

    def read(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Read]]:
        """Each request with its events."""
        found: dict[int, Read] = self._found.result() if self._found else {}
        self._found = None
        for request in requests:
            known = found.pop(request.position) if request.position in found else None
            yield request, read(request, self._window_us) if known is None else known

    def _all(self, requests: Sequence[Request]) -> dict[int, Read]:
        return {request.position: read(request, self._window_us) for request in requests}
