"""Killed at any instant, no answer whose thank-you page was seen is lost, and none is counted twice.

The short form kills a few times on SQLite; ``make faults`` hundreds of times, and forty on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQL, postgresql

from .answering import Flood
from .house import PATIENCE_SECONDS, House, house

__all__ = ["postgresql"]
ROUNDS = int(os.environ.get("AURICLE_FAULT_ROUNDS", "2"))
ROUNDS_ON_POSTGRESQL = min(ROUNDS, 40)
BETWEEN = 20
"""Answers that get through between two kills."""
_FIRST, _WHOM = ("server", "drain"), ("server", "drain", "drain", "collector")
pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="the processes to kill are found in /proc")


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood is what is wanted here: nobody has to work for an answer."""
    monkeypatch.setenv("AURICLE_ANSWERS_AN_ADDRESS", "1000000000")


def test_who_saw_the_thank_you_page_is_counted_once_whoever_is_killed_when(tmp_path: Path) -> None:
    _flooded(tmp_path / "home", ROUNDS)


@pytest.mark.skipif("AURICLE_FAULT_ROUNDS" not in os.environ, reason="make faults kills on PostgreSQL too")
def test_so_it_is_on_postgresql(tmp_path: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURICLE_DATABASE", postgresql.database("answers"))
    _flooded(tmp_path / "home", ROUNDS_ON_POSTGRESQL)


def _flooded(home: Path, rounds: int) -> None:
    chance = random.Random(os.environ.get("AURICLE_FAULT_SEED", "1"))
    with house(home, asked=True) as served:
        with Flood(served.pages, served.path).running() as flood:
            for number in range(rounds):
                flood.wait_for_more(BETWEEN, PATIENCE_SECONDS)
                time.sleep(chance.random() * 0.3)
                served.kill(_FIRST[number] if number < len(_FIRST) else chance.choice(_WHOM))
            flood.wait_for_more(BETWEEN, PATIENCE_SECONDS)
        served.wait_until_taking()
        served.wait_until_drained()
        served.stop()
        _is_as_told(served, flood)


def _is_as_told(served: House, flood: Flood) -> None:
    complete, words = served.responses()
    print(f"{len(flood.thanked):,} thanked, {len(complete):,} complete, {len(flood.begun):,} begun")
    assert len(complete) == len(set(complete))
    assert len(words) == len(set(words))
    assert [response for response in flood.thanked if response not in set(complete)] == []
    assert set(complete) <= flood.begun
    said = dict(words)
    assert {response: said.get(response) for response in flood.thanked} == flood.thanked
