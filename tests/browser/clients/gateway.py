"""Stands before the collector, refuses as it does when it cannot keep events, and notes when who asked."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from tests.browser.auricle_js.receiver import Server, say

RETRY_AFTER_SECONDS = 2


@dataclass(frozen=True)
class Passed:
    """A request that brought events."""

    at: float
    status: int


class Gateway(Server):
    """``refusals`` requests that bring events hear 429, the next ones what the collector says."""

    def __init__(self, port: int, refusals: int = 0):
        self._port, self._refusals = port, refusals
        self.passed: list[Passed] = []
        super().__init__()

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        if request.command != "POST":
            self._forward(request, body)
        elif self._refusals:
            self._refusals -= 1
            self.passed.append(Passed(time.monotonic(), 429))
            origin = request.headers.get("Origin", "*")
            allowing = {"Access_Control_Allow_Origin": origin, "Access_Control_Expose_Headers": "retry-after"}
            say(request, 429, b'{"code":"closed"}', Retry_After=str(RETRY_AFTER_SECONDS), **allowing)
        else:
            self.passed.append(Passed(time.monotonic(), self._forward(request, body)))

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        connection.request(request.command, request.path, body or None, dict(request.headers))
        answer = connection.getresponse()
        content = answer.read()
        kept = {name: value for name, value in answer.getheaders() if name.lower() != "content-length"}
        say(request, answer.status, content, **kept)
        connection.close()
        return answer.status
