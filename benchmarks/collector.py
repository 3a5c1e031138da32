"""Events taken over HTTP and on disk before the answer, beside a Django view that inserts them as rows.

The whole server runs: web, worker, collector and drain, and somebody reads the overview of the demo company all the
while, also while a view is measured. Client and server share the machine's processors.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from auricle.collector.journal.journal import Arriving, day_of
from auricle.collector.journal.met import Met
from auricle.collector.journal.opening import open_journal
from auricle.collector.public import counts, create_key

from .load import Answered, load
from .pages import OWNER, PASSWORD, demo
from .parts import each_event, processor_seconds
from .timing import Timing

SECONDS = 10.0
LOADS = (("one by one", "/v1/track", 64, 1), ("in batches of 100", "/v1/batch", 16, 100))
TARGETS = {"/v1/batch": 120_000, "/v1/track": 12_000}
MET = 10_000_000
_PATIENCE_SECONDS = 120
_QUIET_SECONDS = 8
"""Longer than a worker waits before it looks for texts."""
_OWNED = """
import pathlib, sys
from auricle.web.serving import ensure_login
ensure_login(pathlib.Path(sys.argv[1]), *sys.argv[2:])
"""


def run(answers: int) -> Iterator[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        home = _home(Path(folder))
        made = create_key(home, "demo", "benchmark")
        _meet(home, made.key.id)
        key = made.secret
        with server(home) as (web, collector):
            _rest(home)
            for said, path, connections, batch in LOADS:
                pages, used = _Reader(web), processor_seconds(home)
                with pages:
                    found = load(collector, path, key, connections=connections, batch=batch, seconds=SECONDS)
                costs = each_event(used, processor_seconds(home), found.events)
                yield _timing(said, "Auricle", found, f"target {TARGETS[path]:,}; {_read(pages)}; an event: {costs}")
            waiting, used = sum(each.waiting for each in counts(home, "demo", 0)), processor_seconds(home)
            seconds = _drained(home)
            note = f"{waiting / seconds:,.0f} events/s against {MET:,} ids; {waiting:,} waited; an event: "
            note += each_event(used, processor_seconds(home), waiting)
            yield Timing("draining a million events", "Auricle", seconds * 1e6 / waiting, 1, note)
            _rest(home)
            for said, path, connections, batch in LOADS:
                for who, database in _peers():
                    with database() as address, _django(address) as port:
                        pages = _Reader(web)
                        with pages:
                            found = load(port, path, "", connections=connections, batch=batch, seconds=SECONDS)
                    yield _timing(said, who, found, _read(pages))


def _home(folder: Path) -> Path:
    """A home with a copy of the demo company, into which events may be drained, and its owner."""
    shutil.copytree(demo(), folder / "workspaces" / "demo")
    subprocess.run([sys.executable, "-c", _OWNED, str(folder), "demo", OWNER, PASSWORD], check=True)
    return folder


def _meet(home: Path, key: str) -> None:
    """Let the workspace have met many ids, as ranges that were drained today."""
    random, together = np.random.default_rng(1), 2_000_000
    today = np.full(together, time.time() // 86_400, np.uint64)
    with open_journal(home) as journal:
        ids = journal.ids("demo")
        for _ in range(MET // together):
            journal.append([Arriving("demo", key, time.time_ns() // 1_000, "segment:track", "{}", 1, b"{}")])
            range_ = journal.intend("demo", 1)
            assert range_
            words = random.integers(0, 2**63, (3, together), np.uint64)
            ids.judge(range_.first, range_.last, Met(words[:2], words[2], today))
            journal.finish(range_, {(key, day_of(time.time_ns() // 1_000), "stored"): 1})
            ids.tidy(int(today[0]))


def _rest(home: Path) -> None:
    """Wait until a server that has just begun has read its code and the texts that are new to it."""
    until, used, quiet = time.monotonic() + _PATIENCE_SECONDS, 0.0, 0
    while time.monotonic() < until and quiet < _QUIET_SECONDS:
        before, used = used, sum(processor_seconds(home).values())
        quiet = quiet + 1 if used - before < 0.2 else 0
        time.sleep(1)


def _timing(said: str, who: str, found: Answered, note: str) -> Timing:
    client = found.client_seconds / max(found.events, 1) * 1e6
    rate = f"{found.events_a_second:,.0f} events/s, p99 {found.p99 * 1000:.0f} ms, {found.refused} refused; {note}, "
    rate += f"client {client:.1f} µs"
    return Timing(f"a million events {said}", who, 1e6 / found.events_a_second, 1, rate)


class _Reader:
    """Somebody who opens the overview again and again while something else is measured."""

    def __init__(self, port: int):
        self._address = f"http://127.0.0.1:{port}"
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self.read, self.slowest = 0, 0.0
        self._sign_in()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def _sign_in(self) -> None:
        page = self._browser.open(f"{self._address}/accounts/login/").read().decode()
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        said = urlencode({"csrfmiddlewaretoken": token, "login": OWNER, "password": PASSWORD}).encode()
        self._browser.open(f"{self._address}/accounts/login/", said).read()
        self._page()

    def _read(self) -> None:
        while not self._enough.wait(0.2):
            start = time.perf_counter()
            self._page()
            self.read += 1
            self.slowest = max(self.slowest, time.perf_counter() - start)

    def _page(self) -> None:
        answer = self._browser.open(f"{self._address}/w/demo/overview/")
        if "login" in answer.geturl():
            raise RuntimeError("the owner of the benchmark is not signed in")
        answer.read()


@contextmanager
def server(home: Path) -> Iterator[tuple[int, int]]:
    """Ports of the web and of the collector of a running server."""
    web, collector = _free_port(), _free_port()
    ports = ["--port", str(web), "--collector-port", str(collector)]
    with _process([sys.executable, "-m", "auricle", "serve", "--home", str(home), *ports], {}):
        _answering(web, "/accounts/login/")
        _answering(collector, "/health")
        yield web, collector


def _read(pages: _Reader) -> str:
    return f"{pages.read} pages read meanwhile, the slowest in {pages.slowest:.2f} s"


def _drained(home: Path) -> float:
    start = time.perf_counter()
    while sum(each.waiting for each in counts(home, "demo", 0)):
        if time.perf_counter() - start > 20 * _PATIENCE_SECONDS:
            raise TimeoutError("the drain does not come to an end")
        time.sleep(0.1)
    return time.perf_counter() - start


def _peers() -> Iterator[tuple[str, Callable[[], AbstractContextManager[str]]]]:
    yield "a Django view on SQLite", _sqlite
    yield "a Django view on PostgreSQL", _postgresql


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite://{folder}/peer.db"


@contextmanager
def _postgresql() -> Iterator[str]:
    from tests.postgresql import server

    with server() as running:
        yield running.database("peer")


@contextmanager
def _django(database: str) -> Iterator[int]:
    said, port = {"PEER_DATABASE": database}, _free_port()
    prepare = [sys.executable, "-c", "from benchmarks.django_view import prepare; prepare()"]
    subprocess.run(prepare, env={**os.environ, **said}, check=True)
    serve = [sys.executable, "-m", "gunicorn", "benchmarks.django_view:application", "--bind", f"127.0.0.1:{port}"]
    with _process([*serve, "--workers", "2", "--threads", "8", "--log-level", "warning"], said):
        _answering(port, "/")
        yield port


@contextmanager
def _process(command: list[str], said: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **said}, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_SECONDS)


def _answering(port: int, path: str) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
