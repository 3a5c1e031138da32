"""Group robots of 企业微信 (WeCom)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..parcels import Notice, Sending
from ..robot_form import RobotForm
from ..transport import Transport, as_json, cut, posted, refused_inside

TOO_FAST = frozenset({45009, 45033})


class WeCom(Transport):
    name = "wecom"
    title = _("WeCom")
    about = _("A robot in a group of WeCom.")
    per_minute = 20
    form = RobotForm
    hidden = ("address",)

    def deliver(self, sending: Sending) -> str:
        notice = sending.parcel
        assert isinstance(notice, Notice)
        answered = posted(sending.secrets["address"], as_json(message(notice)))
        return refused_inside(answered, ("errcode",), ("errmsg",), TOO_FAST)


def message(notice: Notice) -> dict[str, object]:
    """Plain text, in which nothing a customer wrote is a mention or a link; 2,048 bytes at most."""
    tail = f"\n{notice.address}" if notice.address else ""
    head = cut(f"{notice.title}\n{notice.text}".strip(), 2048 - len(tail.encode()))
    return {"msgtype": "text", "text": {"content": head + tail}}
