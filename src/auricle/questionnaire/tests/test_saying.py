"""Rows of the store out of what was said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from auricle.model.entities import ANSWERS, FEEDBACK
from auricle.questionnaire import Response, read, said

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def rows(elements: list[dict[str, Any]], given: dict[str, Any]) -> list[dict[str, Any]]:
    asked = read({"elements": elements})
    return list(said(asked, given, Response("r1", AT, "visit", touchpoint="store")).answers)


def told(row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


SCORED = ("question", "kind", "score", "scale", "polarity")


def test_scores_keep_the_scale_they_were_asked_on_and_which_end_is_best() -> None:
    found = rows(
        [
            {"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10, "auricleKind": "nps"},
            {"type": "rating", "name": "satisfied", "rateType": "stars", "auricleKind": "csat"},
            {"type": "rating", "name": "easy", "rateMax": 7, "auricleKind": "ces"},
            {"type": "rating", "name": "effort", "auricleKind": "ces1"},
            {"type": "rating", "name": "waited", "auricleReversed": True},
        ],
        {"recommend": 0, "satisfied": 4, "easy": 6, "effort": 1, "waited": 5},
    )
    assert [told(row, *SCORED) for row in found] == [
        ("recommend", "nps", 0, "0-10", 1),
        ("satisfied", "csat", 4, "1-5", 1),
        ("easy", "ces", 6, "1-7", 1),
        ("effort", "ces1", 1, "1-5", -1),
        ("waited", "rating", 5, "1-5", -1),
    ]


def test_several_options_are_several_answers_and_each_row_of_a_matrix_is_one() -> None:
    found = rows(
        [
            {"type": "checkbox", "name": "why", "choices": ["price", "time"], "hasOther": True},
            {"type": "matrix", "name": "rate", "columns": [1, 2, 3], "rows": ["shop", "staff"]},
            {"type": "matrix", "name": "agree", "columns": ["yes", "no"], "rows": ["clean"]},
        ],
        {
            "why": ["time", "other"],
            "why-Comment": "the dog",
            "rate": {"shop": 3, "staff": 1},
            "agree": {"clean": "no"},
        },
    )
    assert [told(row, "answer", "kind", "score", "choice", "text") for row in found] == [
        ("r1/why/time", "choice", None, "time", None),
        ("r1/why/other", "choice", None, "other", None),
        ("r1/why.comment", "text", None, None, "the dog"),
        ("r1/rate.shop", "rating", 3, None, None),
        ("r1/rate.staff", "rating", 1, None, None),
        ("r1/agree.clean", "choice", None, "no", None),
    ]


def test_other_questions_become_texts_numbers_dates_and_truths() -> None:
    found = rows(
        [
            {"type": "ranking", "name": "order", "choices": ["a", "b"]},
            {"type": "boolean", "name": "agree"},
            {"type": "text", "name": "age", "inputType": "number"},
            {"type": "text", "name": "day", "inputType": "date"},
            {"type": "comment", "name": "words"},
        ],
        {"order": ["b", "a"], "agree": False, "age": 33, "day": "2025-05-05", "words": " fine "},
    )
    assert [told(row, "question", "kind", "score", "choice", "text") for row in found] == [
        ("order", "number", 1, "b", None),
        ("order", "number", 2, "a", None),
        ("agree", "boolean", None, "false", None),
        ("age", "number", 33, None, None),
        ("day", "date", None, None, "2025-05-05"),
        ("words", "text", None, None, "fine"),
    ]


def test_what_no_option_has_is_no_answer() -> None:
    rating, choice = {"type": "rating", "name": "r"}, {"type": "radiogroup", "name": "c", "choices": ["a"]}
    assert rows([rating, choice], {"r": 99, "c": "zz"}) == []


def test_the_words_of_a_feedback_are_all_that_was_typed_but_addresses() -> None:
    asked = read(
        {
            "elements": [
                {"type": "comment", "name": "why"},
                {"type": "text", "name": "mail", "inputType": "email"},
            ]
        }
    )
    found = said(asked, {"why": "slow", "mail": "a@b.cn"}, Response("r1", AT, "visit"))
    assert found.feedback["text"] == "slow"
    assert [row["text"] for row in found.answers] == ["slow", "a@b.cn"]


def test_every_column_is_one_of_the_model() -> None:
    asked = read({"elements": [{"type": "rating", "name": "r", "auricleTouchpoint": "till"}]})
    found = said(asked, {"r": 3}, Response("r1", AT, "visit", touchpoint="store"))
    assert found.feedback.keys() <= {column.name for column in FEEDBACK.columns}
    assert found.answers[0].keys() <= {column.name for column in ANSWERS.columns}
    assert found.answers[0]["touchpoint"] == "till"
