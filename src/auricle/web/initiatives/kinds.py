"""The proof of an initiative, as the worker runs it."""

from __future__ import annotations

from auricle.analysis.effect import TooShort
from auricle.analysis.synthetic import TooFewDonors
from auricle.analysis.top_box import UnknownScale
from auricle.sentence import sentence
from auricle.understanding.proof import NeedsDonors, NothingToCompare, NotWithin, Proof, TellsTooMuch
from auricle.web.measures.public import REFUSALS
from auricle.web.studies.public import Asked, Report, study_kind
from auricle.workspace import Workspace

PROOF = "proof"
WRONG = (*REFUSALS, NothingToCompare, NeedsDonors, NotWithin, TellsTooMuch, TooShort, TooFewDonors, UnknownScale)


@study_kind(PROOF, Proof, "see numbers", WRONG)
def proven(workspace: Workspace, asked: Asked, report: Report) -> Proof:
    report(sentence("comparing with what would have been"), 0, 0)
    how = {name: asked[name] for name in ("where", "against", "by")}
    return workspace.prove(
        asked["measure"], asked["start"], **how, cost=float(asked["cost"]), reached=int(asked["reached"])
    )
