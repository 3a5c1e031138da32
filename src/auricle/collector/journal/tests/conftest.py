"""The journal in both its forms: a file, and a database of a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.postgresql import postgresql

from auricle.collector.journal.journal import Journal
from auricle.collector.journal.opening import DATABASE, open_journal

__all__ = ["postgresql"]

_numbers = count()


@pytest.fixture(params=["file", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose journal is where the environment says."""
    if request.param == "postgresql":
        running = request.getfixturevalue("postgresql")
        monkeypatch.setenv(DATABASE, running.database(f"journal_{next(_numbers)}"))
    return tmp_path


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    with open_journal(home) as opened:
        yield opened
