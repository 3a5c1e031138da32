"""Imports run, and what became of their rows told."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

import auricle
from auricle.sources.importing import run
from auricle.sources.mapping import read_mapping
from auricle.sources.report import ImportReport

from .figures import count
from .refusal import Refused
from .tables import plain
from .terminal import give, note, progress, show

TOP_REASONS = 8


def mapped(workspace: str, mapping: Path, folder: Path, json: bool) -> None:
    """Run a mapping over the files of a folder."""
    understood = read_mapping(mapping)
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}", "Name the folder of the files with --from.")
    with auricle.open(workspace) as ws, progress("importing") as report:
        done = run(understood, folder, ws.store, progress=lambda what, n, total: report(n, total, what))
    told(done, workspace, json)


def told(done: ImportReport, workspace: str, json: bool) -> None:
    """Say what became of the rows."""
    if json:
        give(report_json(done))
        return
    show(*report_table(done))
    if any(fate.quarantined for fate in done.entities.values()):
        note(f"See them all: auricle export {workspace} --quarantine quarantine.csv")
        note(f"Mended, they come back with: auricle import {workspace} --replay quarantine.csv")


def report_json(done: ImportReport) -> dict[str, Any]:
    """Per entity what was read, stored, duplicate and quarantined; and where it came from."""
    said = done.as_dict()
    return {**said, **{name: asdict(fate) | {"read": fate.read} for name, fate in done.entities.items()}}


def report_table(done: ImportReport) -> list[RenderableType]:
    counted = [(name, fate.read, fate.stored, fate.duplicate, fate.quarantined) for name, fate in done.entities.items()]
    sums = ("in all", *(sum(column) for column in list(zip(*counted, strict=True))[1:]))
    columns = ("entity", "read", "stored", "duplicate", "quarantined")
    rows = [[str(name), *(count(int(n)) for n in numbers)] for name, *numbers in [*counted, sums]]
    parts: list[RenderableType] = [Text(f"{f.name}: {f.understood}", style="dim") for f in done.files]
    parts.append(plain(rows, *columns, right=columns[1:]))
    if done.reasons:
        parts.append(_reasons(done))
    return parts


def _reasons(done: ImportReport) -> RenderableType:
    worst = sorted(done.reasons.items(), key=lambda item: -item[1])
    rows = [[entity, reason, count(n)] for (entity, reason), n in worst[:TOP_REASONS]]
    if len(worst) > TOP_REASONS:
        rows.append(["", f"and {len(worst) - TOP_REASONS} more reasons", count(sum(n for _, n in worst[TOP_REASONS:]))])
    return plain(rows, "quarantined", "because", "rows", right=("rows",))
