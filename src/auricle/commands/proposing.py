"""A file nobody described yet: what it seems to be, shown before anything is stored."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from auricle.model.settings import read_settings
from auricle.sources import Finding, Proposal, propose
from auricle.workspace import folder_of

from .arrivals import taken_in, told
from .tables import plain
from .terminal import confirmed, give, interactive, note, progress, show

EXAMPLE_WIDTH = 24


def looked_at(workspace: str, path: Path, save: Path | None, yes: bool, json: bool) -> None:
    """Propose a mapping for a file or a folder; run it when told to, now or on the command line."""
    currency = read_settings(folder_of(workspace)).currency
    with progress(f"looking at {path.name}"):
        proposal = propose(path, currency)
    if save is not None:
        save.write_text(proposal.text, encoding="utf-8")
    if not json:
        show(*proposal_table(proposal))
    if yes or (not json and interactive() and confirmed("Import it like this?")):
        folder = path if path.is_dir() else path.parent
        told(taken_in(workspace, proposal.mapping, proposal.text, folder), workspace, json)
    elif json:
        give(proposal_json(proposal, save))
    else:
        _say_how(workspace, path, save)


def _say_how(workspace: str, path: Path, save: Path | None) -> None:
    note("Nothing was stored.")
    if save is None:
        note(f"Take it in like this:   auricle import {workspace} {path} --yes")
        note(f"Change it first:        auricle import {workspace} {path} --save mapping.yaml")
    else:
        folder = path if path.is_dir() else path.parent
        note(f"The mapping is in {save}. Run it: auricle import {workspace} {save} --from {folder}")


def proposal_json(proposal: Proposal, save: Path | None) -> dict[str, Any]:
    return {
        "proposed": proposal.text,
        "saved": save,
        "files": [asdict(file) for file in proposal.files],
        "findings": [asdict(finding) for finding in proposal.findings],
        "doubts": list(proposal.doubts),
    }


def proposal_table(proposal: Proposal) -> list[RenderableType]:
    """What was understood of files and columns, the doubts, and the mapping itself."""
    parts: list[RenderableType] = [Text(f"{file.name}: {file.understood}", style="bold") for file in proposal.files]
    parts.append(plain([_row(finding) for finding in proposal.findings], "column", "becomes", "because", "such as"))
    parts += [Text(f"Check: {doubt}", style="yellow") for doubt in proposal.doubts]
    return [*parts, Text("The mapping:", style="bold"), Text(proposal.text)]


def _row(finding: Finding) -> list[str]:
    examples = ", ".join(finding.examples)
    shown = examples if len(examples) <= EXAMPLE_WIDTH else examples[: EXAMPLE_WIDTH - 1] + "…"
    return [finding.column, finding.becomes or "left out", finding.reason, shown]
