"""The drain killed at each of its steps: what it had begun is done once all the same."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest

import auricle
from auricle.collector import public
from auricle.collector.conftest import WORKSPACE
from auricle.collector.drain.drain import Drain
from auricle.collector.journal.journal import Arriving
from auricle.collector.journal.opening import open_journal
from auricle.collector.journal.runs import Runs
from auricle.collector.journal.sqlite import SQLiteJournal
from auricle.identity import Resolver, read_rules
from auricle.model.meaning import Meaning
from auricle.query.meaning.arriving import Understanding
from auricle.store.engines.duckdb.engine import DuckDBStore

_HAS_CHDB = importlib.util.find_spec("chdb") is not None


def _stores() -> tuple[type, ...]:
    if not _HAS_CHDB:
        return (DuckDBStore,)
    from auricle.store.engines.clickhouse.engine import ClickHouseStore

    return DuckDBStore, ClickHouseStore


_PLACES: dict[str, tuple[tuple[type, ...], str]] = {
    "judge": ((Runs,), "judge"),
    "keep": ((Resolver,), "keep"),
    "append": (_stores(), "append"),
    "replace": (_stores(), "replace"),
    "finish": ((SQLiteJournal,), "finish"),
}
_LED = {"interactions": "interaction", "identities": "identity"}
MOMENTS = [f"after {step}" for step in _PLACES]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


def drained(home: Path, when: str = "") -> int | None:
    """Drain in a process of its own, which may be made to die; how it ended."""
    process = _PROCESSES.Process(target=_drain, args=(home, when))
    process.start()
    process.join(120)
    return process.exitcode


def _drain(home: Path, when: str) -> None:
    moment, _, step = when.partition(" ")
    if step:
        owners, name = _PLACES[step]
        for owner in owners:
            _dies(owner, name, after=moment == "after")
    folder = home / "workspaces" / WORKSPACE
    with auricle.open(folder) as ws, open_journal(home) as journal:
        rules, understanding = read_rules(folder), Understanding(Meaning())
        drain = Drain(WORKSPACE, journal, ws.store, rules, understanding, 10**15, folder)
        while drain.step(60):
            pass


def _dies(owner: type, name: str, after: bool) -> None:
    """Have a step end the process, without a word, before it does anything or after it did."""
    does = getattr(owner, name)

    def fatal(*given: Any, **named: Any) -> None:
        if after:
            does(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, fatal)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a workspace, and requests that hold every fate an event can have."""
    home = tmp_path_factory.mktemp("home")
    auricle.create(home / "workspaces" / WORKSPACE).close()
    key = public.create_key(home, WORKSPACE, "site").key.id
    with open_journal(home) as journal:
        journal.append([_request(key, {"batch": _events(n)}) for n in range(4)])
        journal.append([Arriving(WORKSPACE, key, time.time_ns() // 1_000, "segment:batch", "{}", 1, b"nonsense")])
    return home


def _request(key: str, body: dict[str, Any]) -> Arriving:
    received_at = time.time_ns() // 1_000
    return Arriving(WORKSPACE, key, received_at, "segment:batch", "{}", len(body["batch"]), json.dumps(body).encode())


def _events(n: int) -> list[dict[str, Any]]:
    """Twenty events, one of the request before again, one that contradicts it, one of no kind, and two that say who."""
    who = {"userId": f"u{n}", "anonymousId": f"a{n}"}
    new = [{"type": "track", "event": "x", **who, "messageId": f"{n}-{i}"} for i in range(20)]
    again = {
        "type": "track",
        "event": "x",
        "userId": f"u{n - 1}",
        "anonymousId": f"a{n - 1}",
        "messageId": f"{n - 1}-0",
    }
    other = {"type": "track", "event": "another", "userId": "u9", "messageId": f"{n - 1}-1"}
    identify = {"type": "identify", **who, "traits": {"email": f"u{n}@example.com"}, "messageId": f"{n}-who"}
    group = {"type": "group", **who, "groupId": "firm", "messageId": f"{n}-firm"}
    return [*new, *([again, other] if n else []), {"type": "what", "userId": "u"}, identify, group]


def outcome(home: Path) -> dict[str, Any]:
    """What is in the store and in the counts, without what a run of its own would differ in."""
    [counts] = public.counts(home, WORKSPACE)
    assert counts.is_whole
    with auricle.open(home / "workspaces" / WORKSPACE) as ws:
        facts = {name: ws.facts(name).to_pylist() for name in ("interactions", "quarantine", "customers", "identities")}
    keys = {"interactions": "interaction", "quarantine": "row", "customers": "customer", "identities": "identity"}
    rows = {name: sorted(found, key=lambda row: row[keys[name]]) for name, found in facts.items()}
    assert all(len({row[keys[name]] for row in found}) == len(found) for name, found in rows.items())
    return {**rows, "stored": counts.stored, "duplicate": counts.duplicate, "quarantined": counts.quarantined,
            "waiting": counts.waiting}  # fmt: skip


@pytest.fixture(scope="module")
def undisturbed(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = Path(shutil.copytree(filled, tmp_path_factory.mktemp("undisturbed") / "home"))
    assert drained(home) == 0
    return outcome(home)


def test_every_event_has_its_fate(undisturbed: dict[str, Any]) -> None:
    assert undisturbed["stored"] == 4 * 22
    assert undisturbed["duplicate"] == 3
    assert undisturbed["quarantined"] == {"contradicts": 3, "unknown_type": 4, "unreadable": 1}
    assert undisturbed["waiting"] == 0
    assert len(undisturbed["interactions"]) == 80
    assert {row["customer"] for row in undisturbed["interactions"]} == {"u0", "u1", "u2", "u3"}
    assert [row["email"] for row in undisturbed["customers"]] == [f"u{n}@example.com" for n in range(4)]


@pytest.mark.parametrize("when", MOMENTS)
def test_a_kill_changes_nothing(when: str, filled: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    home = Path(shutil.copytree(filled, tmp_path / "home"))
    assert drained(home, when) == -9
    assert drained(home) == 0
    assert outcome(home) == undisturbed


@pytest.mark.skipif(not _HAS_CHDB, reason="the engine in process needs the package chdb")
def test_kills_at_every_step_of_one_range_change_nothing_on_the_distributed_engine(
    filled: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    home = Path(shutil.copytree(filled, tmp_path / "home"))
    folder = home / "workspaces" / WORKSPACE
    (folder / "auricle.yaml").write_text("name: Acme\nstore: {engine: chdb}\n")
    assert [drained(home, when) for when in MOMENTS] == [-9] * len(MOMENTS)
    assert drained(home) == 0
    found = outcome(home)
    assert _whose(found) == _whose(undisturbed)


def _whose(found: dict[str, Any]) -> dict[str, Any]:
    """Every event, identity and person, and the counts, without how an engine writes JSON."""
    facts = {name: [(row[key], row["customer"]) for row in found[name]] for name, key in _LED.items()}
    counts = {name: found[name] for name in ("stored", "duplicate", "quarantined", "waiting")}
    return {**facts, **counts, "people": [(row["customer"], row["email"]) for row in found["customers"]],
            "refused": [(row["row"], row["reason"]) for row in found["quarantine"]]}  # fmt: skip
