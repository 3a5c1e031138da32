"""A company with a survey to answer, three customers, and programmes that ask them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from auricle.query.tests.facts import batch
from auricle.web.integrations.tests.conftest import loopback, mail_server
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.programmes import actions
from auricle.web.programmes.letters import drafted
from auricle.web.programmes.models import Programme
from auricle.web.surveys import actions as surveys
from auricle.web.surveys.models import Survey
from auricle.web.surveys.tests.asking import DOCUMENT

__all__ = ["loopback", "mail_server"]

Run = Callable[..., Programme]


def noon(days: int = 0) -> datetime:
    """Noon of a day from today on: letters go then in every programme here."""
    return timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    made = surveys.make_survey(workspace, owner, "After delivery", DOCUMENT)
    surveys.publish(made, owner)
    return made


@pytest.fixture
def people(own_home: Path) -> None:
    facts_of("acme").add(
        batch(
            {
                "customers": [
                    {"customer": "ann", "email": "ann@example.com", "language": "zh-CN", "segment": "gold"},
                    {"customer": "bo", "email": "bo@example.com", "language": "en", "segment": "gold"},
                    {"customer": "cy", "segment": "silver"},
                ]
            }
        )
    )


@pytest.fixture
def run(workspace: Workspace, owner: User, survey: Survey) -> Run:
    """Puts a programme on: ``run("event", entity="orders", where="status = 'delivered'")``."""

    def put(kind: str, **more: Any) -> Programme:
        made = Programme(workspace=workspace, made_by=owner, name="After delivery", kind=kind, survey=survey.public)
        made.texts = drafted("Acme")
        for name, value in more.items():
            setattr(made, name, value)
        actions.keep(made)
        actions.put_on(made)
        made.refresh_from_db()
        return made

    return put


def delivered(order: str, customer: str | None, at: datetime) -> None:
    """An order arrives in the facts."""
    row = {"order": order, "at": at, "customer": customer, "status": "delivered"}
    facts_of("acme").add(batch({"orders": [row]}))
