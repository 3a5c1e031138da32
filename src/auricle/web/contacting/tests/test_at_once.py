"""Two triggers at once ask once: real threads, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connections

from auricle.web.contacting.actions import keep_rules
from auricle.web.contacting.models import Contact
from auricle.web.contacting.public import Approach, approach
from auricle.web.platform.models import Workspace

THREADS = 8
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at_once(do: Callable[[int], None]) -> None:
    barrier, broken = Barrier(THREADS), []

    def run(number: int) -> None:
        try:
            barrier.wait()
            do(number)
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []


@pytest.mark.django_db(transaction=True)
def test_of_many_triggers_at_once_one_asks(workspace: Workspace):
    said: list[int] = []

    def ask(number: int) -> None:
        for person in range(5):
            wanted = Approach(f"C-{person}", f"{person}@example.com", "email", "survey", "", NOON, f"{number}:{person}")
            approach(workspace, wanted, lambda decision: said.append(decision.pk))

    at_once(ask)
    approached = Contact.objects.of(workspace).filter(approached=True)
    assert sorted(approached.values_list("customer", flat=True)) == [f"C-{n}" for n in range(5)]
    assert sorted(said) == sorted(approached.values_list("pk", flat=True))
    assert Contact.objects.of(workspace).count() == THREADS * 5


@pytest.mark.django_db(transaction=True)
def test_people_who_share_an_address_at_once_are_asked_once(workspace: Workspace):
    at_once(lambda n: approach(workspace, Approach(f"C-{n}", "us@example.com", "email", "survey", "", NOON)) and None)
    assert Contact.objects.of(workspace).filter(approached=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_quota_is_not_overrun_at_once(workspace: Workspace):
    keep_rules(workspace, {"kinds": {"survey": {"quota": 3}}})
    at_once(lambda n: approach(workspace, Approach(f"C-{n}", f"{n}@example.com", "email", "survey", "", NOON)) and None)
    assert Contact.objects.of(workspace).filter(approached=True).count() == 3
    assert Contact.objects.of(workspace).filter(because="quota").count() == THREADS - 3
