"""Filters are read through the model: names are resolved, values typed, anything else refused."""

from __future__ import annotations

import pytest
from sqlglot import exp

from auricle.model.dimension import Dimension
from auricle.model.entities import entity
from auricle.store.engines.duckdb.spelling import DuckDBSpelling
from auricle.store.relation import Relation
from auricle.store.typed import FilterError


def relation(name: str = "answers", *own: Dimension) -> Relation:
    return Relation(entity(name), DuckDBSpelling(), own)


def sql(text: str, name: str = "answers") -> str:
    return relation(name).parse(text).sql("duckdb")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("channel = 'it''s'", "\"answers\".\"channel\" = 'it''s'"),
        ("score between 1 and 3", '"answers"."score" BETWEEN 1 AND 3'),
        ("order = 'o1'", '"answers"."order" = \'o1\''),
        ("day = '2025-01-31'", '"answers"."day" = CAST(\'2025-01-31\' AS DATE)'),
        ("score / 0 is null", 'CAST("answers"."score" AS DOUBLE) / NULLIF(CAST(0 AS DOUBLE), 0) IS NULL'),
        ("weight is not null", 'NOT "answers"."weight" IS NULL'),
    ],
)
def test_a_filter_becomes_a_tree_of_the_facts_columns(text: str, expected: str) -> None:
    assert sql(text).replace("(", "").replace(")", "") == expected.replace("(", "").replace(")", "")


@pytest.mark.parametrize(
    "text",
    [
        "properties.total > 100",
        "100 < properties.total",
        "properties.total between 1 and 2",
        "properties.total in (1, 2)",
        "coalesce(properties.total, properties.revenue) >= 5",
        "properties.total * 2 > properties.tax + 1",
        "case when stage = 's' then properties.total end = 7",
    ],
)
def test_text_inside_json_is_a_number_where_it_is_compared_with_one(text: str) -> None:
    assert "TRY_CAST" in sql(text, "interactions")


@pytest.mark.parametrize("text", ["properties.plan = 'pro'", "properties.total = '5'", "properties.a = properties.b"])
def test_text_inside_json_stays_text_where_it_is_compared_with_text(text: str) -> None:
    assert "CAST" not in sql(text, "interactions")


def test_and_binds_closer_than_or_whatever_is_put_around() -> None:
    query = relation()
    tree = query.parse("channel = 'a' or channel = 'b' and not (score > 3 or score < 1)")
    assert exp.and_(tree, query.parse("stage = 's'")).sql("duckdb").startswith("((")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("channel = 3", "channel is text, 3 is a number; write it in quotes: '3'"),
        ("score = '3'", "score is a number, '3' is text; write a number without quotes"),
        ("at >= '2025-01-01'", "names no moment; write one with its offset"),
        ("day >= '2025-13-01'", "'2025-13-01' is not a day; write it like 2018-03-05"),
        ("week = '2025-W60'", "'2025-W60' is not a week; write it like 2018-W10"),
        ('channel = "web"', "a text value is written in single quotes: 'web'"),
        ("channel", "channel is text, not a condition; compare it, for example channel = '…'"),
        ("score", "for example score = 1"),
        ("score = day", "score is a number, day is a date; compare like with like"),
        ("upper(channel) = 'A'", "'UPPER(channel)' is not allowed here"),
        ("count(*) > 3", "counts over rows; a filter looks at one row at a time"),
        ("channel in (select 1)", "needs a list of values"),
        ("channel = (select 'a')", "not allowed"),
        ("1 = 1; drop table answers", "not allowed"),
        ("channel = 'a", "cannot read"),
        ("", "cannot read ''"),
        ("channel = 'web' and", "a part is missing; write it like"),
        ("text = 'x'", "cannot be grouped or filtered by 'text'"),  # what they typed is no dimension
        ("customer.name = 'x'", "cannot be grouped or filtered by 'customer.name'"),  # personal
        ("score + channel > 1", "channel is text; only numbers can be calculated with"),
        ("score like '1%'", "like compares text with a pattern"),
        ("cast(channel as date) = day", "cast only to double"),
    ],
)
def test_what_cannot_be_is_named_with_the_next_step(text: str, says: str) -> None:
    with pytest.raises(FilterError) as raised:
        relation().parse(text)
    assert says in str(raised.value)


def test_only_the_links_that_are_used_are_joined() -> None:
    asked = relation()
    asked.expression("channel")
    assert "JOIN" not in asked.select(exp.Star()).sql("duckdb")
    asked.expression("segment")
    asked.parse("order.delivery = 'late'")
    said = asked.select(exp.Star()).sql("duckdb")
    assert said.count("LEFT JOIN") == 2
    assert '"answers"."customer" = "customers"."customer"' in said
    assert '"answers"."order" = "orders"."order"' in said


def test_an_entity_is_not_linked_to_itself() -> None:
    asked = relation("orders")
    asked.expression("region")
    assert "JOIN" not in asked.select(exp.Star()).sql("duckdb")


def test_the_source_of_the_fact_may_be_any_table() -> None:
    asked = Relation(entity("orders"), DuckDBSpelling(), (), exp.to_table("arriving"))
    tree = asked.select(asked.expression("amount"))
    assert 'FROM arriving AS "orders"' in tree.sql("duckdb")


def test_grains_are_compared_as_they_are_written() -> None:
    assert "CAST('2025-01-27' AS DATE)" in sql("week = '2025-W05'")
    assert "CAST('2025-04-01' AS DATE)" in sql("quarter >= '2025-Q2'")


def test_json_is_reached_by_path_and_read_as_a_number_when_told() -> None:
    assert "/plan/tier" in sql("properties.plan.tier = 'x'", "orders")
    assert "CAST(" in sql("cast(properties.price as double) > 3", "orders")


def test_dimensions_of_its_own_are_parsed_not_pasted() -> None:
    shop = Dimension("shop", "answers", "case when unit like 'F-%' then 'flagship' else 'shop' end")
    assert "CASE WHEN" in relation("answers", shop).expression("shop").sql("duckdb")
    evil = Dimension("evil", "answers", "(select 1)")
    with pytest.raises(FilterError):
        relation("answers", evil).expression("evil")
