"""Who will buy again, and how often: BG/NBD from each customer's number and times of purchases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import special

from ..sentence import sentence
from .columns import Column, labelled, listed, numbers, same_length
from .estimator import Floats
from .likelihood import most_likely
from .refusals import NoResponses

_POLE = 1e-7
MOST_REPEATS, LONGEST = 1e6, 1e9
_ALIKE = ((1, 1, 0, 0), (0, 0, 1, 1))  # all buy at one rate; all stop with one chance
_ENOUGH = 20_000  # customers who tell about where the parameters lie, and whether they are fixed


@dataclass(frozen=True, slots=True)
class Histories:
    """Purchases of each customer after the first; arrays of shape (customers,), times in one unit.

    ``repeats`` is how many, ``last`` the time from the first to the last of them (0 without any),
    ``observed`` the time from the first until now. ``spend`` is the mean of the repeats' values (NaN
    without any, or without values). ``customers`` are in the order of their labels.
    """

    customers: tuple[object, ...]
    repeats: Floats
    last: Floats
    observed: Floats
    spend: Floats


@dataclass(frozen=True, slots=True)
class BuyingModel:
    r"""BG/NBD: customers buy at a gamma(r, α) rate and after each purchase stop for good with a beta(a, b) chance.

    The methods take columns, shape (customers,), as ``Histories`` has them.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int

    def chance_active(self, repeats: Column, last: Column, observed: Column) -> Floats:
        """Probability that each customer is still one; 1 for who has bought only once."""
        x, t, until = refused_histories(repeats, last, observed)
        return np.asarray(1 / (1 + self._odds_of_having_stopped(x, t, until)), np.float64)

    def expected(self, repeats: Column, last: Column, observed: Column, ahead: float) -> Floats:
        """Purchases to expect of each customer in the next ``ahead``."""
        ahead = time_ahead(ahead)
        x, t, until = refused_histories(repeats, last, observed)
        buying = _until_stopping(self.r + x, self.alpha + until, self.a, self.b + x, ahead)
        return np.asarray(buying / (1 + self._odds_of_having_stopped(x, t, until)), np.float64)

    def expected_of_new(self, ahead: float) -> float:
        """Purchases to expect of a new customer, after the first one, in ``ahead``."""
        start = np.array(self.r), np.array(self.alpha), self.a, np.array(self.b)
        return float(_until_stopping(*start, time_ahead(ahead)))

    def _odds_of_having_stopped(self, x: Floats, t: Floats, until: Floats) -> Floats:
        with np.errstate(over="ignore"):  # certain to have stopped
            silence = ((self.alpha + until) / (self.alpha + t)) ** (self.r + x)
        return np.where(x > 0, self.a / (self.b + np.maximum(x, 1) - 1) * silence, 0.0)


def histories(customers: Column, times: Column, until: float, values: Column | None = None) -> Histories:
    """Histories from rows of purchases; those of one customer at one time are one purchase.

    Parameters
        customers: shape (n,), labels. times: shape (n,), numbers (days, weeks). until: now; later
        rows are left out. values: shape (n,), what each brought.
    Raises
        NoResponses: no rows until then. MissingLabel: a row of nobody. MissingValue, DifferentLengths.
    Examples
        >>> h = histories(["a", "a", "b"], [0, 3, 1], until=10)
        >>> h.repeats.tolist(), h.last.tolist(), h.observed.tolist()
        ([1.0, 0.0], [3.0, 0.0], [10.0, 9.0])
    """
    code, time, until = labelled(customers, "customers"), numbers(times, "times"), float(numbers([until], "until")[0])
    value = np.full(len(time), np.nan) if values is None else numbers(values, "values")
    same_length(customers=len(code), times=len(time), values=len(value))
    kept = time <= until
    if not kept.any():
        raise NoResponses("purchases")
    visits, visit = np.unique(np.column_stack([code, time])[kept], axis=0, return_inverse=True)
    brought = np.bincount(visit.ravel(), weights=value[kept])
    first = np.flatnonzero(np.diff(visits[:, 0], prepend=-1))
    repeats = np.diff(np.append(first, len(visits))) - 1.0
    began = visits[first, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        spend = np.where(repeats > 0, (np.add.reduceat(brought, first) - brought[first]) / repeats, np.nan)
    ends = np.append(first[1:], len(visits)) - 1
    names, place = listed(customers), dict(zip(code.tolist(), range(len(code)), strict=True))
    who = tuple(names[place[int(number)]] for number in visits[first, 0])
    return Histories(who, repeats, visits[ends, 1] - began, until - began, spend)


def fit_purchases(repeats: Column, last: Column, observed: Column) -> BuyingModel:
    r"""The BG/NBD model that makes these histories most likely.

    .. math:: L = \frac{\Gamma(r + x) \alpha^r}{\Gamma(r)} \frac{B(a, b + x)}{B(a, b)} \left[
        (\alpha + T)^{-(r + x)} + \delta_{x > 0} \frac{a}{b + x - 1} (\alpha + t_x)^{-(r + x)} \right]

    Parameters
        repeats (x), last (t_x), observed (T): shape (n,), as in ``Histories``.
    Raises
        NoResponses, MissingValue, DifferentLengths.
        ImpossibleHistory: names the first customer whose numbers contradict each other.
        NobodyReturned: nobody bought twice. NotIdentified: the data do not fix the parameters. Where
        customers stop all alike a and b are large and only a / (a + b), that one chance, has a meaning.
    References
        Fader, Hardie and Lee (2005), Marketing Science 24(2): 275-284.
    """
    x, t, until = refused_histories(repeats, last, observed)
    if not x.any():
        raise NobodyReturned(len(x))
    start = (1.0, float(until.mean()), 1.0, 2.0)
    if len(x) <= _ENOUGH:
        return _fitted(_Told.of(x, t, until), start, len(x))
    some = slice(None, None, -(-len(x) // _ENOUGH))
    few = _Told.of(x[some], t[some], until[some])
    near = _fitted(few, start, len(x[some]))
    return _fitted(_Told.of(x, t, until), (near.r, near.alpha, near.a, near.b), len(x), (few, near.n))


def _fitted(told: _Told, start: tuple[float, ...], n: int, few: tuple[_Told, int] | None = None) -> BuyingModel:
    (r, alpha, a, b), best = most_likely(
        told.log_likelihood,
        start,
        n,
        gradient=told.gradient,
        alike=_ALIKE,
        check=few[0].log_likelihood if few else None,
        bend=(few[0].gradient, few[1]) if few else None,
    )
    return BuyingModel(r, alpha, a, b, best, n)


class ImpossibleHistory(ValueError):
    """A customer's number and times of purchases contradict each other."""

    def __init__(self, position: int, x: float, t: float, until: float):
        super().__init__(
            sentence(
                "customer at position {position}: {x:g} repeats, the last at {t:g} of {until:g}; repeats "
                "are whole numbers from 0 to a million, the last lies between 0 and the time observed, and is 0 "
                "exactly without repeats",
                position=position,
                x=x,
                t=t,
                until=until,
            )
        )


class NotAhead(ValueError):
    """A time to look ahead that is over, or no time."""

    def __init__(self, ahead: object):
        super().__init__(
            sentence("cannot look {ahead!r} ahead; give a time from 0 to {most:g}", ahead=ahead, most=LONGEST)
        )


class NobodyReturned(ValueError):
    """No customer bought twice, so nothing tells how often they return."""

    def __init__(self, n: int):
        super().__init__(sentence("none of {n} customers bought twice; wait until some have", n=n))


def refused_histories(repeats: Column, last: Column, observed: Column) -> tuple[Floats, Floats, Floats]:
    """Histories as arrays, or the refusals of ``fit_purchases``."""
    x, t, until = numbers(repeats, "repeats"), numbers(last, "last"), numbers(observed, "observed")
    same_length(repeats=len(x), last=len(t), observed=len(until))
    if not x.size:
        raise NoResponses("customers")
    cannot_be = (x < 0) | (x > MOST_REPEATS) | (x != np.floor(x))
    wrong = np.flatnonzero(cannot_be | (t < 0) | (t > until) | ((x > 0) != (t > 0)))
    if wrong.size:
        place = int(wrong[0])
        raise ImpossibleHistory(place, x[place], t[place], until[place])
    return x, t, until


def time_ahead(ahead: float) -> float:
    if not (isinstance(ahead, int | float | np.number) and 0 <= ahead <= LONGEST):
        raise NotAhead(ahead)
    return float(ahead)


def _until_stopping(r: Floats, alpha: Floats, a: float, b: Floats, ahead: float) -> Floats:
    """Purchases to expect in ``ahead`` of a customer sure to be active, whose parameters are these by now."""
    # a = 1 and a + b = 1 are removable poles: just beside them the value is right to seven digits.
    beside = np.where((np.abs(a - 1) < _POLE) | (np.abs(a + b - 1) < _POLE), a + 2 * _POLE, a)
    end = alpha + ahead
    bought = 1 - (alpha / end) ** r * special.hyp2f1(r, b, beside + b - 1, ahead / end)
    return np.asarray((beside + b - 1) / (beside - 1) * bought, np.float64)


@dataclass(frozen=True, slots=True)
class _Told:
    """Histories as the likelihood reads them: what depends on the number of repeats alone is taken once for each.

    ``x``, ``t``, ``until`` and ``many`` are of the distinct histories; ``each`` are the numbers of
    repeats there are, and ``with_each`` how many customers have them. Those with repeats come last.
    """

    x: Floats
    t: Floats
    until: Floats
    many: Floats
    each: Floats
    with_each: Floats
    first_with: int

    @classmethod
    def of(cls, x: Floats, t: Floats, until: Floats) -> _Told:
        many = np.ones(len(x))
        if len(x) <= _ENOUGH:
            together = np.lexsort((until, t, x))
            x, t, until = x[together], t[together], until[together]
            differs = (np.diff(x) != 0) | (np.diff(t) != 0) | (np.diff(until) != 0)
            first = np.concatenate([[0], np.flatnonzero(differs) + 1])
            many = np.diff(np.append(first, len(x))).astype(np.float64)
            x, t, until = x[first], t[first], until[first]
        order = np.argsort(x > 0, kind="stable")
        x, t, until, many = (np.ascontiguousarray(column[order]) for column in (x, t, until, many))
        with_each = np.bincount(x.astype(np.int64), many)
        each = np.flatnonzero(with_each)
        return cls(x, t, until, many, each.astype(np.float64), with_each[each].astype(np.float64), int((x == 0).sum()))

    def log_likelihood(self, r: float, alpha: float, a: float, b: float) -> float:
        x = self.each
        buying = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        staying = special.betaln(a, b + x) - special.betaln(a, b)
        ends = _ends(self.x, self.t, self.until, self.many, self.first_with, r, alpha, a, b)
        return float(self.with_each @ (buying + staying) + ends)

    def gradient(self, r: float, alpha: float, a: float, b: float) -> Floats:
        x, n = self.each, self.with_each
        digamma = special.digamma
        lost = digamma(a + b) - digamma(a + b + x)
        ends = _ends_slope(self.x, self.t, self.until, self.many, self.first_with, r, alpha, a, b)
        before = (
            n @ (digamma(r + x) - digamma(r) + np.log(alpha)),
            n.sum() * r / alpha,
            n @ lost,
            n @ (digamma(b + x) - digamma(b) + lost),
        )
        return np.asarray(np.array(before) + np.array(ends), np.float64)


@njit(cache=True)
def _ends(x, t, until, many, first_with, r, alpha, a, b):  # type: ignore[no-untyped-def]
    """Log-likelihood of how histories end: here all the time or (of those with repeats) stopped after the last."""
    total, log_a = 0.0, np.log(a)
    for i in range(len(x)):
        here = -(r + x[i]) * np.log(alpha + until[i])
        if i >= first_with:
            stopped = log_a - np.log(b + x[i] - 1) - (r + x[i]) * np.log(alpha + t[i])
            here = max(here, stopped) + np.log1p(np.exp(-abs(here - stopped)))
        total += many[i] * here
    return total


@njit(cache=True)
def _ends_slope(x, t, until, many, first_with, r, alpha, a, b):  # type: ignore[no-untyped-def]
    """Derivatives of ``_ends`` by r, alpha, a and b."""
    by_r, by_alpha, by_a, by_b, log_a = 0.0, 0.0, 0.0, 0.0, np.log(a)
    for i in range(len(x)):
        now, rate = np.log(alpha + until[i]), r + x[i]
        by_r -= many[i] * now
        by_alpha -= many[i] * rate / (alpha + until[i])
        if i >= first_with:
            before = np.log(alpha + t[i])
            lead = log_a - np.log(b + x[i] - 1) - rate * before + rate * now
            gone = many[i] / (1 + np.exp(-lead))
            by_r -= gone * (before - now)
            by_alpha -= gone * rate * (1 / (alpha + t[i]) - 1 / (alpha + until[i]))
            by_a += gone / a
            by_b -= gone / (b + x[i] - 1)
    return by_r, by_alpha, by_a, by_b
