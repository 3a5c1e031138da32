"""Writes docs/dictionary.md, the data dictionary, from the entities; with --check compares.

python tools/dictionary.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from auricle.model.dimension import DERIVED
from auricle.model.entities import ENTITIES, VIEWS
from auricle.model.entity import DAY, Column, Entity, Type

PAGE = Path(__file__).resolve().parent.parent / "docs" / "dictionary.md"

TYPES = {
    Type.ID: "text, never a number: leading zeros count",
    Type.CATEGORY: "text of few distinct values; one may group by it",
    Type.TEXT: "text",
    Type.INTEGER: "whole number, 64 bits",
    Type.NUMBER: "double precision",
    Type.AMOUNT: "decimal with four places, exact",
    Type.BOOLEAN: "true or false",
    Type.INSTANT: "a moment in UTC, to the microsecond",
    Type.DATE: "a calendar day",
    Type.JSON: "one JSON object, as text",
}

HEAD = """# Data dictionary

Written from `src/auricle/model/entities.py` by `make docs`; change it there.

Times are moments in UTC. A missing value is missing: never 0, never 99. **Bold** columns are required. A column that
*inherits* is copied from the entity named when a row arrives, so that a measure needs no join. *Personal* columns are
never grouped by, and an erasure removes them.
"""


def bounds(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{choice}`" for choice in column.choices)
    if column.low is None and column.high is None:
        return ""
    if column.high is None:
        return f"{column.low:g} or more"
    return f"{column.low:g} to {column.high:g}"


def notes(column: Column) -> str:
    found = [bounds(column), f"inherits from {column.inherits}" if column.inherits else ""]
    return "; ".join(note for note in (*found, "personal" if column.personal else "") if note)


def line(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    return f"| {name} | {column.type} | {column.unit} | {column.meaning} | {notes(column)} |"


def table(entity: Entity) -> str:
    about = [f"{entity.grain[0].upper()}{entity.grain[1:]}. Key: `{entity.key}`."]
    if entity.time:
        about.append(f"Placed in time by `{entity.time}`.")
    if entity.opinion:
        about.append("What people said: the privacy floor holds.")
    columns = [*entity.columns, *([DAY] if entity.time else [])]
    head = ["| column | type | unit | meaning | notes |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {entity.name}", "", " ".join(about), "", *head, *map(line, columns)])


def render() -> str:
    types = ["## Types", "", "| type | what it is |", "| --- | --- |", *(f"| {t} | {TYPES[t]} |" for t in Type)]
    derived = ["## Derived dimensions", "", "| name | of | meaning |", "| --- | --- | --- |"]
    derived += [f"| `{d.name}` | {d.entity} | {d.meaning} |" for d in DERIVED]
    parts = [HEAD.rstrip(), *map(table, (*ENTITIES.values(), *VIEWS.values())), "\n".join(derived), "\n".join(types)]
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(render())
        return 0
    if PAGE.exists() and PAGE.read_text() == render():
        return 0
    print("docs/dictionary.md is behind the entities: run make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
