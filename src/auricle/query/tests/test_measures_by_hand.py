"""Every shape of measure on facts small enough to count on fingers."""

from __future__ import annotations

import pytest

from .conftest import Opened
from .facts import answer, contract, feedback, interaction, order


def test_nps_is_promoters_minus_detractors(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, s) for i, s in enumerate([10, 9, 9, 8, 7, 6, 0, None])]})
    found = ws.measure("nps").total
    # 3 promoters, 2 detractors of 7: 100 (3 - 2) / 7
    assert found.value == pytest.approx(100 / 7)
    assert found.n == 7


def test_weights_count_an_answer_as_often_as_it_speaks(workspace: Opened) -> None:
    scores = [(10, 3.0), (10, None), (0, 1.0), (5, 1.0), (8, 2.0)]
    ws = workspace({"answers": [answer(i, s, weight=w) for i, (s, w) in enumerate(scores)]})
    # (3 + 1 - 1 - 1) / 8, a missing weight being 1
    assert ws.measure("nps", weighted=True).total.value == pytest.approx(100 * 2 / 8)
    assert ws.measure("nps").total.value == pytest.approx(0)


def test_satisfaction_takes_the_two_best_of_each_polarity(workspace: Opened) -> None:
    plain = [answer(i, s, kind="csat", scale="1-5") for i, s in enumerate([5, 4, 3, 1, 2])]
    ws = workspace({"answers": plain})
    assert ws.measure("csat").total.value == pytest.approx(2 / 5)
    turned = workspace({"answers": [{**row, "polarity": -1} for row in plain]})
    assert turned.measure("csat").total.value == pytest.approx(2 / 5)  # 1 and 2 are best now
    assert turned.measure("csat_mean").total.value == pytest.approx(3.0)


def test_complaints_are_counted_per_hundred_orders(workspace: Opened) -> None:
    said = [
        feedback(i, day, kind=kind)
        for i, (day, kind) in enumerate([(0, "complaint"), (0, "survey"), (31, "complaint")])
    ]
    ws = workspace({"feedback": said, "orders": [order(i, day=31 * (i % 2)) for i in range(10)]})
    found = ws.measure("complaint_rate", by="month")
    assert [(row.by["month"], row.value, row.n) for row in found.rows] == [("2025-01", 20.0, 5), ("2025-02", 20.0, 5)]
    assert found.total.value == 20.0


def test_a_month_without_complaints_has_a_rate_of_nothing(workspace: Opened) -> None:
    ws = workspace({"feedback": [feedback(1, 31, kind="complaint")], "orders": [order(i) for i in range(8)]})
    january, february = ws.measure("complaint_rate", by="month").rows
    assert (january.value, january.n) == (0.0, 8)
    assert (february.value, february.n) == (None, 0)  # complaints, but no orders to divide by


def test_who_bought_twice_is_counted_by_customer(workspace: Opened) -> None:
    buyers = ["a", "a", "b", "c", "c", "c", None]
    ws = workspace({"orders": [order(i, customer=who) for i, who in enumerate(buyers)]})
    assert ws.measure("repurchase_rate").total.value == pytest.approx(2 / 3)
    assert ws.measure("purchase_frequency").total.value == pytest.approx(6 / 3)
    assert ws.measure("repurchase_rate").excluded == {"without customer": 1}


def test_a_customer_of_two_channels_counts_once_in_the_total(workspace: Opened) -> None:
    ws = workspace({"orders": [order(1, customer="a", channel="web"), order(2, customer="a", channel="app")]})
    found = ws.measure("repurchase_rate", by="channel")
    assert [(row.by["channel"], row.value) for row in found.rows] == [("app", 0.0), ("web", 0.0)]
    assert (found.total.value, found.total.n) == (1.0, 1)


def test_cancelled_orders_bring_nothing_and_unknown_states_count(workspace: Opened) -> None:
    states = ["delivered", "cancelled", None]
    ws = workspace({"orders": [order(i, amount=f"{i + 1}.50", status=state) for i, state in enumerate(states)]})
    assert ws.measure("orders").total.value == 2
    assert ws.measure("revenue").total.value == pytest.approx(1.5 + 3.5)
    assert ws.measure("average_order").total.value == pytest.approx(2.5)
    assert ws.measure("revenue").currency == "CNY"


RETENTION = [
    contract(1, "2024-01-01", None),
    contract(2, "2024-01-01", "2025-01-31"),  # last day in January: still there at its end
    contract(3, "2024-01-01", "2025-01-30"),  # gone by the end of January
    contract(4, "2024-01-01", "2024-12-31", renewed=True),
    contract(4, "2025-01-01", None, amount="130"),  # renewed without a gap, for more
    contract(5, "2025-01-10", None),  # acquired
]


def test_retention_churn_and_net_churn_follow_their_three_definitions(workspace: Opened) -> None:
    ws = workspace({"contracts": RETENTION})
    january = {"from_": "2025-01-01", "to": "2025-01-31"}
    # there on 31 December: 1 2 3 4; there on 31 January: 1 2 4 5
    assert ws.measure("retention", **january).total.value == pytest.approx(3 / 4)
    assert ws.measure("churn", **january).total.value == pytest.approx(1 / 4)
    assert ws.measure("net_churn", **january).total.value == pytest.approx((4 - 4) / 4)
    assert ws.measure("net_revenue_retention", **january).total.value == pytest.approx((100 + 100 + 130) / 400)
    assert ws.measure("gross_revenue_retention", **january).total.value == pytest.approx(300 / 400)


def test_each_month_of_a_stock_starts_where_the_last_one_ended(workspace: Opened) -> None:
    ws = workspace({"contracts": RETENTION})
    found = ws.measure("retention", by="month", from_="2025-01-01", to="2025-02-28")
    assert [(row.by["month"], row.value, row.n) for row in found.rows] == [("2025-01", 0.75, 4), ("2025-02", 0.75, 4)]
    assert found.total.value == pytest.approx(2 / 4)  # of 1 2 3 4, only 1 and 4 are left after two months


def test_renewals_are_judged_when_the_term_ends(workspace: Opened) -> None:
    ends = [("2025-01-31", True), ("2025-01-15", False), ("2025-01-20", None), ("2025-02-01", True)]
    ws = workspace({"contracts": [contract(i, "2024-01-01", end, renewed=kept) for i, (end, kept) in enumerate(ends)]})
    found = ws.measure("renewal_rate", from_="2025-01-01", to="2025-01-31").total
    assert (found.value, found.n) == (0.5, 2)


def test_coverage_is_heard_of_known(workspace: Opened) -> None:
    ws = workspace(
        {
            "customers": [{"customer": f"c{i}", "segment": "ab"[i % 2]} for i in range(4)]
            + [{"customer": "late", "segment": "a", "first_seen_at": order(1, day=60)["at"]}],
            "feedback": [feedback(1, customer="c1"), feedback(2, customer="c1"), feedback(3, 40, customer="c2")],
        }
    )
    found = ws.measure("coverage", by="month", from_="2025-01-01", to="2025-03-31")
    assert [(row.by["month"], row.value, row.n) for row in found.rows] == [
        ("2025-01", 0.25, 4), ("2025-02", 0.25, 4), ("2025-03", 0.0, 5),
    ]  # fmt: skip
    by_segment = ws.measure("coverage", by="segment", to="2025-01-31")
    assert [(row.by["segment"], row.value) for row in by_segment.rows] == [("a", 0.0), ("b", 0.5)]
    assert found.coverage == pytest.approx(2 / 5)


def test_a_contact_is_resolved_when_nobody_calls_again_within_a_week(workspace: Opened) -> None:
    week = 7 * 24
    calls = [
        interaction(1, 0, talk_seconds=60.0),  # c1 calls again after two days: not resolved
        interaction(2, 48, talk_seconds=60.0),  # and not again within a week: resolved
        interaction(3, 50, talk_seconds=None),  # a page view does not count
        interaction(4, 0, customer="c2", talk_seconds=60.0),  # resolved: the next is after a week and an hour
        interaction(5, week + 1, customer="c2", talk_seconds=60.0),  # less than a week before the end: not judged
        interaction(6, 10, customer=None, talk_seconds=60.0),  # nobody knows who called
        interaction(7, week + 60, customer="c3", talk_seconds=60.0),
    ]
    found = workspace({"interactions": calls}).measure("first_contact_resolution").total
    assert (found.value, found.n) == (pytest.approx(2 / 3), 3)


def test_handling_time_is_the_sum_of_its_parts(workspace: Opened) -> None:
    calls = [
        interaction(1, talk_seconds=100.0, hold_seconds=20.0, wrap_seconds=30.0),
        interaction(2, talk_seconds=50.0),
        interaction(3, wrap_seconds=99.0),  # nobody talked: not a handled contact
    ]
    ws = workspace({"interactions": calls})
    assert ws.measure("handling_time").total.value == pytest.approx((150 + 50) / 2)
    assert ws.measure("talk_time").total.value == pytest.approx(75)
    assert ws.measure("hold_time").total.value == pytest.approx(20)


def test_percentiles_of_page_loads_are_within_half_a_percent(workspace: Opened) -> None:
    loads = [interaction(i, activity="page_load", duration_seconds=i / 10) for i in range(101)]
    ws = workspace({"interactions": [*loads, interaction(999, duration_seconds=1e6)]})
    assert ws.measure("page_load_p50").total.value == pytest.approx(5.0, rel=0.011)
    assert ws.measure("page_load_p95").total.value == pytest.approx(9.5, rel=0.011)


def test_days_are_those_of_the_workspace(workspace: Opened) -> None:
    late = order(1, day=30)["at"].replace(hour=17)  # 1 a.m. of 1 February in Shanghai
    ws = workspace({"orders": [{**order(1), "at": late}]})
    assert [row.by["month"] for row in ws.measure("orders", by="month").rows] == ["2025-02"]
    assert ws.measure("orders", to="2025-01-31").total.value == 0


def test_grains_are_written_as_people_write_them(workspace: Opened) -> None:
    ws = workspace({"orders": [order(1)]})
    (row,) = ws.measure("orders", by=["day", "week", "month", "quarter", "year"]).rows
    assert list(row.by.values()) == ["2025-01-01", "2025-W01", "2025-01", "2025-Q1", "2025"]


def test_a_linked_entity_can_be_grouped_by(workspace: Opened) -> None:
    answers = [answer(i, 10 if i < 5 else 0, order=f"o{i}") for i in range(10)]
    orders = [order(i, promised_at=order(i, day=3)["at"], delivered_at=order(i, day=i)["at"]) for i in range(10)]
    ws = workspace({"answers": answers, "orders": orders, "customers": [{"customer": "c1", "segment": "gold"}]})
    found = ws.measure("nps", where="delivery = 'on time'").total
    assert found.suppressed  # four answers
    late = ws.measure("nps", where="order.delivery = 'late'").total
    assert late.suppressed  # their complement has four
    assert ws.measure("nps", by="segment").total.n == 10


def test_an_empty_workspace_answers_every_measure(workspace: Opened) -> None:
    ws = workspace()
    for name in ws.measures:
        found = ws.measure(name, from_="2025-01-01", to="2025-01-31")
        assert found.total.n == 0, name
        assert found.coverage is None
