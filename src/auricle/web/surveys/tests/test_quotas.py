"""Quotas: enough is enough, for everybody at once and for nobody twice; edited beside one another in all languages."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from auricle.questionnaire import read
from auricle.web.platform.models import User, Workspace
from auricle.web.surveys import actions
from auricle.web.surveys.answering import asked, quotas
from auricle.web.surveys.models import QuotaPlace, Survey

from .asking import DOCUMENT, Respondent, drained, rows

pytestmark = pytest.mark.django_db(transaction=True)
CRITICS = {
    "name": "critics", "if": "{recommend} <= 6", "most": 1,
    "text": {"default": "We have heard enough critics.", "zh-cn": "批评意见已经足够。"},
}  # fmt: skip


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    made = actions.make_survey(workspace, owner, "With quotas", {**deepcopy(DOCUMENT), "auricleQuotas": [CRITICS]})
    actions.publish(made, owner)
    return made


def somebody(survey: Survey) -> Respondent:
    return Respondent(Client(), f"/s/{survey.public}/").look()


def test_who_comes_when_there_are_enough_is_told_so_in_their_language_and_not_counted(
    survey: Survey, own_home: Path
) -> None:
    first = somebody(survey).send(recommend="3")
    last_step = dict(first.carried())
    assert "Your answers have arrived" in first.send(why="Late").page
    assert "We have heard enough critics." in somebody(survey).send(recommend="2").page
    in_chinese = Respondent(Client(), first.path).look("?language=zh-hans").send(recommend="0")
    assert "批评意见已经足够。" in in_chinese.page
    assert "What did you like?" in somebody(survey).send(recommend="9").page
    again = first.client.post(first.path, {**last_step, "do": "next", "q:why": "Late"})
    assert "Your answers have arrived" in again.content.decode()
    drained(own_home)
    assert [row["score"] for row in rows("acme", "answers") if row["question"] == "recommend"] == [3.0]


def test_two_who_end_at_once_take_one_place(survey: Survey) -> None:
    found = asked.asked(survey.public)
    assert found is not None

    def end(response: str) -> bool:
        try:
            return quotas.taken(found, ["critics"], response)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        took = list(pool.map(end, [f"{n:032x}" for n in range(4)]))
    assert took.count(True) == QuotaPlace.objects.of(survey.workspace).count() == 1


def test_a_place_is_given_back_when_the_last_step_is_not_kept(survey: Survey, monkeypatch: Any) -> None:
    from auricle.collector.public import NotKept

    person = somebody(survey).send(recommend="3")

    class Full:
        async def keep(self, workspace: str, step: Any) -> None:
            raise NotKept("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(asked, "journal", Full)
        assert person.send(why="Late").status == 503
    assert not QuotaPlace.objects.of(survey.workspace).exists()
    assert person.send(why="Late").status == 200


def test_quotas_are_edited_and_what_cannot_be_understood_is_said(
    survey: Survey, owner: User, signed_in: Callable[[User], Client]
) -> None:
    client, path = signed_in(owner), f"/w/acme/surveys/{survey.pk}/quotas/"
    assert "We have heard enough critics." in client.get(path).content.decode()
    said = {
        "number": survey.draft_number, "0:name": "critics", "0:most": "20", "0:if": "{recommend} <= 6",
        "0:text:en": "Enough.", "0:text:zh-cn": "够了。", "1:name": "fans", "1:most": "5", "1:question": "recommend",
        "1:operator": ">=", "1:value": "9",
    }  # fmt: skip
    assert client.post(path, {**said, "1:most": "some"}).status_code == 422
    assert client.post(path, {**said, "0:if": "{recommend} <= ("}).status_code == 422
    assert client.post(path, said).status_code == 302
    survey.refresh_from_db()
    made = {quota.name: quota for quota in read(survey.draft).quotas}
    assert (made["critics"].most, made["critics"].text.in_("zh-hans", "en"), made["fans"].most) == (20, "够了。", 5)
    emptied = {"number": survey.draft_number, "0:name": "", "0:most": "", "1:name": "fans", "1:most": "5"}
    client.post(path, emptied)
    survey.refresh_from_db()
    assert [quota["name"] for quota in survey.draft["auricleQuotas"]] == ["fans"]
