"""Text messages: each provider against a server that checks what its documents say; how long a text is; what waits."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from django.utils import timezone

from auricle.web.integrations.actions import keep, send_text
from auricle.web.integrations.aliyun.transport import authorization
from auricle.web.integrations.forms import form_of_kind
from auricle.web.integrations.gateway.transport import written
from auricle.web.integrations.kinds import KINDS
from auricle.web.integrations.lengths import length_of
from auricle.web.integrations.models import Delivery
from auricle.web.integrations.parcels import Text
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.trying import tried
from auricle.web.platform.models import Workspace

from .servers import Heard, Said, answering

LINK = "https://cx.example/a/6Zk3wq/"
HOSTILE = 'How was it, "Ann" {link} & {to}? \\ 怎么样'
TEXT = Text("+8613800000000", f"{HOSTILE} {LINK}", {"link": LINK, "stop": "https://cx.example/u/9/"}, "programme:1:1")
SID = "AC" + "0" * 32
SETTINGS: dict[str, dict[str, Any]] = {
    "twilio": {"account": SID, "token": "t0ken", "sender": "+14155550100"},
    "aliyun": {
        "key": "testId", "secret": "testSecret", "sign_name": "港口茶", "template": "SMS_154950909",
        "parameters": '{"code": "{token}"}',
    },
    "gateway": {
        "template": '{"messages": [{"to": "{to}", "content": "{text}"}]}', "format": "json", "header": "X-Key",
        "secret": "k", "success": '"code":0',
    },
}  # fmt: skip


def twilio(heard: Heard) -> Said:
    """The account's SID and token sign in; a number of the error, and its words, stand in the body."""
    said = dict(parse_qsl(heard.body.decode()))
    expected = base64.b64encode(f"{SID}:t0ken".encode()).decode()
    if (
        heard.path != f"/2010-04-01/Accounts/{SID}/Messages.json"
        or heard.headers["authorization"] != f"Basic {expected}"
    ):
        return Said(401, b'{"code":20003,"message":"Authenticate","status":401}')
    if said["To"] != TEXT.to:
        return Said(400, b'{"code":21211,"message":"The \'To\' number is not a valid phone number.","status":400}')
    assert said == {"To": TEXT.to, "From": "+14155550100", "Body": TEXT.text}
    return Said(201, b'{"sid":"SM1","status":"queued","error_code":null,"error_message":null}')


def aliyun(heard: Heard) -> Said:
    """The signature is worked out anew from what came, as the documents of the RPC interface tell."""
    said = {name: values[0] for name, values in parse_qs(heard.body.decode(), strict_parsing=True).items()}
    given = heard.headers["authorization"]
    names = re.fullmatch(r"ACS3-HMAC-SHA256 Credential=testId,SignedHeaders=(.*),Signature=[0-9a-f]{64}", given)
    assert names
    assert heard.headers["x-acs-content-sha256"] == sha256(heard.body).hexdigest()
    signed = {name: heard.headers[name] for name in names[1].split(";")}
    assert {"host", *(name for name in heard.headers if name.startswith("x-acs-"))} == set(signed)
    if given != authorization("testId", "testSecret", heard.path, "", signed):
        return Said(400, b'{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched."}')
    if said["PhoneNumbers"] not in ("8613800000000", "85291234567"):
        return Said(200, b'{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"invalid"}')
    assert json.loads(said["TemplateParam"]) == {"code": "6Zk3wq"}
    return Said(200, b'{"Code":"OK","Message":"OK","BizId":"9006","RequestId":"F655"}')


def gateway(heard: Heard) -> Said:
    if heard.headers.get("x-key") != "k":
        return Said(200, b'{"code":401,"why":"who are you"}')
    (message,) = json.loads(heard.body)["messages"]
    if message["to"] != TEXT.to:
        return Said(200, b'{"code":7,"why":"no such number"}')
    assert message == {"to": TEXT.to, "content": TEXT.text}
    return Said(200, b'{"code":0}')


PROVIDERS = {"twilio": twilio, "aliyun": aliyun, "gateway": gateway}


def sent(workspace: Workspace, kind: str, answer: Any, text: Text = TEXT, **more: Any) -> tuple[str, str, int]:
    with answering(answer) as server:
        keep(workspace, kind, "SMS", {**SETTINGS[kind], "address": server.address, **more})
        send_text(workspace, text)
        deliver_due()
        found = Delivery.objects.of(workspace).get()
        return found.state, str(found.said), len(server.heard)


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_text_is_taken_as_the_provider_documents_it(workspace: Workspace, loopback: None, kind: str):
    state, said, times = sent(workspace, kind, PROVIDERS[kind])
    assert (state, times) == ("sent", 1), said


@pytest.mark.parametrize("kind", PROVIDERS)
def test_a_number_that_is_none_is_given_up_in_the_providers_words(workspace: Workspace, loopback: None, kind: str):
    wrong = Text("+999", TEXT.text, TEXT.values, TEXT.reference)
    state, said, _ = sent(workspace, kind, PROVIDERS[kind], wrong)
    assert state == "failed"
    assert any(words in said for words in ("21211 The 'To' number", "isv.MOBILE_NUMBER_ILLEGAL", "no such number"))


@pytest.mark.parametrize(("kind", "secret"), [("twilio", "token"), ("aliyun", "secret"), ("gateway", "secret")])
def test_a_wrong_secret_is_told_and_never_shown(workspace: Workspace, loopback: None, kind: str, secret: str):
    state, said, _ = sent(workspace, kind, PROVIDERS[kind], **{secret: "wr0ng"})
    assert state == "failed"
    assert any(words in said for words in ("20003", "SignatureDoesNotMatch", "who are you"))
    assert "wr0ng" not in said


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("twilio", Said(429, b'{"code":20429,"message":"Too Many Requests","status":429}')),
        ("twilio", Said(503, b"upstream")),
        ("aliyun", Said(200, b'{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"too many"}')),
        ("aliyun", Said(400, b'{"Code":"Throttling.User","Message":"slow down"}')),
        ("gateway", Said(500, b"oops")),
    ],
)
def test_what_passes_is_tried_again(workspace: Workspace, loopback: None, kind: str, answer: Said):
    assert sent(workspace, kind, answer)[0] == "waiting"


def test_a_number_outside_the_mainland_is_written_as_alibaba_takes_it(workspace: Workspace, loopback: None):
    """Their page on SendSms: the country's code and the number, such as 852000012****, without a plus."""
    state, said, _ = sent(workspace, "aliyun", aliyun, replace(TEXT, to="+852 9123-4567"))
    assert state == "sent", said


def test_the_signature_is_the_one_alibaba_publishes_for_its_example():
    """Their page on the third version of signatures: fixed parameters, and what must come out."""
    headers = {
        "Host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": sha256(b"").hexdigest(),
    }  # fmt: skip
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    assert authorization("YourAccessKeyId", "YourAccessKeySecret", "/", query, headers) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


@pytest.mark.parametrize(
    ("text", "places", "parts", "is_gsm"),
    [
        ("", 0, 1, True),
        ("a" * 160, 160, 1, True),
        ("a" * 161, 161, 2, True),
        ("a" * 306, 306, 2, True),
        ("a" * 307, 307, 3, True),
        ("€" * 80, 160, 1, True),
        ("a" * 152 + "€" + "a" * 152, 306, 3, True),  # the euro sign is not torn in two: 152, 2 + 151, 1
        ("é" * 160, 160, 1, True),
        ("ê" + "a" * 69, 70, 1, False),
        ("怎" * 70, 70, 1, False),
        ("怎" * 71, 71, 2, False),
        ("怎" * 134, 134, 2, False),
        ("怎" * 135, 135, 3, False),
        ("🙂" * 35, 70, 1, False),
        ("怎" * 66 + "🙂" + "怎" * 66, 134, 3, False),
    ],
)
def test_a_text_is_counted_in_the_parts_in_which_networks_carry_it(text: str, places: int, parts: int, is_gsm: bool):
    found = length_of(text)
    assert (found.places, found.parts, found.is_gsm) == (places, parts, is_gsm)


def test_words_cannot_change_the_shape_of_a_request():
    words = {"to": '1", "admin": "yes', "text": "a&b=c {to}", "link": "", "stop": "", "token": "", "id": ""}
    assert json.loads(written('{"n": ["{to}"], "t": "{text}"}', "json", words)) == {
        "n": [words["to"]],
        "t": words["text"],
    }
    assert dict(parse_qsl(written("n={to}&t={text}", "form", words).decode())) == {"n": words["to"], "t": words["text"]}


def test_without_a_provider_a_text_waits_and_goes_by_the_one_that_comes(workspace: Workspace, loopback: None):
    send_text(workspace, TEXT)
    deliver_due()
    found = Delivery.objects.of(workspace).get()
    assert (found.state, found.attempts) == ("waiting", 0)
    Delivery.objects.of(workspace).update(due_at=timezone.now())
    with answering(twilio) as server:
        keep(workspace, "twilio", "SMS", {**SETTINGS["twilio"], "address": server.address})
        send_text(workspace, TEXT)
        deliver_due()
        assert len(server.heard) == 1
    assert Delivery.objects.of(workspace).get().state == "sent"


def test_a_test_goes_to_the_number_that_was_written_down(workspace: Workspace, loopback: None):
    with answering(Said(201, b'{"sid":"SM1","status":"queued"}')) as server:
        way = keep(workspace, "twilio", "SMS", {**SETTINGS["twilio"], "address": server.address})
        assert not tried(way, "me@example.com", "https://cx.example/").worked
        way.settings["own_number"] = "+8613900000000"
        assert tried(way, "me@example.com", "https://cx.example/").said == "SM1 queued"
        assert dict(parse_qsl(server.heard[0].body.decode()))["To"] == "+8613900000000"


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("twilio", {"account": "AC1"}),
        ("aliyun", {"template": "154950909"}),
        ("aliyun", {"parameters": '["{link}"]'}),
        ("aliyun", {"parameters": "{link}"}),
        ("gateway", {"template": '{"to": {to}}'}),
        ("gateway", {"template": "text", "format": "form"}),
        ("gateway", {"header": "X-Key: a"}),
        ("gateway", {"address": "ftp://example.com"}),
    ],
)
def test_settings_that_cannot_be_are_said_beside_their_field(kind: str, wrong: dict[str, str]):
    given = {"name": "SMS", "address": "https://sms.example/send", **SETTINGS[kind]}
    assert form_of_kind(KINDS[kind])(given, workspace="acme").is_valid()
    assert list(form_of_kind(KINDS[kind])({**given, **wrong}, workspace="acme").errors) == [next(iter(wrong))]
