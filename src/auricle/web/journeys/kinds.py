"""The analyses of this room, as the worker runs them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from auricle.analysis.attribution import NoConversions
from auricle.analysis.conformance import NoDesign
from auricle.analysis.funnel import TooFewSteps
from auricle.sentence import sentence
from auricle.understanding.channels import ChannelParts
from auricle.understanding.conformance import Conforming
from auricle.understanding.funnels import Funnel, NobodyBegan
from auricle.understanding.journeys import JourneyMap, NoSteps, TooManySteps
from auricle.understanding.step_scores import StepScores
from auricle.understanding.steps import NotARun, NotAStep
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

WRONG = (*REFUSALS, NotARun, NotAStep, NoSteps, TooManySteps, NobodyBegan, TooFewSteps, NoDesign, NoConversions)


@dataclass(frozen=True, slots=True)
class Travelled:
    """The map with what customers said at each of its steps; ``scores`` is None where nobody did."""

    map: JourneyMap
    scores: StepScores | None

    @property
    def scores_on_the_map(self) -> StepScores | None:
        """Those of steps that the map has."""
        there = {stop.step for stop in self.map.stops}
        rows = tuple(row for row in self.scores.rows if row.by["step"] in there) if self.scores else ()
        return replace(self.scores, rows=rows) if self.scores and rows else None


@study_kind("journey_map", Travelled, "see numbers", WRONG)
def travelled(workspace: Workspace, asked: Asked, report: Report) -> Travelled:
    report(sentence("following every customer from step to step"), 0, 2)
    found = workspace.journeys(asked["run"], asked["step"], asked["where"], asked["from"], asked["to"])
    report(sentence("reading what was said at each step"), 1, 2)
    said = {name: asked[name] for name in ("step", "where", "to")}
    return Travelled(found, workspace.step_scores(**said, from_=asked["from"]))


@study_kind("funnel", Funnel, "see numbers", WRONG)
def funnelled(workspace: Workspace, asked: Asked, report: Report) -> Funnel:
    report(sentence("following every customer from step to step"), 0, 1)
    return workspace.funnel(asked["steps"], asked["run"], asked["step"], asked["where"], asked["from"], asked["to"])


@study_kind("conformance", Conforming, "see numbers", WRONG)
def conforming(workspace: Workspace, asked: Asked, report: Report) -> Conforming:
    report(sentence("laying every path beside the design"), 0, 1)
    return workspace.conformance(
        asked["steps"], asked["run"], asked["step"], asked["where"], asked["from"], asked["to"]
    )


@study_kind("channels", ChannelParts, "see numbers", WRONG)
def channelled(workspace: Workspace, asked: Asked, report: Report) -> ChannelParts:
    report(sentence("following channels to each conversion"), 0, 1)
    return workspace.channel_parts(
        asked["conversion"], asked["where"], asked["from"], asked["to"], int(asked["look_back_days"])
    )
