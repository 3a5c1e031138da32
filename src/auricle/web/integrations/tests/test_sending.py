"""What is handed over goes out once, is tried again, and keeps its id; a real mail server and real receivers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from auricle.web.contacting.models import OptOut
from auricle.web.integrations import public
from auricle.web.integrations.actions import keep, replay
from auricle.web.integrations.models import Attempt, Delivery, Integration
from auricle.web.integrations.public import Letter, Notice, announce, notify, send, sent, ways
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.sending import PAUSES
from auricle.web.platform.models import Workspace

from .conftest import MailServer
from .servers import Said, answering

LETTER = Letter("ann@example.com", "Your delivery", "What happened?", reference="case:1:letter:1")


def mail(workspace: Workspace, server: MailServer, **more: object) -> Integration:
    said = {"host": "127.0.0.1", "port": server.port, "security": "plain", "sender": "care@acme.example", **more}
    return keep(workspace, "email", "Care", said)


def state_of(workspace: Workspace) -> tuple[str, int, str]:
    found = Delivery.objects.of(workspace).get()
    return found.state, found.attempts, str(found.said)


def let_time_pass(workspace: Workspace) -> None:
    Delivery.objects.of(workspace).exclude(due_at=None).update(due_at=timezone.now())


def test_a_letter_arrives_once_however_often_it_is_handed_over(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server, sender_name="客户关怀")
    first = send(workspace, LETTER)
    second = send(workspace, LETTER)
    deliver_due()
    deliver_due()
    (letter,) = mail_server.letters
    assert (first.is_new, second.is_new, first.message_id) == (True, False, second.message_id)
    assert letter["Message-ID"] == f"<{first.message_id}>"
    assert letter["Message-ID"].endswith("@acme.example>")
    assert (letter["To"], letter["Subject"]) == ("ann@example.com", "Your delivery")
    assert letter["From"].addresses[0].display_name == "客户关怀"
    assert letter.get_content().strip() == "What happened?"
    assert state_of(workspace) == ("sent", 1, "250 2.0.0 Ok: queued as 0001")
    assert [each.state for each in sent(workspace, LETTER.reference)] == ["sent"]


def test_what_the_callers_transaction_takes_back_is_not_sent(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    with transaction.atomic():
        send(workspace, LETTER)
        transaction.set_rollback(True)
    deliver_due()
    assert mail_server.letters == []


def test_a_letter_put_off_comes_later_with_the_same_id_and_date(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    mail_server.refusals = ["451 4.7.1 Greylisted, come back"]
    handed = send(workspace, LETTER)
    deliver_due()
    assert state_of(workspace) == ("waiting", 1, "451 4.7.1 Greylisted, come back")
    deliver_due()
    assert mail_server.letters == [], "not before its time"
    let_time_pass(workspace)
    deliver_due()
    assert [letter["Message-ID"] for letter in mail_server.letters] == [f"<{handed.message_id}>"]
    assert [each.said for each in Attempt.objects.of(workspace)] == [
        "451 4.7.1 Greylisted, come back",
        "250 2.0.0 Ok: queued as 0001",
    ]


@pytest.mark.parametrize(("said", "is_nobody"), [("550 5.1.1 no such user here", True), ("550 5.7.1 not you", False)])
def test_a_refused_recipient_is_given_up_with_the_servers_words_and_one_that_is_nobody_has_bounced(
    workspace: Workspace, mail_server: MailServer, said: str, is_nobody: bool
):
    mail(workspace, mail_server)
    mail_server.refused_recipients = {"ann@example.com": said}
    send(workspace, LETTER)
    deliver_due()
    assert state_of(workspace) == ("failed", 1, said)
    assert (Delivery.objects.of(workspace).get().bounced_at is not None) == is_nobody
    assert OptOut.objects.of(workspace).filter(how="bounce").exists() == is_nobody


def test_a_letter_waits_for_a_mail_server_to_be_set_up(workspace: Workspace, mail_server: MailServer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    send(workspace, LETTER)
    assert not public.is_mail_set_up(workspace)
    deliver_due()
    assert state_of(workspace)[:2] == ("waiting", 1)
    mail(workspace, mail_server)
    let_time_pass(workspace)
    deliver_due()
    assert state_of(workspace)[0] == "sent"
    assert len(mail_server.letters) == 1


def test_a_letter_found_being_sent_after_a_kill_goes_again_under_its_id(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    handed = send(workspace, LETTER)
    lease_over = timezone.now() - timedelta(seconds=1)
    Delivery.objects.of(workspace).update(state="sending", attempts=1, due_at=lease_over)
    deliver_due()
    assert [letter["Message-ID"] for letter in mail_server.letters] == [f"<{handed.message_id}>"]


def test_a_worker_with_a_lease_is_not_disturbed(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    send(workspace, LETTER)
    Delivery.objects.of(workspace).update(state="sending", due_at=timezone.now() + timedelta(minutes=1))
    deliver_due()
    assert mail_server.letters == []


def test_nothing_is_given_up_before_three_days(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    mail_server.refusals = ["421 4.3.2 busy"] * 99
    send(workspace, LETTER)
    for _ in range(len(PAUSES)):
        deliver_due()
        assert state_of(workspace)[0] == "waiting"
        let_time_pass(workspace)
    deliver_due()
    assert state_of(workspace)[:2] == ("failed", len(PAUSES) + 1)
    assert sum(PAUSES, timedelta()) > timedelta(days=3)


def test_what_was_given_up_can_be_sent_again_by_hand(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    mail_server.refusals = ["554 5.7.1 spam"]
    handed = send(workspace, LETTER)
    deliver_due()
    assert replay(Delivery.objects.of(workspace).get())
    deliver_due()
    assert [letter["Message-ID"] for letter in mail_server.letters] == [f"<{handed.message_id}>"]
    assert state_of(workspace)[0] == "sent"


def test_headers_of_ours_cannot_be_written_by_others(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    given = {"In-Reply-To": "<q@example.com>", "Bcc": "spy@example.com", "From": "boss@acme.example"}
    send(workspace, Letter("ann@example.com", "Re:\nBcc: x@y.z", "…", headers=given, reference="r"))
    deliver_due()
    (letter,) = mail_server.letters
    assert letter["In-Reply-To"] == "<q@example.com>"
    assert letter["Bcc"] is None
    assert letter["From"] == "care@acme.example"
    assert letter["Subject"] == "Re: Bcc: x@y.z"
    assert mail_server.envelopes[0].rcpt_tos == ["ann@example.com"]


def test_a_header_or_address_that_breaks_a_line_is_not_sent(workspace: Workspace, mail_server: MailServer):
    mail(workspace, mail_server)
    send(workspace, Letter("ann@example.com\nBcc: spy@example.com", "s", "t", reference="1"))
    send(workspace, Letter("ann@example.com", "s", "t", headers={"X-A": "1\nBcc: spy@example.com"}, reference="2"))
    deliver_due()
    assert mail_server.letters == []
    assert {each.state for each in Delivery.objects.of(workspace)} == {"failed"}


def test_a_password_is_said_and_a_wrong_one_is_told(workspace: Workspace, mail_server: MailServer):
    way = mail(workspace, mail_server, user="auricle", password="correct horse")
    send(workspace, LETTER)
    deliver_due()
    assert state_of(workspace)[0] == "sent"
    keep(workspace, "email", "Care", {**way.settings, "password": "wrong"}, way)
    send(workspace, Letter("ann@example.com", "s", "t", reference="second"))
    deliver_due()
    refused = Delivery.objects.of(workspace).get(reference="second")
    assert (refused.state, str(refused.said)[:3]) == ("waiting", "535")


def test_without_a_reference_nothing_is_handed_over(workspace: Workspace):
    with pytest.raises(public.NoReference):
        send(workspace, Letter("ann@example.com", "s", "t"))


def test_a_robot_of_another_workspace_takes_nothing_of_ours(workspace: Workspace, elsewhere: Workspace):
    theirs = keep(elsewhere, "slack", "Them", {"address": "https://hooks.slack.com/services/x"})
    assert ways(workspace) == ()
    with pytest.raises(public.NotARobot):
        notify(workspace, theirs.pk, Notice("t", "x", reference="r"))


def test_a_robot_is_given_twenty_notices_a_minute_and_the_rest_wait(workspace: Workspace, loopback: None):
    with answering(Said(body=b'{"errcode":0,"errmsg":"ok"}')) as server:
        robot = keep(workspace, "wecom", "Group", {"address": f"{server.address}/send?key=k"})
        for number in range(23):
            notify(workspace, robot.pk, Notice(f"Case {number}", "late", reference=f"case:{number}"))
        deliver_due()
        assert len(server.heard) == 20
        waiting = Delivery.objects.of(workspace).filter(state="waiting")
        first = Attempt.objects.of(workspace).order_by("at").first()
        assert waiting.count() == 3
        assert all(each.due_at >= first.at + timedelta(seconds=60) for each in waiting)
        assert {each.attempts for each in waiting} == {0}, "waiting is no attempt"
        Attempt.objects.of(workspace).update(at=timezone.now() - timedelta(seconds=61))
        let_time_pass(workspace)
        deliver_due()
        assert len(server.heard) == 23


def test_events_go_to_those_who_listen(workspace: Workspace, loopback: None):
    with answering(Said(204, b"")) as server:
        keep(
            workspace, "webhook", "All", {"address": f"{server.address}/all", "secret": "whsec_c2VjcmV0", "events": []}
        )
        keep(
            workspace, "webhook", "Cases",
            {"address": f"{server.address}/cases", "secret": "whsec_c2VjcmV0", "events": ["case.*"]},
        )  # fmt: skip
        assert announce(workspace, "case.opened", {"case": 7}, "case:7:opened") == 2
        assert announce(workspace, "survey.published", {}, "survey:1") == 1
        announce(workspace, "case.opened", {"case": 7}, "case:7:opened")
        deliver_due()
    assert sorted(heard.path for heard in server.heard) == ["/all", "/all", "/cases"]
