"""Text messages by Twilio: one request each, signed in with the account's token; an error has a number in the body."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from ..outgoing import Answered
from ..parcels import Sending, Text, Undelivered
from ..transport import Transport, answered_by, passes
from .form import TwilioForm

AGAIN = frozenset({20429, 20500, 20503, 30001, 30002, 63038})
"""Numbers by which Twilio asks to come later: too much at once, or something of its own."""


class Twilio(Transport):
    name = "twilio"
    title = _("Twilio (SMS)")
    about = _("Text messages to customers by your account at Twilio.")
    takes = "text"
    form = TwilioForm
    hidden = ("token",)

    def deliver(self, sending: Sending) -> str:
        text = sending.parcel
        assert isinstance(text, Text)
        account = str(sending.settings["account"])
        address = f"{str(sending.settings['address']).rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        signed_in = base64.b64encode(f"{account}:{sending.secrets['token']}".encode()).decode()
        headers = {"Authorization": f"Basic {signed_in}", "Content-Type": "application/x-www-form-urlencoded"}
        said = {"To": text.to, "Body": text.text, **_sender(str(sending.settings["sender"]))}
        return taken(answered_by("POST", address, urlencode(said).encode(), headers))


def _sender(name: str) -> dict[str, str]:
    return {"MessagingServiceSid" if name.startswith("MG") and len(name) == 34 else "From": name}


def taken(answered: Answered) -> str:
    """Its words when it took the message; Undelivered when it did not, whatever the status."""
    try:
        body: Any = json.loads(answered.body)
        code = int(body.get("code") or body.get("error_code") or 0)
        words = str(body.get("message") or body.get("error_message") or "")
    except (ValueError, TypeError, AttributeError):
        raise Undelivered(answered.said) from None
    if answered.status < 300 and not code and body.get("sid"):
        return f"{body['sid']} {body.get('status', '')}".strip()
    is_final = not passes(answered.status) and code not in AGAIN
    raise Undelivered(f"{code or answered.status} {words}".strip(), is_final=is_final)
