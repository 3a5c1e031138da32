"""The collector's process: ``python -m auricle.collector.receiving.process HOME SOCKET PARENT``.

SOCKET is the descriptor of a listening socket that the process PARENT keeps open.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from auricle.collector.appearing import appearances
from auricle.collector.bell import DRAIN, ring
from auricle.collector.journal import mending
from auricle.collector.journal.journal import CannotKeep, Journal
from auricle.collector.journal.opening import mend_journal, open_journal

from . import figures
from .answers import Refusal
from .app import Collector
from .capacity import Capacity
from .connection import Connection, end_slow_ones
from .held import Held
from .keyring import FRESH_SECONDS, Keyring
from .writer import Writer

GRACE_SECONDS = 5


def main(home: Path, descriptor: int, parent: int) -> None:
    """Collect for all workspaces of a home until a signal ends it, or the process that started it is gone."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with suppress(CannotKeep):  # what cannot be opened now is tried again with each request
        mend_journal(home)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(collect(home, socket.socket(fileno=descriptor), parent))


class _Server(uvicorn.Server):
    """Ends in its own time: what it took is answered first, and the writer ends after it."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


async def collect(home: Path, listener: socket.socket, parent: int) -> None:
    """Serve the application on a listening socket until it is told to end."""

    def opened() -> Journal:
        return open_journal(home)

    asked = Held(opened)
    keyring, capacity = Keyring(asked), Capacity(home, asked)
    collector = Collector(keyring, Writer(opened, partial(mend_journal, home), partial(ring, home, DRAIN)))
    collector.closed = lambda: capacity.reason
    collector.appearances = lambda workspace: appearances(home / "workspaces" / workspace)
    collector.figures = lambda: asked.ask(lambda journal: figures.written(journal, collector))
    server = _Server(
        uvicorn.Config(
            collector, http=Connection, ws="none", lifespan="off", log_level="error", access_log=False,
            server_header=False, date_header=False,
            proxy_headers=False, timeout_keep_alive=75, timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=4096,
        )
    )  # fmt: skip
    watching = (
        capacity.watch(),
        _ended_when_damaged(home, server),
        end_slow_ones(server.server_state.connections),
        _keys_fresh(keyring),
        _ended_with(parent, server, capacity),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.handle_exit, number, None)
    async with _beside(*watching):
        await server.serve(sockets=[listener])
    await collector.writer.stop()


async def _keys_fresh(keyring: Keyring) -> None:
    while True:
        with suppress(Refusal):  # those that are known go on; who asks for another is told
            await keyring.read()
        await asyncio.sleep(FRESH_SECONDS)


async def _ended_when_damaged(home: Path, server: uvicorn.Server) -> None:
    """The drain may meet damage first; who begins again mends the journal before it takes anything."""
    while True:
        if mending.is_reported(home):
            server.should_exit = True
        await asyncio.sleep(1)


async def _ended_with(parent: int, server: uvicorn.Server, capacity: Capacity) -> None:
    """What still comes while the server ends is to be sent again."""
    while not server.should_exit:
        if os.getppid() != parent:
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
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
