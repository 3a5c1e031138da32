"""What the demo company did about its causes: one thing that worked and three that changed nothing, as planted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from auricle.datasets.population import population
from auricle.datasets.truth import TRUTH
from auricle.datasets.truth import Initiative as Planted
from auricle.web.studies.public import ask

from .actions import PLANNED, note
from .kinds import PROOF
from .models import Cadence, CauseKind, Every, Initiative, State

MEASURE = {"csat": "csat_mean"}


@dataclass(frozen=True, slots=True)
class Told:
    """How people at the company wrote it down, in both their languages."""

    name: str
    hypothesis: str
    kind: CauseKind
    cause: str
    departments: str
    expected: float
    cost: float


TOLD = {
    "delivery-slots": Told(
        "两小时送货时段 / Delivery slots",
        "客户能选时段，就不必整天等货。 / Who may choose the hours need not wait all day.",
        CauseKind.DRIVER, "配送评分 / Delivery rating", "物流、客服 / Logistics, service", 0.2, 60_000,
    ),
    "app-redesign": Told(
        "App 改版 / App redesign",
        "界面更新，评分会上升。 / A newer look will raise the rating.",
        CauseKind.DRIVER, "App 评分 / App rating", "产品、设计 / Product, design", 0.2, 400_000,
    ),
    "store-greeting": Told(
        "门店进门问候 / Greeting at the door",
        "有人招呼，到店更满意。 / Being greeted makes a visit better.",
        CauseKind.JOURNEY, "到店 / Store visit", "零售 / Retail", 0.1, 20_000,
    ),
    "courier-bonus": Told(
        "配送员奖金 / Courier bonus",
        "有奖金，送货会更准时。 / With a bonus couriers will be on time.",
        CauseKind.THEME, "配送 / Delivery", "物流、人事 / Logistics, people", 0.3, 150_000,
    ),
}  # fmt: skip


def plant(record: Any, owner: Any) -> None:
    """Write the planted initiatives down and have their proofs worked out; nothing where there is any initiative."""
    if Initiative.objects.of(record).exists():
        return
    for planted in (TRUTH.initiative, *TRUTH.without_effect):
        row = _row(record, owner, planted)
        row.save()
        note(row, owner, PLANNED)
        ask(record, PROOF, row.asked)
    since = TRUTH.last_day - timedelta(days=100)
    for measure, every in (("nps", Every.QUARTER), ("csat", Every.MONTH)):
        Cadence.objects.create(workspace=record, measure=measure, every=every, owner=owner, since=since)


def _row(record: Any, owner: Any, planted: Planted) -> Initiative:
    told = TOLD[planted.name]
    asked = f"survey = '{planted.survey}'"
    if planted.column:
        there = f"{planted.column} in ({', '.join(repr(value) for value in planted.values)})"
        where, against = f"{asked} and {there}", f"{asked} and not ({there}){_elsewhere(planted)}"
    else:
        where = f"{asked} and question = '{planted.question}'"
        against = f"{asked} and kind = 'rating' and question <> '{planted.question}'"
    return Initiative(
        workspace=record, name=told.name, hypothesis=told.hypothesis, cause_kind=told.kind, cause=told.cause,
        departments=told.departments, owner=owner, measure=MEASURE.get(planted.question, "rating"),
        expected=told.expected, where=where, against=against, by="unit" if planted.column == "unit" else "",
        starts_on=planted.starts_on, cost=told.cost, reached=_reached(planted), state=State.RUNNING, made_by=owner,
        made_at=timezone.now(),
    )  # fmt: skip


def _elsewhere(planted: Planted) -> str:
    """Regions are compared with those where nothing else was done or happened."""
    struck = TRUTH.breakdown.region
    if planted.column != "region":
        return ""
    others = {struck, *TRUTH.initiative.values} - set(planted.values)
    return f" and region not in ({', '.join(repr(name) for name in sorted(others))})"


def _reached(planted: Planted) -> int | None:
    """Customers of the regions it ran in, in a demo of the usual size."""
    if planted.column != "region":
        return None
    from auricle.datasets import vocabulary as v

    codes = [v.REGIONS.code(name) for name in planted.values]
    return int(sum((population(0, 40_000).region == code).sum() for code in codes))
