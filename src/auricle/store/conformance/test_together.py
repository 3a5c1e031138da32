from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from auricle.store.opening import StoreSettings
from auricle.store.store import Store

from .asking import column, count, value
from .candidates import Candidate
from .rows import calls


def test_readers_see_whole_batches_while_a_writer_appends(store: Store) -> None:
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(count(store, "interactions"))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(8):
        store.append({"interactions": calls(50, first=50 * number)})
    done.set()
    for reader in readers:
        reader.join()
    assert {n % 50 for n in seen} <= {0}
    assert count(store, "interactions") == 400


def test_several_writers_each_store_their_rows_once(store: Store) -> None:
    threads = [
        threading.Thread(target=store.append, args=({"interactions": calls(40, first=20 * n)},)) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(store, "interactions") == 100
    assert value(store, "interactions", store.spelling.distinct(column("interaction"))) == 100


def test_a_process_killed_in_the_middle_of_an_append_leaves_whole_batches(candidate: Candidate, tmp_path: Path) -> None:
    if not candidate.survives_kill:
        pytest.skip(f"{candidate.name} lives in the process that is killed")
    command = [sys.executable, "-m", "auricle.store.conformance.appending", candidate.name, str(tmp_path)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(3)]
    writer.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout.read().split()]
    writer.wait()
    with candidate.open(tmp_path, StoreSettings()) as store:
        stored = count(store, "interactions")
        assert stored % 500 == 0
        assert len(acknowledged) <= stored // 500 <= len(acknowledged) + 1
        again = [store.append({"interactions": calls(500, 500 * n)}, origin=f"batch:{n}") for n in acknowledged]
        assert [sum(a.stored.values()) for a in again] == [0] * len(acknowledged)
