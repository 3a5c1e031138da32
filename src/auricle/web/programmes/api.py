"""Programmes for programs: read how far those asked went and why others were not; propose one, propose to stop one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from auricle.query.signals import RuleWrong
from auricle.sentence import sentence
from auricle.web.platform.public import Caller, Given, Operation, Proposal
from auricle.web.surveys.public import survey

from . import actions, moments, queries
from .letters import drafted
from .models import Programme
from .sentences import days_beside

KINDS = Programme.Kind
MOMENTS: dict[str, moments.Words] = {KINDS.EVENT: moments.HAPPENS, KINDS.DATE: moments.DATES}


class NoProgramme(LookupError):
    def __init__(self, programme: int):
        super().__init__(
            sentence("this workspace has no programme {programme}; programmes names them", programme=programme)
        )


class AskedProgrammes(Given):
    on: bool | None = Field(None, description="Only those that ask, or only those that do not; all when left out.")


class AskedProgramme(Given):
    programme: int = Field(
        description="The number of a programme, as programmes gives it.", ge=1, le=2**31 - 1, examples=[1]
    )


class ShareOfAsked(BaseModel):
    """Of those asked, with its interval of 95%; null where nobody was asked."""

    n: int
    value: float | None
    low: float | None
    high: float | None


class ToldProgramme(BaseModel):
    programme: int
    name: str
    kind: str
    survey: str
    channel: str
    on: bool
    on_since: datetime | None
    asked: int
    withheld: int
    answered: ShareOfAsked


class Programmes(BaseModel):
    programmes: list[ToldProgramme]


class ToldStage(BaseModel):
    stage: str
    customers: int
    share: ShareOfAsked


class ProgrammeInFull(BaseModel):
    """``withheld`` counts why some were not asked, in words; ``waiting`` are those who will be."""

    programme: ToldProgramme
    where: str
    stages: list[ToldStage]
    withheld: dict[str, int]
    waiting: int


class NewProgramme(Given):
    """``where`` is a filter of customers; with the kinds event and date, of the rows of ``entity``."""

    name: str = Field(min_length=1, max_length=80)
    kind: Literal["drip", "event", "date", "panel"]
    survey: str = Field(description="The survey as feedback calls it.", min_length=1, max_length=32)
    where: str = Field("", max_length=2000)
    entity: str = Field("orders", description="What triggers it, with the kinds event and date.", max_length=40)
    moment: str = Field(
        "",
        max_length=80,
        description="The column that says when, such as closed_at of cases or end_on of contracts.",
    )
    offset_days: int = Field(
        -30, ge=-3650, le=3650, description="With the kind date: so many days after it; before it when negative."
    )
    is_yearly: bool = Field(False, description="With the kind date: every year again.")
    delay_hours: float = Field(24, ge=0, le=2160)
    cycle_days: int = Field(365, ge=1, le=3650)
    reminders: int = Field(1, ge=0, le=3)


def _programmes(caller: Caller, given: AskedProgrammes) -> Programmes:
    found = queries.listed(caller.record)
    return Programmes(programmes=[_told(each) for each in found if given.on is None or each.row.is_on == given.on])


def _programme(caller: Caller, given: AskedProgramme) -> ProgrammeInFull:
    found = next((each for each in queries.listed(caller.record) if each.row.pk == given.programme), None)
    if found is None:
        raise NoProgramme(given.programme)
    _asked, stages = queries.funnel(found.row)
    told = [ToldStage(stage=str(s.title), customers=s.people, share=_share(s.share)) for s in stages]
    return ProgrammeInFull(
        programme=_told(found), where=found.row.where, stages=told, withheld=dict(queries.reasons(found.row)),
        waiting=queries.waiting(found.row),
    )  # fmt: skip


def _told(each: queries.Listed) -> ToldProgramme:
    row = each.row
    return ToldProgramme(
        programme=row.pk, name=row.name, kind=row.kind, survey=row.survey, channel=row.channel, on=row.is_on,
        on_since=row.on_since, asked=each.asked, withheld=each.withheld, answered=_share(each.answered),
    )  # fmt: skip


def _share(share: queries.Share) -> ShareOfAsked:
    return ShareOfAsked(n=share.n, value=share.value, low=share.low, high=share.high)


def _lines(given: NewProgramme) -> list[tuple[Any, str]]:
    lines = [(_("Programme"), given.name), (_("Survey"), given.survey), (_("Only rows where"), given.where)]
    if given.kind in MOMENTS:
        lines.append((_("What sets it off"), moments.said(given.entity, given.moment)))
    return [*lines, (_("Which date"), days_beside(given.offset_days))] if given.kind == KINDS.DATE else lines


def _check(state: Any, given: NewProgramme) -> None:
    """Refuse a survey that is not there, and a filter that cannot be."""
    survey(state.record, given.survey)
    if given.kind in MOMENTS:
        moments.check(given.entity, given.moment, MOMENTS[given.kind])
    if given.kind == KINDS.EVENT and not (given.moment or given.where.strip()):
        raise RuleWrong("where", sentence("say which rows, such as activity = 'payment_failed'"))
    state.workspace.count(given.entity if given.kind in MOMENTS else "customers", where=given.where)


def _make(state: Any, given: NewProgramme) -> str:
    """Kept without asking anybody; the page it leads to simulates it, and there a person puts it on."""
    _check(state, given)
    made = Programme(workspace=state.record, made_by=state.user, texts=drafted(state.record.name), **given.model_dump())
    actions.keep(made)
    return str(state.url("programmes:simulation", pk=made.pk))


def _lines_of_stop(given: AskedProgramme) -> list[tuple[Any, str]]:
    return [(_("Programme"), str(given.programme))]


def _stop(state: Any, given: AskedProgramme) -> str:
    actions.stop(_one(state, given))
    return str(state.url("programmes:programme", pk=given.programme))


def _check_stop(state: Any, given: AskedProgramme) -> None:
    _one(state, given)


def _one(state: Any, given: AskedProgramme) -> Programme:
    row = Programme.objects.of(state.record).select_related("workspace").filter(pk=given.programme).first()
    if row is None:
        raise NoProgramme(given.programme)
    return row


OPERATIONS = (
    Operation(
        "programmes", "/programmes", "see numbers",
        "Which survey goes to whom, when. How many were asked, how many not, what share answered, with its interval.",
        AskedProgrammes, Programmes, _programmes,
    ),
    Operation(
        "programme", "/programmes/{programme}", "see numbers",
        "One programme in full. How far those asked went, why others were not asked, how many wait.",
        AskedProgramme, ProgrammeInFull, _programme,
    ),
)  # fmt: skip
PROPOSALS = (
    Proposal(
        "programme", _("A programme"),
        "Propose a programme that asks a survey. A person sees whom it would have asked and decides whether it begins.",
        "run programmes", NewProgramme, _lines, _make, _check,
    ),
    Proposal(
        "stop_programme", _("To stop a programme"),
        "Propose that a programme stops. A person decides; links that went out can still be answered.",
        "run programmes", AskedProgramme, _lines_of_stop, _stop, _check_stop,
    ),
)  # fmt: skip
