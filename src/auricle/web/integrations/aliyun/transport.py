"""Text messages by 阿里云短信 (SendSms of 2017-05-25), signed as its third version asks; errors are words in the body.

In mainland China operators carry approved templates only, so a template's variables are filled and not its words.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

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
SIGNED_BY = "ACS3-HMAC-SHA256"


class Aliyun(Transport):
    name = "aliyun"
    title = _("Alibaba Cloud SMS")
    about = _("Text messages to customers by Alibaba Cloud, with a signature and a template that it has approved.")
    takes = "text"
    form = AliyunForm
    hidden = ("secret",)

    def deliver(self, sending: Sending) -> str:
        text, address = sending.parcel, str(sending.settings["address"])
        assert isinstance(text, Text)
        body = joined(request(sending.settings, text, sending.message_id)).encode()
        headers = _headers(address, body)
        headers["Authorization"] = authorization(
            str(sending.settings["key"]), sending.secrets["secret"], urlsplit(address).path or "/", "", headers
        )
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return taken(answered_by("POST", address, body, headers))


def request(settings: Mapping[str, Any], text: Text, message_id: str) -> dict[str, str]:
    words = words_of(text, message_id)
    parameters = {name: filled(value, words) for name, value in json.loads(settings["parameters"]).items()}
    return {
        "PhoneNumbers": _number(text.to), "SignName": str(settings["sign_name"]),
        "TemplateCode": str(settings["template"]), "TemplateParam": json.dumps(parameters, ensure_ascii=False),
        "OutId": message_id[:200],
    }  # fmt: skip


def _number(to: str) -> str:
    """Country code and number in one: outside the mainland Alibaba takes neither a plus nor anything between digits."""
    return re.sub(r"[\s().+-]", "", to)


def _headers(address: str, body: bytes) -> dict[str, str]:
    return {
        "Host": urlsplit(address).netloc, "x-acs-action": "SendSms", "x-acs-version": "2017-05-25",
        "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip


def authorization(key: str, secret: str, path: str, query: str, headers: Mapping[str, str]) -> str:
    """HMAC-SHA256 over the digest of method, path, query, headers and the digest of the body."""
    said = {name.lower(): value.strip() for name, value in sorted(headers.items(), key=lambda pair: pair[0].lower())}
    names = ";".join(said)
    lines = "".join(f"{name}:{value}\n" for name, value in said.items())
    canonical = "\n".join(("POST", path, query, lines, names, said["x-acs-content-sha256"]))
    what = f"{SIGNED_BY}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(secret.encode(), what.encode(), hashlib.sha256).hex()
    return f"{SIGNED_BY} Credential={key},SignedHeaders={names},Signature={signature}"


def joined(said: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(said.items()))


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
