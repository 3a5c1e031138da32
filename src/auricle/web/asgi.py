"""The ASGI application of the web server: the pages people answer on, the door for agents, and all other pages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.asgi import get_asgi_application
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.exception import convert_exception_to_response

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auricle.web.settings.serve")
pages = get_asgi_application()

from auricle.web.api.mcp import PATH, ForAgents, admitted, agents_server  # noqa: E402 - needs Django's settings

if TYPE_CHECKING:
    from auricle.web.api.mcp import Receive, Scope, Send


class Answering(ASGIHandler):
    """The views of ``surveys/answering`` alone: no session is looked up, no cookie set, no middleware run.

    Django starts a thread for each request; that costs more than an answer does. These views look into the database
    every few seconds only, by ``from_database``, which does what else happens to connections around a request.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware, self._template_response_middleware, self._exception_middleware = [], [], []
        self._middleware_chain = convert_exception_to_response(self._get_response_async)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            request, refused = self.create_request(scope, body)
            await self.send_response(refused or await self.get_response_async(request), send)


answers = Answering()
agents = ForAgents(agents_server(), admitted)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers go the short way, agents through their door, everything else the long way."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(("/s/", "/a/")):
        await answers(scope, receive, send)
    elif scope["type"] == "http" and scope["path"].rstrip("/") == PATH:
        await agents(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Keep the agents' sessions for as long as the server lives."""
    await receive()
    async with agents.running():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
