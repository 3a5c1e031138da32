"""``import``: files into rows, with nothing unaccounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .refusal import Refused
from .terminal import Json, Yes
from .workspaces import Workspace

From = Annotated[Path | None, typer.Option("--from", help="The folder that holds the files the mapping names.")]
Save = Annotated[Path | None, typer.Option("--save", help="Keep the proposed mapping in this file.")]
Replay = Annotated[Path | None, typer.Option("--replay", help="Rows of an exported quarantine, mended.")]

MAPPINGS = (".yaml", ".yml")


def import_(
    workspace: Workspace,
    source: Annotated[Path | None, typer.Argument(help="A mapping (.yaml), or a file to look at.")] = None,
    from_: From = None,
    save: Save = None,
    replay: Replay = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take files in. Every row ends as stored, duplicate or quarantined, and they add up.

    With a mapping and --from it runs at once. With a file it looks at it, proposes a mapping, shows what it
    understood, and runs only when told. Importing the same file twice changes nothing. Rows that could not be
    accepted wait in quarantine: export them, mend them, and give them to --replay.
    """
    from .arrivals import mapped, replayed

    if replay is not None:
        replayed(workspace, replay, source, json)
    elif source is None:
        raise Refused("it is not said what to import", f"Say: auricle import {workspace} FILE")
    elif source.suffix in MAPPINGS:
        mapped(workspace, source, from_ or source.parent, json)
    else:
        from .proposing import looked_at

        looked_at(workspace, source, save, yes, json)
