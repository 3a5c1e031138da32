"""Changes broken off between any two statements: all of it or nothing, and never twice."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

if importlib.util.find_spec("chdb") is None:
    pytest.skip("the engine in process needs the package chdb", allow_module_level=True)

from auricle.model.cube import CUBES
from auricle.store.conformance.asking import ask, column, count, value
from auricle.store.conformance.rows import at, calls, rows
from auricle.store.engines.clickhouse.connection import Connections
from auricle.store.engines.clickhouse.tables import LEDGER
from auricle.store.opening import StoreSettings, open_store
from auricle.store.store import Store, StoreBusy, moves

CHDB = StoreSettings(engine="chdb", cubes=tuple(c for c in CUBES if c.entity in ("interactions", "orders")))
ANN = {"customer": "ann", "segment": "gold"}


class PowerCut(BaseException):
    """Not an Exception, so that nothing mends it on the way."""


@contextmanager
def _cut_before(statement: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let so many statements through that write, and none behind them; yields those that went through."""
    done: list[str] = []
    with monkeypatch.context() as patched:
        for name in ("run", "add"):
            patched.setattr(Connections, name, _counting(getattr(Connections, name), statement, done))
        yield done


def _counting(real: Callable[..., None], statement: int, done: list[str]) -> Callable[..., None]:
    def write(self: Connections, *arguments: Any) -> None:
        if len(done) == statement:
            raise PowerCut(arguments[0])
        real(self, *arguments)
        done.append(arguments[0])

    return write


def _batch(store: Store) -> None:
    facts = {"interactions": calls(3, first=10, customer="ann"), "orders": rows("orders", _order("2", "ann"))}
    store.append({"customers": rows("customers", ANN), **facts}, origin="journal:1")


def _order(order: str, customer: str) -> dict[str, object]:
    return {"order": order, "at": at("2024-02-01"), "customer": customer, "amount": 10}


def _whole(store: Store) -> tuple[object, ...]:
    """Everything a reader can see: facts, and the sums the cubes hold of them."""
    return (
        ask(store, "interactions", "interaction", "customer", "known_as", "activity", "day", order="interaction"),
        ask(store, "orders", "order", "customer", "amount", order="order"),
        sorted(ask(store, "cube_interactions", "segment", "n", "duration_seconds_x"), key=str),
        sorted(ask(store, "cube_orders", "segment", "day", "n", "amount_x"), key=str),
    )


CHANGES = {
    "append": _batch,
    "replace": lambda store: store.replace("interactions", calls(3, first=1, customer="new{}")),
    "reassign": lambda store: store.reassign(moves("c1", [], to="c2")),
    "erase": lambda store: store.erase("c1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_cut_off_at_any_statement_that_shows_is_whole_when_the_store_is_opened_again(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = set()
    before, after, statements = _uncut(change, tmp_path / "uncut", monkeypatch)
    decides = statements.index(LEDGER)
    for cut in (decides // 2, *range(decides, len(statements))):
        folder = tmp_path / f"cut{cut}"
        store = _filled(folder)
        with _cut_before(cut, monkeypatch), pytest.raises(PowerCut):
            CHANGES[change](store)
        store.close()
        store = open_store(folder, CHDB)
        found = _whole(store)
        assert found in (before, after), cut
        outcomes.add(found == after)
        CHANGES[change](store)
        assert _whole(store) == after, cut
        store.close()
    assert outcomes == {True, False}


def _filled(folder: Path) -> Store:
    store = open_store(folder, CHDB)
    store.append({"interactions": calls(3), "orders": rows("orders", _order("1", "c1"))})
    return store


def _uncut(change: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object, list[str]]:
    store = _filled(folder)
    before = _whole(store)
    with _cut_before(10_000, monkeypatch) as done:
        CHANGES[change](store)
    after = _whole(store)
    store.close()
    return before, after, done


def test_a_change_that_failed_half_way_is_finished_before_the_next_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _filled(tmp_path)
    real = Connections.run

    def disk_full(self: Connections, statement: str) -> None:
        if "REPLACE PARTITION" in statement:
            raise OSError("no space left on device")
        real(self, statement)

    with monkeypatch.context() as patched:
        patched.setattr(Connections, "run", disk_full)
        with pytest.raises(OSError, match="no space"):
            store.append({"interactions": calls(2, first=50)}, origin="journal:7")
    assert count(store, "interactions") == 5
    assert value(store, "cube_interactions", exp.Sum(this=column("n"))) == 5
    assert store.append({"interactions": calls(2, first=50)}, origin="journal:7").duplicate == {"interactions": 2}
    store.close()


def test_erasing_leaves_no_byte_of_a_person_in_any_file(tmp_path: Path) -> None:
    name = "Wilhelmina-Zyx-8831"
    person = {"customer": name, "name": name, "email": f"{name}@example.test"}
    with closing(open_store(tmp_path, CHDB)) as store:
        store.append({"customers": rows("customers", person), "interactions": calls(3, customer=name)})
        store.append({"interactions": calls(3, first=50, customer="other{}")})
        store.replace("interactions", calls(1, first=1, customer="other{}"))
        store.snapshot(tmp_path / "snapshots")
        assert _files_with(tmp_path, name)
        store.erase(name)
        assert _files_with(tmp_path, name) == []
        assert count(store, "interactions") == 4


def _files_with(folder: Path, word: str) -> list[str]:
    """What the engine removes while it is looked at, folders too, is passed over."""
    files = (Path(inside, name) for inside, _, names in os.walk(folder) for name in names)
    return [str(f.relative_to(folder)) for f in files if word.encode() in _bytes_of(f)]


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def test_a_second_process_is_refused_and_told_whom_to_ask(tmp_path: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from auricle.store.opening import *\n"
        f"store = open_store(Path({str(tmp_path)!r}), StoreSettings(engine='chdb')); print('open', flush=True)\n"
        "sys.stdin.read(); store.close()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(StoreBusy, match="open in another process"):
            open_store(tmp_path, CHDB)
        process.communicate("")
    open_store(tmp_path, CHDB).close()
