"""Templates can be published as they are, in three languages, and ask well."""

from __future__ import annotations

import re

import pytest

from auricle.questionnaire import Template, course, read, remarks, template, templates, untranslated
from auricle.questionnaire.templates import UnknownTemplate

EACH = pytest.mark.parametrize("each", templates(), ids=lambda each: each.name)


def test_there_are_ten_and_each_names_its_source() -> None:
    assert [each.name for each in templates()] == [
        "relationship_nps",
        "after_purchase",
        "after_delivery",
        "support_effort",
        "onboarding",
        "exit",
        "return",
        "servqual",
        "heart_happiness",
        "employee_pulse",
    ]
    assert all(re.search("[(（]|SCOR", text) for each in templates() for text in each.source.values())


@EACH
def test_a_template_can_be_published_and_is_there_in_three_languages(each: Template) -> None:
    asked = read(each.copy())
    assert asked.hindrances == ()
    assert asked.languages == ("en", "zh-cn", "zh-tw")
    assert untranslated(asked, "zh-hans") == untranslated(asked, "zh-hant") == ()
    assert each.title.keys() == each.about.keys() == each.source.keys() == {"en", "zh-hans", "zh-hant"}


@EACH
def test_a_template_gives_no_cause_for_remarks(each: Template) -> None:
    assert remarks(read(each.copy())) == ()


@EACH
def test_a_template_begins_without_questions_that_wait_for_an_answer(each: Template) -> None:
    asked = read(each.copy())
    first = [shown.question for shown in course(asked, {}).pages[0].questions]
    assert first
    assert all(question.conditions.visible_if is None for question in first)


def test_servqual_has_its_22_items_on_five_dimensions_twice_from_1_to_7() -> None:
    asked = read(template("servqual").copy())
    assert [len(q.rows) for q in asked.questions] == [4, 5, 4, 4, 5] * 2
    assert {(q.kind, q.scale) for q in asked.questions} == {("rating", "1-7")}
    assert [r.code for q in asked.questions[:5] for r in q.rows] == [f"item{i}" for i in range(1, 23)]


def test_recommending_and_effort_are_asked_on_the_scales_of_their_sources() -> None:
    asked = [q for name in ("relationship_nps", "support_effort") for q in read(template(name).copy()).questions]
    assert [(q.kind, q.scale) for q in asked if q.scale] == [("nps", "0-10"), ("ces", "1-7")]


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UnknownTemplate, match="relationship_nps"):
        template("nothing")
