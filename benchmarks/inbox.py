"""The inbox of a hundred thousand open cases, as a signed-in owner gets it, view by view."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .timing import Timing, timed

if TYPE_CHECKING:
    from django.test import Client

CASES, COLLEAGUES, UNITS = 100_000, 40, 25
EMAIL = "agent0@benchmark.example"
ADDRESS = "/w/desk/cases/?view="


def run(answers: int) -> Iterator[Timing]:
    """Milliseconds to each view and to its second page; ``answers`` changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        client = _signed_in(Path(folder))
        from auricle.web.cases.inbox import VIEWS
        from auricle.web.platform.facts import close_all

        try:
            for address in (*(f"{ADDRESS}{view}" for view in VIEWS), f"{ADDRESS}all&severity=4", _second(client)):
                said = f"inbox of {CASES:,} open cases, {address.partition('view=')[2].partition('&after')[0]}"
                said += ", second page" if "after" in address else ""
                yield timed(said, "Auricle", partial(_get, client, address), runs=9, note="target 200 ms")
        finally:
            close_all()


def _get(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}, not the inbox")
    return answer.content.decode()


def _second(client: Client) -> str:
    """The address of the second page, as the first one gives it."""
    mark = _get(client, f"{ADDRESS}all").partition("after=")[2].partition('"')[0].partition("&")[0]
    return f"{ADDRESS}all&after={mark}"


def _signed_in(home: Path) -> Client:
    import auricle
    from auricle.web.serving import prepare

    auricle.create(home / "workspaces" / "desk", currency="EUR").close()
    prepare(home)
    from django.test import Client

    from auricle.web.platform.actions import ensure_owner
    from auricle.web.platform.models import User, Workspace

    ensure_owner("desk", EMAIL, "correct horse battery")
    User.objects.bulk_create(User(email=f"agent{n}@benchmark.example") for n in range(1, COLLEAGUES))
    _open_cases(Workspace.objects.get(slug="desk"), list(User.objects.order_by("pk")))
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=EMAIL))
    return client


def _open_cases(record: Any, people: list[Any]) -> None:
    """Ninety of a hundred have an owner, a third is late; the colleague who looks is mentioned in a few."""
    from django.utils import timezone

    from auricle.web.cases.models import Case, Comment, Duty

    now = timezone.now()
    Case.objects.of(record).bulk_create((
        Case(
            workspace=record, number=n + 1, customer=f"C{n:07}", subject="It came late again.", unit=f"u{n % UNITS}",
            severity=1 + n % 4, owner=people[n % len(people)] if n % 10 else None, opened_at=now,
            due_at=now + timedelta(minutes=n % 3000 - 1000), answer_due_at=now,
        )
        for n in range(CASES)
    ), batch_size=2000)  # fmt: skip
    Duty.objects.create(workspace=record, user=people[0], unit="u3")
    for case in Case.objects.of(record).filter(number__lte=20):
        Comment.objects.create(workspace=record, case=case, text="@agent0").mentioned.set(people[:1])
