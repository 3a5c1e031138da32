"""People and workspaces that the tests of every room start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from auricle.web.platform.facts import close, close_all, create_folder
from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.roles import Role


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose two workspaces have empty stores, opened once for all tests that only read."""
    home = tmp_path_factory.mktemp("shared-home")
    with override_settings(HOME=home):
        create_folder("acme", "Acme", "UTC", "CNY")
        create_folder("elsewhere", "Elsewhere", "UTC", "CNY")
    yield home
    close_all()


@pytest.fixture
def workspace(db: None, settings: Any, shared_home: Path) -> Workspace:
    """A company without facts."""
    settings.HOME = shared_home
    return Workspace.objects.create(slug="acme", name="Acme")


@pytest.fixture
def own_home(workspace: Workspace, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """For tests that write facts or settings: the same company in a home of this test's own."""
    settings.HOME = tmp_path
    create_folder("acme", "Acme", "UTC", "CNY")
    yield tmp_path
    close("acme")


@pytest.fixture
def elsewhere(db: None, shared_home: Path) -> Workspace:
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
