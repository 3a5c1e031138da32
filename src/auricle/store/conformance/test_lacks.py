from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auricle.store.store import CannotDo, Store, moves

from .asking import count
from .conftest import Opening
from .rows import calls

TWO_WORKSPACES = "open two workspaces in one process"

_ASKED: dict[str, Callable[[Store, Path], object]] = {
    "append": lambda store, _: store.append({"interactions": calls(1)}),
    "replace": lambda store, _: store.replace("interactions", calls(1)),
    "erase": lambda store, _: store.erase("c0"),
    "reassign": lambda store, _: store.reassign(moves("c0", [], to="c1")),
    "snapshot": lambda store, folder: store.snapshot(folder),
    "restore": lambda store, folder: store.restore(folder),
    "follow": lambda store, _: store.follow(["interactions"]),
    "compact": lambda store, _: store.compact(),
}


@pytest.mark.parametrize("capability", _ASKED)
def test_what_an_engine_lacks_it_refuses_and_says_why(store: Store, tmp_path: Path, capability: str) -> None:
    if capability in store.lacks:
        with pytest.raises(CannotDo, match=store.name):
            _ASKED[capability](store, tmp_path)


def test_two_workspaces_are_open_at_once_or_the_second_is_refused(opened: Opening) -> None:
    first = opened(folder="first")
    first.append({"interactions": calls(1)})
    if TWO_WORKSPACES in first.lacks:
        with pytest.raises(CannotDo, match=first.name):
            opened(folder="second")
    else:
        assert count(opened(folder="second"), "interactions") == 0
    assert count(first, "interactions") == 1


def test_an_engine_lacks_only_what_this_suite_can_ask(store: Store) -> None:
    assert set(store.lacks) <= {*_ASKED, TWO_WORKSPACES}
    assert all(why.strip() for why in store.lacks.values())
