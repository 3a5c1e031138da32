"""Orders of a month: who buys how much, when it is promised, whether it comes late or goes back."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import DAY, HOUR, NEVER, SECOND, Real, Truths, Whole, amounts, ids, instants, joined, picked, table
from .month import Month, later
from .seasons import day_number
from .truth import TRUTH

_STATUSES = ("delivered", "completed", "shipped", "cancelled", "returned")


@dataclass(frozen=True, slots=True)
class Orders:
    """Every array has one element an order; NEVER stands for what did not happen."""

    number: Whole  # within the month
    customer: Whole
    at: Whole
    channel: Whole
    store: Whole  # -1: not bought in a store
    category: Whole
    cents: Whole
    items: Whole
    promised: Whole
    delivered: Whole
    late: Truths
    cancelled: Truths
    returned: Whole  # when it was sent back

    def __len__(self) -> int:
        return len(self.number)

    def where(self, mask: Truths) -> Orders:
        return Orders(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})


def orders_of(month: Month) -> Orders:
    rng = month.stream("orders")
    customer, at = month.occasions(rng, (who := month.active()), _rates(month, who), seasonal=True)
    n = len(customer)
    channel = v.ORDER_CHANNELS.draw(rng, n)
    in_store = channel == v.STORE
    cancelled = (rng.random(n) < 0.02) & ~in_store
    shipped = ~in_store & ~cancelled
    promised, delivered, late = _deliveries(month, rng, customer, at, shipped)
    back = later(rng, delivered, 30, 240)
    return Orders(
        number=np.arange(n),
        customer=customer,
        at=at,
        channel=channel,
        store=np.where(in_store, month.people.store[customer], -1),
        category=(category := v.CATEGORIES.draw(rng, n)),
        cents=_cents(month, rng, customer, category),
        items=1 + rng.poisson(1.1, n),
        promised=promised,
        delivered=np.where(shipped, delivered, NEVER),
        late=late,
        cancelled=cancelled,
        returned=np.where(shipped & (rng.random(n) < 0.055), back, NEVER),
    )


def order_ids(month: Month, orders: Orders) -> pa.Array:
    return ids(f"O{month.code}-", orders.number)


def order_rows(month: Month, orders: Orders) -> pa.Table:
    delivered = month.known(orders.delivered)
    store = orders.store >= 0
    return table(
        "orders",
        order=order_ids(month, orders),
        at=instants(orders.at),
        customer=month.people.ids(orders.customer),
        channel=picked(v.CHANNELS, orders.channel),
        touchpoint=picked(("checkout", "store"), store.astype(np.int64)),
        unit=picked(v.STORES.names, orders.store),
        region=picked(v.REGIONS.names, month.people.region[orders.customer]),
        category=picked(v.CATEGORIES.names, orders.category),
        status=picked(_STATUSES, _status(month, orders, delivered)),
        amount=amounts(orders.cents),
        currency=TRUTH.currency,
        items=pa.array(orders.items),
        promised_at=instants(orders.promised),
        delivered_at=instants(delivered),
        properties=joined('{"gift": ', picked(("false", "true"), (orders.number % 9 == 0).astype(np.int64)), "}"),
    )


def _rates(month: Month, who: Whole) -> Real:
    """Orders a month, so that yearly spend follows the planted curve."""
    yearly = np.array([TRUTH.spend.yearly_yuan(a) for a in range(11)])
    return yearly[month.people.attitude[who]] / 12 / v.ORDER_YUAN


def _cents(month: Month, rng: np.random.Generator, customer: Whole, category: Whole) -> Whole:
    """Amounts spread log-normally around a mean that depends on segment and category."""
    factor = np.array(v.SEGMENT_AMOUNT)[month.people.segment[customer]] * np.array(v.CATEGORY_AMOUNT)[category]
    spread = 0.5
    drawn = np.exp(rng.normal(-spread * spread / 2, spread, len(customer)))
    tenths: Whole = np.maximum(np.rint(v.ORDER_YUAN * factor * drawn * 10), 1).astype(np.int64)
    return tenths * 10


def _deliveries(
    month: Month, rng: np.random.Generator, customer: Whole, at: Whole, shipped: Truths
) -> tuple[Whole, Whole, Truths]:
    broken = TRUTH.breakdown
    region = month.people.region[customer]
    day = (at + 8 * HOUR) // DAY
    promised = (day + np.array(v.DELIVERY_DAYS)[region]) * DAY + 20 * HOUR - 8 * HOUR
    stricken = (region == v.REGIONS.code(broken.region)) & (day >= day_number(broken.starts_on))
    stricken &= day <= day_number(broken.ends_on)
    late = rng.random(len(at)) < np.where(stricken, broken.late_share, broken.usual_late_share)
    early = promised - (rng.random(len(at)) * 30 * 3600).astype(np.int64) * SECOND
    overdue = promised + ((2 + rng.exponential(40, len(at))) * 3600).astype(np.int64) * SECOND
    delivered = np.where(late, overdue, early)
    return np.where(shipped, promised, NEVER), delivered, late & shipped


def _status(month: Month, orders: Orders, delivered: Whole) -> Whole:
    status = np.where(delivered == NEVER, 2, 0)
    status[orders.store >= 0] = 1
    status[orders.cancelled] = 3
    status[month.known(orders.returned) != NEVER] = 4
    return status
