from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot

from auricle.store.batch import WrongColumnType
from auricle.store.conformance.asking import count, select
from auricle.store.conformance.rows import calls
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.engines.owner.address import NAME
from auricle.store.engines.owner.engine import OwnerStore
from auricle.store.engines.owner.serving import serve_store
from auricle.store.engines.owner.wire import Kind, Request, receive, send_struct
from auricle.store.opening import open_store
from auricle.store.store import Store, StoreBusy

OWNER = """
import sys
from pathlib import Path
from auricle.store.engines.owner.serving import serve_store
from auricle.store.opening import open_store
folder = Path(sys.argv[1])
store = open_store(folder)
with serve_store(store, folder):
    print("ready", flush=True)
    sys.stdin.read()
store.close()
"""

HOLDER = """
import sys
from pathlib import Path
from auricle.store.opening import open_store
store = open_store(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


def _start(program: str, folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the store in ``tmp_path`` and serves it."""
    process = _start(OWNER, tmp_path)
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[Store]:
    """The owner's own store, served from this process."""
    store = DuckDBStore(tmp_path / "facts.duckdb")
    with serve_store(store, tmp_path):
        yield store
    store.close()


def test_a_store_open_elsewhere_is_reached_through_its_owner(elsewhere: subprocess.Popen[str], tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert store.name == "owner"
    assert store.append({"interactions": calls(3)}).stored == {"interactions": 3}
    assert count(store, "interactions") == 3
    assert store.cubes


def test_a_store_open_elsewhere_that_nobody_serves_is_busy(tmp_path: Path) -> None:
    process = _start(HOLDER, tmp_path)
    try:
        with pytest.raises(StoreBusy, match="does not answer"):
            open_store(tmp_path)
    finally:
        process.kill()
        process.communicate()


def test_a_socket_left_by_a_killed_owner_holds_nobody_up(elsewhere: subprocess.Popen[str], tmp_path: Path) -> None:
    open_store(tmp_path).append({"interactions": calls(3)})
    elsewhere.kill()
    elsewhere.communicate()
    assert (tmp_path / NAME).exists()
    store = open_store(tmp_path)
    assert store.name == "duckdb"
    with serve_store(store, tmp_path):
        assert count(OwnerStore(tmp_path), "interactions") == 3
    assert not (tmp_path / NAME).exists()
    store.close()


def test_an_owner_that_ends_within_a_call_is_gone_whatever_the_system_calls_it() -> None:
    caller, owner = socket.socketpair()
    with caller:
        send_struct(caller, Kind.REQUEST, Request("describe"))
        owner.close()  # with the request unread, as one that is killed does: a reset, and then a broken pipe
        with pytest.raises(StoreBusy, match="ask again"):
            receive(caller)
        with pytest.raises(StoreBusy, match="ask again"):
            send_struct(caller, Kind.REQUEST, Request("describe"))


def test_only_the_owners_user_may_use_the_socket(owned: Store, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_workspace_deep_in_the_tree_is_served_too(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / ("path" * 25)
    folder.mkdir(parents=True)
    store = DuckDBStore(folder / "facts.duckdb")
    with serve_store(store, folder):
        assert count(OwnerStore(folder), "interactions") == 0
    store.close()


def test_errors_come_back_as_what_they_are(owned: Store, tmp_path: Path) -> None:
    store = OwnerStore(tmp_path)
    with pytest.raises(WrongColumnType, match=r"orders\.at is instant"):
        store.append({"orders": pa.table({"order": ["1"], "at": ["yesterday"]})})
    with pytest.raises(Exception, match="nowhere"):
        store.query(sqlglot.parse_one("select 1 from nowhere"))  # type: ignore[arg-type]
    assert count(store, "interactions") == 0


def test_an_error_in_the_middle_of_a_long_upload_comes_back_too(owned: Store, tmp_path: Path) -> None:
    long = pa.concat_tables([calls(20_000), calls(1).set_column(0, "interaction", pa.array([None], pa.string()))])
    with pytest.raises(ValueError, match="have no interaction"):
        OwnerStore(tmp_path).append({"interactions": long})
    assert count(owned, "interactions") == 0


def test_a_caller_who_fails_in_the_middle_of_its_rows_leaves_nothing(owned: Store, tmp_path: Path) -> None:
    good = calls(1000)

    def broken() -> Iterator[pa.RecordBatch]:
        yield from good.to_batches()
        raise RuntimeError("the file ends here")

    reader = pa.RecordBatchReader.from_batches(good.schema, broken())
    with pytest.raises(RuntimeError, match="the file ends here"):
        OwnerStore(tmp_path).append({"interactions": reader}, origin="file")
    assert count(owned, "interactions") == 0
    assert OwnerStore(tmp_path).append({"interactions": good}, origin="file").stored == {"interactions": 1000}


def test_several_callers_at_once_each_get_their_own_answers(owned: Store, tmp_path: Path) -> None:
    found: dict[int, int] = {}

    def call(number: int) -> None:
        store = OwnerStore(tmp_path)
        stored = store.append({"interactions": calls(50, first=50 * number)}).stored["interactions"]
        reader = store.stream(select(store, "interactions", "interaction"))
        found[number] = stored + 1000 * (sum(b.num_rows for b in reader) >= 50)

    threads = [threading.Thread(target=call, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(6), 1050)
    assert count(owned, "interactions") == 300


def test_text_of_categories_may_come_as_a_dictionary(owned: Store, tmp_path: Path) -> None:
    table = calls(5)
    table = table.set_column(3, "activity", table["activity"].dictionary_encode())
    assert OwnerStore(tmp_path).append({"interactions": table}).stored == {"interactions": 5}


def test_what_is_not_a_query_is_refused(owned: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only queries"):
        OwnerStore(tmp_path).query(sqlglot.parse_one("drop table kept.orders"))  # type: ignore[arg-type]
    assert count(owned, "orders") == 0


def test_noise_on_the_socket_harms_nobody(owned: Store, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as noise:
        noise.connect(str(tmp_path / NAME))
        noise.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert count(OwnerStore(tmp_path), "interactions") == 0
