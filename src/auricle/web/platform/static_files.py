"""The files of the screens, sent by this server part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from .downloads import CHUNK_BYTES, Streamed


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, whose response Django would read whole before it sends it under ASGI."""

    def immutable_file_test(self, path: str, url: str) -> bool:
        return True  # the address names the state of the files, see settings/serve.py

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        found = static_file.get_response(request.method, request.META)
        response = Streamed(_parts(found.file) if found.file else (), status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(CHUNK_BYTES):
            yield part
