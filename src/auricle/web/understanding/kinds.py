"""The analyses of this room that take a while, as the worker runs them."""

from __future__ import annotations

from auricle.analysis.top_box import UnknownScale
from auricle.query.worth import NotAnAmount
from auricle.sentence import sentence
from auricle.understanding.drivers import FilterTellsTooMuch, NothingDiffers, WhatDrives
from auricle.understanding.fates import TooFewApart, TooFewTwice
from auricle.understanding.gathering import NothingExplains, NothingToExplain, TooFewToExplain
from auricle.understanding.money import MoneyNotYet, ScoreAndMoney, TooFewScores
from auricle.understanding.movement import Movement, OpenWindow, WindowsOverlap
from auricle.understanding.outcomes import NotOverYet
from auricle.understanding.quality import AnswerQuality
from auricle.understanding.scoring import NotAScore
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

WRONG = (
    *REFUSALS, NotAScore, UnknownScale, NothingToExplain, NothingExplains, NothingDiffers, TooFewToExplain,
    FilterTellsTooMuch, NotOverYet, NotAnAmount,
)  # fmt: skip


@study_kind("drivers", WhatDrives, "see numbers", WRONG)
def driven(workspace: Workspace, asked: Asked, report: Report) -> WhatDrives:
    report(sentence("looking for what could explain it"), 0, 0)

    def told(what: str, done: int, total: int) -> None:
        report(sentence("reading answers"), done, total)

    days = {"from_": asked["from"], "to": asked["to"]}
    of, target = asked["of"].split(","), {"target": asked["target"], "days": int(asked["days"])}
    return workspace.drivers(asked["measure"], asked["by"], asked["where"], **days, **target, of=of, progress=told)


UNTOLD = (*REFUSALS, NotAScore, OpenWindow, TooFewApart, TooFewTwice, UnknownScale, WindowsOverlap)


@study_kind("movement", Movement, "see numbers", UNTOLD)
def moved(workspace: Workspace, asked: Asked, report: Report) -> Movement:
    report(sentence("following customers from one period to the other"), 0, 0)
    before, after = (asked["before_from"], asked["before_to"]), (asked["from"], asked["to"])
    return workspace.movement(asked["measure"], before, after, asked["by"], asked["where"])


UNPAID = (*REFUSALS, NotAScore, NotAnAmount, UnknownScale, OpenWindow, MoneyNotYet, TooFewScores)


@study_kind("money", ScoreAndMoney, "see numbers", UNPAID)
def valued(workspace: Workspace, asked: Asked, report: Report) -> ScoreAndMoney:
    report(sentence("adding up what was spent after each score"), 0, 0)
    days, where = int(asked["days"]), asked["where"]
    return workspace.score_and_money(asked["measure"], asked["from"], asked["to"], days, asked["by"], where)


@study_kind("quality", AnswerQuality, "see numbers", WRONG)
def judged(workspace: Workspace, asked: Asked, report: Report) -> AnswerQuality:
    report(sentence("reading answers"), 0, 0)
    return workspace.answer_quality(asked["measure"], asked["where"], asked["from"], asked["to"])
