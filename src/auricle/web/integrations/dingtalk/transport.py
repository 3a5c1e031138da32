"""Group robots of 钉钉 (DingTalk). The secret signs, and is part of what it signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import quote_plus

from django.utils.translation import gettext_lazy as _

from ..parcels import Notice, Sending
from ..robot_form import SignedRobotForm
from ..transport import Transport, as_json, cut, posted, refused_inside

TOO_FAST = frozenset({130101, 130102, 660026})


class DingTalk(Transport):
    name = "dingtalk"
    title = _("DingTalk")
    about = _("A robot in a group of DingTalk.")
    per_minute = 20
    form = SignedRobotForm
    hidden = ("address", "secret")

    def deliver(self, sending: Sending) -> str:
        notice = sending.parcel
        assert isinstance(notice, Notice)
        address = sending.secrets["address"]
        if secret := sending.secrets.get("secret"):
            address = signed(address, secret, round(time.time() * 1000))
        return refused_inside(posted(address, as_json(message(notice))), ("errcode",), ("errmsg",), TOO_FAST)


def signed(address: str, secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 with the secret as key over ``milliseconds``, a line end and the secret; put into the address."""
    made = hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    joined = "&" if "?" in address else "?"
    return f"{address}{joined}timestamp={milliseconds}&sign={quote_plus(base64.b64encode(made))}"


def message(notice: Notice) -> dict[str, object]:
    """A card that links, or plain text; neither reads marks, so what a customer wrote stays text."""
    if not notice.address:
        return {"msgtype": "text", "text": {"content": cut(f"{notice.title}\n{notice.text}".strip(), 5_000)}}
    link = {"title": notice.title, "text": cut(notice.text or notice.title, 3_000), "messageUrl": notice.address}
    return {"msgtype": "link", "link": link}
