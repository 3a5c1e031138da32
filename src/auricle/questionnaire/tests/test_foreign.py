"""Files of other tools: real ones come in, broken and hostile ones are turned away."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from auricle.questionnaire import Unreadable, answered, course, from_limesurvey, from_qualtrics, opened, read

LSS = """<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<languages><language>en</language></languages>
<groups><rows><row><gid>1</gid><group_order>1</group_order></row></rows></groups>
<questions><rows>{questions}</rows></questions>
<question_l10ns><rows>{texts}</rows></question_l10ns>
<subquestions><rows>{parts}</rows></subquestions>
<answers><rows>{answers}</rows></answers></document>"""


Rows = Sequence[dict[str, str]]


def lime(questions: Rows, parts: Rows = (), answers: Rows = ()) -> bytes:
    texts = [{"qid": q["qid"], "question": f"About {q['title']}", "language": "en"} for q in (*questions, *parts)]
    filled = [{"gid": "1", "parent_qid": "0", **question} for question in questions]
    return LSS.format(questions=xml(filled), texts=xml(texts), parts=xml(parts), answers=xml(answers)).encode()


def xml(rows: Rows) -> str:
    return "".join("<row>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in row.items()) + "</row>" for row in rows)


def test_every_shared_limesurvey_file_comes_in_and_can_be_published(survey_files: Path) -> None:
    files = sorted((survey_files / "limesurvey").glob("*.l*s*")) + sorted((survey_files / "limesurvey").glob("*.lsg"))
    assert len(files) >= 5
    for file in files:
        asked = read(opened(file.read_bytes()).document)
        assert asked.hindrances == (), file.name
        assert course(asked, {}).pages, file.name


def noted(attributes: dict[str, str], language: str = "", **question: str) -> tuple[dict[str, Any], list[str]]:
    """A question with attributes as it comes in, and what was left of it."""
    asked = {"qid": "1", "sid": "9", "title": "Q1", "type": "L", **question}
    parts = [{"qid": f"1{n}", "parent_qid": "1", "title": f"a{n}", "question_order": str(n)} for n in (1, 2)]
    answers = [{"qid": "1", "code": code, "sortorder": code} for code in ("1", "2")]
    rows = xml([{"qid": "1", "attribute": k, "value": v, "language": language} for k, v in attributes.items()])
    file = lime([asked], parts, answers).decode()
    table = f"<question_attributes><rows>{rows}</rows></question_attributes></document>"
    arrival = from_limesurvey(file.replace("</document>", table).encode())
    assert read(arrival.document).hindrances == ()
    return arrival.document["pages"][0]["elements"][0], [each.reason for each in arrival.left_out]


def test_a_limesurvey_time_is_no_date() -> None:
    kinds = {"HH:MM": "time", "dd.mm.yyyy HH:MM": "datetime-local", "mm/yyyy": "month", "d.m.y": "date", "": "date"}
    assert {said: noted({"date_format": said}, type="D")[0]["inputType"] for said in kinds} == kinds


def test_a_limesurvey_order_is_kept_however_it_is_said() -> None:
    assert noted({"random_order": "1"})[0]["choicesOrder"] == "random"
    assert noted({"answer_order": "random"})[0]["choicesOrder"] == "random"
    assert noted({"answer_order": "alphabetical"}, type="!")[0]["choicesOrder"] == "asc"
    assert noted({"subquestion_order": "random"}, type="M")[0]["choicesOrder"] == "random"
    assert noted({"subquestion_order": "random"}, type="R")[0]["choicesOrder"] == "random"
    assert noted({"subquestion_order": "random", "answer_order": "normal"}, type="F")[0]["rowOrder"] == "random"
    assert noted({"alphasort": "1"}, type="!")[0]["choicesOrder"] == "asc"
    assert "choicesOrder" not in noted({"answer_order": "normal", "alphasort": "1"})[0]


def test_a_limesurvey_pattern_is_one_with_its_flags() -> None:
    [check] = noted({}, type="S", preg="/^[a-z]+$/i")[0]["validators"]
    assert check == {"type": "regex", "regex": "^[a-z]+$", "caseInsensitive": True}
    said, left = noted({}, type="S", preg="[a-z]+")
    assert "validators" not in said
    assert left == ["the check of the answer is not carried over"]


def test_limesurvey_bounds_of_several_numbers_and_words_for_other_are_kept() -> None:
    panel, _left = noted({"min_num_value_n": "1", "slider_max": "9.5"}, type="K")
    assert [(each["min"], each["max"]) for each in panel["elements"]] == [(1, 9.5), (1, 9.5)]
    assert noted({"other_replace_text": "Elsewhere"}, "en", other="Y")[0]["otherText"] == "Elsewhere"


def test_limesurvey_other_that_stood_among_the_options_is_listed() -> None:
    said, left = noted({"other_position": "specific", "other_position_code": "1"}, other="Y")
    assert said["showOtherItem"]
    assert left == ["“other” stands behind the options, wherever it stood"]
    assert noted({"other_position": "end"}, other="Y")[1] == []


def test_what_limesurvey_hides_stays_hidden_whatever_its_condition_says() -> None:
    for relevance in ("Q1 == ''", "strlen(Q1) == 0"):
        said, left = noted({"hidden": "1"}, type="S", relevance=relevance)
        assert (said["visible"], "visibleIf" in said, left) == (False, False, [])


def test_what_limesurvey_says_beside_a_field_is_shown_or_listed() -> None:
    assert noted({"em_validation_q_tip": "In <b>two</b> words"}, "en", type="S")[0]["description"] == "In two words"
    assert "description" not in noted({"em_validation_q_tip": "Two words", "hide_tip": "1"}, "en", type="S")[0]
    assert noted({"suffix": "a month"}, type="N")[1] == ["words before and behind a field are not shown"]


def test_what_the_browser_answers_in_limesurvey_is_not_asked() -> None:
    for attributes, theme in (({"question_template": "browserdetect"}, ""), ({}, "browserdetect")):
        rows = xml([{"qid": "1", "attribute": name, "value": value} for name, value in attributes.items()])
        file = lime([{"qid": "1", "type": "S", "title": "which", "question_theme_name": theme}]).decode()
        table = f"<question_attributes><rows>{rows}</rows></question_attributes></document>"
        arrival = from_limesurvey(file.replace("</document>", table).encode())
        assert arrival.document["pages"] == []
        assert [left.path for left in arrival.left_out] == ["which", ""]


def test_options_that_limesurvey_brings_along_make_no_survey_english() -> None:
    for language, words in (("de", "Yes"), ("zh-Hant-HK", "是"), ("en", "Yes")):
        file = lime([{"qid": "1", "type": "Y", "title": "well"}]).decode()
        asked = read(
            from_limesurvey(file.replace(">en<", f">{language}<").replace("[en]", f"[{language}]").encode()).document
        )
        assert len(asked.languages) == 1
        assert course(asked, {}).pages[0].questions[0].options[0].text == words


def test_fields_in_texts_are_listed() -> None:
    file = lime([{"qid": "1", "type": "S", "title": "who"}])
    arrival = from_limesurvey(file.replace(b"About who", b"<input type='checkbox'> I am sure"))
    assert [each.reason for each in arrival.left_out] == ["fields and scripts in its texts are not carried over"]


def test_fields_of_one_limesurvey_question_are_meant_by_their_codes() -> None:
    questions = [
        {"qid": "1", "sid": "9", "type": "K", "title": "spent"},
        {"qid": "2", "sid": "9", "type": "S", "title": "why", "relevance": "spent_a.NAOK > 5"},
        {"qid": "3", "sid": "9", "type": "S", "title": "how", "relevance": "9X1X1b == 1"},
    ]
    parts = [{"qid": f"1{n}", "parent_qid": "1", "title": code} for n, code in enumerate("ab")]
    file = lime(questions, parts).replace(b"About why", b"{spent_a}, {INSERTANS:9X1X1a}?")
    arrival = from_limesurvey(file)
    asked = read(arrival.document)
    for said, names in (({"spent_a": 7}, ["why"]), ({"spent_a": 2, "spent_b": 1}, ["how"]), ({}, [])):
        [page] = course(asked, said).pages
        assert [each.name for each in page.questions] == ["spent_a", "spent_b", *names]
    [page] = course(asked, {"spent_a": 7}).pages
    assert page.questions[2].title == "7, 7?"
    assert arrival.left_out == ()


def test_a_limesurvey_code_that_reads_like_another_and_its_part_means_the_question() -> None:
    questions = [
        {"qid": "1", "sid": "9", "type": "M", "title": "Q1"},
        {"qid": "11", "sid": "9", "type": "S", "title": "Q11"},
        {"qid": "2", "sid": "9", "type": "S", "title": "Q2", "relevance": "Q11 == 'x' and 9X1X11 == 'x'"},
    ]
    arrival = from_limesurvey(lime(questions, [{"qid": "21", "parent_qid": "1", "title": "1"}]))
    assert arrival.document["pages"][0]["elements"][2]["visibleIf"] == "{Q11} = 'x' and {Q11} = 'x'"
    assert arrival.left_out == ()


def test_what_holds_for_several_fields_of_limesurvey_holds_for_each() -> None:
    panel, left = noted({"maximum_chars": "3", "min_answers": "1"}, type="Q", preg="/^[a-z]+$/")
    assert [each["maxLength"] for each in panel["elements"]] == [3, 3]
    assert [each["validators"][0]["regex"] for each in panel["elements"]] == ["^[a-z]+$"] * 2
    assert left == ["the check of the answer is not carried over"]
    assert noted({"max_answers": "1"}, type="F")[1] == ["the check of the answer is not carried over"]
    slides, _left = noted({"slider_layout": "1", "slider_min": ".5", "slider_max": "+9"}, type="K")
    assert [(each["min"], each["max"]) for each in slides["elements"]] == [(0.5, 9)] * 2
    slides, _left = noted({"slider_layout": "1"}, type="K")
    assert [(each["min"], each["max"]) for each in slides["elements"]] == [(0, 100)] * 2


def test_a_limesurvey_pattern_holds_only_what_is_written() -> None:
    assert all("validators" not in noted({}, type=type_, preg="/^[a-z]$/")[0] for type_ in "LMF!5")


def test_older_attributes_of_limesurvey_are_kept_or_listed() -> None:
    assert noted({"ranking_slots": "1"}, type="R")[1] == ["all options are ranked, not some of them"]
    assert noted({"min_num_value_sgqa": "9X1X2"}, type="K")[1] == ["the sum of the answers is not checked"]
    assert noted({"dropdown_dates_year_min": "1990"}, type="D")[1] == ["the check of the answer is not carried over"]


def test_words_of_a_limesurvey_statement_are_all_shown_and_special_looks_are_listed() -> None:
    file = lime([{"qid": "1", "type": "X", "title": "hello"}]).decode()
    file = file.replace("</question><language>", "</question><help><![CDATA[And <b>more</b>]]></help><language>")
    assert from_limesurvey(file.encode()).document["pages"][0]["elements"][0]["html"] == "About hello\nAnd more"
    assert noted({}, question_theme_name="image_select-listradio")[1] == [
        "pictures, films and sound in its texts are not shown"
    ]
    assert noted({"location_mapservice": "1"}, type="S")[1] == ["location_mapservice is not carried over"]


def test_an_informal_language_of_limesurvey_is_asked_in_that_language() -> None:
    file = lime([{"qid": "1", "type": "S", "title": "who"}]).decode()
    settings = "<surveys><rows>{}</rows></surveys></document>"
    said = "<row><qid>1</qid><question>{}</question><language>{}</language></row></rows></question_l10ns>"
    formal, informal = said.format("Und Sie?", "de"), said.format("Und du?", "de-informal")
    both = informal.replace("</rows></question_l10ns>", "") + formal
    for more, asked_in, title in (
        (informal, "en", "Und du?"),
        (informal, "de-informal", "Und du?"),
        (both, "en", "Und Sie?"),
    ):
        table = settings.format(xml([{"language": asked_in, "private": "Y"}]))
        changed = file.replace("</rows></question_l10ns>", more).replace("</document>", table)
        arrival = from_limesurvey(changed.encode())
        [page] = course(read(arrival.document), {}, "de-at").pages
        assert page.questions[0].title == title
        assert [left.path for left in arrival.left_out] == ["anonymized"]


def test_a_limesurvey_ranking_of_some_options_is_listed() -> None:
    assert noted({"max_answers": "1"}, type="R")[1] == ["all options are ranked, not some of them"]
    assert noted({"max_subquestions": "2"}, type="R")[1] == []


def test_limesurvey_conditions_that_stand_in_the_question_too_are_not_called_lost() -> None:
    first = {"qid": "1", "sid": "9", "type": "M", "title": "Q1"}
    part = {"qid": "11", "parent_qid": "1", "title": "a"}
    for relevance, lost in (('Q1_S11.NAOK == "Y"', []), ("1", ["conditions"])):
        second = {"qid": "2", "sid": "9", "type": "S", "title": "Q2", "relevance": relevance}
        table = "<conditions><rows><row><qid>2</qid><cqid>1</cqid></row></rows></conditions></document>"
        arrival = from_limesurvey(lime([first, second], [part]).decode().replace("</document>", table).encode())
        assert [each.path for each in arrival.left_out] == lost
    assert arrival.document["pages"][0]["elements"][0]["choices"]


def test_what_limesurvey_hides_counts_as_not_answered() -> None:
    file = lime(
        [
            {"qid": "1", "sid": "9", "type": "S", "title": "shop", "question_order": "1"},
            {"qid": "2", "sid": "9", "type": "Y", "title": "brief", "question_order": "2", "relevance": "Q1.NAOK < 90"},
            {"qid": "3", "sid": "9", "type": "N", "title": "age", "question_order": "3", "relevance": 'Q2.NAOK != "Y"'},
        ]
    )
    asked = read(from_limesurvey(file).document)
    near = answered(asked, {}, {"shop": "80", "brief": "Y"})
    far = answered(asked, near, {"shop": "100", "brief": "Y"})
    shown = [[each.name for each in course(asked, given).pages[0].questions] for given in (near, far)]
    assert shown == [["shop", "brief"], ["shop", "age"]]


def test_a_limesurvey_code_alone_holds_only_of_what_is_asked() -> None:
    for code, shown in (("Q2", ["shop"]), ("Q2.NAOK", ["shop", "age"]), ("Q2.value", ["shop", "age"])):
        for test in (f'{code} != "Y"', f"is_empty({code})"):
            questions = [
                {"qid": "1", "type": "S", "title": "shop", "question_order": "1"},
                {"qid": "2", "type": "Y", "title": "brief", "question_order": "2", "relevance": "shop.NAOK < 90"},
                {"qid": "3", "type": "N", "title": "age", "question_order": "3", "relevance": test},
            ]
            asked = read(from_limesurvey(lime(questions)).document)
            for shop, names in (("100", shown), ("80", ["shop", "brief", "age"])):
                now = course(asked, answered(asked, {}, {"shop": shop}))
                assert [each.name for each in now.pages[0].questions] == names, (test, shop)


def test_a_limesurvey_code_of_a_text_beside_others_holds_only_of_what_is_asked() -> None:
    first = {"qid": "1", "type": "S", "title": "shop", "question_order": "1"}
    texts = {"qid": "2", "type": "Q", "title": "names", "question_order": "2", "relevance": "shop.NAOK < 90"}
    last = {"qid": "3", "type": "N", "title": "age", "question_order": "3", "relevance": 'names_a != "Y"'}
    parts = [{"qid": "21", "parent_qid": "2", "title": "a"}]
    asked = read(from_limesurvey(lime([first, texts, last], parts)).document)
    for shop, names in (("100", ["shop"]), ("80", ["shop", "names_a", "age"])):
        now = course(asked, answered(asked, {}, {"shop": shop}))
        assert [each.name for each in now.pages[0].questions] == names


def with_settings(file: bytes, texts: Rows, settings: dict[str, str]) -> bytes:
    more = f"<surveys><rows>{xml([settings])}</rows></surveys>"
    more += f"<surveys_languagesettings><rows>{xml(texts)}</rows></surveys_languagesettings></document>"
    return file.decode().replace("</document>", more).encode()


def test_what_a_limesurvey_survey_is_stands_above_its_welcome() -> None:
    texts = [
        {"surveyls_language": "en", "surveyls_description": "<p>On our shops</p>", "surveyls_welcometext": "Good day"},
        {"surveyls_language": "de", "surveyls_description": "Zu unseren Läden", "surveyls_welcometext": ""},
    ]
    file = lime([{"qid": "1", "type": "S", "title": "Q1"}])
    said = from_limesurvey(with_settings(file, texts, {"language": "en"})).document
    assert said["description"] == {"default": "On our shops\nGood day", "de": "Zu unseren Läden"}
    assert "description" not in from_limesurvey(with_settings(file, texts, {"showwelcome": "N"})).document


def test_options_that_limesurvey_has_words_for_are_named_where_there_are_none_here() -> None:
    file = lime([{"qid": "1", "type": "G", "title": "Q1"}]).decode().replace("<language>en<", "<language>{}<")
    for language, female, left in (
        ("zh-Hant-HK", "女", []),
        ("zh-Hans", "女", []),
        ("de", "Female", [("Q1", "its options are in English for de; translate them")]),
    ):
        arrival = from_limesurvey(file.replace("{}", language).encode())
        first = read(arrival.document).questions[0].choices[0]
        assert first.text.in_(language.lower(), language.lower()) == female
        assert [(each.path, each.reason) for each in arrival.left_out] == left


def test_the_day_a_limesurvey_survey_closes_is_named() -> None:
    file = with_settings(lime([{"qid": "1", "type": "S", "title": "Q1"}]), [], {"expires": "2031-05-06 12:00:00"})
    [left] = from_limesurvey(file).left_out
    assert left.reason == "it closes there on 2031-05-06 12:00:00; close it here then"


def test_every_shared_qualtrics_file_comes_in_and_can_be_published(survey_files: Path) -> None:
    files = sorted((survey_files / "qualtrics_tools").glob("*/*.qsf"))
    assert len(files) >= 14
    for file in files:
        asked = read(opened(file.read_bytes()).document)
        assert asked.hindrances == (), file.name
        assert course(asked, {}).pages, file.name


def test_limesurvey_conditions_become_ours_and_those_that_do_more_are_named() -> None:
    arrival = from_limesurvey(
        lime(
            [
                {"qid": "1", "sid": "9", "type": "M", "title": "Q1", "mandatory": "Y"},
                {
                    "qid": "2",
                    "sid": "9",
                    "type": "S",
                    "title": "Q2",
                    "relevance": '((Q1_a.NAOK == "Y") and !is_empty(Q1))',
                },
                {"qid": "3", "sid": "9", "type": "S", "title": "Q3", "relevance": 'strlen(Q2.NAOK) > "3"'},
                {"qid": "4", "sid": "9", "type": "|", "title": "Q4"},
            ],
            parts=[{"qid": "11", "parent_qid": "1", "title": "a"}, {"qid": "12", "parent_qid": "1", "title": "b"}],
        )
    )
    asked = read(arrival.document)
    assert [(q.name, q.type) for q in asked.questions] == [("Q1", "checkbox"), ("Q2", "text"), ("Q3", "text")]
    assert [left.path for left in arrival.left_out] == ["Q3", "Q4"]
    assert [s.name for s in course(asked, {"Q1": ["b"]}).pages[0].questions] == ["Q1", "Q3"]
    assert [s.name for s in course(asked, {"Q1": ["a"]}).pages[0].questions] == ["Q1", "Q2", "Q3"]


def test_texts_of_limesurvey_speak_of_answers_and_what_else_they_work_out_is_named() -> None:
    file = lime(
        [
            {"qid": "7", "sid": "9", "type": "S", "title": "who"},
            {"qid": "8", "sid": "9", "type": "S", "title": "why"},
            {"qid": "9", "sid": "9", "type": "S", "title": "sum"},
        ]
    )
    file = file.replace(b"About why", b"{who.shown}, {9X1X7} and { this }").replace(b"About sum", b"{intval(who) + 1}")
    arrival = from_limesurvey(file)
    asked = read(arrival.document)
    [page] = course(asked, {"who": "Ann"}).pages
    assert page.questions[1].title == "Ann, Ann and { this }"
    assert [left.path for left in arrival.left_out] == ["sum"]


def test_rows_and_options_of_limesurvey_are_shown_by_their_own_conditions() -> None:
    shown_if = [{"title": "a", "relevance": "Q7 == 'x'"}, {"title": "b", "relevance": "strlen(Q7) > 1"}]
    parts = [{**each, "qid": f"8{n}", "parent_qid": "8"} for n, each in enumerate(shown_if)]
    questions = [{"qid": "7", "type": "S", "title": "who"}, {"qid": "8", "type": "A", "title": "rows"}]
    arrival = from_limesurvey(lime(questions, parts))
    asked = read(arrival.document)
    for said, rows in (("x", ["a", "b"]), ("y", ["b"])):
        [page] = course(asked, {"who": said}).pages
        assert [row.code for row in page.questions[1].rows] == rows
    assert [left.path for left in arrival.left_out] == ["rows_b"]


@pytest.mark.parametrize("type_", ["K", "Q"])
def test_a_limesurvey_condition_on_one_of_several_short_answers_means_the_question_made_of_it(type_: str) -> None:
    part = {"qid": "11", "parent_qid": "1", "title": "a"}
    for condition in ('sizes_a.NAOK == "5"', '9X1X1a.NAOK == "5"', '9X1X1_S11 == "5"'):
        after = {"qid": "2", "type": "S", "title": "why", "relevance": condition}
        arrival = from_limesurvey(lime([{"qid": "1", "sid": "9", "type": type_, "title": "sizes"}, after], [part]))
        asked = read(arrival.document)
        assert arrival.left_out == ()
        for said, shown in ((5, True), (6, False)):
            names = [each.name for each in course(asked, {"sizes_a": said}).pages[0].questions]
            assert ("why" in names) is shown


def test_a_limesurvey_answer_other_is_other_and_what_is_compared_with_nothing_or_a_blank_is_named() -> None:
    def related(relevance: str) -> tuple[list[str], list[str]]:
        first = {"qid": "1", "type": "L", "title": "who", "other": "Y"}
        after = {"qid": "2", "type": "S", "title": "why", "relevance": relevance}
        arrival = from_limesurvey(lime([first, after], answers=[{"qid": "1", "code": "A1"}]))
        [page] = course(read(arrival.document), {"who": "other"}).pages
        return [each.name for each in page.questions], [each.path for each in arrival.left_out]

    assert related('who.NAOK == "-oth-"') == (["who", "why"], [])
    assert related('who.NAOK != "-oth-"') == (["who"], [])
    for condition in ("who", "(who.NAOK and 1)", 'who.NAOK >= " "', 'who == " "'):
        assert related(condition) == (["who", "why"], ["why"])
    assert related("!who") == (["who"], [])
    assert related('!is_empty(who) or "A1" == who') == (["who", "why"], [])


def test_a_limesurvey_box_is_ticked_or_not_however_a_condition_says_it() -> None:
    def shown(relevance: str) -> list[bool] | None:
        first = {"qid": "1", "type": "M", "title": "had"}
        after = {"qid": "2", "type": "S", "title": "why", "relevance": relevance}
        parts = [{"qid": f"1{code}", "parent_qid": "1", "title": code} for code in "ab"]
        arrival = from_limesurvey(lime([first, after], parts))
        asked = read(arrival.document)
        found = [course(asked, {"had": ticked}).pages[0].questions for ticked in (["a"], ["b"])]
        return None if arrival.left_out else ["why" in [each.name for each in questions] for questions in found]

    for ticked in ("had_a", 'had_a == "Y"', "!is_empty(had_a)", '!(had_a != "Y")', "had_a or had_a"):
        assert shown(ticked) == [True, False], ticked
    for left in ("!had_a", 'had_a == ""', "is_empty(had_a)", '!(had_a == "Y")', "!had_a and 1 == 1"):
        assert shown(left) == [False, True], left
    for compared in ('"Y" == had_a', "had_a == had_b", "had_a > 1"):
        assert shown(compared) is None, compared


def test_a_place_in_a_limesurvey_ranking_is_not_compared_with_what_never_is() -> None:
    first = {"qid": "1", "type": "R", "title": "best"}
    after = {"qid": "2", "type": "S", "title": "why", "relevance": 'best_a.NAOK == "1"'}
    arrival = from_limesurvey(lime([first, after], [{"qid": "11", "parent_qid": "1", "title": "a"}]))
    assert [each.path for each in arrival.left_out] == ["why"]


def test_limesurvey_groups_show_only_what_the_survey_shows_of_them_and_pages_that_differ_are_named() -> None:
    questions = [{"qid": str(n), "type": "S", "title": f"q{n}", "gid": gid} for n, gid in enumerate("112")]
    groups = [{"gid": gid, "group_name": f"Part {gid}", "description": "On it", "language": "en"} for gid in "12"]
    file = re.sub("<groups>.*</groups>", f"<groups><rows>{xml(groups)}</rows></groups>", lime(questions).decode())
    for shown, kept in (("B", {"title", "description"}), ("N", {"title"}), ("D", {"description"}), ("X", set())):
        for paging, named in (("G", []), ("A", ["format"]), ("S", ["format"]), ("I", [])):
            settings = xml([{"language": "en", "showgroupinfo": shown, "format": paging}])
            table = f"<surveys><rows>{settings}</rows></surveys></document>"
            arrival = from_limesurvey(file.replace("</document>", table).encode())
            assert {"title", "description"} & arrival.document["pages"][0].keys() == kept
            assert [each.path for each in arrival.left_out] == named


def test_an_archive_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="unpack it"):
        opened(b"PK\x03\x04" + bytes(range(256)))


def test_a_code_that_limesurvey_has_twice_means_the_first() -> None:
    questions = [
        {"qid": "1", "type": "S", "title": "who"}, {"qid": "2", "type": "S", "title": "who"},
        {"qid": "3", "type": "S", "title": "why", "relevance": "who == 'x'"},
    ]  # fmt: skip
    arrival = from_limesurvey(lime(questions))
    assert [q.name for q in read(arrival.document).questions] == ["who", "who_2", "why"]
    assert arrival.document["pages"][0]["elements"][2]["visibleIf"] == "{who} = 'x'"
    assert [left.path for left in arrival.left_out] == ["who_2"]


def test_what_limesurvey_holds_for_a_whole_survey_or_checks_is_named_where_it_is_not_done() -> None:
    file = lime([{"qid": "1", "type": "N", "title": "age", "mandatory": "S"}]).decode()
    settings = xml([{"anonymized": "Y", "showsurveypolicynotice": "2", "language": "en"}])
    ends = xml([{"surveyls_language": "en", "surveyls_url": "https://shop.example/"}])
    said = {"min_num_value_n": "0.5", "max_num_value_n": "{limit}", "time_limit": "30", "num_value_int_only": "1"}
    attributes = xml([{"qid": "1", "attribute": name, "value": value} for name, value in said.items()])
    more = (
        f"<surveys><rows>{settings}</rows></surveys>"
        f"<surveys_languagesettings><rows>{ends}</rows></surveys_languagesettings>"
        f"<question_attributes><rows>{attributes}</rows></question_attributes></document>"
    )
    file = file.replace("About age", "<img src='a.png'> How old?").replace("</document>", more)
    arrival = from_limesurvey(file.encode())
    [asked] = read(arrival.document).questions
    assert (asked.low, asked.high, asked.title.in_("en", "en")) == (0.5, None, "How old?")
    places = sorted(left.path for left in arrival.left_out)
    assert places == ["", "age", "age", "age", "anonymized", "surveyls_policy_notice", "surveyls_url"]


def test_qualtrics_display_logic_and_skips_become_ours() -> None:
    def question(id_: str, **said: Any) -> dict[str, Any]:
        payload = {"QuestionID": id_, "DataExportTag": id_.lower(), "QuestionType": "MC", "Selector": "SAVR", **said}
        return {"Element": "SQ", "Payload": payload}

    choices = {"1": {"Display": "Yes"}, "2": {"Display": "No"}}
    test = {
        "LogicType": "Question",
        "ChoiceLocator": "q://QID1/SelectableChoice/1",
        "Operator": "Selected",
        "QuestionID": "QID1",
    }
    skip = {"ChoiceLocator": "q://QID1/SelectableChoice/2", "Condition": "Selected", "SkipToDestination": "ENDOFSURVEY"}
    block = {"ID": "BL_1", "BlockElements": [{"QuestionID": "QID1", "SkipLogic": [skip]}, {"QuestionID": "QID2"}]}
    file = {
        "SurveyEntry": {"SurveyName": "Visit", "SurveyLanguage": "ZH-S"},
        "SurveyElements": [
            {"Element": "BL", "Payload": [block]},
            question("QID1", QuestionText="好吗？", Choices=choices, RecodeValues={"1": "10", "2": "20"}),
            question("QID2", QuestionType="TE", Selector="SL", DisplayLogic={"0": {"0": test, "Type": "If"}}),
        ],
    }
    asked = read(from_qualtrics(json.dumps(file)).document)
    assert asked.language == "zh-cn"
    assert [c.value for c in asked.questions[0].choices] == [10, 20]
    assert [s.name for s in course(asked, {"qid1": 10}).pages[0].questions] == ["qid1", "qid2"]
    assert [s.name for s in course(asked, {"qid1": 20}).pages[0].questions] == ["qid1"]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>&b;</LimeSurveyDocType></document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>"""


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        OUTSIDE,
        b"<document>" + b"<a>" * 10_000,
        b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>",
        b"<html></html>",
        b'<?xml version="1.0" encoding="nonsense"?><document/>',
        b"\x00\x01\x02",
        b"",
        b"[]",
        b'{"SurveyElements": {"a": 1}}',
        b'{"SurveyElements": [1]}',
        b'{"SurveyEntry": ' + b"[" * 5_000,
        b'{"hello": 1}',
        '{"SurveyElements": ['.encode("utf-16"),
    ],
)
def test_what_is_broken_or_hostile_is_turned_away_with_a_reason(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(content)
    assert refused.value.reason


def test_a_file_whose_flow_runs_in_itself_is_turned_away() -> None:
    flow: dict[str, Any] = {"Type": "Group", "Flow": []}
    for _ in range(22):
        flow = {"Type": "Group", "Flow": [flow]}
    with pytest.raises(Unreadable):
        from_qualtrics(json.dumps({"SurveyElements": [{"Element": "FL", "Payload": {"Flow": [flow]}}]}))


def test_scripts_of_a_question_are_taken_out_of_its_words_and_named() -> None:
    content = lime([{"qid": "1", "type": "T", "title": "Q00"}]).decode()
    hostile = content.replace(
        "<question><![CDATA[About Q00]]></question>",
        "<question><![CDATA[Question:<script>alert('q');</script>]]></question>"
        "<help><![CDATA[Help:<script>alert('h');</script>]]></help><script><![CDATA[alert('s');]]></script>",
    )
    assert hostile != content
    arrival = from_limesurvey(hostile.encode())
    (question,) = arrival.document["pages"][0]["elements"]
    assert (question["title"], question["description"]) == ("Question:", "Help:")
    assert [(each.path, str(each.reason)) for each in arrival.left_out] == [
        ("Q00", "script is not carried over"),
        ("", "fields and scripts in its texts are not carried over"),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_file_that_was_damaged_comes_in_or_is_refused_with_a_reason(survey_files: Path, seed: int) -> None:
    """Real files cut off, with holes, with other bytes, and with parts that are of another kind."""
    chance = random.Random(seed)
    files = sorted(file for ending in ("l*s*", "lsg", "qsf") for file in survey_files.rglob(f"*.{ending}"))
    for file in files:
        content = file.read_bytes()
        if len(content) > 150_000:
            continue
        for damaged in (cut(content, chance), bored(content, chance), spoiled(content, chance), bent(content, chance)):
            try:
                asked = read(opened(damaged).document)
            except Unreadable as reason:
                said = str(reason)
            else:
                said = str(course(asked, {}))
            assert said


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def bored(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 2_000) :]


def spoiled(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(8):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(32, 127)
    return bytes(spoilt)


def bent(content: bytes, chance: random.Random) -> bytes:
    """Some values of a Qualtrics file become of another kind; of a LimeSurvey file some tags go with all they hold."""
    if content.lstrip(b"\xef\xbb\xbf").startswith(b"{"):
        said = json.loads(content.decode("utf-8-sig"))
        for _ in range(12):
            held, key = chance.choice(list(places(said)))
            held[key] = chance.choice([None, [], {}, "x", 5, True, [1], {"a": 1}])
        return json.dumps(said).encode()
    tag = re.escape(chance.choice(re.findall(rb"<(\w+)>", content)))
    return re.sub(rb"<%b>.*?</%b>" % (tag, tag), b"", content, flags=re.DOTALL)


def places(said: Any) -> Iterator[tuple[Any, Any]]:
    for key, each in said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ():
        yield said, key
        yield from places(each)
