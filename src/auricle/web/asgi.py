"""The ASGI application of the web server: the pages people answer on, and all others."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auricle.web.settings.serve")
pages = get_asgi_application()

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Answering(ASGIHandler):
    """The views of ``surveys/answering`` alone: no session is looked up, no cookie set, no middleware run."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware, self._template_response_middleware, self._exception_middleware = [], [], []
        self._middleware_chain = self.adapt_method_mode(is_async, self._get_response_async, True)


answers = Answering()


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """A path of answers goes to the short way, everything else to the long one."""
    is_answer = scope["type"] == "http" and scope["path"].startswith(("/s/", "/a/"))
    await (answers if is_answer else pages)(scope, receive, send)
