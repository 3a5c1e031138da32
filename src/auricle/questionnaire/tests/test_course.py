"""What is shown to whom, what is wrong, and where one goes next."""

from __future__ import annotations

from typing import Any

import pytest

from auricle.questionnaire import END, answered, course, finished, read

QUESTION = {"type": "text", "name": "why"}


def survey(*elements: dict[str, Any], **more: Any) -> Any:
    return read({"pages": [{"name": "one", "elements": list(elements)}], **more})


def names(questionnaire: Any, given: dict[str, Any], **more: Any) -> list[str]:
    return [shown.name for page in course(questionnaire, given, **more).pages for shown in page.questions]


SCORE = {"type": "rating", "name": "score", "rateMin": 0, "rateMax": 10}


def test_a_question_is_shown_only_while_its_condition_holds() -> None:
    asked = survey(SCORE, {**QUESTION, "visibleIf": "{score} < 7"})
    assert names(asked, {}) == ["score"]
    assert names(asked, {"score": 6}) == ["score", "why"]
    assert names(asked, {"score": 7}) == ["score"]


def test_a_required_question_keeps_its_page_until_it_is_answered() -> None:
    asked = survey({**SCORE, "isRequired": True}, QUESTION)
    (page,) = course(asked, {}).pages
    assert [fault.code for fault in page.questions[0].faults] == ["required"]
    assert not page.may_be_left
    assert course(asked, {}).complete is False
    assert course(asked, {"score": 0}).complete is True


def test_words_are_said_in_the_language_of_the_respondent_and_with_what_they_said() -> None:
    asked = survey(
        {
            "type": "radiogroup",
            "name": "how",
            "choices": [{"value": "mail", "text": {"default": "Post", "zh-cn": "邮寄"}}],
        },
        {**QUESTION, "title": {"default": "How was {how}?", "zh-cn": "{how}如何？"}},
    )
    shown = course(asked, {"how": "mail"}, "zh-Hans").shown("why")
    assert shown is not None
    assert shown.title == "邮寄如何？"
    assert course(asked, {}).shown("why").title == "How was ?"  # type: ignore[union-attr]


def test_alphabetical_order_puts_letters_with_marks_beside_those_without() -> None:
    words = ["zinc", "étain", "cuivre", "Émeri", "or", "emeri"]
    for order in ("asc", "desc"):
        asked = survey({"type": "dropdown", "name": "metal", "choices": words, "choicesOrder": order})
        shown = [option.code for option in course(asked, {}).pages[0].questions[0].options]
        assert shown[:: 1 if order == "asc" else -1] == [words[n] for n in (2, 5, 3, 1, 4, 0)]


def test_random_order_is_one_respondents_own_and_always_the_same() -> None:
    asked = survey(
        {"type": "checkbox", "name": "which", "choices": list("abcdefgh"), "choicesOrder": "random", "hasOther": True}
    )

    def order(seed: str) -> list[str]:
        return [option.code for option in course(asked, {}, seed=seed).pages[0].questions[0].options]

    assert order("r1") == order("r1") != order("r2")
    assert sorted(order("r1")[:-1]) == list("abcdefgh")
    assert order("r1")[-1] == "other"


def test_a_skip_leads_over_pages_and_completing_leads_to_the_end() -> None:
    asked = read(
        {
            "pages": [
                {"name": "a", "elements": [SCORE]},
                {"name": "b", "elements": [QUESTION]},
                {"name": "c", "elements": [{"type": "text", "name": "last"}]},
            ],
            "triggers": [
                {"type": "skip", "expression": "{score} = 10", "gotoName": "last"},
                {"type": "complete", "expression": "{score} = 0"},
            ],
        }
    )
    assert course(asked, {"score": 5}).route == (0, 1, 2)
    assert course(asked, {"score": 10}).route == (0, 2)
    assert course(asked, {"score": 0}).pages[0].next == END


def test_what_is_hidden_does_not_count_but_is_remembered_until_the_end() -> None:
    asked = survey(SCORE, {**QUESTION, "visibleIf": "{score} < 7"})
    given = answered(asked, {"score": 3, "why": "slow"}, {"score": 9})
    assert given["why"] == "slow"
    assert finished(asked, given) == {"score": 9}


def test_answering_sets_what_hangs_on_the_answer() -> None:
    asked = survey(
        SCORE,
        {"type": "text", "name": "group", "setValueExpression": "iif({score} > 8, 'promoter', 'other')"},
        {"type": "text", "name": "copy"},
        triggers=[{"type": "copyvalue", "expression": "{score} > 5", "fromName": "score", "setToName": "copy"}],
    )
    assert answered(asked, {}, {"score": 9}) == {"score": 9, "group": "promoter", "copy": 9}


def test_a_panel_is_hidden_with_the_last_question_in_it_and_forgets_what_it_held() -> None:
    inside = [{**QUESTION, "visibleIf": "{score} < 3"}, {"type": "text", "name": "more", "visibleIf": "{score} < 7"}]
    asked = survey(
        SCORE, {"type": "panel", "name": "low", "elements": inside}, clearInvisibleValues="onHiddenContainer"
    )
    given = {"score": 5, "why": "slow", "more": "very"}
    assert answered(asked, given, {"score": 9}) == {"score": 9, "why": None, "more": None}


def test_a_default_is_worked_out_again_until_somebody_changes_it() -> None:
    asked = survey(SCORE, {"type": "text", "name": "next", "defaultValueExpression": "{score} + 1"})
    given = answered(asked, {}, {"score": 3})
    assert given["next"] == 4
    assert answered(asked, given, {"score": 5})["next"] == 6
    changed = answered(asked, given, {"next": "none"})
    assert answered(asked, changed, {"score": 5})["next"] == "none"


def test_what_a_page_says_again_takes_nothing_back_that_its_other_answers_set() -> None:
    asked = survey(
        SCORE,
        {"type": "text", "name": "next", "defaultValueExpression": "{score} + 1"},
        {**QUESTION, "setValueExpression": "iif({score} > 8, 'good', 'bad')"},
    )
    given = answered(asked, {}, {"score": 3, "next": "1", "why": None})
    assert given == {"score": 3, "next": 4, "why": "bad"}
    assert answered(asked, given, {"score": 9, "next": "4", "why": "bad"}) == {"score": 9, "next": 10, "why": "good"}


def test_a_default_may_hang_on_a_calculated_value() -> None:
    asked = survey(
        {**QUESTION, "defaultValueExpression": "{sum}"}, calculatedValues=[{"name": "sum", "expression": "1 + 1"}]
    )
    assert course(asked, {}).given == {"why": 2}


def test_defaults_set_off_what_hangs_on_them() -> None:
    asked = survey({**SCORE, "defaultValue": 3}, {**QUESTION, "setValueExpression": "iif({score} < 7, 'low', 'high')"})
    assert course(asked, {}).given == {"score": 3, "why": "low"}


def test_a_condition_that_names_nothing_is_looked_at_whenever_something_else_is_answered() -> None:
    asked = survey(SCORE, {**QUESTION, "resetValueIf": "1 = 1"})
    given = answered(asked, {}, {"why": "slow"})
    assert given == {"why": "slow"}
    assert answered(asked, given, {"score": 3}) == {"score": 3, "why": None}


def test_an_answer_in_the_making_is_not_reset_by_what_it_sets_off() -> None:
    asked = survey(
        {**SCORE, "resetValueIf": "{why} notempty"},
        QUESTION,
        triggers=[{"type": "setvalue", "expression": "{score} > 5", "setToName": "why", "setValue": "good"}],
    )
    assert answered(asked, {}, {"score": 9}) == {"score": 9, "why": "good"}


def test_what_is_forgotten_at_the_end_resets_what_hangs_on_it() -> None:
    asked = survey(
        SCORE,
        {**QUESTION, "visibleIf": "{score} < 7"},
        {"type": "comment", "name": "more", "resetValueIf": "{why} empty"},
    )
    given = {"score": 9, "why": "slow", "more": "very"}
    assert finished(asked, given) == {"score": 9}


def test_options_taken_over_from_another_question_can_all_be_chosen_and_keep_their_words() -> None:
    source = [{"value": "a", "text": "Apples", "enableIf": "{score} > 5"}]
    asked = survey(
        SCORE,
        {"type": "checkbox", "name": "liked", "choices": source},
        {"type": "checkbox", "name": "best", "choicesFromQuestion": "liked"},
        {**QUESTION, "title": "Why {best}?"},
    )
    given = answered(asked, {}, {"liked": ["a"], "best": ["a"]})
    assert given == {"liked": None, "best": ["a"]}
    assert course(asked, given).shown("why").title == "Why Apples?"  # type: ignore[union-attr]


def test_words_beside_an_option_are_forgotten_with_their_panel() -> None:
    beside = {"type": "checkbox", "name": "which", "choices": [1], "showCommentArea": True}
    asked = survey(
        SCORE,
        {"type": "panel", "name": "more", "elements": [beside], "visibleIf": "{score} < 7"},
        clearInvisibleValues="onHiddenContainer",
    )
    given = answered(asked, {}, {"score": 3, "which-Comment": "both"})
    assert answered(asked, given, {"score": 9}) == {"score": 9}


def test_a_skip_waits_for_an_answer_on_its_page() -> None:
    asked = read(
        {
            "pages": [
                {"name": "a", "elements": [SCORE]},
                {"name": "b", "elements": [QUESTION]},
                {"name": "c", "elements": [{"type": "text", "name": "last"}]},
            ],
            "triggers": [{"type": "skip", "expression": "{score} empty", "gotoName": "last"}],
        }
    )
    assert course(asked, {}).pages[0].next == 1
    assert course(asked, {"score": None}).pages[0].next == 2


def test_a_skip_leads_back_only_from_a_new_answer() -> None:
    asked = read(
        {
            "pages": [{"name": "a", "elements": [QUESTION]}, {"name": "b", "elements": [SCORE]}],
            "triggers": [{"type": "skip", "expression": "{score} < 3", "gotoName": "why"}],
        }
    )
    given = answered(asked, {"why": "slow"}, {"score": 1})
    assert course(asked, given, changed={"score"}).pages[1].next == 0
    assert course(asked, given).pages[1].next == END
    assert course(asked, given).complete is True


def test_several_options_copied_into_a_text_are_written_side_by_side() -> None:
    asked = survey(
        {"type": "checkbox", "name": "which", "choices": ["a", "b"]},
        QUESTION,
        triggers=[{"type": "copyvalue", "fromName": "which", "setToName": "why"}],
    )
    assert answered(asked, {}, {"which": ["a", "b"]})["why"] == "a, b"


def test_a_default_that_no_option_has_is_said_beside_the_option_for_anything_else() -> None:
    asked = survey(
        {"type": "radiogroup", "name": "how", "choices": ["mail"], "showOtherItem": True, "defaultValue": "pigeon"}
    )
    assert course(asked, {}).given == {"how": "other", "how-Comment": "pigeon"}


def test_a_text_in_place_of_its_number_is_kept_and_sets_nothing_off() -> None:
    asked = survey(
        QUESTION,
        {"type": "text", "name": "last"},
        {"type": "text", "name": "more", "resetValueIf": "{last} notempty"},
        triggers=[{"type": "copyvalue", "fromName": "why", "setToName": "last"}],
    )
    given = {"why": "4", "last": 5, "more": "very"}
    assert answered(asked, given, {"why": "5"}) == {"why": "5", "last": "5", "more": "very"}
    assert answered(asked, given, {"why": "6"}) == {"why": "6", "last": "6", "more": None}


def test_a_page_that_goes_with_what_is_set_in_it_comes_to_an_end() -> None:
    asked = read(
        {
            "pages": [
                {
                    "name": "one",
                    "visibleIf": "{nobody} = {why}",
                    "elements": [SCORE, {**QUESTION, "setValueExpression": "{score} + 1"}],
                }
            ],
            "clearInvisibleValues": "onHiddenContainer",
        }
    )
    assert answered(asked, {}, {"score": 3}) == {"score": None}


def test_a_question_left_empty_does_not_get_its_default_again() -> None:
    asked = survey({**QUESTION, "defaultValue": "fine"})
    assert course(asked, {}).given == {"why": "fine"}
    assert course(asked, answered(asked, {"why": "fine"}, {"why": None})).given == {"why": None}


def test_an_answer_nobody_asked_for_is_left_out() -> None:
    assert answered(survey(QUESTION), {}, {"why": "x", "admin": True}) == {"why": "x"}


def test_a_full_quota_turns_away_whom_it_counts() -> None:
    asked = survey(SCORE, auricleQuotas=[{"name": "critics", "if": "{score} < 7", "most": 10, "text": "Thank you."}])
    assert course(asked, {"score": 3}).quotas == ("critics",)
    assert course(asked, {"score": 3}, full={"critics"}).turned_away == "Thank you."
    assert course(asked, {"score": 9}, full={"critics"}).turned_away is None


@pytest.mark.parametrize(
    "question, value, code",
    [
        ({"type": "text", "inputType": "email"}, "nobody", "not_email"),
        ({"type": "text", "inputType": "number", "min": 1, "max": 5}, 6, "too_high"),
        ({"type": "text", "inputType": "date", "min": "2024-01-01"}, "2023-12-31", "too_low"),
        ({"type": "checkbox", "choices": [1, 2, 3], "minSelectedChoices": 2}, [1], "too_few"),
        ({"type": "comment", "validators": [{"type": "text", "minLength": 5}]}, "hm", "too_short"),
        ({"type": "text", "validators": [{"type": "regex", "regex": r"^\d{4}$"}]}, "123\n4", "pattern"),
        ({"type": "matrix", "rows": ["a", "b"], "columns": [1, 2], "eachRowRequired": True}, {"a": 1}, "row_required"),
        ({"type": "radiogroup", "choices": [1], "hasOther": True}, "other", "other_required"),
        ({"type": "text", "validators": [{"type": "expression", "expression": "{q} > 3"}]}, 2, "expression"),
    ],
)
def test_what_is_wrong_is_said_at_its_question(question: dict[str, Any], value: Any, code: str) -> None:
    asked = survey({**question, "name": "q"})
    assert [fault.code for fault in course(asked, {"q": value}).pages[0].questions[0].faults] == [code]


def test_a_pattern_that_goes_back_and_forth_is_given_up() -> None:
    asked = survey({**QUESTION, "validators": [{"type": "regex", "regex": "^(a+)+$"}]})
    assert course(asked, {"why": "a" * 5_000 + "!"}).pages[0].questions[0].faults == ()


def test_statements_are_shown_as_text_never_as_markup() -> None:
    asked = survey({"type": "html", "name": "s", "html": "<p>Hello <img src=x onerror=alert(1)>you</p>"}, QUESTION)
    shown = course(asked, {}).shown("s")
    assert shown is not None
    assert shown.text == "Hello you"
