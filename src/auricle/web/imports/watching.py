"""How far an import is: told by the engine from whatever thread, written down from one of ours."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from django.db import OperationalError, connections

from auricle.web.platform.public import keepable

from .models import ImportRun

EVERY_SECONDS = 0.5


class Cancelled(Exception):
    """Somebody asked to stop; nothing of the import is stored."""


class Watch:
    """Progress of a running import. Raises ``Cancelled`` in the import when its row says it no longer runs."""

    def __init__(self, run: ImportRun):
        self.run = run
        self.is_cancelled = False
        self._said: tuple[str, int, int] = ("", 0, 0)
        self._over = threading.Event()
        self._writer = threading.Thread(target=self._write, name="import-progress", daemon=True)

    def __call__(self, what: str, done: int, total: int) -> None:
        self._said = (what, done, total)
        if self.is_cancelled:
            raise Cancelled

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._writer.join()

    def _write(self) -> None:
        try:
            while not self._over.wait(EVERY_SECONDS) and not self.is_cancelled:
                what, done, total = self._said
                mine = ImportRun.objects.of(self.run.workspace).filter(pk=self.run.pk, state=ImportRun.State.RUNNING)
                with suppress(OperationalError):  # the database is busy; the next beat says it
                    self.is_cancelled = not mine.update(doing=keepable(what), done=done, total=total)
        finally:
            connections.close_all()
