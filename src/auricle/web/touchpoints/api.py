"""Where customers meet the company and what it is like there, for programs."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, Day, Given, Operation

from .columns import board
from .lines import lines_of


class AskedTouchpoints(Given):
    where: str = Field("", description="A filter such as channel = 'web'.", max_length=2000)
    start: Day | None = Field(None, description="First day; the last twelve months when left out.")
    end: Day | None = None


class TouchpointNumber(BaseModel):
    """One measure at one touchpoint, and its change since the window before; no number below the privacy floor."""

    touchpoint: str
    stage: str
    measure: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    verdict: str | None


class Touchpoints(BaseModel):
    start: date
    end: date
    before_start: date
    before_end: date
    numbers: list[TouchpointNumber]


def _touchpoints(caller: Caller, given: AskedTouchpoints) -> Touchpoints:
    span = caller.span(given.start, given.end)
    found = board(caller.workspace, span, given.where)
    return Touchpoints(
        start=span.start, end=span.end, before_start=span.before_start, before_end=span.before_end,
        numbers=[TouchpointNumber.model_validate(line) for line in lines_of(found)],
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "touchpoints", "/touchpoints", "see numbers",
        "Every touchpoint with its scores, volume, complaints and money. Each with its interval and its change.",
        AskedTouchpoints, Touchpoints, _touchpoints,
    ),
)  # fmt: skip
