"""People who work on cases, and a customer to win back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auricle.web.cases.history import Actor
from auricle.web.cases.models import Case
from auricle.web.cases.opening import Opening, open_case
from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.roles import Role

MadeCase = Callable[..., Case]


@pytest.fixture
def agent(workspace: Workspace) -> User:
    user = User.objects.create_user("agent@example.com", "correct horse battery")
    Membership.objects.create(user=user, workspace=workspace, role=Role.AGENT)
    return user


@pytest.fixture
def made_case(workspace: Workspace) -> MadeCase:
    """Opens a case: ``made_case("C-1", severity=3)``."""

    def make(customer: str = "C-1", reference: str = "", **more: object) -> Case:
        opening = Opening(customer, reference or f"test:{customer}", **more)  # type: ignore[arg-type]
        opened = open_case(workspace, opening, Actor(name="a test"))
        return Case.objects.of(workspace).get(pk=opened.pk)

    return make
