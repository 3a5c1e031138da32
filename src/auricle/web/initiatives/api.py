"""Causes to remove, their proof and the regular reviews, for programs: read them, propose one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from auricle.sentence import sentence
from auricle.understanding.proof import Proof
from auricle.web.platform.public import (
    Caller,
    Day,
    Given,
    NoInput,
    Operation,
    Page,
    Paged,
    Proposal,
    faults_of,
    numbered_page,
    plainly,
)

from . import actions
from .forms import GROUP, InitiativeForm
from .models import CauseKind, Happening, Initiative
from .queries import line_of, linked_cases, looked_at

_NUMBER = Field(description="The number of an initiative, as initiatives gives it.", ge=1, le=2**31 - 1, examples=[1])


class AskedInitiatives(Paged):
    state: Literal["", "planned", "running", "ended", "dropped"] = Field("", examples=["ended"])


class OneInitiative(Given):
    initiative: int = _NUMBER


class Effect(BaseModel):
    """What it did beside its comparison, with a 95 % interval; ``verdict`` claims no more than that allows."""

    verdict: str
    value: float
    low: float
    high: float
    unit: str
    against: str
    n_before: int
    n_after: int


class Cause(BaseModel):
    """One cause to remove; ``effect`` is null before somebody asked for its proof."""

    initiative: int
    name: str
    state: str
    cause_kind: str
    cause: str
    cases: list[int]
    hypothesis: str
    departments: str
    owner: str | None
    measure: str
    expected: float | None
    where: str
    against: str
    by: str
    starts_on: date
    ends_on: date | None
    cost: float | None
    effect: Effect | None


class Initiatives(Page):
    initiatives: list[Cause]


class Done(BaseModel):
    at: datetime
    who: str
    did: str
    note: str


class WholeInitiative(BaseModel):
    initiative: Cause
    history: list[Done]


class Reviewed(BaseModel):
    """``seen`` holds the numbers as they were when it was written; a review that is due is null in all else."""

    period: str
    seen: dict[str, Any] | None
    saw: str | None
    learned: str | None
    doing: str | None
    initiative: int | None


class LookedAt(BaseModel):
    """``without_use`` counts the latest periods in a row in which nothing was learned and done."""

    measure: str
    every: str
    without_use: int
    periods: list[Reviewed]


class Reviews(BaseModel):
    measures: list[LookedAt]


class NewInitiative(Given):
    """``against`` is rest, mixture or past, or a filter of the group to compare with; empty is as fits."""

    name: str = Field(min_length=1, max_length=120, examples=["Couriers call before they come"])
    hypothesis: str = Field("", max_length=2000)
    cause_kind: Literal["driver", "theme", "journey", "cases", "other"] = "other"
    cause: str = Field("", description="Which driver, theme, step or pile.", max_length=200)
    cases: list[int] = Field([], description="Numbers of linked cases.", max_length=200)
    departments: str = Field("", max_length=200)
    measure: str = Field(description="The measure it is to move.", min_length=1, max_length=80, examples=["nps"])
    expected: float | None = Field(None, description="By how much, in the measure's unit.", ge=-1e12, le=1e12)
    where: str = Field("", description="Where it is done, as a filter; empty for everywhere.", max_length=1000)
    against: str = Field("", max_length=1000)
    by: str = Field("", description="Units to compare, such as region.", max_length=80)
    starts_on: Day = Field(examples=["2026-01-05"])
    ends_on: Day | None = None
    cost: float | None = Field(None, ge=0, le=1e15)


class NotAnInitiative(ValueError):
    """What was proposed does not fit the form that a person would fill in."""

    def __init__(self, form: Any):
        super().__init__(sentence("the initiative cannot be kept as it is: {why}", why=faults_of(form)))


class NoSuchInitiative(LookupError):
    def __init__(self, number: int):
        super().__init__(sentence("there is no initiative {number}; initiatives lists those there are", number=number))


def _initiatives(caller: Caller, given: AskedInitiatives) -> Initiatives:
    rows = Initiative.objects.of(caller.record).select_related("owner")
    shown, after = numbered_page(rows.filter(state=given.state) if given.state else rows, given)
    return Initiatives(initiatives=[_cause(caller, row) for row in shown], next=after)


def _initiative(caller: Caller, given: OneInitiative) -> WholeInitiative:
    row = Initiative.objects.of(caller.record).select_related("owner").filter(pk=given.initiative).first()
    if row is None:
        raise NoSuchInitiative(given.initiative)
    steps = Happening.objects.of(caller.record).filter(initiative=row)
    history = [Done(at=each.at, who=each.who, did=plainly(each.said), note=each.note) for each in steps]
    return WholeInitiative(initiative=_cause(caller, row), history=history)


def _cause(caller: Caller, row: Initiative) -> Cause:
    proof = line_of(caller.state, row).proof
    same = ("name", "state", "cause_kind", "cause", "hypothesis", "departments", "measure", "expected")
    asked = ("where", "against", "by", "starts_on", "ends_on", "cost")
    kept = {name: getattr(row, name) for name in (*same, *asked)}
    kept["cases"] = [case.number for case in linked_cases(row)] if caller.may("see cases") else []
    owner = str(row.owner) if row.owner else None
    return Cause(initiative=row.pk, owner=owner, effect=_effect(proof) if proof else None, **kept)


def _effect(proof: Proof) -> Effect:
    found = proof.effect
    return Effect(
        verdict=proof.verdict, value=found.value, low=found.low, high=found.high, unit=proof.unit,
        against=proof.against, n_before=proof.n_before, n_after=proof.n_after,
    )  # fmt: skip


def _reviews(caller: Caller, given: NoInput) -> Reviews:
    return Reviews(
        measures=[
            LookedAt(
                measure=each.cadence.measure, every=each.cadence.every, without_use=each.without,
                periods=[_reviewed(period.name, row) for period, row in each.periods],
            )
            for each in looked_at(caller.state)
        ]
    )  # fmt: skip


def _reviewed(period: str, row: Any) -> Reviewed:
    kept = {name: getattr(row, name) if row else None for name in ("seen", "saw", "learned", "doing")}
    return Reviewed(period=period, initiative=row.initiative_id if row else None, **kept)


def _form(state: Any, given: NewInitiative) -> InitiativeForm:
    """The page's own form, so that what a program proposes is held to what a person is."""
    said = given.model_dump(mode="json", exclude={"cases", "against"})
    how = given.against if given.against in ("", "rest", "mixture", "past") else GROUP
    group = given.against if how == GROUP else ""
    cases = ", ".join(map(str, given.cases))
    return InitiativeForm({**said, "cases": cases, "how": how, "group": group, "owner": state.user.pk}, state)


def _check(state: Any, given: NewInitiative) -> InitiativeForm:
    form = _form(state, given)
    if not form.is_valid():
        raise NotAnInitiative(form)
    return form


def _carry_out(state: Any, given: NewInitiative) -> str:
    kept = actions.keep_initiative(state.record, state.user, _check(state, given).row_values)
    return str(state.url("initiatives:initiative", pk=kept.pk))


def _lines(given: NewInitiative) -> list[tuple[Any, str]]:
    return [
        (_("Name of the initiative"), given.name), (_("It came from"), _came_from(given)),
        (_("Hypothesis"), given.hypothesis), (_("Measure it is to move"), given.measure),
        (_("Where it is done, as a filter"), given.where), (_("Compare with"), given.against),
        (_("Begins on"), given.starts_on.isoformat()),
    ]  # fmt: skip


def _came_from(given: NewInitiative) -> str:
    kind = str(CauseKind(given.cause_kind).label)
    return __("%(kind)s: %(cause)s") % {"kind": kind, "cause": given.cause} if given.cause else kind


OPERATIONS = (
    Operation(
        "initiatives", "/initiatives", "see numbers",
        "Causes that were or are to be removed. With what each did beside its comparison, where that was worked out.",
        AskedInitiatives, Initiatives, _initiatives,
    ),
    Operation(
        "initiative", "/initiatives/{initiative}", "see numbers",
        "One initiative with its proof and what was done about it. No effect found is a result too.",
        OneInitiative, WholeInitiative, _initiative,
    ),
    Operation(
        "reviews", "/reviews", "see numbers",
        "Measures that are looked at regularly. What was seen, learned and done in each period, and what is due.",
        NoInput, Reviews, _reviews,
    ),
)  # fmt: skip
PROPOSALS = (
    Proposal(
        "initiative", _("An initiative"),
        "Propose an initiative against a cause. A person decides whether it is begun.",
        "run initiatives", NewInitiative, _lines, _carry_out, _check,
    ),
)  # fmt: skip
