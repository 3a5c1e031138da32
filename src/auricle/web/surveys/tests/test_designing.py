"""The editor: begun from every template, changed question by question, hostile words shown as words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.questionnaire import read, templates
from auricle.web.platform.models import User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.surveys import actions
from auricle.web.surveys.editing import elements
from auricle.web.surveys.models import Survey
from auricle.web.surveys.templatetags.surveys import language_name
from auricle.web.surveys.tests.asking import DOCUMENT

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


@pytest.fixture
def survey(workspace: Workspace, owner: User) -> Survey:
    return actions.make_survey(workspace, owner, "After delivery", DOCUMENT)


def names(survey: Survey) -> list[str]:
    survey.refresh_from_db()
    return [str(each["name"]) for _page, each in elements(survey.draft)]


def test_a_stranger_and_a_viewer_edit_nothing(
    survey: Survey, stranger: User, teammate: User, signed_in: SignedIn
) -> None:
    path = f"/w/acme/surveys/{survey.pk}/change/"
    assert signed_in(stranger).post(path, {"do": "remove", "name": "why"}).status_code == 404
    assert signed_in(teammate).post(path, {"do": "remove", "name": "why"}).status_code == 403
    assert names(survey) == ["recommend", "liked", "why"]


def test_a_template_that_promises_to_be_anonymous_is(workspace: Workspace, owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    for offer in templates():
        client.post("/w/acme/surveys/new/", {"name": offer.name, "template": offer.name})
    promised = {offer.name for offer in templates() if "anonymous" in offer.about["en"]}
    made = Survey.objects.of(workspace).filter(is_anonymous=True)
    assert set(made.values_list("name", flat=True)) == promised == {"employee_pulse"}


def test_every_template_begins_a_survey_that_can_be_published_as_it_is(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    for offer in templates():
        client.post("/w/acme/surveys/new/", {"name": offer.name, "template": offer.name})
        row = Survey.objects.across("a test").get(name=offer.name)
        assert client.post(f"/w/acme/surveys/{row.pk}/publish/").status_code == 302
        assert row.versions.of(row.workspace).count() == 1, offer.name


def test_a_file_of_another_tool_is_taken_or_refused_with_the_reason(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    good = SimpleUploadedFile("mine.json", json.dumps(DOCUMENT).encode())
    assert client.post("/w/acme/surveys/new/", {"name": "Mine", "file": good}).status_code == 302
    bad = client.post("/w/acme/surveys/new/", {"name": "Bad", "file": SimpleUploadedFile("x.qsf", b"<x>&y;</x>")})
    assert bad.status_code == 422
    assert 'class="wrong"' in bad.content.decode()


def test_questions_are_moved_across_pages_joined_and_removed(survey: Survey, owner: User, signed_in: SignedIn) -> None:
    client, path = signed_in(owner), f"/w/acme/surveys/{survey.pk}/change/"
    client.post(path, {"do": "up", "name": "liked"})
    client.post(path, {"do": "up", "name": "liked"})
    assert names(survey) == ["liked", "recommend", "why"]
    client.post(path, {"do": "break", "name": "why"})
    assert len(survey.draft["pages"]) == 2
    survey.refresh_from_db()
    assert len(survey.draft["pages"]) == 1
    client.post(path, {"do": "remove", "name": "liked"})
    client.post(path, {"do": "add", "kind": "csat"})
    assert names(survey) == ["recommend", "why", "csat"]


def test_a_survey_begun_in_chinese_is_written_in_chinese(owner: User, signed_in: SignedIn) -> None:
    owner.language = "zh-hans"
    owner.save()
    client = signed_in(owner)
    for template in ("blank", "relationship_nps"):
        client.post("/w/acme/surveys/new/", {"name": "客户", "template": template})
        row = Survey.objects.across("a test").latest("pk")
        assert (row.languages[0], read(row.draft).language) == ("zh-cn", "zh-cn")
        assert 'lang="zh-hans"' in client.get(f"/w/acme/surveys/{row.pk}/preview/").content.decode()
    assert read(row.draft).title.said == {
        "en": "How are we doing?", "default": "我们做得怎么样？", "zh-tw": "我們做得怎麼樣？"
    }  # fmt: skip
    assert "?language=zh-cn" in client.get(f"/w/acme/surveys/{row.pk}/").content.decode()


def test_another_first_language_keeps_all_words_and_one_that_is_left_out_is_offered_no_more(
    survey: Survey, owner: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(owner), f"/w/acme/surveys/{survey.pk}/settings/"
    sent = {"name": survey.name, "listening": survey.listening, "first": "zh-hans", "languages": ["zh-hans", "en"]}
    assert client.post(path, sent).status_code == 302
    survey.refresh_from_db()
    said = read(survey.draft)
    assert (said.language, said.languages) == ("zh-cn", ("zh-cn", "en"))
    assert said.title.said == {"en": "How was it?", "default": "体验如何？", "zh-tw": "體驗如何？"}
    assert said.questions[1].title.said == {"en": "What did you like?"}
    client.post(path, {**sent, "first": "en"})
    survey.refresh_from_db()
    assert read(survey.draft).questions[1].title.said == {"default": "What did you like?"}


def test_a_question_that_goes_with_no_other_is_listed_for_removal(
    workspace: Workspace, owner: User, signed_in: SignedIn
) -> None:
    asked = [{"type": "radiogroup", "name": name, "title": f"About {name}", "choices": [1, 2]} for name in "abc"]
    row = actions.make_survey(workspace, owner, "Three", {"pages": [{"name": "p1", "elements": asked}]})
    actions.publish(row, owner)
    given = [
        {
            "feedback": f"f{n}", "answer": f"f{n}{name}", "at": datetime(2026, 3, 1, tzinfo=UTC), "survey": row.public,
            "question": name, "kind": "choice", "choice": str(1 + (n // (2 if name == "c" else 1)) % 2),
        }
        for n in range(200)
        for name in "abc"
    ]  # fmt: skip
    said = [{"feedback": f"f{n}", "at": given[0]["at"], "survey": row.public, "kind": "survey"} for n in range(200)]
    facts_of("acme").add(batch({"feedback": said, "answers": given}))
    page = signed_in(owner).get(f"/w/acme/surveys/{row.pk}/").content.decode()
    assert "over 200 answers, no other question goes with it more than chance would make it: About c" in page
    assert page.count("Explains nothing") == 1, "a and b say the same"


def test_a_question_is_kept_in_all_languages_and_renamed_where_others_speak_of_it(
    survey: Survey, owner: User, signed_in: SignedIn
) -> None:
    sent = {
        "number": "1", "name": "nps", "isRequired": "yes", "auricleKind": "nps", "rateMin": "0", "rateMax": "10",
        "title:en": "Recommend?", "title:zh-cn": "推荐吗？", "title:zh-tw": "", "auricleDecision": "Who to call",
    }  # fmt: skip
    response = signed_in(owner).post(f"/w/acme/surveys/{survey.pk}/question/?name=recommend", sent)
    assert response.status_code == 302
    assert names(survey) == ["nps", "liked", "why"]
    first, _, third = (each for _page, each in elements(survey.draft))
    assert first["title"] == {"default": "Recommend?", "zh-cn": "推荐吗？"}
    assert (first["auricleDecision"], third["visibleIf"], third["title"]) == ("Who to call", "{nps} <= 6", "Why {nps}?")


def test_what_cannot_be_understood_is_said_beside_it_and_not_kept(
    survey: Survey, owner: User, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    sent = {"number": "1", "name": "why", "title:en": "Why?", "visibleIf": "{recommend} <="}
    page = client.post(f"/w/acme/surveys/{survey.pk}/question/?name=why", sent)
    assert page.status_code == 422
    assert "{recommend} &lt;=" in page.content.decode()
    late = client.post(f"/w/acme/surveys/{survey.pk}/question/?name=why", {**sent, "visibleIf": "", "number": "9"})
    assert late.status_code == 422
    assert "Somebody else changed the draft" in late.content.decode()


def test_hostile_words_are_words_on_every_page_that_shows_them(
    workspace: Workspace, owner: User, signed_in: SignedIn, own_home: Path
) -> None:
    choices = [{"value": HOSTILE, "text": HOSTILE}, "b"]
    document = {
        "title": HOSTILE, "description": HOSTILE, "completedHtml": HOSTILE,
        "pages": [{"name": HOSTILE, "title": HOSTILE, "elements": [
            {"type": "radiogroup", "name": "q", "title": HOSTILE, "description": HOSTILE, "choices": choices},
            {"type": "html", "name": "h", "html": HOSTILE},
            {"type": "rating", "name": "r", "title": "{q}", "minRateDescription": HOSTILE, "isRequired": True},
            {"type": "matrix", "name": "m", "title": HOSTILE, "rows": choices, "columns": choices},
        ]}],
    }  # fmt: skip
    row = actions.make_survey(
        workspace, owner, HOSTILE, document, brand_name=HOSTILE, touchpoint=HOSTILE, brand_colour=HOSTILE[:7]
    )
    actions.publish(row, owner)
    client = signed_in(owner)
    pages = [f"/w/acme/surveys/{row.pk}/{part}" for part in ("", "preview/", "settings/", "results/", "places/")]
    pages += [f"/w/acme/surveys/{row.pk}/question/?name={name}" for name in "qhrm"]
    for path in (*pages, "/w/acme/surveys/", f"/s/{row.public}/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page, path
        assert "<script>alert" not in page, path
    answered = client.post(f"/s/{row.public}/", {"do": "next", "asked": "0,2", "q:q": HOSTILE, "given": HOSTILE})
    assert answered.status_code == 422
    assert "<img src=x" not in answered.content.decode()


def test_a_survey_goes_out_as_surveyjs_and_comes_back_the_same(
    survey: Survey, owner: User, teammate: User, signed_in: SignedIn
) -> None:
    survey.draft = {**DOCUMENT, "unheardOf": {"kept": "配送"}}
    survey.save()
    path = f"/w/acme/surveys/{survey.pk}/survey.json"
    assert signed_in(teammate).get(path).status_code == 403
    client = signed_in(owner)
    assert path in client.get(f"/w/acme/surveys/{survey.pk}/").content.decode()
    answer = client.get(path)
    assert answer["Content-Disposition"] == f'attachment; filename="survey-{survey.public[:8]}.json"'
    client.post("/w/acme/surveys/new/", {"name": "Again", "file": SimpleUploadedFile("it.json", answer.content)})
    assert Survey.objects.across("a test").get(name="Again").draft == survey.draft


def begun(workspace: Workspace, owner: User, *asked: object, **more: object) -> Survey:
    return actions.make_survey(workspace, owner, "Begun", {"pages": [{"name": "p1", "elements": list(asked)}], **more})


class Form(HTMLParser):
    """What a browser would send of the form with ``data-careful`` as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.is_inside = False
        self.select = self.area = ""

    def put(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.is_inside |= tag == "form" and "data-careful" in said
        if not self.is_inside:
            return
        if tag == "input" and said.get("name") and (said.get("type") != "checkbox" or "checked" in said):
            self.put(said["name"], said.get("value", ""))
        elif tag == "select":
            self.select = said["name"]
        elif tag == "option" and (self.select not in self.sent or "selected" in said):
            self.sent[self.select] = [said.get("value", "")] if "value" in said else []
            self.area = "" if "value" in said else self.select
        elif tag == "textarea":
            self.area = said["name"]
            self.put(self.area, "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] = ["".join([*self.sent[self.area], data])]

    def handle_endtag(self, tag: str) -> None:
        self.is_inside &= tag != "form"
        self.area = "" if tag in ("textarea", "option") else self.area


def fields(page: str) -> dict[str, list[str]]:
    form = Form()
    form.feed(page)
    return form.sent


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "rating", "name": "q", "title": "Hard?", "auricleKind": "ces1", "auricleReversed": True},
        {"type": "rating", "name": "q", "rateCount": 4, "rateValues": [1, 2, {"value": 3, "text": "Three"}]},
        {"type": "checkbox", "name": "q", "choices": ["b", "a"], "choicesOrder": "asc", "minSelectedChoices": 1},
        {"type": "dropdown", "name": "q", "choices": [f"land{n}" for n in range(240)], "showOtherItem": True},
        {"type": "radiogroup", "name": "q", "choices": [1, 2], "choicesOrder": "random", "showNoneItem": True},
        {"type": "matrix", "name": "q", "rows": ["a"], "columns": [1], "rowOrder": "random", "eachRowRequired": True},
        {"type": "text", "name": "q", "inputType": "date", "min": "2026-01-01", "max": "2026-12-31"},
        {"type": "text", "name": "q", "inputType": "month", "min": "2026-01"},
        {"type": "text", "name": "q", "inputType": "number", "min": 0, "max": 9.5, "maxLength": 3},
        {"type": "boolean", "name": "q", "labelTrue": "Yes!", "valueTrue": "Y", "valueFalse": "N", "isRequired": True},
        {"type": "ranking", "name": "q", "choices": ["a", "b"], "choicesOrder": "desc"},
        {"type": "comment", "name": "q", "rows": 7, "validators": [{"type": "text", "minLength": 2}] * 12},
    ],
    ids=lambda asked: str(asked["type"]),
)
def test_a_question_that_is_kept_as_it_stands_stays_as_it_was(
    workspace: Workspace, owner: User, signed_in: SignedIn, asked: dict[str, object]
) -> None:
    survey, client = begun(workspace, owner, asked), signed_in(owner)
    path = f"/w/acme/surveys/{survey.pk}/question/?name=q"
    assert client.post(path, fields(client.get(path).content.decode())).status_code == 302
    survey.refresh_from_db()
    assert next(each for _page, each in elements(survey.draft)) == asked


def test_other_and_none_go_when_they_are_ticked_no_more_however_they_were_spelt(
    workspace: Workspace, owner: User, signed_in: SignedIn
) -> None:
    asked = {"type": "checkbox", "name": "q", "choices": ["a"], "hasOther": True, "hasNone": True}
    survey, client = begun(workspace, owner, asked), signed_in(owner)
    path = f"/w/acme/surveys/{survey.pk}/question/?name=q"
    sent = fields(client.get(path).content.decode())
    assert (sent.pop("showOtherItem"), sent.pop("showNoneItem")) == (["yes"], ["yes"])
    client.post(path, sent)
    survey.refresh_from_db()
    assert next(each for _page, each in elements(survey.draft)) == {"type": "checkbox", "name": "q", "choices": ["a"]}


def test_a_bound_of_a_date_is_a_date_and_what_is_wrong_stays_to_be_mended(
    workspace: Workspace, owner: User, signed_in: SignedIn
) -> None:
    survey, client = begun(workspace, owner, {"type": "text", "name": "q", "inputType": "date"}), signed_in(owner)
    path = f"/w/acme/surveys/{survey.pk}/question/?name=q"
    sent = fields(client.get(path).content.decode())
    page = client.post(path, {**sent, "min": "31.1.2026", "maxLength": "many"})
    assert page.status_code == 422
    said = page.content.decode()
    assert "Write it like this: 2026-01-31." in said
    again = fields(said)
    assert (again["min"], again["maxLength"]) == (["31.1.2026"], ["many"])
    assert client.post(path, {**again, "min": "2026-01-31", "maxLength": ""}).status_code == 302
    survey.refresh_from_db()
    assert next(each for _page, each in elements(survey.draft))["min"] == "2026-01-31"


def test_a_new_code_is_taken_up_by_skips_comments_and_options_of_others(
    workspace: Workspace, owner: User, signed_in: SignedIn
) -> None:
    survey = begun(
        workspace, owner, {"type": "checkbox", "name": "q", "choices": ["a"], "hasOther": True},
        {"type": "ranking", "name": "r", "title": "{q-Comment}, { q }, {q2}", "choicesFromQuestion": "q"},
        triggers=[{"type": "skip", "expression": "{r} notempty", "gotoName": "q"}],
    )  # fmt: skip
    client, path = signed_in(owner), f"/w/acme/surveys/{survey.pk}/question/?name=q"
    client.post(path, {**fields(client.get(path).content.decode()), "name": "liked"})
    survey.refresh_from_db()
    _first, ranked = (each for _page, each in elements(survey.draft))
    assert (ranked["title"], ranked["choicesFromQuestion"]) == ("{liked-Comment}, { liked }, {q2}", "liked")
    assert survey.draft["triggers"][0]["gotoName"] == "liked"


@pytest.mark.parametrize("codes", [["en", "ar", "sv", "ja"], ["sv", "en", "pt-br"], ["zh-cn", "zh-tw", "fa"]])
def test_settings_kept_as_they_stand_drop_no_language(
    workspace: Workspace, owner: User, signed_in: SignedIn, codes: list[str]
) -> None:
    title = {"default": "How was it?", **{code: f"in {code}" for code in codes[1:]}}
    asked = {"type": "comment", "name": "why", "title": title}
    own = {} if codes[0] == "en" else {"locale": codes[0], "auricleLanguage": codes[0]}
    survey, client = begun(workspace, owner, asked, title=title, **own), signed_in(owner)
    before, path = survey.draft, f"/w/acme/surveys/{survey.pk}/settings/"
    assert survey.languages == codes
    page = client.get(path).content.decode()
    assert client.post(path, fields(page)).status_code == 302
    survey.refresh_from_db()
    assert (survey.languages, survey.draft["pages"]) == (codes, before["pages"])
    assert survey.draft["title"] == title


def test_a_language_is_called_by_its_own_name_and_an_unknown_one_by_its_code() -> None:
    called = [language_name(code) for code in ("ar", "sv", "ja", "zh-cn", "pt-br", "tlh")]
    assert called == ["العربيّة", "svenska", "日本語", "简体中文", "Português Brasileiro", "tlh"]
