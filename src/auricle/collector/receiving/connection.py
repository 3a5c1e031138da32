"""A connection that may take only so long, and have only so long a head."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .answers import Answer, Refusal, too_slow

LONGEST_SECONDS = 15.0
MOST_HEAD_BYTES = 32 * 1024


class Bounded(HttpToolsProtocol):
    """uvicorn's own, which notes when a request began to arrive and how long its head is."""

    began: float | None
    _head: int | None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.began, self._head = time.monotonic(), 0
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self.began is None:
            self.began, self._head = time.monotonic(), 0
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > MOST_HEAD_BYTES:
            self.turn_away(Refusal(431, "long_head", "the head of the request is too long; send fewer headers"))

    def on_headers_complete(self) -> None:
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.began = None
        super().on_message_complete()

    def turn_away(self, refusal: Refusal) -> None:
        """Answer what has not arrived in whole, and close."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_written(refusal.answer))
        self.transport.close()


def _written(answer: Answer) -> bytes:
    headers = b"".join(name + b": " + value + b"\r\n" for name, value in answer.headers)
    return b"HTTP/1.1 %d Refused\r\n%sconnection: close\r\n\r\n%s" % (answer.status, headers, answer.body)


async def end_slow_ones(connections: set[Any]) -> None:
    """Look every second for requests that take too long to arrive; runs until it is cancelled."""
    while True:
        await asyncio.sleep(1)
        late = time.monotonic() - LONGEST_SECONDS
        for connection in [each for each in connections if isinstance(each, Bounded)]:
            if connection.began is not None and connection.began < late:
                connection.turn_away(too_slow())
