"""Why a score is what it is, for programs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.understanding.keeping import as_json
from auricle.understanding.money import DAYS
from auricle.web.platform.public import Caller, Day, Given, Operation

_MEASURE = Field(
    description="A score: nps, csat, ces … as list_measures gives it.", min_length=1, max_length=100, examples=["nps"]
)


class AskedWhatDrives(Given):
    measure: str = _MEASURE
    of: list[Literal["answers", "themes", "operations"]] = Field(
        ["answers"], description="Families of what may explain it.", min_length=1, max_length=3
    )
    target: Literal["score", "returned", "spent"] = Field(
        "score", description="The score itself, or what customers did after it: came back, spent."
    )
    days: int = Field(DAYS, ge=1, le=1000, description="For how many days after an answer that is looked at.")
    where: str = Field("", max_length=2000)
    start: Day | None = None
    end: Day | None = None


class AskedWhyMoved(Given):
    measure: str = _MEASURE
    before_start: Day
    before_end: Day
    start: Day
    end: Day
    by: str = Field("", description="A dimension whose groups' parts are told apart.", max_length=100)
    where: str = Field("", max_length=2000)


class Analysis(BaseModel):
    """The parts of an analysis, as its page and its command have them."""

    found: dict[str, Any]


def _drivers(caller: Caller, given: AskedWhatDrives) -> Analysis:
    found = caller.workspace.drivers(
        given.measure, "", given.where, given.start, given.end, of=given.of, target=given.target, days=given.days
    )
    return Analysis(found=as_json(found))


def _movement(caller: Caller, given: AskedWhyMoved) -> Analysis:
    before, after = (given.before_start, given.before_end), (given.start, given.end)
    return Analysis(found=as_json(caller.workspace.movement(given.measure, before, after, given.by, given.where)))


OPERATIONS = (
    Operation(
        "drivers", "/measures/{measure}/drivers", "see numbers",
        "What goes with a score, and how much. Exact shares of its differences with intervals; what is not clear is "
        "said to be not clear. An association, not a cause.",
        AskedWhatDrives, Analysis, _drivers,
    ),
    Operation(
        "movement", "/measures/{measure}/movement", "see numbers",
        "Why a score moved between two windows. Those who stayed, who left and who came, nothing left over.",
        AskedWhyMoved, Analysis, _movement,
    ),
)  # fmt: skip
