"""What is looked after all the time: pieces of work that every worker does again and again, each in its own thread.

A room says them in its ``rounds.py``. Several workers may go round at once: what a round does it does under a lock
or a unique key of the database, and doing it again changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import autodiscover_modules

from auricle.collector.public import WORKER, Bell, ring

Work = Callable[[], object]
LISTEN_SECONDS, REST_SECONDS = 5.0, 0.2
"""The rest is between two rings that are heard, so that a steady stream is read a few times a second."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    name: str
    every_seconds: float
    work: Work
    hears: bool = False
    due: threading.Event = field(default_factory=threading.Event, compare=False)


ROUNDS: dict[str, Round] = {}


def goes_round(every_seconds: float, *, hears: bool = False) -> Callable[[Work], Work]:
    """Have every worker do this again and again, ``every_seconds`` apart; what ``hears`` also when it is woken."""

    def taken(work: Work) -> Work:
        name = f"{work.__module__}.{work.__name__}"
        ROUNDS[name] = Round(name, every_seconds, work, hears)
        return work

    return taken


def wake() -> None:
    """Have a worker of this machine go round now: facts came in, or something is to be sent."""
    ring(Path(settings.HOME), WORKER)


class Rounds:
    """Goes round until it is stopped. A round that fails is reported, and tried again; a slow one holds up no other."""

    def __init__(self) -> None:
        autodiscover_modules("rounds")
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, args=[each], name=each.name, daemon=True) for each in ROUNDS.values()
        ]
        self._threads.append(threading.Thread(target=self._listen, name="bell", daemon=True))

    def start(self) -> None:
        for each in ROUNDS.values():
            if each.hears:
                each.due.set()  # somebody may have rung while nobody was there
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new, and wait a little for what is under way."""
        self._stopping.set()
        for each in ROUNDS.values():
            each.due.set()
        wake()
        until = time.monotonic() + 10
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))

    def _go(self, each: Round) -> None:
        while not self._is_over(each):
            close_old_connections()
            try:
                each.work()
            except Exception:
                log.exception("%s failed, and is tried again", each.name)
        connections.close_all()

    def _is_over(self, each: Round) -> bool:
        """Wait until a round is due."""
        each.due.wait(each.every_seconds)
        each.due.clear()
        return self._stopping.is_set()

    def _listen(self) -> None:
        """Make due what hears, whenever somebody rings."""
        with Bell(Path(settings.HOME), WORKER) as bell:
            while not self._stopping.is_set():
                if not bell.wait(LISTEN_SECONDS):
                    continue
                for each in ROUNDS.values():
                    if each.hears:
                        each.due.set()
                self._stopping.wait(REST_SECONDS)
