"""Wording, length and what is not translated."""

from __future__ import annotations

from typing import Any

import pytest

from auricle.questionnaire import completion, read, remarks, seconds, untranslated

ENDS = {"minRateDescription": "Bad", "maxRateDescription": "Good"}


def kinds(title: Any, **more: Any) -> list[str]:
    asked = read({"elements": [{"type": "rating", "name": "q", "title": title, **ENDS, **more}]})
    return [remark.kind for remark in remarks(asked)]


@pytest.mark.parametrize(
    "title, kind",
    [
        ("How satisfied are you with the price and the quality?", "double"),
        ("How fast and friendly was our staff?", "double"),
        ("Don't you agree that our service is good?", "leading"),
        ("How do you rate our award-winning service?", "leading"),
        ("How difficult was it to reach us?", "reversed"),
        ("How would you rate this touchpoint?", "jargon"),
        ("Was it never not open?", "negative"),
        ("Please say " + "how it was " * 15, "long"),
        ("您对价格和质量有多满意？", "double"),
        ("您是否也认为我们优质的服务很好？", "leading"),
        ("联系我们有多困难？", "reversed"),
        ("您如何评价这个触点？", "jargon"),
    ],
)
def test_a_question_that_could_be_said_better_is_remarked_on(title: str, kind: str) -> None:
    assert kind in kinds(title)


@pytest.mark.parametrize(
    "title",
    [
        "How likely is it that you would recommend us to a friend or colleague?",
        "Would you recommend us to friends and family?",
        "Overall, how satisfied are you with your purchase?",
        "您有多大可能把我们推荐给朋友或同事？",
        "总体而言，您对本次购买有多满意？",
        "您会把我们的产品和服务推荐给朋友和家人吗？",
    ],
)
def test_a_plain_question_is_left_alone(title: str) -> None:
    assert kinds(title) == []


def test_a_scale_of_numbers_needs_words_at_its_ends_and_stars_do_not() -> None:
    assert kinds("How was it?", minRateDescription="") == ["unlabelled"]
    assert kinds("How was it?", minRateDescription="", maxRateDescription="", rateType="stars") == []


def test_what_is_marked_as_reversed_is_not_remarked_on() -> None:
    assert kinds("How difficult was it to reach us?", auricleReversed=True) == []


def test_words_that_are_missing_in_a_language_are_named() -> None:
    asked = read(
        {
            "title": {"default": "Visit", "zh-cn": "到访"},
            "elements": [
                {"type": "rating", "name": "q", "title": "How was it?", "rateMax": 3},
                {
                    "type": "radiogroup",
                    "name": "c",
                    "title": {"default": "Who?", "zh-cn": "谁？"},
                    "choices": [1, "Ann"],
                },
            ],
        }
    )
    assert untranslated(asked, "zh-Hans") == (("q", "How was it?"),)
    assert untranslated(asked, "en") == ()
    assert [(r.kind, r.question, r.language) for r in remarks(asked) if r.kind == "untranslated"] == [
        ("untranslated", "q", "zh-hans")
    ]


def test_more_and_longer_questions_take_longer_and_lose_more() -> None:
    one = {"type": "rating", "name": "q", "title": "How was it?"}
    short = read({"elements": [one]})
    assert seconds(short) == pytest.approx(3 * 60 / 238 + 2.5 + 2.0)
    long = read({"pages": [{"elements": [{**one, "name": f"q{i}"}]} for i in range(30)]})
    assert seconds(long) == pytest.approx(30 * seconds(short))
    assert completion(long).lost == pytest.approx(30 * 0.0017), "30 pages say more than 30 items"
    assert completion(short).lost == pytest.approx(0.0017)
    matrix = {"type": "matrix", "name": "m", "columns": [1, 2], "rows": [f"r{n}" for n in range(22)]}
    assert completion(read({"elements": [matrix]})).lost == pytest.approx(22 * 0.0007), "each row is an item"


def test_a_chinese_question_takes_its_reading_time_too() -> None:
    asked = read(
        {"elements": [{"type": "rating", "name": "q", "title": {"default": "Ok?", "zh-cn": "您觉得怎么样？"}}]}
    )
    assert seconds(asked, "zh-hans") == pytest.approx(6 / (260 * 1.6 / 60) + 2.5 + 2.0)


def test_a_condition_that_speaks_of_a_question_that_is_not_there_is_remarked_on() -> None:
    asked = {"type": "text", "title": "Why?"}
    elements = [
        {**asked, "name": "a", "visibleIf": "{gone} <= 6 or {b.row} = 1 or {B-Comment} notempty or {sum} > {set[0].x}"},
        {"type": "matrix", "name": "b", "title": "How?", "rows": ["row"], "columns": [1, 2]},
    ]
    document = {
        "pages": [{"visibleIf": "{lost} = 1", "elements": elements}],
        "calculatedValues": [{"name": "sum", "expression": "1"}],
        "triggers": [{"type": "setvalue", "expression": "{a} = 1", "setToName": "set", "setValue": 1}],
    }
    found = [(each.question, each.text) for each in remarks(read(document)) if each.kind == "unknown"]
    assert found == [
        ("a", "It hangs on {lost}, which nothing here answers."),
        ("a", "It hangs on {gone}, which nothing here answers."),
    ]
