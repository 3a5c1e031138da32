"""A connection of the server: requests are taken one after the other, in bounded time and bounded memory.

One task serves all requests of a connection, an answer leaves in one call of the system, and nothing is made for a
request that only some need: a single event costs as little as its way through here does.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import unquote

import httptools
import uvicorn
from uvicorn.server import ServerState

from .answers import Answer, Headers, Refusal, too_slow

LONGEST_SECONDS = 15.0
MOST_HEAD_BYTES = 32 * 1024
_MOST_AT_ONCE = 64 * 1024
_MOST_AHEAD = 8
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_ASGI = {"version": "3.0", "spec_version": "2.3"}

Message = MutableMapping[str, Any]


class Incoming:
    """A request as far as it arrived; ``parts`` are of its body, not yet asked for."""

    __slots__ = ("expects", "headers", "is_unwanted", "is_whole", "method", "parts", "size", "stays", "url")

    def __init__(self) -> None:
        self.url, self.method = b"", ""
        self.headers: Headers = []
        self.parts: list[bytes] = []
        self.size = 0
        self.is_whole = self.is_unwanted = self.expects = self.stays = False

    def taken(self) -> bytes:
        body = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        self.parts.clear()
        self.size = 0
        return body


class Connection(asyncio.Protocol):
    """Speaks ASGI with the application; what uvicorn's server asks of a protocol."""

    def __init__(self, config: uvicorn.Config, server_state: ServerState, app_state: object, _loop: object = None):
        self._app, self._state = config.loaded_app, server_state
        self._idle_seconds = config.timeout_keep_alive
        self._parser = httptools.HttpRequestParser(self)
        self._arriving = Incoming()
        self._ahead: deque[Incoming] = deque()  # of which the application was told nothing yet
        self._served: Incoming | None = None
        self._more: asyncio.Future[None] | None = None
        self._is_last = self._is_paused = self.is_gone = False
        self._head = 0
        self._answered = b""
        self.began: float | None = None
        self._since = time.monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._client = transport.get_extra_info("peername")
        self._loop = asyncio.get_running_loop()
        self._state.connections.add(self)  # type: ignore[arg-type]
        self.began = time.monotonic()
        task = self._loop.create_task(self._serve())
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def connection_lost(self, error: Exception | None) -> None:
        self._state.connections.discard(self)
        self.is_gone, self.began = True, None
        self._wake()

    def shutdown(self) -> None:
        """Answer what has begun, and close."""
        self._is_last = True
        if self._served is None and not self._ahead:
            self._transport.close()

    def end_if_late(self, now: float) -> None:
        """Close when a request takes too long to arrive, or none comes."""
        if self.began is not None:
            if self.began < now - LONGEST_SECONDS:
                self.turn_away(too_slow())
        elif self._served is None and not self._ahead and self._since < now - self._idle_seconds:
            self._transport.close()

    def turn_away(self, refusal: Refusal) -> None:
        """Answer what has not arrived in whole, and close."""
        if not self._transport.is_closing():
            self._transport.write(_written(refusal.answer.status, refusal.answer, b"connection: close\r\n"))
            self._transport.close()

    # what arrives

    def data_received(self, data: bytes) -> None:
        if self.began is None:
            self.began = time.monotonic()
        if self._head >= 0:
            self._head += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nothing else is spoken here: it is answered as if it had not asked
        except httptools.HttpParserError:
            self.turn_away(Refusal(400, "no_request", "this is no HTTP request; send one"))
        if self._head > MOST_HEAD_BYTES:
            self.turn_away(Refusal(431, "long_head", "the head of the request is too long; send fewer headers"))
        self._wake()

    def on_message_begin(self) -> None:
        self._arriving = Incoming()

    def on_url(self, url: bytes) -> None:
        self._arriving.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        self._arriving.headers.append((name, value))
        if name == b"expect":
            self._arriving.expects = True

    def on_headers_complete(self) -> None:
        incoming, self._head = self._arriving, -1
        incoming.method = self._parser.get_method().decode("latin-1")
        incoming.stays = self._parser.should_keep_alive() and self._parser.get_http_version() != "1.0"
        self._ahead.append(incoming)

    def on_body(self, body: bytes) -> None:
        incoming = self._arriving
        if incoming.is_unwanted:
            return
        incoming.parts.append(body)
        incoming.size += len(body)
        if incoming.size > _MOST_AT_ONCE:
            self._pause()

    def on_message_complete(self) -> None:
        self._arriving.is_whole = True
        self.began, self._head = None, 0
        if len(self._ahead) > _MOST_AHEAD:
            self._pause()

    def _pause(self) -> None:
        if not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        if self._is_paused and not self._transport.is_closing():
            self._is_paused = False
            self._transport.resume_reading()

    # what is asked and answered

    async def _serve(self) -> None:
        try:
            while incoming := await self._next():
                self._served = incoming
                await self._app(_scope(incoming, self._client), self._receive, self._send)
                incoming.is_unwanted, self._served, self._since = True, None, time.monotonic()
                if self._is_last or not incoming.stays:
                    break
                while not incoming.is_whole and not self.is_gone:
                    incoming.taken()
                    await self._something()
        finally:
            self._transport.close()

    async def _next(self) -> Incoming | None:
        while not self._ahead:
            if self.is_gone or self._is_last:
                return None
            await self._something()
        return None if self.is_gone else self._ahead.popleft()

    async def _something(self) -> None:
        """Wait until something has changed."""
        self._resume()
        self._more = self._loop.create_future()
        try:
            await self._more
        finally:
            self._more = None

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)

    async def _receive(self) -> Message:
        incoming = self._served
        assert incoming is not None
        if incoming.expects and not incoming.is_whole:
            incoming.expects = False
            self._transport.write(_GO_ON)
        while not (incoming.parts or incoming.is_whole):
            if self.is_gone:
                return {"type": "http.disconnect"}
            await self._something()
        return {"type": "http.request", "body": incoming.taken(), "more_body": not incoming.is_whole}

    async def _send(self, message: Message) -> None:
        incoming = self._served
        assert incoming is not None
        if message["type"] == "http.response.start":
            stays = b"" if incoming.stays and not self._is_last else b"connection: close\r\n"
            self._answered = _head(message["status"], tuple(message["headers"]), stays)
        elif not self.is_gone:
            body = b"" if incoming.method == "HEAD" else message["body"]
            self._transport.write(self._answered + body)


def _scope(incoming: Incoming, client: object) -> Message:
    path, _, query = incoming.url.partition(b"?")
    said = path.decode("latin-1")
    return {
        "type": "http",
        "asgi": _ASGI,
        "http_version": "1.1",
        "method": incoming.method,
        "scheme": "http",
        "path": unquote(said) if "%" in said else said,
        "raw_path": path,
        "query_string": query,
        "headers": incoming.headers,
        "client": client,
    }


@lru_cache(maxsize=64)
def _head(status: int, headers: tuple[tuple[bytes, bytes], ...], more: bytes) -> bytes:
    said = b"".join([b"%b: %b\r\n" % each for each in headers])
    return b"HTTP/1.1 %d Said\r\n%b%b\r\n" % (status, said, more)


def _written(status: int, answer: Answer, more: bytes) -> bytes:
    return _head(status, tuple(answer.headers), more) + answer.body


async def end_slow_ones(connections: set[Any]) -> None:
    """Look every second for connections that wait too long; runs until it is cancelled."""
    while True:
        await asyncio.sleep(1)
        now = time.monotonic()
        for connection in list(connections):
            connection.end_if_late(now)
