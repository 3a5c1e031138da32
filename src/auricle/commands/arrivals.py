"""Imports run, and what became of their rows told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

import auricle
from auricle.collector.public import Again, NotAnExport, send_mended
from auricle.sources import Fate, ImportReport, Mapping, read_mapping, replay, run
from auricle.sources.quarantine.waiting import waiting_sources
from auricle.workspace import Workspace

from .figures import count
from .refusal import Refused
from .tables import plain
from .terminal import give, note, progress, show

KEPT_IN = "sources"
TOP_REASONS = 8


def mapped(workspace: str, mapping: Path, folder: Path, json: bool) -> None:
    """Run a mapping over the files of a folder, and tell."""
    understood = read_mapping(mapping)
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}", "Name the folder of the files with --from.")
    told(taken_in(workspace, understood, mapping.read_text(encoding="utf-8"), folder), workspace, json)


def taken_in(workspace: str, mapping: Mapping, text: str, folder: Path) -> ImportReport:
    """Run a mapping and keep it beside the facts, so that what it refused can be tried again."""
    with auricle.open(workspace) as ws, progress("importing") as report:
        done = run(mapping, folder, ws.store, progress=lambda what, n, total: report(n, total, what), rules=ws.rules)
        kept = ws.folder / KEPT_IN / f"{mapping.name}.yaml"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    return done


def replayed(workspace: str, mended: Path, mapping: Path | None, json: bool) -> None:
    """Try mended rows again: those of files by the mapping given, else by those that refused them; events as their
    key's.
    """
    if not mended.is_file():
        raise FileNotFoundError(2, "No such file", str(mended))
    with auricle.open(workspace) as ws, progress("trying again"):
        mappings = [read_mapping(mapping)] if mapping else list(_waited_for(ws))
        done = _together([replay(each, ws.store, mended, ws.rules) for each in mappings])
        events = _sent_again(ws, mended)
    if json:
        give(report_json(done) | {"events": asdict(events)})
        return
    if not done.entities and not events.sent:
        note(f"No row of {mended} waits: each was replayed or dismissed before. Nothing was changed.")
    if done.entities:
        told(done, workspace, json)
    if events.sent:
        note(f"{count(events.sent)} events were sent again; the server counts and stores them within seconds.")
    if events.left:
        note(f"{count(events.left)} events were left: they contradict a stored one, or wait no longer.")


def _waited_for(ws: Workspace) -> Iterator[Mapping]:
    """The kept mappings of all sources that have rows of files waiting in quarantine."""
    for source in waiting_sources(ws.store):
        kept = ws.folder / KEPT_IN / f"{source}.yaml"
        if not kept.is_file():
            raise Refused(
                f"the mapping of {source} is not kept in {kept}", "Name it: auricle import … MAPPING --replay …"
            )
        yield read_mapping(kept)


def _sent_again(ws: Workspace, mended: Path) -> Again:
    """The events of an export, which only a workspace in a home has: there its journal lies."""
    if ws.folder.parent.name != "workspaces":
        return Again(0, 0)
    try:
        return send_mended(ws.folder.parent.parent, ws.folder.name, ws, mended.read_bytes())
    except NotAnExport:
        return Again(0, 0)


def _together(reports: list[ImportReport]) -> ImportReport:
    """Reports of several sources as one."""
    fates: dict[str, Fate] = {}
    reasons: Counter[tuple[str, str]] = Counter()
    for report in reports:
        reasons.update(report.reasons)
        for name, fate in report.entities.items():
            before = fates.get(name, Fate())
            fates[name] = Fate(
                before.stored + fate.stored, before.duplicate + fate.duplicate, before.quarantined + fate.quarantined
            )
    return ImportReport("", ", ".join(report.source for report in reports), fates, reasons=reasons)


def told(done: ImportReport, workspace: str, json: bool) -> None:
    """Say what became of the rows."""
    if json:
        give(report_json(done))
        return
    show(*report_table(done))
    if done.quarantined_before:
        note(f"{count(done.quarantined_before)} of the quarantined were in quarantine before; none was added twice.")
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
