"""Inside a page of the company's: who is asked, what is shown, and that answers go the way of all others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.collector.appearing import appearances
from auricle.web.contacting.models import Contact
from auricle.web.contacting.public import opt_out
from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions
from auricle.web.surveys.appearing import tell
from auricle.web.surveys.models import Appearance, Survey

from .asking import DOCUMENT, drained, rows
from .test_answering import published

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    made = published(workspace, owner)
    Appearance.objects.create(workspace=workspace, survey=made)
    return made


def post(survey: Survey, **said: Any) -> tuple[int, dict[str, Any]]:
    answer = Client().post(f"/s/{survey.public}/in-page.json", said, HTTP_ORIGIN="https://shop.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.status_code, json.loads(answer.content or b"{}")


def begin(survey: Survey, **said: Any) -> tuple[int, dict[str, Any]]:
    return post(survey, do="begin", **said)


def test_answers_of_a_page_are_stored_once_with_who_gave_them_and_that_they_were_asked(
    survey: Survey, own_home: Path
) -> None:
    status, first = begin(survey, unasked="yes", customer="C-1", visitor=VISITOR)
    assert (status, first["kind"], first["screen"]["fields"][0]["kind"]) == (200, "step", "steps")
    _, second = post(survey, **first["carried"], **{"q:recommend": "3"})
    assert second["screen"]["fields"][1]["title"] == "Why 3?"
    for _ in range(2):
        _, last = post(survey, **second["carried"], **{"q:why": "Too late"})
        assert (last["kind"], last["heading"]) == ("done", "Thank you. Your answers have arrived.")
    drained(own_home)
    [feedback] = rows("acme", "feedback")
    assert (feedback["customer"], feedback["channel"], feedback["survey"]) == ("C-1", "web", survey.public)
    [contact] = Contact.objects.of(survey.workspace)
    assert (contact.approached, contact.customer, contact.survey) == (True, "C-1", survey.public)
    assert contact.exposure


def test_a_screen_says_what_is_wrong_as_the_page_does(survey: Survey) -> None:
    _, first = begin(survey)
    status, again = post(survey, **first["carried"])
    assert (status, again["screen"]["fields"][0]["error"]) == (422, "Please answer this question.")


def test_words_are_in_the_language_of_the_page(survey: Survey) -> None:
    _, said = begin(survey, language="zh-CN")
    assert (said["screen"]["fields"][0]["title"], said["words"]["send"]) == ("您会推荐我们吗？", "提交")


def test_nobody_is_asked_unasked_against_the_rules_of_contacting(survey: Survey, workspace: Workspace) -> None:
    opt_out(workspace, "C-9")
    assert begin(survey, unasked="yes", customer="C-9")[0] == 204
    assert begin(survey, unasked="yes", visitor=VISITOR)[0] == 200
    assert begin(survey, unasked="yes", visitor=VISITOR)[0] == 204
    assert begin(survey, unasked="yes")[0] == 204
    assert begin(survey, unasked="yes", visitor="guessed")[0] == 204
    Appearance.objects.of(workspace).update(is_on=False)
    assert begin(survey, unasked="yes", visitor=OTHER)[0] == 204


def test_who_begins_themselves_is_kept_by_no_rule(survey: Survey, workspace: Workspace) -> None:
    opt_out(workspace, "C-9")
    assert begin(survey, customer="C-9")[0] == 200
    assert not Contact.objects.of(workspace).filter(approached=True).exists()


def test_only_the_segment_that_is_meant_is_asked(survey: Survey, workspace: Workspace, own_home: Path) -> None:
    Appearance.objects.of(workspace).update(segment="gold")
    assert begin(survey, unasked="yes", visitor=VISITOR)[0] == 204
    assert begin(survey, unasked="yes", customer="C'1")[0] == 204
    import pyarrow as pa

    from auricle.model.entities import CUSTOMERS
    from auricle.web.platform.public import facts_of

    gold = pa.Table.from_pylist([{"customer": "C'1", "segment": "gold"}], schema=CUSTOMERS.schema)
    facts_of("acme").add({"customers": gold})
    assert begin(survey, unasked="yes", customer="C'1")[0] == 200


def test_a_token_that_was_written_by_somebody_else_names_nobody(survey: Survey, own_home: Path) -> None:
    _, first = begin(survey, customer="C-1")
    carried = {**first["carried"], "whom": first["carried"]["whom"][:-2] + "xx"}
    post(survey, **carried, **{"q:recommend": "9"})
    drained(own_home)
    assert [row["customer"] for row in rows("acme", "interactions")] == [None]


def test_a_token_is_good_for_one_response(survey: Survey, own_home: Path) -> None:
    _, first = begin(survey, customer="C-1")
    for score in ("9", "1"):
        carried = {**first["carried"], "response": "f" * 32}
        _, second = post(survey, **carried, **{"q:recommend": score})
        post(survey, **second["carried"])
        drained(own_home)
    assert [row["score"] for row in rows("acme", "answers")] == [9.0]


def test_an_anonymous_survey_carries_nobody(workspace: Workspace, owner: User, own_home: Path) -> None:
    survey = published(workspace, owner, is_anonymous=True)
    Appearance.objects.create(workspace=workspace, survey=survey)
    _, first = begin(survey, unasked="yes", customer="C-1")
    _, second = post(survey, **first["carried"], **{"q:recommend": "9"})
    post(survey, **second["carried"])
    drained(own_home)
    assert [row["customer"] for row in rows("acme", "feedback")] == [None]


def test_what_appears_is_told_to_the_collector_and_no_longer_when_it_is_closed(
    survey: Survey, workspace: Workspace, own_home: Path
) -> None:
    Appearance.objects.of(workspace).update(look="button", pages="/orders/*\n\n/help")
    tell(workspace, "https://ask.example/")
    found = appearances(own_home / "workspaces" / "acme")
    assert found.at == "https://ask.example"
    assert [(each.survey, each.pages) for each in found.shown] == [(survey.public, ("/orders/*", "/help"))]
    assert found.shown[0].label["zh-hans"] == "意见反馈"
    actions.set_open(survey, False)
    tell(workspace, "https://ask.example/")
    assert appearances(own_home / "workspaces" / "acme").shown == ()


def test_there_is_nothing_at_a_guessed_address(survey: Survey) -> None:
    assert Client().post("/s/none/in-page.json", {"do": "begin"}).status_code == 404


def test_a_survey_that_was_never_published_is_not_told(workspace: Workspace, owner: User, own_home: Path) -> None:
    draft = actions.make_survey(workspace, owner, "Draft", DOCUMENT)
    Appearance.objects.create(workspace=workspace, survey=draft)
    tell(workspace, "https://ask.example/")
    assert appearances(own_home / "workspaces" / "acme").shown == ()
