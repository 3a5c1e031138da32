from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from sqlglot import exp

from auricle.model.entities import entity
from auricle.store.relation import Relation
from auricle.store.store import Store

from .asking import ask, column, select, value
from .rows import at, rows

DAY = at("2024-01-01")


def _orders(store: Store, column_name: str, *values: object) -> None:
    store.append(
        {"orders": rows("orders", *({"order": str(i), "at": DAY, column_name: v} for i, v in enumerate(values)))}
    )


WORDS = [
    "客户满意",
    "客戶滿意",
    "👩‍👩‍👧‍👦 great",
    "é",
    "e\u0301",
    "\u0301",
    "ﷺ",
    "",
    " ",
    'it\'s "quoted" \\ $1 %s',
    "a\nb\tc",
]


def test_text_comes_back_letter_by_letter(store: Store) -> None:
    store.append(
        {
            "feedback": rows(
                "feedback",
                *({"feedback": f"{i:02}", "at": DAY, "kind": "post", "text": w} for i, w in enumerate(WORDS)),
            )
        }
    )
    assert [t for (t,) in ask(store, "feedback", "text", order="feedback")] == [*WORDS]


@pytest.mark.parametrize("word", WORDS)
def test_text_is_found_by_itself_alone(store: Store, word: str) -> None:
    _orders(store, "status", *WORDS)
    tree = select(store, "orders", "order").where(exp.EQ(this=column("status"), expression=exp.Literal.string(word)))
    assert store.query(tree)["order"].to_pylist() == [str(WORDS.index(word))]


@pytest.mark.parametrize(
    "condition, found",
    [
        ("status like 'a%'", ["0", "1"]),
        ("status not like 'a%'", ["2", "3"]),
        ("not status like 'a%'", ["2", "3"]),
        ("status ilike 'É%'", ["3"]),
        ("status like '%\\%'", ["1"]),
        ("status not in ('ab', 'b')", ["1", "3"]),
        ("status is null", ["4"]),
        ("coalesce(status, 'none') not like '%b'", ["1", "3", "4"]),
    ],
)
def test_a_filter_on_text_finds_the_same_rows(store: Store, condition: str, found: list[str]) -> None:
    _orders(store, "status", "ab", "a\\c", "b", "é", None)
    relation = Relation(entity("orders"), store.spelling)
    key, kept = relation.expression("order"), relation.parse(condition)
    assert sorted(store.query(relation.select(key).where(kept))["order"].to_pylist()) == found


def test_composed_and_decomposed_letters_are_not_the_same_text(store: Store) -> None:
    _orders(store, "status", "é", "e\u0301")
    assert value(store, "orders", store.spelling.distinct(column("status"))) == 2


def test_sums_of_money_are_exact(store: Store) -> None:
    amounts = [Decimal("0.1"), Decimal("0.2"), Decimal("99999999999999.9999"), Decimal("-0.3001")]
    _orders(store, "amount", *amounts)
    total = value(store, "orders", exp.Sum(this=column("amount")))
    assert Decimal(total) == sum(amounts) == Decimal("99999999999999.9998")


def test_a_thousand_tenths_are_a_hundred(store: Store) -> None:
    _orders(store, "amount", *[Decimal("0.1")] * 1000)
    assert Decimal(value(store, "orders", exp.Sum(this=column("amount")))) == 100


def test_a_number_of_money_is_a_double(store: Store) -> None:
    _orders(store, "amount", Decimal("12.3456"))
    assert value(store, "orders", store.spelling.number(column("amount"))) == pytest.approx(12.3456, abs=1e-12)


def test_missing_values_come_last_upwards(store: Store) -> None:
    _orders(store, "items", None, 2, 1, None)
    assert [i for (i,) in ask(store, "orders", "items", order="items")] == [1, 2, None, None]


def test_missing_values_come_last_downwards_when_said(store: Store) -> None:
    _orders(store, "items", None, 2, 1)
    tree = select(store, "orders", "items").order_by(exp.Ordered(this=column("items"), desc=True, nulls_first=False))
    assert store.query(tree)["items"].to_pylist() == [2, 1, None]


def test_missing_values_are_a_group_and_no_value(store: Store) -> None:
    _orders(store, "status", "a", None, None, "a", "b")
    number = exp.alias_(exp.Count(this=exp.Star()), "number")
    tree = select(store, "orders", "status", number).group_by(column("status"))
    grouped = store.query(tree).to_pylist()
    assert {g["status"]: g["number"] for g in grouped} == {"a": 2, "b": 1, None: 2}
    assert value(store, "orders", exp.Count(this=column("status"))) == 3


def test_distinct_is_exact_and_leaves_missing_values_out(store: Store) -> None:
    names = [f"customer {i % 5000}" for i in range(10_000)] + [None] * 3
    _orders(store, "customer", *names)
    assert value(store, "orders", store.spelling.distinct(column("customer"))) == 5000


JSON = (
    '{"plan": "plus", "n": 12, "ok": true, "none": null, "deep": {"er": "x"}, "a/b": "slash", "a.b": "dot", "名": "中"}'
)


@pytest.mark.parametrize(
    "path, text",
    [
        (("plan",), "plus"),
        (("n",), "12"),
        (("ok",), "true"),
        (("none",), None),
        (("absent",), None),
        (("deep", "er"), "x"),
        (("deep", "absent"), None),
        (("a/b",), "slash"),
        (("a.b",), "dot"),
        (("名",), "中"),
    ],
)
def test_json_gives_the_text_at_a_path(store: Store, path: tuple[str, ...], text: str | None) -> None:
    _orders(store, "properties", JSON)
    assert value(store, "orders", store.spelling.json_text(column("properties"), path)) == text


def test_json_that_is_missing_has_no_paths(store: Store) -> None:
    _orders(store, "properties", None)
    assert value(store, "orders", store.spelling.json_text(column("properties"), ("plan",))) is None


NUMBERS = {"5": 5.0, "-0.5": -0.5, "1e3": 1000.0, "12345678901234567890": 12345678901234567890.0}
NO_NUMBERS = ("", " 5", "+5", "5 €", "1_000", "nan", "inf", "1e999", "true", "0x10", "5\n")


def test_a_text_is_the_number_it_writes_or_none(store: Store) -> None:
    texts = [*NUMBERS, *NO_NUMBERS]
    _orders(store, "properties", json.dumps(texts_by_name := {f"n{i}": text for i, text in enumerate(texts)}))
    inside = (store.spelling.json_text(column("properties"), (name,)) for name in texts_by_name)
    columns = [exp.alias_(store.spelling.number_in(text), f"x{i}") for i, text in enumerate(inside)]
    assert ask(store, "orders", *columns) == [(*NUMBERS.values(), *[None] * len(NO_NUMBERS))]


@pytest.mark.parametrize("seconds", [0.001, 0.5, 1.0, 1.01, 2.0, 113.0, 86400.0, 1e9])
def test_a_cell_of_a_histogram_holds_its_value(store: Store, seconds: float) -> None:
    store.append(
        {
            "interactions": rows(
                "interactions", {"interaction": "1", "at": DAY, "activity": "call", "duration_seconds": seconds}
            )
        }
    )
    cell = value(store, "interactions", store.spelling.log_bin(column("duration_seconds"), 0.01))
    assert isinstance(cell, int)
    assert cell == math.floor(math.log(seconds) / math.log1p(0.01))


@pytest.mark.parametrize("seconds", [0.0, None])
def test_what_is_not_positive_has_no_cell(store: Store, seconds: float | None) -> None:
    store.append(
        {
            "interactions": rows(
                "interactions", {"interaction": "1", "at": DAY, "activity": "call", "duration_seconds": seconds}
            )
        }
    )
    assert value(store, "interactions", store.spelling.log_bin(column("duration_seconds"), 0.01)) is None


def test_a_left_join_leaves_missing_values_where_nothing_matches(store: Store) -> None:
    store.append({"customers": rows("customers", {"customer": "a", "segment": "gold", "birth_year": 1990})})
    _orders(store, "customer", "a", "stranger", None)
    facts, people = store.spelling.table("orders").as_("f"), store.spelling.table("customers").as_("c")
    tree = (
        exp.select(*(column(n, t) for n, t in (("order", "f"), ("segment", "c"), ("birth_year", "c"))))
        .from_(facts)
        .join(people, on=exp.EQ(this=column("customer", "f"), expression=column("customer", "c")), join_type="left")
        .order_by(column("order", "f"))
    )
    assert [tuple(r.values()) for r in store.query(tree).to_pylist()] == [
        ("0", "gold", 1990),
        ("1", None, None),
        ("2", None, None),
    ]


def test_sums_over_nothing_are_missing_and_counts_are_zero(store: Store) -> None:
    assert value(store, "orders", exp.Sum(this=column("amount"))) is None
    assert value(store, "orders", store.spelling.distinct(column("customer"))) == 0


def test_a_stream_gives_all_rows(store: Store) -> None:
    _orders(store, "items", *range(5000))
    reader = store.stream(select(store, "orders", "items"))
    assert sorted(i for batch in reader for i in batch["items"].to_pylist()) == list(range(5000))


def test_a_stream_left_in_the_middle_holds_nothing_up(store: Store) -> None:
    _orders(store, "items", *range(5000))
    reader = store.stream(select(store, "orders", "items"))
    reader.read_next_batch()
    reader.close()
    del reader
    _orders(store, "amount", 1)
    assert store.erase("nobody") is not None
