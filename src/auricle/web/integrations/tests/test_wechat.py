"""Template messages against a server that checks what the documents of official accounts say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from auricle.web.integrations.actions import keep, send_wechat
from auricle.web.integrations.forms import form_of_kind
from auricle.web.integrations.kinds import KINDS
from auricle.web.integrations.models import Delivery
from auricle.web.integrations.parcels import WeChat
from auricle.web.integrations.rounds import deliver_due
from auricle.web.integrations.trying import tried
from auricle.web.integrations.wechat import transport
from auricle.web.platform.models import Workspace

from .servers import Heard, Said, answering

LINK = "https://cx.example/a/6Zk3wq/"
VALUES = {"title": '请 "评价" {text}', "link": LINK, "stop": "https://cx.example/u/9/"}
MESSAGE = WeChat("oFollower", "怎么样？{link}", VALUES, "p:1")
SETTINGS = {
    "appid": "wx1234567890abcdef", "secret": "s3cret", "template": "ngqIpbwh8bUf",
    "data": '{"thing1": "{title}", "thing2": "{text}"}', "own_openid": "oMine",
}  # fmt: skip


class Account:
    """The account's side: gives a token for AppID and secret, and takes messages by the token that holds."""

    def __init__(self) -> None:
        self.holds = "T1"
        self.taken: list[dict[str, Any]] = []

    def __call__(self, heard: Heard) -> Said:
        asked, path = json.loads(heard.body), urlsplit(heard.path)
        if path.path == "/cgi-bin/stable_token":
            if (asked["grant_type"], asked["appid"]) != ("client_credential", SETTINGS["appid"]):
                return _said(40013, "invalid appid")
            if asked["secret"] != "s3cret":
                return _said(40125, "invalid appsecret")
            return Said(200, json.dumps({"access_token": self.holds, "expires_in": 7200}).encode())
        assert path.path == "/cgi-bin/message/template/send"
        if parse_qs(path.query)["access_token"] != [self.holds]:
            return _said(42001, "access_token expired")
        if asked["touser"] == "oStranger":
            return _said(43004, "require subscribe")
        self.taken.append(asked)
        return _said(0, "ok")


def _said(code: int, words: str) -> Said:
    return Said(200, json.dumps({"errcode": code, "errmsg": words}).encode())


@pytest.fixture(autouse=True)
def no_tokens() -> Iterator[None]:
    transport._tokens.clear()
    yield
    transport._tokens.clear()


def sent(
    workspace: Workspace, account: Any, *messages: WeChat, **more: Any
) -> tuple[list[str], list[str], list[Heard]]:
    """States, words of the other side, and what it heard."""
    with answering(account) as server:
        keep(workspace, "wechat", "WeChat", {**SETTINGS, "address": server.address, **more})
        for message in messages:
            send_wechat(workspace, message)
            deliver_due()
        found = Delivery.objects.of(workspace).order_by("pk")
        return [each.state for each in found], [str(each.said) for each in found], server.heard


def test_a_message_fills_the_fields_of_the_template_and_opens_the_link(workspace: Workspace, loopback: None):
    account = Account()
    states, said, _ = sent(workspace, account, MESSAGE)
    assert states == ["sent"], said
    (taken,) = account.taken
    assert (taken["touser"], taken["template_id"]) == ("oFollower", "ngqIpbwh8bUf")
    assert taken["url"] == LINK
    assert taken["data"] == {"thing1": {"value": '请 "评价" {text}'}, "thing2": {"value": "怎么样？{link}"}}
    assert taken["client_msg_id"] == Delivery.objects.of(workspace).get().message_id[-32:]


def test_a_token_is_asked_for_once_while_it_lasts(workspace: Workspace, loopback: None):
    account = Account()
    more = [WeChat("oFollower", "二", VALUES, f"p:{n}") for n in range(2, 4)]
    states, _, heard = sent(workspace, account, MESSAGE, *more)
    assert states == ["sent"] * 3
    assert [urlsplit(each.path).path.rpartition("/")[2] for each in heard] == ["stable_token", "send", "send", "send"]


def test_a_token_that_was_replaced_meanwhile_is_made_anew_in_the_same_try(workspace: Workspace, loopback: None):
    account = Account()
    with answering(account) as server:
        keep(workspace, "wechat", "WeChat", {**SETTINGS, "address": server.address})
        for number in (1, 2):
            send_wechat(workspace, WeChat("oFollower", "好", VALUES, f"p:{number}"))
            deliver_due()
            account.holds = "T2"
    assert [each.attempts for each in Delivery.objects.of(workspace)] == [1, 1]
    assert len(account.taken) == 2


@pytest.mark.parametrize(
    ("to", "more", "words"),
    [("oStranger", {}, "43004 require subscribe"), ("oFollower", {"secret": "wr0ng"}, "40125 invalid appsecret")],
)
def test_a_refusal_inside_a_200_is_told_and_no_secret_is(
    workspace: Workspace, loopback: None, to: str, more: dict[str, str], words: str
):
    states, said, _ = sent(workspace, Account(), WeChat(to, "好", VALUES, "p:1"), **more)
    assert states == ["failed"]
    assert words in said[0]
    assert "wr0ng" not in said[0]


@pytest.mark.parametrize("code", [45009, -1])
def test_what_passes_is_tried_again(workspace: Workspace, loopback: None, code: int):
    states, _, _ = sent(workspace, lambda heard: _said(code, "later"), MESSAGE)
    assert states == ["waiting"]


def test_without_an_account_a_message_waits(workspace: Workspace):
    send_wechat(workspace, MESSAGE)
    deliver_due()
    assert Delivery.objects.of(workspace).get().state == "waiting"


def test_a_test_goes_to_ones_own_openid(workspace: Workspace, loopback: None):
    account = Account()
    with answering(account) as server:
        way = keep(workspace, "wechat", "WeChat", {**SETTINGS, "address": server.address})
        assert tried(way, "me@x.cn", "https://cx.example/").worked
    assert account.taken[0]["touser"] == "oMine"
    way.settings["own_openid"] = ""
    assert not tried(way, "me@x.cn", "https://cx.example/").worked


@pytest.mark.parametrize(("field", "wrong"), [("appid", "1234"), ("data", "{"), ("data", '{"thing1": 1}')])
def test_settings_that_cannot_work_are_refused_at_their_field(workspace: Workspace, field: str, wrong: str):
    given = {"name": "WeChat", **SETTINGS, "address": "https://api.weixin.qq.com/"}
    form = form_of_kind(KINDS["wechat"])({**given, field: wrong}, workspace="acme")
    assert list(form.errors) == [field]
