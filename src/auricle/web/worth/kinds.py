"""The analyses of this room, as the worker runs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auricle.analysis.hazard import Collinear, ConstantAmongCustomers, Hazards, Separated
from auricle.analysis.likelihood import NotIdentified
from auricle.analysis.purchases import NobodyReturned
from auricle.analysis.refusals import NoResponses
from auricle.analysis.retention import NobodyLeft
from auricle.analysis.risk import NothingDiffers, OneFate, TellsTheAnswer
from auricle.analysis.spend import NoSpend
from auricle.query.window import DayOutOfReach
from auricle.sentence import sentence
from auricle.understanding.buying import Buying, NoOrders
from auricle.understanding.leaving import Leaving, NotWatchedLongEnough, TooFewActive, TooShortAHistory
from auricle.understanding.silence import Silence
from auricle.understanding.staying import Cohort, NoContracts, Staying
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

WRONG = (
    *REFUSALS, NoOrders, NobodyReturned, NotIdentified, NoSpend, NoResponses, TooShortAHistory, TooFewActive, OneFate,
    NothingDiffers, TellsTheAnswer, NoContracts, NotWatchedLongEnough, NobodyLeft, ConstantAmongCustomers, Collinear,
    Separated, DayOutOfReach,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """How long contracts are kept (None without any), and which buyers come back."""

    staying: Staying | None
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """What goes with falling silent sooner, of those who were active on ``since``, as seen by ``until``."""

    since: date
    until: date
    quiet_days: int
    hazards: Hazards


@study_kind("buying", Buying, "see numbers", WRONG)
def bought(workspace: Workspace, asked: Asked, report: Report) -> Buying:
    report(sentence("learning from every customer's purchases"), 0, 1)
    return workspace.buying(asked["to"], asked["where"], by=asked["by"])


@study_kind("leaving", Leaving, "see numbers", WRONG)
def left(workspace: Workspace, asked: Asked, report: Report) -> Leaving:
    report(sentence("learning from those who left, and checking on later ones"), 0, 1)
    return workspace.leaving(asked["to"])


@study_kind("pace", Pace, "see numbers", WRONG)
def paced(workspace: Workspace, asked: Asked, report: Report) -> Pace:
    report(sentence("following customers to their last sign of life"), 0, 1)
    since, until, quiet = date.fromisoformat(asked["since"]), date.fromisoformat(asked["to"]), int(asked["days"])
    return Pace(since, until, quiet, workspace.pace(since, until, quiet))


@study_kind("staying", Kept, "see numbers", WRONG)
def kept(workspace: Workspace, asked: Asked, report: Report) -> Kept:
    report(sentence("following contracts from their first day"), 0, 2)
    try:
        staying = workspace.staying(asked["by"], asked["to"], asked["where"])
    except NoContracts:
        staying = None
    report(sentence("following buyers from their first order"), 1, 2)
    return Kept(staying, workspace.cohorts("quarter", asked["to"], asked["where"]))


@study_kind("silence", Silence, "see numbers", WRONG)
def silent(workspace: Workspace, asked: Asked, report: Report) -> Silence:
    report(sentence("looking for promoters without a sign of life"), 0, 1)
    return workspace.silent_promoters(asked["to"])
