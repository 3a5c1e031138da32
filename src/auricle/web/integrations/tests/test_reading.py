"""Mailboxes and feeds: replies thread back, what comes back is noted, the rest is feedback; a real IMAP server."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from auricle.web.integrations.actions import keep, send
from auricle.web.integrations.email.reading import read
from auricle.web.integrations.feed.transport import posts_of
from auricle.web.integrations.models import Delivery, Integration, Pull
from auricle.web.integrations.outgoing import smtp
from auricle.web.integrations.parcels import Letter, Undelivered
from auricle.web.integrations.public import Bounce, Reply, bounced, replied
from auricle.web.integrations.rounds import deliver_due, pull_due
from auricle.web.integrations.trying import tried
from auricle.web.platform.models import Workspace
from auricle.web.platform.public import facts_of

from .conftest import MailServer
from .dovecot import PASSWORD, USER, Dovecot, server
from .servers import Said, answering


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with server() as running:
        yield running


@pytest.fixture
def heard() -> Iterator[list[Reply | Bounce]]:
    told: list[Reply | Bounce] = []

    def note(sender: object, **said: Any) -> None:
        told.append(said.get("reply") or said["bounce"])

    replied.connect(note)
    bounced.connect(note)
    yield told
    replied.disconnect(note)
    bounced.disconnect(note)


@pytest.fixture
def box(workspace: Workspace, own_home: Any, dovecot: Dovecot, loopback: None) -> Integration:
    """A mailbox that is read from its end on."""
    said = {
        "host": "127.0.0.1", "port": dovecot.port, "security": smtp.PLAIN, "user": USER, "password": PASSWORD,
        "folder": "INBOX", "keeps": "complaint",
    }  # fmt: skip
    made = keep(workspace, "mailbox", "Care", said)
    pull_due()
    assert Pull.objects.of(workspace).get().trouble == ""
    return made


def read_again(workspace: Workspace) -> None:
    Pull.objects.of(workspace).update(due_at=timezone.now())
    pull_due()


def letter(text: str, sender: str = "Ann <ann@example.com>", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, USER, "Re: Your delivery"
    made["Message-ID"] = headers.pop("message_id", f"<{text[:3].encode().hex()}@example.com>")
    made["Date"] = "Mon, 02 Mar 2026 12:00:00 +0800"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def returned(message_id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A notification as Postfix writes it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {USER}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Description: Notification

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4F1

Final-Recipient: rfc822; ann@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>: Recipient address rejected

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
Subject: Your delivery

--b--
""".replace("\n", "\r\n").encode()


def sent(workspace: Workspace, mail_server: MailServer) -> str:
    keep(
        workspace, "email", "Care",
        {"host": "127.0.0.1", "port": mail_server.port, "security": "plain", "sender": "care@acme.example"},
    )  # fmt: skip
    handed = send(
        workspace, Letter("ann@example.com", "Your delivery", "What happened?", reference="case:1", customer="C")
    )
    deliver_due()
    return handed.message_id


def test_a_reply_threads_back_once_with_its_own_words(
    workspace: Workspace, box: Integration, dovecot: Dovecot, mail_server: MailServer, heard: list[Any]
):
    ours = sent(workspace, mail_server)
    words = "It never came.\n\nOn Mon, 2 Mar 2026 at 11:00, Care <care@acme.example> wrote:\n> What happened?\n"
    dovecot.put(letter(words, In_Reply_To=f"<{ours}>"))
    read_again(workspace)
    Pull.objects.of(workspace).update(position={**Pull.objects.of(workspace).get().position, "last": 0})
    read_again(workspace)
    (reply,) = heard
    assert (reply.reference, reply.sender, reply.text, reply.answers) == (
        "case:1",
        "ann@example.com",
        "It never came.",
        ours,
    )


def test_an_out_of_office_is_no_answer(
    workspace: Workspace, box: Integration, dovecot: Dovecot, mail_server: MailServer, heard: list[Any]
):
    ours = sent(workspace, mail_server)
    dovecot.put(letter("I am away until Monday.", In_Reply_To=f"<{ours}>", Auto_Submitted="auto-replied"))
    read_again(workspace)
    assert heard == []
    assert facts_of("acme").count("feedback") == 0


def test_a_letter_that_comes_back_is_noted_where_it_was_sent(
    workspace: Workspace, box: Integration, dovecot: Dovecot, mail_server: MailServer, heard: list[Any]
):
    ours = sent(workspace, mail_server)
    dovecot.put(returned(ours))
    read_again(workspace)
    (bounce,) = heard
    assert (bounce.reference, bounce.address, bounce.is_final, bounce.customer) == (
        "case:1",
        "ann@example.com",
        True,
        "C",
    )
    found = Delivery.objects.of(workspace).get()
    assert (found.state, found.bounced_at is not None) == ("failed", True)
    assert found.said == "550 5.1.1 <ann@example.com>: Recipient address rejected"


def test_a_delay_is_told_and_gives_nothing_up(
    workspace: Workspace, box: Integration, dovecot: Dovecot, mail_server: MailServer, heard: list[Any]
):
    dovecot.put(returned(sent(workspace, mail_server), "delayed", "4.4.1"))
    read_again(workspace)
    assert [bounce.is_final for bounce in heard] == [False]
    assert Delivery.objects.of(workspace).get().state == "sent"


def test_what_a_customer_writes_becomes_feedback_once(workspace: Workspace, box: Integration, dovecot: Dovecot):
    dovecot.put(letter("送货太慢了，等了三个星期。", message_id="<new-1@example.com>"), b"no letter at all\xff\x00")
    read_again(workspace)
    Pull.objects.of(workspace).update(position={**Pull.objects.of(workspace).get().position, "last": 0})
    read_again(workspace)
    mine = [f for f in facts_of("acme").facts("feedback").to_pylist() if f["feedback"].endswith("/new-1@example.com")]
    assert [(f["text"], f["kind"], f["channel"], f["source"]) for f in mine] == [
        ("送货太慢了，等了三个星期。", "complaint", "email", "Care")
    ]
    assert mine[0]["customer"]
    assert mine[0]["known_as"] == "email:ann@example.com"


def test_a_wrong_password_is_told_in_the_servers_words(workspace: Workspace, box: Integration):
    keep(workspace, "mailbox", "Care", {**box.settings, "password": "wrong"}, box)
    outcome = tried(box, "", "")
    assert not outcome.worked
    assert "Authentication failed" in outcome.said


def test_a_mailbox_says_how_many_letters_it_holds(box: Integration, dovecot: Dovecot):
    outcome = tried(box, "", "")
    assert outcome.worked
    assert "INBOX holds" in outcome.said


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff", b"Subject: =?utf-8?B?broken\r\n\r\nx", b"From: \r\nDate: never\r\nMessage-ID: nothing\r\n\r\n",
     b"Content-Type: text/plain; charset=no-such\r\n\r\n\xe4\xb8\xad",
     b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n",
     b"From: =?x?=@[\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><p>words"],
)  # fmt: skip
def test_any_bytes_are_read_as_a_letter(raw: bytes):
    found = read(raw)
    assert found.returned is None
    assert "alert" not in found.text


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Reviews</title>
<item><guid>r1</guid><title>Slow</title><description>&lt;p&gt;Three &lt;b&gt;weeks&lt;/b&gt;&lt;/p&gt;</description>
<pubDate>Mon, 02 Mar 2026 12:00:00 +0800</pubDate><author>Ann</author><link>https://x.example/r1</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a1</id><title>Good</title>
<content type="html">Fine</content><updated>2026-03-02T04:00:00Z</updated><author><name>Bo</name></author>
<link href="https://x.example/a1"/></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 7, "content_text": "好", "url": "https://x",
"date_published": "2026-03-02T12:00:00+08:00", "authors": [{"name": "陈"}]}, {"content_text": "no id"}]}"""


def test_three_kinds_of_feeds_say_the_same_things():
    (rss,), (atom,), (json,) = (posts_of(body.encode()) for body in (RSS, ATOM, JSON))
    assert (rss.id, rss.text, rss.title, rss.author, rss.address) == (
        "r1",
        "Three weeks",
        "Slow",
        "Ann",
        "https://x.example/r1",
    )
    assert (atom.id, atom.text, atom.author) == ("a1", "Fine", "Bo")
    assert (json.id, json.text, json.author) == ("7", "好", "陈")
    assert rss.at == atom.at == json.at


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"items": 3}', b"{", b"not a feed",
     b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><item><guid>&b;</guid></item></rss>',
     b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><item><guid>&f;</guid></item></rss>'],
)  # fmt: skip
def test_what_is_no_feed_is_told_and_opens_nothing(body: bytes):
    with pytest.raises(Undelivered):
        posts_of(body)


def test_a_feed_is_read_again_and_what_is_known_stays_one(workspace: Workspace, own_home: Any, loopback: None):
    with answering(Said(200, RSS.encode())) as site:
        settings = {"address": f"{site.address}/feed", "keeps": "review", "touchpoint": "store"}
        keep(workspace, "feed", "Shop reviews", settings)
        pull_due()
        read_again(workspace)
    assert (Pull.objects.of(workspace).get().trouble, Pull.objects.of(workspace).get().taken) == ("", 1)
    (found,) = facts_of("acme").facts("feedback").to_pylist()
    names = ("text", "kind", "source", "touchpoint", "customer")
    assert [found[name] for name in names] == ["Three weeks", "review", "Shop reviews", "store", None]
    assert len(site.heard) == 2
