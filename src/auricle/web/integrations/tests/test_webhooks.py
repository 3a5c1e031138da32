"""Webhooks against a real receiver: ids that stay, signatures, the wish to hear no more, the log and its replay."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from django.utils import timezone

from auricle.web.integrations.actions import announce, keep, listens, replay
from auricle.web.integrations.models import Delivery, Integration
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.webhook.transport import signed
from auricle.web.platform.models import Workspace

from .servers import Said, Server, answering

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def hook(workspace: Workspace, server: Server) -> Integration:
    return keep(workspace, "webhook", "Receiver", {"address": f"{server.address}/hooks", "secret": SECRET})


def let_time_pass(workspace: Workspace) -> None:
    Delivery.objects.of(workspace).exclude(due_at=None).update(due_at=timezone.now())


def test_the_signature_is_that_of_the_specification():
    """The example of the specification's own libraries: id, time, body, secret and what comes out."""
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [SECRET])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_says_what_when_and_to_whom_it_was_signed(workspace: Workspace, loopback: None):
    with answering(Said(204, b"")) as server:
        hook(workspace, server)
        announce(workspace, "case.opened", {"case": 17}, "case:17")
        deliver_due()
    (heard,) = server.heard
    body = json.loads(heard.body)
    assert (set(body), body["type"], body["data"]) == ({"type", "timestamp", "data"}, "case.opened", {"case": 17})
    what = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, what, hashlib.sha256).digest()).decode()
    assert heard.headers["webhook-signature"] == f"v1,{made}"


def test_a_broken_receiver_is_told_again_under_the_same_id_with_the_same_body(workspace: Workspace, loopback: None):
    answers = [Said(500, b"oops"), Said(404, b"deploying"), Said(200, b"ok")]
    with answering(lambda _: answers.pop(0)) as server:
        hook(workspace, server)
        announce(workspace, "case.opened", {"case": 17}, "case:17")
        for _ in range(3):
            deliver_due()
            let_time_pass(workspace)
    assert len({heard.headers["webhook-id"] for heard in server.heard}) == 1
    assert len({heard.body for heard in server.heard}) == 1
    assert [Delivery.objects.of(workspace).get().state, len(server.heard)] == ["sent", 3]


def test_a_receiver_that_is_gone_is_switched_off_and_hears_nothing_more(workspace: Workspace, loopback: None):
    with answering(Said(410, b"gone for good")) as server:
        receiver = hook(workspace, server)
        announce(workspace, "case.opened", {"case": 17}, "case:17")
        deliver_due()
        receiver.refresh_from_db()
        assert (receiver.is_on, receiver.trouble) == (False, "410 gone for good")
        assert announce(workspace, "case.opened", {"case": 18}, "case:18") == 0
        deliver_due()
    assert len(server.heard) == 1
    assert Delivery.objects.of(workspace).get().state == "failed"


def test_an_event_is_replayed_under_its_id_whether_it_was_taken_or_waits_to_be_tried_again(
    workspace: Workspace, loopback: None
):
    answers = [Said(500, b"on holiday"), Said(200, b"ok"), Said(200, b"ok")]
    with answering(lambda _: answers.pop(0)) as server:
        hook(workspace, server)
        announce(workspace, "case.opened", {"case": 17}, "case:17")
        deliver_due()
        for _ in range(2):
            assert replay(Delivery.objects.of(workspace).get())
            assert not replay(Delivery.objects.of(workspace).get()), "it is on its way"
            deliver_due()
    assert len(server.heard) == 3
    assert len({each.headers["webhook-id"] for each in server.heard}) == 1


def test_a_list_of_names_takes_events_in():
    assert [listens(names, "case.opened") for names in ([], ["case.*"], ["case.opened"], ["case"], ["survey.*"])] == [
        True, True, True, False, False,
    ]  # fmt: skip
