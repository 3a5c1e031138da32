"""A look at the beginning of the files through a mapping: what the first rows become, before anything is stored."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from auricle.identity import Rules, read_rules
from auricle.sources import Mapping
from auricle.sources.importing import plan_all
from auricle.sources.plan.plan import Plan
from auricle.sources.staging import Staging, staging
from auricle.store.store import Store
from auricle.web.platform.public import keepable

HEAD_BYTES = 4 * 1024**2
CUT = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson")
UTC = ZoneInfo("UTC")
ROWS = 5
REFUSALS = 3
SHOWN_OF_REFUSED = ("column", "value", "reason", "explanation")


def look(mapping: Mapping, folder: Path, store: Store, rules: Rules | None = None) -> dict[str, Any]:
    """What was understood of each file, its columns, and per entity the first rows as they would be stored.

    Raises
        SourceFault: a file or the mapping is wrong as a whole.
    """
    with tempfile.TemporaryDirectory(prefix="look-") as scratch, staging(Path(scratch)) as engine:
        heads = heads_of(folder, Path(scratch) / "heads")
        for alias in mapping.files:
            engine.open(mapping, alias, heads)
        engine.lock()
        files = [
            {
                "alias": alias,
                "name": opened.name,
                "understood": keepable(opened.understood.said),
                "headers": list(opened.headers.names),
            }
            for alias, found in engine.files.items()
            for opened in found
        ]
        plans, _ = plan_all(mapping, engine, store, rules or read_rules(zone=store.zone))
        entities = [_entity(engine, plan, ZoneInfo(store.zone)) for plan in plans]
        return {"files": files, "entities": entities}


def heads_of(folder: Path, into: Path) -> Path:
    """The files, those of lines cut after their first megabytes: looking must not read two gigabytes."""
    into.mkdir()
    for path in folder.iterdir():
        if path.suffix.lower() in CUT and path.stat().st_size > HEAD_BYTES:
            with path.open("rb") as file:
                (into / path.name).write_bytes(file.read(HEAD_BYTES).rpartition(b"\n")[0] + b"\n")
        else:
            shutil.copyfile(path, into / path.name)
    return into


def _entity(engine: Staging, plan: Plan, zone: ZoneInfo) -> dict[str, Any]:
    accepted = engine.connection.sql(f"{plan.accepted} LIMIT {ROWS}").to_arrow_table()
    return {
        "name": plan.entity.name,
        "columns": list(plan.columns),
        "rows": [[shown(row[column], zone) for column in plan.columns] for row in accepted.to_pylist()],
        "refused": _refused(engine, plan) if plan.refused else [],
    }


def _refused(engine: Staging, plan: Plan) -> list[dict[str, str]]:
    found = engine.connection.sql(f"{plan.refused} LIMIT {REFUSALS}").to_arrow_table().to_pylist()
    return [{"entity": plan.entity.name, **{name: shown(row[name]) for name in SHOWN_OF_REFUSED}} for row in found]


def shown(value: object, zone: ZoneInfo = UTC) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(" ", "seconds")
    return "" if value is None else str(value)[:200]
