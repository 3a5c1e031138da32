"""The same engine reached as a server, over HTTP."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if importlib.util.find_spec("chdb") is None:
    pytest.skip("the engine in process needs the package chdb", allow_module_level=True)

from auricle.store.conformance.asking import count, select
from auricle.store.conformance.rows import calls
from auricle.store.engines.clickhouse.address import BadAddress, server
from auricle.store.engines.clickhouse.connection import ServerUnreachable
from auricle.store.opening import StoreSettings, open_store
from auricle.store.store import Store, StoreBusy


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    command = [sys.executable, "-m", "auricle.store.engines.clickhouse.tests.front", tmp_path_factory.mktemp("server")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.terminate()


def _open(folder: Path, port: int, database: str) -> Store:
    return open_store(folder, StoreSettings(engine=f"clickhouse://127.0.0.1:{port}/{database}"))


def test_facts_go_to_a_server_and_come_back(tmp_path: Path, port: int) -> None:
    store = _open(tmp_path, port, "acme")
    assert store.append({"interactions": calls(30)}, origin="journal:1").stored == {"interactions": 30}
    assert store.append({"interactions": calls(30)}, origin="journal:1").duplicate == {"interactions": 30}
    assert store.stream(select(store, "interactions", "interaction")).read_all().num_rows == 30
    assert store.erase("c1")["interactions"] == 1
    kept = store.snapshot(tmp_path / "kept")
    store.restore(kept)
    store.close()
    again = _open(tmp_path, port, "acme")
    assert (count(again, "interactions"), again.name, set(again.lacks)) == (29, "clickhouse", {"follow"})
    again.close()


def test_two_workspaces_on_one_server_see_nothing_of_each_other(tmp_path: Path, port: int) -> None:
    one, other = _open(tmp_path / "one", port, "one"), _open(tmp_path / "other", port, "other")
    one.append({"interactions": calls(3)})
    assert (count(one, "interactions"), count(other, "interactions")) == (3, 0)
    one.close()
    other.close()


def test_a_database_belongs_to_the_workspace_that_opened_it_first(tmp_path: Path, port: int) -> None:
    _open(tmp_path / "mine", port, "shared").close()
    with pytest.raises(StoreBusy, match="shared belongs to another workspace"):
        _open(tmp_path / "other", port, "shared")
    _open(tmp_path / "mine", port, "shared").close()


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9/acme does not answer \(Connection refused\);") as told:
        open_store(tmp_path, StoreSettings(engine="clickhouse://anne:secret@127.0.0.1:9/acme"))
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "address, wrong",
    [
        ("clickhouse://h:secret@host", "names no database"),
        ("clickhouse://a:secret@host/a/b", "names no database"),
        ("clickhouse://a:secret@/a", "names no host"),
    ],
)
def test_an_address_that_is_not_whole_is_refused_without_its_password(address: str, wrong: str) -> None:
    with pytest.raises(BadAddress, match=wrong) as told:
        server(address)
    assert "secret" not in str(told.value)


def test_the_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLICKHOUSE_PASSWORD", "from outside")
    assert dict(server("clickhouse://anne@host/acme").options)["password"] == "from outside"
