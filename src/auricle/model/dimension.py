"""What one may group and filter by: columns, what derives from them, and those of linked entities.

A fact that carries the key of another entity is linked to it: answers carry ``customer`` and
``order``, so they may be grouped by the customer's segment and by the order's delivery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ..sentence import sentence
from .entities import entity
from .entity import Entity, Type

GRAINS = ("day", "week", "month", "quarter", "year")

# The entities a fact may be linked to, in the order in which a bare name is looked up.
LINKED = ("customers", "orders", "interactions", "feedback")

_UNGROUPABLE = {Type.TEXT, Type.JSON}


@dataclass(frozen=True, slots=True)
class Dimension:
    """A name one may group an entity by.

    ``expression`` is restricted SQL over the columns of ``entity``: names, literals, comparisons,
    ``case`` and ``coalesce``. It is parsed, never pasted.
    """

    name: str
    entity: str
    expression: str
    meaning: str = ""


DERIVED: tuple[Dimension, ...] = (
    Dimension(
        "delivery",
        "orders",
        "case when delivered_at is null or promised_at is null then 'undelivered' "
        "when delivered_at > promised_at then 'late' else 'on time' end",
        "Whether the order came by the time promised.",
    ),
    Dimension(
        "sentiment_sign",
        "mentions",
        "case when sentiment > 0 then 'positive' when sentiment < 0 then 'negative' "
        "when sentiment = 0 then 'neutral' end",
        "Whether a mention is good or bad.",
    ),
    Dimension(
        "tone",
        "readings",
        "case when sentiment > 0 then 'positive' when sentiment < 0 then 'negative' else 'neutral' end",
        "Whether a text as a whole is good or bad.",
    ),
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a name leads: a calendar grain of the fact, or a dimension of it or of a linked entity."""

    name: str
    entity: Entity  # the entity that the expression's columns belong to
    expression: str
    type: Type
    path: tuple[str, ...] = ()  # inside a JSON column
    grain: str = ""


class UnknownDimension(LookupError):
    def __init__(self, fact: Entity, name: str, known: Iterable[str]):
        known = tuple(known)
        if near := ", ".join(get_close_matches(name.lower(), known, n=3, cutoff=0.75)):
            super().__init__(
                sentence(
                    "{fact} cannot be grouped or filtered by {name!r}; did you mean {near}?",
                    fact=fact.name,
                    name=name,
                    near=near,
                )
            )
            return
        super().__init__(
            sentence(
                "{fact} cannot be grouped or filtered by {name!r}; it can by {known}",
                fact=fact.name,
                name=name,
                known=", ".join(known),
            )
        )


def resolve(fact: Entity, name: str, own: Iterable[Dimension] = ()) -> Resolved:
    """The meaning of a dimension's name for a fact; ``own`` are the workspace's own dimensions.

    A bare name is the fact's, else its customer's, else its order's, and so on; ``customer.segment``
    names the link outright; ``properties.plan`` and ``customer.traits.tier`` reach into JSON.
    """
    dimensions = (*DERIVED, *own)
    if name in GRAINS and fact.has("day"):
        return Resolved(name, fact, "day", Type.DATE, grain=name)
    head, _, rest = name.partition(".")
    linked = [e for e in map(entity, LINKED) if e.name != fact.name and fact.has(e.key)]
    for other in linked:
        if rest and head == other.key and (found := _within(other, rest, name, dimensions)):
            return found
    for candidate in (fact, *linked):
        if found := _within(candidate, name, name, dimensions):
            return found
    raise UnknownDimension(fact, name, names(fact, own))


def names(fact: Entity, own: Iterable[Dimension] = ()) -> list[str]:
    """Every bare name a fact can be grouped by, without the open-ended JSON paths."""
    dimensions = (*DERIVED, *own)
    found = list(GRAINS) if fact.has("day") else []
    for candidate in (fact, *(e for e in map(entity, LINKED) if e.name != fact.name and fact.has(e.key))):
        found += [c.name for c in candidate.columns if c.type not in _UNGROUPABLE and not c.personal]
        found += [d.name for d in dimensions if d.entity == candidate.name]
    return list(dict.fromkeys(found))


def _within(where: Entity, name: str, asked: str, dimensions: Iterable[Dimension]) -> Resolved | None:
    for dimension in dimensions:
        if dimension.entity == where.name and dimension.name == name:
            return Resolved(asked, where, dimension.expression, Type.CATEGORY)
    head, _, rest = name.partition(".")
    for column in where.columns:
        if column.name == name and column.type not in _UNGROUPABLE and not column.personal:
            return Resolved(asked, where, column.name, column.type)
        if rest and column.name == head and column.type is Type.JSON:
            return Resolved(asked, where, column.name, Type.CATEGORY, path=tuple(rest.split(".")))
    return None


__all__ = ["DERIVED", "GRAINS", "LINKED", "Dimension", "Resolved", "UnknownDimension", "names", "resolve"]
