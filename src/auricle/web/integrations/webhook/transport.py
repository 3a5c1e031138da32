"""Webhooks after the Standard Webhooks: an id, a time and signatures that the receiver can check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time

from django.utils.translation import gettext_lazy as _

from ..outgoing import Answered
from ..parcels import Event, Sending, SettingsWrong, Undelivered
from ..transport import Transport, as_json, posted
from .form import WebhookForm

PREFIX = "whsec_"
GONE = 410


class Webhook(Transport):
    name = "webhook"
    title = _("Webhook")
    about = _("Tells a program of yours what happens here, signed, again until it says that it has it.")
    icon = "link"
    takes = "event"
    form = WebhookForm
    hidden = ("secret", "old_secret")

    def deliver(self, sending: Sending) -> str:
        event = sending.parcel
        assert isinstance(event, Event)
        body = as_json({"type": event.name, "timestamp": event.at, "data": dict(event.payload)})
        given = [sending.secrets[name] for name in self.hidden if sending.secrets.get(name)]
        if not given:
            raise SettingsWrong("secret")
        headers = signed(sending.message_id, int(time.time()), body, given)
        return self._sent(str(sending.settings["address"]), body, headers).said

    def _sent(self, address: str, body: bytes, headers: dict[str, str]) -> Answered:
        try:
            return posted(address, body, headers)
        except Undelivered as refused:
            refused.is_gone = refused.said.startswith(f"{GONE} ") or refused.said == str(GONE)
            refused.is_final = refused.is_gone  # a receiver that is broken today is mended tomorrow
            raise


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(message_id: str, seconds: int, body: bytes, given: list[str]) -> dict[str, str]:
    """The three headers: one signature for each secret, so that a receiver may change from one to the next."""
    what = f"{message_id}.{seconds}.".encode() + body
    signatures = (hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), what, hashlib.sha256) for key in given)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join("v1," + base64.b64encode(made).decode() for made in signatures),
    }
