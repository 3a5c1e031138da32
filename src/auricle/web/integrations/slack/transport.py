"""Incoming webhooks of Slack."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..parcels import Notice, Sending
from ..robot_form import RobotForm
from ..transport import Transport, as_json, posted


class Slack(Transport):
    name = "slack"
    title = _("Slack")
    about = _("An incoming webhook of a channel of Slack.")
    per_minute = 60
    form = RobotForm
    hidden = ("address",)

    def deliver(self, sending: Sending) -> str:
        notice = sending.parcel
        assert isinstance(notice, Notice)
        return posted(sending.secrets["address"], as_json(message(notice))).said


def message(notice: Notice) -> dict[str, object]:
    """Blocks of plain text, which know no mentions; ``text`` is what a notification shows, its marks escaped."""
    blocks: list[object] = [{"type": "header", "text": _plain(notice.title[:150])}]
    if notice.text:
        blocks.append({"type": "section", "text": _plain(notice.text[:3000])})
    if notice.address:
        button = {"type": "button", "text": _plain(pgettext("button", "Open")), "url": notice.address}
        blocks.append({"type": "actions", "elements": [button]})
    escaped = notice.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": escaped, "blocks": blocks}


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": False}
