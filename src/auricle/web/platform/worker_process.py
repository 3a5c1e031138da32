"""The worker process: ``python -m auricle.web.platform.worker_process SERVER GATE``; SERVER started it.

It reads the code that is the same for every home while the server makes ready, and goes on when the lock on the file
GATE is let go.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
from importlib import import_module
from pathlib import Path

import django

AHEAD = ("auricle.workspace", "django.db.models", "mcp")


def main(server: int, gate: Path) -> None:
    for name in AHEAD:
        import_module(name)
    _wait_for(gate)
    if os.getppid() != server:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auricle.web.settings.serve")
    django.setup()
    from django.conf import settings
    from django_tasks_db.management.commands.db_worker import Worker

    from auricle.web.platform.facts import close_all
    from auricle.web.platform.rounds import Rounds
    from auricle.web.platform.worker import Heartbeat, renew

    worker_id = secrets.token_hex(16)
    renew(worker_id)
    heartbeat = Heartbeat(worker_id, server)
    heartbeat.start()
    rounds = Rounds()
    rounds.start()
    import_module(settings.ROOT_URLCONF)  # letters and notices hold addresses; the first one must not wait for it
    worker = Worker(
        queue_names=["default"], interval=0.5, batch=False, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=worker_id, excluded_queue_names=[],
    )  # fmt: skip
    worker.configure_signals()
    try:
        worker.run()
    finally:
        rounds.stop()
        heartbeat.stop()
        close_all()


def _wait_for(gate: Path) -> None:
    with gate.open("a") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_SH)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
