"""Template messages of a WeChat official account to its followers; errors are numbers in the body of a 200.

Their words are the template's own; a workspace fills its fields. A token opens the door for two hours; asked for
again in that time the same one comes, so that several workers do not end each other's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from ..outgoing import Answered
from ..parcels import Sending, Undelivered, WeChat
from ..texting import filled, words_of
from ..transport import Transport, as_json, posted, refused_inside
from .form import WeChatForm

TOO_FAST = frozenset({45009, 45011})
STALE = frozenset({40001, 40014, 42001})
"""The token is none any more, because it is too old or somebody made another."""
EARLY_SECONDS = 300

_tokens: dict[str, tuple[str, float]] = {}


class OfficialAccount(Transport):
    name = "wechat"
    title = _("WeChat official account")
    about = _("Template messages to the followers of your official account.")
    takes = "wechat"
    form = WeChatForm
    hidden = ("secret",)

    def deliver(self, sending: Sending) -> str:
        message = sending.parcel
        assert isinstance(message, WeChat)
        said = as_json(request(sending.settings, message, sending.message_id))
        answered = _sent(sending, said)
        if _code(answered) in STALE:
            _tokens.pop(_account(sending), None)
            answered = _sent(sending, said)
        return refused_inside(answered, ("errcode",), ("errmsg",), TOO_FAST)


def request(settings: Mapping[str, Any], message: WeChat, message_id: str) -> dict[str, Any]:
    """The same ``client_msg_id`` is shown once, should we be killed before we know that it was taken."""
    words = words_of(message, message_id)
    fields = {name: {"value": filled(value, words)} for name, value in json.loads(settings["data"]).items()}
    link = {"url": words["link"]} if words["link"] else {}
    return {
        "touser": message.to, "template_id": str(settings["template"]), **link, "client_msg_id": message_id[-32:],
        "data": fields,
    }  # fmt: skip


def _sent(sending: Sending, said: bytes) -> Answered:
    return posted(f"{_base(sending)}/cgi-bin/message/template/send?access_token={quote(_token(sending))}", said)


def _token(sending: Sending) -> str:
    """The account's token, asked for once while it lasts; Undelivered in WeChat's words when there is none."""
    token, until = _tokens.get(_account(sending), ("", 0.0))
    if until > time.monotonic():
        return token
    asked = {"grant_type": "client_credential", "appid": sending.settings["appid"], "secret": sending.secrets["secret"]}
    answered = posted(f"{_base(sending)}/cgi-bin/stable_token", as_json(asked))
    try:
        body: Any = json.loads(answered.body)
        token, seconds = str(body["access_token"]), float(body["expires_in"])
    except (ValueError, TypeError, KeyError):
        refused_inside(answered, ("errcode",), ("errmsg",), TOO_FAST)
        raise Undelivered(answered.said) from None
    _tokens[_account(sending)] = token, time.monotonic() + seconds - EARLY_SECONDS
    return token


def _account(sending: Sending) -> str:
    said = (sending.settings["address"], sending.settings["appid"], sending.secrets["secret"])
    return sha256(repr(said).encode()).hexdigest()


def _base(sending: Sending) -> str:
    return str(sending.settings["address"]).rstrip("/")


def _code(answered: Answered) -> int:
    try:
        return int(json.loads(answered.body)["errcode"])
    except (ValueError, TypeError, KeyError):
        return 0
