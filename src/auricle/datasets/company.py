"""The whole company, month by month, as batches of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from auricle.model.entities import ENTITIES

from .beginning import since
from .campaigns import advertisements, messages
from .columns import Rows
from .contacts import Contacts, contact_rows, contacts_of
from .loyalty import contract_rows, points
from .moments import after_contact, after_delivery, after_purchase, after_return, after_visit
from .month import Month
from .orders import Orders, order_rows, orders_of
from .population import Population, customer_rows, era_days, local, population
from .relationship import relationship_survey
from .seasons import day_number, day_of
from .truth import TRUTH
from .visits import Visits, journey_rows, session_rows, visit_rows, visits_of
from .voices import chats, complaints, outcry, posts, reviews

DEFAULT_DAYS = (TRUTH.last_day - TRUTH.first_day).days + 1
DEFAULT_CUSTOMERS = 40_000
MOST_DAYS = 36_525
MOST_CUSTOMERS = 9_000_000
_ROWS_A_BATCH = 600_000


class DemoOutOfBounds(ValueError):
    """The demo was asked for in a size it cannot have."""


@dataclass(frozen=True, slots=True)
class Company:
    """The demo company over its last ``days``, with ``customers`` in each three years.

    The facts of a month depend on the seed, the calendar and the number of customers alone: more
    days add earlier months and change nothing in the later ones.
    """

    days: int = DEFAULT_DAYS
    customers: int = DEFAULT_CUSTOMERS
    entities: frozenset[str] = frozenset()  # those to make; all when empty

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise DemoOutOfBounds(
                f"the demo can last from 1 to {MOST_DAYS:,} days, not {self.days:,}; "
                "for more facts ask for more customers"
            )
        if not 1 <= self.customers <= MOST_CUSTOMERS:
            raise DemoOutOfBounds(
                f"the demo can have from 1 to {MOST_CUSTOMERS:,} customers, not {self.customers:,}; "
                "for more facts ask for more days"
            )

    @property
    def first_day(self) -> date:
        return TRUTH.last_day - timedelta(days=self.days - 1)

    def batches(self, rows_a_batch: int = _ROWS_A_BATCH) -> Iterator[tuple[dict[str, pa.Table], date]]:
        """Rows by entity, earliest first, and the last day they reach; memory stays bounded.

        A batch is at least ``rows_a_batch`` rows (the last may be less); where one ends changes
        nothing but that.
        """
        rows, reached = Rows(self._wanted), self.first_day
        for part, reached in self.parts():
            rows.extend(part)
            if rows.count >= rows_a_batch:
                yield rows.batch(), reached
                rows = Rows(self._wanted)
        if rows.count:
            yield rows.batch(), reached

    def parts(self) -> Iterator[tuple[Rows, date]]:
        """The customers of each three years, then their facts month by month."""
        for era in range(self._eras, -1, -1):
            people = population(era, self.customers)
            yield self._who(people), self.first_day
            for month in self._months(people):
                yield self._facts(month), min(day_of(month.last_day), TRUTH.last_day)

    def _who(self, people: Population) -> Rows:
        _, last = era_days(people.era)
        rows = Rows(self._wanted)
        rows.extend(customer_rows(people, last))
        rows.add("contracts", contract_rows(people, day_number(self.first_day), day_number(TRUTH.last_day)))
        return rows

    def _facts(self, month: Month) -> Rows:
        if day_of(month.first_day) >= self.first_day:
            return facts_of(month, self._wanted)
        return since(facts_of(month), _midnight(self.first_day))

    @property
    def _wanted(self) -> frozenset[str]:
        return self.entities or frozenset(ENTITIES)

    @property
    def _eras(self) -> int:
        """How many eras before the latest one are touched."""
        era = 0
        while era_days(era)[0] > day_number(self.first_day):
            era += 1
        return era

    def _months(self, people: Population) -> Iterator[Month]:
        ends = _midnight(TRUTH.last_day + timedelta(days=1))
        first, last = era_days(people.era)
        while first <= last:
            following = day_number((day_of(first) + timedelta(days=31)).replace(day=1))
            if following > day_number(self.first_day):
                yield Month(people, first, following - 1, ends)
            first = following


def _midnight(day: date) -> int:
    return int(local(np.array([day_number(day)]), 0)[0])


def facts_of(month: Month, wanted: frozenset[str] = frozenset(ENTITIES)) -> Rows:
    """Everything of the wanted entities that began in a month, with what followed from it."""
    rows, orders, visits = Rows(wanted), orders_of(month), visits_of(month)
    contacts = after_contact(month, contacts_of(month, orders), rows)
    _opinions(month, orders, visits, contacts, rows)
    rows.add("orders", order_rows(month, orders))
    if rows.wants("interactions"):
        for interactions in (*session_rows(month, orders), *journey_rows(month, orders)):
            rows.add("interactions", interactions)
        rows.add("interactions", visit_rows(month, visits))
        rows.add("interactions", contact_rows(month, contacts))
    if rows.wants("points"):
        points(month, orders, rows)
    if rows.wants("exposures"):
        messages(month, rows)
        advertisements(month, rows)
    return rows


def _opinions(month: Month, orders: Orders, visits: Visits, contacts: Contacts, rows: Rows) -> None:
    relationship_survey(month, rows)
    after_purchase(month, orders, rows)
    after_delivery(month, orders, rows)
    after_visit(month, visits, rows)
    after_return(month, orders, rows)
    reviews(month, orders, rows)
    if rows.wants("feedback") or rows.wants("mentions"):
        complaints(month, orders, rows)
        chats(month, contacts, rows)
        posts(month, rows)
        outcry(month, rows)
