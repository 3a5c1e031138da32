"""The collector and the drain as two processes beside another: that of the web, or the command line's."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .supervisor import Supervisor

ADDRESS = "AURICLE_COLLECTOR_URL"
"""Where clients reach the collector, when that is not where it listens (behind a proxy)."""


@contextmanager
def collecting(home: Path, listener: socket.socket) -> Iterator[None]:
    """Take events on a bound socket and drain them into the stores of a home, until the context ends.

    The socket stays open here: while a collector that died is started again, those who connect wait.
    """
    listener.listen(4096)
    listener.set_inheritable(True)
    os.environ.setdefault(ADDRESS, f"http://{_spelled(*listener.getsockname()[:2])}")
    here = str(home.resolve())
    taking = Supervisor(
        "auricle.collector.receiving.process", here, str(listener.fileno()), str(os.getpid()), keep=[listener.fileno()]
    )
    draining = Supervisor("auricle.collector.drain.process", here, str(os.getpid()))
    for each in (taking, draining):
        each.start()
    try:
        yield
    finally:
        for each in (taking, draining):
            each.stop()


def address() -> str:
    """Where clients send their events; empty when this server takes none."""
    return os.environ.get(ADDRESS, "")


def _spelled(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
