"""Background work: a worker process with a lease, and the reaping of those that were killed."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .models import WorkerLease

BEAT_SECONDS = 3.0
LEASE = timedelta(seconds=20)
ATTEMPTS = 3
log = logging.getLogger(__name__)


class WorkerGone(RuntimeError):
    """The process that ran a task ended without saying how it went."""

    def __init__(self, attempts: int):
        super().__init__(f"the worker ended in the middle of it {attempts} times; look for memory or disk running out")


class Heartbeat(threading.Thread):
    """Renews the lease of this worker, reaps the dead, and ends the process when the server is gone."""

    def __init__(self, worker_id: str, server: int):
        super().__init__(name="worker-heartbeat", daemon=True)
        self.worker_id = worker_id
        self._server = server
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            if os.getppid() != self._server:
                os._exit(1)
            close_old_connections()
            self._beat()
            self._stopping.wait(BEAT_SECONDS)

    def _beat(self) -> None:
        """A database that is busy for longer than anybody waits must not end the heart of a worker that is well."""
        try:
            renew(self.worker_id)
            reap()
        except OperationalError as problem:
            log.warning("the lease of this worker is renewed a moment later: %s", problem)

    def stop(self) -> None:
        self._stopping.set()
        self.join(BEAT_SECONDS)
        with suppress(OperationalError):  # a lease that stays runs out by itself
            WorkerLease.objects.filter(worker_id=self.worker_id).delete()


def renew(worker_id: str) -> None:
    WorkerLease.objects.update_or_create(worker_id=worker_id, defaults={"renewed_at": timezone.now()})


def reap() -> int:
    """Give tasks of workers whose lease ran out to others, and give up on those tried too often; how many.

    A task may so run twice: tasks are written so that running again changes nothing.
    """
    now = timezone.now()
    WorkerLease.objects.filter(renewed_at__lt=now - 10 * LEASE).delete()
    alive = set(WorkerLease.objects.filter(renewed_at__gte=now - LEASE).values_list("worker_id", flat=True))
    with transaction.atomic():
        orphans = [task for task in DBTaskResult.objects.running() if task.worker_ids[-1] not in alive]
        for task in orphans:
            _release(task)
    return len(orphans)


def _release(task: DBTaskResult) -> None:
    if len(task.worker_ids) >= ATTEMPTS:
        task.set_failed(WorkerGone(len(task.worker_ids)))
        return
    task.status, task.started_at = "READY", None
    task.save(update_fields=["status", "started_at"])
