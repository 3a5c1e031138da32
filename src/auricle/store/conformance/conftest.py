from __future__ import annotations

import importlib.util
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from auricle.store.conformance.candidates import CANDIDATES, Candidate
from auricle.store.opening import StoreSettings
from auricle.store.store import CannotDo, Store

Opening = Callable[..., Store]
OPENED = pytest.StashKey[list[Store]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that needs what an engine declares it lacks is skipped for it; ``test_lacks`` sees that it refuses."""
    try:
        return (yield)
    except CannotDo as refused:
        lacks = {capability for store in item.stash.get(OPENED, []) for capability in store.lacks}
        if not any(f"cannot {capability}:" in str(refused) for capability in lacks):
            raise
        pytest.skip(str(refused))


@pytest.fixture(params=CANDIDATES)
def candidate(request: pytest.FixtureRequest) -> Candidate:
    found = CANDIDATES[request.param]
    for package in found.needs:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{found.name} needs the package {package}")
    return found


@pytest.fixture
def opened(candidate: Candidate, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens the engine on a folder (its own by default) in a zone; closed when the test ends."""
    stores = request.node.stash[OPENED] = []
    with ExitStack() as stack:

        def open_(zone: str = "UTC", folder: str = "workspace") -> Store:
            stores.append(stack.enter_context(candidate.open(tmp_path / folder, StoreSettings(zone=zone))))
            return stores[-1]

        yield open_


@pytest.fixture
def store(opened: Opening) -> Store:
    return opened()
