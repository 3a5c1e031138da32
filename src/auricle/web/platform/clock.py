"""What is done again and again: jobs of the rooms, each in a thread of the worker's process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection
from django.utils.module_loading import autodiscover_modules

log = logging.getLogger(__name__)
Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Job:
    run: Run
    seconds: float

    @property
    def name(self) -> str:
        return f"{self.run.__module__}.{self.run.__name__}"


JOBS: dict[str, Job] = {}


def every(seconds: float) -> Callable[[Run], Run]:
    """Have a function of a room's ``tasks.py`` called again so many seconds after it returned.

    Each worker calls it, so there may be several at once: it takes rows by changing them, and is written so that being
    killed anywhere and called again does nothing twice.
    """

    def keep(run: Run) -> Run:
        job = Job(run, seconds)
        JOBS[job.name] = job
        return run

    return keep


class Clock:
    """The jobs of all rooms, going until ``stop``."""

    def __init__(self) -> None:
        autodiscover_modules("tasks")
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._go, args=[job], name=job.name, daemon=True) for job in JOBS.values()
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Begin nothing new, and wait a little for what is under way."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)

    def _go(self, job: Job) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            try:
                job.run()
            except Exception:
                log.exception("%s broke; it is called again in %s seconds", job.name, job.seconds)
            self._stopping.wait(job.seconds)
        connection.close()
