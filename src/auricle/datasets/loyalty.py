"""The membership: contracts of a year each, and points that orders bring and that expire."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import DAY, Rows, Whole, amounts, dates, ids, instants, picked, table
from .month import Month, later
from .orders import Orders, order_ids
from .population import Population, era_days
from .truth import TRUTH

_TERM_DAYS = 365
_RENEWING_LEAST, _RENEWING_PER_POINT = 0.55, 0.035  # chance to renew, by attitude
_REDEEMED = 0.55  # of the points issued; the others expire after a year
_POINTS_PER_YUAN = 1


def contract_rows(people: Population, begins_day: int, ends_day: int) -> pa.Table:
    """Every term of every member that held in the demo's time; renewed is empty until it is known."""
    rng = np.random.default_rng([TRUTH.seed, people.era, 1])
    who = np.flatnonzero(people.member)
    first_day, _ = era_days(people.era)
    plan = np.where(people.segment[who] == v.SEGMENTS.code("small-business"), 2, v.PLANS.draw(rng, len(who)) % 2)
    start = people.joined_day[who] + rng.integers(0, 60, len(who))
    start += np.maximum((first_day - start) // _TERM_DAYS, 0) * _TERM_DAYS  # the term that held when the era began
    chance = _RENEWING_LEAST + _RENEWING_PER_POINT * people.attitude[who]
    terms = []
    for term in range(5):
        ends = start + _TERM_DAYS - 1
        renews = (rng.random(len(who)) < chance) & (people.left_day[who] > ends)
        kept = (ends >= begins_day) & (start <= ends_day) & (start < people.left_day[who])
        terms.append(_terms(people, term, who[kept], plan[kept], start[kept], renews[kept], ends_day))
        who, plan, start, chance = who[renews], plan[renews], ends[renews] + 1, chance[renews]
    return pa.concat_tables(terms)


def _terms(
    people: Population, term: int, who: Whole, plan: Whole, start: Whole, renews: np.ndarray, ends_day: int
) -> pa.Table:
    end = start + _TERM_DAYS - 1
    channel = np.array([v.APP, v.WEB, v.STORE])[who % 3]
    return table(
        "contracts",
        contract=ids("K", who + 1 + people.era * 10_000_000, 7, f"-{term + 1}"),
        customer=people.ids(who),
        plan=picked(v.PLANS.names, plan),
        channel=picked(v.CHANNELS, channel),
        unit=picked(v.STORES.names, np.where(channel == v.STORE, people.store[who], -1)),
        start_on=dates(start),
        end_on=dates(end),
        amount=amounts(np.rint(np.array(v.PLAN_YUAN)[plan] * 100).astype(np.int64)),
        currency=TRUTH.currency,
        renewed=pa.array(renews, mask=end >= ends_day),
    )


def points(month: Month, orders: Orders, rows: Rows) -> None:
    """Members earn points with what they pay; each lot is redeemed within the year or expires."""
    rng = month.stream("points")
    some = orders.where(month.people.member[orders.customer] & ~orders.cancelled)
    redeemed = rng.random(len(some)) < _REDEEMED
    spent_at = np.where(redeemed, later(rng, some.at, 24 * 14, 24 * 300), some.at + _TERM_DAYS * DAY)
    there = (spent_at // DAY < month.people.left_day[some.customer]) & month.keeps(spent_at)
    for kind, kept, at in (("issued", np.ones(len(some), bool), some.at), ("spent", there, spent_at)):
        lot = some.where(kept)
        issued = kind == "issued"
        names = "issued" if issued else picked(("expired", "redeemed"), redeemed[kept].astype(np.int64))
        row = table(
            "points",
            movement=ids(f"P{month.code}-{kind[0]}", lot.number),
            at=instants(at[kept]),
            customer=month.people.ids(lot.customer),
            channel=picked(v.CHANNELS, lot.channel),
            unit=picked(v.STORES.names, lot.store),
            kind=names,
            points=amounts(lot.cents // 100 * 100 * _POINTS_PER_YUAN),
            order=order_ids(month, lot) if issued else None,
        )
        rows.add("points", row)
