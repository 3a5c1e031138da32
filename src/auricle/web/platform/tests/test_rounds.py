"""What every worker does again and again: woken at once where it hears, in its own time else."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.db import OperationalError

from auricle.model.entities import entity
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.engines.owner.engine import OwnerStore
from auricle.store.engines.owner.serving import serve_store
from auricle.web.platform import rounds, worker
from auricle.web.platform.rounds import Round, Rounds, wake
from auricle.web.platform.worker import Heartbeat

PATIENCE_SECONDS = 20.0
NEVER = 3600.0


@pytest.fixture
def went(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Set when the one round that hears went; another that does not must not go."""
    settings.HOME = tmp_path
    happened = threading.Event()
    every = {
        each.name: each for each in (Round("heard", NEVER, happened.set, hears=True), Round("deaf", NEVER, _never))
    }
    monkeypatch.setattr(rounds, "ROUNDS", every)
    monkeypatch.setattr(rounds, "autodiscover_modules", lambda _: None)
    going = Rounds()
    going.start()
    assert happened.wait(PATIENCE_SECONDS), "what hears goes at the start: somebody may have rung before"
    happened.clear()
    yield happened
    going.stop()


def _never() -> None:
    raise AssertionError("it does not hear, and its hour has not come")


def test_a_ring_makes_a_round_go_at_once(went: threading.Event) -> None:
    _until_it_listens(went)
    went.clear()
    wake()
    assert went.wait(PATIENCE_SECONDS)


def test_rows_that_another_process_brings_in_wake_the_worker(went: threading.Event, tmp_path: Path) -> None:
    _until_it_listens(went)
    went.clear()
    store = DuckDBStore(tmp_path / "facts.duckdb")
    customer = pa.table({"customer": ["C1"]}, schema=pa.schema([entity("customers").schema.field("customer")]))
    with serve_store(store, tmp_path, wake):
        OwnerStore(tmp_path).append({"customers": customer})
        assert went.wait(PATIENCE_SECONDS)
    store.close()


def _until_it_listens(went: threading.Event) -> None:
    """A ring before the worker listens is nobody's."""
    for _ in range(int(PATIENCE_SECONDS * 20)):
        wake()
        if went.wait(0.05):
            return
    raise AssertionError("nobody listens")


@pytest.mark.django_db
def test_a_worker_outlives_a_database_that_is_locked_for_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def renewed(worker_id: str) -> None:
        tries.append(worker_id)
        if len(tries) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "renew", renewed)
    monkeypatch.setattr(worker, "reap", lambda: 0)
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.01)
    heart = Heartbeat("w", os.getppid())
    heart.start()
    for _ in range(int(PATIENCE_SECONDS * 100)):
        if len(tries) > 1:
            break
        time.sleep(0.01)
    heart.stop()
    assert len(tries) > 1
