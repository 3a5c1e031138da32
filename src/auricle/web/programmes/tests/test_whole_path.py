"""From something that happens to an answer: a real mail server, the page somebody answers on, the drain."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.web.contacting.public import opted_out
from auricle.web.contacting.rounds import export_of
from auricle.web.integrations.actions import keep
from auricle.web.integrations.public import length_of
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.tests.conftest import MailServer
from auricle.web.integrations.tests.servers import Said, answering
from auricle.web.platform.models import Workspace
from auricle.web.platform.public import facts_of
from auricle.web.programmes.asking import ask_due
from auricle.web.programmes.letters import samples
from auricle.web.programmes.models import Invitation
from auricle.web.programmes.reminding import remind_due
from auricle.web.signals.rounds import signals
from auricle.web.surveys.models import Link
from auricle.web.surveys.tests.asking import Respondent, drained, rows

from .conftest import Run, delivered, noon

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = {"entity": "orders", "where": "status = 'delivered'", "delay_hours": 24.0, "reminders": 1}


def mailed(workspace: Workspace, server: MailServer) -> None:
    said = {"host": "127.0.0.1", "port": server.port, "security": "plain", "sender": "care@acme.example"}
    keep(workspace, "email", "Care", said)


def way(text: str) -> str:
    """The path of the link in a letter."""
    found = re.search(r"/a/[\w-]{22}/", text)
    assert found, text
    return found[0]


def test_an_order_is_delivered_a_letter_goes_a_day_later_and_who_answers_is_not_reminded(
    workspace: Workspace, own_home: Path, people: None, run: Run, mail_server: MailServer
):
    mailed(workspace, mail_server)
    run("event", **ORDERS)
    delivered("o1", "ann", noon(-1))
    delivered("o2", "bo", noon(-1))
    delivered("o3", None, noon(-1))
    signals()
    ask_due(noon(-1))
    deliver_due()
    assert mail_server.letters == [], "not before the delay is over"

    ask_due(noon())
    ask_due(noon())
    deliver_due()
    letters = {letter["To"]: letter for letter in mail_server.letters}
    assert sorted(letters) == ["ann@example.com", "bo@example.com"], "once each"
    assert letters["ann@example.com"]["Subject"] == "Acme 想听听您的意见"
    assert letters["bo@example.com"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    ann = Respondent(Client(), way(letters["ann@example.com"].get_content()))
    ann.look().send(recommend="9")
    ann.send(liked="speed")
    export_of(workspace)
    drained(own_home)
    assert [row["order"] for row in rows("acme", "feedback")] == ["o1"]
    asked = {row["customer"]: row for row in rows("acme", "exposures")}
    assert {name: (row["kind"], bool(row["converted"])) for name, row in asked.items()} == {
        "ann": ("invitation", True),
        "bo": ("invitation", False),
    }

    remind_due(noon(4))
    remind_due(noon(8))
    deliver_due()
    assert [letter["To"] for letter in mail_server.letters[2:]] == ["bo@example.com"], "once, and not who answered"
    again = way(mail_server.letters[2].get_content())
    assert again == way(letters["bo@example.com"].get_content()), "the same link, so that half an answer goes on"
    assert len(rows("acme", "exposures")) == 2, "a reminder is part of its invitation"


def test_of_an_invitation_it_is_known_how_far_somebody_went(workspace: Workspace, people: None, run: Run):
    run("event", **ORDERS)
    delivered("o1", "bo", noon(-1))
    signals()
    ask_due(noon())
    link = Link.objects.of(workspace).get()
    reference = Invitation.objects.of(workspace).get().reference
    bo = Respondent(Client(), f"/a/{Link.token_of(link.survey, reference)}/")
    seen = []
    for step in (bo.look, lambda: bo.send(recommend="9"), lambda: bo.send(liked="speed")):
        step()
        link.refresh_from_db()
        seen.append((bool(link.opened_at), bool(link.began_at), bool(link.answered_at)))
    assert seen == [(True, False, False), (True, True, False), (True, True, True)]


def test_an_answer_that_only_the_facts_know_of_stops_reminders_too(
    workspace: Workspace, own_home: Path, people: None, run: Run
):
    run("event", **ORDERS)
    delivered("o1", "bo", noon(-1))
    signals()
    ask_due(noon())
    invitation = Invitation.objects.of(workspace).select_related("link__survey").get()
    bo = Respondent(Client(), f"/a/{Link.token_of(invitation.link.survey, invitation.reference)}/")
    bo.look().send(recommend="9")
    bo.send(liked="speed")
    export_of(workspace)
    drained(own_home)
    Link.objects.of(workspace).update(answered_at=None)  # as a kill between the journal and this mark leaves it
    remind_due(noon(4))
    invitation.refresh_from_db()
    assert (invitation.reminded, invitation.remind_at) == (0, None)


def test_by_sms_the_link_goes_to_the_number_in_their_language_and_can_be_opted_out_of(
    workspace: Workspace, own_home: Path, people: None, run: Run, loopback: None
):
    numbers = [{"customer": "ann", "phone": "+8613800000000", "language": "zh-CN"}, {"customer": "cy"}]
    facts_of("acme").replace("customers", batch({"customers": numbers})["customers"])
    programme = run("event", **ORDERS | {"delay_hours": 0.0}, channel="sms")
    for name in ("ann", "cy"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    with answering(Said(201, b'{"sid":"SM1","status":"queued"}')) as server:
        settings = {"account": "AC" + "0" * 32, "token": "t", "sender": "+14155550100", "address": server.address}
        keep(workspace, "twilio", "SMS", settings)
        for _ in range(2):
            ask_due(noon())
            deliver_due()
        (heard,) = server.heard
    said = dict(parse_qsl(heard.body.decode()))
    assert said["To"] == "+8613800000000"
    (chinese,) = (each for each in samples(programme) if each.language == "zh-hans")
    assert length_of(said["Body"]).parts == chinese.length.parts, "as long as was shown before"

    ann = Respondent(Client(), way(said["Body"]))
    ann.look().send(recommend="9")
    assert {i.customer: i.because or i.state for i in Invitation.objects.of(workspace)} == {
        "ann": "asked", "cy": "no_address",
    }  # fmt: skip
    stop = re.search(r"/u/[\w-]{22}/", said["Body"])
    assert stop
    Client().get(stop[0])
    assert not opted_out(workspace, "ann"), "looking at it changes nothing"
    Client().post(stop[0])
    assert opted_out(workspace, "ann")


def test_by_wechat_only_followers_of_the_account_are_asked_and_nobody_before_there_is_one(
    workspace: Workspace, own_home: Path, people: None, run: Run, loopback: None
):
    known = [
        {"identity": f"openid:{value}", "kind": "openid", "value": value, "customer": name, "original": name}
        for name, value in (("ann", "wx0000000001/oAnn"), ("bo", "wx0000000002/oElsewhere"))
    ]
    facts_of("acme").replace("identities", batch({"identities": known})["identities"])
    run("event", **ORDERS | {"delay_hours": 0.0}, channel="wechat")
    for name in ("ann", "bo"):
        delivered(f"o-{name}", name, noon(-1))
    signals()
    ask_due(noon())
    assert {invitation.state for invitation in Invitation.objects.of(workspace)} == {"waiting"}

    with answering(Said(200, b'{"errcode":0,"errmsg":"ok","access_token":"T","expires_in":7200}')) as server:
        keep(workspace, "wechat", "WeChat", {
            "appid": "wx0000000001", "secret": "s", "template": "t1", "data": '{"thing1":"{title}"}',
            "address": server.address,
        })  # fmt: skip
        for _ in range(2):
            ask_due(noon())
            deliver_due()
        (_token, heard) = server.heard
    said = json.loads(heard.body)
    assert (said["touser"], said["data"]) == ("oAnn", {"thing1": {"value": "Acme 想听听您的意见"}})
    Respondent(Client(), way(said["url"])).look().send(recommend="9")
    assert {i.customer: i.because or i.state for i in Invitation.objects.of(workspace)} == {
        "ann": "asked", "bo": "no_address",
    }  # fmt: skip
