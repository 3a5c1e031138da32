"""People and workspaces that the tests of every room start from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.roles import Role


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme")


@pytest.fixture
def elsewhere(db: None) -> Workspace:
    """Another company on the same server."""
    return Workspace.objects.create(slug="elsewhere", name="Elsewhere")


def _member(email: str, workspace: Workspace, role: str) -> User:
    user = User.objects.create_user(email, "correct horse battery")
    Membership.objects.create(user=user, workspace=workspace, role=role)
    return user


@pytest.fixture
def owner(workspace: Workspace) -> User:
    return _member("owner@example.com", workspace, Role.OWNER)


@pytest.fixture
def teammate(workspace: Workspace) -> User:
    """A colleague with the least rights."""
    return _member("teammate@example.com", workspace, Role.VIEWER)


@pytest.fixture
def stranger(elsewhere: Workspace) -> User:
    """The owner of another workspace."""
    return _member("stranger@example.com", elsewhere, Role.OWNER)


@pytest.fixture
def signed_in() -> Callable[[User | None], Client]:
    """A browser of a person, or of nobody."""

    def client_of(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return client_of
