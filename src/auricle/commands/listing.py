"""``list``: what there is to ask for, and by what name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .refusal import Refused
from .tables import plain
from .terminal import Json, give, note, show
from .workspaces import Home, folder_of


class Kind(StrEnum):
    WORKSPACES = "workspaces"
    MEASURES = "measures"
    DIMENSIONS = "dimensions"
    FRAMEWORKS = "frameworks"
    ENTITIES = "entities"


def list_(
    kind: Annotated[Kind, typer.Argument(help="What to list.")] = Kind.WORKSPACES,
    workspace: Annotated[str, typer.Argument(help="With what this workspace has of its own.")] = "",
    of: Annotated[str, typer.Option("--of", help="Only the dimensions of this entity, or its columns.")] = "",
    home_folder: Home = None,
    json: Json = False,
) -> None:
    """The workspaces, measures, dimensions, frameworks or entities there are."""
    from . import inventory

    if of and kind not in (Kind.DIMENSIONS, Kind.ENTITIES):
        raise Refused(f"{kind} are not those of an entity", "Use --of with dimensions or entities.")
    asked = inventory.Asked(folder_of(workspace) if workspace else None, of, home_folder)
    found = inventory.LISTED[kind.value](asked)
    if json:
        give({kind.value: found})
    elif not found:
        note("There is none yet. Make one: auricle init acme")
    else:
        show(plain([[_cell(value) for value in row.values()] for row in found], *found[0]))


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
