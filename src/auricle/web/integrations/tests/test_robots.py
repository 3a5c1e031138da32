"""Robots of group chats, each against a server that checks what the vendor's documents say and answers as it does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from auricle.web.integrations.actions import keep, notify
from auricle.web.integrations.models import Delivery
from auricle.web.integrations.parcels import Notice
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.transport import cut
from auricle.web.platform.models import Workspace

from .servers import Heard, Said, answering

SECRET = "SEC000000000000000000000"
HOSTILE = '<@all> @everyone <at user_id="all"></at> [click](https://evil.example) *bold* & <script>'
NOTICE = Notice("An unhappy customer", HOSTILE, "https://auricle.example/w/acme/cases/17/", "case:17")


def dingtalk(heard: Heard) -> Said:
    """Open platform, custom robots: HmacSHA256 with the secret over timestamp, line end, secret; in the address."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(heard.path).query).items()}
    what = f"{query.get('timestamp')}\n{SECRET}".encode()
    expected = base64.b64encode(hmac.new(SECRET.encode(), what, hashlib.sha256).digest()).decode()
    if query.get("sign") != expected or query.get("access_token") != "t":
        return Said(body=b'{"errcode":310000,"errmsg":"sign not match"}')
    return Said(body=b'{"errcode":0,"errmsg":"ok"}')


def feishu(heard: Heard) -> Said:
    """Open platform, custom bots: HmacSHA256 with timestamp, line end, secret as key over nothing; in the body."""
    body = json.loads(heard.body)
    key = f"{body.get('timestamp')}\n{SECRET}".encode()
    if body.get("sign") != base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode():
        return Said(body=b'{"code":19021,"data":{},"msg":"sign match fail or timestamp is not within one hour"}')
    return Said(body=b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}')


def wecom(heard: Heard) -> Said:
    if parse_qs(urlsplit(heard.path).query).get("key") != ["k"]:
        return Said(body=b'{"errcode":93000,"errmsg":"invalid webhook url"}')
    return Said(body=b'{"errcode":0,"errmsg":"ok"}')


def slack(heard: Heard) -> Said:
    return Said(body=b"ok") if json.loads(heard.body).get("blocks") else Said(400, b"no_text")


def teams(heard: Heard) -> Said:
    return Said(202, b"") if json.loads(heard.body)["type"] == "message" else Said(400, b"bad")


ROBOTS: dict[str, tuple[Callable[[Heard], Said], str]] = {
    "dingtalk": (dingtalk, "/robot/send?access_token=t"),
    "feishu": (feishu, "/open-apis/bot/v2/hook/x"),
    "wecom": (wecom, "/cgi-bin/webhook/send?key=k"),
    "slack": (slack, "/services/T/B/X"),
    "teams": (teams, "/workflows/x/triggers/manual/paths/invoke"),
}


def told(workspace: Workspace, kind: str, answer: Any, path: str, secret: str = SECRET) -> tuple[str, str, list[Heard]]:
    with answering(answer) as server:
        robot = keep(workspace, kind, "Group", {"address": server.address + path, "secret": secret})
        notify(workspace, robot.pk, NOTICE)
        deliver_due()
    found = Delivery.objects.of(workspace).get()
    return found.state, str(found.said), server.heard


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_notice_is_taken_as_the_vendor_documents_it(workspace: Workspace, loopback: None, kind: str):
    answer, path = ROBOTS[kind]
    state, said, heard = told(workspace, kind, answer, path)
    assert (state, len(heard)) == ("sent", 1), said
    assert NOTICE.address in heard[0].body.decode()


@pytest.mark.parametrize("kind", ROBOTS)
def test_what_a_customer_typed_is_text_everywhere(workspace: Workspace, loopback: None, kind: str):
    answer, path = ROBOTS[kind]
    *_, (heard,) = told(workspace, kind, answer, path)
    assert read_as_text(json.loads(heard.body), kind) == HOSTILE


def read_as_text(body: Any, kind: str) -> str:
    """The words where the vendor reads no marks; KeyError where they would lie elsewhere."""
    if kind == "wecom":
        assert set(body["text"]) == {"content"}, "nobody is mentioned"
        return body["text"]["content"].split("\n")[1]
    if kind == "dingtalk":
        assert "at" not in body
        return body["link"]["text"]
    if kind == "feishu":
        assert body["card"]["elements"][0]["text"]["tag"] == "plain_text"
        return body["card"]["elements"][0]["text"]["content"]
    if kind == "slack":
        assert {block["text"]["type"] for block in body["blocks"] if "text" in block} == {"plain_text"}
        return body["blocks"][1]["text"]["text"]
    block = body["attachments"][0]["content"]["body"][1]
    assert block["type"] == "RichTextBlock"
    return block["inlines"][0]["text"]


@pytest.mark.parametrize(
    "kind, answer, words",
    [
        ("dingtalk", dingtalk, "310000 sign not match"),
        ("feishu", feishu, "19021 sign match fail or timestamp is not within one hour"),
    ],
)
def test_a_wrong_signature_hides_in_a_200_and_is_seen(
    workspace: Workspace, loopback: None, kind: str, answer: Any, words: str
):
    assert told(workspace, kind, answer, ROBOTS[kind][1], secret="SECwrong")[:2] == ("failed", words)


@pytest.mark.parametrize(
    "kind, answer, expected",
    [
        ("wecom", Said(body=b'{"errcode":93000,"errmsg":"invalid webhook"}'), ("failed", "93000 invalid webhook")),
        ("wecom", Said(body=b'{"errcode":45009,"errmsg":"api freq out of"}'), ("waiting", "45009 api freq out of")),
        ("wecom", Said(body=b'{"errcode":-1,"errmsg":"system busy"}'), ("waiting", "-1 system busy")),
        ("dingtalk", Said(body=b'{"errcode":130101,"errmsg":"send too fast"}'), ("waiting", "130101 send too fast")),
        ("feishu", Said(body=b'{"StatusCode":9499,"StatusMessage":"Too Many"}'), ("waiting", "9499 Too Many")),
        ("feishu", Said(body=b"<html>gateway</html>"), ("waiting", "200 <html>gateway</html>")),
        ("slack", Said(404, b"no_service"), ("failed", "404 no_service")),
        ("slack", Said(429, b"rate_limited", {"Retry-After": "120"}), ("waiting", "429 rate_limited")),
        ("teams", Said(502, b"bad gateway"), ("waiting", "502 bad gateway")),
    ],
)  # fmt: skip
def test_the_other_sides_own_words_decide(workspace: Workspace, loopback: None, kind: str, answer: Said, expected: Any):
    assert told(workspace, kind, answer, ROBOTS[kind][1])[:2] == expected


def test_what_asks_to_come_later_is_asked_later(workspace: Workspace, loopback: None):
    told(workspace, "slack", Said(429, b"rate_limited", {"Retry-After": "120"}), "/x")
    assert (Delivery.objects.of(workspace).get().due_at - timezone.now()).total_seconds() > 110


def test_text_is_cut_between_characters():
    assert cut("客户很生气", 9) == "客户…"
    assert cut("short", 9) == "short"
