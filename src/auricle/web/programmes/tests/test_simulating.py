"""What a programme would do in a month, worked out by hand; and nothing is asked by looking."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from auricle.query.tests.facts import batch
from auricle.web.contacting.actions import keep_rules, opt_out
from auricle.web.contacting.models import Contact
from auricle.web.contacting.public import REASONS
from auricle.web.integrations.actions import keep
from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.period import Period
from auricle.web.platform.public import facts_of
from auricle.web.platform.screen import ScreenState
from auricle.web.programmes.models import Invitation, Programme
from auricle.web.programmes.simulating import Simulation, simulate
from auricle.web.surveys.models import Survey

from .conftest import noon

PEOPLE = [
    {"customer": "ann", "email": "ann@example.com", "consent": True, "segment": "gold"},
    {"customer": "bo", "email": "bo@example.com", "consent": True, "segment": "silver"},
    {"customer": "cy", "consent": True},
    {"customer": "di", "email": "di@example.com", "consent": False},
    {"customer": "ed", "email": "ed@example.com"},
    {"customer": "flo", "email": "flo@example.com", "segment": "gold"},
]


def order(customer: str | None, at: datetime) -> dict[str, Any]:
    return {"order": f"{customer}-{at:%m%d}", "at": at, "customer": customer, "status": "delivered"}


def simulated(workspace: Workspace, owner: User, **more: Any) -> Simulation:
    given = {
        "survey": "s1",
        "kind": "event",
        "entity": "orders",
        "where": "status = 'delivered'",
        "delay_hours": 24.0,
        **more,
    }
    programme = Programme.objects.create(workspace=workspace, name="After delivery", **given)
    membership = Membership.objects.get(user=owner)
    return simulate(ScreenState(workspace, owner, membership.role, Period(None, None), "", "en"), programme)


@pytest.mark.parametrize(("is_in_their_zone", "asked"), [(False, 1), (True, 0)])
def test_letters_and_days_of_quiet_go_by_the_clock_of_whom_they_are_for(
    workspace: Workspace, owner: User, own_home: Path, is_in_their_zone: bool, asked: int
):
    """By our clock (UTC) it goes at noon, before the day on which nobody is contacted. By Kiritimati's, 14 hours on, it
    is two in the night of that day: it would wait for nine o'clock there, and that day is closed."""
    there = {"customer": "kai", "email": "kai@example.com", "traits": '{"timezone": "Pacific/Kiritimati"}'}
    orders = [order("kai", noon(-21)), order("zed", noon(0))]
    facts_of("acme").add(batch({"customers": [there], "orders": orders}))
    closed = f"{noon(-19):%Y-%m-%d}"
    keep_rules(workspace, {"blackouts": [[closed, closed]]})
    found = simulated(workspace, owner, is_in_their_zone=is_in_their_zone)
    assert (found.wished, found.asked) == (1, asked)


def test_each_wish_of_a_month_is_decided_by_the_rules(workspace: Workspace, owner: User, own_home: Path):
    at = [order(name, noon(-20)) for name in ("ann", "bo", "cy", "di", "ed", None)]
    at += [order("ann", noon(-10)), order("ann", noon(-60)), order("flo", noon(-30)), order("bo", noon(0))]
    exposures = [
        # Flo got a receipt the day before; Bo the same survey, which the simulation stands in place of.
        {"exposure": "e1", "at": noon(-30), "customer": "flo", "kind": "message"},
        {"exposure": "e2", "at": noon(-21), "customer": "bo", "kind": "invitation", "survey": "s1", "converted": True},
        *(
            {"exposure": f"x{n}", "at": noon(-300), "customer": "zed", "kind": "invitation", "survey": "other",
             "converted": n < 10}
            for n in range(39)
        ),
    ]  # fmt: skip
    facts_of("acme").add(batch({"customers": PEOPLE, "orders": at, "exposures": exposures}))
    keep_rules(workspace, {"quiet_days": 7, "kinds": {"survey": {"quiet_days": 30}}})
    opt_out(workspace, "ed", kind="survey")
    found = simulated(workspace, owner)
    # Orders whose day after lies in the thirty: Ann 2, Bo, Cy, Di, Ed, Flo; that of Bo today is for tomorrow.
    assert (found.wished, found.asked, found.people) == (7, 2, 2)
    assert dict(found.reasons) == {
        "contacted for the same a short while ago": 1,  # Ann's second, ten days after her first
        "no address is known": 1,
        "they have not agreed to be contacted": 1,
        "they do not want to be contacted": 1,
        "contacted a short while ago": 1,
    }
    assert dict(found.segments) == {"gold": 1, "silver": 1}
    assert found.answers is not None
    assert (found.answers.value, found.answers.n, found.is_rate_its_own) == (1, 40, False), "2 × 11 / 40"
    assert not Contact.objects.of(workspace).exists()
    assert not Invitation.objects.of(workspace).exists()


def test_the_interval_of_the_score_narrows_with_the_answers_to_expect(
    workspace: Workspace, owner: User, survey: Survey
):
    people = [{"customer": f"C-{n}", "email": f"{n}@example.com"} for n in range(40)]
    said = [{"feedback": f"f{n}", "at": noon(-40), "customer": f"C-{n}", "survey": survey.public} for n in range(40)]
    scores = [
        {
            **each,
            "answer": f"a{n}",
            "question": "recommend",
            "kind": "nps",
            "scale": "0-10",
            "score": 10.0 if n % 2 else 0.0,
        }
        for n, each in enumerate(said)
    ]
    asked = [
        {"exposure": f"e{n}", "at": noon(-40), "customer": f"C-{n}", "kind": "invitation", "survey": survey.public,
         "converted": n < 20}
        for n in range(40)
    ]  # fmt: skip
    orders = [order(f"C-{n}", noon(-9)) for n in range(20)] + [order("C-0", noon())]
    said = [{**each, "kind": "survey"} for each in said]
    facts_of("acme").add(
        batch({"customers": people, "feedback": said, "answers": scores, "exposures": asked, "orders": orders})
    )
    found = simulated(workspace, owner, survey=survey.public)
    assert (found.asked, found.answers and found.answers.value, found.score) == (20, 10, "nps")
    past = facts_of("acme").measure("nps", where=f"survey = '{survey.public}'").total
    assert found.margin == pytest.approx((past.high - past.low) / 2 * 2), "10 answers for 40: twice as wide"


def test_everybody_in_turn_is_asked_once_in_a_cycle(workspace: Workspace, owner: User, own_home: Path):
    rows = [{"customer": f"C-{n}", "email": f"{n}@example.com"} for n in range(500)]
    facts_of("acme").add(batch({"customers": rows, "orders": [order("C-1", noon())]}))
    whole = simulated(workspace, owner, kind="drip", where="", cycle_days=90)
    assert whole.wished == whole.asked == whole.people
    assert 135 < whole.asked < 199, "a third of 500, ± 3 × 10.5"
    panel = simulated(workspace, owner, kind="panel", where="", cycle_days=14)
    assert (panel.wished, panel.asked, panel.people) == (500, 500, 500)
    assert whole.answers is None, "nobody was ever invited"
    year = simulated(workspace, owner, kind="drip", where="", cycle_days=365, control_share=0.5)
    assert 22 < year.wished < 60, "500 × 30 / 365 = 41 ± 3 × 6.2 by the customers' places, whatever the keys"
    assert 0 < dict(year.reasons)["in the comparison group that is not asked"] < year.wished


def test_quotas_caps_and_days_without_contact_hold(workspace: Workspace, owner: User, own_home: Path):
    at = [order(f"C-{n}", noon(-20)) for n in range(10)] + [
        order("C-0", noon(-50)),
        order("C-0", noon(-80)),
        order(None, noon()),
    ]
    people = [{"customer": f"C-{n}", "email": f"{n}@example.com"} for n in range(10)]
    facts_of("acme").add(batch({"customers": people, "orders": at}))
    day = (noon(-49)).date().isoformat()
    said = {"quiet_days": 0, "most": 1, "most_days": 70, "blackouts": [[day, day]]}
    keep_rules(workspace, {**said, "kinds": {"survey": {"quiet_days": 0, "quota": 4}}})
    found = simulated(workspace, owner)
    assert (found.wished, found.asked) == (10, 4)
    assert dict(found.reasons) == {"enough were contacted by then": 5, "contacted often enough": 1}


def test_a_filter_that_cannot_be_is_said(workspace: Workspace, owner: User, own_home: Path):
    assert "nonsense" in simulated(workspace, owner, where="nonsense = 1").trouble
    assert timedelta(days=29) == (f := simulated(workspace, owner)).last - f.first


def test_who_would_be_asked_at_night_is_asked_when_letters_go(workspace: Workspace, owner: User, own_home: Path):
    """Orders of 22:00 and of half past nine on the next day, on which nobody is contacted; letters from 9 to 20."""
    first = noon(-20)
    at = [order("ann", first + timedelta(hours=10)), order("bo", first + timedelta(hours=21, minutes=30))]
    at.append(order("flo", noon()))
    facts_of("acme").add(batch({"customers": PEOPLE, "orders": at}))
    keep_rules(workspace, {"quiet_days": 0, "blackouts": [[f"{first + timedelta(days=1):%Y-%m-%d}"] * 2]})
    found = simulated(workspace, owner, delay_hours=0.0)
    assert dict(found.reasons)["nobody is contacted on that day"] == 2, "both would go on the morning after"
    awake = simulated(workspace, owner, delay_hours=0.0, send_from=time(0), send_until=time(23, 59))
    assert dict(awake.reasons)["nobody is contacted on that day"] == 1, "Bo's order is of the morning after"


def test_by_wechat_those_are_asked_whom_the_account_knows(workspace: Workspace, owner: User, own_home: Path):
    orders = [order(name, noon(-20)) for name in ("ann", "bo", "cy")]
    known = [
        {"identity": f"openid:{value}", "kind": "openid", "value": value, "customer": name, "original": name}
        for name, value in (("ann", "wx0000000001/oAnn"), ("bo", "wx0000000002/oBo"), ("cy", "oOfNoAccount"))
    ]
    facts_of("acme").add(batch({"customers": PEOPLE, "orders": orders, "identities": known}))
    keep(
        workspace, "wechat", "WeChat", {"appid": "wx0000000001", "secret": "s", "address": "https://api.weixin.qq.com/"}
    )
    found = simulated(workspace, owner, channel="wechat", delay_hours=0.0)
    assert (found.wished, found.people, found.reasons) == (3, 2, ((str(REASONS["no_address"]), 1),))


def test_of_an_anonymous_survey_no_rate_is_its_own(workspace: Workspace, owner: User, survey: Survey, own_home: Path):
    """Of its 40 invitations nobody knows whether they were answered; of another survey's 40 all were."""
    sent = [
        {"exposure": f"{kind}{n}", "at": noon(-100), "customer": f"c{n}", "kind": kind, "survey": of, "converted": did}
        for kind, of, did in (("open_invitation", survey.public, None), ("invitation", "other", True))
        for n in range(40)
    ]  # fmt: skip
    facts_of("acme").add(batch({"customers": PEOPLE, "orders": [order("ann", noon(-5)), order("zed", noon(0))]}))
    facts_of("acme").add(batch({"exposures": sent}))
    found = simulated(workspace, owner, survey=survey.public)
    assert found.asked == 1
    assert not found.is_rate_its_own
    assert found.answers is not None
    assert found.answers.n == 40
