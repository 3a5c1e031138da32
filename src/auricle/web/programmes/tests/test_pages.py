"""The pages: the stranger first, who may run programmes, and the way from a form to a programme that asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from auricle.query.tests.facts import batch
from auricle.web.contacting.models import Contact
from auricle.web.contacting.rounds import export_of
from auricle.web.integrations.actions import keep, replay
from auricle.web.integrations.models import Delivery
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.tests.servers import Said, answering
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.programmes.api import NewProgramme, _make
from auricle.web.programmes.asking import ask_due
from auricle.web.programmes.models import Invitation, Programme
from auricle.web.signals.rounds import signals
from auricle.web.surveys.models import Survey
from auricle.workspace import Workspace as Facts

from .conftest import Run, delivered, noon
from .test_asking import ORDERS

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/programmes/"


def said(survey: Survey, **more: Any) -> dict[str, Any]:
    words = {f"{part}_{language}": "Hello" for part in ("subject", "invitation", "reminder")
             for language in ("en", "zh-hans", "zh-hant")}  # fmt: skip
    return {
        "name": "After delivery", "survey": survey.public, "channel": "email", "moment": "orders",
        "where": "status = 'delivered'", "delay_hours": "24", "send_from": "09:00", "send_until": "20:00",
        "weekdays": ["1", "2", "3"], "control_percent": "5", "reminders": "1", "remind_after_days": "3",
        "open_days": "30", **words, **more,
    }  # fmt: skip


def test_a_stranger_stops_nothing(run: Run, stranger: User, signed_in: SignedIn):
    programme = run("drip")
    assert signed_in(stranger).post(f"{HOME}{programme.pk}/put/", {"to": "off"}).status_code == 404
    programme.refresh_from_db()
    assert programme.is_on


def test_a_teammate_looks_and_sees_nobody_by_name(
    workspace: Workspace, people: None, run: Run, teammate: User, signed_in: SignedIn
):
    programme = run("event", **ORDERS)
    Invitation.objects.create(
        workspace=workspace, programme=programme, customer="ann", cause="x", due_at=noon(1), tried_at=noon(1)
    )
    client = signed_in(teammate)
    page = client.get(f"{HOME}{programme.pk}/").content.decode()
    assert "After delivery has asked nobody yet" in page
    assert "/ann/" not in page
    for path, status in (("new/drip/", 403), (f"{programme.pk}/change/", 403), (f"{programme.pk}/simulation/", 200)):
        assert client.get(HOME + path).status_code == status
    assert client.post(f"{HOME}{programme.pk}/put/", {"to": "off"}).status_code == 403
    assert client.get(f"{HOME}{programme.pk}/export/").status_code == 403


def test_an_owner_writes_one_sees_what_it_would_have_done_puts_it_on_and_stops_it(
    workspace: Workspace, people: None, survey: Survey, owner: User, signed_in: SignedIn, settings: Any
):
    client = signed_in(owner)
    delivered("o1", "ann", noon(-3))
    assert client.get(f"{HOME}new/event/").status_code == 200
    page = client.post(f"{HOME}new/event/", said(survey), follow=True)
    programme = Programme.objects.of(workspace).get()
    assert (programme.is_on, programme.weekdays, programme.control_share) == (False, [1, 2, 3], 0.05)
    assert "Next month it would ask" in page.content.decode()
    address = f"{HOME}{programme.pk}/put/"
    assert "would lead nowhere" in client.post(address, {"to": "on"}, follow=True).content.decode()
    settings.PUBLIC_URL = "https://cx.example"
    assert "The programme asks from now on." in client.post(address, {"to": "on"}, follow=True).content.decode()
    assert "is stopped" in client.post(address, {"to": "off"}, follow=True).content.decode()
    assert [e.verb for e in AuditEntry.objects.of(workspace).order_by("pk")] == [
        "kept a programme", "changed a programme", "changed a programme",
    ]  # fmt: skip


def test_what_cannot_be_is_said_beside_its_field(
    workspace: Workspace, survey: Survey, owner: User, signed_in: SignedIn
):
    wrong = said(survey, where="colour = 'red'", send_until="08:00")
    answer = signed_in(owner).post(f"{HOME}new/event/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This time is before letters begin to go" in text
    assert "colour" in text
    assert not Programme.objects.of(workspace).exists()


def test_a_reminder_that_would_come_after_its_link_has_run_out_is_no_reminder(
    workspace: Workspace, survey: Survey, owner: User, signed_in: SignedIn
):
    wrong = said(survey, reminders="2", remind_after_days="5", open_days="10")
    answer = signed_in(owner).post(f"{HOME}new/event/", wrong)
    assert answer.status_code == 422
    assert "The last reminder would go after 10 days" in answer.content.decode()
    assert signed_in(owner).post(f"{HOME}new/event/", {**wrong, "open_days": "11"}).status_code == 302
    assert signed_in(owner).post(f"{HOME}new/event/", {**wrong, "reminders": "0"}).status_code == 302


def test_the_end_of_a_line_is_one_character_as_a_text_message_pays_for_it(
    workspace: Workspace, survey: Survey, owner: User, signed_in: SignedIn
):
    signed_in(owner).post(f"{HOME}new/event/", said(survey, invitation_en="Hello,\r\n\r\nhow was it?"))
    assert Programme.objects.of(workspace).get().texts["en"]["invitation"] == "Hello,\n\nhow was it?"


def test_whom_nothing_reached_was_not_asked_until_it_is_sent_again(
    workspace: Workspace, run: Run, owner: User, signed_in: SignedIn, loopback: None
):
    facts, took = facts_of("acme"), {"+8613800000001"}
    facts.add(batch({"customers": [{"customer": "ann", "phone": "+8613800000001"}, {"customer": "bo", "phone": "12"}]}))
    programme = run("event", **ORDERS, channel="sms")
    page = f"{HOME}{programme.pk}/"
    with answering(lambda heard: Said(200 if json.loads(heard.body)["to"] in took else 400)) as server:
        keep(workspace, "gateway", "SMS", {"address": server.address, "format": "json", "template": '{"to": "{to}"}'})
        for name in ("ann", "bo"):
            delivered(f"o-{name}", name, noon(-1))
        signals()
        ask_due(noon())
        assert _told(workspace, facts) == {"ann": ("invitation", None), "bo": ("invitation", None)}
        deliver_due()
        assert _told(workspace, facts) == {"ann": ("invitation", None), "bo": ("withheld", "undelivered")}
        shown = signed_in(owner).get(page).content.decode()
        assert "of the 1 customer asked" in shown
        assert "what was sent did not reach them" in shown
        assert list(Contact.objects.of(workspace).filter(approached=True).values_list("customer", flat=True)) == ["ann"]
        took.add("12")
        assert replay(Delivery.objects.of(workspace).get(customer="bo"))
        deliver_due()
    assert _told(workspace, facts) == {"ann": ("invitation", None), "bo": ("invitation", None)}
    assert "of the 2 customers asked" in signed_in(owner).get(page).content.decode()


def test_who_answers_an_anonymous_survey_is_not_said_to_be_nobody(
    workspace: Workspace, people: None, survey: Survey, run: Run, owner: User, signed_in: SignedIn
):
    survey.is_anonymous = True
    survey.save()
    programme = run("event", **ORDERS)
    for name in ("ann", "bo"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    ask_due(noon())
    shown = signed_in(owner).get(f"{HOME}{programme.pk}/").content.decode()
    assert "2 customers were asked anonymously" in shown
    listed = signed_in(owner).get(HOME).content.decode()
    assert not [page for page in (shown, listed) if "0.0%" in page.replace("<dd>0.0%</dd>", "")]  # the comparison group


def _told(workspace: Workspace, facts: Facts) -> dict[str, tuple[str, str | None]]:
    """What the facts say of each, once the ledger is stored."""
    export_of(workspace)
    rows = [row for part in facts.stream("exposures", "true", None, None) for row in part.to_pylist()]
    return {row["customer"]: (row["kind"], row["reason"]) for row in rows}


def test_an_export_has_everybody_and_is_written_down(
    workspace: Workspace, people: None, run: Run, owner: User, signed_in: SignedIn
):
    programme = run("event", **ORDERS)
    for name, state in (("ann", "asked"), ("bo", "withheld")):
        Invitation.objects.create(
            workspace=workspace,
            programme=programme,
            customer=name,
            cause=name,
            due_at=noon(),
            tried_at=noon(),
            state=state,
        )
    answer = signed_in(owner).get(f"{HOME}{programme.pk}/export/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines] == ["customer", "ann", "bo"]
    assert AuditEntry.objects.of(workspace).get().verb == "exported a programme"


def test_what_a_program_proposes_asks_nobody_until_a_person_puts_it_on(
    workspace: Workspace, people: None, survey: Survey, owner: User, signed_in: SignedIn
):
    from auricle.web.platform.models import Membership
    from auricle.web.platform.period import Period
    from auricle.web.platform.screen import ScreenState

    state = ScreenState(workspace, owner, Membership.objects.get(user=owner).role, Period(None, None), "", "en")
    given = NewProgramme(name="By an agent", kind="event", survey=survey.public, where="status = 'delivered'")
    assert _make(state, given).endswith("/simulation/")
    assert [row.is_on for row in Programme.objects.of(workspace)] == [False]
