"""Who came together, and how many of them were there again in each period after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..sentence import sentence
from .columns import Column, labelled, numbers, same_length, whole_number
from .estimator import Estimate
from .proportion import share_of
from .refusals import NoResponses, NotAWholeNumber

MOST_PERIODS = 1_000
Period = TypeVar("Period")


@dataclass(frozen=True, slots=True)
class Cohort:
    """``n`` customers first seen in period ``first``, and the share seen again in each of the periods after it."""

    first: int
    n: int
    kept: tuple[Estimate, ...]


def cohorts(customers: Column, periods: Column, last: int | None = None) -> tuple[Cohort, ...]:
    """A table of cohorts, the oldest first: a row for each period in which somebody was first seen.

    Parameters
        customers: shape (n,), labels. periods: shape (n,), whole numbers from 0 in steps of one (months since a month),
            in which the customer bought, visited, or whatever counts; more than once in a period is once.
        last: the last period that is over, up to which all are counted; None takes the latest there is.
    Raises
        NoResponses: nobody until then. MissingLabel, MissingValue, DifferentLengths.
        NotAWholeNumber: names a period between two. TooManyPeriods: numbers that do not go one by one.
    References
        Wilson (1927), JASA 22: 209-212, the intervals.
    Examples
        >>> found = cohorts(["ann", "bob", "ann", "cy", "cy"], [0, 0, 2, 1, 2])
        >>> [(each.first, each.n, [share.value for share in each.kept]) for each in found]
        [(0, 2, [0.0, 0.5]), (1, 1, [1.0])]
    """
    who, when = labelled(customers, "customers"), numbers(periods, "periods")
    same_length(customers=len(who), periods=len(when))
    for wrong in np.flatnonzero((when < 0) | (when != np.floor(when)) | (when > 2.0**53))[:1]:
        raise NotAWholeNumber("periods", float(when[wrong]), 0)
    if last is not None:
        inside = when <= whole_number(last, "last", 0)
        who, when = who[inside], when[inside]
    if not who.size:
        raise NoResponses("customers")
    end = int(when.max()) if last is None else int(last)
    if end - when.min() >= MOST_PERIODS:
        raise TooManyPeriods(int(when.min()), end)
    seen = np.unique(np.column_stack([who, when.astype(np.int64)]), axis=0)
    began = np.flatnonzero(np.diff(seen[:, 0], prepend=-1))
    first = np.repeat(seen[began, 1], np.diff(np.append(began, len(seen))))
    lines: dict[int, dict[int, int]] = {}
    for (start, period), n in zip(
        *np.unique(np.column_stack([first, seen[:, 1]]), axis=0, return_counts=True), strict=True
    ):
        lines.setdefault(int(start), {})[int(period)] = int(n)
    return tuple(
        Cohort(start, line[start], shares_kept(line, line[start], range(start + 1, end + 1)))
        for start, line in lines.items()
    )


def shares_kept(line: Mapping[Period, int], n: int, later: Iterable[Period]) -> tuple[Estimate, ...]:
    """The share of n seen in each later period; in a period that ``line`` lacks nobody was."""
    return tuple(share_of(line.get(period, 0), n) for period in later)


class TooManyPeriods(ValueError):
    """Periods that are numbered in larger steps than one, such as days written 20251231 and 20260101."""

    def __init__(self, first: int, last: int):
        super().__init__(
            sentence(
                "periods from {first} to {last} are more than {most}; number them one by one, such as months since the "
                "first",
                first=first,
                last=last,
                most=MOST_PERIODS,
            )
        )
