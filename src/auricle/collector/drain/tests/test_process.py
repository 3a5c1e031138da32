"""The drain's process: every workspace for itself, and the journal kept small."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import auricle
from auricle.collector import public
from auricle.collector.conftest import until
from auricle.collector.drain.process import Drains
from auricle.collector.journal.journal import Arriving
from auricle.collector.journal.opening import SIZE, open_journal
from auricle.store.engines.owner.serving import serve_store

LONG_AGO = datetime.now(UTC) - timedelta(days=30)
BODY = b'{"batch": [{"type": "track", "event": "x", "userId": "u1"}]}'


def arriving(key: public.WriteKey, at: datetime) -> Arriving:
    return Arriving(key.workspace, key.id, int(at.timestamp() * 1e6), "segment:batch", "{}", 1, BODY)


@pytest.mark.parametrize(("most", "left"), [(None, 1), ("1000", 0)], ids=["roomy", "full"])
def test_one_workspace_that_fails_does_not_hold_up_another_and_what_is_old_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: str | None, left: int
) -> None:
    if most:
        monkeypatch.setenv(SIZE, most)
    keys = {name: public.create_key(tmp_path, name, "site").key for name in ("well", "broken", "elsewhere")}
    (tmp_path / "workspaces" / "broken").mkdir(parents=True)
    (tmp_path / "workspaces" / "broken" / "auricle.yaml").write_text("zone: Atlantis")
    stopping = threading.Event()
    with auricle.create(tmp_path / "workspaces" / "well") as well, serve_store(well.store, well.folder):
        with open_journal(tmp_path) as journal:
            journal.append([arriving(key, at) for key in keys.values() for at in (LONG_AGO, datetime.now(UTC))])
            draining = threading.Thread(target=Drains(tmp_path, stopping).run, args=(os.getppid(),))
            draining.start()
            until(lambda: len(journal.latest("well", 10)) == left)
            stopping.set()
            draining.join()
            assert [len(journal.latest(name, 10)) for name in ("broken", "elsewhere")] == [2, 2]
        assert well.count("interactions") == 2


def test_workspaces_are_opened_before_their_first_event(tmp_path: Path) -> None:
    stopping = threading.Event()
    with auricle.create(tmp_path / "workspaces" / "well") as well, serve_store(well.store, well.folder):
        drains = Drains(tmp_path, stopping)
        draining = threading.Thread(target=drains.run, args=(os.getppid(),))
        draining.start()
        until(lambda: list(drains._open) == ["well"])
        stopping.set()
        draining.join()


def test_a_drain_that_ends_says_nothing_of_what_it_held(tmp_path: Path) -> None:
    key = public.create_key(tmp_path, "well", "site").key
    with auricle.create(tmp_path / "workspaces" / "well") as well, serve_store(well.store, well.folder):
        with open_journal(tmp_path) as journal:
            journal.append([arriving(key, datetime.now(UTC))])
        command = [sys.executable, "-m", "auricle.collector.drain.process", str(tmp_path), str(os.getpid())]
        draining = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        until(lambda: well.count("interactions") == 1)
        draining.terminate()
        assert (draining.communicate(timeout=60)[1], draining.returncode) == ("", 0)
