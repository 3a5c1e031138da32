"""The collector as an ASGI application: takes a request, keeps it, says so."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import logging
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import msgspec

from auricle.collector.adapters.reading import DIALECTS, TooMuch, parcel_of
from auricle.collector.appearing import Appearances
from auricle.collector.journal.journal import Arriving
from auricle.collector.keys import WriteKey

from .answers import (
    ALLOWED,
    KEPT,
    Answer,
    Headers,
    Refusal,
    Send,
    document,
    later,
    no_such_path,
    text,
    too_large,
    wrong_method,
    wrong_origin,
)
from .keyring import Keyring
from .rate import Rates
from .routes import HARMLESS, ROUTES, plain, settings_document, settings_key
from .script import SCRIPTS, script
from .writer import Writer

log = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Scope = MutableMapping[str, Any]

METRICS_TOKEN = "AURICLE_METRICS_TOKEN"  # noqa: S105 - the name of a variable
MOST_ARRIVING_BYTES = 256 * 1024**2
_MOST_DISCARDED = 16 * 1024**2
_COUNTRY = (b"cf-ipcountry", b"cloudfront-viewer-country", b"x-country-code", b"x-appengine-country")


class GoneAway(Exception):
    """The client closed the connection before its request was whole."""


class Collector:
    """One application for all clients; ``closed`` says why nothing is taken now, when that is so."""

    def __init__(self, keyring: Keyring, writer: Writer):
        self.keyring, self.writer = keyring, writer
        self.rates = Rates()
        self.closed: Callable[[], str] = lambda: ""
        self.figures: Callable[[], Awaitable[bytes]] | None = None
        self.appearances: Callable[[str], Appearances] = lambda workspace: Appearances()
        self.requests = self.events = self.arriving = 0
        self.refusals: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        try:
            answer = await self._answer(scope, headers, receive)
        except Refusal as refusal:
            self.refusals[refusal.reason] += 1
            answer = refusal.answer
        except GoneAway:
            self.refusals["gone_away"] += 1
            return
        except asyncio.CancelledError:  # the server ends and waits no longer
            answer = later("ending", "the collector is being stopped").answer
        except Exception:  # a mistake of ours is no reason for a client to drop its events
            log.exception("a request could not be taken")
            self.refusals["mistake"] += 1
            answer = later("mistake", "the collector met an error of its own", 60).answer
        origin = headers.get(b"origin")
        await answer.send(send, _allowing(origin, headers) if origin else [])

    async def _answer(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Answer:
        method, path = scope["method"], scope["path"]
        if path not in ROUTES:
            path = plain(path)
        route = ROUTES.get(path)
        if method == "POST" and route:
            return await self._take(route, scope, headers, receive)
        if method == "OPTIONS":
            return ALLOWED
        if path in HARMLESS:
            return document(200, HARMLESS[path])
        if method in ("GET", "HEAD"):
            return await self._show(path, scope, headers)
        raise wrong_method(method) if route else no_such_path(path)

    async def _show(self, path: str, scope: Scope, headers: dict[bytes, bytes]) -> Answer:
        if key := settings_key(path):
            found = await self.keyring.find(key)
            scheme = headers.get(b"x-forwarded-proto", scope["scheme"].encode()).decode("latin-1")
            host, shown = headers.get(b"host", b"").decode("latin-1"), self.appearances(found.workspace)
            return document(200, settings_document(key, found.demands, scheme, host, shown))
        if path in SCRIPTS:
            return script(path, headers)
        if path == "/health":
            return document(429 if self.closed() else 200, {"taking": not self.closed(), "because": self.closed()})
        if path == "/metrics" and self.figures:
            _check_reader(scope, headers)
            return text(200, await self.figures(), b"text/plain; version=0.0.4")
        raise wrong_method("GET") if path in ROUTES else no_such_path(path)

    async def _take(self, route: str, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Answer:
        """200 from here means: every event of the request is on disk."""
        limits = DIALECTS[route.partition(":")[0]].limits
        body = await self._body(receive, limits.body)
        if reason := self.closed():
            raise later("closed", reason, 10)
        try:
            parcel = parcel_of(route, body)
        except TooMuch:
            raise too_large("a request", limits.body) from None
        key = await self.keyring.find(_secret(headers, scope) or parcel.key)
        _check_origin(key, headers)
        events = len(parcel.events)
        if events > limits.events:
            raise too_large("a request", limits.events, "events")
        if not events:
            return KEPT
        is_single = events == 1 and not route.endswith(":batch") and not parcel.fault
        if is_single and len(memoryview(parcel.events[0])) > limits.event:
            raise too_large("an event", limits.event)
        self.rates.take(key, events)
        await self.writer.keep(
            Arriving(key.workspace, key.id, time.time_ns() // 1_000, route, _context(headers), events, body)
        )
        self.requests += 1
        self.events += events
        return KEPT

    async def _body(self, receive: Receive, most: int) -> bytes:
        """The whole body; one that is too large is read to its end, up to a point, so that its client is told."""
        message = await receive()
        parts = [_part(message)]
        size = len(parts[0])
        if size <= most and not message["more_body"]:
            return parts[0]
        try:
            while message["more_body"] and size <= _MOST_DISCARDED:
                if self.arriving > MOST_ARRIVING_BYTES:
                    raise later("busy", "too many requests arrive at once")
                message = await receive()
                part = _part(message)
                size += len(part)
                if size <= most:
                    parts.append(part)
                    self.arriving += len(part)
        finally:
            self.arriving -= sum(map(len, parts[1:]))
        if size > most:
            raise too_large("a request", most)
        return b"".join(parts)


def _part(message: MutableMapping[str, Any]) -> bytes:
    if message["type"] != "http.request":
        raise GoneAway
    body: bytes = message["body"]
    return body


def _secret(headers: dict[bytes, bytes], scope: Scope) -> str:
    """The write key in the headers or the address; the body may have it too."""
    said = headers.get(b"authorization", b"")
    if said[:6].lower() == b"basic ":
        try:
            return base64.b64decode(said[6:]).partition(b":")[0].decode("utf-8", "replace")
        except binascii.Error:
            return ""
    if said[:7].lower() == b"bearer ":
        return said[7:].decode("latin-1").strip()
    if key := headers.get(b"x-write-key"):
        return key.decode("latin-1").partition(":")[0]
    if scope["query_string"]:
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        return next((asked[name][0] for name in ("writeKey", "api_key", "token") if name in asked), "")
    return ""


def _check_origin(key: WriteKey, headers: dict[bytes, bytes]) -> None:
    if key.origins:
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin not in key.origins:
            raise wrong_origin(origin or "a request that names no page")


def _check_reader(scope: Scope, headers: dict[bytes, bytes]) -> None:
    """The figures are for this machine, and for who has the token; what a proxy passes on comes from elsewhere."""
    token = os.environ.get(METRICS_TOKEN, "").encode()
    if token and hmac.compare_digest(headers.get(b"authorization", b""), b"Bearer " + token):
        return
    near = scope["client"] and scope["client"][0] in ("127.0.0.1", "::1")
    if not near or b"x-forwarded-for" in headers or b"forwarded" in headers:
        raise Refusal(403, "not_yours", f"the figures are for this machine, or for a bearer of ${METRICS_TOKEN}")


def _context(headers: dict[bytes, bytes]) -> str:
    country = next((headers[name] for name in _COUNTRY if name in headers), b"")
    return _written(headers.get(b"user-agent", b""), headers.get(b"accept-language", b""), country)


@lru_cache(maxsize=4_096)
def _written(user_agent: bytes, language: bytes, country: bytes) -> str:
    """What the headers say, as JSON; never the address."""
    said = {"user_agent": user_agent[:500], "language": language[:100], "country": country[:20]}
    texts = {name: value.decode("utf-8", "replace") for name, value in said.items() if value}
    return msgspec.json.encode(texts).decode()


def _allowing(origin: bytes, headers: dict[bytes, bytes]) -> Headers:
    """A page of any origin may send and read the answer; keys decide whose events are taken."""
    said: Headers = [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"origin"),
    ]
    if b"access-control-request-method" in headers:
        asked = headers.get(b"access-control-request-headers", b"content-type")
        said += [
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (b"access-control-allow-headers", asked),
            (b"access-control-max-age", b"86400"),
        ]
    return said
