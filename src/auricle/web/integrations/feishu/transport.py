"""Group robots of 飞书 (Feishu, Lark). Time and secret are the key that signs nothing at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..parcels import Notice, Sending
from ..robot_form import SignedRobotForm
from ..transport import Transport, as_json, cut, posted, refused_inside

TOO_FAST = frozenset({9499, 11232, 99991400})


class Feishu(Transport):
    name = "feishu"
    title = _("Feishu")
    about = _("A robot in a group of Feishu or Lark.")
    per_minute = 20
    form = SignedRobotForm
    hidden = ("address", "secret")

    def deliver(self, sending: Sending) -> str:
        notice = sending.parcel
        assert isinstance(notice, Notice)
        said = message(notice)
        if secret := sending.secrets.get("secret"):
            said |= signature(secret, int(time.time()))
        answered = posted(sending.secrets["address"], as_json(said))
        return refused_inside(answered, ("code", "StatusCode"), ("msg", "StatusMessage"), TOO_FAST)


def signature(secret: str, seconds: int) -> dict[str, str]:
    """HMAC-SHA256 over nothing, with ``seconds``, a line end and the secret as key; put into the body."""
    made = hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)
    return {"timestamp": str(seconds), "sign": base64.b64encode(made).decode()}


def message(notice: Notice) -> dict[str, object]:
    """A card of plain text with a button; plain text knows no mentions."""
    elements: list[object] = [{"tag": "div", "text": {"tag": "plain_text", "content": cut(notice.text, 10_000)}}]
    if notice.address:
        button = {
            "tag": "button",
            "text": {"tag": "plain_text", "content": pgettext("button", "Open")},
            "url": notice.address,
        }
        elements.append({"tag": "action", "actions": [button]})
    header = {"title": {"tag": "plain_text", "content": notice.title}}
    return {"msg_type": "interactive", "card": {"header": header, "elements": elements}}
