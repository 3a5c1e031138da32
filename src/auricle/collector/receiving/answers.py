"""What a client is told. A refusal names itself as Segment's API does: a code, and a message with the next step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

import msgspec

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: Headers

    async def send(self, send: Send, more: Headers) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers + more})
        await send({"type": "http.response.body", "body": self.body})


def document(status: int, content: object, *headers: tuple[bytes, bytes]) -> Answer:
    """JSON, with the headers it needs."""
    return text(status, msgspec.json.encode(content), b"application/json", *headers)


def text(status: int, body: bytes, kind: bytes, *headers: tuple[bytes, bytes]) -> Answer:
    said = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    return Answer(status, body, [*said, *headers])


class Refusal(Exception):
    """A request that is not taken: an answer, and the reason it is counted under."""

    def __init__(self, status: int, reason: str, message: str, retry_after: int = 0):
        super().__init__(message)
        self.reason = reason
        again = [(b"retry-after", str(retry_after).encode())] if retry_after else []
        self.answer = document(status, {"code": reason, "message": message, "success": False}, *again)


KEPT = document(200, {"success": True, "ok": True, "status": 1})
"""Every event of the request is on disk. Segment's clients read success, Jitsu's ok, PostHog's status."""
ALLOWED = Answer(204, b"", [])


def unknown_key() -> Refusal:
    return Refusal(401, "unknown_key", "this write key is unknown or no longer works; take one from Auricle's settings")


def wrong_origin(origin: str) -> Refusal:
    return Refusal(403, "wrong_origin", f"this write key does not take events from {origin}; allow it in the settings")


def no_such_path(path: str) -> Refusal:
    return Refusal(404, "no_such_path", f"there is nothing at {path[:200]}; send events to /v1/batch")


def wrong_method(method: str) -> Refusal:
    return Refusal(405, "wrong_method", f"{method[:20]} is not what this address takes; send events with POST")


def too_slow() -> Refusal:
    return Refusal(408, "too_slow", "the request took too long to arrive; send it again")


def too_large(what: str, most: int, unit: str = "bytes") -> Refusal:
    return Refusal(413, "too_large", f"{what} holds at most {most:,} {unit}; send less at a time")


def later(reason: str, message: str, seconds: int = 1) -> Refusal:
    """What cannot be kept now and can be later: the one refusal after which clients keep their events."""
    return Refusal(429, reason, f"{message}; send it again later", seconds)
