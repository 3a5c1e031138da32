"""Text messages by any provider that takes a POST: the workspace writes down its request, with places for the words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from ..parcels import Sending, Text, Undelivered
from ..texting import filled, words_of
from ..transport import Transport, posted
from .form import JSON, GatewayForm

TYPES = {JSON: "application/json; charset=utf-8", "form": "application/x-www-form-urlencoded"}


class Gateway(Transport):
    name = "gateway"
    title = _("Another SMS provider")
    about = _("Text messages to customers by any provider that takes them over HTTP; you write down its request.")
    takes = "text"
    form = GatewayForm
    hidden = ("secret",)

    def deliver(self, sending: Sending) -> str:
        text, settings = sending.parcel, sending.settings
        assert isinstance(text, Text)
        body = written(str(settings["template"]), str(settings["format"]), words_of(text, sending.message_id))
        headers = {"Content-Type": TYPES[str(settings["format"])]}
        if settings.get("header") and sending.secrets.get("secret"):
            headers[str(settings["header"])] = sending.secrets["secret"]
        answered = posted(str(settings["address"]), body, headers)
        if (success := str(settings.get("success") or "")) and success not in answered.text:
            raise Undelivered(answered.said, is_final=True)
        return answered.said


def written(template: str, form: str, words: Mapping[str, str]) -> bytes:
    """The request; words go into values that are read first, so that nothing a customer is called changes its shape."""
    if form == JSON:
        return json.dumps(_filled(json.loads(template), words), ensure_ascii=False).encode()
    return urlencode([(name, filled(value, words)) for name, value in parse_qsl(template)]).encode()


def _filled(said: Any, words: Mapping[str, str]) -> Any:
    if isinstance(said, str):
        return filled(said, words)
    if isinstance(said, list):
        return [_filled(each, words) for each in said]
    return {name: _filled(each, words) for name, each in said.items()} if isinstance(said, dict) else said
