"""The analyses of this room, as the worker runs them."""

from __future__ import annotations

from auricle.analysis.control import TooFewPoints
from auricle.analysis.fairness import TooFewPeople
from auricle.analysis.forecasting import TooFewToForecast
from auricle.analysis.surprise import TooShortAPast
from auricle.analysis.top_box import UnknownScale
from auricle.sentence import sentence
from auricle.understanding.anomalies import Anomalies, NoAverage
from auricle.understanding.charting import ControlChart, NotAChart, NotAGrain, Outlook
from auricle.understanding.people import Fairly, NobodyNamed, NotWho
from auricle.understanding.scoring import NotAScore
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

WRONG = (
    *REFUSALS, NoAverage, NobodyNamed, NotAChart, NotAGrain, NotAScore, NotWho, TooFewPeople, TooFewPoints,
    TooFewToForecast, TooShortAPast, UnknownScale,
)  # fmt: skip


@study_kind("chart", ControlChart, "see numbers", WRONG)
def charted(workspace: Workspace, asked: Asked, report: Report) -> ControlChart:
    report(sentence("looking at every period"), 0, 1)
    days = {"from_": asked["from"], "to": asked["to"]}
    return workspace.control_chart(
        asked["measure"], asked["grain"], asked["where"], **days, chart=asked["chart"], changes=asked["changes"]
    )


@study_kind("anomalies", Anomalies, "see numbers", WRONG)
def searched(workspace: Workspace, asked: Asked, report: Report) -> Anomalies:
    days = {"from_": asked["from"], "to": asked["to"]}
    return workspace.anomalies(asked["measure"], asked["grain"], asked["where"], **days, progress=report)


@study_kind("outlook", Outlook, "see numbers", WRONG)
def foretold(workspace: Workspace, asked: Asked, report: Report) -> Outlook:
    report(sentence("trying each method on the past"), 0, 1)
    return workspace.outlook(asked["measure"], asked["grain"], asked["ahead"], asked["where"], to=asked["to"])


@study_kind("people", Fairly, "coach people", WRONG)
def compared(workspace: Workspace, asked: Asked, report: Report) -> Fairly:
    report(sentence("evening out the cases"), 0, 1)
    return workspace.fairly(asked["measure"], asked["who"], asked["where"], asked["from"], asked["to"])
