"""One request over HTTP to somebody else's server: looked up once, pinned, never redirected, bounded in size and time.

httpcore carries it because it sends one request and nothing else (no redirect, cookie, proxy nor retry of its own)
and takes the network from us, so that the address that was checked is the one connected to.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import certifi
import httpcore

from .addresses import Place, place_of
from .faults import AddressUnreadable, NoAnswer, NotSent, Redirected, TooLong

SECONDS = 15.0
BYTES = 256 * 1024
PORTS = {"http": 80, "https": 443}
AGENT = "Auricle"
SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What the other side said; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def said(self) -> str:
        """Status and the beginning of the body, to be shown."""
        return f"{self.status} {self.text[:SHOWN].strip()}".strip()


def ask(
    method: str,
    address: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most_bytes: int = BYTES,
) -> Answered:
    """Send one request and read its answer, whatever its status, but for a redirect.

    Raises
        AddressUnreadable, HostUnreadable, HostUnknown, HostRefused, PortRefused: nothing was sent.
        NoAnswer, TooLong, Redirected: it may have been received.
    """
    parts = read_address(address)
    place = place_of(parts.hostname or "", parts.port or PORTS[parts.scheme])
    request = {
        "method": method,
        "url": httpcore.URL(scheme=parts.scheme, host=place.host, port=parts.port, target=_target(parts)),
        "headers": {
            "Host": _authority(place, parts.port),
            "User-Agent": AGENT,
            "Accept-Encoding": "identity",
            **(headers or {}),
        },
        "content": body,
    }
    try:
        with httpcore.ConnectionPool(trust(), network_backend=Pinned(place, seconds), http2=False) as pool:
            answered = _read(pool, request, place, most_bytes)
    except NotSent:
        raise
    except (httpcore.ProtocolError, OSError) as error:
        raise NoAnswer(place.host, error) from error
    if 300 <= answered.status < 400:
        raise Redirected(answered.status, answered.headers.get("location", ""))
    return answered


def read_address(address: str) -> SplitResult:
    """The parts of an HTTP address; AddressUnreadable when it is none, or carries a name and password."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise AddressUnreadable(str(error)) from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise AddressUnreadable(address[:60])
    if "@" in parts.netloc or any(ord(letter) < 33 for letter in address.strip()):
        raise AddressUnreadable(parts.hostname)
    return parts


def trust() -> ssl.SSLContext:
    """Whom we believe: what this system trusts, and Mozilla's list."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Pinned(httpcore.NetworkBackend):
    """A network in which there is one place; whatever is asked for, the connection goes there."""

    def __init__(self, place: Place, seconds: float):
        self._place = place
        self._until = time.monotonic() + seconds

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any) -> Stream:
        return Stream(self._place.connect(left(self._until)), self._until)


class Stream(httpcore.NetworkStream):
    """A connection that ends when its time is up, however slowly the other side drips."""

    def __init__(self, connection: socket.socket, until: float):
        self._connection = connection
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._connection.settimeout(left(self._until))
        return self._connection.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.settimeout(left(self._until))
        self._connection.sendall(buffer)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        self._connection.settimeout(left(self._until))
        return Stream(ssl_context.wrap_socket(self._connection, server_hostname=server_hostname), self._until)

    def get_extra_info(self, info: str) -> Any:
        return None

    def close(self) -> None:
        self._connection.close()


def left(until: float) -> float:
    """Seconds that are left of a time that was given; TimeoutError when none are."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("it took too long")
    return seconds


def _read(pool: httpcore.ConnectionPool, request: dict[str, Any], place: Place, most_bytes: int) -> Answered:
    with pool.stream(**request) as response:
        body = b"".join(_bounded(response.iter_stream(), place, most_bytes))
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answered(response.status, headers, body)


def _bounded(parts: Iterable[bytes], place: Place, most_bytes: int) -> Iterable[bytes]:
    so_far = 0
    for part in parts:
        so_far += len(part)
        if so_far > most_bytes:
            raise TooLong(place.host, most_bytes)
        yield part


def _authority(place: Place, port: int | None) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{host}:{port}" if port else host


def _target(parts: SplitResult) -> bytes:
    """Path and query, with what is beyond ASCII percent-encoded as a browser would."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe="/?&=%+:;,@!$'()*~-._[]|").encode()
