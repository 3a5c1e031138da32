"""Several workers at once: real threads, each with a connection of its own; nothing goes out twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from auricle.web.integrations.actions import keep, notify
from auricle.web.integrations.models import Attempt, Delivery
from auricle.web.integrations.parcels import Notice
from auricle.web.integrations.rounds import deliver_due
from auricle.web.platform.models import Workspace

from .servers import Said, answering

WORKERS = 6


def at_once(do: Callable[[], object]) -> None:
    barrier, broken = Barrier(WORKERS), []

    def run() -> None:
        try:
            barrier.wait()
            do()
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []


@pytest.mark.django_db(transaction=True)
def test_workers_share_what_is_due_and_keep_a_robots_pace(workspace: Workspace, loopback: None):
    with answering(Said(body=b'{"errcode":0,"errmsg":"ok"}')) as server:
        robot = keep(workspace, "wecom", "Group", {"address": f"{server.address}/send?key=k"})
        for number in range(25):
            notify(workspace, robot.pk, Notice(f"Case {number}", "late", reference=f"case:{number}"))
        at_once(deliver_due)
    assert set(Counter(heard.body for heard in server.heard).values()) == {1}
    assert len(server.heard) == Attempt.objects.of(workspace).count() == 20
    assert Delivery.objects.of(workspace).filter(state="sent").count() == 20


@pytest.mark.django_db(transaction=True)
def test_one_thing_handed_over_at_once_is_handed_over_once(workspace: Workspace, loopback: None):
    with answering(Said(body=b"ok")) as server:
        robot = keep(workspace, "slack", "Group", {"address": server.address})
        at_once(lambda: notify(workspace, robot.pk, Notice("Late", "again", reference="case:1")))
        at_once(deliver_due)
    assert len(server.heard) == 1
