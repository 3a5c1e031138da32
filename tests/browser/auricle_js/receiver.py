"""A site with pages of its own, and what its events are sent to: real HTTP servers that remember what was said."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[3] / "src" / "auricle" / "collector" / "static" / "auricle.js"
KEY = "a-key-of-tests"
KINDS = {"js": "text/javascript", "css": "text/css"}
Event = dict[str, Any]


class Server:
    """A server on a port of its own, ended with the ``with``; tabs ask from several connections at once."""

    def __init__(self) -> None:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner.answer(self, b"")

            def do_POST(self) -> None:
                owner.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

            do_OPTIONS = do_GET  # noqa: N815 - as it is called there

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: a test says what it saw."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def say(request: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


class Site(Server):
    """Pages by path, some of them late; ``policy`` is their Content-Security-Policy."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.policy = ""
        self.delays_seconds: dict[str, float] = {}
        super().__init__()

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        path = request.path.partition("?")[0]
        if path == "/favicon.ico":  # a browser asks for it by itself, whenever it likes, and complains of a 404
            return say(request, 204, b"")
        time.sleep(self.delays_seconds.get(path, 0))
        page = self.pages.get(path)
        headers = {"Content_Security_Policy": self.policy} if self.policy else {}
        kind = KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8")
        return say(request, 200 if page else 404, (page or "").encode(), Content_Type=kind, **headers)


@dataclass
class Told:
    """What one request to the receiver said, and how it was answered."""

    path: str
    headers: str
    body: bytes
    status: int
    at: float = field(default_factory=time.monotonic)


@dataclass
class Receiver(Server):
    """Answers what it is told to, in order, then 200. ``hurry`` asks a page to send now what it still gathers."""

    demands: dict[str, bool] = field(default_factory=dict)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    is_reachable: bool = True
    hurry: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        Server.__init__(self)

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        status, headers, content = 200, {}, b'{"success":true}'
        if request.path == "/auricle.js":
            return say(request, 200, SCRIPT.read_bytes(), Content_Type="text/javascript", Cache_Control="max-age=86400")
        if not self.is_reachable:
            request.close_connection = True
            return None
        if request.path.endswith("/settings"):
            content = json.dumps({"auricle": self.demands}).encode()
        elif self.answers:
            status, headers = self.answers.pop(0)
        self.told.append(Told(request.path, str(request.headers), body, status))
        origin = request.headers.get("Origin", "*")
        return say(
            request, status, content, Access_Control_Allow_Origin=origin, Access_Control_Allow_Credentials="true",
            Access_Control_Expose_Headers="Retry-After", **headers,
        )  # fmt: skip

    @property
    def sent(self) -> list[Told]:
        return [each for each in self.told if each.path == "/v1/b"]

    @property
    def events(self) -> list[Event]:
        """Of the requests that were acknowledged, in the order in which they came, each as often as it came."""
        return [event for each in self.sent if each.status == 200 for event in json.loads(each.body)["batch"]]

    def named(self, name: str) -> list[Event]:
        """Events of a name, or of a type, each once."""
        found = {each["messageId"]: each for each in self.events if name in (each.get("event"), each["type"])}
        return list(found.values())

    def one(self, name: str) -> Event:
        """The event of that name, waited for."""
        if not self.named(name):
            self.hurry()
        wait_for(lambda: self.named(name), name)
        found = self.named(name)
        assert len(found) == 1, f"{len(found)} events are called {name}: {found}"
        return found[0]

    def everything(self) -> bytes:
        """Every byte that was sent here."""
        return b"\n".join(each.path.encode() + each.headers.encode() + each.body for each in self.told)


def wait_for(happened: Callable[[], Any], what: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, f"{what} did not come in {seconds} seconds"
        time.sleep(0.02)


def wait_until(page: Page, holds: str) -> None:
    """Asked from outside: what Playwright itself puts into a page to wait there is forbidden by a strict policy."""
    wait_for(lambda: page.evaluate(f"!!({holds})"), holds)
