"""Comparing those who serve customers: for the cases they had, by as much as their numbers carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, is_missing, labels, listed, numbers, positive_weights, same_length
from .discovery import adjusted_p
from .estimator import Floats, Integers
from .intervals import normal_quantile
from .shrinkage import shrink

RATE = 0.01  # to call somebody different is a heavy word
HUBER = 1.345
_ROUNDS = 20
LOWER, HIGHER, ONE_WEEK, ALIKE = "lower", "higher", "one week", "alike"


@dataclass(frozen=True, slots=True)
class Fair:
    """Arrays of shape (people,), in the order of ``who``; in the unit of the points.

    ``raw`` is the mean as it is, ``expected`` what anybody would have got for the same cases, ``adjusted`` the
    mean over everybody plus what is left; ``standard_error`` is of it. ``value``, ``low`` and ``high`` are
    what to expect of them, drawn towards the rest by as much as the numbers are few. ``centre`` is Huber's
    mean of all. ``p`` is adjusted for all. ``verdict``: "lower" or "higher" only if it holds without their
    worst (or best) week, "one week" if it does not, else "alike". ``trend`` is how much the later half of
    their answers is above the earlier, with ``trend_error``.
    """

    who: tuple[Any, ...]
    n: Integers
    raw: Floats
    expected: Floats
    adjusted: Floats
    standard_error: Floats
    value: Floats
    low: Floats
    high: Floats
    p: Floats
    verdict: tuple[str, ...]
    trend: Floats
    trend_error: Floats
    centre: float
    deviation: float
    spread: float
    case_share: float


def fair(
    points: Column,
    counts: Column,
    people: Column,
    weeks: Column,
    cases: Mapping[str, Column],
    *,
    fewest: int = 5,
    confidence: float = 0.95,
) -> Fair:
    r"""What people reach with their own cases, compared without blaming them for those or for chance.

    .. math:: y = a_{\text{person}} + x_{\text{case}} \beta + \varepsilon, \quad
              \hat a_e = \bar y + \bar y_e - (\bar x_e - \bar x) \hat\beta, \quad
              s_e^2 = \sigma^2 / n_e + (\bar x_e - \bar x)' \mathrm{Var}(\hat\beta) (\bar x_e - \bar x)

    People are taken to be drawn from a normal whose spread is found with β: where the cases of one person differ,
    β is learnt from those, so that who has hard cases does not pay for being good at them; where hardly any do,
    people beside each other say the rest. Then empirical Bayes draws each towards the centre, and Benjamini and
    Hochberg's p guards against calling one of many different by chance.

    Parameters
        points: shape (cells,), what an answer adds to the score; alike within a cell.
        counts: shape (cells,), answers in it; 1 each where rows are answers. people: shape (cells,), who served them.
        weeks: shape (cells,), a number growing with time. cases: name -> shape (cells,), None where unknown.
        fewest: people with fewer answers are left out.
    Raises
        TooFewPeople: fewer than three people have that many answers, or all answers are alike.
        MissingLabel: an answer that nobody served. MissingValue, WeightNotPositive, DifferentLengths.
    References
        Spiegelhalter (2005), Statistics in Medicine 24(8): 1185-1202. Morris (1983), JASA 78: 47-55.
    """
    points, week_of = numbers(points, "points"), numbers(weeks, "weeks")
    counts = positive_weights(counts, len(points), "counts")
    given = {"people": labels(people, "people"), **{name: _known(name, column) for name, column in cases.items()}}
    same_length(points=len(points), weeks=len(week_of), **{name: len(column) for name, column in given.items()})
    person, who = _coded(given.pop("people"))
    enough = np.bincount(person, counts) >= fewest
    kept = enough[person]
    if enough.sum() < 3 or np.ptp(points[kept]) == 0:
        raise TooFewPeople(int(enough.sum()), fewest)
    names = [who[i] for i in np.flatnonzero(enough)]
    code = (np.cumsum(enough) - 1)[person[kept]]
    y, w, week = points[kept], counts[kept], week_of[kept]
    n: Floats = np.bincount(code, w).astype(np.float64)
    rows: list[int] = np.flatnonzero(kept).tolist()
    work = _Work(y, w, code, n, _columns({name: [column[i] for i in rows] for name, column in given.items()}))
    centre, raw = float(np.average(y, weights=w)), np.bincount(code, w * y) / n
    spread = np.inf
    for _ in range(_ROUNDS):
        part, unsure = work.cases(spread)
        expected = centre + np.bincount(code, w * part) / n
        adjusted = centre + raw - expected
        deviation = float(np.sqrt((w * (y - part - adjusted[code]) ** 2).sum() / max(w.sum() - len(n), 1.0)))
        error = deviation * np.sqrt(1 / n + unsure)
        drawn = shrink(adjusted, error)
        if abs(drawn.spread - spread) <= 1e-3 * deviation:
            break
        spread, work = drawn.spread, replace(work, deviation=deviation)
    middle = _middle(adjusted, error)
    z = (adjusted - middle) / error
    p = adjusted_p(2 * special.ndtr(-np.abs(z)))
    reach = normal_quantile(confidence) * drawn.standard_error
    away = y - part - middle
    verdict = tuple(
        _verdict(z[i], p[i], away[code == i], w[code == i], week[code == i], deviation) for i in range(len(n))
    )
    trends = [_trend(away[code == i], w[code == i], week[code == i], deviation) for i in range(len(n))]
    total = float((w * (y - centre) ** 2).sum())
    return Fair(
        tuple(names), n.astype(np.int64), raw, expected, adjusted, error, drawn.value, drawn.value - reach,
        drawn.value + reach, p, verdict, np.array([t for t, _ in trends]), np.array([e for _, e in trends]),
        middle, deviation, drawn.spread, float((w * part**2).sum() / total),
    )  # fmt: skip


class TooFewPeople(ValueError):
    """Nobody to compare."""

    def __init__(self, people: int, fewest: int):
        super().__init__(
            sentence(
                "{people} have {fewest} answers or more, or all answers are alike; three are needed to compare; choose "
                "more days",
                people=people,
                fewest=fewest,
            )
        )


def _known(name: str, column: Column) -> list[Any]:
    """The kind of each case; unknown is a kind of its own."""
    return labels(["" if is_missing(kind) else kind for kind in listed(column)], name)


def _coded(values: Sequence[Any]) -> tuple[Integers, list[Any]]:
    order = {value: i for i, value in enumerate(sorted(set(values), key=str))}
    return np.array([order[value] for value in values], np.int64), list(order)


def _middle(values: Floats, errors: Floats) -> float:
    """Huber's mean, weighted by precision: somebody far off does not make the others look different."""
    precision, middle = 1 / errors**2, float(np.median(values))
    for _ in range(50):
        held = precision * np.minimum(1.0, HUBER / np.maximum(np.abs(values - middle) / errors, 1e-12))
        middle = float(np.average(values, weights=held))
    return middle


@dataclass(frozen=True, slots=True)
class _Work:
    """Answers by cell: points, how many, whose (``n`` answers each), and what their cases are like."""

    y: Floats
    w: Floats
    person: Integers
    n: Floats
    x: Floats
    deviation: float = 1.0

    def cases(self, spread: float) -> tuple[Floats, Floats]:
        """What the cases add to each cell, on average nothing, and how unsure that is for each person.

        The latter as a share of the variance of one answer. Least squares in which people are drawn from a normal
        of that spread: answers of one person say most of what a kind of case adds, and people beside each other
        say the rest, the more the less they spread.
        """
        if not self.x.shape[1]:
            return np.zeros(len(self.y)), np.zeros(len(self.n))
        own = 1 - np.sqrt(self.deviation**2 / (self.deviation**2 + self.n * spread**2))
        usual = np.column_stack([np.bincount(self.person, self.w * column) / self.n for column in self.x.T])
        mean = np.bincount(self.person, self.w * self.y) / self.n
        root = np.sqrt(self.w)[:, None]
        inside = np.column_stack([1 - own[self.person], self.x - (own[:, None] * usual)[self.person]]) * root
        about = (self.y - (own * mean)[self.person]) * root[:, 0]
        turned = np.linalg.pinv(inside.T @ inside, rcond=1e-9)
        part = self.x @ (turned @ (inside.T @ about))[1:]
        away = usual - np.average(self.x, axis=0, weights=self.w)
        unsure = np.einsum("ij,jk,ik->i", away, turned[1:, 1:], away)
        return part - np.average(part, weights=self.w), np.maximum(unsure, 0.0)


def _columns(cases: Mapping[str, Sequence[Any]]) -> Floats:
    """A column of 0 and 1 for each value of each case but the first, shape (cells, columns)."""
    columns = []
    for values in cases.values():
        code, names = _coded(values)
        columns += [(code == i).astype(np.float64) for i in range(1, len(names))]
    length = len(next(iter(cases.values()), ()))
    return np.column_stack(columns) if columns else np.zeros((length, 0))


def _verdict(z: float, p: float, away: Floats, w: Floats, week: Integers, deviation: float) -> str:
    if p > RATE:
        return ALIKE
    sign = np.sign(z)
    weeks = np.unique(week, return_inverse=True)[1]
    sums, size = np.bincount(weeks, w * away), np.bincount(weeks, w)
    worst = int(np.argmax(sign * sums))
    rest = size.sum() - size[worst]
    if rest < 1 or sign * (sums.sum() - sums[worst]) / (deviation * np.sqrt(rest)) < normal_quantile(1 - 2 * RATE):
        return ONE_WEEK
    return LOWER if sign < 0 else HIGHER


def _trend(away: Floats, w: Floats, week: Integers, deviation: float) -> tuple[float, float]:
    """Later half minus earlier half; NaN with its error where all is of one week."""
    order = np.argsort(week, kind="stable")
    half = np.cumsum(w[order]) - w[order] / 2 < w.sum() / 2
    early, late = order[half], order[~half]
    if not len(early) or not len(late):
        return np.nan, np.nan
    change = np.average(away[late], weights=w[late]) - np.average(away[early], weights=w[early])
    return float(change), float(deviation * np.sqrt(1 / w[late].sum() + 1 / w[early].sum()))
