"""What there is to ask for, as rows: a name and what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auricle.model.catalogue import catalogue
from auricle.model.dimension import Dimension, names
from auricle.model.entities import ENTITIES, VIEWS, entity
from auricle.model.settings import Settings, read_settings

from .workspaces import home_of, workspaces_of

Rows = list[dict[str, Any]]
_ALL = (*ENTITIES.values(), *VIEWS.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which workspace (None: what is built in), of which entity (empty: all), in which home."""

    workspace: Path | None
    entity: str
    home: Path | None


def workspaces(asked: Asked) -> Rows:
    return [_workspace(path) for path in workspaces_of(home_of(asked.home))]


def _workspace(path: Path) -> dict[str, Any]:
    settings = read_settings(path)
    return {"workspace": path.name, "name": settings.name, "zone": settings.zone, "currency": settings.currency}


def measures(asked: Asked) -> Rows:
    return [
        {
            "measure": measure.name,
            "title": measure.called(),
            "unit": measure.unit,
            "entity": " / ".join(measure.entities),
            "summary": measure.summary["en"],
        }
        for measure in catalogue(asked.workspace).values()
    ]


def frameworks(asked: Asked) -> Rows:
    return [
        {"framework": framework.name, "heading": heading.title["en"], "measures": list(heading.measures)}
        for framework in catalogue(asked.workspace).frameworks.values()
        for heading in framework.headings
    ]


def dimensions(asked: Asked) -> Rows:
    own: tuple[Dimension, ...] = (read_settings(asked.workspace) if asked.workspace else Settings()).own_dimensions
    chosen = [entity(asked.entity)] if asked.entity else [fact for fact in _ALL if fact.name != "quarantine"]
    return [{"entity": fact.name, "dimensions": names(fact, own)} for fact in chosen]


def entities(asked: Asked) -> Rows:
    if not asked.entity:
        return [{"entity": fact.name, "one row is": fact.grain, "key": fact.key} for fact in _ALL]
    return [
        {"column": column.name, "type": column.type.value, "required": column.required, "meaning": column.meaning}
        for column in entity(asked.entity).columns
    ]


LISTED: dict[str, Callable[[Asked], Rows]] = {
    found.__name__: found for found in (workspaces, measures, dimensions, frameworks, entities)
}
