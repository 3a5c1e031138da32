"""What customers really do one after the other, for programs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.understanding.keeping import as_json
from auricle.web.platform.public import Caller, Day, Given, NoInput, Operation

from .models import Design

_PATHS = 20


class AskedJourneys(Given):
    step: Literal["touchpoint", "stage", "activity", "channel"] = Field("touchpoint", description="What a step is.")
    where: str = Field("", max_length=2000)
    start: Day | None = None
    end: Day | None = None


class Journeys(BaseModel):
    """Stops, moves between them with how often and how long, and the most frequent whole paths."""

    runs: int
    variants: int
    stops: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    paths: list[dict[str, Any]]


def _map(caller: Caller, given: AskedJourneys) -> Journeys:
    found = as_json(caller.workspace.journeys(step=given.step, where=given.where, from_=given.start, to=given.end))
    kept = {name: found[name] for name in ("runs", "variants", "stops", "moves")}
    return Journeys(**kept, paths=found["paths"][:_PATHS])


class Designed(BaseModel):
    """A journey as people mean it: what a run and a step of it are, and the steps in the order meant."""

    name: str
    run: str
    step: str
    stops: list[dict[str, str]]


class Designs(BaseModel):
    designs: list[Designed]


def _designs(caller: Caller, given: NoInput) -> Designs:
    rows = Design.objects.of(caller.record)
    return Designs(designs=[Designed(name=row.name, run=row.run, step=row.step, stops=row.stops) for row in rows])


OPERATIONS = (
    Operation(
        "journeys", "/journeys", "see numbers",
        "What customers do one after the other. Moves with counts and times, and the most frequent paths.",
        AskedJourneys, Journeys, _map,
    ),
    Operation(
        "journey_designs", "/journeys/designs", "see numbers",
        "Journeys as designed. The steps of each in the order meant, with their stages.",
        NoInput, Designs, _designs,
    ),
)  # fmt: skip
