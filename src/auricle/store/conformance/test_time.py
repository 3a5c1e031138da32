from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlglot import exp

from auricle.store.store import Store

from .asking import ask, column, value
from .conftest import Opening
from .rows import at, rows


def _orders(store: Store, *instants: str) -> None:
    store.append({"orders": rows("orders", *({"order": t, "at": at(t)} for t in instants))})


@pytest.mark.parametrize(
    "zone, instant, day",
    [
        ("UTC", "2024-03-01T23:59:59.999999", date(2024, 3, 1)),
        ("Asia/Shanghai", "2024-03-01T15:59:59.999999", date(2024, 3, 1)),
        ("Asia/Shanghai", "2024-03-01T16:00:00", date(2024, 3, 2)),
        # Shanghai kept summer time until 1991: UTC+9 that July.
        ("Asia/Shanghai", "1990-07-01T15:00:00", date(1990, 7, 2)),
        # Sao Paulo turned its clocks forward at midnight of 4 November 2018: 03:00Z is 01:00 there.
        ("America/Sao_Paulo", "2018-11-04T02:59:59", date(2018, 11, 3)),
        ("America/Sao_Paulo", "2018-11-04T03:00:00", date(2018, 11, 4)),
        # and back at midnight of 18 February 2018: 02:30Z is 23:30 of the 17th a second time.
        ("America/Sao_Paulo", "2018-02-18T02:30:00", date(2018, 2, 17)),
        ("America/Sao_Paulo", "2018-02-18T03:00:00", date(2018, 2, 18)),
        ("Europe/Berlin", "2024-03-31T00:59:59", date(2024, 3, 31)),
        ("Europe/Berlin", "2024-10-27T22:59:59", date(2024, 10, 27)),
        ("Europe/Berlin", "2024-10-27T23:00:00", date(2024, 10, 28)),
        ("Asia/Kolkata", "2024-01-01T18:30:00", date(2024, 1, 2)),
    ],
)
def test_a_fact_is_stamped_with_the_day_of_its_zone(opened: Opening, zone: str, instant: str, day: date) -> None:
    store = opened(zone)
    _orders(store, instant)
    assert ask(store, "orders", "day") == [(day,)]
    local = store.spelling.local_day(column("at"), zone)
    assert ask(store, "orders", exp.alias_(local, "local")) == [(day,)]


def test_an_instant_given_in_another_zone_is_the_same_instant(store: Store) -> None:
    _orders(store, "2024-06-01T08:00:00+08:00")
    assert ask(store, "orders", "at") == [(at("2024-06-01T00:00:00"),)]


@pytest.mark.parametrize(
    "grain, day, first",
    [
        ("day", "2024-02-29", date(2024, 2, 29)),
        ("week", "2024-01-01", date(2024, 1, 1)),
        ("week", "2023-01-01", date(2022, 12, 26)),  # a Sunday, week 52 of the old year
        ("week", "2024-12-30", date(2024, 12, 30)),  # a Monday, week 1 of the new one
        ("week", "2021-01-03", date(2020, 12, 28)),  # week 53
        ("month", "2024-02-29", date(2024, 2, 1)),
        ("quarter", "2024-12-31", date(2024, 10, 1)),
        ("quarter", "2024-04-01", date(2024, 4, 1)),
        ("year", "2024-12-31", date(2024, 1, 1)),
    ],
)
def test_a_grain_is_its_first_day(store: Store, grain: str, day: str, first: date) -> None:
    _orders(store, f"{day}T12:00")
    assert ask(store, "orders", exp.alias_(store.spelling.grain(grain, column("day")), "first")) == [(first,)]


@pytest.mark.parametrize(
    "earlier, later, seconds",
    [
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00.000001", 0.000001),
        ("2024-01-01T00:00:00.25", "2024-01-01T00:00:01", 0.75),
        ("2024-01-01T00:00:01", "2024-01-01T00:00:00.25", -0.75),
        ("2023-12-31T23:59:59.999999", "2024-01-01T00:00:00", 0.000001),
        ("2024-03-10T00:00", "2024-03-11T00:00", 86400.0),  # a day of 23 hours in New York, of 24 in UTC
        ("1969-12-31T23:59:59.5", "1970-01-01T00:00:00", 0.5),
    ],
)
def test_seconds_keep_their_fraction(store: Store, earlier: str, later: str, seconds: float) -> None:
    store.append({"orders": rows("orders", {"order": "1", "at": at(earlier), "delivered_at": at(later)})})
    tree = store.spelling.seconds_between(column("at"), column("delivered_at"))
    assert value(store, "orders", tree) == pytest.approx(seconds, abs=1e-9)


def test_seconds_to_nowhere_are_missing(store: Store) -> None:
    store.append({"orders": rows("orders", {"order": "1", "at": at("2024-01-01"), "delivered_at": None})})
    assert value(store, "orders", store.spelling.seconds_between(column("at"), column("delivered_at"))) is None


def test_an_instant_is_compared_to_the_microsecond(store: Store) -> None:
    _orders(store, "2024-01-01T00:00:00", "2024-01-01T00:00:00.000001", "2024-01-01T00:00:00.000002")
    moment = store.spelling.instant(at("2024-01-01T08:00:00.000001+08:00"))
    later = exp.alias_(exp.GTE(this=column("at"), expression=moment), "later")
    assert ask(store, "orders", later, order="at") == [(False,), (True,), (True,)]


def test_the_next_value_is_missing_at_the_last_row_of_each_customer(store: Store) -> None:
    noon = at("2024-01-01T12:00")
    path = [("a1", "ann", 0, "search"), ("a2", "ann", 1, "buy"), ("b1", "bob", 0, "search"), ("c1", None, 0, "search")]
    store.append(
        {
            "interactions": rows(
                "interactions",
                *(
                    {"interaction": i, "customer": c, "at": noon + timedelta(hours=h), "activity": a, "value": float(h)}
                    for i, c, h, a in path
                ),
            )
        }
    )
    by: tuple[list[exp.Expression], list[exp.Expression]] = (
        [column("customer")],
        [column("at"), column("interaction")],
    )
    following = [
        exp.alias_(store.spelling.next_value(column(name), *by), f"next_{name}") for name in ("activity", "at", "value")
    ]
    assert ask(store, "interactions", "interaction", *following, order="interaction") == [
        ("a1", "buy", noon + timedelta(hours=1), 1.0),
        ("a2", None, None, None),
        ("b1", None, None, None),
        ("c1", None, None, None),
    ]


def test_the_next_value_of_equal_times_follows_the_second_order(store: Store) -> None:
    noon = at("2024-01-01T12:00")
    store.append(
        {
            "interactions": rows(
                "interactions",
                *({"interaction": i, "customer": "ann", "at": noon, "activity": i * 2} for i in ("z", "m", "a")),
            )
        }
    )
    following = store.spelling.next_value(
        column("activity"), [column("customer")], [column("at"), column("interaction")]
    )
    assert ask(store, "interactions", "interaction", exp.alias_(following, "following"), order="interaction") == [
        ("a", "mm"),
        ("m", "zz"),
        ("z", None),
    ]


def test_the_values_of_a_group_come_in_the_order_asked_for(store: Store) -> None:
    noon = at("2024-01-01T12:00")
    given = [("a1", "ann", 2, "buy", None), ("a2", "ann", 0, "search", "web"), ("a3", "ann", 0, "ask", "app")]
    given += [("b1", "bob", 1, "buy", None)]
    store.append(
        {
            "interactions": rows(
                "interactions",
                *(
                    {
                        "interaction": i,
                        "customer": c,
                        "at": noon + timedelta(hours=h),
                        "activity": a,
                        "channel": channel,
                    }
                    for i, c, h, a, channel in given
                ),
            )
        }
    )
    order: list[exp.Expression] = [column("at"), column("interaction")]
    lists = [exp.alias_(store.spelling.sequence(column(name), order), name) for name in ("activity", "channel")]
    query = (
        exp.select(column("customer"), *lists).from_(store.spelling.table("interactions")).group_by(column("customer"))
    )
    found = {row["customer"]: (row["activity"], row["channel"]) for row in store.query(query).to_pylist()}
    assert found == {"ann": (["search", "ask", "buy"], ["web", "app"]), "bob": (["buy"], [])}
