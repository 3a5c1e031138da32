"""The analyses of this room, as the worker runs them."""

from __future__ import annotations

from dataclasses import dataclass

from auricle.analysis.likelihood import NotIdentified
from auricle.analysis.purchases import NobodyReturned
from auricle.analysis.refusals import NoResponses
from auricle.analysis.risk import NothingDiffers, OneFate, TellsTheAnswer
from auricle.analysis.spend import NoSpend
from auricle.sentence import sentence
from auricle.understanding.buying import Buying, NoOrders
from auricle.understanding.leaving import Leaving, TooFewActive, TooShortAHistory
from auricle.understanding.silence import Silence
from auricle.understanding.staying import Cohort, NoContracts, Staying
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

WRONG = (
    *REFUSALS, NoOrders, NobodyReturned, NotIdentified, NoSpend, NoResponses, TooShortAHistory, TooFewActive, OneFate,
    NothingDiffers, TellsTheAnswer, NoContracts,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """How long contracts are kept (None without any), and which buyers come back."""

    staying: Staying | None
    cohorts: tuple[Cohort, ...]


@study_kind("buying", Buying, "see numbers", WRONG)
def bought(workspace: Workspace, asked: Asked, report: Report) -> Buying:
    report(sentence("learning from every customer's purchases"), 0, 1)
    return workspace.buying(asked["to"], asked["where"], by=asked["by"])


@study_kind("leaving", Leaving, "see numbers", WRONG)
def left(workspace: Workspace, asked: Asked, report: Report) -> Leaving:
    report(sentence("learning from those who left, and checking on later ones"), 0, 1)
    return workspace.leaving(asked["to"])


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
