"""``init``: a folder becomes a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import auricle

from .terminal import Json, give, note, show, strong


def init(
    workspace: Annotated[Path, typer.Argument(help="The folder to make, or to make a workspace of.")],
    zone: Annotated[str, typer.Option("--zone", help="Time zone of its calendar, such as Asia/Shanghai.")] = "UTC",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code its reports are in.")] = "",
    name: Annotated[str, typer.Option("--name", help="What the company is called; the folder's name else.")] = "",
    json: Json = False,
) -> None:
    """Make a folder a workspace: settings, and places for its own measures and mappings.

    Done twice it changes nothing.
    """
    from auricle.model.settings import FILE

    made = not (workspace / FILE).exists()
    if made:
        if workspace.exists() and not workspace.is_dir():
            raise NotADirectoryError(20, "A file of that name is there", str(workspace))
        auricle.create(workspace, name=name, zone=zone, currency=currency).close()
    if json:
        give({"workspace": workspace.resolve(), "made": made})
        return
    if not made:
        note(f"{workspace} is a workspace already; nothing was changed. Its settings: {workspace / FILE}")
        return
    show(f"{strong(workspace)} is a workspace now.")
    note(f"Next: auricle import {workspace} FILE   shows what it understands of a file before it stores anything")
