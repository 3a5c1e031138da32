"""One calendar month of the company: what every kind of fact is drawn from.

A month depends on nothing but the seed, the population and the calendar, so it is the same however
many months are made and however they are grouped into batches.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from .columns import HOUR, NEVER, SECOND, Real, Truths, Whole
from .population import Population, local
from .seasons import day_of, order_weights
from .truth import TRUTH

_HOURS = np.array([0, 0, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 8, 6, 5, 5, 6, 6, 7, 9, 10, 8, 4, 1], float)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a population; nothing is known from ``ends`` on, in microseconds."""

    people: Population
    first_day: int
    last_day: int
    ends: int

    @property
    def code(self) -> str:
        return day_of(self.first_day).strftime("%Y%m")

    def stream(self, part: str) -> np.random.Generator:
        """The random numbers of one part of the month, independent of all others."""
        return np.random.default_rng(
            [TRUTH.seed, self.people.era, self.first_day + 1_000_000, zlib.crc32(part.encode())]
        )

    def active(self) -> Whole:
        """Customers who are customers on at least one day of the month."""
        people = self.people
        return np.flatnonzero((people.joined_day <= self.last_day) & (people.left_day > self.first_day))

    def occasions(
        self,
        rng: np.random.Generator,
        who: Whole,
        per_month: Real | float,
        *,
        seasonal: bool = False,
        opening: tuple[int, int] = (0, 24),
    ) -> tuple[Whole, Whole]:
        """Who does something this month, and when: a Poisson number of times each, while a customer.

        ``seasonal`` follows the orders' calendar, in number and in day; ``opening`` bounds the hours.
        """
        weights = order_weights(self.first_day, self.last_day) if seasonal else np.ones(self._days)
        times = rng.poisson(np.broadcast_to(per_month, who.shape) * weights.sum() / 30.4375)
        someone = np.repeat(who, times)
        day = self.first_day + _drawn(rng, weights, len(someone))
        at = local(day, times_of_day(rng, len(someone), opening))
        people = self.people
        there = (people.joined_day[someone] <= day) & (day < people.left_day[someone])
        there &= self.keeps(at)
        return someone[there], at[there]

    def keeps(self, at: Whole) -> Truths:
        return at < self.ends

    def known(self, at: Whole) -> Whole:
        """Instants behind the end of the demo have not happened yet."""
        return np.where(at < self.ends, at, NEVER)

    @property
    def _days(self) -> int:
        return self.last_day - self.first_day + 1


def times_of_day(rng: np.random.Generator, n: int, opening: tuple[int, int] = (0, 24)) -> Whole:
    """Microseconds since midnight, as busy as shops and phones are, to the millisecond."""
    within = rng.integers(0, HOUR // 1000, n) * 1000
    first, end = opening
    return (first + _drawn(rng, _HOURS[first:end], n)) * HOUR + within


def later(rng: np.random.Generator, at: Whole, hours_low: float, hours_high: float) -> Whole:
    """Instants evenly between two numbers of hours after others, to the second."""
    hours = hours_low + rng.random(len(at)) * (hours_high - hours_low)
    return at + (hours * 3600).astype(np.int64) * SECOND


def _drawn(rng: np.random.Generator, weights: Real, n: int) -> Whole:
    edges = np.cumsum(weights)
    return np.minimum(np.searchsorted(edges / edges[-1], rng.random(n), side="right"), len(weights) - 1)
