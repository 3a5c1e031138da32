"""How long contracts are kept, how many will be renewed again, and which cohorts of buyers come back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.cohorts import shares_kept
from ..analysis.estimator import Estimate
from ..analysis.likelihood import NotIdentified
from ..analysis.refusals import NoResponses
from ..analysis.renewals import NobodyLapsed, RenewalModel, RisingCohort, TooFewRenewals, fit_renewals
from ..analysis.retention import Curve, LogRank, NobodyLeft, OneGroup, kaplan_meier, logrank
from ..model.calendar import first_day, periods
from ..model.entities import CONTRACTS, ORDERS
from ..query.standing import COUNTED
from ..query.window import Window
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import column, grouped, is_known, named

AHEAD = 5
GROUPS = ("segment", "plan", "channel", "region")
GRACE_DAYS = 1


class NoContracts(LookupError):
    def __init__(self) -> None:
        super().__init__(sentence("no contract of a known customer is stored; import contracts first"))


@dataclass(frozen=True, slots=True)
class Group:
    """Customers under contract of one group, by days since their first contract began."""

    name: str | None
    curve: Curve


@dataclass(frozen=True, slots=True)
class Renewals:
    """The cohort of one year: how many were there at the start and after each term, and how many will be."""

    year: int
    remaining: tuple[int, ...]
    model: RenewalModel
    ahead: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Staying:
    """``renewals`` is None where the oldest cohort cannot tell; ``difference`` where there is one group."""

    by: str
    n: int
    ended: int
    curve: Curve
    groups: tuple[Group, ...]
    difference: LogRank | None
    renewals: Renewals | None
    until: date
    version: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who first bought in a period, and the share that bought again in each following one (None: not over yet)."""

    period: str
    n: int
    kept: tuple[Estimate, ...]


def staying(store: Store, until: date, by: str, where: str, floor: int) -> Staying:
    """Kaplan-Meier over each customer's chain of contracts; one renewed without a gap goes on.

    Raises
        NoContracts, FilterError, UnknownDimension.
    """
    version, rows = store.version(), _chains(store.query(_contracts_tree(by, where, store.spelling)), until)
    if not rows:
        raise NoContracts()
    days, ended = (np.array([row[place] for row in rows], np.float64) for place in (1, 2))
    labels = np.array([row[3] or "" for row in rows])
    shown = [label for label in np.unique(labels) if (labels == label).sum() >= floor]
    groups = tuple(
        Group(str(label) or None, kaplan_meier(days[labels == label], ended[labels == label])) for label in shown
    )
    inside = np.isin(labels, shown)
    try:
        difference = logrank(days[inside], ended[inside], labels[inside])
    except (OneGroup, NobodyLeft, NoResponses):
        difference = None
    return Staying(
        by, len(rows), int(ended.sum()), kaplan_meier(days, ended), groups, difference, _renewals(rows, until), until,
        version,
    )  # fmt: skip


Chain = tuple[date, float, float, str | None, int]


def _chains(found: pa.Table, until: date) -> list[Chain]:
    """Per customer: first day, days kept, whether it ended, the group, terms begun; contracts yet to begin left out."""
    chains: dict[str, Chain] = {}
    ends: dict[str, date] = {}
    columns = (found.column(name).to_pylist() for name in ("customer", "start_on", "end_on", "label"))
    for customer, start, end, label in zip(*columns, strict=True):
        if start > until or (customer in chains and (start - ends[customer]).days > GRACE_DAYS):
            continue
        first, *_, terms = chains.get(customer, (start, 0.0, 0.0, label, 0))
        last = end or date.max
        ended = last < until
        kept = float(((last if ended else until) - first).days + 1)
        chains[customer], ends[customer] = (first, kept, float(ended), label, terms + 1), last
    return list(chains.values())


def _renewals(rows: list[Chain], until: date) -> Renewals | None:
    """The shifted beta-geometric of the oldest year's customers that fixes one."""
    for year in sorted({row[0].year for row in rows}):
        mine = [row for row in rows if row[0].year == year]
        terms = until.year - year  # every one of them could have begun by now
        remaining = [sum(row[4] > term for row in mine) for term in range(terms)]
        with suppress(TooFewRenewals, RisingCohort, NobodyLapsed, NotIdentified, NoResponses):
            model = fit_renewals(remaining)
            ahead = model.share(np.arange(len(remaining), len(remaining) + AHEAD)) * remaining[0]
            return Renewals(year, tuple(remaining), model, tuple(float(n) for n in ahead))
    return None


def _contracts_tree(by: str, where: str, spelling: Spelling) -> exp.Select:
    relation = Relation(CONTRACTS, spelling)
    names = ("customer", "start_on", "end_on")
    columns = {name: relation.expression(name) for name in names} | {"label": relation.expression(by)}
    conditions = [is_known(columns["customer"]), *([relation.parse(where)] if where else [])]
    order = [
        exp.Ordered(this=relation.expression(name), nulls_first=False) for name in ("customer", "start_on", "contract")
    ]
    return relation.select(*named(**columns)).where(*conditions).order_by(*order)


def cohorts(store: Store, until: date, grain: str, where: str, floor: int) -> tuple[Cohort, ...]:
    """Buyers by the period of their first order, and the share that bought in each period after it.

    The period of ``until`` is left out unless it is over; cohorts below the floor are not shown.
    """
    found = store.query(_cohorts_tree(until, grain, where, store.spelling))
    counts: dict[date, dict[date, int]] = {}
    for began, period, n in zip(*(found.column(name).to_pylist() for name in ("began", "period", "n")), strict=True):
        counts.setdefault(began, {})[period] = int(n)
    over = first_day(grain, until + timedelta(days=1))
    told = list(periods(grain, min(counts, default=over), over - timedelta(days=1)))
    return tuple(
        Cohort(began.isoformat(), line[began], shares_kept(line, line[began], [p for p in told if p > began]))
        for began, line in sorted(counts.items())
        if line.get(began, 0) >= floor and began in told
    )


def _cohorts_tree(until: date, grain: str, where: str, spelling: Spelling) -> exp.Select:
    relation = Relation(ORDERS, spelling)
    who, day, period = (relation.expression(name) for name in ("customer", "day", grain))
    conditions = [relation.parse(COUNTED), is_known(who), *([relation.parse(where)] if where else [])]
    conditions += [tree for tree in [Window(None, until).condition(day)] if tree]
    bought = grouped(relation.select(*named(who=who, period=period)).where(*conditions), 2).subquery("bought")
    first = exp.Window(this=exp.Min(this=column("period", "bought")), partition_by=[column("who", "bought")])
    dated = exp.select(exp.Star(), *named(began=first)).from_(bought).subquery("dated")
    keys = named(began=column("began", "dated"), period=column("period", "dated"))
    counted = named(n=spelling.distinct(column("who", "dated")))
    return grouped(exp.select(*keys, *counted).from_(dated), 2)
