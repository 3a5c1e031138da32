"""``list``: what there is to ask for, and by what name."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from auricle.model.catalogue import catalogue
from auricle.model.dimension import Dimension, names
from auricle.model.entities import ENTITIES, entity
from auricle.model.settings import Settings, read_settings

from .refusal import Refused
from .tables import plain
from .terminal import Json, give, note, show
from .workspaces import Home, folder_of, home, workspaces_of

Rows = list[dict[str, Any]]


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
    if of and kind not in (Kind.DIMENSIONS, Kind.ENTITIES):
        raise Refused(f"{kind} are not those of an entity", "Use --of with dimensions or entities.")
    folder = folder_of(workspace) if workspace else None
    found = _FOUND[kind](folder, of, home_folder)
    if json:
        give({kind.value: found})
    elif not found:
        note("There is none yet. Make one: auricle init acme")
    else:
        show(plain([[_cell(value) for value in row.values()] for row in found], *found[0]))


def workspaces(_folder: Path | None, _of: str, given: Path | None) -> Rows:
    return [_workspace(path) for path in workspaces_of(home(given))]


def _workspace(path: Path) -> dict[str, Any]:
    settings = read_settings(path)
    return {"workspace": path.name, "name": settings.name, "zone": settings.zone, "currency": settings.currency}


def measures(folder: Path | None, _of: str, _home: Path | None) -> Rows:
    return [
        {
            "measure": measure.name,
            "title": measure.called(),
            "unit": measure.unit,
            "entity": " / ".join(measure.entities),
            "summary": measure.summary["en"],
        }
        for measure in catalogue(folder).values()
    ]


def frameworks(folder: Path | None, _of: str, _home: Path | None) -> Rows:
    return [
        {"framework": framework.name, "heading": heading.title["en"], "measures": list(heading.measures)}
        for framework in catalogue(folder).frameworks.values()
        for heading in framework.headings
    ]


def dimensions(folder: Path | None, of: str, _home: Path | None) -> Rows:
    own: tuple[Dimension, ...] = (read_settings(folder) if folder else Settings()).own_dimensions
    chosen = [entity(of)] if of else [fact for fact in ENTITIES.values() if fact.name != "quarantine"]
    return [{"entity": fact.name, "dimensions": names(fact, own)} for fact in chosen]


def entities(_folder: Path | None, of: str, _home: Path | None) -> Rows:
    if not of:
        return [{"entity": fact.name, "one row is": fact.grain, "key": fact.key} for fact in ENTITIES.values()]
    return [
        {"column": column.name, "type": column.type.value, "required": column.required, "meaning": column.meaning}
        for column in entity(of).columns
    ]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


_FOUND: dict[Kind, Callable[[Path | None, str, Path | None], Rows]] = {
    Kind.WORKSPACES: workspaces,
    Kind.MEASURES: measures,
    Kind.DIMENSIONS: dimensions,
    Kind.FRAMEWORKS: frameworks,
    Kind.ENTITIES: entities,
}
