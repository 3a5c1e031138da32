"""The collector's process: ``python -m auricle.collector.receiving.process HOME HOST PORT [PARENT]``."""

from __future__ import annotations

import asyncio
import os
import resource
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn

from auricle.collector.journal.journal import Journal
from auricle.collector.journal.opening import open_journal

from . import figures
from .answers import Refusal
from .app import Collector
from .capacity import Capacity
from .connection import Bounded, end_slow_ones
from .keyring import FRESH_SECONDS, Keyring
from .writer import Writer

GRACE_SECONDS = 5


def main(home: Path, host: str, port: int, parent: int = 0) -> None:
    """Collect for all workspaces of a home until a signal ends it, or the process that started it is gone."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(collect(home, _listening(host, port), parent))


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(4096)
    return listener


async def collect(home: Path, listener: socket.socket, parent: int = 0) -> None:
    def opened() -> Journal:
        return open_journal(home)

    keyring, capacity = Keyring(opened), Capacity(home, opened)
    collector = Collector(keyring, Writer(opened))
    collector.closed = lambda: capacity.reason
    collector.figures = lambda: asyncio.to_thread(_figures, opened, collector)
    server = uvicorn.Server(
        uvicorn.Config(
            collector, http=Bounded, ws="none", lifespan="off", log_level="error", access_log=False,
            server_header=False, date_header=False, timeout_keep_alive=75, timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=4096,
        )
    )  # fmt: skip
    watching = (
        capacity.watch(),
        end_slow_ones(server.server_state.connections),
        _keys_fresh(keyring),
        _ended_with(parent, server, capacity),
    )
    async with _beside(*watching):
        await server.serve(sockets=[listener])
    await asyncio.to_thread(collector.writer.stop)


def _figures(opened: Callable[[], Journal], collector: Collector) -> bytes:
    with opened() as journal:
        return figures.written(journal, collector)


async def _keys_fresh(keyring: Keyring) -> None:
    while True:
        with suppress(Refusal):  # those that are known go on; who asks for another is told
            await keyring.read()
        await asyncio.sleep(FRESH_SECONDS)


async def _ended_with(parent: int, server: uvicorn.Server, capacity: Capacity) -> None:
    """What still comes while the server ends is to be sent again."""
    while not server.should_exit:
        if parent and os.getppid() != parent:
            server.should_exit = True
        await asyncio.sleep(0.1)
    capacity.ending = True


@asynccontextmanager
async def _beside(*watching: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each) for each in watching]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
