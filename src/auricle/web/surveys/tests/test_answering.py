"""Answering: without a script, in one's language, once with a link; what comes back is in the store once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from auricle.collector import public as collector
from auricle.questionnaire import template
from auricle.web.contacting.public import Approach, approach
from auricle.web.contacting.rounds import export_of
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.surveys import actions, public
from auricle.web.surveys.models import Link, Place, Survey, SurveyVersion, VersionIsFinal

from .asking import DOCUMENT, TOMORROW, Respondent, drained, rows

pytestmark = pytest.mark.django_db(transaction=True)
SOON = timedelta(days=7)


def published(workspace: Workspace, owner: User, **more: Any) -> Survey:
    survey = actions.make_survey(workspace, owner, "After delivery", DOCUMENT, **more)
    actions.publish(survey, owner)
    return survey


@pytest.fixture
def survey(workspace: Workspace, owner: User, own_home: Path) -> Survey:
    return published(workspace, owner, touchpoint="delivery")


@pytest.fixture
def anyone(survey: Survey) -> Respondent:
    return Respondent(Client(), f"/s/{survey.public}/")


def test_what_was_answered_is_in_the_store_as_feedback_and_answers(
    anyone: Respondent, survey: Survey, own_home: Path
) -> None:
    anyone.look().send(recommend="3")
    assert "Why 3?" in anyone.page
    anyone.send(liked=["price", "other"], comment_liked="the smile", why="Too late")
    assert "Your answers have arrived" in anyone.page
    drained(own_home)
    [feedback] = rows("acme", "feedback")
    assert (feedback["survey"], feedback["touchpoint"], feedback["channel"]) == (survey.public, "delivery", "link")
    assert feedback["properties"]["complete"] is True
    said = {(row["question"], row["choice"], row["score"], row["text"]) for row in rows("acme", "answers")}
    assert said == {
        ("recommend", None, 3.0, None), ("liked", "price", None, None), ("liked", "other", None, None),
        ("liked.comment", None, None, "the smile"), ("why", None, None, "Too late"),
    }  # fmt: skip
    [interaction] = rows("acme", "interactions")
    assert (interaction["activity"], interaction["outcome"]) == ("survey", "answered")
    assert facts_of("acme").measure("nps").total.n in (None, 1)
    [counts] = collector.counts(own_home, "acme")
    assert (counts.received, counts.stored, counts.is_whole) == (2, 2, True)


def test_a_get_never_answers(anyone: Respondent, own_home: Path) -> None:
    for query in ("", "?q:recommend=3&do=next", "?language=zh-hans"):
        assert anyone.look(query).status == 200
    drained(own_home)
    assert rows("acme", "interactions") == []


def test_what_must_be_answered_is_said_beside_the_question_and_above(anyone: Respondent, own_home: Path) -> None:
    anyone.look().send()
    assert anyone.status == 422
    [link] = re.findall(r'<a href="#(q\d+)">', anyone.page)
    assert re.search(rf'<fieldset id="{link}"[^>]*aria-invalid="true"[^>]*aria-describedby="{link}-wrong"', anyone.page)
    drained(own_home)
    assert rows("acme", "interactions") == []


def test_a_step_that_comes_again_or_late_changes_nothing(anyone: Respondent, own_home: Path) -> None:
    first = dict(anyone.look().carried())
    anyone.send(recommend="9")
    second = dict(anyone.carried())
    for _ in range(2):
        anyone.client.post(anyone.path, {**second, "do": "next", "q:liked": "speed"})
    anyone.client.post(anyone.path, {**first, "do": "next", "q:recommend": "0"})
    drained(own_home)
    anyone.client.post(anyone.path, {**second, "do": "next", "q:liked": "price"})
    drained(own_home)
    assert len(rows("acme", "feedback")) == 1
    said = {(row["question"], row["choice"], row["score"]) for row in rows("acme", "answers")}
    assert said == {("recommend", None, 9.0), ("liked", "speed", None)}


def test_what_was_left_counts_as_left_and_after_a_day_as_given(anyone: Respondent, own_home: Path) -> None:
    anyone.look().send(recommend="10")
    drained(own_home)
    [left] = rows("acme", "interactions")
    assert (left["outcome"], left["properties"]["page"]) == ("left", "page2")
    assert rows("acme", "feedback") == []
    drained(own_home, now=TOMORROW)
    [feedback] = rows("acme", "feedback")
    assert (feedback["properties"]["complete"], feedback["properties"]["left_at"]) == (False, "page2")
    assert [row["score"] for row in rows("acme", "answers")] == [10.0]
    anyone.send(liked="price")
    drained(own_home)
    [feedback] = rows("acme", "feedback")
    assert feedback["properties"]["complete"] is True
    assert len(rows("acme", "answers")) == 2


def test_a_link_is_for_one_person_and_one_answer_and_goes_on_where_it_was_left(
    survey: Survey, workspace: Workspace, own_home: Path
) -> None:
    invited = public.invite(workspace, survey.public, "C-1", timezone.now() + SOON, channel="email", order="O-7")
    person = Respondent(Client(), invited.path).look()
    person.send(recommend="7")
    drained(own_home)
    elsewhere = Respondent(Client(), invited.path).look()
    assert "What did you like?" in elsewhere.page
    elsewhere.send(liked="speed")
    assert elsewhere.status == 200
    used = Respondent(Client(), invited.path).look()
    assert (used.status, "it has been used" in used.page, "run out" in used.page) == (410, True, False)
    drained(own_home)
    [feedback] = rows("acme", "feedback")
    assert (feedback["customer"], feedback["channel"], feedback["order"]) == ("C-1", "email", "O-7")
    assert invited.token not in str(feedback)


def test_a_guessed_a_closed_and_an_old_link_open_nothing(survey: Survey, workspace: Workspace, own_home: Path) -> None:
    closed = public.invite(workspace, survey.public, "C-1", timezone.now() + SOON)
    assert public.close_invitation(workspace, closed.exposure)
    old = public.invite(workspace, survey.public, "C-1", timezone.now() - SOON)
    for path, status in ((closed.path, 410), (old.path, 410), ("/a/0123456789abcdef/", 404), ("/s/none/", 404)):
        assert Client().get(path).status_code == status
        assert Client().post(path, {"do": "next", "q:recommend": "0"}).status_code == status
    assert "This link has run out" in Respondent(Client(), old.path).look().page, "nobody is thanked for nothing"
    drained(own_home)
    assert rows("acme", "feedback") == []


def test_an_answer_converts_the_invitation(survey: Survey, workspace: Workspace, own_home: Path) -> None:
    invited = public.invite(workspace, survey.public, "C-1", timezone.now() + SOON)
    import pyarrow as pa

    from auricle.model.entities import EXPOSURES

    asked = {"exposure": invited.exposure, "at": timezone.now(), "kind": "invitation", "survey": survey.public}
    facts_of("acme").add({"exposures": pa.Table.from_pylist([asked], schema=EXPOSURES.schema)})
    Respondent(Client(), invited.path).look().send(recommend="7").send()
    drained(own_home)
    assert facts_of("acme").measure("response_rate").total.value == 1.0


def test_who_answers_before_it_is_stored_that_they_were_asked_counts_as_asked_and_once(
    survey: Survey, workspace: Workspace, own_home: Path
) -> None:
    """As when the ledger has many others to store first."""
    wanted = Approach("C-1", "ann@example.com", "email", "survey", "after delivery", survey=survey.public)
    invited = public.invite(workspace, survey.public, "C-1", timezone.now() + SOON, channel="email")
    approach(workspace, wanted, lambda _: invited.exposure)
    Respondent(Client(), invited.path).look().send(recommend="7").send()
    drained(own_home)
    export_of(workspace)
    [asked] = rows("acme", "exposures")
    assert (asked["customer"], asked["kind"], asked["channel"], asked["converted"]) == (
        "C-1", "invitation", "email", True,
    )  # fmt: skip


def test_an_anonymous_survey_keeps_nobody_no_link_and_no_time_finer_than_the_day(
    workspace: Workspace, owner: User, own_home: Path
) -> None:
    survey = published(workspace, owner, is_anonymous=True)
    invited = public.invite(workspace, survey.public, "C-1", timezone.now() + SOON)
    assert (invited.path, invited.token, invited.exposure) == (f"/s/{survey.public}/", "", "")
    Respondent(Client(), invited.path).look().send(recommend="7").send()
    drained(own_home)
    [feedback] = rows("acme", "feedback")
    assert (feedback["customer"], feedback["known_as"]) == (None, None)
    assert (feedback["at"].hour, feedback["at"].minute, feedback["at"].microsecond) == (0, 0, 0)
    [interaction] = rows("acme", "interactions")
    assert interaction["customer"] is None
    assert interaction["at"].hour == 0


def test_nothing_kept_of_an_anonymous_response_says_when_it_came_among_the_others(
    workspace: Workspace, owner: User, own_home: Path
) -> None:
    """A place in the journal would: those before and after it have times. How long it took says nothing of it."""
    anonymous = published(workspace, owner, is_anonymous=True)
    for earlier in range(2):
        for _ in range(earlier * 3):
            Respondent(Client(), f"/s/{published(workspace, owner).public}/").look().send(recommend="1")
        Respondent(Client(), f"/s/{anonymous.public}/").look().send(recommend="7").send()
        drained(own_home)
    first, second = (
        {**row, "feedback": "", "properties": {**row["properties"], "digest": "", "duration_seconds": 0}}
        for row in rows("acme", "feedback")
        if row["survey"] == anonymous.public
    )
    assert first == second


def test_a_page_speaks_the_language_of_who_reads_it_and_changes_it_without_losing_a_word(anyone: Respondent) -> None:
    assert 'lang="zh-hans"' in anyone.look(HTTP_ACCEPT_LANGUAGE="zh-CN").page
    assert "您会推荐我们吗？" in anyone.page
    anyone.send("language en", recommend="4")
    assert "Would you recommend us?" in anyone.page
    assert re.search(r'value="4" checked', anyone.page)


def test_the_enter_key_goes_on(anyone: Respondent) -> None:
    """A browser presses the first button of the form, wherever it stands in the page."""
    buttons = re.findall(r"<button\b[^>]*>", anyone.look().page)
    assert 'value="next"' in buttons[0]
    assert len([each for each in buttons if 'value="language' in each]) == 3


def test_a_scale_that_has_words_at_its_ends_stands_in_one_line_and_is_read_out_whole(
    workspace: Workspace, owner: User, own_home: Path
) -> None:
    survey = actions.make_survey(workspace, owner, "Service", template("servqual").document)
    actions.publish(survey, owner)
    person = Respondent(Client(), f"/s/{survey.public}/").look()
    page = person.page
    assert page.count('<div class="steps">') == 22
    assert 'class="steps wide"' not in page
    assert page.count('aria-label="7 Strongly agree"') == 22
    assert page.count("<span>1 Strongly disagree</span><span>7 Strongly agree</span>") == 5
    person.send(**dict.fromkeys(set(re.findall(r'name="q:(expected_\w+:item\d+)"', page)), "7"))
    assert "What you met" in person.page
    chinese = Respondent(Client(), person.path).look("?language=zh-hant").page
    assert max(len(each.encode()) for each in (page, person.page, chinese)) < 30_000


def test_one_can_go_back_and_find_what_one_said(anyone: Respondent) -> None:
    anyone.look().send(recommend="8").send("back", liked="speed")
    assert re.search(r'value="8" checked', anyone.page)
    assert re.search(r'value="speed" checked', anyone.send(recommend="8").page)


def test_an_answer_that_leads_back_does_so_once(workspace: Workspace, owner: User, own_home: Path) -> None:
    back = {"type": "skip", "expression": "{why} = 'again'", "gotoName": "recommend"}
    survey = actions.make_survey(workspace, owner, "Once more", {**DOCUMENT, "triggers": [back]})
    actions.publish(survey, owner)
    anyone = Respondent(Client(), f"/s/{survey.public}/").look().send(recommend="3").send(why="again")
    assert re.search(r'value="3" checked', anyone.page)
    assert "again</textarea>" in anyone.send(recommend="3").page
    assert "Your answers have arrived" in anyone.send(why="again").page


def test_a_page_is_one_request_under_30_kb_with_a_policy_that_allows_nothing_else(anyone: Respondent) -> None:
    anyone.look()
    assert len(anyone.page.encode()) < 30_000
    assert not re.search(r'(src|href)="(?!data:|#)', anyone.page)
    assert "default-src 'none'" in anyone.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in anyone.headers


def test_a_closed_survey_takes_nothing(anyone: Respondent, survey: Survey, own_home: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("auricle.web.surveys.answering.asked.FRESH_SECONDS", -1)
    anyone.look()
    actions.set_open(survey, False)
    assert anyone.send(recommend="1").status == 410
    drained(own_home)
    assert rows("acme", "interactions") == []


def test_a_robot_that_fills_what_nobody_sees_goes_to_quarantine(anyone: Respondent, own_home: Path) -> None:
    anyone.look().send(recommend="1").send(website="http://spam.example")
    drained(own_home)
    assert [row["reason"] for row in rows("acme", "quarantine")] == ["robot"]
    assert rows("acme", "feedback") == []


def test_who_answers_at_a_place_says_the_unit(survey: Survey, workspace: Workspace, own_home: Path) -> None:
    place = Place.objects.create(workspace=workspace, survey=survey, unit="north", kind=Place.Kind.KIOSK)
    person = Respondent(Client(), f"/s/{survey.public}/{place.public}/").look()
    assert 'data-restart="60"' in person.page
    person.send(recommend="2").send()
    assert 'http-equiv="refresh"' in person.page
    drained(own_home)
    assert [(row["unit"], row["channel"]) for row in rows("acme", "feedback")] == [("north", "kiosk")]


def test_an_answer_stays_tied_to_the_version_it_was_given_to(
    anyone: Respondent, survey: Survey, owner: User, own_home: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("auricle.web.surveys.answering.asked.FRESH_SECONDS", -1)
    anyone.look()
    survey.draft["pages"][1]["elements"] = [{"type": "text", "name": "new"}]
    actions.publish(survey, owner)
    assert "What did you like?" in anyone.send(recommend="9").page
    anyone.send(liked="price")
    drained(own_home)
    assert [row["properties"]["version"] for row in rows("acme", "feedback")] == [1]


def test_a_published_version_is_changed_by_nobody_not_even_in_the_database(survey: Survey) -> None:
    version = SurveyVersion.objects.of(survey.workspace).get()
    with pytest.raises(VersionIsFinal):
        version.save()
    with pytest.raises(VersionIsFinal):
        SurveyVersion.objects.of(survey.workspace).update(number=7)
    with pytest.raises(Exception, match="never changes"), connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_surveyversion SET document = '{}'")


def test_of_an_erased_customer_no_link_no_answer_and_nothing_unfinished_is_left(
    survey: Survey, workspace: Workspace, owner: User, signed_in: Callable[[User], Client], own_home: Path
) -> None:
    who = "Zq-unheard-of-23"
    erasing = reverse("customers:erase", kwargs={"workspace": "acme", "customer": who})
    ended, left = (public.invite(workspace, survey.public, who, timezone.now() + SOON) for _ in range(2))
    Respondent(Client(), ended.path).look().send(recommend="3").send(why="Too late")
    Respondent(Client(), left.path).look().send(recommend="7")
    drained(own_home)
    assert [row["customer"] for row in rows("acme", "feedback")] == [who]
    assert signed_in(owner).post(erasing, {"typed": who}).status_code == 302
    assert not Link.objects.of(workspace).exists()
    assert {Client().get(each.path).status_code for each in (ended, left)} == {404}
    drained(own_home, now=TOMORROW)
    assert rows("acme", "feedback") == rows("acme", "answers") == rows("acme", "interactions") == []
    assert [path for path in own_home.rglob("*") if path.is_file() and who.encode() in path.read_bytes()] == []


def test_what_must_be_answered_is_said_in_the_brackets_of_the_language(anyone: Respondent) -> None:
    said = {code: anyone.look(f"?language={code}").page for code in ("en", "zh-hans", "zh-hant")}
    assert ">(required)<" in said["en"]
    assert [">（必填）<" in said[code] for code in ("zh-hans", "zh-hant")] == [True, True]
