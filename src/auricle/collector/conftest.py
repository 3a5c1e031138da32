"""A collector that runs, for the tests of this room."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from auricle.collector import public

WORKSPACE = "acme"


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """A collector in a process of its own, and a key of a workspace of its home."""

    home: Path
    port: int
    secret: str
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, path: str, body: bytes | dict[str, Any], method: str = "POST", **headers: str) -> Answered:
        """With the key in the header, unless headers are given."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in (headers or basic(self.secret)).items()}
        request = urllib.request.Request(f"{self.address}{path}", sent or None, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return _answered(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as refusal:
            return _answered(refusal.code, refusal.read(), refusal.headers)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def received(self) -> int:
        return sum(each.received for each in public.counts(self.home, WORKSPACE))

    def latest(self, n: int = 1) -> tuple[public.Understood, ...]:
        return public.recent(self.home, WORKSPACE, n)


def _answered(status: int, body: bytes, headers: Any) -> Answered:
    said = {name.lower(): value for name, value in headers.items()}
    return Answered(status, json.loads(body) if body[:1] == b"{" else body.decode(), said)


def basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{secret}:".encode()).decode()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return laid_out(tmp_path)


def laid_out(folder: Path) -> Path:
    """A home with a workspace that has settings and no store yet."""
    (folder / "workspaces" / WORKSPACE).mkdir(parents=True)
    (folder / "workspaces" / WORKSPACE / "auricle.yaml").write_text("name: Acme\n")
    return folder


@contextmanager
def collecting(home: Path, *before: str, first: str = "") -> Iterator[Running]:
    """A collector over a home; ``before`` goes before its command, and ``first`` is run in it before it begins."""
    made = public.create_key(home, WORKSPACE, "site")
    begin = f"{first}\nimport runpy; runpy.run_module('auricle.collector.receiving.process', run_name='__main__')"
    with socket.socket() as listener:  # open in the collector alone once it has begun: with it the address is gone
        listener.bind(("127.0.0.1", 0))
        listener.listen(256)
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [*before, sys.executable, "-c", begin, str(home), str(listener.fileno()), str(os.getpid())],
            pass_fds=[listener.fileno()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    try:
        yield Running(home, port, made.secret, process)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with collecting(laid_out(tmp_path_factory.mktemp("home"))) as running:
        yield running


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what has to become true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not become true"
        time.sleep(0.02)
