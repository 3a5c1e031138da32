"""What an answer must be like is held to by the server, and said in the respondent's language; the editor edits it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions

from .asking import Respondent, drained, rows

pytestmark = pytest.mark.django_db(transaction=True)


def said(english: str, chinese: str) -> dict[str, str]:
    return {"default": english, "zh-cn": chinese}


CHECKED: dict[str, tuple[dict[str, Any], str, str]] = {
    "age": (
        {"type": "numeric", "minValue": 18, "maxValue": 99, "text": said("From 18 to 99.", "请填写 18 到 99。")},
        "17", "18",
    ),
    "mail": ({"type": "email", "text": said("An address.", "请填写邮箱地址。")}, "me@", "me@shop.example"),
    "zip": (
        {"type": "regex", "regex": "^[0-9]{5}$", "text": said("Five digits.", "请填写五位数字。")}, "1234", "12345",
    ),
    "words": ({"type": "text", "minLength": 3, "text": said("Say more.", "请多写一点。")}, "ab", "abc"),
    "again": (
        {"type": "expression", "expression": "{again} = {zip}", "text": said("The same again.", "两次须一致。")},
        "54321", "12345",
    ),
}  # fmt: skip
TITLE = said("Something", "请填写")


@pytest.fixture
def path(workspace: Workspace, owner: User, own_home: Path) -> str:
    elements = [
        {"type": "text", "name": name, "title": TITLE, "validators": [check]} for name, (check, _, _) in CHECKED.items()
    ]
    survey = actions.make_survey(workspace, owner, "Checked", {"pages": [{"name": "p", "elements": elements}]})
    actions.publish(survey, owner)
    return f"/s/{survey.public}/"


@pytest.mark.parametrize(("language", "key"), [("en", "default"), ("zh-hans", "zh-cn")])
def test_what_does_not_hold_is_refused_with_the_authors_words(path: str, language: str, key: str) -> None:
    person = Respondent(Client(), path).look(f"?language={language}")
    person.send(**{name: wrong for name, (_, wrong, _) in CHECKED.items()})
    assert person.status == 422
    told = {re.sub(r"<[^>]*>", "", each).strip() for each in re.findall(r'class="wrong"[^>]*>(.*?)</p>', person.page)}
    assert told == {check["text"][key] for check, _, _ in CHECKED.values()}


def test_what_holds_is_kept(path: str, own_home: Path) -> None:
    person = Respondent(Client(), path).look()
    assert person.send(**{name: right for name, (_, _, right) in CHECKED.items()}).status == 200
    drained(own_home)
    assert {row["question"] for row in rows("acme", "answers")} == set(CHECKED)


def test_the_editor_adds_a_check_and_says_what_is_wrong_with_one(
    workspace: Workspace, owner: User, own_home: Path, signed_in: Callable[[User], Client]
) -> None:
    document = {"pages": [{"name": "p", "elements": [{"type": "text", "name": "zip", "title": TITLE}]}]}
    survey = actions.make_survey(workspace, owner, "New", document)
    client, address = signed_in(owner), f"/w/acme/surveys/{survey.pk}/question/?name=zip"
    check = {"check:0:kind": "regex", "check:0:rule": "^[0-9]{5}$", "check:0:en": "Five.", "check:0:zh-cn": "五位。"}
    common = {"number": survey.draft_number, "name": "zip", "title:en": "Zip", "title:zh-cn": "邮编"}
    assert client.post(address, {**common, **check, "check:0:rule": ""}).status_code == 422
    bounds = {"check:0:kind": "numeric", "check:0:low": "some"}
    assert client.post(address, {**common, **check, **bounds}).status_code == 422
    assert client.post(address, {**common, **check}).status_code == 302
    survey.refresh_from_db()
    [element] = survey.draft["pages"][0]["elements"]
    text = {"default": "Five.", "zh-cn": "五位。"}
    assert element["validators"] == [{"type": "regex", "text": text, "regex": "^[0-9]{5}$"}]
    assert "^[0-9]{5}$" in client.get(address).content.decode()
    client.post(address, {**common, "number": survey.draft_number, "check:0:kind": ""})
    survey.refresh_from_db()
    assert "validators" not in survey.draft["pages"][0]["elements"][0]


READ: dict[str, Any] = {
    "pages": [
        {
            "name": "p",
            "elements": [
                {"type": "text", "name": "spent", "inputType": "number", "title": TITLE},
                {"type": "ranking", "name": "order", "choices": ["price", "speed", "care"], "title": TITLE},
            ],
        }
    ]
}


@pytest.fixture
def reader(workspace: Workspace, owner: User, own_home: Path) -> Respondent:
    survey = actions.make_survey(workspace, owner, "Read", READ)
    actions.publish(survey, owner)
    return Respondent(Client(), f"/s/{survey.public}/").look()


@pytest.mark.parametrize("typed", ["thirty", "30 euros", "12,000", "十二", "nan", "1" * 400])
def test_what_is_no_number_is_not_thrown_away_but_asked_for_again(reader: Respondent, typed: str) -> None:
    assert reader.send(spent=typed).status == 422
    assert "Please write a number in digits, such as 12000 or 1.5." in reader.page
    assert f'value="{typed}"' in reader.page
    assert f'value="{typed}"' in reader.send("language zh-hans", spent=typed).page


@pytest.mark.parametrize(("typed", "score"), [("12000", 12000), ("1,5", 1.5), ("３０", 30), (" -2 ", -2)])
def test_numbers_are_read_as_people_write_them(reader: Respondent, own_home: Path, typed: str, score: float) -> None:
    assert reader.send(spent=typed).status == 200
    drained(own_home)
    [answer] = rows("acme", "answers")
    assert answer["score"] == score


def test_two_options_cannot_have_one_place(reader: Respondent, own_home: Path) -> None:
    places = {"order:price": "2", "order:speed": "2", "order:care": "9" * 5000}
    assert reader.send(**places).status == 422
    assert "Please give each place only once." in reader.page
    assert reader.page.count("selected>2<") == 2
    assert reader.send(**{**places, "order:price": "3", "order:care": "1"}).status == 200
    drained(own_home)
    order = sorted((row["score"], row["choice"]) for row in rows("acme", "answers"))
    assert order == [(1, "care"), (2, "speed"), (3, "price")]
