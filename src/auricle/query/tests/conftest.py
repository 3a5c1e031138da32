from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import auricle
from auricle.workspace import Workspace

from .facts import Rows, batch, company

Opened = Callable[..., Workspace]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Opened]:
    """Makes workspaces of given rows and closes them afterwards."""
    opened: list[Workspace] = []

    def made(rows: Rows | None = None, **settings: str) -> Workspace:
        made = auricle.create(
            tmp_path / f"acme{len(opened)}", **{"zone": "Asia/Shanghai", "currency": "CNY", **settings}
        )
        opened.append(made)
        if rows:
            made.add(batch(rows))
        return made

    yield made
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The generated company; tests only read it."""
    with auricle.create(tmp_path_factory.mktemp("acme") / "acme", zone="Asia/Shanghai", currency="CNY") as ws:
        ws.add(batch(company()))
        yield ws
