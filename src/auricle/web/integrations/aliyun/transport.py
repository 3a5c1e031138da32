"""Text messages by 阿里云短信 (SendSms of 2017-05-25), signed as its RPC interface asks; errors are words in the body.

In mainland China operators carry approved templates only, so a template's variables are filled and not its words.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from ..outgoing import Answered
from ..parcels import Sending, Text, Undelivered
from ..texting import filled, words_of
from ..transport import Transport, answered_by
from .form import AliyunForm

AGAIN = (
    "isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isp.SYSTEM_ERROR", "Throttling",
    "ServiceUnavailable", "InternalError", "SignatureNonceUsed",
)  # fmt: skip
"""How refusals begin that pass: too many to one number, no money left, something of its own."""


class Aliyun(Transport):
    name = "aliyun"
    title = _("Alibaba Cloud SMS")
    about = _("Text messages to customers by Alibaba Cloud, with a signature and a template that it has approved.")
    takes = "text"
    form = AliyunForm
    hidden = ("secret",)

    def deliver(self, sending: Sending) -> str:
        text = sending.parcel
        assert isinstance(text, Text)
        said = request(sending.settings, text, sending.message_id)
        said["Signature"] = signature(sending.secrets["secret"], "POST", said)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return taken(answered_by("POST", str(sending.settings["address"]), joined(said).encode(), headers))


def request(settings: Mapping[str, Any], text: Text, message_id: str) -> dict[str, str]:
    words = words_of(text, message_id)
    parameters = {name: filled(value, words) for name, value in json.loads(settings["parameters"]).items()}
    return {
        "Action": "SendSms", "Version": "2017-05-25", "RegionId": "cn-hangzhou", "Format": "JSON",
        "AccessKeyId": str(settings["key"]), "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
        "SignatureNonce": secrets.token_hex(16), "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "PhoneNumbers": text.to, "SignName": str(settings["sign_name"]), "TemplateCode": str(settings["template"]),
        "TemplateParam": json.dumps(parameters, ensure_ascii=False), "OutId": message_id[:200],
    }  # fmt: skip


def signature(secret: str, method: str, said: Mapping[str, str]) -> str:
    """HMAC-SHA1, with the secret and ``&`` as key, over method, path and sorted parameters, each encoded."""
    what = f"{method}&%2F&{_encoded(joined(said))}"
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), what.encode(), hashlib.sha1)).decode()


def joined(said: Mapping[str, str]) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(said.items()))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def taken(answered: Answered) -> str:
    """Its words when it took the message; Undelivered when it did not, whatever the status."""
    try:
        body: Any = json.loads(answered.body)
        code, words = str(body["Code"]), str(body.get("Message", ""))
    except (ValueError, TypeError, KeyError):
        raise Undelivered(answered.said) from None
    if code == "OK":
        return f"{code} {body.get('BizId', '')}".strip()
    raise Undelivered(f"{code} {words}".strip(), is_final=not code.startswith(AGAIN))
