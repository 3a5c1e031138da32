"""Rules over rows that arrive: each kind by a case worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from auricle.model.entities import entity
from auricle.query.signals import Matching, RuleWrong, read_rule
from auricle.store.opening import StoreSettings, open_store
from auricle.store.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path, StoreSettings("duckdb", "UTC"))
    yield found
    found.close()


def rows(name: str, *given: dict[str, Any]) -> pa.Table:
    schema = entity(name).schema
    wanted = [field for field in schema if any(field.name in row for row in given)]
    return pa.Table.from_pylist(list(given), schema=pa.schema(wanted))


def answer(number: int, score: float, customer: str = "anne", **more: Any) -> dict[str, Any]:
    said = {"answer": f"f{number}/nps", "feedback": f"f{number}", "at": NOW, "customer": customer, "question": "nps"}
    return {**said, "kind": "nps", "score": score, "scale": "0-10", **more}


def failed(number: int, day: int, customer: str = "anne") -> dict[str, Any]:
    at = NOW - timedelta(days=day)
    return {"interaction": f"i{number}", "at": at, "customer": customer, "activity": "payment_failed"}


def fired(store: Store, name: str, keys: list[str], **rules: dict[str, Any]) -> list[tuple[str, str]]:
    named = dict(enumerate(rules))
    matching = Matching({number: read_rule(rules[name]) for number, name in named.items()})
    assert not matching.broken
    return [(named[match.rule], match.key) for match in matching.arrived(store, name, keys, NOW)]


def test_a_score_sets_off_the_rules_it_fits_and_no_others(store: Store) -> None:
    given = rows("answers", answer(1, 3, touchpoint="delivery"), answer(2, 9, touchpoint="delivery"))
    store.append({"answers": given})
    found = fired(
        store, "answers", ["f1/nps", "f2/nps"],
        low={"kind": "score", "at_most": 6.0},
        high={"kind": "score", "at_least": 9.0},
        low_in_store={"kind": "score", "at_most": 6.0, "where": "touchpoint = 'store'"},
        csat={"kind": "score", "question": "csat", "at_most": 6.0},
    )  # fmt: skip
    assert found == [("low", "f1/nps"), ("high", "f2/nps")]


def test_a_filter_reaches_into_who_the_customer_is(store: Store) -> None:
    store.append(
        {
            "customers": rows("customers", {"customer": "anne", "segment": "gold"}, {"customer": "ben"}),
            "answers": rows("answers", answer(1, 3), answer(2, 3, "ben")),
        }
    )
    rule = {"kind": "score", "at_most": 6.0, "where": "customer.segment = 'gold'"}
    assert fired(store, "answers", ["f1/nps", "f2/nps"], gold=rule) == [("gold", "f1/nps")]


def test_the_third_failed_payment_within_a_week_counts_and_the_fourth_begins_anew(store: Store) -> None:
    store.append({"interactions": rows("interactions", failed(0, 20), failed(1, 3), failed(2, 2))})
    rule = {"kind": "count", "entity": "interactions", "where": "activity = 'payment_failed'", "times": 3, "days": 7}
    assert fired(store, "interactions", ["i0", "i1", "i2"], third=rule) == []
    store.append({"interactions": rows("interactions", failed(3, 1), failed(4, 0), failed(5, 0, "ben"))})
    assert fired(store, "interactions", ["i3", "i4", "i5"], third=rule) == [("third", "i3")]


def test_words_that_contradict_their_score(store: Store) -> None:
    def mention(number: int, sentiment: float) -> dict[str, Any]:
        said = {"mention": f"m{number}", "feedback": f"f{number}", "at": NOW, "customer": "anne", "theme": "courier"}
        return {**said, "sentiment": sentiment}

    store.append(
        {
            "answers": rows("answers", answer(1, 10), answer(2, 2), answer(3, 10)),
            "mentions": rows(
                "mentions", mention(1, -0.8), {**mention(1, -0.4), "mention": "m1b"}, mention(2, -0.8), mention(3, 0.5)
            ),
        }
    )
    found = fired(
        store, "mentions", ["m1", "m1b", "m2", "m3"],
        conflict={"kind": "conflict", "at_least": 9.0},
        theme={"kind": "theme", "theme": "courier"},
        other={"kind": "theme", "theme": "price"},
    )  # fmt: skip
    assert sorted(found) == [("conflict", "f1"), ("theme", "m1"), ("theme", "m1b"), ("theme", "m2")]


def test_what_is_old_when_it_arrives_sets_nothing_off(store: Store) -> None:
    store.append({"answers": rows("answers", answer(1, 3, at=NOW - timedelta(days=400)))})
    assert fired(store, "answers", ["f1/nps"], low={"kind": "score", "at_most": 6.0}) == []
    asked = {"kind": "score", "at_most": 6.0, "newest_days": 500}
    assert fired(store, "answers", ["f1/nps"], low=asked) == [("low", "f1/nps")]


def test_a_rule_that_cannot_be_read_is_named_and_holds_up_no_other(store: Store) -> None:
    store.append({"answers": rows("answers", answer(1, 3))})
    rules = {
        1: read_rule({"kind": "score", "at_most": 6.0, "where": "colour = 'red'"}),
        2: read_rule({"kind": "score", "at_most": 6.0}),
    }
    matching = Matching(rules)
    assert "colour" in matching.broken[1]
    assert [match.rule for match in matching.arrived(store, "answers", ["f1/nps"], NOW)] == [2]


@pytest.mark.parametrize(
    "document, field",
    [
        ({"kind": "score"}, "at_most"),
        ({"kind": "moon"}, "kind"),
        ({"kind": "fact", "entity": "quarantine", "where": "true"}, "entity"),
        ({"kind": "count", "entity": "orders"}, "where"),
        ({"kind": "count", "entity": "orders", "where": "true", "times": 0}, "times"),
        ({"kind": "limit"}, "measure"),
        ({"kind": "score", "at_most": "six"}, "at_most"),
        ({"kind": "score", "at_most": 6.0, "colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_cannot_be_says_which_part(document: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleWrong) as wrong:
        read_rule(document)
    assert wrong.value.field == field
