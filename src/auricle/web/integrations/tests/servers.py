"""Real servers of the other side, on loopback."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Said:
    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """Answers with what ``answer`` makes of a request, and keeps what it heard."""

    def __init__(self, answer: Callable[[Heard], Said], host: str = "127.0.0.1"):
        self.heard: list[Heard] = []
        self.answer = answer
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                heard = Heard(
                    self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length)
                )
                server.heard.append(heard)
                said = server.answer(heard)
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)

            do_GET = do_POST  # noqa: N815 - http.server calls it so

            def log_message(self, *_: Any) -> None: ...

        self._http = ThreadingHTTPServer((host, 0), Handler)
        self.host, self.port = host, self._http.server_address[1]
        self._thread = Thread(target=self._http.serve_forever, args=[0.02], daemon=True)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS."""
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def answering(answer: Callable[[Heard], Said] | Said, host: str = "127.0.0.1") -> Iterator[Server]:
    server = Server(answer if callable(answer) else lambda _: answer, host)
    server.start()
    try:
        yield server
    finally:
        server.stop()
