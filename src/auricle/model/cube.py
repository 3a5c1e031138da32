"""Which sums are kept by day, so that most measures never read the facts.

Sums add. A cube holds, for each combination of its dimensions and each day, the number of facts
``n`` and for each value ``v`` the sums ``v_n`` (facts that have it), ``v_x`` and ``v_xx``. A measure
whose filter, grouping and inputs need nothing else is answered from it, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cube:
    """The daily cube of one entity; its table is named ``cube_<entity>``.

    ``dimensions`` are names that ``resolve`` understands for the entity (without grains: ``day`` is
    always there). ``values`` are numeric columns of the entity. A value with a default in
    ``missing`` counts as that when it is missing (an unweighted answer weighs 1).
    """

    entity: str
    dimensions: tuple[str, ...]
    values: tuple[str, ...] = ()
    missing: tuple[tuple[str, float], ...] = ()


CUBES: tuple[Cube, ...] = (
    Cube(
        "answers",
        ("kind", "question", "survey", "channel", "touchpoint", "segment", "scale", "polarity", "score"),
        ("weight",),
        (("weight", 1.0),),
    ),
    Cube("feedback", ("kind", "source", "survey", "channel", "touchpoint", "segment")),
    Cube(
        "interactions",
        ("activity", "outcome", "channel", "touchpoint", "stage", "segment"),
        ("duration_seconds", "wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds"),
    ),
    Cube(
        "orders",
        ("channel", "touchpoint", "region", "status", "delivery", "currency", "segment"),
        ("amount", "items"),
    ),
    Cube("points", ("kind", "channel", "segment"), ("points",)),
    Cube(
        "exposures",
        ("kind", "campaign", "survey", "channel", "converted", "segment"),
        ("amount", "cost"),
    ),
    Cube("mentions", ("theme", "touchpoint", "channel", "segment", "sentiment_sign"), ("sentiment",)),
)
