"""The worker process: ``python -m auricle.web.platform.worker_process SERVER``; SERVER started it."""

from __future__ import annotations

import os
import secrets
import sys

import django


def main(server: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auricle.web.settings.serve")
    django.setup()
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


if __name__ == "__main__":
    main(int(sys.argv[1]))
