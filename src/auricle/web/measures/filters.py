"""Filter text: put together without changing what its parts say, about one person only where that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auricle.model.dimension import UnknownDimension
from auricle.model.entities import entity
from auricle.model.measure import Measure
from auricle.query.guard import PERSONS, SinglesOut
from auricle.query.shape import mentioned
from auricle.sentence import sentence
from auricle.store.filter import parsed
from auricle.store.relation import Relation
from auricle.store.typed import FilterError
from auricle.workspace import Workspace

LONGEST = 2_000


class FilterTooLong(FilterError):
    def __init__(self, length: int):
        super().__init__(
            sentence("the filter has {length:,} characters; shorten it to {longest:,}", length=length, longest=LONGEST)
        )


def both(*texts: str) -> str:
    """All filters at once. Each is read on its own first, so that none can reach into its neighbour."""
    kept = [text.strip() for text in texts if text.strip()]
    if len(kept) == 1:
        return kept[0]
    return " and ".join(f"({parsed(text).sql(comments=False)})" for text in kept)


def only(by: Mapping[str, Any]) -> str:
    """The filter that holds for the rows of one group."""
    return " and ".join(_equals(name, value) for name, value in by.items())


def checked(text: str, measure: Measure, workspace: Workspace, *, persons: bool) -> str:
    """The filter as it was typed.

    Raises
        FilterError, UnknownDimension: it cannot be read, or names what the measure's rows do not have.
        SinglesOut: it is about one person and ``persons`` may not be looked at.
    """
    if len(text) > LONGEST:
        raise FilterTooLong(len(text))
    if not text.strip():
        return ""
    for name in measure.entities:
        Relation(entity(name), workspace.store.spelling, workspace.settings.own_dimensions).parse(text)
    for name in () if persons else sorted(mentioned(text)):
        if name.rpartition(".")[2] in PERSONS:
            raise SinglesOut(measure.name, name)
    return text.strip()


def _equals(name: str, value: object) -> str:
    if value is None:
        return f"{name} is null"
    if isinstance(value, bool):
        return f"{name} = {str(value).lower()}"
    if isinstance(value, int | float):
        return f"{name} = {value:g}"
    return f"{name} = '{str(value).replace(chr(39), 2 * chr(39))}'"


__all__ = ["FilterError", "FilterTooLong", "SinglesOut", "UnknownDimension", "both", "checked", "only"]
