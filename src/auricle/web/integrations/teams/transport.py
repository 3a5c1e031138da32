"""Workflows of Microsoft Teams that post an adaptive card to a channel or chat."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ..parcels import Notice, Sending
from ..robot_form import RobotForm
from ..transport import Transport, as_json, cut, posted

CARD = "application/vnd.microsoft.card.adaptive"


class Teams(Transport):
    name = "teams"
    title = _("Microsoft Teams")
    about = _("A workflow of Teams that posts to a channel or a chat when a webhook request is received.")
    per_minute = 60
    form = RobotForm
    hidden = ("address",)

    def deliver(self, sending: Sending) -> str:
        notice = sending.parcel
        assert isinstance(notice, Notice)
        return posted(sending.secrets["address"], as_json(message(notice))).said


def message(notice: Notice) -> dict[str, object]:
    """An adaptive card; its text lies in runs, which read no marks, so that what a customer wrote stays text."""
    card: dict[str, object] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _runs(notice.title, size="large", weight="bolder"),
            *([_runs(cut(notice.text, 20_000))] if notice.text else []),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": pgettext("button", "Open"), "url": notice.address}]
        if notice.address
        else [],
    }
    return {"type": "message", "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}]}


def _runs(text: str, **look: str) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
