"""What customers do on web, app and in shops, and the journey of each order, as interactions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import NEVER, SECOND, Truths, Whole, ids, instants, joined, numbers, picked, table
from .month import Month
from .orders import Orders, order_ids
from .tracked import as_sent

_BROWSING_PER_MONTH = 0.13
_VISITS_PER_MONTH = 0.05
_OPENING = (10, 22)
_TASKS = ("checkout", "track_order", "find_store", "plan_room")
_TASK_SHARES = v.Codes(_TASKS, (0.40, 0.32, 0.18, 0.10))
_ENDS = ("completed", "abandoned", "error")
_ABANDONED = (0.58, 0.12, 0.15, 0.40)  # by task
_LOAD_SECONDS = {v.APP: 0.9, v.WEB: 1.7}  # medians
_FAILED = 0.012  # page loads that end in an error


@dataclass(frozen=True, slots=True)
class Sessions:
    """Visits to web or app, of those who buy and of those who only look."""

    customer: Whole
    at: Whole
    channel: Whole

    def __len__(self) -> int:
        return len(self.at)


def session_rows(month: Month, orders: Orders) -> list[pa.Table]:
    """Page loads, searches and tasks of browsing visits; page load and checkout of those that ordered."""
    rng = month.stream("sessions")
    customer, at = month.occasions(rng, month.active(), _BROWSING_PER_MONTH)
    channel = np.where(rng.random(len(at)) < 0.62, v.APP, v.WEB)
    browsing = Sessions(customer, at, channel)
    online = orders.where(np.isin(orders.channel, (v.APP, v.WEB)))
    buying = Sessions(online.customer, online.at - 240 * SECOND, online.channel)
    n = np.arange(len(browsing))
    searching = np.flatnonzero(rng.random(len(n)) < 0.4)
    doing = np.flatnonzero(rng.random(len(n)) < 0.5)
    return [
        *as_sent(month, _page_loads(month, rng, browsing, n, "B", 1 + np.minimum(rng.poisson(0.8, len(n)), 4))),
        _searches(month, rng, browsing, searching),
        _tasks(month, rng, browsing, doing),
        _page_loads(month, rng, buying, online.number, "P", np.ones(len(buying), np.int64)),
        _checkouts(month, rng, buying, online),
    ]


def _session_ids(month: Month, letter: str, number: Whole) -> pa.Array:
    return ids(f"S{month.code}-{letter}", number)


def _page_loads(
    month: Month, rng: np.random.Generator, sessions: Sessions, number: Whole, letter: str, pages: Whole
) -> pa.Table:
    which = np.repeat(np.arange(len(sessions)), pages)
    position = np.arange(len(which)) - np.repeat(np.cumsum(pages) - pages, pages)
    channel = sessions.channel[which]
    median = np.where(channel == v.APP, _LOAD_SECONDS[v.APP], _LOAD_SECONDS[v.WEB])
    failed = rng.random(len(which)) < _FAILED
    pause = position * 40 * SECOND + rng.integers(0, 25, len(which)) * SECOND
    return _rows(
        month,
        interaction=joined(ids(f"I{month.code}-{letter}", number[which]), ids("-", position, 1)),
        session=_session_ids(month, letter, number[which]),
        who=sessions.customer[which],
        at=sessions.at[which] + pause,
        channel=channel,
        activity="page_load",
        duration_seconds=numbers(np.round(median * np.exp(rng.normal(0, 0.55, len(which))), 3)),
        outcome=picked(("loaded", "error"), failed.astype(np.int64)),
    )


def _searches(month: Month, rng: np.random.Generator, sessions: Sessions, which: Whole) -> pa.Table:
    found = rng.poisson(14, len(which)) * (rng.random(len(which)) > 0.07)
    return _rows(
        month,
        interaction=ids(f"I{month.code}-F", which),
        session=_session_ids(month, "B", which),
        who=sessions.customer[which],
        at=sessions.at[which] + 30 * SECOND,
        channel=sessions.channel[which],
        activity="search",
        outcome=picked(("found", "nothing_found"), (found == 0).astype(np.int64)),
        value=pa.array(found.astype(float)),
    )


def _tasks(month: Month, rng: np.random.Generator, sessions: Sessions, which: Whole) -> pa.Table:
    task = _TASK_SHARES.draw(rng, len(which))
    chance = rng.random(len(which))
    end = np.where(chance < np.array(_ABANDONED)[task], 1, np.where(chance > 0.985, 2, 0))
    # A checkout that is completed belongs to an order and is told by the visit that made it.
    end = np.where((task == 0) & (end == 0), 1, end)
    return _rows(
        month,
        interaction=ids(f"I{month.code}-T", which),
        session=_session_ids(month, "B", which),
        who=sessions.customer[which],
        at=sessions.at[which] + 210 * SECOND,
        channel=sessions.channel[which],
        activity=picked(_TASKS, task),
        touchpoint=picked(("checkout", "app", "website"), np.where(task == 0, 0, sessions.channel[which] + 1)),
        stage=picked(("buy", "choose"), (task > 0).astype(np.int64)),
        duration_seconds=numbers(np.round(rng.gamma(2.0, 35, len(which)), 1)),
        outcome=picked(_ENDS, end),
    )


def _checkouts(month: Month, rng: np.random.Generator, sessions: Sessions, orders: Orders) -> pa.Table:
    return _rows(
        month,
        interaction=ids(f"I{month.code}-C", orders.number),
        session=_session_ids(month, "P", orders.number),
        journey=_journey_ids(month, orders),
        who=sessions.customer,
        at=orders.at - 90 * SECOND,
        channel=sessions.channel,
        activity="checkout",
        touchpoint="checkout",
        stage="buy",
        duration_seconds=numbers(np.round(rng.gamma(3.0, 28, len(orders)), 1)),
        outcome="completed",
    )


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits to shops."""

    customer: Whole
    at: Whole
    store: Whole

    def __len__(self) -> int:
        return len(self.at)


def visits_of(month: Month) -> Visits:
    who, at = month.occasions(month.stream("visits"), month.active(), _VISITS_PER_MONTH, opening=_OPENING)
    return Visits(who, at, month.people.store[who])


def visit_rows(month: Month, visits: Visits) -> pa.Table:
    rng, n = month.stream("visiting"), len(visits)
    staff = rng.integers(0, v.STORE_STAFF_EACH, n)
    return table(
        "interactions",
        interaction=ids(f"I{month.code}-V", np.arange(n)),
        at=instants(visits.at),
        customer=month.people.ids(visits.customer),
        channel="store",
        touchpoint="store",
        stage="choose",
        activity="store_visit",
        employee=joined(ids("S", visits.store + 1, 2), ids("-", staff + 1, 1)),
        unit=picked(v.STORES.names, visits.store),
        duration_seconds=numbers(np.round(rng.gamma(3.0, 480, n))),
        wait_seconds=numbers(np.round(rng.exponential(150, n))),
        outcome=picked(("bought", "looked"), (rng.random(n) < 0.55).astype(np.int64)),
    )


def journey_rows(month: Month, orders: Orders) -> list[pa.Table]:
    """Each order as a run of activities: placed, dispatched, delivered, perhaps sent back and refunded."""
    shipped = orders.promised != NEVER
    back = orders.returned != NEVER
    arrival = np.where(shipped, orders.delivered, orders.at)
    return [
        _step(month, orders, np.ones(len(orders), bool), orders.at, "order_placed", "checkout"),
        _step(month, orders, orders.cancelled, orders.at + 7200 * SECOND, "order_cancelled", "checkout"),
        _step(month, orders, shipped, orders.at + (arrival - orders.at) // 3, "order_dispatched", "delivery"),
        _step(month, orders, shipped, orders.delivered, "order_delivered", "delivery"),
        _step(month, orders, back, orders.returned, "return_requested", "returns"),
        _step(month, orders, back, orders.returned + 5 * 86_400 * SECOND, "refunded", "returns"),
    ]


def _step(month: Month, orders: Orders, where: Truths, at: Whole, activity: str, touchpoint: str) -> pa.Table:
    kept = where & month.keeps(at)
    some = orders.where(kept)
    punctual = np.where(some.late, 1, 0) if activity == "order_delivered" else np.full(len(some), -1)
    return table(
        "interactions",
        interaction=joined(order_ids(month, some), f"-{activity}"),
        at=instants(at[kept]),
        customer=month.people.ids(some.customer),
        journey=_journey_ids(month, some),
        channel=picked(v.CHANNELS, some.channel),
        touchpoint=picked((touchpoint, "store"), (some.store >= 0).astype(np.int64)),
        stage=v.STAGE_OF[touchpoint],
        activity=activity,
        unit=picked(v.STORES.names, some.store),
        outcome=picked(("on_time", "late"), punctual),
    )


def _journey_ids(month: Month, orders: Orders) -> pa.Array:
    return ids(f"J{month.code}-", orders.number)


def _rows(month: Month, who: Whole, at: Whole, channel: Whole, **columns: object) -> pa.Table:
    """Interactions on web and app; what falls outside the demo's time is left out."""
    website = (channel == v.WEB).astype(np.int64)
    columns.setdefault("touchpoint", picked(("app", "website"), website))
    columns.setdefault("stage", "choose")
    rows = table(
        "interactions",
        at=instants(at),
        customer=month.people.ids(who),
        channel=picked(v.CHANNELS, channel),
        **columns,
    )
    kept = month.keeps(at)
    return rows if kept.all() else rows.filter(pa.array(kept))
