"""``doctor``: whether an installation, or one workspace, is well."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from .refusal import Ends
from .tables import table
from .terminal import Json, give, progress, show
from .workspaces import Home, folder_of, home_of, workspaces_of

if TYPE_CHECKING:
    from .examination import Finding


def doctor(
    workspace: Annotated[str, typer.Argument(help="Only this workspace; without one, all of the home.")] = "",
    home_folder: Home = None,
    json: Json = False,
) -> None:
    """Look at Python, disk, clock, permissions, stores and cubes, and say what to mend.

    Ends with 1 when something is not well.
    """
    from .examination import examine, journal, machine

    folders = [folder_of(workspace)] if workspace else workspaces_of(home_of(home_folder))
    with progress("looking"):
        findings = [*machine(folders[0] if folders else Path()), *([] if workspace else journal(home_of(home_folder)))]
        findings += [found for folder in folders for found in examine(folder)]
    if json:
        give({"well": all(f.well for f in findings), "findings": [asdict(f) for f in findings]})
    else:
        show(_table(findings))
    if not all(f.well for f in findings):
        raise typer.Exit(Ends.REFUSED)


def _table(findings: list[Finding]) -> Table:
    made = table("", "", "seen", "what to do")
    for finding in findings:
        mark = "[green]✓[/]" if finding.well else "[bold red]✗[/]"
        made.add_row(mark, finding.what, finding.seen, "" if finding.well else finding.next)
    return made
