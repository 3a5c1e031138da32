"""What is looked after all the time: pieces of work that every worker does again and again, each in its own thread.

A room says them in its ``rounds.py``. Several workers may go round at once: what a round does it does under a lock
or a unique key of the database, and doing it again changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connections
from django.utils.module_loading import autodiscover_modules

Work = Callable[[], object]
BEAT_SECONDS = 0.5
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    name: str
    every_seconds: float
    work: Work


ROUNDS: dict[str, Round] = {}


def goes_round(every_seconds: float = BEAT_SECONDS) -> Callable[[Work], Work]:
    """Have every worker do this again and again, at least ``every_seconds`` apart."""

    def taken(work: Work) -> Work:
        name = f"{work.__module__}.{work.__name__}"
        ROUNDS[name] = Round(name, every_seconds, work)
        return work

    return taken


class Rounds:
    """Goes round until it is stopped. A round that fails is reported, and tried again; a slow one holds up no other."""

    def __init__(self) -> None:
        autodiscover_modules("rounds")
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, args=[each], name=each.name, daemon=True) for each in ROUNDS.values()
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new, and wait a little for what is under way."""
        self._stopping.set()
        until = time.monotonic() + 10
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _go(self, each: Round) -> None:
        while not self._stopping.wait(each.every_seconds):
            close_old_connections()
            try:
                each.work()
            except Exception:
                log.exception("%s failed, and is tried again", each.name)
        connections.close_all()
