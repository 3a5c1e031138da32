from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auricle.query.tests.conftest import workspace
from auricle.store.opening import open_store

from .town import Town

__all__ = ["old_town", "town", "workspace"]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    store = open_store(tmp_path)
    yield Town(store)
    store.close()


@pytest.fixture(scope="module")
def old_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One store for many examples, each of which uses ids of its own."""
    store = open_store(tmp_path_factory.mktemp("town"))
    yield Town(store)
    store.close()
