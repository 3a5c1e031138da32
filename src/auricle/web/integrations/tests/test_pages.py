"""The settings of integrations: the stranger first; a secret is shown once or never; a test shows what was said."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from auricle.web.integrations.actions import keep, notify, send, send_text
from auricle.web.integrations.models import Delivery, Integration
from auricle.web.integrations.parcels import Letter, Notice, Text
from auricle.web.integrations.rounds import deliver_due
from auricle.web.platform.models import AuditEntry, User, Workspace

from .conftest import MailServer
from .servers import Said, answering

SignedIn = Callable[[User | None], Client]
AT = "/w/acme/integrations/"


def mail(port: int, **more: object) -> dict[str, object]:
    said = {"name": "Care", "host": "127.0.0.1", "port": port, "security": "starttls", "sender": "care@acme.example"}
    return {**said, **more}


def test_a_stranger_and_a_teammate_make_nothing(
    workspace: Workspace, stranger: User, teammate: User, signed_in: SignedIn
):
    assert signed_in(stranger).post(f"{AT}new/email/", mail(587)).status_code == 404
    assert signed_in(teammate).post(f"{AT}new/email/", mail(587)).status_code == 403
    assert not Integration.objects.of(workspace).exists()


def test_a_password_is_kept_closed_and_never_shown(workspace: Workspace, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    made = client.post(f"{AT}new/email/", mail(587))
    way = Integration.objects.of(workspace).get()
    assert made["Location"].endswith(f"{AT}{way.pk}/"), "shown again, its page makes no other"
    assert "Kept, and not shown" not in client.get(f"{AT}{way.pk}/").content.decode()
    client.post(f"{AT}{way.pk}/", mail(587, user="u", password="correct horse"))
    shown = client.get(f"{AT}{way.pk}/").content.decode()
    assert ("correct horse" in shown, "Kept, and not shown" in shown) == (False, True)
    way.refresh_from_db()
    assert "correct horse" not in way.kept_secrets + str(way.settings)
    client.post(f"{AT}{way.pk}/", mail(587, user="u", name="Renamed"))
    way.refresh_from_db()
    assert (way.name, way.secrets) == ("Renamed", {"password": "correct horse"})


def test_secrets_of_another_key_are_no_dead_end(workspace: Workspace, owner: User, signed_in: SignedIn, settings):
    way = keep(workspace, "slack", "Group", {"address": "https://hooks.slack.com/services/x"})
    settings.SECRET_KEY = "a new one"
    client = signed_in(owner)
    shown = client.post(f"{AT}{way.pk}/test/").content.decode()
    assert "written with another key" in shown
    client.post(f"{AT}{way.pk}/", {"name": "Group", "address": "https://hooks.slack.com/services/y"})
    way.refresh_from_db()
    assert way.secrets == {"address": "https://hooks.slack.com/services/y"}
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a third", ["a new one"]
    assert way.secrets == {"address": "https://hooks.slack.com/services/y"}


def test_the_test_button_shows_the_servers_own_words(
    workspace: Workspace, owner: User, signed_in: SignedIn, mail_server: MailServer
):
    client = signed_in(owner)
    client.post(f"{AT}new/email/", mail(mail_server.port, security="plain"))
    way = Integration.objects.of(workspace).get()
    assert "queued as 0001" in client.post(f"{AT}{way.pk}/test/").content.decode()
    assert mail_server.letters[0]["To"] == "owner@example.com"
    mail_server.refusals = ["554 5.7.1 <b>no</b> thanks"]
    shown = client.post(f"{AT}{way.pk}/test/").content.decode()
    assert "554 5.7.1 &lt;b&gt;no&lt;/b&gt; thanks" in shown
    tries = AuditEntry.objects.of(workspace).filter(verb="tried an integration")
    assert [entry.detail["worked"] for entry in tries] == [False, True]


def test_a_private_address_is_refused_by_the_test_button(workspace: Workspace, owner: User, signed_in: SignedIn):
    with answering(Said()) as server:
        way = keep(workspace, "slack", "Group", {"address": server.address})
        assert signed_in(owner).post(f"{AT}{way.pk}/test/").status_code == 200
    assert server.heard == []


def test_a_password_is_not_taken_without_encryption(workspace: Workspace, owner: User, signed_in: SignedIn):
    answer = signed_in(owner).post(f"{AT}new/email/", mail(25, security="plain", password="x"))
    assert answer.status_code == 422
    assert not Integration.objects.of(workspace).exists()


def test_a_webhooks_secret_is_shown_once_and_rotated_beside_the_old_one(
    workspace: Workspace, owner: User, signed_in: SignedIn
):
    client, said = signed_in(owner), {"name": "Hook", "address": "https://example.com/hook", "events": "case.*\na.b"}
    (first,) = re.findall(r"whsec_[\w+/=]+", client.post(f"{AT}new/webhook/", said).content.decode())
    hook = Integration.objects.of(workspace).get()
    assert hook.settings["events"] == ["case.*", "a.b"]
    assert "whsec_" not in client.get(f"{AT}{hook.pk}/").content.decode()
    (second,) = re.findall(r"whsec_[\w+/=]+", client.post(f"{AT}{hook.pk}/rotate/").content.decode())
    hook.refresh_from_db()
    assert hook.secrets == {"secret": second, "old_secret": first}
    client.post(f"{AT}{hook.pk}/rotate/", {"then": "end"})
    hook.refresh_from_db()
    assert hook.secrets == {"secret": second}


def test_what_was_given_up_is_sent_again_from_its_page(
    workspace: Workspace, owner: User, signed_in: SignedIn, loopback: None
):
    answers = [Said(404, b"no_service"), Said(200, b"ok")]
    with answering(lambda _: answers.pop(0)) as server:
        robot = keep(workspace, "slack", "Group", {"address": server.address})
        handed, client = notify(workspace, robot.pk, Notice("Late", "again", reference="case:1")), signed_in(owner)
        deliver_due()
        assert "404 no_service" in client.get(f"{AT}sent/{handed.pk}/").content.decode()
        client.post(f"{AT}sent/{handed.pk}/again/")
        deliver_due()
    assert Delivery.objects.of(workspace).get().state == "sent"
    assert "200 ok" in client.get(f"{AT}sent/?state=sent").content.decode()


def test_a_switched_off_way_keeps_what_it_is_given(
    workspace: Workspace, owner: User, signed_in: SignedIn, loopback: None
):
    with answering(Said()) as server:
        robot, client = keep(workspace, "slack", "Group", {"address": server.address}), signed_in(owner)
        notify(workspace, robot.pk, Notice("Late", "again", reference="case:1"))
        client.post(f"{AT}{robot.pk}/switch/")
        deliver_due()
        assert (server.heard, Delivery.objects.of(workspace).get().state) == ([], "waiting")
        client.post(f"{AT}{robot.pk}/switch/")
        deliver_due()
        assert len(server.heard) == 1, "what waited goes at once"


def test_no_colleague_sees_the_link_by_which_a_customer_answers(workspace: Workspace, owner: User, signed_in: SignedIn):
    stop, link = ("https://cx.example/u/S0bAThWDZ6OTAQzorCmVhg/", "https://cx.example/a/ZXRJUTzpEEkMeuVjYgNSwQ/")
    said = f"How was it?\n{link}\nNo more: {stop}"
    send_text(workspace, Text("+8613800000000", said, {"link": link, "stop": stop}, "programme:1:1"))
    send(workspace, Letter("ann@example.com", "How was it?", said, reference="programme:1:2"))
    client = signed_in(owner)
    numbers = Delivery.objects.of(workspace).values_list("pk", flat=True)
    for page in ("", *(f"{pk}/" for pk in numbers)):
        text = client.get(f"/w/acme/integrations/sent/{page}").content.decode()
        assert "How was it?" in text
        assert "ZXRJUTzpEEkMeuVjYgNSwQ" not in text
        assert "S0bAThWDZ6OTAQzorCmVhg" not in text
