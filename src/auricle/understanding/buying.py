"""Who will buy again and what they will bring, from a workspace's orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.estimator import Floats, Integers
from ..analysis.intervals import normal_quantile
from ..analysis.likelihood import NotIdentified
from ..analysis.pareto import fit_pareto
from ..analysis.purchases import BuyingModel, fit_purchases
from ..analysis.spend import SpendModel, fit_spend
from ..analysis.value import Outlook, outlook
from ..model.dimension import Dimension, resolve
from ..model.entities import CUSTOMERS, ORDERS
from ..query.fold import MixedCurrencies
from ..query.standing import COUNTED
from ..query.window import Window
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from .fates import OTHERS
from .steps import column, grouped, is_known, named

WEEK_DAYS = 7.0
AHEAD_WEEKS = 52.0
SHOWN = 200
FEWEST = 50
SEGMENT = "segment"
ALIKE = 50.0
MOST_GROUPS = 50


class NoOrders(LookupError):
    def __init__(self, until: date):
        super().__init__(
            sentence("no customer with a known id ordered anything until {until}; import orders first", until=until)
        )


@dataclass(frozen=True, slots=True)
class Buyers:
    """Customers who bought, columns side by side: repeats, weeks to the last one, weeks observed, mean spend."""

    customers: tuple[str, ...]
    groups: tuple[str | None, ...]
    repeats: Floats
    last: Floats
    observed: Floats
    spend: Floats


@dataclass(frozen=True, slots=True)
class Expected:
    """One customer: the chance of still being one, purchases and value to expect, and the range of the value."""

    customer: str
    group: str | None
    repeats: int
    active: float
    purchases: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupWorth:
    """A group: its customers, those still active to expect, and the sum of their expected values with its range."""

    group: str | None
    n: int
    active: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Checked:
    """How the model did on weeks it had not seen: purchases it foretold, and those that happened."""

    weeks: float
    foretold: float
    happened: int
    by_pareto: float | None


@dataclass(frozen=True, slots=True)
class Buying:
    """Expected values over ``ahead_weeks`` in ``currency``; ``best`` are the customers worth most.

    ``groups`` are those of ``by``: a segment, a persona, whatever is known of a customer; groups too small to show are
    taken together.

    ``correlation`` is between how often and how much customers buy, which the model takes to be 0.
    """

    until: date
    ahead_weeks: float
    currency: str
    by: str
    buying: BuyingModel
    spending: SpendModel
    correlation: float
    checked: Checked | None
    total: GroupWorth
    groups: tuple[GroupWorth, ...]
    best: tuple[Expected, ...]
    fading: tuple[Expected, ...]
    query: str
    version: int


def buying(
    store: Store,
    until: date,
    ahead_weeks: float,
    where: str,
    own: tuple[Dimension, ...],
    currency: str,
    floor: int,
    by: str = SEGMENT,
) -> Buying:
    """Fit BG/NBD and Gamma-Gamma to the orders until a day, and look ahead from there.

    Parameters
        by: a dimension of customers (segment, one of the workspace's own, ``traits.persona``).
    Raises
        NoOrders, NobodyReturned, NotIdentified, NoSpend, MixedCurrencies, FilterError, UnknownDimension.
    """
    version, tree = store.version(), histories_tree(until, where, own, currency, store.spelling, by=by)
    buyers, money = buyers_of(store.query(tree), until, currency)
    model, spending = fitted(buyers)
    found = outlook(model, spending, buyers.repeats, buyers.last, buyers.observed, buyers.spend, ahead_weeks)
    returned = buyers.repeats > 0
    together = np.corrcoef(buyers.repeats[returned], buyers.spend[returned])[0, 1] if returned.sum() > 2 else np.nan
    return Buying(
        until, ahead_weeks, money, by, model, spending, float(together), _checked(store, until, where, own, currency),
        _worth(buyers, found, None, np.ones(len(buyers.repeats), np.bool_)), _by_group(buyers, found, floor),
        _top(buyers, found, found.value), _top(buyers, found, _fading(buyers, found)),
        tree.sql(store.spelling.dialect, pretty=True), version,
    )  # fmt: skip


def fitted(buyers: Buyers) -> tuple[BuyingModel, SpendModel]:
    return fit_purchases(buyers.repeats, buyers.last, buyers.observed), fit_spend(buyers.repeats, buyers.spend)


def histories_tree(
    until: date,
    where: str,
    own: tuple[Dimension, ...],
    currency: str,
    spelling: Spelling,
    customer: str = "",
    by: str = SEGMENT,
) -> exp.Select:
    """One row per customer who bought: days of purchase, the first and the last, what the later ones brought."""
    relation = Relation(ORDERS, spelling, own)
    who, day, amount = (relation.expression(name) for name in ("customer", "day", "amount"))
    conditions = [relation.parse(COUNTED), is_known(who), is_known(amount)]
    conditions += [tree for tree in [Window(None, until).condition(day)] if tree]
    if where:
        conditions.append(relation.parse(where))
    if customer:
        conditions.append(exp.EQ(this=who.copy(), expression=exp.Literal.string(customer)))
    money = exp.Coalesce(this=relation.expression("currency"), expressions=[exp.Literal.string(currency)])
    days = relation.select(
        *named(who=who, day=day, group=_of_customer(relation, by),
               amount=exp.Sum(this=spelling.number(amount)), lowest=exp.Min(this=money), highest=exp.Max(this=money.copy()))  # noqa: E501
    ).where(*conditions)  # fmt: skip
    first = exp.Window(this=exp.Min(this=column("day", "days")), partition_by=[column("who", "days")])
    dated = exp.select(exp.Star(), *named(first=first)).from_(grouped(days, 3).subquery("days"))
    later = exp.GT(this=column("day", "dated"), expression=column("first", "dated"))
    brought = exp.Case(ifs=[exp.If(this=later, true=column("amount", "dated"))], default=exp.Literal.number(0))
    sums = named(
        days=spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        first=exp.Min(this=column("day", "dated")), last=exp.Max(this=column("day", "dated")),
        brought=exp.Sum(this=brought), lowest=exp.Min(this=column("lowest", "dated")),
        highest=exp.Max(this=column("highest", "dated")), group=exp.Max(this=column("group", "dated")),
    )  # fmt: skip
    return grouped(exp.select(*named(who=column("who", "dated")), *sums).from_(dated.subquery("dated")), 1)


def buyers_of(found: pa.Table, until: date, currency: str) -> tuple[Buyers, str]:
    """The rows as columns in weeks, and the one currency.

    Raises
        NoOrders, MixedCurrencies.
    """
    if not found.num_rows:
        raise NoOrders(until)
    moneys = {*found.column("lowest").to_pylist(), *found.column("highest").to_pylist()}
    if len(moneys) > 1:
        raise MixedCurrencies("revenue", sorted(map(str, moneys)))
    first, last = (_days(found, name) for name in ("first", "last"))
    repeats = np.asarray(found.column("days").to_numpy(), np.float64) - 1
    brought = np.asarray(found.column("brought").to_numpy(), np.float64)
    spend = np.divide(brought, repeats, out=np.full(len(repeats), np.nan), where=(repeats > 0) & (brought > 0))
    paid = (repeats == 0) | ~np.isnan(spend)  # who paid nothing at all tells nothing of what a purchase brings
    columns = (repeats, (last - first) / WEEK_DAYS, (until.toordinal() - first) / WEEK_DAYS, spend)
    names = [
        [value for value, keep in zip(found.column(n).to_pylist(), paid, strict=True) if keep] for n in ("who", "group")
    ]
    return Buyers(tuple(names[0]), tuple(names[1]), *(part[paid] for part in columns)), str(moneys.pop() or currency)


def _days(found: pa.Table, name: str) -> Floats:
    days = found.column(name).cast(pa.date32()).cast(pa.int32()).to_numpy()
    return np.asarray(days, np.float64) + date(1970, 1, 1).toordinal()


def _checked(store: Store, until: date, where: str, own: tuple[Dimension, ...], currency: str) -> Checked | None:
    """The same models on the first three quarters of the weeks, against what happened in the last."""
    whole, _ = buyers_of(store.query(histories_tree(until, where, own, currency, store.spelling)), until, currency)
    weeks = float(np.floor(whole.observed.max() / 4))
    if weeks < 4:
        return None
    cut = until - timedelta(weeks=weeks)
    early = store.query(histories_tree(cut, where, own, currency, store.spelling))
    if early.num_rows < FEWEST:
        return None
    try:
        buyers, _ = buyers_of(early, cut, currency)
        columns = (buyers.repeats, buyers.last, buyers.observed)
        model = fit_purchases(*columns)
        foretold = float(model.expected(*columns, weeks).sum())
    except (NotIdentified, ValueError):
        return None
    then = dict(zip(buyers.customers, buyers.repeats.tolist(), strict=True))
    now = dict(zip(whole.customers, whole.repeats.tolist(), strict=True))
    happened = sum(now.get(who, n) - n for who, n in then.items())
    return Checked(weeks, foretold, round(happened), _pareto(model, columns, weeks))


def _pareto(found: BuyingModel, columns: tuple[Floats, Floats, Floats], weeks: float) -> float | None:
    """The same by Pareto/NBD; None where customers stop all alike, which leaves it nothing to fit."""
    if found.a + found.b > ALIKE:
        return None
    some = slice(None, None, max(len(columns[0]) // 2_000, 1))
    few = tuple(part[some] for part in columns)
    try:
        model = fit_pareto(*few)
    except NotIdentified:
        return None
    return float(model.expected(*columns, weeks).sum())


def _worth(
    buyers: Buyers, found: Outlook, group: str | None, who: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> GroupWorth:
    value = float(found.value[who].sum())
    reach = normal_quantile(0.95) * float(np.sqrt(found.variance[who].sum()))
    return GroupWorth(
        group, int(who.sum()), float(found.active[who].sum()), value, max(value - reach, 0.0), value + reach
    )


def _by_group(buyers: Buyers, found: Outlook, floor: int) -> tuple[GroupWorth, ...]:
    """Groups, worth most first; those under the floor as one, with the smallest other where they are too few."""
    given, place = np.unique(np.array([str(each or "") for each in buyers.groups], object), return_inverse=True)
    n = np.bincount(place, minlength=len(given))
    order = np.argsort(n, kind="stable")
    small = order[: _too_small(n[order], floor)]
    names = [OTHERS if i in small else str(name) or None for i, name in enumerate(given)]
    parts = [_worth(buyers, found, names[i], place == i) for i in range(len(given)) if i not in small]
    if len(small):
        parts.append(_worth(buyers, found, OTHERS, np.isin(place, small)))
    return tuple(sorted((part for part in parts if part.n >= floor), key=lambda part: -part.value))


def _too_small(sizes: Integers, floor: int) -> int:
    """How many of the groups, the smallest first, are shown as one: none, or as many as reach the floor together."""
    least = int(np.count_nonzero(sizes < floor))
    least = max(least, len(sizes) - MOST_GROUPS)
    while 0 < least < len(sizes) and sizes[:least].sum() < floor:
        least += 1
    return least


def _of_customer(relation: Relation, by: str) -> exp.Expression:
    """What a customer is grouped by; a name that belongs to orders and not to customers is none."""
    resolve(CUSTOMERS, by, relation.own)
    return relation.expression(f"customer.{by}")


def _fading(buyers: Buyers, found: Outlook) -> Floats:
    """What is at stake: the value a customer would have had, were they surely active, times the chance they are not."""
    sure = np.divide(found.value, found.active, out=np.zeros_like(found.value), where=found.active > 0)
    return np.where(buyers.repeats > 0, sure * (1 - found.active) * (found.active > 0.05), 0.0)


def _top(buyers: Buyers, found: Outlook, by: Floats) -> tuple[Expected, ...]:
    order = np.argsort(-by, kind="stable")[:SHOWN]
    return tuple(expected_at(buyers, found, int(place)) for place in order if by[place] > 0)


def expected_at(buyers: Buyers, found: Outlook, place: int) -> Expected:
    parts = (found.active, found.purchases, found.value, found.low, found.high)
    numbers = (float(part[place]) for part in parts)
    return Expected(buyers.customers[place], buyers.groups[place], int(buyers.repeats[place]), *numbers)


def expected_of(customer: str, model: Buying, store: Store, own: tuple[Dimension, ...]) -> Expected | None:
    """One customer by a model fitted before; None when they bought nothing by its day."""
    tree = histories_tree(model.until, "", own, model.currency, store.spelling, customer, model.by)
    rows = store.query(tree)
    if not rows.num_rows:
        return None
    buyers, _ = buyers_of(rows, model.until, model.currency)
    if not buyers.customers:
        return None
    columns = (buyers.repeats, buyers.last, buyers.observed, buyers.spend)
    return expected_at(buyers, outlook(model.buying, model.spending, *columns, model.ahead_weeks), 0)
