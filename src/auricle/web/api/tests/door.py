"""The door for agents, served on a port of its own for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from auricle.web.api.mcp import PATH, ForAgents


@contextmanager
def served(agents: ForAgents, secret: str = "") -> Iterator[str]:
    """The address of the door; with ``secret`` every request comes with that key, for clients that send none."""
    server = uvicorn.Server(uvicorn.Config(_alone(agents, secret), port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{PATH}"
    server.should_exit = True
    thread.join(10)


def _alone(agents: ForAgents, secret: str) -> Any:
    key = [(b"authorization", b"Bearer " + secret.encode())] if secret else []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await agents({**scope, "headers": [*scope["headers"], *key]}, receive, send)
            return
        await receive()
        async with agents.running():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    return application
