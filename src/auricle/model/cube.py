"""Which sums are kept by day and by month, so that most measures never read the facts.

Sums add. A cube holds, for each combination of its dimensions and each day or month, the number of
facts ``n`` and for each value ``v`` the sums ``v_n`` (facts that have it), ``v_x`` and ``v_xx``. A
measure whose filter, grouping and inputs need nothing else is answered from it, exactly. Months have
a tenth of the cells that days have and answer whatever no day or week can change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Grain = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Cube:
    """The cube of one entity by day or by month; its table is ``cube_<entity>`` or ``cube_<entity>_month``.

    ``dimensions`` are names that ``resolve`` understands for the entity (without grains: ``day`` is
    always there, in a cube by month the first day of the month). ``values`` are numeric columns of
    the entity. A value with a default in ``missing`` counts as that when it is missing (an unweighted
    answer weighs 1).
    """

    entity: str
    dimensions: tuple[str, ...]
    values: tuple[str, ...] = ()
    missing: tuple[tuple[str, float], ...] = ()
    grain: Grain = "day"

    @property
    def name(self) -> str:
        return self.entity if self.grain == "day" else f"{self.entity}_{self.grain}"

    @property
    def table(self) -> str:
        return f"cube_{self.name}"


def with_months(*daily: Cube) -> tuple[Cube, ...]:
    """Each cube and, before it, the same by month: whoever looks for a cube takes the first that can answer."""
    return tuple(cube for each in daily for cube in (replace(each, grain="month"), each))


CUBES: tuple[Cube, ...] = with_months(
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
    Cube(
        "readings",
        ("action", "conflict", "language", "channel", "touchpoint", "segment", "tone"),
        ("sentiment",),
    ),
)
