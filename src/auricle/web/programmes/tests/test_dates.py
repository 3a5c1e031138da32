"""Cases and dates as triggers: who is asked once, on which day, and what arrives late or moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from auricle.query.tests.facts import batch
from auricle.web.cases.models import Case
from auricle.web.cases.telling import tell_the_facts
from auricle.web.platform.facts import close
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.programmes.api import NewProgramme, _check
from auricle.web.programmes.asking import ask_due
from auricle.web.programmes.models import Invitation, Programme
from auricle.web.programmes.moments import DATES, HAPPENS, NoSuchMoment, joined
from auricle.web.programmes.planning import plan
from auricle.web.signals.rounds import signals

from .conftest import Run, noon
from .test_simulating import simulated

ENDS: dict[str, Any] = {"entity": "contracts", "moment": "end_on", "offset_days": -30}


def contract(name: str, customer: str | None, ends: date) -> None:
    row = {"contract": name, "customer": customer, "start_on": ends - timedelta(days=365), "end_on": ends}
    facts_of("acme").replace("contracts", batch({"contracts": [row]})["contracts"])


def planned(programme: Programme, days: int = 0) -> list[str]:
    """The customers meant to be asked once a day is planned as the round does it."""
    programme.refresh_from_db()
    plan(programme, noon(days))
    rows = Invitation.objects.of(programme.workspace).filter(programme=programme).order_by("pk")
    return list(rows.values_list("customer", flat=True))


def test_thirty_days_before_a_contract_ends_its_customer_is_asked_once(workspace: Workspace, people: None, run: Run):
    programme = run("date", **ENDS)
    today = noon().date()
    for name, days in (("ann", 30), ("bo", 31), ("cy", 29)):
        contract(f"k-{name}", name, today + timedelta(days=days))
    contract("k-nobody", None, today + timedelta(days=30))
    assert planned(programme) == ["ann"], "tomorrow it is Bo's day; Cy's had gone by when it was put on"
    Programme.objects.of(workspace).update(planned_upto=None)  # as a kill before the mark leaves it
    assert planned(programme) == ["ann"]
    assert planned(programme, 1) == ["ann", "bo"]
    ask_due(noon(2))
    assert {row.state for row in Invitation.objects.of(workspace)} == {"asked"}


def test_a_contract_told_after_its_day_is_asked_about_while_it_is_not_too_late(
    workspace: Workspace, people: None, run: Run
):
    programme = run("date", **ENDS)
    assert planned(programme) == []
    contract("late", "ann", noon(30).date())
    contract("too late", "bo", noon(30).date())
    assert planned(programme, 1) == ["ann", "bo"], "one day late, both"
    Invitation.objects.of(workspace).all().delete()
    assert planned(programme, 8) == [], "eight days after it nobody is meant any more"


def test_a_contract_that_is_prolonged_asks_again_before_its_new_end(workspace: Workspace, people: None, run: Run):
    programme = run("date", **ENDS)
    contract("k", "ann", noon(30).date())
    assert planned(programme) == ["ann"]
    contract("k", "ann", noon(90).date())
    assert planned(programme, 1) == ["ann"]
    assert planned(programme, 60) == ["ann", "ann"]


def test_birthdays_come_every_year_and_29_february_in_each(workspace: Workspace, own_home: Any, run: Run):
    born = {"ann": "1990-05-17", "bo": "2000-02-29", "cy": "17.5.1990", "di": "2030-05-17", "ed": None}
    rows = [{"customer": c, "traits": f'{{"birthday": "{b}"}}' if b else None} for c, b in born.items()]
    facts_of("acme").add(batch({"customers": rows}))
    programme = run("date", entity="customers", moment="traits.birthday", offset_days=0, is_yearly=True)
    Programme.objects.of(workspace).update(on_since=datetime(2027, 1, 1, tzinfo=UTC))

    def on(day: date) -> list[tuple[str, str]]:
        programme.refresh_from_db()
        plan(programme, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        made = Invitation.objects.of(workspace).order_by("pk")
        return [(row.customer, row.cause[-10:]) for row in made]

    first = [("bo", "2027-02-28")]
    assert on(date(2027, 2, 28)) == first, "no 29 February that year"
    assert on(date(2027, 5, 17)) == (second := [*first, ("ann", "2027-05-17")]), "Di is not born yet"
    assert on(date(2028, 2, 28)) == second, "a day too early in a year that has one"
    assert on(date(2028, 2, 29)) == (third := [*second, ("bo", "2028-02-29")])
    assert on(date(2028, 5, 17)) == [*third, ("ann", "2028-05-17")]


def test_days_of_instants_are_the_workspaces_days(workspace: Workspace, people: None, run: Run):
    """15:30 UTC on 1 March is half past midnight on 2 March in Tokyo."""
    settings = facts_of("acme").folder / "auricle.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('zone: "UTC"', 'zone: "Asia/Tokyo"'), encoding="utf-8"
    )
    close("acme")
    assert facts_of("acme").settings.zone == "Asia/Tokyo"
    moment = datetime(2027, 3, 1, 15, 30, tzinfo=UTC)
    row = {"order": "o1", "at": moment, "customer": "ann", "status": "delivered"}
    facts_of("acme").add(batch({"orders": [row]}))
    programme = run("date", entity="orders", moment="at", offset_days=10)
    Programme.objects.of(workspace).update(on_since=datetime(2027, 3, 1, tzinfo=UTC))
    programme.refresh_from_db()
    plan(programme, datetime(2027, 3, 12, 3, tzinfo=UTC))
    assert [i.cause for i in Invitation.objects.of(workspace)] == ["orders:o1:at:2027-03-02"]


def test_a_contract_begins_with_its_day_in_the_workspaces_zone(workspace: Workspace, people: None, run: Run):
    """In New York 15 March 2027 begins at 04:00 UTC: at midnight UTC it is the evening before."""
    settings = facts_of("acme").folder / "auricle.yaml"
    said = settings.read_text(encoding="utf-8").replace('zone: "UTC"', 'zone: "America/New_York"')
    settings.write_text(said, encoding="utf-8")
    close("acme")
    run("event", entity="contracts", where="", delay_hours=2.0)
    row = {"contract": "k1", "customer": "ann", "start_on": date(2027, 3, 15), "end_on": date(2028, 3, 14)}
    facts_of("acme").add(batch({"contracts": [row]}))
    signals()
    assert [i.due_at for i in Invitation.objects.of(workspace)] == [datetime(2027, 3, 15, 6, tzinfo=UTC)]


def test_a_case_that_is_closed_asks_once_however_old_it_is_and_however_often_it_changes(
    workspace: Workspace, people: None, run: Run
):
    run("event", entity="cases", moment="closed_at", where="", delay_hours=0.0)
    opened = {"severity": 2, "opened_at": noon(-200)}
    made = Case.objects.create(workspace=workspace, number=1, customer="ann", **opened)
    Case.objects.create(workspace=workspace, number=2, customer="bo", **opened)

    def changed(**more: Any) -> None:
        Case.objects.of(workspace).filter(pk=made.pk).update(revision=made.revision + 1, **more)
        made.refresh_from_db()
        tell_the_facts()
        signals()

    changed()
    assert not Invitation.objects.of(workspace).exists(), "both are open"
    changed(state="closed", is_open=False, closed_at=noon(-1))
    assert [(i.customer, i.cause, i.due_at) for i in Invitation.objects.of(workspace)] == [
        ("ann", "cases:1", noon(-1)),
    ]  # fmt: skip
    changed(is_solved=True)
    changed(state="reopened", is_open=True, closed_at=None, reopened=1)
    changed(state="closed", is_open=False, closed_at=noon())
    assert Invitation.objects.of(workspace).count() == 1


def test_only_cases_that_were_opened_again_can_be_chosen(workspace: Workspace, people: None, run: Run):
    run("event", entity="cases", moment="closed_at", where="reopened", delay_hours=0.0)
    for number, (customer, times) in enumerate((("ann", 1), ("bo", 0)), 1):
        Case.objects.create(
            workspace=workspace, number=number, customer=customer, severity=2, opened_at=noon(-3), closed_at=noon(-1),
            state="closed", is_open=False, reopened=times, revision=1,
        )  # fmt: skip
    tell_the_facts()
    signals()
    assert [i.customer for i in Invitation.objects.of(workspace)] == ["ann"]


def test_the_simulation_counts_the_dates_of_a_month(workspace: Workspace, owner: User, own_home: Any):
    rows = [{"customer": f"C-{n}", "email": f"{n}@example.com"} for n in range(40)]
    facts_of("acme").add(batch({"customers": rows, "orders": [{"order": "o", "at": noon(), "customer": "C-0"}]}))
    for n in range(40):
        contract(f"k-{n}", f"C-{n}", (noon() + timedelta(days=30 - 10 * n)).date())
    found = simulated(workspace, owner, kind="date", where="", **ENDS)
    assert (found.wished, found.asked) == (3, 3), "every tenth day of thirty, thirty days before"


def test_every_moment_that_is_offered_can_be_read(workspace: Workspace, people: None, run: Run, owner: User):
    from auricle.model.entities import entity

    for name in HAPPENS | DATES:
        of, _dot, column = name.partition(".")
        assert entity(of).has(column or entity(of).time), name
    assert joined("orders", "") in HAPPENS


def test_a_program_proposes_a_date_and_nothing_that_is_none(workspace: Workspace, survey: Any, owner: User):
    from auricle.web.platform.models import Membership
    from auricle.web.platform.period import Period
    from auricle.web.platform.screen import ScreenState

    state = ScreenState(workspace, owner, Membership.objects.get(user=owner).role, Period(None, None), "", "en")
    given = {"name": "Renewal", "survey": survey.public, "kind": "date"}
    _check(state, NewProgramme(**given, entity="contracts", moment="end_on"))
    _check(state, NewProgramme(**given, entity="customers", moment="traits.birthday", is_yearly=True))
    for entity, moment in (("contracts", "amount"), ("customers", "traits.a b"), ("orders", "")):
        with pytest.raises(NoSuchMoment, match=r"contracts\.end_on"):
            _check(state, NewProgramme(**given, entity=entity, moment=moment))
