from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from auricle.store.conformance.candidates import CANDIDATES, Candidate
from auricle.store.opening import StoreSettings
from auricle.store.store import Store

Opening = Callable[..., Store]


@pytest.fixture(params=CANDIDATES)
def candidate(request: pytest.FixtureRequest) -> Candidate:
    found = CANDIDATES[request.param]
    for package in found.needs:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{found.name} needs the package {package}")
    return found


@pytest.fixture
def opened(candidate: Candidate, tmp_path: Path) -> Iterator[Opening]:
    """Opens the engine on a folder (its own by default) in a zone; closed when the test ends."""
    with ExitStack() as stack:

        def open_(zone: str = "UTC", folder: str = "workspace") -> Store:
            return stack.enter_context(candidate.open(tmp_path / folder, StoreSettings(zone=zone)))

        yield open_


@pytest.fixture
def store(opened: Opening) -> Store:
    return opened()
