"""The engine in this process, used by another through the owner's socket."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

if importlib.util.find_spec("chdb") is None:
    pytest.skip("the engine in process needs the package chdb", allow_module_level=True)

from auricle.store.conformance.asking import count
from auricle.store.conformance.rows import at, rows
from auricle.store.engines.owner.serving import serve_store
from auricle.store.opening import StoreSettings, open_store

_CALLER = """
import sys
from pathlib import Path
from auricle.model.entities import entity
from auricle.store.conformance.rows import calls
from auricle.store.opening import StoreSettings, open_store
from auricle.store.relation import Relation

store = open_store(Path(sys.argv[1]), StoreSettings(engine="chdb"))
contracts = Relation(entity("contracts"), store.spelling)
kept = contracts.parse(r"plan not like '%\\%' and end_on > '1850-01-01'")
print(sorted(store.query(contracts.select(contracts.expression("contract")).where(kept))["contract"].to_pylist()))
print(store.append({"interactions": calls(3)}).stored)
"""


def test_another_process_asks_and_appends_through_the_owner(tmp_path: Path) -> None:
    owned = open_store(tmp_path, StoreSettings(engine="chdb"))
    plans = {"old": ("basic", date(1890, 1, 1)), "odd": ("a\\b", date(9999, 12, 31)), "new": ("b", date(9999, 12, 31))}
    contracts = [
        {"contract": name, "start_on": at("1800-01-01").date(), "plan": plan, "end_on": end}
        for name, (plan, end) in plans.items()
    ]
    owned.append({"contracts": rows("contracts", *contracts)})
    with serve_store(owned, tmp_path):
        asked = subprocess.run(
            [sys.executable, "-c", _CALLER, str(tmp_path)], capture_output=True, text=True, check=False
        )
    assert asked.stdout.splitlines() == ["['new', 'old']", "{'interactions': 3}"], asked.stderr
    assert count(owned, "interactions") == 3
    owned.close()
