from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auricle.sources import Fate

from .conftest import ORDERS, Desk

GOOD = "id,at,customer,amount,items\n1,2024-03-01 08:00:00,007,12.50,2\n2,2024-03-02,008,3,1\n"


def test_a_clean_file_is_stored_row_by_row_and_a_second_time_changes_nothing(desk: Desk) -> None:
    desk.put("a.csv", GOOD)
    assert desk.run().entities == {"orders": Fate(stored=2)}
    version = desk.rows('SELECT * FROM orders ORDER BY "order"')
    assert desk.run().entities == {"orders": Fate(duplicate=2)}
    assert desk.rows('SELECT * FROM orders ORDER BY "order"') == version


def test_a_clock_reading_is_in_the_zone_of_the_mapping_and_leading_zeros_stay(desk: Desk) -> None:
    desk.put("a.csv", GOOD)
    desk.run()
    ((at, customer),) = desk.rows("""SELECT "at", customer FROM orders WHERE "order" = '1'""")
    assert at.astimezone(UTC) == datetime(2024, 3, 1, 0, 0, tzinfo=UTC)  # type: ignore[attr-defined]
    assert customer == "007"


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\u00a0 "])
def test_blanks_around_a_value_go_and_a_value_of_blanks_is_none(blank: str, desk: Desk) -> None:
    desk.put("a.csv", f"id,at,customer,amount,items\n1,2024-03-01,{blank}a b{blank},{blank},{blank}2\n")
    assert desk.run().entities == {"orders": Fate(stored=1)}
    assert desk.rows("SELECT customer, amount, items FROM orders") == [("a b", None, 2)]


@pytest.mark.parametrize("bytes_at_once", [1, 2, 3, 5])
@pytest.mark.parametrize("blank", ["\t", "\u3000", "\u00a0"])
def test_a_blank_cut_in_two_by_reading_is_one_still(
    blank: str, bytes_at_once: int, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auricle.sources.delimited.encoding._CHUNK", bytes_at_once)
    desk.put("a.csv", f"id,at,customer,amount,items\n1,2024-03-01,{blank}店{blank},1,2\n")
    assert desk.run().entities == {"orders": Fate(stored=1)}
    assert desk.rows("SELECT customer FROM orders") == [("店",)]


def test_each_bad_value_is_quarantined_with_file_line_column_value_and_reason(desk: Desk) -> None:
    bad = '1,2024-03-01,"a\nb",1,1\n2,yesterday,b,1,1\n,2024-03-01,c,1,1\n4,2024-03-01,d,1,-2\n5,2024-03-01,e,1,1.5\n'
    desk.put("a.csv", "id,at,customer,amount,items\n" + bad)
    assert desk.run().entities == {"orders": Fate(stored=1, quarantined=4)}
    found = desk.rows('SELECT file, line, "column", value, reason FROM quarantine ORDER BY line')
    assert found == [
        ("a.csv", 4, "at", "yesterday", "wrong_type"),
        ("a.csv", 5, "order", None, "missing"),
        ("a.csv", 6, "items", "-2", "out_of_range"),
        ("a.csv", 7, "items", "1.5", "wrong_type"),
    ]
    ((raw,),) = desk.rows("SELECT raw FROM quarantine WHERE line = 6")
    assert '"customer":"d"' in str(raw)


def test_quarantined_rows_are_not_quarantined_twice(desk: Desk) -> None:
    desk.put("a.csv", "id,at,customer,amount,items\n1,never,a,1,1\n")
    first, second = desk.run(), desk.run()
    assert first.entities == second.entities == {"orders": Fate(quarantined=1)}
    assert desk.rows("SELECT count(*) FROM quarantine") == [(1,)]


def test_rows_that_do_not_come_apart_are_quarantined_with_their_line(desk: Desk) -> None:
    desk.put("a.csv", GOOD + "3,2024-03-03,c,1\n\n4,2024-03-04,d,1,1,9\n5,2024-03-05,e,1,1\n")
    assert desk.run().entities == {"orders": Fate(stored=3, quarantined=2)}
    assert desk.rows("SELECT line, reason FROM quarantine ORDER BY line") == [(4, "ragged"), (6, "ragged")]


def test_files_that_contradict_each_other_leave_the_first_and_name_both_places(desk: Desk) -> None:
    desk.put("a.csv", GOOD)
    desk.put("b.csv", "id,at,customer,amount,items\n9,2024-03-01,x,1,1\n1,2024-03-01 08:00:00,007,99,2\n")
    assert desk.run().entities == {"orders": Fate(stored=3, quarantined=1)}
    ((file, line, reason, why),) = desk.rows("SELECT file, line, reason, explanation FROM quarantine")
    assert (file, line, reason) == ("b.csv", 3, "contradicts")
    assert "a.csv, line 2" in str(why)
    assert desk.rows("""SELECT amount FROM orders WHERE "order" = '1'""")[0][0] == 12.5


def test_a_row_that_contradicts_what_is_stored_names_what_differs(desk: Desk) -> None:
    desk.put("a.csv", GOOD)
    desk.run()
    desk.put("a.csv", GOOD.replace("12.50", "13"))
    assert desk.run().entities == {"orders": Fate(duplicate=1, quarantined=1)}
    assert "something else in amount" in str(desk.rows("SELECT explanation FROM quarantine")[0][0])
    assert desk.run().entities == {"orders": Fate(duplicate=1, quarantined=1)}


def test_of_rows_that_contradict_each_other_and_the_store_the_one_that_agrees_is_a_duplicate(desk: Desk) -> None:
    desk.put("a.csv", GOOD)
    desk.run()
    desk.put("a.csv", GOOD.replace("12.50", "13") + "1,2024-03-01 08:00:00,007,12.50,2\n2,2024-03-02,008,4,1\n")
    assert desk.run().entities == {"orders": Fate(duplicate=2, quarantined=2)}
    found = desk.rows("SELECT line, explanation FROM quarantine ORDER BY line")
    assert [(line, "a.csv, line" in str(why)) for line, why in found] == [(2, True), (5, True)]
    assert "(a.csv, line 4)" in str(found[0][1])
    assert "(a.csv, line 3)" in str(found[1][1])


def test_where_the_mapping_says_latest_the_last_row_wins_in_the_file_and_over_the_store(desk: Desk) -> None:
    latest = ORDERS.replace("    columns:", "    on conflict: latest\n    columns:")
    desk.put("a.csv", GOOD + "1,2024-03-01 08:00:00,007,20,2\n")
    assert desk.run(latest).entities == {"orders": Fate(stored=2, duplicate=1)}
    assert desk.run(latest).entities == {"orders": Fate(duplicate=3)}
    desk.put("a.csv", "id,at,customer,amount,items\n1,2024-03-01 08:00:00,007,21,2\n")
    assert desk.run(latest).entities == {"orders": Fate(stored=1)}
    assert desk.rows("""SELECT amount FROM orders WHERE "order" = '1'""")[0][0] == 21


def test_one_select_joins_files_and_still_knows_the_line(desk: Desk) -> None:
    desk.put("orders.csv", "id,at,person\n1,2024-03-01,a\n2,soon,b\n")
    desk.put("payments.csv", "id,paid\n1,5\n1,7.5\n2,1\n")
    report = desk.run(
        """
name: joined
files: {orders: orders.csv, payments: payments.csv}
entities:
  orders:
    select: >
      SELECT orders.id AS "order", orders.at AS at, orders.person AS customer,
             sum(CAST(paid AS DECIMAL(9, 2))) AS amount
      FROM orders JOIN payments USING (id) GROUP BY ALL
"""
    )
    assert report.entities == {"orders": Fate(stored=1, quarantined=1)}
    assert desk.rows("SELECT amount FROM orders")[0][0] == 12.5
    assert desk.rows("SELECT file, line, value FROM quarantine") == [("orders.csv", 3, "soon")]


SURVEY = """
name: survey
zone: Asia/Shanghai
files: {responses: "*.csv"}
entities:
  feedback:
    columns:
      feedback: "s1/{id}"
      at: {from: when, format: ["%d.%m.%Y", "%Y%m%d"]}
      customer: phone
      kind: {is: survey}
      touchpoint: {is: shop}
      weight: weight
    answers:
      - {kind: nps, scale: 0-10, missing: [11], questions: {recommend: nps}}
      - {kind: rating, scale: 1-5, missing: [6], questions: {staff: {from: staff, touchpoint: counter}}}
      - {kind: choice, questions: {why: [why1, why2]}, values: {1: price, 2: choice}}
      - {kind: text, questions: {said: words}}
"""


def test_a_feedback_is_taken_apart_into_answers_that_inherit_from_it(desk: Desk) -> None:
    desk.put(
        "s.csv",
        "id,when,phone,weight,nps,staff,why1,why2,words\n1,01.02.2024,p,0.5,9,5,1,2,good\n2,20240203,q,2,11,6,,2,\n",
    )
    report = desk.run(SURVEY)
    assert report.entities == {"feedback": Fate(stored=2), "answers": Fate(stored=6)}
    found = desk.rows(
        "SELECT answer, customer, touchpoint, weight, score, scale, polarity, choice, text FROM answers ORDER BY 1"
    )
    assert found == [
        ("s1/1/recommend", "p", "shop", 0.5, 9.0, "0-10", 1, None, None),
        ("s1/1/said", "p", "shop", 0.5, None, None, None, None, "good"),
        ("s1/1/staff", "p", "counter", 0.5, 5.0, "1-5", 1, None, None),
        ("s1/1/why/choice", "p", "shop", 0.5, None, None, None, "choice", None),
        ("s1/1/why/price", "p", "shop", 0.5, None, None, None, "price", None),
        ("s1/2/why/choice", "q", "shop", 2.0, None, None, None, "choice", None),
    ]


def test_an_answer_off_its_scale_is_quarantined_alone(desk: Desk) -> None:
    desk.put(
        "s.csv",
        "id,when,phone,weight,nps,staff,why1,why2,words\n1,01.02.2024,p,1,12,9,3,,\n2,01.02.2024,p,1,7.5,x,,,\n",
    )
    report = desk.run(SURVEY)
    assert report.entities == {"feedback": Fate(stored=2), "answers": Fate(quarantined=5)}
    assert report.reasons == {
        ("answers", "off_scale"): 3,
        ("answers", "unknown_value"): 1,
        ("answers", "wrong_type"): 1,
    }


def test_answers_of_a_quarantined_feedback_wait_with_it(desk: Desk) -> None:
    desk.put("s.csv", "id,when,phone,weight,nps,staff,why1,why2,words\n1,sometime,p,1,9,5,,,\n")
    report = desk.run(SURVEY)
    assert report.entities == {"feedback": Fate(quarantined=1), "answers": Fate(quarantined=2)}
    assert desk.rows("SELECT count(*) FROM answers") == [(0,)]


MENTIONS = """
name: themes
files: {themes: "*.jsonl"}
entities:
  mentions:
    columns: {mention: id, feedback: about, theme: theme, sentiment: mood}
"""


def test_mentions_inherit_from_feedback_that_was_stored_before(desk: Desk) -> None:
    desk.put("s.csv", "id,when,phone,weight,nps,staff,why1,why2,words\n1,01.02.2024,p,1,9,5,,,ok\n")
    desk.run(SURVEY)
    desk.put(
        "m.jsonl", '{"id":"m1","about":"s1/1","theme":"price","mood":0.5}\n{"id":"m2","about":"s1/9","theme":"price"}\n'
    )
    assert desk.run(MENTIONS).entities == {"mentions": Fate(stored=1, quarantined=1)}
    assert desk.rows("SELECT customer, sentiment FROM mentions") == [("p", 0.5)]
    assert desk.rows("SELECT reason, line FROM quarantine") == [("no_feedback", 2)]
