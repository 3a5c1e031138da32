"""Whose turn it is, who is asked once however many ask, who is not and why, and what a kill leaves behind."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from auricle.query.tests.facts import batch
from auricle.web.contacting.actions import keep_rules
from auricle.web.contacting.models import Contact
from auricle.web.integrations.models import Delivery
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.programmes import actions, asking
from auricle.web.programmes.actions import NothingToAnswer
from auricle.web.programmes.asking import ask_due
from auricle.web.programmes.chance import is_control, turn
from auricle.web.programmes.models import Invitation, Programme
from auricle.web.programmes.planning import plan
from auricle.web.programmes.public import forget
from auricle.web.programmes.windows import SendTimes
from auricle.web.signals.rounds import signals
from auricle.web.surveys import actions as surveys
from auricle.web.surveys.models import Link, Survey

from .conftest import Run, delivered, noon

ORDERS: dict[str, Any] = {"entity": "orders", "where": "status = 'delivered'", "delay_hours": 0.0}
TAIPEI = ZoneInfo("Asia/Taipei")


def fates(workspace: Workspace) -> dict[str, str]:
    rows = Invitation.objects.of(workspace).values_list("customer", "state", "because")
    return {customer: because or state for customer, state, because in rows}


def test_letters_go_at_the_next_time_for_letters():
    times = SendTimes(time(9), time(20), frozenset({1, 2, 3, 4, 5}))
    friday = datetime(2026, 3, 6, 13, tzinfo=UTC)  # 21:00 in Taipei
    assert times.next(friday, TAIPEI) == datetime(2026, 3, 9, 1, tzinfo=UTC), "Monday at nine there"
    assert times.next(friday - timedelta(hours=2), TAIPEI) == friday - timedelta(hours=2)
    assert times.next(friday - timedelta(hours=14), TAIPEI) == datetime(2026, 3, 6, 1, tzinfo=UTC)
    assert times.moment(date(2026, 3, 6), 0.5, TAIPEI) == datetime(2026, 3, 6, 6, 30, tzinfo=UTC)


def test_the_turns_of_a_weekend_are_spread_over_the_week_after_it():
    times, saturday = SendTimes(time(9), time(20), frozenset({1, 2, 3, 4, 5})), date(2026, 3, 7)
    parts = [n / 1000 for n in range(1000)]
    for day in (saturday, saturday + timedelta(days=1)):
        counted = Counter(times.day_of_turn(day, part) for part in parts)
        assert sorted(counted) == [date(2026, 3, 9) + timedelta(days=n) for n in range(5)], "Monday to Friday"
        assert set(counted.values()) == {200}, "each as many"
    assert {times.day_of_turn(date(2026, 3, 9), part) for part in parts} == {date(2026, 3, 9)}


def test_each_day_of_a_cycle_gets_an_even_share_and_a_customer_always_the_same_day():
    days = [turn(1, f"C-{n}", 10) for n in range(10_000)]
    assert set(days) == set(range(10))
    assert all(900 < n < 1_100 for n in Counter(days).values()), "1,000 ± 3 standard errors of 30"
    assert days == [turn(1, f"C-{n}", 10) for n in range(10_000)]
    assert sum(a == turn(2, f"C-{n}", 10) for n, a in enumerate(days)) < 1_200, "each programme has its own order"


def test_over_a_whole_cycle_everybody_has_one_turn(workspace: Workspace, own_home: Path, run: Run):
    rows = [{"customer": f"C-{n}", "segment": "gold" if n % 2 else "silver"} for n in range(60)]
    facts_of("acme").add(batch({"customers": rows}))
    programme = run("drip", where="segment = 'gold'", cycle_days=5)
    planned = 0
    for day in range(5):
        planned += plan(programme, noon(day))
        programme.refresh_from_db()
    assert planned == 30
    assert plan(programme, noon(4)) == 0, "the day is planned already"
    asked = Invitation.objects.of(workspace)
    assert sorted(asked.values_list("customer", flat=True)) == sorted(
        r["customer"] for r in rows if r["segment"] == "gold"
    )
    assert {row.due_at.hour for row in asked} <= set(range(9, 20))


def test_a_group_is_asked_once_over_its_days_and_a_day_cut_short_is_planned_again(
    workspace: Workspace, people: None, run: Run
):
    programme = run("panel", where="segment = 'gold'", cycle_days=1)
    assert plan(programme, noon()) == 2
    Programme.objects.of(workspace).update(planned_upto=None)  # as a kill before the mark leaves it
    programme.refresh_from_db()
    plan(programme, noon())
    plan(programme, noon(1))
    assert Invitation.objects.of(workspace).count() == 2


def test_who_has_no_address_is_of_the_comparison_group_or_too_late_is_not_asked_and_it_is_kept_why(
    workspace: Workspace, people: None, run: Run
):
    programme = run("event", **ORDERS)
    share = next(n / 100 for n in range(100) if is_control(programme.pk, "bo", n / 100))
    for name in ("ann", "bo", "cy"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    Programme.objects.of(workspace).update(control_share=share)
    Invitation.objects.of(workspace).filter(customer="ann").update(due_at=noon(-9))
    ask_due(noon())
    expected = {"ann": "late", "bo": "control", "cy": "no_address"}
    expected |= {name: "control" for name in expected if is_control(programme.pk, name, share)}
    assert fates(workspace) == expected
    assert {c.customer: c.because for c in Contact.objects.of(workspace)} == expected
    assert not Delivery.objects.of(workspace).exists()


def test_a_second_order_within_the_quiet_days_asks_nobody_again(workspace: Workspace, people: None, run: Run):
    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    ask_due(noon())
    delivered("o2", "ann", noon(-1))
    signals()
    ask_due(noon(1))
    assert sorted(Invitation.objects.of(workspace).values_list("state", "because")) == [
        ("asked", ""), ("withheld", "quiet"),
    ]  # fmt: skip


def test_an_order_that_is_put_in_place_again_triggers_nothing_more(workspace: Workspace, people: None, run: Run):
    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    row = {"order": "o1", "at": noon(-1), "customer": "ann", "status": "delivered", "channel": "web"}
    facts_of("acme").replace("orders", batch({"orders": [row]})["orders"])
    signals()
    assert Invitation.objects.of(workspace).count() == 1


def test_what_breaks_between_the_link_and_the_letter_leaves_nothing_and_is_done_again(
    workspace: Workspace, people: None, run: Run, monkeypatch: pytest.MonkeyPatch
):
    def breaks(*_: object) -> None:
        raise RuntimeError("the disk is full")

    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    with monkeypatch.context() as patched:
        patched.setattr(asking, "hand_over", breaks)
        ask_due(noon())
    counts = [model.objects.of(workspace).count() for model in (Contact, Link, Delivery)]
    assert counts == [0, 0, 0]
    Invitation.objects.of(workspace).update(tried_at=noon())
    ask_due(noon())
    assert fates(workspace) == {"ann": "asked"}
    assert [model.objects.of(workspace).count() for model in (Contact, Link, Delivery)] == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_each_customer_is_asked_once(workspace: Workspace, people: None, run: Run):
    run("event", **ORDERS)
    for name in ("ann", "bo"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    barrier = Barrier(4)

    def work() -> None:
        barrier.wait()
        ask_due(noon())
        connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert fates(workspace) == {"ann": "asked", "bo": "asked"}
    assert (Delivery.objects.of(workspace).count(), Link.objects.of(workspace).count()) == (2, 2)


def test_at_night_they_wait_for_the_morning_and_by_their_own_clock_where_it_is_known(
    workspace: Workspace, own_home: Path, run: Run
):
    rows = [
        {"customer": "kai", "email": "kai@example.com", "traits": '{"timezone": "Pacific/Kiritimati"}'},
        {"customer": "lea", "email": "lea@example.com", "traits": '{"timezone": "nowhere"}'},
    ]
    facts_of("acme").add(batch({"customers": rows}))
    run("event", **ORDERS, is_in_their_zone=True)
    for row in rows:
        delivered(f"o-{row['customer']}", row["customer"], noon(-1))
    signals()
    ask_due(noon())  # two in the morning of the next day on Kiritimati
    assert fates(workspace) == {"kai": "waiting", "lea": "asked"}
    ask_due(noon() + timedelta(hours=7))
    assert fates(workspace)["kai"] == "asked"


def test_a_programme_that_is_stopped_asks_and_reminds_nobody(workspace: Workspace, people: None, run: Run):
    programme = run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    ask_due(noon())
    delivered("o2", "bo", noon(-1))
    signals()
    assert actions.stop(programme) == 1
    delivered("o3", "bo", noon(-1))
    signals()
    ask_due(noon(1))
    invitation = Invitation.objects.of(workspace).get()
    assert (invitation.customer, invitation.remind_at) == ("ann", None)


def test_a_survey_that_is_closed_asks_nobody_and_one_without_a_version_cannot_begin(
    workspace: Workspace, owner: User, people: None, run: Run, survey: Survey
):
    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    surveys.set_open(survey, False)
    ask_due(noon())
    assert fates(workspace) == {"ann": "waiting"}
    draft = surveys.make_survey(workspace, owner, "Draft", survey.draft)
    with pytest.raises(NothingToAnswer):
        actions.put_on(Programme.objects.create(workspace=workspace, name="none", kind="drip", survey=draft.public))


def test_by_webhook_a_program_gets_the_link_once(workspace: Workspace, people: None, run: Run):
    from auricle.web.integrations.actions import keep

    keep(workspace, "webhook", "SMS", {"url": "https://sms.example/", "events": ["survey.*"], "secret": "whsec_MTIz"})
    run("event", **ORDERS, channel="webhook")
    delivered("o1", "cy", noon(-1))
    signals()
    ask_due(noon())
    parcel = Delivery.objects.of(workspace).get().parcel
    payload: Any = parcel.payload  # type: ignore[union-attr]
    assert (payload["customer"], payload["kind"], "/a/" in payload["address"]) == ("cy", "invitation", True)
    assert Delivery.objects.of(workspace).get().customer == "cy"


def test_of_somebody_erased_no_invitation_is_left(workspace: Workspace, people: None, run: Run):
    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    signals()
    assert (forget(workspace, "ann"), Invitation.objects.of(workspace).count()) == (1, 0)


def test_rules_of_quota_hold_across_programmes(workspace: Workspace, people: None, run: Run):
    keep_rules(workspace, {"kinds": {"survey": {"quota": 1}}})
    run("event", **ORDERS)
    run("event", **ORDERS)
    for name in ("ann", "bo"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    ask_due(noon())
    assert Contact.objects.of(workspace).filter(approached=True).count() == 1
    assert Invitation.objects.of(workspace).count() == 4
