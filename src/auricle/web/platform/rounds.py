"""What is looked after all the time: short pieces of work that every worker does in turn, a second apart.

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


class Rounds(threading.Thread):
    """Goes round until it is stopped. A round that fails is reported, and tried again with the next."""

    def __init__(self) -> None:
        super().__init__(name="rounds", daemon=True)
        self._stopping = threading.Event()
        self._next: dict[str, float] = {}

    def run(self) -> None:
        autodiscover_modules("rounds")
        while not self._stopping.wait(BEAT_SECONDS):
            self.go()
        connections.close_all()

    def go(self) -> None:
        """Do what is due."""
        for each in tuple(ROUNDS.values()):
            if time.monotonic() < self._next.get(each.name, 0):
                continue
            close_old_connections()
            try:
                each.work()
            except Exception:
                log.exception("%s failed, and is tried again", each.name)
            self._next[each.name] = time.monotonic() + each.every_seconds

    def stop(self) -> None:
        self._stopping.set()
        self.join(10)
