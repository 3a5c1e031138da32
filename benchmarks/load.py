"""Load on an HTTP endpoint from a fixed number of connections, each waiting for its answer before it asks again.

The client is a process of its own, so that what it costs is seen apart; its requests are made before the clock starts,
and only a mark in them, which keeps every message's id its own, is changed while it runs.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
from array import array
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

import numpy as np
import uvloop

MARK = b"@@@@@@@@@@"
_HEAD = "POST {path} HTTP/1.1\r\nHost: loopback\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
_TRACK = {
    "type": "track",
    "event": "Product Added",
    "timestamp": "2026-01-05T08:00:00.000Z",
    "properties": {"product_id": "P-1042", "price": 89.9, "currency": "CNY", "quantity": 1, "path": "/basket"},
    "context": {"library": {"name": "load", "version": "1"}, "page": {"path": "/basket", "referrer": "/search"}},
    "integrations": {},
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a load: ``seconds`` on the clock, processor seconds of the client, latencies in seconds."""

    requests: int
    events: int
    refused: int
    seconds: float
    client_seconds: float
    p50: float
    p99: float

    @property
    def events_a_second(self) -> float:
        return self.events / self.seconds


def load(
    port: int, path: str, write_key: str, *, connections: int, batch: int, seconds: float, pause: float = 0.0
) -> Answered:
    """Put a load on ``path`` of a server on this machine for some seconds; ``batch`` events in each request.

    ``pause`` is how many seconds each connection waits between an answer and the next request.
    """
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_run, (port, path, write_key, connections, batch, seconds, pause))


def request(path: str, write_key: str, batch: int, who: int) -> bytes:
    """One request of ``batch`` events, each with an id that the mark makes its own."""
    events = [
        {**_TRACK, "messageId": f"{MARK.decode()}-{i}", "userId": f"C-{(who * 977 + i * 131) % 40_000:05d}"}
        for i in range(batch)
    ]
    body = {"batch": events, "sentAt": "2026-01-05T08:00:01.000Z", "writeKey": write_key}
    text = json.dumps(body if path.endswith("batch") else {**events[0], "writeKey": write_key}).encode()
    return _HEAD.format(path=path, length=len(text)).encode() + text


def _run(*said: Any) -> Answered:
    return uvloop.run(_loaded(*said))


async def _loaded(
    port: int, path: str, write_key: str, connections: int, batch: int, seconds: float, pause: float
) -> Answered:
    loop = asyncio.get_running_loop()
    marks, start = count((time.time_ns() // 1_000_000 % 2**20) << 20), time.perf_counter()
    asking = [
        _Asking(request(path, write_key, batch, who), marks, start + seconds, pause) for who in range(connections)
    ]
    used = time.process_time()
    for one in asking:
        await loop.create_connection(lambda one=one: one, "127.0.0.1", port)
    await asyncio.gather(*(one.done for one in asking))
    taken, busy = time.perf_counter() - start, time.process_time() - used
    latencies = np.concatenate([np.asarray(one.latencies) for one in asking])
    p50, p99 = np.percentile(latencies, (50, 99)) if len(latencies) else (0.0, 0.0)
    refused = sum(one.refused for one in asking)
    answered = len(latencies) - refused
    return Answered(answered, answered * batch, refused, taken, busy, float(p50), float(p99))


class _Asking(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again until the time is up."""

    def __init__(self, request: bytes, marks: count[int], until: float, pause: float):
        self._request, self._marks, self._until, self._pause = request, marks, until, pause
        self._transport: asyncio.Transport | None = None
        self._asked, self._answer, self._usual = 0.0, b"", b""
        self.latencies, self.refused = array("d"), 0
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._ask()

    def data_received(self, data: bytes) -> None:
        if data != self._usual:
            self._answer += data
            head, found, body = self._answer.partition(b"\r\n\r\n")
            if not found or len(body) < _length(head):
                return
            if head.startswith(b"HTTP/1.1 200"):
                self._usual = self._answer
            else:
                self.refused += 1
            self._answer = b""
        now = time.perf_counter()
        self.latencies.append(now - self._asked)
        if now >= self._until:
            self._end()
        elif self._pause:
            self._loop.call_later(self._pause, self._ask)
        else:
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))

    def _ask(self) -> None:
        assert self._transport
        asked = self._request.replace(MARK, b"%010x" % next(self._marks))
        self._asked = time.perf_counter()
        self._transport.write(asked)

    def _end(self) -> None:
        self.done.set_result(None)
        assert self._transport
        self._transport.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError(f"an answer without a length cannot be told from the next one: {head!r}")
