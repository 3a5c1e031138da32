"""A whole installation in a folder, whose processes can be killed one by one."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from auricle.collector.public import counts, create_key
from auricle.workspace import create
from auricle.workspace import open as open_workspace

WORKSPACE = "acme"
PATIENCE_SECONDS = 120
_PARTS = {"collector": "auricle.collector.receiving.process", "drain": "auricle.collector.drain.process"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a client sends its events, and with which key."""

    port: int
    key: str

    @property
    def authorization(self) -> str:
        return "Basic " + b64encode(f"{self.key}:".encode()).decode()

    def post(self, path: str, body: bytes, kind: str = "application/json", patience_seconds: float = 20) -> int:
        """The status of the answer, 0 when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience_seconds)
        headers = {"Authorization": self.authorization, "Content-Type": kind}
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


class House:
    """A home with one workspace and one write key, served on loopback."""

    def __init__(self, home: Path):
        self.home = home
        create(home / "workspaces" / WORKSPACE).close()
        self.key = create_key(home, WORKSPACE, "faults").secret
        self.port = self.pages = 0
        self.path = ""
        self._server: subprocess.Popen[str] | None = None

    @property
    def door(self) -> Door:
        return Door(self.port, self.key)

    def ask(self) -> None:
        """Publish a survey, which is answered at ``path`` of the port ``pages``."""
        command = [sys.executable, "-m", "tests.faults.asked", str(self.home)]
        self.path = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def start(self) -> None:
        """Start the server, and wait until events are taken."""
        self.port, self.pages = self.port or _free_port(), self.pages or _free_port()
        web = ["--port", str(self.pages), "--collector-port", str(self.port)]
        command = [sys.executable, "-m", "auricle", "serve", "--home", str(self.home), *web]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True)
        self.wait_until_taking()

    def wait_until_taking(self) -> None:
        until, said = time.monotonic() + PATIENCE_SECONDS, "nothing"
        while time.monotonic() < until and self._server and self._server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                    return
            except urllib.error.HTTPError as answer:
                said = answer.read().decode()
            except OSError as problem:
                said = repr(problem)
            time.sleep(0.05)
        raise TimeoutError(f"the collector takes no events; it says {said}")

    def wait_until_showing(self) -> None:
        """Until pages are shown: then everything has begun, and what a beginning writes is written."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.pages}/accounts/login/", timeout=5):
                return
            time.sleep(0.05)
        raise TimeoutError("no page is shown")

    def kill(self, part: str) -> None:
        """Kill the server or one of the processes beside it with SIGKILL; where it is only coming, wait for it."""
        assert self._server
        if part == "server":
            self._server.kill()
            self._server.wait()
            self.start()
            return
        until = time.monotonic() + PATIENCE_SECONDS
        while not (there := self._running(part)):
            assert time.monotonic() < until, f"there is no {part} to kill"
            time.sleep(0.05)
        with suppress(ProcessLookupError):
            os.kill(there, signal.SIGKILL)
        while self._running(part) == there:
            time.sleep(0.01)

    def _running(self, part: str) -> int:
        """The process that is this part, 0 while there is none; one that was killed is none."""
        assert self._server
        return next((pid for pid in _children(self._server.pid) if _PARTS[part] in _command(pid)), 0)

    def stop(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(PATIENCE_SECONDS)
            self._server = None

    def wait_until_drained(self) -> None:
        """Until nothing waits; TimeoutError when the drain stands still for a minute."""
        before, until = -1, 0.0
        while (waiting := sum(each.waiting for each in counts(self.home, WORKSPACE, 0))) > 0:
            if waiting != before:
                before, until = waiting, time.monotonic() + PATIENCE_SECONDS
            if time.monotonic() > until:
                raise TimeoutError(f"{waiting} events wait and the drain does not move")
            time.sleep(0.1)

    def stored(self) -> list[str]:
        """The message id of every interaction, as often as it is there; the server has to be stopped."""
        workspace = open_workspace(self.home / "workspaces" / WORKSPACE)
        try:
            return [key.partition(":")[2] for key in workspace.facts("interactions")["interaction"].to_pylist()]
        finally:
            workspace.close()

    def responses(self) -> tuple[list[str], list[tuple[str, str]]]:
        """Every complete response and every text with its response, as often as they are there; server stopped."""
        workspace = open_workspace(self.home / "workspaces" / WORKSPACE)
        try:
            feedback = workspace.facts("feedback").to_pylist()
            answers = workspace.facts("answers").to_pylist()
        finally:
            workspace.close()
        complete = [_response(row["feedback"]) for row in feedback if json.loads(row["properties"])["complete"]]
        return complete, [(_response(row["feedback"]), row["text"]) for row in answers if row["text"]]

    def tally(self) -> tuple[int, int, int, int, int]:
        """Received, stored, duplicate, quarantined and waiting events, of all keys and days."""
        found = counts(self.home, WORKSPACE, 0)
        quarantined = sum(sum(each.quarantined.values()) for each in found)
        sums = [sum(getattr(each, name) for each in found) for name in ("received", "stored", "duplicate", "waiting")]
        return sums[0], sums[1], sums[2], quarantined, sums[3]


@contextmanager
def house(home: Path, *, asked: bool = False) -> Iterator[House]:
    """A served home, stopped at the end; ``asked`` says that it has a survey."""
    built = House(home)
    if asked:
        built.ask()
    try:
        built.start()
        yield built
    finally:
        built.stop()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] or _by_parent(pid)


def _by_parent(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def _response(feedback: str) -> str:
    return feedback.rpartition(":")[2]


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
